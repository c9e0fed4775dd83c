/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows an atom: attributes, calls, subscripts. */
#include <string.h>

#include "base/memory.h"
#include "expr/parser.h"

#define ARGUMENTS_MAX ((size_t)1 << 16)
#define KEYWORDS_MAX ((size_t)1000)

static struct error *parse_argument(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *value;

    if (parser_is(p, "**")) {
        TRY(parser_advance(p));
        TRY(parse_expression(p, &value));
        *ret = parser_make(p, NODE_DOUBLE_STAR, start);
        return parser_finish(p, *ret, parser_pair(p, value, NULL), 1);
    }
    if (parser_is(p, "*")) {
        TRY(parser_advance(p));
        TRY(parse_expression(p, &value));
        *ret = parser_make(p, NODE_STAR, start);
        return parser_finish(p, *ret, parser_pair(p, value, NULL), 1);
    }
    TRY(parse_named(p, &value));
    *ret = value;
    if (parser_is(p, "=") && value->kind == NODE_NAME &&
        (!value->in_parentheses || p->lexer.grammar < 8)) {
        const char *name = value->name;

        TRY(parser_advance(p));
        TRY(parse_expression(p, &value));
        *ret = parser_make(p, NODE_KEYWORD, start);
        (*ret)->name = name;
        return parser_finish(p, *ret, parser_pair(p, value, NULL), 1);
    }
    if (parser_is_comprehension(p))
        TRY(parse_clauses(p, NODE_GENERATOR, value, NULL, ret));
    return NULL;
}

/* What came before an argument. */
struct arguments {
    struct node_list list;        /* the callee, then those that there are */
    bool named, spread, unpacked; /* one was by name, one a *, one a ** */
};

/* By position come first, then those by name, then those of a **. */
static struct error *check_argument(struct parser *p, const struct arguments *before,
                                    const struct node *one)
{
    const struct node_list *list = &before->list;
    const char *words = NULL;

    /* 2.7: one * and one ** after the others, and behind that no comma. */
    if (p->lexer.old && (before->unpacked || (before->spread && one->kind == NODE_STAR)))
        words = "invalid syntax";
    else if (p->lexer.old && before->spread && one->kind != NODE_KEYWORD &&
             one->kind != NODE_DOUBLE_STAR)
        words = "only named arguments may follow *expression";
    if (words != NULL)
        return lexer_error(&p->lexer, one->start, one->end, words);
    if (one->kind == NODE_DOUBLE_STAR)
        return NULL;
    if (one->kind != NODE_KEYWORD && before->unpacked)
        words = one->kind == NODE_STAR
                    ? "iterable argument unpacking follows keyword argument unpacking"
                    : "positional argument follows keyword argument unpacking";
    else if (one->kind != NODE_KEYWORD && one->kind != NODE_STAR && before->named)
        words = "positional argument follows keyword argument";
    else if (one->kind == NODE_KEYWORD && list->count > KEYWORDS_MAX)
        words = "too many arguments";
    if (words != NULL)
        return lexer_error(&p->lexer, one->start, one->end, words);
    for (size_t i = 1; i < list->count && one->kind == NODE_KEYWORD; i++) {
        if (list->data[i]->kind != NODE_KEYWORD || strcmp(one->name, list->data[i]->name) != 0)
            continue;

        CLEANUP_FREE char *repeated = xasprintf("keyword argument repeated: %s", one->name);

        return lexer_error(&p->lexer, one->start, one->end, repeated);
    }
    return NULL;
}

static struct error *parse_call(struct parser *p, struct node *callee, struct node **ret)
{
    static const char unparenthesized[] = "Generator expression must be parenthesized";
    struct arguments to = {0};
    bool bare = false;

    parser_add(p, &to.list, callee);
    while (!parser_is(p, ")")) {
        struct node *one;

        if (to.list.count >= ARGUMENTS_MAX)
            return parser_fail(p, "too many arguments");
        TRY(parse_argument(p, &one));
        TRY(check_argument(p, &to, one));
        to.named |= one->kind == NODE_KEYWORD;
        to.spread |= one->kind == NODE_STAR;
        to.unpacked |= one->kind == NODE_DOUBLE_STAR;
        bare |= one->kind == NODE_GENERATOR && !one->in_parentheses && one->start != one->end &&
                p->lexer.text[one->start] != '(';
        parser_add(p, &to.list, one);
        if (bare && to.list.count > 2)
            return lexer_error(&p->lexer, one->start, one->end, unparenthesized);
        if (!parser_is(p, ","))
            break;
        TRY(parser_advance(p));
        if (p->lexer.old && parser_is(p, ")") && (to.spread || to.unpacked))
            return parser_unexpected(p);
        if (bare && parser_is(p, ")") && p->lexer.grammar >= 7)
            return lexer_error(&p->lexer, one->start, one->end, unparenthesized);
    }
    TRY(parser_expect(p, ")"));
    *ret = parser_make(p, NODE_CALL, callee->start);
    return parser_finish(p, *ret, to.list.data, to.list.count);
}

static struct error *parse_slice(struct parser *p, struct node **ret)
{
    struct node **parts = arena_take(p->lexer.arena, 3 * sizeof *parts);
    size_t start = p->token.start, at = 0;

    if (parser_is(p, "...") && p->lexer.old) {
        *ret = parser_make(p, NODE_LITERAL, start);
        (*ret)->value = (struct value){.kind = VALUE_ELLIPSIS};
        TRY(parser_advance(p));
        return parser_finish(p, *ret, NULL, 0);
    }
    if (parser_is(p, "*"))
        TRY(parser_since(p, 11));
    if (!parser_is(p, ":")) {
        TRY(parse_named(p, &parts[0]));
        if (parts[0]->kind == NODE_NAMED && !parts[0]->in_parentheses)
            TRY(parser_since(p, 10));
        if (!parser_is(p, ":")) {
            *ret = parts[0];
            return NULL;
        }
    }
    while (parser_is(p, ":") && at < 2) {
        TRY(parser_advance(p));
        at++;
        if (!parser_is(p, ":") && !parser_is(p, "]") && !parser_is(p, ","))
            TRY(parse_expression(p, &parts[at]));
    }
    *ret = parser_make(p, NODE_SLICE, start);
    return parser_finish(p, *ret, parts, 3);
}

static struct error *parse_subscript(struct parser *p, struct node *of, struct node **ret)
{
    struct node_list list = {0};
    size_t start = p->token.start;
    struct node *index;
    bool comma = false;

    do {
        struct node *one;

        TRY(parse_slice(p, &one));
        parser_add(p, &list, one);
        if (!parser_is(p, ","))
            break;
        comma = true;
        TRY(parser_advance(p));
    } while (!parser_is(p, "]"));
    index = list.data[0];
    if (comma || index->kind == NODE_STAR) {
        index = parser_make(p, NODE_TUPLE, start);
        TRY(parser_finish(p, index, list.data, list.count));
    }

    size_t at = start;

    TRY(parser_expect(p, "]"));
    *ret = parser_make(p, NODE_SUBSCRIPT, of->start);
    TRY(parser_finish(p, *ret, parser_pair(p, of, index), 2));
    (*ret)->at = at;
    return NULL;
}

struct error *parse_primary(struct parser *p, struct node **ret)
{
    TRY(parse_atom(p, ret));
    for (;;) {
        struct node *of = *ret;

        if (parser_is(p, ".")) {
            TRY(parser_advance(p));
            if (p->token.kind != TOKEN_NAME || (!parser_is_bindable(p) && !p->lexer.old) ||
                parser_is_keyword(p))
                return parser_unexpected(p);

            struct node *node = parser_make(p, NODE_ATTRIBUTE, of->start);

            node->at = p->token.start;
            node->name = p->token.text;
            TRY(parser_advance(p));
            TRY(parser_finish(p, node, parser_pair(p, of, NULL), 1));
            *ret = node;
        } else if (parser_is(p, "(")) {
            TRY(parser_advance(p));
            TRY(parse_call(p, of, ret));
        } else if (parser_is(p, "[")) {
            TRY(parser_advance(p));
            TRY(parse_subscript(p, of, ret));
        } else {
            return NULL;
        }
    }
}
