/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscripts and slices. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/attribute.h"
#include "python/deque.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

struct error *expr_load_index(struct expr *e, const struct value *index, struct value *ret)
{
    struct value number;

    TRY(expr_load(e, index, ret));
    if (expr_numpy_number(e, ret, &number) && number.kind == VALUE_INT)
        *ret = number;
    return NULL;
}

struct error *expr_to_index(struct expr *e, const struct value *value, int64_t *ret)
{
    struct value loaded;
    mpz_t number;

    TRY(expr_load_index(e, value, &loaded));
    if (!value_is_integer(&loaded)) {
        TRY(expr_check_special(e, value, "__index__"));
        return EXPR_TYPE_ERROR("'%s' object cannot be interpreted as an integer",
                               expr_type_name(e, value));
    }
    if (!value_to_i64(&loaded, ret))
        *ret = mpz_sgn(value_mpz(&loaded, number)) < 0 ? INT64_MIN : INT64_MAX;
    return NULL;
}

/* ---- slices */

/* PySlice_Unpack() and PySlice_AdjustIndices() of Objects/sliceobject.c. */
struct error *expr_adjust_slice(struct expr *e, const struct value *slice, int64_t length,
                                struct slice *ret)
{
    static const char words[] =
        "slice indices must be integers or None or have an __index__ method";
    const struct value *parts = slice->items.data;
    int64_t given[3] = {0, 0, 1};
    bool is_given[3];
    struct value part;

    for (int i = 0; i < 3; i++) {
        TRY(expr_load_index(e, &parts[i], &part));
        is_given[i] = part.kind != VALUE_NONE;
        if (!is_given[i])
            continue;
        if (!value_is_integer(&part)) {
            TRY(expr_check_special(e, &parts[i], "__index__"));
            return EXPR_TYPE_ERROR("%s", words);
        }
        TRY(expr_to_index(e, &part, &given[i]));
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
        *ret = value_of_items(of->kind, (const struct value *)to, count);
    return NULL;
}

/* ---- sequences */

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

/* The first and the last that a slice takes, in the order of what it is taken of. */
struct span {
    int64_t first;
    size_t count;
};

static struct span span_of(const struct slice *slice)
{
    int64_t last;

    if (slice->count == 0)
        return (struct span){slice->start, 0};
    last = slice->start + (slice->count - 1) * slice->step;
    return slice->step < 0 ? (struct span){last, (size_t)(slice->start - last) + 1}
                           : (struct span){slice->start, (size_t)(last - slice->start) + 1};
}

/* Part of a str of the target, of which no more is read than from the first to the last of it. */
static struct error *characters_of(struct expr *e, uint64_t object, const struct slice *slice,
                                   struct value *ret)
{
    size_t count = (size_t)slice->count;
    struct span span = span_of(slice);
    struct string_place place;

    TRY(string_locate(e->runtime, object, &place));
    TRY(expr_room(e, span.count, sizeof(uint32_t) + place.width));

    uint8_t *from = arena_take(e->arena, span.count * place.width);
    uint32_t *to = arena_take(e->arena, count * sizeof *to);

    if (span.count > 0)
        TRY(target_read(e->runtime->target, place.address + (uint64_t)span.first * place.width,
                        from, span.count * place.width));
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)(slice->start + (int64_t)i * slice->step - span.first);

        to[i] = 0;
        memcpy(&to[i], from + at * place.width, place.width);
    }
    *ret = (struct value){.kind = VALUE_STR, .str = {to, count}};
    return NULL;
}

/* Where the bytes of a bytes or bytearray of the target are. */
static struct error *find_bytes(struct expr *e, uint64_t object, bool array, uint64_t *ret)
{
    const struct layout *layout = &e->runtime->layout;

    if (array)
        return view_read_field(e->runtime->target, object, layout->bytearray.ob_start, ret);
    *ret = object + layout->bytes.ob_sval.offset;
    return NULL;
}

/* Part of a bytes or bytearray of the target, of which no more is read than from the first to the
 * last of it. */
static struct error *bytes_of_object(struct expr *e, uint64_t object, bool array,
                                     const struct slice *slice, struct value *ret)
{
    size_t count = (size_t)slice->count;
    struct span span = span_of(slice);
    uint64_t at;

    TRY(find_bytes(e, object, array, &at));
    TRY(expr_room(e, span.count, 2));

    uint8_t *from = arena_take(e->arena, span.count), *to = arena_take(e->arena, count);

    if (span.count > 0)
        TRY(target_read(e->runtime->target, at + (uint64_t)span.first, from, span.count));
    for (size_t i = 0; i < count; i++)
        to[i] = from[slice->start + (int64_t)i * slice->step - span.first];
    *ret = (struct value){.kind = VALUE_BYTES, .is_array = array, .bytes = {to, count}};
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
        return characters_of(e, of->object, &(struct slice){index, index + 1, 1, 1}, ret);
    if (of->kind == VALUE_OBJECT && (kind == KIND_BYTES || kind == KIND_BYTEARRAY)) {
        struct slice one = {index, index + 1, 1, 1};

        TRY(bytes_of_object(e, of->object, kind == KIND_BYTEARRAY, &one, ret));
        if (!e->old || kind == KIND_BYTEARRAY)
            *ret = value_of_i64(ret->bytes.data[0]);
        return NULL;
    }
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

/* What messages call a sequence, whatever a subclass is called. */
static const char *sequence_name(const struct expr *e, enum type_kind kind)
{
    switch (kind) {
    case KIND_LIST:
        return "list";
    case KIND_TUPLE:
        return "tuple";
    case KIND_BYTEARRAY:
        return "bytearray";
    case KIND_DEQUE:
        return "deque";
    case KIND_ARRAY:
        return "array";
    case KIND_BYTES:
        return e->old ? "string" : "";
    default:
        return "string";
    }
}

/* What index is none of: the sentences differ between the types. */
static char *index_words(const struct expr *e, enum type_kind kind)
{
    if (kind == KIND_STR)
        return xstrdup("string indices must be integers");
    if (kind == KIND_DEQUE)
        return xstrdup("sequence index must be integer");
    return xasprintf("%s indices must be integers%s",
                     kind == KIND_BYTES && !e->old ? "byte" : sequence_name(e, kind),
                     e->old ? "" : " or slices");
}

/* An index of one that has so many elements, counted from its start. */
static struct error *take_index(struct expr *e, const struct value *index, enum type_kind kind,
                                uint64_t length, uint64_t *ret)
{
    CLEANUP_FREE char *words = index_words(e, kind);
    const char *name = sequence_name(e, kind);
    struct value loaded;
    int64_t at;

    TRY(expr_load_index(e, index, &loaded));
    if (!value_is_integer(&loaded)) {
        bool quoted = kind == KIND_STR || kind == KIND_DEQUE;

        TRY(expr_check_special(e, index, "__index__"));
        return EXPR_TYPE_ERROR("%s, not %s%s%s", words, quoted ? "'" : "", expr_type_name(e, index),
                               quoted ? "'" : "");
    }
    if (!value_to_i64(&loaded, &at))
        return error_create(ERROR_NOT_FOUND,
                            "IndexError: cannot fit '%s' into an index-sized integer",
                            expr_type_name(e, index));
    *ret = (uint64_t)at + (at < 0 ? length : 0);
    if (at >= 0 ? *ret >= length : (uint64_t)-at > length)
        return error_create(ERROR_NOT_FOUND, "IndexError: %s%sindex out of range", name,
                            name[0] != '\0' ? " " : "");
    return NULL;
}

static struct error *subscript_sequence(struct expr *e, const struct value *of, enum type_kind kind,
                                        const struct value *index, struct value *ret)
{
    struct value loaded;
    struct slice slice;
    uint64_t length, at;

    TRY(expr_length(e, of, &length));
    TRY(expr_load(e, index, &loaded));
    if (loaded.kind != VALUE_SLICE) {
        TRY(take_index(e, index, kind, length, &at));
        return item_of_sequence(e, of, kind, (int64_t)at, ret);
    }
    TRY(expr_adjust_slice(e, &loaded, (int64_t)length, &slice));
    if (of->kind == VALUE_OBJECT && (kind == KIND_LIST || kind == KIND_TUPLE))
        return slice_of_object(e, of->object, kind == KIND_LIST, &slice, ret);
    if (of->kind == VALUE_OBJECT && (kind == KIND_BYTES || kind == KIND_BYTEARRAY))
        return bytes_of_object(e, of->object, kind == KIND_BYTEARRAY, &slice, ret);
    if (of->kind == VALUE_OBJECT && kind == KIND_STR)
        return characters_of(e, of->object, &slice, ret);
    TRY(expr_load(e, of, &loaded));
    return slice_of_own(e, &loaded, &slice, ret);
}

static struct error *subscript_deque(struct expr *e, const struct value *of,
                                     const struct value *index, struct value *ret)
{
    struct deque_reader reader;
    uint64_t at, object;

    TRY(deque_open(e->runtime, of->object, &reader));
    TRY(take_index(e, index, KIND_DEQUE, reader.left, &at));
    /* Block by block, so that a walk without end can be interrupted. */
    for (uint64_t left = at; left > 0;) {
        uint64_t step = left < reader.size ? left : reader.size;

        TRY(expr_step(e));
        TRY(deque_skip(&reader, step));
        left -= step;
    }
    TRY(deque_next(&reader, &object));
    *ret = value_of_object(object);
    return NULL;
}

static struct error *subscript_array(struct expr *e, const struct value *of,
                                     const struct value *index, struct value *ret)
{
    struct value loaded;
    uint64_t length, at;

    TRY(expr_load(e, index, &loaded));
    if (loaded.kind == VALUE_SLICE)
        return error_create(ERROR_UNSUPPORTED, "an array of its own is not made here: take the "
                                               "slice of list() of it");
    TRY(expr_length(e, of, &length));
    TRY(take_index(e, index, KIND_ARRAY, length, &at));
    return expr_array_item(e, of->object, at, ret);
}

/* C[x] of a class is what its __class_getitem__ makes. */
static struct error *subscript_type(struct expr *e, const struct value *of)
{
    const struct type *type, *owner;
    struct error *error;
    uint64_t method;

    TRY(types_get(e->types, of->object, &type));
    error = attribute_in_class(e->runtime, e->types, type, "__class_getitem__", &owner, &method);
    if (error == NULL)
        return expr_needs_code(owner->name, "__class_getitem__");
    if (error->kind != ERROR_NOT_FOUND)
        return error;
    error_destroy(error);
    return EXPR_TYPE_ERROR("type '%s' is not subscriptable", type->c_name);
}

static struct error *subscript_range(struct expr *e, const struct value *range,
                                     const struct value *index, struct value *ret)
{
    struct value length, loaded;
    struct slice slice;
    int64_t count;
    mpz_t at, buffer;

    TRY(expr_range_length(e, range, &length));
    TRY(expr_load_index(e, index, &loaded));
    if (loaded.kind == VALUE_SLICE) {
        struct value *items = arena_take(e->arena, 3 * sizeof *items);

        if (!value_to_i64(&length, &count))
            return error_create(ERROR_UNSUPPORTED, "slices of so long a range are not evaluated");
        TRY(expr_adjust_slice(e, &loaded, count, &slice));

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

    struct error *error =
        mpz_sgn(at) < 0 || mpz_cmp(at, value_mpz(&length, buffer)) >= 0
            ? error_create(ERROR_NOT_FOUND, "IndexError: %s object index out of range",
                           e->old ? "xrange" : "range")
            : expr_range_item(e, range, at, ret);

    mpz_clear(at);
    return error;
}

/* ---- any */

struct error *expr_subscript(struct expr *e, const struct value *of, const struct value *index,
                             struct value *ret)
{
    enum type_kind kind;
    struct value loaded;
    bool done;

    TRY(expr_wrapper_item(e, of, index, &done, ret));
    if (done)
        return NULL;
    TRY(expr_check_special(e, of, "__getitem__"));
    TRY(expr_library_subscript(e, of, index, &done, ret));
    if (done)
        return NULL;
    TRY(expr_kind(e, of, &kind));
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
        return subscript_sequence(e, of, kind, index, ret);
    case KIND_RANGE:
        TRY(expr_load(e, of, &loaded));
        return subscript_range(e, &loaded, index, ret);
    case KIND_DICT:
        return expr_subscript_dict(e, of, index, ret);
    case KIND_MAPPINGPROXY:
        TRY(expr_mapping_of(e, of, &loaded));
        return expr_subscript(e, &loaded, index, ret);
    case KIND_DEQUE:
        return subscript_deque(e, of, index, ret);
    case KIND_ARRAY:
        return subscript_array(e, of, index, ret);
    case KIND_TYPE:
        return subscript_type(e, of);
    case KIND_EXCEPTION:
        if (e->old)
            return error_create(ERROR_UNSUPPORTED,
                                "that exceptions of 2.7 are sequences of their args is not "
                                "evaluated: write .args");
        return EXPR_TYPE_ERROR("'%s' object is not subscriptable", expr_type_name(e, of));
    default:
        if (e->old)
            return EXPR_TYPE_ERROR("'%s' object has no attribute '__getitem__'",
                                   expr_type_name(e, of));
        return EXPR_TYPE_ERROR("'%s' object is not subscriptable", expr_type_name(e, of));
    }
}
