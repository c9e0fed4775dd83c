/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the tree of an expression: Python/ceval.c, without its calls. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"

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
    for (size_t i = e->bindings.count; i-- > 0;) {
        if (strcmp(e->bindings.data[i].name, node->name) == 0) {
            *ret = e->bindings.data[i].value;
            return NULL;
        }
    }
    return expr_name(e, expr_private(e, node->name), ret);
}

/* ---- comprehensions */

struct comprehension {
    struct expr *e;
    const struct node *node;
    struct error *(*emit)(void *arg, bool *stop); /* evaluates what each round gives */
    void *arg;
};

struct clause {
    const struct comprehension *c;
    size_t index; /* of the clause among the node's children */
};

static struct error *run_clauses(const struct comprehension *c, size_t index, bool *stop);

static struct error *bind(struct expr *e, const struct node *target, const struct value *item);

/* a, *b, c: what stands at star takes what the others leave. */
static struct error *bind_with_star(struct expr *e, const struct node *target, size_t star,
                                    const struct value_list *list)
{
    size_t after = target->count - star - 1;
    struct value rest;

    if (list->count < target->count - 1)
        return EXPR_VALUE_ERROR("not enough values to unpack (expected at least %zu, got %zu)",
                                target->count - 1, list->count);
    for (size_t i = 0; i < star; i++)
        TRY(bind(e, target->children[i], &list->data[i]));
    rest = value_of_items(VALUE_LIST, list->data + star, list->count - after - star);
    TRY(bind(e, target->children[star]->children[0], &rest));
    for (size_t i = 0; i < after; i++)
        TRY(bind(e, target->children[star + 1 + i], &list->data[list->count - after + i]));
    return NULL;
}

static struct error *bind(struct expr *e, const struct node *target, const struct value *item)
{
    struct value_list list = {0};
    size_t star = 0;

    if (target->kind == NODE_NAME) {
        array_push(&e->bindings, (struct binding){target->name, *item});
        return NULL;
    }

    struct error *error = expr_collect(e, item, &list);

    if (error != NULL && error->kind == ERROR_NOT_FOUND && list.count == 0) {
        error_destroy(error);
        return EXPR_TYPE_ERROR("cannot unpack non-iterable %s object", expr_type_name(e, item));
    }
    TRY(error);
    while (star < target->count && target->children[star]->kind != NODE_STAR)
        star++;
    if (star < target->count)
        return bind_with_star(e, target, star, &list);
    if (list.count < target->count)
        return EXPR_VALUE_ERROR("not enough values to unpack (expected %zu, got %zu)",
                                target->count, list.count);
    if (list.count > target->count)
        return EXPR_VALUE_ERROR("too many values to unpack (expected %zu)", target->count);
    for (size_t i = 0; i < list.count; i++)
        TRY(bind(e, target->children[i], &list.data[i]));
    return NULL;
}

static struct error *on_item(void *arg, const struct value *item, bool *stop)
{
    const struct clause *clause = arg;
    struct expr *e = clause->c->e;
    const struct node *target = clause->c->node->children[clause->index]->children[0];
    size_t bound = e->bindings.count;
    struct error *error =
        error_in_text(bind(e, target, item), e->text, target->start, target->end, target->at);

    if (error == NULL)
        error = run_clauses(clause->c, clause->index + 1, stop);
    e->bindings.count = bound;
    return error;
}

static struct error *run_clauses(const struct comprehension *c, size_t index, bool *stop)
{
    struct expr *e = c->e;
    struct clause clause = {c, index};
    struct value value;
    bool truth;

    if (index == c->node->count)
        return c->emit(c->arg, stop);

    const struct node *node = c->node->children[index];

    if (node->kind == NODE_IF) {
        /* What a condition needed is not needed after it. */
        struct arena_mark mark = arena_mark(e->arena);

        TRY(expr_eval(e, node->children[0], &value));
        TRY(error_in_text(expr_truth(e, &value, &truth), e->text, node->children[0]->start,
                          node->children[0]->end, node->children[0]->at));
        arena_release(e->arena, mark);
        return truth ? run_clauses(c, index + 1, stop) : NULL;
    }
    TRY(expr_eval(e, node->children[1], &value));
    node = node->children[1];
    return error_in_text(expr_each(e, &value, on_item, &clause), e->text, node->start, node->end,
                         node->at);
}

/* on_item() knows that its round is the last, but the rounds around it must know it too. */
struct collecting {
    struct expr *e;
    const struct node *node;
    struct value_list list;
    struct value_table *table;
    EXPR_VISITOR((*visit));
    void *arg;
    bool stopped;
};

static struct error *emit_item(void *arg, bool *stop)
{
    struct collecting *to = arg;
    struct value value;

    (void)stop;
    TRY(expr_eval(to->e, to->node->children[0], &value));
    TRY(expr_list_add(to->e, &to->list, value));
    return NULL;
}

static struct error *emit_member(void *arg, bool *stop)
{
    struct collecting *to = arg;
    struct value key, value = {.kind = VALUE_NONE};
    const struct node *node = to->node->children[0];

    (void)stop;
    TRY(expr_eval(to->e, node, &key));
    if (to->node->kind == NODE_DICT_COMP)
        TRY(expr_eval(to->e, to->node->children[1], &value));
    return error_in_text(expr_table_put(to->e, to->table, &key, &value), to->e->text, node->start,
                         node->end, node->at);
}

static struct error *emit_visit(void *arg, bool *stop)
{
    struct collecting *to = arg;
    struct value value;

    if (to->stopped) {
        *stop = true;
        return NULL;
    }
    TRY(expr_eval(to->e, to->node->children[0], &value));
    TRY(to->visit(to->arg, &value, &to->stopped));
    *stop = to->stopped;
    return NULL;
}

static struct error *eval_comprehension(struct expr *e, const struct node *node, struct value *ret)
{
    bool list = node->kind == NODE_LIST_COMP, stop = false;
    struct collecting to = {.e = e, .node = node, .table = list ? NULL : expr_table(e)};
    struct comprehension c = {e, node, list ? emit_item : emit_member, &to};

    TRY(run_clauses(&c, node->kind == NODE_DICT_COMP ? 2 : 1, &stop));
    if (list)
        *ret = value_of_items(VALUE_LIST, to.list.data, to.list.count);
    else
        *ret = (struct value){.kind = node->kind == NODE_DICT_COMP ? VALUE_DICT : VALUE_SET,
                              .table = to.table};
    return NULL;
}

static void make_generator(struct expr *e, const struct node *node, struct value *ret)
{
    struct value_generator *generator = arena_take(e->arena, sizeof *generator);

    generator->node = node;
    generator->count = e->bindings.count;
    generator->bindings =
        arena_copy(e->arena, e->bindings.data, e->bindings.count * sizeof *e->bindings.data);
    *ret = (struct value){.kind = VALUE_GENERATOR, .generator = generator};
}

struct error *expr_run_generator(struct expr *e, const struct value_generator *generator,
                                 EXPR_VISITOR((*visit)), void *arg, bool *stop)
{
    struct collecting to = {.e = e, .node = generator->node, .visit = visit, .arg = arg};
    struct comprehension c = {e, generator->node, emit_visit, &to};
    size_t bound = e->bindings.count;

    for (size_t i = 0; i < generator->count; i++)
        array_push(&e->bindings, generator->bindings[i]);

    struct error *error = run_clauses(&c, 1, stop);

    e->bindings.count = bound;
    return error;
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
        struct value view = {.kind = VALUE_VIEW, .view = {&key, 'i'}};
        enum type_kind kind;

        if (child->kind == NODE_DOUBLE_STAR) {
            TRY(expr_eval(e, child->children[0], &key));
            TRY(expr_kind(e, &key, &kind));
            if (kind != KIND_DICT)
                return error_in_text(
                    EXPR_TYPE_ERROR("'%s' object is not a mapping", expr_type_name(e, &key)),
                    e->text, child->start, child->end, child->at);
            TRY(error_in_text(expr_each(e, &view, spread_pair, &to), e->text, child->start,
                              child->end, child->at));
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

static struct error *eval(struct expr *e, const struct node *node, struct value *ret)
{
    struct value first, second;
    bool truth;

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
        return expr_name_private(e, &first, node->name,
                                 expr_attribute(e, &first, expr_private(e, node->name), ret));
    case NODE_SUBSCRIPT:
        TRY(expr_eval(e, node->children[0], &first));
        TRY(expr_eval(e, node->children[1], &second));
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
        return eval_comprehension(e, node, ret);
    case NODE_GENERATOR:
        make_generator(e, node, ret);
        return NULL;
    case NODE_KEYWORD:
    case NODE_STAR:
    case NODE_DOUBLE_STAR:
    case NODE_FOR:
    case NODE_IF:
        break;
    }
    return error_create(ERROR_USAGE, "SyntaxError: invalid syntax");
}

struct error *expr_eval(struct expr *e, const struct node *node, struct value *ret)
{
    return error_in_text(eval(e, node, ret), e->text, node->start, node->end, node->at);
}
