/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscripts, slices and `in`. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

struct error *expr_to_index(struct expr *e, const struct value *value, const char *what,
                            int64_t *ret)
{
    struct value loaded;
    mpz_t number;

    TRY(expr_load(e, value, &loaded));
    if (!value_is_integer(&loaded)) {
        TRY(expr_check_special(e, value, "__index__"));
        return EXPR_TYPE_ERROR("%s, not %s", what, expr_type_name(e, value));
    }
    if (!value_to_i64(&loaded, ret))
        *ret = mpz_sgn(value_mpz(&loaded, number)) < 0 ? INT64_MIN : INT64_MAX;
    return NULL;
}

/* ---- slices */

struct slice {
    int64_t start, stop, step, count;
};

/* PySlice_Unpack() and PySlice_AdjustIndices() of Objects/sliceobject.c. */
static struct error *adjust(struct expr *e, const struct value *slice, int64_t length,
                            struct slice *ret)
{
    static const char words[] =
        "slice indices must be integers or None or have an __index__ method";
    const struct value *parts = slice->items.data;
    int64_t given[3] = {0, 0, 1};
    bool is_given[3];
    struct value part;

    for (int i = 0; i < 3; i++) {
        TRY(expr_load(e, &parts[i], &part));
        is_given[i] = part.kind != VALUE_NONE;
        if (!is_given[i])
            continue;
        if (!value_is_integer(&part)) {
            TRY(expr_check_special(e, &parts[i], "__index__"));
            return EXPR_TYPE_ERROR("%s", words);
        }
        TRY(expr_to_index(e, &part, "", &given[i]));
    }
    if (given[2] == 0)
        return EXPR_VALUE_ERROR("slice step cannot be zero");
    if (given[2] < -INT64_MAX)
        given[2] = -INT64_MAX;

    bool back = given[2] < 0;
    int64_t low = back ? -1 : 0, high = back ? length - 1 : length;

    for (int i = 0; i < 2; i++) {
        if (!is_given[i]) {
            given[i] = (i == 0) == back ? high : low;
            continue;
        }
        if (given[i] < 0)
            given[i] = given[i] < -length ? -1 - length : given[i];
        if (given[i] < 0)
            given[i] += length;
        if (given[i] < low)
            given[i] = low;
        if (given[i] > high)
            given[i] = high;
    }

    uint64_t span =
        back ? (uint64_t)given[0] - (uint64_t)given[1] : (uint64_t)given[1] - (uint64_t)given[0];
    uint64_t step = back ? -(uint64_t)given[2] : (uint64_t)given[2];
    bool empty = back ? given[0] <= given[1] : given[0] >= given[1];

    *ret =
        (struct slice){given[0], given[1], given[2], empty ? 0 : (int64_t)((span - 1) / step + 1)};
    return NULL;
}

static struct error *slice_of_own(struct expr *e, const struct value *of, const struct slice *slice,
                                  struct value *ret)
{
    size_t count = (size_t)slice->count;
    size_t size = of->kind == VALUE_STR     ? sizeof(uint32_t)
                  : of->kind == VALUE_BYTES ? 1
                                            : sizeof(struct value);
    const char *from = of->kind == VALUE_STR     ? (const char *)of->str.characters
                       : of->kind == VALUE_BYTES ? (const char *)of->bytes.data
                                                 : (const char *)of->items.data;

    TRY(expr_room(e, count, size));

    char *to = arena_take(e->arena, count * size);

    for (size_t i = 0; i < count; i++)
        memcpy(to + i * size, from + (size_t)(slice->start + (int64_t)i * slice->step) * size,
               size);
    *ret = *of;
    if (of->kind == VALUE_STR)
        ret->str.characters = (const uint32_t *)to, ret->str.count = count;
    else if (of->kind == VALUE_BYTES)
        ret->bytes.data = (const uint8_t *)to, ret->bytes.count = count;
    else
        ret->items.data = (const struct value *)to, ret->items.count = count;
    return NULL;
}

/* ---- sequences */

static struct error *out_of_range(const char *what)
{
    return error_create(ERROR_NOT_FOUND, "IndexError: %s out of range", what);
}

/* Where the pointers of a list or tuple of the target are. */
static struct error *find_pointers(struct expr *e, uint64_t object, bool list, uint64_t *ret)
{
    const struct layout *layout = &e->runtime->layout;

    if (list)
        return view_read_field(e->runtime->target, object, layout->list.ob_item, ret);
    *ret = object + layout->tuple.ob_item.offset;
    return NULL;
}

static struct error *slice_of_object(struct expr *e, uint64_t object, bool list,
                                     const struct slice *slice, struct value *ret)
{
    size_t count = (size_t)slice->count;
    uint64_t at;

    TRY(find_pointers(e, object, list, &at));
    TRY(expr_room(e, count, sizeof(struct value)));

    struct value *items = arena_take(e->arena, count * sizeof *items);

    for (size_t i = 0; i < count; i++) {
        uint64_t item;

        TRY(expr_step(e));
        TRY(target_read_u64(e->runtime->target,
                            at + 8 * (uint64_t)(slice->start + (int64_t)i * slice->step), &item));
        items[i] = value_of_object(item);
    }
    *ret = value_of_items(list ? VALUE_LIST : VALUE_TUPLE, items, count);
    return NULL;
}

/* A character of a str of the target, of which the rest is not read. */
static struct error *character_of(struct expr *e, uint64_t object, uint64_t index,
                                  struct value *ret)
{
    uint32_t *character = arena_take(e->arena, sizeof *character);
    struct string_place place;

    TRY(string_locate(e->runtime, object, &place));
    TRY(target_read(e->runtime->target, place.address + index * place.width, character,
                    place.width));
    *ret = (struct value){.kind = VALUE_STR, .str = {character, 1}};
    return NULL;
}

static struct error *item_of_sequence(struct expr *e, const struct value *of, enum type_kind kind,
                                      int64_t index, struct value *ret)
{
    struct value loaded;
    uint64_t at;

    if (of->kind == VALUE_OBJECT && (kind == KIND_LIST || kind == KIND_TUPLE)) {
        TRY(find_pointers(e, of->object, kind == KIND_LIST, &at));
        TRY(target_read_u64(e->runtime->target, at + 8 * (uint64_t)index, &at));
        *ret = value_of_object(at);
        return NULL;
    }
    if (of->kind == VALUE_OBJECT && kind == KIND_STR)
        return character_of(e, of->object, (uint64_t)index, ret);
    TRY(expr_load(e, of, &loaded));
    if (loaded.kind == VALUE_STR)
        *ret = (struct value){.kind = VALUE_STR, .str = {loaded.str.characters + index, 1}};
    else if (loaded.kind != VALUE_BYTES)
        *ret = loaded.items.data[index];
    else if (e->old && kind == KIND_BYTES)
        *ret = (struct value){.kind = VALUE_BYTES, .bytes = {loaded.bytes.data + index, 1}};
    else
        *ret = value_of_i64(loaded.bytes.data[index]);
    return NULL;
}

static struct error *subscript_sequence(struct expr *e, const struct value *of, enum type_kind kind,
                                        const struct value *index, struct value *ret)
{
    bool text = kind == KIND_STR || (e->old && kind == KIND_BYTES);
    const char *name = text ? "string" : kind == KIND_BYTES ? "" : expr_type_name(e, of);
    CLEANUP_FREE char *what = xasprintf("%s%sindex", name, name[0] != '\0' ? " " : "");
    CLEANUP_FREE char *words = text
                                   ? xstrdup("string indices must be integers")
                                   : xasprintf("%s indices must be integers or slices",
                                               kind == KIND_BYTES ? "byte" : expr_type_name(e, of));
    struct value loaded;
    struct slice slice;
    uint64_t length;
    int64_t at;

    TRY(expr_length(e, of, &length));
    TRY(expr_load(e, index, &loaded));
    if (loaded.kind != VALUE_SLICE) {
        TRY(expr_to_index(e, index, words, &at));
        if (at < 0)
            at += (int64_t)length;
        if (at < 0 || at >= (int64_t)length)
            return out_of_range(what);
        return item_of_sequence(e, of, kind, at, ret);
    }
    TRY(adjust(e, &loaded, (int64_t)length, &slice));
    if (of->kind == VALUE_OBJECT && (kind == KIND_LIST || kind == KIND_TUPLE))
        return slice_of_object(e, of->object, kind == KIND_LIST, &slice, ret);
    TRY(expr_load(e, of, &loaded));
    return slice_of_own(e, &loaded, &slice, ret);
}

static struct error *subscript_range(struct expr *e, const struct value *range,
                                     const struct value *index, struct value *ret)
{
    struct value length, loaded;
    struct slice slice;
    int64_t count;
    mpz_t at, buffer;

    TRY(expr_range_length(e, range, &length));
    TRY(expr_load(e, index, &loaded));
    if (loaded.kind == VALUE_SLICE) {
        struct value *items = arena_take(e->arena, 3 * sizeof *items);

        if (!value_to_i64(&length, &count))
            return error_create(ERROR_UNSUPPORTED, "slices of so long a range are not evaluated");
        TRY(adjust(e, &loaded, count, &slice));

        int64_t bounds[] = {slice.start, slice.stop};
        struct value step = value_of_i64(slice.step);

        for (int i = 0; i < 2; i++) {
            mpz_init_set_si(at, bounds[i]);

            struct error *error = expr_range_item(e, range, at, &items[i]);

            mpz_clear(at);
            TRY(error);
        }
        TRY(expr_number_binary(e, OP_MULTIPLY, &range->items.data[2], &step, &items[2]));
        *ret = value_of_items(VALUE_RANGE, items, 3);
        return NULL;
    }
    if (!value_is_integer(&loaded)) {
        TRY(expr_check_special(e, index, "__index__"));
        return EXPR_TYPE_ERROR("range indices must be integers or slices, not %s",
                               expr_type_name(e, index));
    }
    mpz_init_set(at, value_mpz(&loaded, buffer));
    if (mpz_sgn(at) < 0)
        mpz_add(at, at, value_mpz(&length, buffer));

    struct error *error = mpz_sgn(at) < 0 || mpz_cmp(at, value_mpz(&length, buffer)) >= 0
                              ? out_of_range(e->old ? "xrange object index" : "range object index")
                              : expr_range_item(e, range, at, ret);

    mpz_clear(at);
    return error;
}

/* ---- mappings */

static struct error *key_error(struct expr *e, const struct value *key)
{
    CLEANUP_FREE char *text = NULL;

    TRY(expr_repr_text(e, key, &text));
    return error_create(ERROR_NOT_FOUND, "KeyError: %s", text);
}

/* A subclass may make what is missing. */
static struct error *missing(struct expr *e, const struct value *of, const struct value *key)
{
    const struct type *owner;
    enum definer definer;
    CLEANUP_FREE char *text = NULL;

    TRY(expr_definer(e, of, "__missing__", &definer, &owner));
    if (definer != DEFINER_CODE && definer != DEFINER_FOREIGN)
        return key_error(e, key);
    TRY(expr_repr_text(e, key, &text));
    if (strcmp(type_short_name(owner), "defaultdict") == 0)
        return error_create(ERROR_NOT_FOUND,
                            "KeyError: %s is not there, and its default_factory, which would have "
                            "to run in the target, is not run",
                            text);
    return error_create(ERROR_UNSUPPORTED,
                        "the key %s is not there, and %s.__missing__ would have to run in the "
                        "target, where nothing is run",
                        text, owner->name);
}

static struct error *find_key(struct expr *e, const struct value *of, const struct value *key,
                              struct value *ret)
{
    const struct value_entry *entry;

    if (of->kind == VALUE_OBJECT)
        return expr_find_in_dict(e, of->object, key, ret);
    TRY(expr_table_find(e, of->table, key, &entry));
    if (entry == NULL)
        return error_create(ERROR_NOT_FOUND, "no such key");
    *ret = entry->value;
    return NULL;
}

static bool is_miss(const struct error *error)
{
    return error != NULL && error->kind == ERROR_NOT_FOUND &&
           strcmp(error->message, "no such key") == 0;
}

static struct error *mapping_of(struct expr *e, const struct value *proxy, struct value *ret)
{
    uint64_t mapping;

    TRY(view_read_field(e->runtime->target, proxy->object, e->runtime->layout.mappingproxy.mapping,
                        &mapping));
    *ret = value_of_object(mapping);
    return expr_too_deep(e, 100);
}

/* ---- any */

struct error *expr_subscript(struct expr *e, const struct value *of, const struct value *index,
                             struct value *ret)
{
    struct error *error;
    enum type_kind kind;
    struct value loaded;

    TRY(expr_check_special(e, of, "__getitem__"));
    TRY(expr_kind(e, of, &kind));
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_STR:
    case KIND_BYTES:
        return subscript_sequence(e, of, kind, index, ret);
    case KIND_BYTEARRAY:
        TRY(expr_load(e, index, &loaded));
        if (loaded.kind == VALUE_SLICE)
            return error_create(ERROR_UNSUPPORTED, "slices of a bytearray are not evaluated");
        return subscript_sequence(e, of, kind, index, ret);
    case KIND_RANGE:
        TRY(expr_load(e, of, &loaded));
        return subscript_range(e, &loaded, index, ret);
    case KIND_DICT:
        error = find_key(e, of, index, ret);
        if (is_miss(error)) {
            error_destroy(error);
            return missing(e, of, index);
        }
        return error;
    case KIND_MAPPINGPROXY:
        TRY(mapping_of(e, of, &loaded));
        return expr_subscript(e, &loaded, index, ret);
    case KIND_TYPE:
        return error_create(ERROR_UNSUPPORTED, "subscripts of types are not evaluated");
    default:
        if (e->old)
            return EXPR_TYPE_ERROR("'%s' object has no attribute '__getitem__'",
                                   expr_type_name(e, of));
        return EXPR_TYPE_ERROR("'%s' object is not subscriptable", expr_type_name(e, of));
    }
}

/* ---- in */

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

static struct error *in_text(struct expr *e, const struct value *of, const struct value *item,
                             bool *ret)
{
    struct value text, part;
    int64_t byte;

    TRY(expr_load(e, of, &text));
    TRY(expr_load(e, item, &part));
    if (text.kind == VALUE_STR && part.kind == VALUE_STR) {
        *ret = is_part(text.str.characters, 4 * text.str.count, part.str.characters,
                       4 * part.str.count, 4);
        return NULL;
    }
    if (text.kind == VALUE_BYTES && part.kind == VALUE_BYTES) {
        *ret = is_part(text.bytes.data, text.bytes.count, part.bytes.data, part.bytes.count, 1);
        return NULL;
    }
    if (text.kind == VALUE_BYTES && value_is_integer(&part) && !e->old) {
        if (!value_to_i64(&part, &byte) || byte < 0 || byte > 255)
            return EXPR_VALUE_ERROR("byte must be in range(0, 256)");
        *ret = text.bytes.count > 0 && memchr(text.bytes.data, (int)byte, text.bytes.count) != NULL;
        return NULL;
    }
    if (e->old && (part.kind == VALUE_STR || part.kind == VALUE_BYTES))
        return error_create(ERROR_UNSUPPORTED,
                            "a str in a unicode, or the other way round, is not looked for");
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
    struct error *error = find_key(e, of, item, &value);

    *ret = error == NULL;
    if (!is_miss(error))
        return error;
    error_destroy(error);
    return NULL;
}

struct error *expr_contains(struct expr *e, const struct value *of, const struct value *item,
                            bool *ret)
{
    const struct value_entry *entry;
    enum type_kind kind;
    struct value loaded;

    TRY(expr_check_special(e, of, "__contains__"));
    TRY(expr_kind(e, of, &kind));
    switch (kind) {
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
        return in_text(e, of, item, ret);
    case KIND_RANGE:
        TRY(expr_load(e, of, &loaded));
        return in_range(e, &loaded, item, ret);
    case KIND_DICT:
        return in_mapping(e, of, item, ret);
    case KIND_SET:
    case KIND_FROZENSET:
        if (of->kind == VALUE_OBJECT)
            return expr_find_in_set(e, of->object, item, ret);
        TRY(expr_table_find(e, of->table, item, &entry));
        *ret = entry != NULL;
        return NULL;
    case KIND_MAPPINGPROXY:
        TRY(mapping_of(e, of, &loaded));
        return expr_contains(e, &loaded, item, ret);
    case KIND_LIST:
    case KIND_TUPLE:
        return among(e, of, item, ret);
    default:
        if (of->kind == VALUE_VIEW && of->view.what == 'k')
            return expr_contains(e, of->view.of, item, ret);
        if (of->kind == VALUE_VIEW || of->kind == VALUE_ITERATOR || of->kind == VALUE_GENERATOR)
            return among(e, of, item, ret);
        TRY(expr_check_special(e, of, "__iter__"));
        TRY(expr_check_special(e, of, "__getitem__"));
        return EXPR_TYPE_ERROR("argument of type '%s' is not iterable", expr_type_name(e, of));
    }
}
