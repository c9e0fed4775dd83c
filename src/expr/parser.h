/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the parser have in common: a parser with one token ahead, and the nodes
 * that it makes, all of which lie in the arena of its lexer.
 */
#ifndef EXPR_PARSER_H
#define EXPR_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "expr/lex.h"
#include "expr/parse.h"

struct parser {
    struct lexer lexer;
    struct token token; /* the next one */
    size_t end;         /* of the one before it */
    unsigned nesting;
    size_t
        string_end; /* -3.11: of the formatted string around it, whatever stands in it; 0: none */
};

/* Children that are being collected. */
struct node_list {
    struct node **data;
    size_t count, capacity;
};

/* ---- tokens */

struct error *parser_advance(struct parser *p);
/* Whether that operator or bracket, or that word, is the next token. */
bool parser_is(const struct parser *p, const char *text);
bool parser_is_word(const struct parser *p, const char *text);
/* Whether a keyword is next, that no name can be. */
bool parser_is_keyword(const struct parser *p);
/* Whether a name is next that may be bound. */
bool parser_is_bindable(const struct parser *p);
/* A SyntaxError where that is not in the grammar yet which is from 3.N on. */
struct error *parser_since(const struct parser *p, unsigned minor);
/* Goes past that operator; a SyntaxError if it is not there. */
struct error *parser_expect(struct parser *p, const char *text);
/* A SyntaxError of these words at the next token; in the words that suit it. */
struct error *parser_fail(const struct parser *p, const char *words)
    __attribute__((returns_nonnull, warn_unused_result));
struct error *parser_unexpected(const struct parser *p)
    __attribute__((returns_nonnull, warn_unused_result));
/* One level deeper; who has gone back out counts p->nesting down. */
struct error *parser_nest(struct parser *p);

/* ---- nodes */

struct node *parser_make(struct parser *p, enum node_kind kind, size_t start);
/* Takes the children, which may be NULL, and ends where the last token did. */
struct error *parser_finish(struct parser *p, struct node *node, struct node **children,
                            size_t count);
struct node **parser_pair(struct parser *p, struct node *first, struct node *second);
void parser_add(struct parser *p, struct node_list *list, struct node *node);

/* ---- parse.c */

struct error *parse_expression(struct parser *p, struct node **ret);
/* One, or a tuple of several with commas between. */
struct error *parse_expressions(struct parser *p, struct node **ret);
/* What binds at least as tightly as the level: 0 `or`, 1 `and`, 2 `not`, 3 comparisons, 4 `|`, ...
 */
struct error *parse_binary(struct parser *p, int level, struct node **ret);

/* ---- parse-formatted.c */

/* At a TOKEN_FORMATTED, and the strings behind it; first: what is before it, or NULL. */
struct error *parse_formatted(struct parser *p, struct node *first, struct node **ret);

/* ---- parse-lambda.c */

/* At the word. */
struct error *parse_lambda(struct parser *p, struct node **ret);

/* ---- parse-primary.c */

struct error *parse_atom(struct parser *p, struct node **ret);
/* An expression, or *one. */
struct error *parse_starred(struct parser *p, struct node **ret);
/* These, or name := value. */
struct error *parse_named(struct parser *p, struct node **ret);
/* x, or (x, *y): what a `for` binds. */
struct error *parse_target(struct parser *p, bool *stars, struct node **ret);
/* Whether a `for` stands here; and the rest behind what each round gives, which is first, or of a
 * dict `first: second`. */
bool parser_is_comprehension(const struct parser *p);
struct error *parse_clauses(struct parser *p, enum node_kind kind, struct node *first,
                            struct node *second, struct node **ret);

/* ---- parse-trailer.c */

/* What operators stand between: an atom with its attributes, calls and subscripts. */
struct error *parse_primary(struct parser *p, struct node **ret);

#endif
