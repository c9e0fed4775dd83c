/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in functions that make iterators or ask them: Python/bltinmodule.c. In 2.7 most give a
 * list. */
#include <limits.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/runtime.h"

/* What an iterator of a call runs through: the call, whose arguments stay. */
static struct error *make(struct expr *e, const struct call *call, EXPR_RUNNER((*run)),
                          struct value *ret)
{
    struct call *source = arena_copy(e->arena, call, sizeof *call);
    struct value_list list = {0};

    source->args = arena_copy(e->arena, call->args, call->count * sizeof *call->args);
    *ret = expr_make_iterator(e, call->name, run, source);
    e->makes = true;
    if (!e->old || strcmp(call->name, "enumerate") == 0)
        return NULL;
    TRY(expr_collect(e, ret, &list));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

/* Whoever cannot be iterated over is told when the iterator is made. */
static struct error *make_of(struct expr *e, const struct call *call, size_t first, size_t end,
                             EXPR_RUNNER((*run)), struct value *ret)
{
    struct value iterator;

    for (size_t i = first; i < end; i++)
        TRY(expr_iter(e, &call->args[i], &iterator));
    return make(e, call, run, ret);
}

/* ---- enumerate() */

struct numbering {
    struct expr *e;
    struct value number;
    EXPR_VISITOR((*visit));
    void *arg;
};

static struct error *show_numbered(void *arg, const struct value *item, bool *stop)
{
    struct numbering *to = arg;
    struct value *pair = arena_take(to->e->arena, 2 * sizeof *pair);
    struct value one = value_of_i64(1), tuple = value_of_items(VALUE_TUPLE, pair, 2);

    pair[0] = to->number;
    pair[1] = *item;
    TRY(expr_room(to->e, 1, 0));
    TRY(expr_number_binary(to->e, OP_ADD, &pair[0], &one, &to->number));
    return to->visit(to->arg, &tuple, stop);
}

/* args: what is numbered, and the first number. */
static EXPR_RUNNER(run_enumerate)
{
    const struct call *call = source;
    struct numbering to = {e, call->args[1], visit, arg};

    return expr_each(e, &call->args[0], show_numbered, &to);
}

static struct error *make_enumerate(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *given = call->count > 1 ? &call->args[1] : expr_keyword(call, "start");
    struct value args[2] = {call->args[0], value_of_i64(0)};
    struct call copy = {.name = call->name, .args = args, .count = 2};

    if (given != NULL)
        TRY(expr_load(e, given, &args[1]));
    if (!value_is_integer(&args[1]))
        return EXPR_TYPE_ERROR("'%s' object cannot be interpreted as an integer",
                               expr_type_name(e, given));
    return make_of(e, &copy, 0, 1, run_enumerate, ret);
}

/* ---- zip(), map() */

/* The next of each, which are iterators; *got: of so many, if not of all. */
static struct error *next_row(struct expr *e, const struct value *iterators, size_t count,
                              size_t *got, struct value *ret)
{
    bool found = true;

    for (*got = 0; *got < count; ++*got) {
        TRY(expr_next(e, iterators[*got].iterator, &found, &ret[*got]));
        if (!found)
            break;
    }
    return NULL;
}

/* What is no iterator itself is gone through anew each time that it is run. */
static struct error *begin_rows(struct expr *e, const struct value *args, size_t count,
                                struct value **ret)
{
    *ret = arena_take(e->arena, count * sizeof **ret);
    for (size_t i = 0; i < count; i++)
        TRY(expr_iter(e, &args[i], &(*ret)[i]));
    return NULL;
}

/* zip(strict=True): the one of that number has no other element. */
static struct error *check_ends(struct expr *e, const struct value *iterators, size_t count,
                                size_t ended)
{
    struct value value;
    bool found = false;

    if (ended > 0)
        return EXPR_VALUE_ERROR("zip() argument %zu is shorter than argument%s%zu", ended + 1,
                                ended == 1 ? " " : "s 1-", ended);
    for (size_t i = 1; i < count; i++) {
        TRY(expr_next(e, iterators[i].iterator, &found, &value));
        if (found)
            return EXPR_VALUE_ERROR("zip() argument %zu is longer than argument%s%zu", i + 1,
                                    i == 1 ? " " : "s 1-", i);
    }
    return NULL;
}

static EXPR_RUNNER(run_zip)
{
    const struct call *call = source;
    const struct value *given = expr_keyword(call, "strict");
    struct value *iterators;
    bool strict = false, stop = false;
    size_t got;

    if (given != NULL)
        TRY(expr_truth(e, given, &strict));
    TRY(begin_rows(e, call->args, call->count, &iterators));
    while (!stop) {
        struct value *items = arena_take(e->arena, call->count * sizeof *items);
        struct value row = value_of_items(VALUE_TUPLE, items, call->count);

        TRY(expr_room(e, 1, 0));
        TRY(next_row(e, iterators, call->count, &got, items));
        if (got == call->count && got > 0) {
            TRY(visit(arg, &row, &stop));
            continue;
        }
        return strict ? check_ends(e, iterators, call->count, got) : NULL;
    }
    return NULL;
}

static struct error *make_zip(struct expr *e, const struct call *call, struct value *ret)
{
    return make_of(e, call, 0, call->count, run_zip, ret);
}

/* args: the function, then iterators. */
static EXPR_RUNNER(run_map)
{
    const struct call *call = source;
    struct value *args = arena_take(e->arena, call->count * sizeof *args), *iterators, value;
    struct call inner = {.args = args, .count = call->count - 1};
    bool stop = false;
    size_t got;

    TRY(begin_rows(e, call->args + 1, inner.count, &iterators));
    while (!stop) {
        TRY(next_row(e, iterators, inner.count, &got, args));
        if (got < inner.count || got == 0)
            break;

        struct error *error = expr_call_value(e, &call->args[0], &inner, &value);

        if (expr_is_stop_iteration(error)) {
            error_destroy(error);
            break;
        }
        TRY(error);
        TRY(visit(arg, &value, &stop));
    }
    return NULL;
}

static struct error *make_map(struct expr *e, const struct call *call, struct value *ret)
{
    uint64_t length = 0, other;

    for (size_t i = 1; i < call->count && e->old; i++) {
        TRY(expr_length(e, &call->args[i], &other));
        if (i > 1 && other != length)
            return error_create(ERROR_UNSUPPORTED, "map() of 2.7 over lists of different lengths "
                                                   "is not evaluated");
        length = other;
    }
    return make_of(e, call, 1, call->count, run_map, ret);
}

/* ---- filter() */

struct filtering {
    struct expr *e;
    const struct value *function;
    EXPR_VISITOR((*visit));
    void *arg;
    bool visiting; /* an error is his */
};

static struct error *show_true(void *arg, const struct value *item, bool *stop)
{
    struct filtering *to = arg;
    struct expr_mark mark = expr_mark(to->e);
    struct value value;
    bool truth;

    TRY(expr_key_of(to->e, to->function, item, &value));
    TRY(expr_truth(to->e, &value, &truth));
    expr_release(to->e, &mark);
    if (!truth)
        return NULL;
    to->visiting = true;
    TRY(to->visit(to->arg, item, stop));
    to->visiting = false;
    return NULL;
}

static EXPR_RUNNER(run_filter)
{
    const struct call *call = source;
    struct filtering to = {e, &call->args[0], visit, arg, false};
    struct error *error = expr_each(e, &call->args[1], show_true, &to);

    if (!expr_is_stop_iteration(error) || to.visiting)
        return error;
    error_destroy(error);
    return NULL;
}

static struct error *make_filter(struct expr *e, const struct call *call, struct value *ret)
{
    enum type_kind kind;

    TRY(expr_kind(e, &call->args[1], &kind));
    if (e->old && (kind == KIND_STR || kind == KIND_BYTES || kind == KIND_TUPLE))
        return error_create(ERROR_UNSUPPORTED,
                            "filter() of 2.7 makes no list of a '%s', and is "
                            "not evaluated",
                            expr_type_name(e, &call->args[1]));
    return make_of(e, call, 1, 2, run_filter, ret);
}

/* ---- reversed() */

static struct error *not_reversible(struct expr *e, const struct value *of)
{
    return EXPR_TYPE_ERROR("'%s' object is not reversible", expr_type_name(e, of));
}

static bool is_of_dict(struct expr *e, const struct value *of, enum type_kind kind)
{
    if (of->kind == VALUE_VIEW)
        return !of->view.ordered;
    return (kind == KIND_DICT && !expr_is_ordered_dict(e, of)) || kind == KIND_DICT_KEYS ||
           kind == KIND_DICT_VALUES || kind == KIND_DICT_ITEMS;
}

static struct error *make_reversed(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *of = &call->args[0];
    struct value_list list = {0};
    enum type_kind kind;

    TRY(expr_check_special(e, of, "__reversed__"));
    TRY(expr_kind(e, of, &kind));
    /* Those without one are asked for their len() and items. */
    if (kind != KIND_LIST && kind != KIND_DEQUE && kind != KIND_DICT) {
        TRY(expr_check_special(e, of, "__len__"));
        TRY(expr_check_special(e, of, "__getitem__"));
    }
    if (kind == KIND_SET || kind == KIND_FROZENSET ||
        (kind == KIND_OBJECT && of->kind != VALUE_VIEW) ||
        (!e->runtime->layout.traits.dict_turns_round && !e->old && is_of_dict(e, of, kind)))
        return not_reversible(e, of);

    struct error *error = expr_collect_stored(e, of, &list);

    if (error != NULL && error->kind == ERROR_NOT_FOUND && list.count == 0) {
        error_destroy(error);
        return not_reversible(e, of);
    }
    TRY(error);
    for (size_t i = 0; i < list.count / 2; i++) {
        struct value first = list.data[i];

        list.data[i] = list.data[list.count - 1 - i];
        list.data[list.count - 1 - i] = first;
    }
    *ret = expr_iterator_of_list(e, "reversed", &list);
    e->makes = true;
    return NULL;
}

/* ---- iter(), next() */

/* args: a function, and what it returns at the end. */
static EXPR_RUNNER(run_calls)
{
    const struct call *call = source, none = {0};
    bool stop = false, equal;
    struct value value;

    while (!stop) {
        TRY(expr_step(e));
        TRY(expr_call_value(e, &call->args[0], &none, &value));
        TRY(expr_equal(e, &value, &call->args[1], &equal));
        if (equal)
            break;
        TRY(visit(arg, &value, &stop));
    }
    return NULL;
}

static struct error *run_iter(struct expr *e, const struct call *call, struct value *ret)
{
    struct call copy = *call;

    e->makes = true;
    if (call->count == 1)
        return expr_iter(e, &call->args[0], ret);
    copy.name = e->old ? "callable-iterator" : "callable_iterator";
    copy.args = arena_copy(e->arena, call->args, 2 * sizeof *call->args);
    *ret = expr_make_iterator(e, copy.name, run_calls, arena_copy(e->arena, &copy, sizeof copy));
    return NULL;
}

/* What is in the target stays as it is. */
static struct error *not_advanced(struct expr *e, const struct value *value)
{
    const struct type *owner;
    enum definer definer;
    enum type_kind kind;

    TRY(expr_check_known(value));
    TRY(expr_kind(e, value, &kind));
    TRY(expr_definer(e, value, e->old ? "next" : "__next__", &definer, &owner));
    if (definer == DEFINER_CODE)
        return expr_needs_code(owner->name, e->old ? "next" : "__next__");
    if (definer != DEFINER_FOREIGN && kind != KIND_GENERATOR)
        return EXPR_TYPE_ERROR("'%s' object is not an iterator", expr_type_name(e, value));
    return error_create(ERROR_UNSUPPORTED,
                        "next() would take an element of this %s away from the target, which is "
                        "only read",
                        expr_type_name(e, value));
}

static struct error *run_next(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *of = &call->args[0];
    bool found;

    if (of->kind != VALUE_ITERATOR)
        return not_advanced(e, of);
    TRY(expr_next(e, of->iterator, &found, ret));
    if (!found && call->count == 1)
        return expr_stop_iteration();
    if (!found)
        *ret = call->args[1];
    return NULL;
}

const struct function expr_iterators[] = {
    {"enumerate", 1, 2, "start", make_enumerate, 0},
    {"filter", 2, 2, NULL, make_filter, 0},
    {"iter", 1, 2, NULL, run_iter, 0},
    {"map", 2, UINT_MAX, NULL, make_map, 0},
    {"next", 1, 2, NULL, run_next, 0},
    {"reversed", 1, 1, NULL, make_reversed, 0},
    {"zip", 0, UINT_MAX, "strict", make_zip, 0},
    {0},
};
