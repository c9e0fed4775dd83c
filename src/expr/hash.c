/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hash() as the target computes it (Python/pyhash.c, Objects/tupleobject.c), and finding by it. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/hash.h"
#include "python/runtime.h"
#include "python/set.h"

/* sys.hash_info.modulus */
#define MODULUS (((uint64_t)1 << 61) - 1)
#define MODULUS_BITS 61
/* Keys of one dict or set that are searched through. */
#define SCAN_MAX ((size_t)4 << 20)
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

    TRY(expr_collect(e, value, &list));
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

/* What is its own hash by where it is: _Py_HashPointer(). */
static struct error *hash_of_object(struct expr *e, const struct value *value, enum type_kind kind,
                                    uint64_t *ret, bool *exact)
{
    *ret = marked(value->object >> 4 | value->object << 60);
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
    uint64_t hash;
};

static struct error *xor_member(void *arg, const struct value *item, bool *stop)
{
    struct members *to = arg;
    uint64_t hash;

    (void)stop;
    TRY(expr_hash(to->e, item, &hash, &(bool){true}));
    to->hash ^= hash * 31 + (hash >> 7);
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
    struct members members = {e, 0};
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
    if (kind == KIND_FROZENSET || is_frozendict(e, value)) {
        struct value items = {.kind = VALUE_VIEW, .view = {value, 'i'}};

        *exact = false;
        TRY(expr_each(e, kind == KIND_FROZENSET ? value : &items, xor_member, &members));
        *ret = members.hash;
        return NULL;
    }
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
        return EXPR_TYPE_ERROR("unhashable type: '%s'", expr_type_name(e, value));
    case VALUE_SLICE:
        return hash_of_slice(e, value, ret, exact);
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

struct error *expr_table_put(struct expr *e, struct value_table *table, const struct value *key,
                             const struct value *value)
{
    struct value_entry *entry;
    uint64_t hash;
    size_t slot;

    TRY(expr_hash(e, key, &hash, &(bool){true}));
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

/* ---- tables of the target */

struct search {
    struct expr *e;
    const struct value *key;
};

static struct error *is_key(void *arg, uint64_t object, bool *ret)
{
    struct search *search = arg;
    struct value value = value_of_object(object);

    TRY(expr_step(search->e));
    return expr_equal(search->e, &value, search->key, ret);
}

/*
 * The hash to look for. *known false: it has to be searched for among all, and if *same among those
 * only that are the key itself: whether another is equal to it, its own code would say.
 */
static struct error *hash_to_find(struct expr *e, const struct value *key, uint64_t *ret,
                                  bool *known, struct error **same)
{
    struct error *error;

    *known = true;
    *same = NULL;
    error = expr_hash(e, key, ret, known);
    if (error == NULL || error->kind != ERROR_UNSUPPORTED || key->kind != VALUE_OBJECT)
        return error;
    *known = false;
    *same = error;
    return NULL;
}

static struct error *too_many(void)
{
    return error_create(ERROR_UNSUPPORTED,
                        "it is too large to be searched through, and the hash of the key cannot "
                        "be known");
}

static struct error *scan(struct expr *e, const uint64_t *keys, size_t stride, size_t count,
                          const struct value *key, bool identity, size_t *ret)
{
    struct search search = {e, key};

    e->scanned = true;
    for (*ret = 0; *ret < count; ++*ret) {
        uint64_t object = keys[*ret * stride];
        bool equal = key->kind == VALUE_OBJECT && key->object == object;

        if (!equal && !identity)
            TRY(is_key(&search, object, &equal));
        if (equal)
            return NULL;
    }
    return NULL;
}

struct error *expr_find_in_dict(struct expr *e, uint64_t dict, const struct value *key,
                                struct value *ret)
{
    struct search search = {e, key};
    dict_item_array items = {0};
    struct error *error = NULL, *same;
    uint64_t hash, found = 0;
    bool known;
    size_t at;

    TRY(hash_to_find(e, key, &hash, &known, &same));
    if (known) {
        error = dict_look_up(e->runtime, dict, hash, is_key, &search, &found);
    } else {
        error = dict_items(e->runtime, dict, SCAN_MAX, &items);
        at = 0;
        if (error == NULL && items.count > 0)
            error = scan(e, &items.data[0].key, 2, items.count, key, same != NULL, &at);
        if (error == NULL && at < items.count)
            found = items.data[at].value;
        else if (error == NULL && items.count == SCAN_MAX)
            error = too_many();
        array_deinit(&items);
    }
    if (error == NULL && found == 0) {
        error = same != NULL ? same : error_create(ERROR_NOT_FOUND, "no such key");
        same = NULL;
    }
    error_destroy(same);
    TRY(error);
    *ret = value_of_object(found);
    return NULL;
}

struct error *expr_find_in_set(struct expr *e, uint64_t set, const struct value *key, bool *ret)
{
    struct search search = {e, key};
    set_items_array items = {0};
    struct error *error, *same;
    uint64_t hash;
    bool known;
    size_t at;

    *ret = false;
    TRY(hash_to_find(e, key, &hash, &known, &same));
    if (known)
        return set_look_up(e->runtime, set, hash, is_key, &search, ret);
    error = set_items(e->runtime, set, SCAN_MAX, &items);
    if (error == NULL)
        error = scan(e, items.data, 1, items.count, key, same != NULL, &at);
    if (error == NULL) {
        *ret = at < items.count;
        if (!*ret && items.count == SCAN_MAX)
            error = too_many();
    }
    array_deinit(&items);
    if (error == NULL && !*ret && same != NULL)
        return same;
    error_destroy(same);
    return error;
}
