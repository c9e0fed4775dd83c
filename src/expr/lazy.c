/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first elements of a list that is made to be sliced, list(d.items())[:3] or [k for k in
 * d][:3], are made alone, where no later one could end in an error: those of a container that is
 * gone through as it is stored, of which the comprehension makes nothing but pairs and the like.
 */
#include "expr/internal.h"

/* More are made as all are. */
#define FIRST_MAX 100000

/* How many elements the slice may look at; false: that is not known to be few. */
static bool read_slice(const struct node *slice, uint64_t *ret)
{
    int64_t number = 0;

    if (slice->kind != NODE_SLICE || slice->children[1] == NULL || slice->children[2] != NULL)
        return false;
    for (int i = 0; i < 2; i++) {
        const struct node *child = slice->children[i];

        if (child != NULL &&
            (child->kind != NODE_LITERAL || child->value.kind != VALUE_INT ||
             !value_to_i64(&child->value, &number) || number < 0 || number > FIRST_MAX))
            return false;
    }
    *ret = (uint64_t)number;
    return true;
}

/* Whether it is gone through without running into an error that Python would have: of a range,
 * which costs nothing, list() may have no memory. */
static bool is_stored(struct expr *e, const struct value *value)
{
    const struct value *of = value->kind == VALUE_VIEW ? value->view.of : value;
    struct value loaded;
    enum type_kind kind;

    if (!error_ignore(expr_check_special(e, value, "__iter__")) ||
        !error_ignore(expr_load(e, value, &loaded)) || !error_ignore(expr_kind(e, of, &kind)))
        return false;
    return loaded.kind == VALUE_VIEW || kind == KIND_LIST || kind == KIND_TUPLE ||
           kind == KIND_DICT || kind == KIND_SET || kind == KIND_FROZENSET || kind == KIND_DEQUE;
}

struct first {
    struct expr *e;
    struct value_list list;
    uint64_t count;
};

static struct error *keep(void *arg, const struct value *item, bool *stop)
{
    struct first *to = arg;

    if (to->list.count < to->count)
        TRY(expr_list_add(to->e, &to->list, *item));
    *stop = to->list.count >= to->count;
    return NULL;
}

static struct error *take_first(struct expr *e, const struct value *of, uint64_t count,
                                const struct node *slice, struct value *ret)
{
    struct first to = {.e = e, .count = count};
    struct value list, index;

    TRY(expr_each(e, of, keep, &to));
    list = value_of_items(VALUE_LIST, to.list.data, to.list.count);
    TRY(expr_eval(e, slice, &index));
    return expr_subscript(e, &list, &index, ret);
}

/* ---- list(x)[:n] */

static struct error *of_call(struct expr *e, const struct node *node, uint64_t count,
                             struct value *ret)
{
    const struct node *call = node->children[0];
    struct value function, made, index;
    struct value argument;
    struct call words = {.args = &argument, .count = 1};

    TRY(expr_eval(e, call->children[0], &function));
    TRY(expr_eval(e, call->children[1], &argument));
    if (is_stored(e, &argument))
        return take_first(e, &argument, count, node->children[1], ret);
    TRY(error_in_text(expr_call_value(e, &function, &words, &made), e->text, call->start, call->end,
                      call->at));
    TRY(expr_eval(e, node->children[1], &index));
    return expr_subscript(e, &made, &index, ret);
}

/* The built-in list() of one argument. */
static bool is_list_call(struct expr *e, const struct node *node)
{
    struct value function;
    uint64_t list;

    if (node->kind != NODE_CALL || node->count != 2 || node->children[0]->kind != NODE_NAME ||
        node->children[1]->kind == NODE_STAR || node->children[1]->kind == NODE_DOUBLE_STAR ||
        node->children[1]->kind == NODE_KEYWORD)
        return false;
    return error_ignore(expr_eval(e, node->children[0], &function)) &&
           function.kind == VALUE_OBJECT && error_ignore(expr_builtin(e, "list", &list)) &&
           list == function.object;
}

/* ---- [x for x in y][:n] */

/* What may be evaluated twice: names, attributes of them, and calls without arguments of those. */
static bool is_plain(const struct node *node)
{
    if (node->kind == NODE_CALL)
        return node->count == 1 && node->children[0]->kind == NODE_ATTRIBUTE &&
               is_plain(node->children[0]);
    return node->kind == NODE_NAME || (node->kind == NODE_ATTRIBUTE && is_plain(node->children[0]));
}

/* Whether it is made of names and literals alone. */
static bool is_of_names(const struct node *node)
{
    if (node->kind == NODE_NAME || node->kind == NODE_LITERAL)
        return true;
    if (node->kind != NODE_TUPLE && node->kind != NODE_LIST)
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (!is_of_names(node->children[i]))
            return false;
    return true;
}

/* k, v in d.items(): each of these is two. */
static bool takes_pairs(const struct node *target, const struct value *source)
{
    return target->kind == NODE_TUPLE && target->count == 2 &&
           target->children[0]->kind == NODE_NAME && target->children[1]->kind == NODE_NAME &&
           source->kind == VALUE_VIEW && source->view.what == 'i';
}

static bool is_simple_comprehension(struct expr *e, const struct node *node)
{
    const struct node *clause = node->count == 2 ? node->children[1] : NULL;
    struct value source;

    if (e->old || node->kind != NODE_LIST_COMP || clause == NULL || clause->kind != NODE_FOR ||
        !is_of_names(node->children[0]) || !is_plain(clause->children[1]) ||
        !error_ignore(expr_eval(e, clause->children[1], &source)) || !is_stored(e, &source))
        return false;
    return clause->children[0]->kind == NODE_NAME || takes_pairs(clause->children[0], &source);
}

struct error *expr_first(struct expr *e, const struct node *node, bool *done, struct value *ret)
{
    const struct node *of = node->children[0];
    struct value generator;
    uint64_t count;

    *done = false;
    if (!read_slice(node->children[1], &count))
        return NULL;
    if (is_list_call(e, of)) {
        *done = true;
        return of_call(e, node, count, ret);
    }
    *done = is_simple_comprehension(e, of);
    if (!*done)
        return NULL;
    TRY(expr_make_generator(e, of, &generator));
    return take_first(e, &generator, count, node->children[1], ret);
}
