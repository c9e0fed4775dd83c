/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hash() as the target computes it (Python/pyhash.c, Objects/tupleobject.c), and tables of our own.
 */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/hash.h"
#include "python/runtime.h"

/* sys.hash_info.modulus */
#define MODULUS (((uint64_t)1 << 61) - 1)
#define MODULUS_BITS 61
#define NESTING_MAX 200

/* -1 is an error's mark in C. */
static uint64_t marked(uint64_t hash)
{
    return hash == UINT64_MAX ? UINT64_MAX - 1 : hash;
}

/* long_hash(); an int of 2.7 is its own. */
static uint64_t hash_of_int(const struct expr *e, const struct value *value, bool *exact)
{
    mpz_t number;
    mpz_srcptr integer = value_mpz(value, number);
    int64_t small;

    if (e->old && value_to_i64(value, &small))
        return marked((uint64_t)small);
    *exact = !e->old;

    uint64_t hash = mpz_tdiv_ui(integer, MODULUS);

    return marked(mpz_sgn(integer) < 0 ? -hash : hash);
}

/* _Py_HashDouble() */
static uint64_t hash_of_double(double number, bool *exact)
{
    int exponent;
    uint64_t hash = 0;

    if (isinf(number))
        return number > 0 ? 314159 : (uint64_t)-314159;
    if (isnan(number)) {
        *exact = false;
        return 0;
    }

    double mantissa = frexp(fabs(number), &exponent);

    while (mantissa != 0) {
        hash = ((hash << 28) & MODULUS) | hash >> (MODULUS_BITS - 28);
        mantissa *= 268435456.0;
        exponent -= 28;

        uint64_t digit = (uint64_t)mantissa;

        mantissa -= (double)digit;
        hash += digit;
        if (hash >= MODULUS)
            hash -= MODULUS;
    }
    exponent = exponent >= 0 ? exponent % MODULUS_BITS
                             : MODULUS_BITS - 1 - ((-1 - exponent) % MODULUS_BITS);
    hash = ((hash << exponent) & MODULUS) | hash >> (MODULUS_BITS - exponent);
    return marked(number < 0 ? -hash : hash);
}

static uint64_t hash_of_number(struct expr *e, const struct value *value, bool *exact)
{
    if (value_is_integer(value))
        return hash_of_int(e, value, exact);

    double number = value->number.real;

    if (!e->old)
        return hash_of_double(number, exact);
    if (number == floor(number) && isfinite(number)) {
        struct value integer = expr_number_truncate(e, number);

        return hash_of_int(e, &integer, exact);
    }
    /* 2.7 has another way for these: they are searched for. */
    *exact = false;
    return hash_of_double(number, &(bool){true});
}

static uint64_t hash_of_str(struct expr *e, const struct value *value, bool *exact)
{
    size_t count = value->str.count;
    uint32_t largest = 0;
    uint64_t hash = 0;

    for (size_t i = 0; i < count; i++)
        if (value->str.characters[i] > largest)
            largest = value->str.characters[i];

    unsigned width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
    CLEANUP_FREE uint8_t *bytes = xmalloc(count * width);

    for (size_t i = 0; i < count; i++)
        memcpy(bytes + i * width, &value->str.characters[i], width);
    if (hash_characters(e->runtime, bytes, count * width, width, &hash) &&
        !(e->old && largest >= 0x10000)) {
        *exact &= dict_hashes_hold(e->runtime);
        return hash;
    }
    *exact = false;
    return hash_siphash(1, (uint64_t[]){1, 2}, bytes, count * width);
}

static uint64_t hash_of_bytes(struct expr *e, const struct value *value, bool *exact)
{
    uint64_t hash;

    if (hash_characters(e->runtime, value->bytes.data, value->bytes.count, 1, &hash)) {
        *exact &= dict_hashes_hold(e->runtime);
        return hash;
    }
    *exact = false;
    return hash_siphash(1, (uint64_t[]){1, 2}, value->bytes.data, value->bytes.count);
}

static uint64_t rotated(uint64_t value)
{
    return value << 31 | value >> 33;
}

static struct error *hash_of_tuple(struct expr *e, const struct value *value, uint64_t *ret,
                                   bool *exact)
{
    const uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u,
                   prime5 = 2870177450012600261u;
    bool is_xx = e->runtime->layout.traits.tuple_hash_is_xx;
    uint64_t hash = is_xx ? prime5 : 0x345678, factor = 1000003;
    struct value_list list = {0};

    TRY(expr_collect_stored(e, value, &list));
    for (size_t i = 0; i < list.count; i++) {
        uint64_t one, left = list.count - i - 1;

        TRY(expr_hash(e, &list.data[i], &one, exact));
        if (is_xx) {
            hash = rotated(hash + one * prime2) * prime1;
        } else {
            hash = (hash ^ one) * factor;
            factor += 82520 + 2 * left;
        }
    }
    if (is_xx)
        hash += (uint64_t)list.count ^ (prime5 ^ 3527539);
    else
        hash += 97531;
    *ret = is_xx && hash == UINT64_MAX ? 1546275796 : marked(hash);
    return NULL;
}

static uint64_t hash_of_pointer(uint64_t object)
{
    return marked(object >> 4 | object << 60);
}

/* None_hash() of Objects/object.c (3.12+); before, and of the others, it is where they are. */
static struct error *hash_of_singleton(struct expr *e, enum value_kind kind, uint64_t *ret)
{
    uint64_t object;

    *ret = 0xfca86420;
    if (kind == VALUE_NONE && e->runtime->layout.traits.none_hash_is_fixed)
        return NULL;
    TRY(expr_builtin(e,
                     kind == VALUE_NONE       ? "None"
                     : kind == VALUE_ELLIPSIS ? "Ellipsis"
                                              : "NotImplemented",
                     &object));
    *ret = hash_of_pointer(object);
    return NULL;
}

/* range_hash(): of its length, start and step, as far as they matter. */
static struct error *hash_of_range(struct expr *e, const struct value *range, uint64_t *ret,
                                   bool *exact)
{
    struct value parts[3] = {[1] = {.kind = VALUE_NONE}, [2] = {.kind = VALUE_NONE}};
    struct value tuple = value_of_items(VALUE_TUPLE, parts, 3);
    int64_t count;

    TRY(expr_range_length(e, range, &parts[0]));
    if (!value_to_i64(&parts[0], &count) || count > 0)
        parts[1] = range->items.data[0];
    if (!value_to_i64(&parts[0], &count) || count > 1)
        parts[2] = range->items.data[2];
    return hash_of_tuple(e, &tuple, ret, exact);
}

/* What is its own hash by where it is: _Py_HashPointer(). */
static struct error *hash_of_object(struct expr *e, const struct value *value, enum type_kind kind,
                                    uint64_t *ret, bool *exact)
{
    *ret = hash_of_pointer(value->object);
    switch (kind) {
    case KIND_OBJECT:
    case KIND_TYPE:
    case KIND_FUNCTION:
    case KIND_MODULE:
    case KIND_SENTINEL:
    case KIND_OLD_CLASS:
    case KIND_OLD_INSTANCE:
    case KIND_EXCEPTION:
    case KIND_GENERATOR:
    case KIND_COROUTINE:
    case KIND_ASYNC_GENERATOR:
        return NULL;
    case KIND_LIST:
    case KIND_DEQUE:
    case KIND_DICT:
    case KIND_SET:
    case KIND_BYTEARRAY:
    case KIND_MAPPINGPROXY:
        return EXPR_TYPE_ERROR("unhashable type: '%s'", expr_type_name(e, value));
    default:
        *exact = false;
        return NULL;
    }
}

struct members {
    struct expr *e;
    uint64_t hash, count;
    bool exact;
};

static struct error *xor_member(void *arg, const struct value *item, bool *stop)
{
    struct members *to = arg;
    uint64_t hash;

    (void)stop;
    TRY(expr_hash(to->e, item, &hash, &to->exact));
    to->hash ^= (hash ^ 89869747 ^ hash << 16) * 3644798167;
    to->count++;
    return NULL;
}

/* frozenset_hash() of Objects/setobject.c, 3.x; one of our own of a frozendict. */
static struct error *hash_of_members(struct expr *e, const struct value *value, bool set,
                                     uint64_t *ret, bool *exact)
{
    struct value items = {.kind = VALUE_VIEW, .view = {value, 'i'}};
    struct members to = {e, 0, 0, true};

    TRY(expr_each_stored(e, set ? value : &items, xor_member, &to));
    *exact &= set && to.exact && !e->old;
    to.hash ^= (to.count + 1) * 1927868237;
    to.hash ^= to.hash >> 11 ^ to.hash >> 25;
    to.hash = to.hash * 69069 + 907133923;
    *ret = to.hash == UINT64_MAX ? 590923713 : to.hash;
    return NULL;
}

static bool is_frozendict(struct expr *e, const struct value *value)
{
    const struct type *type;

    return value->kind == VALUE_OBJECT && error_ignore(types_of(e->types, value->object, &type)) &&
           type->kind == KIND_FROZENDICT;
}

/* A slice can be hashed if its type says so (3.12+); how is not followed. */
static struct error *hash_of_slice(struct expr *e, const struct value *value, uint64_t *ret,
                                   bool *exact)
{
    const struct type *type, *owner, *kind;
    uint64_t method;

    *ret = VALUE_SLICE;
    *exact = false;
    TRY(expr_type_struct(e, value, &type));
    if (e->old ||
        !error_ignore(
            attribute_in_class(e->runtime, e->types, type, "__hash__", &owner, &method)) ||
        owner != type || !error_ignore(types_of(e->types, method, &kind)) ||
        kind->kind == KIND_NONE)
        return EXPR_TYPE_ERROR("unhashable type: 'slice'");
    return NULL;
}

static struct error *hash_of(struct expr *e, const struct value *value, uint64_t *ret, bool *exact)
{
    struct value loaded;
    enum type_kind kind;
    bool second = true, done;
    double imag;

    TRY(expr_plain_hash(e, value, &done, ret, exact));
    if (done)
        return NULL;
    TRY(expr_check_special(e, value, "__hash__"));
    TRY(expr_check_special(e, value, "__eq__"));
    TRY(expr_library_hash(e, value, &done, ret, exact));
    if (done)
        return NULL;
    TRY(expr_kind(e, value, &kind));
    if (kind == KIND_TUPLE)
        return hash_of_tuple(e, value, ret, exact);
    if (kind == KIND_FROZENSET || is_frozendict(e, value))
        return hash_of_members(e, value, kind == KIND_FROZENSET, ret, exact);
    if (kind == KIND_BYTEARRAY)
        return EXPR_TYPE_ERROR("unhashable type: 'bytearray'");
    if (kind == KIND_METHOD) {
        *ret = VALUE_METHOD;
        *exact = false;
        return NULL;
    }
    TRY(expr_load(e, value, &loaded));
    *ret = 0;
    switch (loaded.kind) {
    case VALUE_OBJECT:
        return hash_of_object(e, &loaded, kind, ret, exact);
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_FLOAT:
        *ret = hash_of_number(e, &loaded, exact);
        return NULL;
    case VALUE_COMPLEX:
        imag = loaded.number.imag;
        loaded.kind = VALUE_FLOAT;
        *ret = hash_of_number(e, &loaded, exact);
        if (imag != 0) {
            loaded.number.real = imag;
            *ret = marked(*ret + 1000003 * hash_of_number(e, &loaded, &second));
            *exact &= second;
        }
        return NULL;
    case VALUE_STR:
        *ret = hash_of_str(e, &loaded, exact);
        return NULL;
    case VALUE_BYTES:
        *ret = hash_of_bytes(e, &loaded, exact);
        return NULL;
    case VALUE_LIST:
    case VALUE_SET:
    case VALUE_DICT:
    case VALUE_VIEW:
        if (loaded.kind != VALUE_VIEW || loaded.view.what != 'v')
            return EXPR_TYPE_ERROR("unhashable type: '%s'", expr_type_name(e, value));
        /* Its own hash: nobody compares values(). */
        *exact = value->kind == VALUE_OBJECT;
        *ret = *exact ? hash_of_pointer(value->object) : (uint64_t)loaded.kind;
        return NULL;
    case VALUE_SLICE:
        return hash_of_slice(e, value, ret, exact);
    case VALUE_NONE:
    case VALUE_ELLIPSIS:
    case VALUE_NOT_IMPLEMENTED:
        return hash_of_singleton(e, loaded.kind, ret);
    case VALUE_RANGE:
        if (!e->old)
            return hash_of_range(e, &loaded, ret, exact);
        *exact = false;
        return NULL;
    default:
        *exact = false;
        *ret = (uint64_t)loaded.kind;
        return NULL;
    }
}

struct error *expr_hash(struct expr *e, const struct value *value, uint64_t *ret, bool *exact)
{
    TRY(expr_too_deep(e, NESTING_MAX));
    e->nesting++;

    struct error *error = hash_of(e, value, ret, exact);

    e->nesting--;
    return error;
}

/* ---- tables of our own */

struct value_table *expr_table(struct expr *e)
{
    return arena_take(e->arena, sizeof(struct value_table));
}

static struct error *grow(struct expr *e, struct value_table *table)
{
    size_t capacity = table->capacity == 0 ? 8 : table->capacity * 2;

    TRY(expr_room(e, capacity, sizeof *table->entries + 2 * sizeof *table->slots));

    struct value_entry *entries = arena_take(e->arena, capacity * sizeof *entries);

    if (table->count > 0)
        memcpy(entries, table->entries, table->count * sizeof *entries);
    table->entries = entries;
    table->capacity = capacity;
    table->slot_count = 2 * capacity;
    table->slots = arena_take(e->arena, table->slot_count * sizeof *table->slots);
    for (size_t i = 0; i < table->count; i++) {
        size_t slot = entries[i].hash & (table->slot_count - 1);

        while (table->slots[slot] != 0)
            slot = (slot + 1) & (table->slot_count - 1);
        table->slots[slot] = (uint32_t)i + 1;
    }
    return NULL;
}

static struct error *find(struct expr *e, const struct value_table *table, const struct value *key,
                          uint64_t hash, size_t *slot, struct value_entry **ret)
{
    *ret = NULL;
    *slot = 0;
    if (table->slot_count == 0)
        return NULL;
    *slot = hash & (table->slot_count - 1);
    while (table->slots[*slot] != 0) {
        struct value_entry *entry = &table->entries[table->slots[*slot] - 1];
        bool equal = false;

        if (entry->hash == hash)
            TRY(expr_equal(e, &entry->key, key, &equal));
        if (equal) {
            *ret = entry;
            return NULL;
        }
        *slot = (*slot + 1) & (table->slot_count - 1);
    }
    return NULL;
}

struct error *expr_as_key(struct expr *e, const struct value *key, const char *what,
                          struct error *error)
{
    const char unhashable[] = "TypeError: unhashable type: ";
    struct error *named;

    if (error == NULL || error->kind != ERROR_NOT_FOUND ||
        strncmp(error->message, unhashable, sizeof unhashable - 1) != 0)
        return error;
    named = EXPR_TYPE_ERROR("cannot use '%s' as a %s (%s)", expr_type_name(e, key), what,
                            error->message + strlen("TypeError: "));
    error_destroy(error);
    return named;
}

struct error *expr_table_put(struct expr *e, struct value_table *table, const struct value *key,
                             const struct value *value)
{
    struct value_entry *entry;
    uint64_t hash;
    size_t slot;

    TRY(expr_as_key(e, key, value == key ? "set element" : "dict key",
                    expr_hash(e, key, &hash, &(bool){true})));
    if (table->count == table->capacity)
        TRY(grow(e, table));
    TRY(find(e, table, key, hash, &slot, &entry));
    if (entry != NULL) {
        entry->value = *value;
        return NULL;
    }
    table->entries[table->count] = (struct value_entry){*key, *value, hash};
    table->slots[slot] = (uint32_t)++table->count;
    return NULL;
}

struct error *expr_table_find(struct expr *e, const struct value_table *table,
                              const struct value *key, const struct value_entry **ret)
{
    struct value_entry *entry;
    uint64_t hash;
    size_t slot;

    TRY(expr_hash(e, key, &hash, &(bool){true}));
    TRY(find(e, table, key, hash, &slot, &entry));
    *ret = entry;
    return NULL;
}
