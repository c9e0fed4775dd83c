/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formatted strings: f"{x!r:>{width}}" (fstring of Grammar/python.gram; from 3.12 on an
 * expression within may have any quotes, before, fstring_find_expr() of Parser/string_parser.c).
 * What stands between the fields is no tokens: it is gone through here, and the lexer put behind
 * it.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/parser.h"

static struct error *fail(const struct parser *p, size_t at, const char *words)
{
    return lexer_error(&p->lexer, at, at + (p->lexer.text[at] != '\0'), words);
}

/* ---- what stands between the fields */

static struct error *add_literal(struct parser *p, const struct string_kind *kind, size_t start,
                                 size_t end, struct node_list *parts)
{
    struct node *node;

    if (start == end)
        return NULL;
    node = parser_make(p, NODE_LITERAL, start);
    node->end = end;
    TRY(lexer_decode(&p->lexer, kind, start, end, &node->value));
    parser_add(p, parts, node);
    return NULL;
}

/* Bytes that a backslash takes along; braces mean what they do without one. */
static size_t escape_length(const struct string_kind *kind, const char *text)
{
    if (text[1] == '\0' || text[1] == '{' || text[1] == '}')
        return 1;
    return kind->raw && text[1] != kind->quote && text[1] != '\\' ? 1 : 2;
}

static struct error *parse_field(struct parser *p, const struct string_kind *kind,
                                 struct node_list *parts);

/* Up to the quotes, or, of a spec, to its }. */
static struct error *parse_pieces(struct parser *p, const struct string_kind *kind, bool spec,
                                  struct node_list *parts)
{
    const char *text = p->lexer.text;
    size_t at = p->lexer.at, start = at;

    for (;;) {
        char c = text[at];
        bool twice = (c == '{' || c == '}') && text[at + 1] == c && !spec;

        if (c == '\0' || (c == '\n' && !kind->triple))
            return fail(p, at, "this string does not end");
        if (lexer_is_end(kind, text + at)) {
            if (spec)
                return fail(p, at, "f-string: expecting '}'");
            TRY(add_literal(p, kind, start, at, parts));
            p->lexer.at = at + (kind->triple ? 3 : 1);
            return NULL;
        }
        if (c == '\\' && !kind->raw && text[at + 1] == 'N')
            return fail(p, at, "names of characters are not known here; write \\u with its number");
        if (twice) {
            TRY(add_literal(p, kind, start, at + 1, parts));
            start = at += 2;
        } else if (c == '{') {
            TRY(add_literal(p, kind, start, at, parts));
            p->lexer.at = at + 1;
            TRY(parse_field(p, kind, parts));
            start = at = p->lexer.at;
        } else if (c == '}') {
            if (!spec)
                return fail(p, at, "f-string: single '}' is not allowed");
            TRY(add_literal(p, kind, start, at, parts));
            p->lexer.at = at;
            return NULL;
        } else {
            at += c == '\\' ? escape_length(kind, text + at) : 1;
        }
    }
}

/* ---- fields */

/* Its body would end at the : that begins the spec. */
static bool ends_in_lambda(const struct node *node)
{
    if (node->in_parentheses)
        return false;
    if (node->kind == NODE_CONDITIONAL || (node->kind == NODE_TUPLE && node->count > 0))
        return ends_in_lambda(node->children[node->count - 1]);
    return node->kind == NODE_LAMBDA;
}

/* -3.11: the string was ended before what is in it was read. */
static struct error *check_value(const struct parser *p, size_t start)
{
    const char *backslash = memchr(p->lexer.text + start, '\\', p->token.start - start);

    if (p->string_end == 0)
        return NULL;
    if (p->token.start >= p->string_end)
        return fail(p, p->string_end, "f-string: expecting '}'");
    return backslash != NULL ? fail(p, (size_t)(backslash - p->lexer.text),
                                    "f-string expression part cannot include a backslash")
                             : NULL;
}

/* What stands before the conversion, and {x=}: the text of it as well. */
static struct error *parse_value(struct parser *p, const struct string_kind *kind,
                                 struct node_list *parts, struct node **ret, bool *shown)
{
    size_t start = p->lexer.at;
    struct string_kind raw = *kind;

    TRY(parser_advance(p));
    if (parser_is(p, "}") || parser_is(p, "!") || parser_is(p, ":") || parser_is(p, "=") ||
        parser_is(p, ":="))
        return parser_fail(p, "f-string: valid expression required");
    TRY(parse_expressions(p, ret));
    if (ends_in_lambda(*ret))
        return parser_fail(p, "f-string: lambda expressions are not allowed without parentheses");
    *shown = parser_is(p, "=");
    TRY(check_value(p, start));
    if (!*shown)
        return NULL;
    TRY(parser_since(p, 8));
    TRY(parser_advance(p));
    raw.raw = true;
    return add_literal(p, &raw, start, p->token.start, parts);
}

static struct error *parse_conversion(struct parser *p, struct node *field)
{
    size_t mark = p->token.end;

    TRY(parser_advance(p));
    if (p->token.kind != TOKEN_NAME || p->token.start != mark || strlen(p->token.text) != 1 ||
        strchr("rsa", p->token.text[0]) == NULL)
        return parser_fail(p, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    field->conversion = p->token.text[0];
    TRY(parser_advance(p));
    return p->string_end != 0 && p->token.start != p->end
               ? parser_fail(p, "f-string: expecting '}'")
               : NULL;
}

static struct error *parse_spec(struct parser *p, const struct string_kind *kind, struct node **ret)
{
    struct node_list parts = {0};
    struct node *spec = parser_make(p, NODE_FORMATTED, p->token.start + 1);

    p->lexer.at = p->token.start + 1;
    TRY(parse_pieces(p, kind, true, &parts));
    p->end = p->lexer.at;
    *ret = spec;
    TRY(parser_finish(p, spec, parts.data, parts.count));
    return parser_advance(p);
}

/* Behind a {; the lexer is put behind the }. */
static struct error *parse_field(struct parser *p, const struct string_kind *kind,
                                 struct node_list *parts)
{
    struct node *field = parser_make(p, NODE_FIELD, p->lexer.at - 1);
    struct node *value, *spec = NULL;
    bool shown;

    TRY(parser_nest(p));
    TRY(parse_value(p, kind, parts, &value, &shown));
    if (parser_is(p, "!"))
        TRY(parse_conversion(p, field));
    if (parser_is(p, ":") || parser_is(p, ":="))
        TRY(parse_spec(p, kind, &spec));
    if (!parser_is(p, "}"))
        return p->token.kind == TOKEN_END ? parser_unexpected(p)
                                          : parser_fail(p, "f-string: expecting '}'");
    if (shown && field->conversion == 0 && spec == NULL)
        field->conversion = 'r';
    p->lexer.at = p->token.start + 1;
    p->end = p->lexer.at;
    TRY(parser_finish(p, field, parser_pair(p, value, spec), 2));
    parser_add(p, parts, field);
    p->nesting--;
    return NULL;
}

/* ---- strings that follow one another */

/* The quotes that end it, or the end of the text. */
static size_t find_end(const struct string_kind *kind, const char *text, size_t at)
{
    while (text[at] != '\0' && !lexer_is_end(kind, text + at))
        at += text[at] == '\\' && text[at + 1] != '\0' ? 2 : 1;
    return at;
}

struct error *parse_formatted(struct parser *p, struct node *first, struct node **ret)
{
    struct node_list parts = {0};
    struct node *node =
        parser_make(p, NODE_FORMATTED, first != NULL ? first->start : p->token.start);

    if (first != NULL)
        parser_add(p, &parts, first);
    while (p->token.kind == TOKEN_FORMATTED || p->token.kind == TOKEN_STRING) {
        if (p->token.kind == TOKEN_STRING) {
            struct node *literal = parser_make(p, NODE_LITERAL, p->token.start);

            literal->value = p->token.value;
            parser_add(p, &parts, literal);
        } else {
            struct string_kind kind = p->token.string;
            size_t outer = p->string_end;

            if (p->lexer.grammar < 12)
                p->string_end = find_end(&kind, p->lexer.text, p->lexer.at);
            TRY(parse_pieces(p, &kind, false, &parts));
            p->string_end = outer;
            p->token.end = p->lexer.at;
        }
        TRY(parser_advance(p));
    }
    for (size_t i = 0; i < parts.count; i++)
        if (parts.data[i]->kind == NODE_LITERAL && parts.data[i]->value.kind != VALUE_STR)
            return lexer_error(&p->lexer, node->start, p->end,
                               "cannot mix bytes and nonbytes literals");
    *ret = node;
    return parser_finish(p, node, parts.data, parts.count);
}
