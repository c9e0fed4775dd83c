/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the tree of an expression: Python/ceval.c. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"

/* More than a tree is deep; and what they take of our own stack, together with the calls between
 * them (FUNCTIONS_MAX of lambda.c). */
#define DEPTH_MAX 2500u

/* ---- names */

/* $_modules: sys.modules. $ is the last value, $$ the one before it, $$N the Nth before it, $N the
 * one of that number. */
static struct error *eval_earlier(struct expr *e, const struct node *node, struct value *ret)
{
    int64_t number = 0;

    if (node->name != NULL)
        return expr_modules(e, ret);
    value_to_i64(&node->value, &number);
    return expr_earlier(e, number, ret);
}

static struct error *eval_name(struct expr *e, const struct node *node, struct value *ret)
{
    const struct block *owner;
    const struct binding *binding = block_find(e->block, node->name, &owner);

    if (binding == NULL)
        return expr_name(e, expr_private(e, node->name), ret);
    *ret = binding->value;
    if (binding->bound)
        return NULL;
    if (owner == e->block)
        return error_create(ERROR_NOT_FOUND,
                            "UnboundLocalError: cannot access local variable '%s' where it is not "
                            "associated with a value",
                            node->name);
    return error_create(ERROR_NOT_FOUND,
                        "NameError: cannot access free variable '%s' where it is not associated "
                        "with a value in enclosing scope",
                        node->name);
}

/* name := value */
static struct error *eval_named(struct expr *e, const struct node *node, struct value *ret)
{
    TRY(expr_eval(e, node->children[0], ret));
    block_bind(e->arena, block_of_assignments(e->block), node->name, ret);
    e->kept++;
    return NULL;
}

/* ---- displays */

struct spread {
    struct expr *e;
    struct value_list *list;
    struct value_table *table;
};

static struct error *spread_item(void *arg, const struct value *item, bool *stop)
{
    struct spread *to = arg;

    (void)stop;
    if (to->table != NULL)
        return expr_table_put(to->e, to->table, item, item);
    TRY(expr_list_add(to->e, to->list, *item));
    return NULL;
}

/* *value within a display. */
static struct error *spread(struct expr *e, const struct value *value, struct spread *to)
{
    size_t steps = e->steps;
    struct error *error = expr_each(e, value, spread_item, to);

    if (error == NULL || error->kind != ERROR_NOT_FOUND || e->steps > steps)
        return error;
    error_destroy(error);
    return EXPR_TYPE_ERROR("Value after * must be an iterable, not %s", expr_type_name(e, value));
}

static struct error *eval_repr(struct expr *e, const struct node *node, struct value *ret)
{
    struct value value, callee = {.kind = VALUE_OBJECT};
    struct call call = {.name = "repr", .args = &value, .count = 1};

    TRY(expr_eval(e, node->children[0], &value));
    TRY(expr_builtin(e, "repr", &callee.object));
    return expr_call_value(e, &callee, &call, ret);
}

static struct error *eval_display(struct expr *e, const struct node *node, struct value *ret)
{
    struct value_list list = {0};
    struct spread to = {e, &list, node->kind == NODE_SET ? expr_table(e) : NULL};

    for (size_t i = 0; i < node->count; i++) {
        const struct node *child = node->children[i];
        bool star = child->kind == NODE_STAR, stop = false;
        struct value value;

        TRY(expr_eval(e, star ? child->children[0] : child, &value));
        TRY(error_in_text(star ? spread(e, &value, &to) : spread_item(&to, &value, &stop), e->text,
                          child->start, child->end, child->at));
    }
    if (node->kind == NODE_SET)
        *ret = (struct value){.kind = VALUE_SET, .table = to.table};
    else
        *ret = value_of_items(node->kind == NODE_LIST ? VALUE_LIST : VALUE_TUPLE, list.data,
                              list.count);
    return NULL;
}

static struct error *spread_pair(void *arg, const struct value *item, bool *stop)
{
    struct spread *to = arg;

    (void)stop;
    return expr_table_put(to->e, to->table, &item->items.data[0], &item->items.data[1]);
}

static struct error *eval_dict(struct expr *e, const struct node *node, struct value *ret)
{
    struct spread to = {e, NULL, expr_table(e)};

    for (size_t i = 0; i + 1 < node->count; i += 2) {
        const struct node *child = node->children[i];
        struct value key, value;
        bool is_mapping;

        if (child->kind == NODE_DOUBLE_STAR) {
            TRY(expr_eval(e, child->children[0], &key));
            TRY(error_in_text(expr_each_pair(e, &key, spread_pair, &to, &is_mapping), e->text,
                              child->start, child->end, child->at));
            if (!is_mapping)
                return error_in_text(
                    EXPR_TYPE_ERROR("'%s' object is not a mapping", expr_type_name(e, &key)),
                    e->text, child->start, child->end, child->at);
            continue;
        }
        TRY(expr_eval(e, child, &key));
        TRY(expr_eval(e, node->children[i + 1], &value));
        TRY(error_in_text(expr_table_put(e, to.table, &key, &value), e->text, child->start,
                          child->end, child->at));
    }
    *ret = (struct value){.kind = VALUE_DICT, .table = to.table};
    return NULL;
}

/* ---- operators */

static struct error *eval_words(struct expr *e, const struct node *node, struct value *ret)
{
    bool truth;

    for (size_t i = 0; i < node->count; i++) {
        const struct node *child = node->children[i];

        TRY(expr_eval(e, child, ret));
        if (i + 1 == node->count)
            break;
        TRY(error_in_text(expr_truth(e, ret, &truth), e->text, child->start, child->end,
                          child->at));
        if (truth == (node->kind == NODE_OR))
            break;
    }
    return NULL;
}

static struct error *eval_comparison(struct expr *e, const struct node *node, struct value *ret)
{
    struct value left, right;
    bool truth = true;

    TRY(expr_eval(e, node->children[0], &left));
    for (size_t i = 0; i + 1 < node->count && truth; i++) {
        TRY(expr_eval(e, node->children[i + 1], &right));
        TRY(expr_compare(e, node->ops[i], &left, &right, &truth));
        *ret = value_of_bool(truth);
        if (node->ops[i] >= OP_EQ && node->ops[i] <= OP_GE)
            TRY(expr_library_truth_value(e, &left, &right, truth, ret));
        left = right;
    }
    return NULL;
}

static struct error *eval_slice(struct expr *e, const struct node *node, struct value *ret)
{
    struct value *items = arena_take(e->arena, 3 * sizeof *items);

    for (int i = 0; i < 3; i++) {
        items[i].kind = VALUE_NONE;
        if (node->children[i] != NULL)
            TRY(expr_eval(e, node->children[i], &items[i]));
    }
    *ret = value_of_items(VALUE_SLICE, items, 3);
    return NULL;
}

/* The xrange of 2.7 has items alone. */
static struct error *check_slice(struct expr *e, const struct value *of, const struct value *index)
{
    struct value loaded;
    enum type_kind kind;

    if (!e->old)
        return NULL;
    TRY(expr_kind(e, of, &kind));
    if (kind != KIND_RANGE)
        return NULL;
    TRY(expr_load(e, index, &loaded));
    return loaded.kind == VALUE_SLICE
               ? EXPR_TYPE_ERROR("sequence index must be integer, not 'slice'")
               : NULL;
}

static struct error *eval(struct expr *e, const struct node *node, struct value *ret)
{
    struct value first, second;
    bool truth, done;

    switch (node->kind) {
    case NODE_LITERAL:
        *ret = node->value;
        return NULL;
    case NODE_NAME:
        return eval_name(e, node, ret);
    case NODE_EARLIER:
        return eval_earlier(e, node, ret);
    case NODE_ATTRIBUTE:
        TRY(expr_eval(e, node->children[0], &first));
        return expr_name_private(
            e, &first, node->name,
            expr_attribute_at(e, node, &first, expr_private(e, node->name), ret));
    case NODE_SUBSCRIPT:
        TRY(expr_first(e, node, &done, ret));
        if (done)
            return NULL;
        TRY(expr_eval(e, node->children[0], &first));
        TRY(expr_eval(e, node->children[1], &second));
        TRY(check_slice(e, &first, &second));
        return expr_subscript(e, &first, &second, ret);
    case NODE_SLICE:
        return eval_slice(e, node, ret);
    case NODE_CALL:
        return expr_call(e, node, ret);
    case NODE_UNARY:
        TRY(expr_eval(e, node->children[0], &first));
        /* To 2.7 -2j is one number, whose real part is 0 and not -0. */
        if (e->old && node->op == OP_MINUS && first.kind == VALUE_COMPLEX &&
            node->children[0]->kind == NODE_LITERAL && !node->children[0]->in_parentheses) {
            *ret = value_of_complex(0, -first.number.imag);
            return NULL;
        }
        return expr_unary(e, node->op, &first, ret);
    case NODE_BINARY:
        TRY(expr_eval(e, node->children[0], &first));
        TRY(expr_eval(e, node->children[1], &second));
        return expr_binary(e, node->op, &first, &second, ret);
    case NODE_COMPARE:
        return eval_comparison(e, node, ret);
    case NODE_AND:
    case NODE_OR:
        return eval_words(e, node, ret);
    case NODE_NOT:
        TRY(expr_eval(e, node->children[0], &first));
        TRY(expr_truth(e, &first, &truth));
        *ret = value_of_bool(!truth);
        return NULL;
    case NODE_CONDITIONAL:
        TRY(expr_eval(e, node->children[0], &first));
        TRY(expr_truth(e, &first, &truth));
        return expr_eval(e, node->children[truth ? 1 : 2], ret);
    case NODE_LIST:
    case NODE_TUPLE:
    case NODE_SET:
        return eval_display(e, node, ret);
    case NODE_DICT:
        return eval_dict(e, node, ret);
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
        return expr_comprehension(e, node, ret);
    case NODE_GENERATOR:
        return expr_make_generator(e, node, ret);
    case NODE_NAMED:
        return eval_named(e, node, ret);
    case NODE_REPR:
        return eval_repr(e, node, ret);
    case NODE_FORMATTED:
        return expr_formatted(e, node, ret);
    case NODE_LAMBDA:
        return expr_make_function(e, node, ret);
    case NODE_KEYWORD:
    case NODE_STAR:
    case NODE_DOUBLE_STAR:
    case NODE_FOR:
    case NODE_IF:
    case NODE_PARAMETER:
    case NODE_FIELD:
        break;
    }
    return error_create(ERROR_USAGE, "SyntaxError: invalid syntax");
}

static struct error *eval_within(struct expr *e, const struct node *node, struct value *ret)
{
    struct error *error;

    e->depth++;
    error = eval(e, node, ret);
    e->depth--;
    return error;
}

struct error *expr_eval(struct expr *e, const struct node *node, struct value *ret)
{
    struct error *error;

    if (e->depth >= DEPTH_MAX)
        error = error_create(
            ERROR_UNSUPPORTED,
            "this evaluates expressions within expressions more than %u deep, which is as "
            "deep as one may",
            DEPTH_MAX);
    else
        error = eval_within(e, node, ret);
    return error_in_text(error, e->text, node->start, node->end, node->at);
}
