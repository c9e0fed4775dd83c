/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lambda, its parameters (lambda_params of Grammar/python.gram) and its body. */
#include <string.h>

#include "base/memory.h"
#include "expr/parser.h"

#define PARAMETERS_MAX ((size_t)1000)

struct parameters {
    struct parser *p;
    struct node_list list; /* the body, yet to come, then the parameters */
    enum parameter_kind kind;
    bool defaults; /* one had one */
    bool ended;    /* by **name */
};

static struct error *check_new(const struct parameters *to, const struct token *name)
{
    for (size_t i = 1; i < to->list.count; i++) {
        const struct node *other = to->list.data[i];

        if (other->name != NULL && strcmp(other->name, name->text) == 0)
            return parser_fail(to->p, "duplicate argument in function definition");
    }
    return NULL;
}

/* name, or (2.7) what is taken apart; after it =default, but for *name and **name. */
static struct error *take_parameter(struct parameters *to, enum parameter_kind kind)
{
    struct parser *p = to->p;
    struct node *node = parser_make(p, NODE_PARAMETER, p->token.start);
    struct node *otherwise = NULL, *target = NULL;
    bool collects = kind == PARAMETER_REST || kind == PARAMETER_KEYWORDS;

    if (to->list.count > PARAMETERS_MAX)
        return parser_fail(p, "too many arguments");
    if (p->lexer.old && parser_is(p, "(") && kind == PARAMETER_ANY) {
        TRY(parse_target(p, NULL, &target));
    } else {
        if (!parser_is_bindable(p))
            return parser_unexpected(p);
        TRY(check_new(to, &p->token));
        node->name = p->token.text;
        TRY(parser_advance(p));
    }
    if (parser_is(p, "=") && !collects) {
        TRY(parser_advance(p));
        TRY(parse_expression(p, &otherwise));
        to->defaults = true;
    } else if (to->defaults && (kind == PARAMETER_ANY || kind == PARAMETER_POSITIONAL)) {
        return parser_fail(p, "non-default argument follows default argument");
    }
    node->parameter = kind;
    TRY(parser_finish(p, node, parser_pair(p, otherwise, target), 2));
    parser_add(p, &to->list, node);
    return NULL;
}

/* After a *: the name that takes the rest, or a comma, and parameters that have to be named. */
static struct error *take_star(struct parameters *to)
{
    struct parser *p = to->p;

    if (to->kind == PARAMETER_KEYWORD)
        return parser_fail(p, "* argument may appear only once");
    TRY(parser_advance(p));
    to->kind = PARAMETER_KEYWORD;
    if (!parser_is(p, ","))
        return take_parameter(to, PARAMETER_REST);
    return p->lexer.old ? parser_unexpected(p) : NULL;
}

/* After a /: those before it cannot be named. */
static struct error *take_slash(struct parameters *to)
{
    struct parser *p = to->p;

    if (to->list.count == 1 || to->kind != PARAMETER_ANY)
        return parser_unexpected(p);
    for (size_t i = 1; i < to->list.count; i++) {
        if (to->list.data[i]->parameter == PARAMETER_POSITIONAL)
            return parser_fail(p, "/ may appear only once");
        to->list.data[i]->parameter = PARAMETER_POSITIONAL;
    }
    return parser_advance(p);
}

static struct error *take_one(struct parameters *to)
{
    struct parser *p = to->p;

    if (to->ended)
        return parser_fail(p, "arguments cannot follow var-keyword argument");
    if (parser_is(p, "**")) {
        TRY(parser_advance(p));
        to->ended = true;
        return take_parameter(to, PARAMETER_KEYWORDS);
    }
    if (parser_is(p, "*"))
        return take_star(to);
    if (parser_is(p, "/")) {
        TRY(parser_since(p, 8));
        return take_slash(to);
    }
    /* 2.7: of what has to be named there is nothing. */
    if (to->kind == PARAMETER_KEYWORD)
        TRY(parser_since(p, 1));
    return take_parameter(to, to->kind);
}

static struct error *take_parameters(struct parameters *to)
{
    struct parser *p = to->p;
    bool bare_star = false;

    while (!parser_is(p, ":")) {
        size_t count = to->list.count;
        bool star = parser_is(p, "*");

        if (bare_star && (star || parser_is(p, "**")))
            return parser_fail(p, "named arguments must follow bare *");
        TRY(take_one(to));
        bare_star = star && to->list.count == count;
        if (!parser_is(p, ","))
            break;
        TRY(parser_advance(p));
        if (parser_is(p, ":") && (to->kind == PARAMETER_KEYWORD || to->ended))
            TRY(parser_since(p, 6));
    }
    return bare_star ? parser_fail(p, "named arguments must follow bare *") : NULL;
}

struct error *parse_lambda(struct parser *p, struct node **ret)
{
    struct parameters to = {.p = p};
    size_t start = p->token.start;

    TRY(parser_nest(p));
    TRY(parser_advance(p));
    parser_add(p, &to.list, NULL);
    TRY(take_parameters(&to));
    TRY(parser_expect(p, ":"));
    TRY(parse_expression(p, &to.list.data[0]));
    *ret = parser_make(p, NODE_LAMBDA, start);
    p->nesting--;
    return parser_finish(p, *ret, to.list.data, to.list.count);
}
