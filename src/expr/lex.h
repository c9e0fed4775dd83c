/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of an expression (Parser/tokenizer.c), literals already read into values. */
#ifndef EXPR_LEX_H
#define EXPR_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "expr/value.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,      /* text: the name; keywords are names too */
    TOKEN_LITERAL,   /* value */
    TOKEN_STRING,    /* the same, of which several may follow one another */
    TOKEN_FORMATTED, /* f and the quotes: what follows is no tokens */
    TOKEN_EARLIER,   /* $N: value N; $: 0, $$: -1, $$N: -N */
    TOKEN_OPERATOR,  /* text: "+", "**", "(" ... */
};

struct string_kind {
    bool raw, bytes, unicode, triple;
    char quote;
    size_t prefix; /* bytes before the quotes */
};

struct token {
    enum token_kind kind;
    size_t start, end; /* bytes of the text */
    const char *text;  /* NULL for literals */
    struct value value;
    struct string_kind string; /* TOKEN_FORMATTED */
};

struct lexer {
    struct arena *arena;
    const char *text;
    size_t at;
    bool old;         /* 2.7: a str is of bytes, 017 is octal, 1L a long */
    unsigned grammar; /* what there is, is that of 3.N; 0: of 2.7 */
};

/* The token at lexer->at, which is moved behind it. ERROR_USAGE has its place. */
struct error *lexer_next(struct lexer *lexer, struct token *ret);

/* What the bytes from start to end of a string mean. */
struct error *lexer_decode(struct lexer *lexer, const struct string_kind *kind, size_t start,
                           size_t end, struct value *ret);
/* Whether the quotes at its end stand there. */
bool lexer_is_end(const struct string_kind *kind, const char *text);

/* "SyntaxError: WORDS", with its place. */
struct error *lexer_error(const struct lexer *lexer, size_t start, size_t end, const char *words)
    __attribute__((returns_nonnull, warn_unused_result));

#endif
