/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comprehensions and generators: their clauses are run from the outermost to what each round gives.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"

struct comprehension {
    struct expr *e;
    const struct node *node;
    struct error *(*emit)(void *arg, bool *stop); /* evaluates what each round gives */
    void *arg;
    size_t first;          /* of its clauses */
    struct value iterable; /* of that one, evaluated in the block around it */
};

struct clause {
    const struct comprehension *c;
    size_t index; /* of the clause among the node's children */
};

static struct error *run_clauses(const struct comprehension *c, size_t index, bool *stop);

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
        TRY(expr_bind(e, target->children[i], &list->data[i]));
    rest = value_of_items(VALUE_LIST, list->data + star, list->count - after - star);
    TRY(expr_bind(e, target->children[star]->children[0], &rest));
    for (size_t i = 0; i < after; i++)
        TRY(expr_bind(e, target->children[star + 1 + i], &list->data[list->count - after + i]));
    return NULL;
}

/* Of a list, tuple or dict it is said how many there are (3.14+). */
static struct error *too_many(struct expr *e, const struct value *item, size_t wanted, size_t count)
{
    enum type_kind kind;

    if (error_ignore(expr_kind(e, item, &kind)) &&
        (kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_DICT))
        return EXPR_VALUE_ERROR("too many values to unpack (expected %zu); there are %zu", wanted,
                                count);
    return EXPR_VALUE_ERROR("too many values to unpack (expected %zu)", wanted);
}

struct error *expr_bind(struct expr *e, const struct node *target, const struct value *item)
{
    struct value_list list = {0};
    size_t star = 0;

    if (target->kind == NODE_NAME) {
        block_bind(e->arena, e->block, target->name, item);
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
        return too_many(e, item, target->count, list.count);
    for (size_t i = 0; i < list.count; i++)
        TRY(expr_bind(e, target->children[i], &list.data[i]));
    return NULL;
}

static struct error *on_item(void *arg, const struct value *item, bool *stop)
{
    const struct clause *clause = arg;
    struct expr *e = clause->c->e;
    const struct node *target = clause->c->node->children[clause->index]->children[0];

    TRY(error_in_text(expr_bind(e, target, item), e->text, target->start, target->end, target->at));
    return run_clauses(clause->c, clause->index + 1, stop);
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
        struct expr_mark mark = expr_mark(e);

        TRY(expr_eval(e, node->children[0], &value));
        TRY(error_in_text(expr_truth(e, &value, &truth), e->text, node->children[0]->start,
                          node->children[0]->end, node->children[0]->at));
        expr_release(e, &mark);
        return truth ? run_clauses(c, index + 1, stop) : NULL;
    }
    if (index == c->first)
        value = c->iterable;
    else
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
    struct block *caller; /* in which visit() is at home */
    bool visiting;        /* an error is his */
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
    struct block *own = to->e->block;
    struct value value;
    struct error *error;

    if (to->stopped) {
        *stop = true;
        return NULL;
    }
    TRY(expr_eval(to->e, to->node->children[0], &value));
    /* Who asks for the element goes on with it in a block of his own. */
    to->e->block = to->caller;
    to->visiting = true;
    error = to->visit(to->arg, &value, &to->stopped);
    to->visiting = error != NULL;
    to->e->block = own;
    *stop = to->stopped;
    return error;
}

static size_t first_clause(const struct node *node)
{
    return node->kind == NODE_DICT_COMP ? 2 : 1;
}

/* A list comprehension of 2.7 has no block of its own. */
static struct error *run_in_block(struct expr *e, struct comprehension *c, struct block *outer,
                                  bool *stop)
{
    struct block *caller = e->block;
    struct error *error;

    if (e->old && c->node->kind == NODE_LIST_COMP) {
        e->kept++;
        return run_clauses(c, c->first, stop);
    }
    e->block = block_create(e->arena, outer, true);
    for (size_t i = c->first; i < c->node->count; i++)
        if (c->node->children[i]->kind == NODE_FOR)
            block_declare_target(e->arena, e->block, c->node->children[i]->children[0]);
    error = run_clauses(c, c->first, stop);
    e->block = caller;
    return error;
}

struct error *expr_comprehension(struct expr *e, const struct node *node, struct value *ret)
{
    bool list = node->kind == NODE_LIST_COMP, stop = false;
    struct collecting to = {.e = e, .node = node, .table = list ? NULL : expr_table(e)};
    struct comprehension c = {
        e, node, list ? emit_item : emit_member, &to, first_clause(node), {.kind = VALUE_NONE}};

    TRY(expr_eval(e, node->children[c.first]->children[1], &c.iterable));
    /* It would go through all of them. */
    TRY(expr_check_length(e, &c.iterable));
    TRY(run_in_block(e, &c, e->block, &stop));
    if (list)
        *ret = value_of_items(VALUE_LIST, to.list.data, to.list.count);
    else
        *ret = (struct value){.kind = node->kind == NODE_DICT_COMP ? VALUE_DICT : VALUE_SET,
                              .table = to.table};
    return NULL;
}

/* ---- generators */

struct generator {
    const struct node *node;
    struct block *block;   /* around it */
    struct value iterable; /* of its first clause */
};

static EXPR_RUNNER(run_generator)
{
    const struct generator *generator = source;
    const struct node *node = generator->node;
    struct collecting to = {.e = e, .node = node, .visit = visit, .arg = arg, .caller = e->block};
    struct comprehension c = {e, node, emit_visit, &to, first_clause(node), generator->iterable};
    bool stop = false;
    struct error *error = run_in_block(e, &c, generator->block, &stop);

    if (!expr_is_stop_iteration(error) || to.visiting)
        return error;
    error_destroy(error);
    return error_create(ERROR_UNSUPPORTED, "a StopIteration within a generator: some versions end "
                                           "there, for others it is an error");
}

struct error *expr_make_generator(struct expr *e, const struct node *node, struct value *ret)
{
    struct generator *generator = arena_take(e->arena, sizeof *generator);

    generator->node = node;
    generator->block = e->block;
    TRY(expr_eval(e, node->children[first_clause(node)]->children[1], &generator->iterable));
    *ret = expr_make_iterator(e, "generator", run_generator, generator);
    e->makes = true;
    return NULL;
}
