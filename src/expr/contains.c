/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `in`: PySequence_Contains() of Objects/abstract.c and what it leads to. */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"

struct finder {
    struct expr *e;
    const struct value *item;
    bool found;
};

static struct error *is_item(void *arg, const struct value *item, bool *stop)
{
    struct finder *finder = arg;

    TRY(expr_equal(finder->e, item, finder->item, &finder->found));
    *stop = finder->found;
    return NULL;
}

static struct error *among(struct expr *e, const struct value *of, const struct value *item,
                           bool *ret)
{
    struct finder finder = {e, item, false};

    TRY(expr_each(e, of, is_item, &finder));
    *ret = finder.found;
    return NULL;
}

/* list_contains() and the like: what its class says of iter() does not matter. */
static struct error *among_stored(struct expr *e, const struct value *of, const struct value *item,
                                  bool *ret)
{
    struct finder finder = {e, item, false};

    TRY(expr_each_stored(e, of, is_item, &finder));
    *ret = finder.found;
    return NULL;
}

/* Whether the bytes of one are somewhere in those of the other, at a multiple of width. */
static bool is_part(const void *of, size_t size, const void *part, size_t part_size, size_t width)
{
    const char *from = of;

    while (part_size <= size) {
        const char *found = part_size == 0 ? from : memmem(from, size, part, part_size);

        if (found == NULL)
            return false;
        if ((size_t)(found - (const char *)of) % width == 0)
            return true;
        size -= (size_t)(found - from) + 1;
        from = found + 1;
    }
    return false;
}

static bool is_text(const struct value *value)
{
    return value->kind == VALUE_STR || value->kind == VALUE_BYTES;
}

/* array: of is a bytearray, of ints in 2.7 too. */
static struct error *in_text(struct expr *e, const struct value *of, bool array,
                             const struct value *item, bool *ret)
{
    struct value text, part;
    int64_t byte;

    TRY(expr_load(e, of, &text));
    TRY(expr_load(e, item, &part));
    /* PyUnicode_Contains() of 2.7. */
    if (e->old && !array && !part.is_array && is_text(&text) && is_text(&part) &&
        text.kind != part.kind)
        TRY(expr_decode(e, part.kind == VALUE_BYTES ? &part : &text));
    if (text.kind == VALUE_STR && part.kind == VALUE_STR) {
        *ret = is_part(text.str.characters, 4 * text.str.count, part.str.characters,
                       4 * part.str.count, 4);
        return NULL;
    }
    if (text.kind == VALUE_BYTES && part.kind == VALUE_BYTES) {
        *ret = is_part(text.bytes.data, text.bytes.count, part.bytes.data, part.bytes.count, 1);
        return NULL;
    }
    if (text.kind == VALUE_BYTES && value_is_integer(&part) && (!e->old || array)) {
        if (!value_to_i64(&part, &byte) || byte < 0 || byte > 255)
            return EXPR_VALUE_ERROR("byte must be in range(0, 256)");
        *ret = text.bytes.count > 0 && memchr(text.bytes.data, (int)byte, text.bytes.count) != NULL;
        return NULL;
    }
    if (text.kind == VALUE_STR || e->old)
        return EXPR_TYPE_ERROR("'in <string>' requires string as left operand, not %s",
                               expr_type_name(e, item));
    return EXPR_TYPE_ERROR("a bytes-like object is required, not '%s'", expr_type_name(e, item));
}

/* range_contains_long() */
static struct error *in_range(struct expr *e, const struct value *range, const struct value *item,
                              bool *ret)
{
    mpz_t start, step, number, rest;
    struct value length, loaded;

    TRY(expr_load(e, item, &loaded));
    if (!value_is_integer(&loaded))
        return among(e, range, item, ret);
    TRY(expr_range_length(e, range, &length));
    mpz_init(rest);
    mpz_sub(rest, value_mpz(&loaded, number), value_mpz(&range->items.data[0], start));
    /* A step of 0 cannot be, and nothing is divided by it. */
    *ret = mpz_sgn(value_mpz(&range->items.data[2], step)) != 0 &&
           mpz_divisible_p(rest, value_mpz(&range->items.data[2], step)) != 0;
    if (*ret) {
        mpz_divexact(rest, rest, value_mpz(&range->items.data[2], step));
        *ret = mpz_sgn(rest) >= 0 && mpz_cmp(rest, value_mpz(&length, start)) < 0;
    }
    mpz_clear(rest);
    return NULL;
}

static struct error *in_mapping(struct expr *e, const struct value *of, const struct value *item,
                                bool *ret)
{
    struct value value;
    struct error *error = expr_find_key(e, of, item, &value);

    *ret = error == NULL;
    if (!expr_is_miss(error))
        return error;
    error_destroy(error);
    return NULL;
}

struct freezing {
    struct expr *e;
    struct value_table *table;
};

static struct error *freeze_item(void *arg, const struct value *item, bool *stop)
{
    struct freezing *to = arg;

    (void)stop;
    return expr_table_put(to->e, to->table, item, item);
}

static struct error *freeze(struct expr *e, const struct value *set, struct value *ret)
{
    struct freezing to = {e, expr_table(e)};

    TRY(expr_each_stored(e, set, freeze_item, &to));
    *ret = (struct value){.kind = VALUE_FROZENSET, .table = to.table};
    return NULL;
}

struct error *expr_set_has(struct expr *e, const struct value *of, const struct value *item,
                           bool *ret)
{
    const struct value_entry *entry;

    if (of->kind == VALUE_OBJECT)
        return expr_find_in_set(e, of->object, item, ret);
    TRY(expr_table_find(e, of->table, item, &entry));
    *ret = entry != NULL;
    return NULL;
}

struct error *expr_contains(struct expr *e, const struct value *of, const struct value *item,
                            bool *ret)
{
    const struct type *owner;
    enum definer definer;
    enum type_kind kind;
    struct value loaded;
    bool done;

    TRY(expr_wrapper_contains(e, of, item, &done, ret));
    if (done)
        return NULL;
    TRY(expr_check_special(e, of, "__contains__"));
    TRY(expr_kind(e, of, &kind));
    switch (kind) {
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
        return in_text(e, of, kind == KIND_BYTEARRAY, item, ret);
    case KIND_RANGE:
        TRY(expr_load(e, of, &loaded));
        return in_range(e, &loaded, item, ret);
    case KIND_DICT:
        return in_mapping(e, of, item, ret);
    case KIND_SET:
    case KIND_FROZENSET:
        /* A set, which has no hash, is looked for as the frozenset that it would be. */
        TRY(expr_kind(e, item, &kind));
        if (kind == KIND_SET) {
            TRY(freeze(e, item, &loaded));
            item = &loaded;
        }
        return expr_set_has(e, of, item, ret);
    case KIND_MAPPINGPROXY:
        TRY(expr_mapping_of(e, of, &loaded));
        return expr_contains(e, &loaded, item, ret);
    case KIND_DEQUE:
        /* That of 2.7 has no __contains__, and is gone through. */
        TRY(expr_definer(e, of, "__contains__", &definer, &owner));
        return definer == DEFINER_NONE ? among(e, of, item, ret) : among_stored(e, of, item, ret);
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_ARRAY:
        return among_stored(e, of, item, ret);
    case KIND_CTYPES:
    case KIND_MEMORYVIEW:
    case KIND_GENERATOR: /* which expr_each() refuses */
        return among(e, of, item, ret);
    case KIND_NUMPY_ARRAY:
        return expr_numpy_contains(e, of, item, ret);
    case KIND_DICT_KEYS:
    case KIND_DICT_VALUES:
    case KIND_DICT_ITEMS:
        TRY(expr_load(e, of, &loaded));
        return loaded.kind == VALUE_VIEW && loaded.view.what == 'k'
                   ? expr_contains(e, loaded.view.of, item, ret)
                   : among(e, of, item, ret);
    default:
        if (of->kind == VALUE_VIEW && of->view.what == 'k')
            return expr_contains(e, of->view.of, item, ret);
        if (of->kind == VALUE_VIEW || of->kind == VALUE_ITERATOR)
            return among(e, of, item, ret);
        if (of->kind == VALUE_OBJECT) {
            struct finder to = {e, item, false};

            TRY(expr_wrapper_each(e, of, is_item, &to, &done));
            *ret = to.found;
            if (done)
                return NULL;
        }
        TRY(expr_check_special(e, of, "__iter__"));
        TRY(expr_check_special(e, of, "__getitem__"));
        return EXPR_TYPE_ERROR("argument of type '%s' is not iterable", expr_type_name(e, of));
    }
}
