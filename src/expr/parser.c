/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/parser.h"

#include <string.h>

#include "base/memory.h"

/* Of parentheses and the like, and of the tree: both are walked by functions that call themselves.
 */
#define NESTING_MAX 100
#define DEPTH_MAX 2000

/* ---- tokens */

struct error *parser_advance(struct parser *p)
{
    p->end = p->token.end;
    return lexer_next(&p->lexer, &p->token);
}

bool parser_is(const struct parser *p, const char *text)
{
    return p->token.kind == TOKEN_OPERATOR && strcmp(p->token.text, text) == 0;
}

bool parser_is_word(const struct parser *p, const char *text)
{
    return p->token.kind == TOKEN_NAME && strcmp(p->token.text, text) == 0;
}

struct error *parser_fail(const struct parser *p, const char *words)
{
    return lexer_error(&p->lexer, p->token.start, p->token.end, words);
}

struct error *parser_since(const struct parser *p, unsigned minor)
{
    return p->lexer.grammar >= minor ? NULL : parser_fail(p, "invalid syntax");
}

bool parser_is_keyword(const struct parser *p)
{
    /* Of 3.N: from which on, and until which. */
    static const struct {
        const char *word;
        uint8_t since, before;
    } words[] = {
        {"and", 0, UINT8_MAX},     {"as", 0, UINT8_MAX},
        {"assert", 0, UINT8_MAX},  {"async", 7, UINT8_MAX},
        {"await", 7, UINT8_MAX},   {"break", 0, UINT8_MAX},
        {"class", 0, UINT8_MAX},   {"continue", 0, UINT8_MAX},
        {"def", 0, UINT8_MAX},     {"del", 0, UINT8_MAX},
        {"elif", 0, UINT8_MAX},    {"else", 0, UINT8_MAX},
        {"except", 0, UINT8_MAX},  {"exec", 0, 1},
        {"finally", 0, UINT8_MAX}, {"for", 0, UINT8_MAX},
        {"from", 0, UINT8_MAX},    {"global", 0, UINT8_MAX},
        {"if", 0, UINT8_MAX},      {"import", 0, UINT8_MAX},
        {"in", 0, UINT8_MAX},      {"is", 0, UINT8_MAX},
        {"lambda", 0, UINT8_MAX},  {"nonlocal", 1, UINT8_MAX},
        {"not", 0, UINT8_MAX},     {"or", 0, UINT8_MAX},
        {"pass", 0, UINT8_MAX},    {"print", 0, 1},
        {"raise", 0, UINT8_MAX},   {"return", 0, UINT8_MAX},
        {"try", 0, UINT8_MAX},     {"while", 0, UINT8_MAX},
        {"with", 0, UINT8_MAX},    {"yield", 0, UINT8_MAX},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (parser_is_word(p, words[i].word))
            return p->lexer.grammar >= words[i].since && p->lexer.grammar < words[i].before;
    return false;
}

bool parser_is_bindable(const struct parser *p)
{
    static const char *const constants[] = {"None", "True", "False"};
    size_t count = p->lexer.old ? 1 : sizeof constants / sizeof *constants;

    for (size_t i = 0; i < count; i++)
        if (parser_is_word(p, constants[i]))
            return false;
    return p->token.kind == TOKEN_NAME && !parser_is_keyword(p);
}

/* What stands here cannot. */
struct error *parser_unexpected(const struct parser *p)
{
    static const char *const assignments[] = {"=",  ":=", "+=", "-=",  "*=",  "/=",  "%=", "&=",
                                              "|=", "^=", "@=", "//=", "**=", ">>=", "<<="};

    if (p->token.kind == TOKEN_END)
        return lexer_error(&p->lexer, p->token.start, p->token.end,
                           "the expression is not complete");
    if (parser_is_word(p, "await") || parser_is_word(p, "yield") || parser_is_word(p, "async"))
        return parser_fail(p,
                           "nothing is run in the target: only expressions that need none of its "
                           "code are evaluated");
    for (size_t i = 0; i < sizeof assignments / sizeof *assignments; i++)
        if (parser_is(p, assignments[i]))
            return parser_fail(
                p, "nothing is assigned: the target is only read.  Maybe you meant == ?");
    return parser_fail(p, "invalid syntax");
}

struct error *parser_expect(struct parser *p, const char *text)
{
    return parser_is(p, text) ? parser_advance(p) : parser_unexpected(p);
}

struct error *parser_nest(struct parser *p)
{
    if (++p->nesting > NESTING_MAX)
        return parser_fail(p, "too many levels of nesting");
    return NULL;
}

/* ---- nodes */

struct node *parser_make(struct parser *p, enum node_kind kind, size_t start)
{
    struct node *node = arena_take(p->lexer.arena, sizeof *node);

    node->kind = kind;
    node->start = node->at = start;
    node->end = start;
    node->depth = 1;
    return node;
}

/* Takes the children, which may be NULL, and ends where the last token did. */
struct error *parser_finish(struct parser *p, struct node *node, struct node **children,
                            size_t count)
{
    node->children = children;
    node->count = count;
    node->end = p->end > node->start ? p->end : node->end;
    node->assigns = node->kind == NODE_NAMED;
    for (size_t i = 0; i < count; i++) {
        if (children[i] == NULL)
            continue;
        node->assigns |= children[i]->assigns;
        if (children[i]->depth >= node->depth)
            node->depth = children[i]->depth + 1;
    }
    if (node->depth > DEPTH_MAX)
        return lexer_error(&p->lexer, node->start, node->end, "this is nested too deeply");
    return NULL;
}

struct node **parser_pair(struct parser *p, struct node *first, struct node *second)
{
    struct node **ret = arena_take(p->lexer.arena, 2 * sizeof *ret);

    ret[0] = first;
    ret[1] = second;
    return ret;
}

void parser_add(struct parser *p, struct node_list *list, struct node *node)
{
    if (list->count == list->capacity)
        list->data = arena_grow(p->lexer.arena, list->data, list->count, &list->capacity,
                                sizeof *list->data);
    list->data[list->count++] = node;
}
