/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions that an expression makes: lambda. What is run is the expression's own tree, in a block
 * of its own for each call (initialize_locals() of Python/ceval.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"

/* Calls within calls: those of Python are 1,000 at most, ours take more of a stack. */
#define FUNCTIONS_MAX 150u

struct value_function {
    const struct node *node;
    struct block *block;          /* in which it was made */
    const struct value *defaults; /* one for each child of node, if that has one */
};

static const struct node *default_of(const struct node *parameter)
{
    return parameter->children[0];
}

/* 2.7: what the argument is taken apart into. */
static const struct node *target_of(const struct node *parameter)
{
    return parameter->children[1];
}

struct error *expr_make_function(struct expr *e, const struct node *node, struct value *ret)
{
    struct value_function *function = arena_take(e->arena, sizeof *function);
    struct value *defaults = arena_take(e->arena, node->count * sizeof *defaults);

    for (size_t i = 1; i < node->count; i++)
        if (default_of(node->children[i]) != NULL)
            TRY(expr_eval(e, default_of(node->children[i]), &defaults[i]));
    *function = (struct value_function){node, e->block, defaults};
    *ret = (struct value){.kind = VALUE_FUNCTION, .function = function};
    e->makes = true;
    return NULL;
}

struct value expr_describe_function(struct expr *e, const struct value_function *function)
{
    const struct node *node = function->node;
    CLEANUP_FREE char *text = xasprintf("<function <lambda>: %.*s>", (int)(node->end - node->start),
                                        e->text + node->start);

    return (struct value){
        .kind = VALUE_SHOWN,
        .was_made = true,
        .shown = {.text = arena_copy_text(e->arena, text, strlen(text)), .type = "function"},
    };
}

/* ---- arguments */

/* The arguments of one call as they find their parameters. */
struct arguments {
    struct expr *e;
    const struct value_function *function;
    const struct call *call;
    struct value *values; /* of each child of the node */
    bool *given;
};

static bool is_positional(const struct node *parameter)
{
    return parameter->parameter == PARAMETER_ANY || parameter->parameter == PARAMETER_POSITIONAL;
}

static size_t count_of(const struct node *node, enum parameter_kind kind)
{
    size_t count = 0;

    for (size_t i = 1; i < node->count; i++)
        count += node->children[i]->parameter == kind;
    return count;
}

/* too_many_positional() */
static struct error *too_many(const struct arguments *a, size_t positional)
{
    const struct node *node = a->function->node;
    size_t needed = 0, keywords = 0;
    CLEANUP_FREE char *takes = NULL;
    CLEANUP_FREE char *besides = NULL;

    for (size_t i = 1; i < node->count; i++) {
        needed += is_positional(node->children[i]) && default_of(node->children[i]) == NULL;
        keywords += node->children[i]->parameter == PARAMETER_KEYWORD && a->given[i];
    }
    takes = needed < positional ? xasprintf("from %zu to %zu", needed, positional)
                                : xasprintf("%zu", positional);
    if (keywords > 0)
        besides = xasprintf(" positional argument%s (and %zu keyword-only argument%s)",
                            a->call->count == 1 ? "" : "s", keywords, keywords == 1 ? "" : "s");
    return EXPR_TYPE_ERROR("<lambda>() takes %s positional argument%s but %zu%s %s given", takes,
                           positional == 1 && needed == positional ? "" : "s", a->call->count,
                           besides != NULL ? besides : "",
                           a->call->count == 1 && keywords == 0 ? "was" : "were");
}

/* format_missing(): 'a', 'b', and 'c' */
static struct error *missing(const struct arguments *a, bool positional)
{
    const struct node *node = a->function->node;
    size_t count = 0, at = 0;
    CLEANUP_FREE char *names = xstrdup("");

    for (size_t i = 1; i < node->count; i++)
        count += is_positional(node->children[i]) == positional && !a->given[i];
    for (size_t i = 1; i < node->count; i++) {
        if (is_positional(node->children[i]) != positional || a->given[i])
            continue;

        const char *name = node->children[i]->name;
        const char *between = at == 0          ? ""
                              : at + 1 < count ? ", "
                              : count == 2     ? " and "
                                               : ", and ";
        char *more = xasprintf("%s%s'%s'", names, between, name != NULL ? name : ".");

        free(names);
        names = more;
        at++;
    }
    return EXPR_TYPE_ERROR("<lambda>() missing %zu required %s argument%s: %s", count,
                           positional ? "positional" : "keyword-only", count == 1 ? "" : "s",
                           names);
}

static struct error *take_keyword(struct arguments *a, size_t at, struct value_table *rest)
{
    const struct node *node = a->function->node;
    const char *name = a->call->keywords[at];
    struct value key;
    size_t i = 1;

    for (; i < node->count; i++) {
        const struct node *parameter = node->children[i];

        if ((parameter->parameter == PARAMETER_ANY || parameter->parameter == PARAMETER_KEYWORD) &&
            parameter->name != NULL && strcmp(parameter->name, name) == 0)
            break;
    }
    if (i < node->count && a->given[i])
        return EXPR_TYPE_ERROR("<lambda>() got multiple values for argument '%s'", name);
    if (i < node->count) {
        a->values[i] = a->call->keyword_values[at];
        a->given[i] = true;
        return NULL;
    }
    if (rest != NULL) {
        key = a->e->old ? value_of_bytes(a->e->arena, name, strlen(name))
                        : value_of_text(a->e->arena, name, strlen(name));
        return expr_table_put(a->e, rest, &key, &a->call->keyword_values[at]);
    }
    for (i = 1; i < node->count; i++)
        if (node->children[i]->parameter == PARAMETER_POSITIONAL &&
            strcmp(node->children[i]->name, name) == 0)
            return EXPR_TYPE_ERROR("<lambda>() got some positional-only arguments passed as "
                                   "keyword arguments: '%s'",
                                   name);
    return EXPR_TYPE_ERROR("<lambda>() got an unexpected keyword argument '%s'", name);
}

static void take_defaults(struct arguments *a)
{
    const struct node *node = a->function->node;

    for (size_t i = 1; i < node->count; i++) {
        if (a->given[i] || default_of(node->children[i]) == NULL)
            continue;
        a->values[i] = a->function->defaults[i];
        a->given[i] = true;
    }
}

static bool lacks(const struct arguments *a, bool positional)
{
    const struct node *node = a->function->node;

    for (size_t i = 1; i < node->count; i++)
        if (is_positional(node->children[i]) == positional && !a->given[i])
            return true;
    return false;
}

static struct error *take_arguments(struct arguments *a)
{
    const struct node *node = a->function->node;
    bool has_rest = count_of(node, PARAMETER_REST) > 0;
    size_t positional = count_of(node, PARAMETER_ANY) + count_of(node, PARAMETER_POSITIONAL);
    size_t taken = 0;
    struct value_table *keywords = NULL;

    for (size_t i = 1; i < node->count; i++) {
        const struct node *parameter = node->children[i];
        size_t left = a->call->count > positional ? a->call->count - positional : 0;

        if (is_positional(parameter) && taken < a->call->count) {
            a->values[i] = a->call->args[taken++];
            a->given[i] = true;
        } else if (parameter->parameter == PARAMETER_REST) {
            a->values[i] = value_of_items(
                VALUE_TUPLE,
                arena_copy(a->e->arena, a->call->args + taken, left * sizeof *a->values), left);
            a->given[i] = true;
        } else if (parameter->parameter == PARAMETER_KEYWORDS) {
            keywords = expr_table(a->e);
            a->values[i] = (struct value){.kind = VALUE_DICT, .table = keywords};
            a->given[i] = true;
        }
    }
    for (size_t i = 0; i < a->call->keyword_count; i++)
        TRY(take_keyword(a, i, keywords));
    if (a->call->count > positional && !has_rest)
        return too_many(a, positional);
    take_defaults(a);
    if (lacks(a, true))
        return missing(a, true);
    return lacks(a, false) ? missing(a, false) : NULL;
}

/* ---- calls */

/* Whether nothing of it is in the arena. */
static bool is_plain(const struct value *value)
{
    return value->kind <= VALUE_BOOL || value->kind == VALUE_FLOAT ||
           value->kind == VALUE_COMPLEX ||
           (value->kind == VALUE_INT && value->size >= -1 && value->size <= 1);
}

/* In the block of the call. */
static struct error *run(struct expr *e, const struct arguments *a, struct value *ret)
{
    const struct node *node = a->function->node;

    for (size_t i = 1; i < node->count; i++) {
        const struct node *parameter = node->children[i];

        if (parameter->name != NULL)
            block_bind(e->arena, e->block, parameter->name, &a->values[i]);
        else
            TRY(expr_bind(e, target_of(parameter), &a->values[i]));
    }
    block_declare_assigned(e->arena, e->block, node->children[0]);
    return expr_eval(e, node->children[0], ret);
}

static struct error *call_function(struct expr *e, const struct value_function *function,
                                   const struct call *call, struct value *ret)
{
    struct expr_mark mark = expr_mark(e);
    struct block *caller = e->block;
    struct arguments a = {
        .e = e,
        .function = function,
        .call = call,
        .values = arena_take(e->arena, function->node->count * sizeof *a.values),
        .given = arena_take(e->arena, function->node->count * sizeof *a.given),
    };
    struct error *error;

    error = take_arguments(&a);
    if (error == NULL) {
        e->functions++;
        e->block = block_create(e->arena, function->block, false);
        error = run(e, &a, ret);
        e->block = caller;
        e->functions--;
    }
    /* What the call needed is not needed after it. */
    if (error == NULL && is_plain(ret))
        expr_release(e, &mark);
    else
        expr_unmark(e, &mark);
    return error;
}

struct error *expr_call_function(struct expr *e, const struct value_function *function,
                                 const struct call *call, struct value *ret)
{
    TRY(expr_step(e));
    TRY(expr_room(e, 1, 0));
    if (e->functions >= FUNCTIONS_MAX)
        return error_create(
            ERROR_UNSUPPORTED,
            "this calls lambdas within lambdas more than %u deep, which is as deep as "
            "one expression may",
            FUNCTIONS_MAX);
    return call_function(e, function, call, ret);
}
