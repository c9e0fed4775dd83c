/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in functions that make sequences: Python/bltinmodule.c. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/runtime.h"
#include "expr/library.h"
#include "python/runtime.h"

/* As few are sorted by insertion: MAX_MINRUN of Objects/listobject.c. */
#define INSERTION_MAX 64

struct error *expr_key_of(struct expr *e, const struct value *function, const struct value *item,
                          struct value *ret)
{
    struct call call = {.args = item, .count = 1};
    enum type_kind kind = KIND_NONE;

    if (function != NULL)
        TRY(expr_kind(e, function, &kind));
    if (kind == KIND_NONE) {
        *ret = *item;
        return NULL;
    }
    return expr_call_value(e, function, &call, ret);
}

/* ---- order */

/* What is sorted are the numbers of the keys, which stay where they are. */
struct sorting {
    struct expr *e;
    const struct value *keys;
    uint32_t *room; /* for as many numbers */
};

static struct error *is_less(const struct sorting *s, uint32_t a, uint32_t b, bool *ret)
{
    const struct value *first = &s->keys[a], *second = &s->keys[b];
    struct arena_mark mark = arena_mark(s->e->arena);
    bool unordered;

    TRY(expr_pause(s->e));
    if (first->kind == VALUE_INT && second->kind == VALUE_INT) {
        *ret = expr_number_compare(first, second, &unordered) < 0;
        return NULL;
    }
    /* What a comparison needed is not needed after it. */
    TRY(expr_compare(s->e, OP_LT, first, second, ret));
    arena_release(s->e->arena, mark);
    return NULL;
}

/* Merges the sorted halves of data, stably. */
static struct error *merge(const struct sorting *s, uint32_t *data, size_t half, size_t count)
{
    size_t left = 0, right = half, to = 0;

    while (left < half && right < count) {
        bool swap;

        TRY(is_less(s, data[right], data[left], &swap));
        s->room[to++] = swap ? data[right++] : data[left++];
    }
    while (left < half)
        s->room[to++] = data[left++];
    memcpy(data, s->room, to * sizeof *data);
    return NULL;
}

static struct error *merge_sort(const struct sorting *s, uint32_t *data, size_t count)
{
    size_t half = count / 2;

    if (count < 2)
        return NULL;
    TRY(merge_sort(s, data, half));
    TRY(merge_sort(s, data + half, count - half));
    return merge(s, data, half, count);
}

static void turn(uint32_t *data, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        uint32_t first = data[i];

        data[i] = data[count - 1 - i];
        data[count - 1 - i] = first;
    }
}

/* count_run(): how many at the start are sorted already, or are the other way round and turned. */
static struct error *count_run(const struct sorting *s, uint32_t *data, size_t count, size_t *ret)
{
    bool down = false, less;

    *ret = count < 2 ? count : 2;
    if (count < 2)
        return NULL;
    TRY(is_less(s, data[1], data[0], &down));
    for (; *ret < count; ++*ret) {
        TRY(is_less(s, data[*ret], data[*ret - 1], &less));
        if (less != down)
            break;
    }
    if (down)
        turn(data, *ret);
    return NULL;
}

/* binarysort(): as Python sorts few, so that what cannot be compared is said of the same two. */
static struct error *insert(const struct sorting *s, uint32_t *data, size_t sorted, size_t count)
{
    for (; sorted < count; sorted++) {
        uint32_t pivot = data[sorted];
        size_t left = 0, right = sorted;
        bool less;

        while (left < right) {
            size_t middle = left + (right - left) / 2;

            TRY(is_less(s, pivot, data[middle], &less));
            if (less)
                right = middle;
            else
                left = middle + 1;
        }
        memmove(data + left + 1, data + left, (sorted - left) * sizeof *data);
        data[left] = pivot;
    }
    return NULL;
}

/* Puts what is at order[i] to i, for each i; order is used up. */
static void arrange(struct value *data, uint32_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct value first = data[i];
        size_t to = i;

        while (order[to] != i) {
            size_t from = order[to];

            data[to] = data[from];
            order[to] = (uint32_t)to;
            to = from;
        }
        data[to] = first;
        order[to] = (uint32_t)to;
    }
}

/* Numbers and strings are read once, not for each comparison; of a class that derives from theirs
 * an error has to name that. */
static struct error *load_key(struct expr *e, struct value *key)
{
    struct value object = *key;
    const struct type *type;

    if (key->kind != VALUE_OBJECT || expr_plain_kind(e, key, "__lt__") != PLAIN_NONE)
        return NULL;
    TRY(expr_check_special(e, &object, "__lt__"));
    TRY(expr_check_special(e, &object, "__gt__"));
    TRY(types_of(e->types, key->object, &type));
    return type->builtin ? expr_load(e, &object, key) : NULL;
}

static struct error *sort_numbers(const struct sorting *s, uint32_t *order, size_t count,
                                  bool reverse)
{
    size_t sorted;

    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    /* Turned round before and after, equal ones stay in their order. */
    if (reverse)
        turn(order, count);
    TRY(count_run(s, order, count, &sorted));
    if (count < INSERTION_MAX)
        TRY(insert(s, order, sorted, count));
    else if (sorted < count)
        TRY(merge_sort(s, order, count));
    if (reverse)
        turn(order, count);
    return NULL;
}

struct error *expr_sort(struct expr *e, struct value *data, size_t count, const struct value *key,
                        bool reverse)
{
    bool own_keys = key == NULL || key->kind == VALUE_NONE;
    size_t each = 2 * sizeof(uint32_t) + (own_keys ? sizeof(uint64_t) : sizeof(struct value));

    if (count > UINT32_MAX)
        return error_create(ERROR_UNSUPPORTED, "so many are not sorted");
    TRY(expr_room(e, count, each));

    uint32_t *order = arena_take(e->arena, 2 * count * sizeof *order);
    /* Where the elements are their own keys, loading overwrites them: what they were is kept. */
    uint64_t *objects = own_keys ? arena_take(e->arena, count * sizeof *objects) : NULL;
    struct value *keys = own_keys ? data : arena_take(e->arena, count * sizeof *keys);
    struct sorting s = {e, keys, order + count};

    for (size_t i = 0; i < count; i++) {
        if (!own_keys)
            TRY(expr_key_of(e, key, &data[i], &keys[i]));
        else
            objects[i] = data[i].kind == VALUE_OBJECT ? data[i].object : 0;
        TRY(load_key(e, &keys[i]));
    }

    bool nan_before = e->compared_nan;

    e->compared_nan = false;
    TRY(sort_numbers(&s, order, count, reverse));
    if (e->compared_nan &&
        (count >= INSERTION_MAX || e->runtime->layout.traits.sorts_by_equal_runs))
        return error_create(ERROR_UNSUPPORTED,
                            "a NaN is neither less nor greater than any number: among so many, or "
                            "from Python 3.13 on, what order sorted() leaves is an accident that "
                            "is not worked out; leave NaN out ([x for x in ... if x == x])");
    e->compared_nan = nan_before;
    for (size_t i = 0; i < count && own_keys; i++)
        if (objects[i] != 0)
            data[i] = value_of_object(objects[i]);
    arrange(data, order, count);
    return NULL;
}

static struct error *run_sorted(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *given = expr_keyword(call, "reverse");
    struct value_list list = {0};
    bool reverse = false;

    if (given != NULL)
        TRY(expr_truth(e, given, &reverse));
    TRY(expr_collect(e, &call->args[0], &list));
    TRY(expr_sort(e, list.data, list.count, expr_keyword(call, "key"), reverse));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

/* ---- ranges */

static struct error *run_range(struct expr *e, const struct call *call, struct value *ret)
{
    struct value *items = arena_take(e->arena, 3 * sizeof *items);
    struct value_list list = {0};

    items[0] = value_of_i64(0);
    items[2] = value_of_i64(1);
    for (size_t i = 0; i < call->count; i++) {
        struct value *to = &items[call->count == 1 ? 1 : i];
        struct value loaded;

        TRY(expr_load_index(e, &call->args[i], &loaded));
        if (!value_is_integer(&loaded)) {
            TRY(expr_check_special(e, &call->args[i], "__index__"));
            return EXPR_TYPE_ERROR("'%s' object cannot be interpreted as an integer",
                                   expr_type_name(e, &call->args[i]));
        }
        *to = loaded;
        if (!e->runtime->layout.traits.range_of_bools)
            TRY(expr_number_unary(e, OP_PLUS, &loaded, to));
    }
    if (items[2].kind == VALUE_BOOL ? !items[2].truth : items[2].size == 0)
        return EXPR_VALUE_ERROR("range() arg 3 must not be zero");
    *ret = value_of_items(VALUE_RANGE, items, 3);
    if (!e->old || strcmp(call->name, "xrange") == 0)
        return NULL;
    TRY(expr_collect(e, ret, &list));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

const struct function expr_sequences[] = {
    {"range", 1, 3, NULL, run_range, 0},
    {"sorted", 1, 1, "key reverse", run_sorted, FUNCTION_ANY_ORDER},
    {"xrange", 1, 3, NULL, run_range, FUNCTION_OLD},
    {0},
};
