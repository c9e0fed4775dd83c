/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Methods of dicts, lists and other sequences that change nothing: Objects/dictobject.c,
 * listobject.c, tupleobject.c, rangeobject.c, Modules/_collectionsmodule.c, arraymodule.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "expr/internal.h"

/* Proxies of proxies. */
#define PROXIES_MAX 100

/* ---- dicts */

static EXPR_METHOD(run_get)
{
    struct error *error;
    enum type_kind kind;
    bool found;

    (void)done;
    TRY(expr_kind(e, of, &kind));
    /* Which asks no method of a subclass. */
    if (kind == KIND_DICT) {
        error = expr_find_key(e, of, &call->args[0], ret);
        if (!expr_is_miss(error))
            return error;
        error_destroy(error);
        *ret = call->count > 1 ? call->args[1] : (struct value){.kind = VALUE_NONE};
        return NULL;
    }
    TRY(expr_contains(e, of, &call->args[0], &found));
    if (found)
        return expr_subscript(e, of, &call->args[0], ret);
    *ret = call->count > 1 ? call->args[1] : (struct value){.kind = VALUE_NONE};
    return NULL;
}

static EXPR_METHOD(run_has_key)
{
    bool found;

    (void)done;
    TRY(expr_contains(e, of, &call->args[0], &found));
    *ret = value_of_bool(found);
    return NULL;
}

/* keys(), values() and items(): of 2.7 lists, which has viewkeys() and iterkeys() besides. */
static EXPR_METHOD(run_view)
{
    struct value *copy = arena_copy(e->arena, of, sizeof *of);
    bool view = !e->old || text_starts_with(call->name, "view");
    bool iterator = e->old && text_starts_with(call->name, "iter");
    const char *what = call->name + (e->old && (view || iterator) ? strlen("view") : 0);
    struct value_list list = {0};

    (void)done;
    *ret = (struct value){.kind = VALUE_VIEW,
                          .view = {copy, what[0], !e->old && expr_is_ordered_dict(e, of)}};
    if (view)
        return NULL;
    if (expr_is_ordered_dict(e, of)) { /* which asks itself */
        TRY(expr_check_special(e, of, "__iter__"));
        if (what[0] != 'k')
            TRY(expr_check_special(e, of, "__getitem__"));
    }
    TRY(expr_collect(e, ret, &list));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    if (!iterator)
        return NULL;
    *ret = expr_iterator_of_list(e,
                                 what[0] == 'k'   ? "dictionary-keyiterator"
                                 : what[0] == 'v' ? "dictionary-valueiterator"
                                                  : "dictionary-itemiterator",
                                 &list);
    return NULL;
}

struct copying {
    struct expr *e;
    struct value_table *table;
};

static struct error *copy_pair(void *arg, const struct value *item, bool *stop)
{
    struct copying *to = arg;

    (void)stop;
    return expr_table_put(to->e, to->table, &item->items.data[0], &item->items.data[1]);
}

static EXPR_METHOD(run_copy_dict)
{
    struct copying to = {e, expr_table(e)};
    struct value view = {.kind = VALUE_VIEW, .view = {of, 'i'}};

    (void)call;
    (void)done;
    TRY(expr_check_length(e, &view));
    TRY(expr_each(e, &view, copy_pair, &to));
    *ret = (struct value){.kind = VALUE_DICT, .table = to.table};
    return NULL;
}

/* That of what a mappingproxy stands for. */
static EXPR_METHOD(run_of_mapping)
{
    struct value mapping;

    TRY(expr_mapping_of(e, of, &mapping));
    TRY(expr_too_deep(e, PROXIES_MAX));
    e->nesting++;

    struct error *error = expr_builtin_method(e, &mapping, call->name, false, call, done, ret);

    e->nesting--;
    return error;
}

/* ---- sequences */

static EXPR_METHOD(run_copy_list)
{
    struct value_list list = {0};

    (void)call;
    (void)done;
    TRY(expr_collect_stored(e, of, &list));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

struct search {
    struct expr *e;
    const struct value *item;
    uint64_t at, start, end, count;
    bool counts, found;
};

static struct error *look_at(void *arg, const struct value *item, bool *stop)
{
    struct search *s = arg;
    bool equal = false;

    if (s->at >= s->end) {
        *stop = true;
        return NULL;
    }
    if (s->at >= s->start)
        TRY(expr_equal(s->e, item, s->item, &equal));
    s->count += equal;
    s->found = equal;
    if (equal && !s->counts)
        *stop = true;
    else
        s->at++;
    return NULL;
}

static EXPR_METHOD(run_count)
{
    struct search s = {.e = e, .item = &call->args[0], .end = UINT64_MAX, .counts = true};

    (void)done;
    TRY(expr_each_stored(e, of, look_at, &s));
    *ret = value_of_u64(s.count);
    return NULL;
}

/* _PyEval_SliceIndexNotNone(), counted from the end if it is negative. */
static struct error *take_limit(struct expr *e, const struct value *given, uint64_t length,
                                uint64_t *ret)
{
    struct value loaded;
    int64_t index;

    TRY(expr_load_index(e, given, &loaded));
    if (!value_is_integer(&loaded)) {
        TRY(expr_check_special(e, given, "__index__"));
        return EXPR_TYPE_ERROR("slice indices must be integers or have an __index__ method");
    }
    TRY(expr_to_index(e, &loaded, &index));
    if (index < 0)
        index = (uint64_t) - (index + 1) >= length ? 0 : (int64_t)length + index;
    *ret = (uint64_t)index;
    return NULL;
}

static struct error *not_there(struct expr *e, const struct value *of, const struct value *item)
{
    CLEANUP_FREE char *text = NULL;
    struct value loaded;
    enum type_kind kind;

    TRY(expr_kind(e, of, &kind));
    if (kind == KIND_TUPLE)
        return EXPR_VALUE_ERROR("tuple.index(x): x not in tuple");
    if (kind == KIND_ARRAY)
        return EXPR_VALUE_ERROR("array.index(x): x not in array");
    TRY(expr_load(e, item, &loaded));
    if (kind == KIND_RANGE && !value_is_integer(&loaded))
        return EXPR_VALUE_ERROR("sequence.index(x): x not in sequence");
    TRY(expr_repr_text(e, item, &text));
    return EXPR_VALUE_ERROR("%s is not in %s", text,
                            kind == KIND_LIST    ? "list"
                            : kind == KIND_DEQUE ? "deque"
                                                 : "range");
}

static EXPR_METHOD(run_index)
{
    struct search s = {.e = e, .item = &call->args[0], .end = UINT64_MAX};
    uint64_t length;

    (void)done;
    if (call->count > 1) {
        TRY(expr_length(e, of, &length));
        TRY(take_limit(e, &call->args[1], length, &s.start));
        if (call->count > 2)
            TRY(take_limit(e, &call->args[2], length, &s.end));
    }
    TRY(expr_each_stored(e, of, look_at, &s));
    if (!s.found)
        return not_there(e, of, &call->args[0]);
    *ret = value_of_u64(s.at);
    return NULL;
}

/* Of an int it is worked out: range_index(), range_count(). */
static EXPR_METHOD(run_of_range)
{
    const struct value *item = &call->args[0];
    bool counts = strcmp(call->name, "count") == 0, found;
    struct value loaded, range, offset;

    TRY(expr_load(e, item, &loaded));
    TRY(expr_load(e, of, &range));
    if (!value_is_integer(&loaded))
        return counts ? run_count(e, of, call, done, ret) : run_index(e, of, call, done, ret);
    TRY(expr_contains(e, &range, &loaded, &found));
    *ret = value_of_i64(found);
    if (counts)
        return NULL;
    if (!found)
        return not_there(e, of, item);
    TRY(expr_number_binary(e, OP_SUBTRACT, &loaded, &range.items.data[0], &offset));
    return expr_number_binary(e, OP_FLOOR_DIVIDE, &offset, &range.items.data[2], ret);
}

const struct builtin_method expr_container_methods[] = {
    {KIND_DICT, {.name = "copy"}, run_copy_dict},
    {KIND_DICT, {.name = "get", .min = 1, .max = 2}, run_get},
    {KIND_DICT, {.name = "has_key", .min = 1, .max = 1}, run_has_key},
    {KIND_DICT, {.name = "items"}, run_view},
    {KIND_DICT, {.name = "iteritems"}, run_view},
    {KIND_DICT, {.name = "iterkeys"}, run_view},
    {KIND_DICT, {.name = "itervalues"}, run_view},
    {KIND_DICT, {.name = "keys"}, run_view},
    {KIND_DICT, {.name = "values"}, run_view},
    {KIND_DICT, {.name = "viewitems"}, run_view},
    {KIND_DICT, {.name = "viewkeys"}, run_view},
    {KIND_DICT, {.name = "viewvalues"}, run_view},
    {KIND_MAPPINGPROXY, {.name = "copy"}, run_of_mapping},
    {KIND_MAPPINGPROXY, {.name = "get", .min = 1, .max = 2}, run_get},
    {KIND_MAPPINGPROXY, {.name = "has_key", .min = 1, .max = 1}, run_has_key},
    {KIND_MAPPINGPROXY, {.name = "items"}, run_of_mapping},
    {KIND_MAPPINGPROXY, {.name = "iteritems"}, run_of_mapping},
    {KIND_MAPPINGPROXY, {.name = "iterkeys"}, run_of_mapping},
    {KIND_MAPPINGPROXY, {.name = "itervalues"}, run_of_mapping},
    {KIND_MAPPINGPROXY, {.name = "keys"}, run_of_mapping},
    {KIND_MAPPINGPROXY, {.name = "values"}, run_of_mapping},
    {KIND_ARRAY, {.name = "count", .min = 1, .max = 1}, run_count},
    {KIND_ARRAY, {.name = "index", .min = 1, .max = 3}, run_index},
    {KIND_DEQUE, {.name = "count", .min = 1, .max = 1}, run_count},
    {KIND_DEQUE, {.name = "index", .min = 1, .max = 3}, run_index},
    {KIND_LIST, {.name = "copy"}, run_copy_list},
    {KIND_LIST, {.name = "count", .min = 1, .max = 1}, run_count},
    {KIND_LIST, {.name = "index", .min = 1, .max = 3}, run_index},
    {KIND_RANGE, {.name = "count", .min = 1, .max = 1}, run_of_range},
    {KIND_RANGE, {.name = "index", .min = 1, .max = 1}, run_of_range},
    {KIND_TUPLE, {.name = "count", .min = 1, .max = 1}, run_count},
    {KIND_TUPLE, {.name = "index", .min = 1, .max = 3}, run_index},
    {0},
};
