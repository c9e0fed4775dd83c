/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators, and the expression as a whole. */
#include "expr/parse.h"

#include <string.h>

#include "base/memory.h"
#include "expr/parser.h"

static const char *const operator_texts[OP_COUNT] = {
    [OP_ADD] = "+",
    [OP_SUBTRACT] = "-",
    [OP_MULTIPLY] = "*",
    [OP_DIVIDE] = "/",
    [OP_FLOOR_DIVIDE] = "//",
    [OP_REMAINDER] = "%",
    [OP_POWER] = "** or pow()",
    [OP_MATRIX] = "@",
    [OP_LEFT_SHIFT] = "<<",
    [OP_RIGHT_SHIFT] = ">>",
    [OP_AND] = "&",
    [OP_OR] = "|",
    [OP_XOR] = "^",
    [OP_PLUS] = "+",
    [OP_MINUS] = "-",
    [OP_INVERT] = "~",
    [OP_EQ] = "==",
    [OP_NE] = "!=",
    [OP_LT] = "<",
    [OP_LE] = "<=",
    [OP_GT] = ">",
    [OP_GE] = ">=",
    [OP_IS] = "is",
    [OP_IS_NOT] = "is not",
    [OP_IN] = "in",
    [OP_NOT_IN] = "not in",
};

const char *operator_text(enum operator op)
{
    return operator_texts[op];
}

static struct error *parse_unary(struct parser *p, struct node **ret);

/* ---- operators */

static struct error *parse_power(struct parser *p, struct node **ret)
{
    struct node *right, *node;

    TRY(parse_primary(p, ret));
    if (!parser_is(p, "**"))
        return NULL;

    size_t at = p->token.start;

    TRY(parser_advance(p));
    TRY(parse_unary(p, &right));
    node = parser_make(p, NODE_BINARY, (*ret)->start);
    node->op = OP_POWER;
    TRY(parser_finish(p, node, parser_pair(p, *ret, right), 2));
    node->at = at;
    *ret = node;
    return NULL;
}

static struct error *parse_unary(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    enum operator op = parser_is(p, "+") ? OP_PLUS
    : parser_is(p, "-")                  ? OP_MINUS
    : parser_is(p, "~")                  ? OP_INVERT
                                         : OP_COUNT;
    struct node *inner;

    TRY(parser_nest(p));
    if (op == OP_COUNT) {
        TRY(parse_power(p, ret));
    } else {
        TRY(parser_advance(p));
        TRY(parse_unary(p, &inner));
        *ret = parser_make(p, NODE_UNARY, start);
        (*ret)->op = op;
        TRY(parser_finish(p, *ret, parser_pair(p, inner, NULL), 1));
    }
    p->nesting--;
    return NULL;
}

/* The comparison that stands here, and that it is two words; OP_COUNT: none. */
static struct error *take_comparison(struct parser *p, enum operator* ret)
{
    static const enum operator single[] = {OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN};

    *ret = OP_COUNT;
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (parser_is(p, operator_texts[single[i]]) || parser_is_word(p, operator_texts[single[i]]))
            *ret = single[i];
    if (parser_is(p, "<>") && p->lexer.old)
        *ret = OP_NE;
    if (*ret != OP_COUNT)
        return parser_advance(p);
    if (parser_is_word(p, "not")) {
        TRY(parser_advance(p));
        if (!parser_is_word(p, "in"))
            return parser_unexpected(p);
        *ret = OP_NOT_IN;
        return parser_advance(p);
    }
    if (parser_is_word(p, "is")) {
        TRY(parser_advance(p));
        *ret = OP_IS;
        if (parser_is_word(p, "not")) {
            *ret = OP_IS_NOT;
            return parser_advance(p);
        }
    }
    return NULL;
}

static struct error *parse_comparison(struct parser *p, struct node **ret)
{
    struct node_list list = {0};
    enum operator ops[64];
    size_t count = 0, at = 0;
    struct node *one;

    TRY(parse_binary(p, 4, ret));
    parser_add(p, &list, *ret);
    for (;;) {
        size_t here = p->token.start;

        TRY(take_comparison(p, &ops[count]));
        if (ops[count] == OP_COUNT)
            break;
        at = count == 0 ? here : at;
        if (++count == sizeof ops / sizeof *ops)
            return parser_fail(p, "too many comparisons in a row");
        TRY(parse_binary(p, 4, &one));
        parser_add(p, &list, one);
    }
    if (count == 0)
        return NULL;

    struct node *node = parser_make(p, NODE_COMPARE, (*ret)->start);

    node->ops = arena_copy(p->lexer.arena, ops, count * sizeof *ops);
    TRY(parser_finish(p, node, list.data, list.count));
    node->at = at;
    *ret = node;
    return NULL;
}

/* `or`, `and`, `not`, comparisons, then the operators of numbers from the loosest. */
static const struct {
    const char *text;
    enum operator op;
    int level;
} binaries[] = {
    {"|", OP_OR, 4},           {"^", OP_XOR, 5},
    {"&", OP_AND, 6},          {"<<", OP_LEFT_SHIFT, 7},
    {">>", OP_RIGHT_SHIFT, 7}, {"+", OP_ADD, 8},
    {"-", OP_SUBTRACT, 8},     {"*", OP_MULTIPLY, 9},
    {"/", OP_DIVIDE, 9},       {"//", OP_FLOOR_DIVIDE, 9},
    {"%", OP_REMAINDER, 9},    {"@", OP_MATRIX, 9},
};

static enum operator binary_here(const struct parser *p, int level)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (binaries[i].level == level && parser_is(p, binaries[i].text) &&
            (binaries[i].op != OP_MATRIX || !p->lexer.old))
            return binaries[i].op;
    return OP_COUNT;
}

static struct error *parse_words(struct parser *p, int level, struct node **ret)
{
    const char *word = level == 0 ? "or" : "and";
    struct node_list list = {0};

    TRY(parse_binary(p, level + 1, ret));
    if (!parser_is_word(p, word))
        return NULL;
    parser_add(p, &list, *ret);
    while (parser_is_word(p, word)) {
        TRY(parser_advance(p));
        TRY(parse_binary(p, level + 1, ret));
        parser_add(p, &list, *ret);
    }
    *ret = parser_make(p, level == 0 ? NODE_OR : NODE_AND, list.data[0]->start);
    return parser_finish(p, *ret, list.data, list.count);
}

static struct error *parse_not(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *inner;

    if (!parser_is_word(p, "not"))
        return parse_comparison(p, ret);
    TRY(parser_nest(p));
    TRY(parser_advance(p));
    TRY(parse_not(p, &inner));
    *ret = parser_make(p, NODE_NOT, start);
    p->nesting--;
    return parser_finish(p, *ret, parser_pair(p, inner, NULL), 1);
}

struct error *parse_binary(struct parser *p, int level, struct node **ret)
{
    if (level <= 1)
        return parse_words(p, level, ret);
    if (level == 2)
        return parse_not(p, ret);
    if (level == 3)
        return parse_comparison(p, ret);
    if (level > 9)
        return parse_unary(p, ret);
    TRY(parse_binary(p, level + 1, ret));
    for (;;) {
        enum operator op = binary_here(p, level);
        size_t at = p->token.start;
        struct node *right, *node;

        if (op == OP_COUNT)
            return NULL;
        TRY(parser_advance(p));
        TRY(parse_binary(p, level + 1, &right));
        node = parser_make(p, NODE_BINARY, (*ret)->start);
        node->op = op;
        TRY(parser_finish(p, node, parser_pair(p, *ret, right), 2));
        node->at = at;
        *ret = node;
    }
}

struct error *parse_expression(struct parser *p, struct node **ret)
{
    TRY(parser_nest(p));
    if (parser_is_word(p, "lambda")) {
        p->nesting--;
        return parse_lambda(p, ret);
    }
    TRY(parse_binary(p, 0, ret));
    if (parser_is_word(p, "if")) {
        struct node **parts = arena_take(p->lexer.arena, 3 * sizeof *parts);

        parts[1] = *ret;
        TRY(parser_advance(p));
        TRY(parse_binary(p, 0, &parts[0]));
        if (!parser_is_word(p, "else"))
            return p->token.kind == TOKEN_END
                       ? parser_unexpected(p)
                       : parser_fail(p, "expected 'else' after 'if' expression");
        TRY(parser_advance(p));
        TRY(parse_expression(p, &parts[2]));
        *ret = parser_make(p, NODE_CONDITIONAL, parts[1]->start);
        TRY(parser_finish(p, *ret, parts, 3));
    }
    p->nesting--;
    return NULL;
}

/* Behind a comma that is the last: the end, or what follows the value of a formatted string. */
static bool is_end(const struct parser *p)
{
    return p->token.kind == TOKEN_END || parser_is(p, "}") || parser_is(p, "!") ||
           parser_is(p, ":") || parser_is(p, ":=") || parser_is(p, "=");
}

struct error *parse_expressions(struct parser *p, struct node **ret)
{
    struct node_list list = {0};
    bool comma = false;

    do {
        struct node *one;

        TRY(parse_starred(p, &one));
        parser_add(p, &list, one);
        if (!parser_is(p, ","))
            break;
        comma = true;
        TRY(parser_advance(p));
    } while (!is_end(p));
    *ret = list.data[0];
    if (comma) {
        *ret = parser_make(p, NODE_TUPLE, list.data[0]->start);
        return parser_finish(p, *ret, list.data, list.count);
    }
    if ((*ret)->kind == NODE_STAR)
        return lexer_error(&p->lexer, (*ret)->start, (*ret)->end,
                           "can't use starred expression here");
    return NULL;
}

struct error *expr_parse(struct arena *arena, const char *text, unsigned grammar, struct node **ret)
{
    struct parser p = {
        .lexer = {.arena = arena,
                  .text = arena_copy_text(arena, text, strlen(text)),
                  .old = grammar == 0,
                  .grammar = grammar},
    };

    if (strlen(text) > EXPR_TEXT_MAX)
        return error_create(ERROR_USAGE, "SyntaxError: an expression of %zu bytes is too long",
                            strlen(text));
    TRY(parser_advance(&p));
    TRY(parse_expressions(&p, ret));
    return p.token.kind == TOKEN_END ? NULL : parser_unexpected(&p);
}
