/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Python's grammar of expressions (Grammar/python.gram), as far as nothing would have to be run in
 * the target: text -> tokens -> a tree. $, $$ and $N of gdb are names too. No target is needed.
 */
#ifndef EXPR_PARSE_H
#define EXPR_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "expr/value.h"

/* What is longer is no expression that somebody typed. */
#define EXPR_TEXT_MAX ((size_t)64 << 10)

enum node_kind {
    NODE_LITERAL,     /* value */
    NODE_NAME,        /* name */
    NODE_EARLIER,     /* $N: value, an int; of $ 0, of $$ -1, of $$N -N */
    NODE_ATTRIBUTE,   /* [0].name */
    NODE_SUBSCRIPT,   /* [0][[1]] */
    NODE_SLICE,       /* [0]:[1]:[2], each may be NULL */
    NODE_CALL,        /* [0](the rest...) */
    NODE_KEYWORD,     /* an argument name=[0] */
    NODE_STAR,        /* *[0] */
    NODE_DOUBLE_STAR, /* **[0] */
    NODE_UNARY,       /* op [0] */
    NODE_BINARY,      /* [0] op [1] */
    NODE_COMPARE,     /* [0] ops[0] [1] ops[1] [2] ... */
    NODE_AND,
    NODE_OR,
    NODE_NOT,
    NODE_CONDITIONAL, /* [1] if [0] else [2] */
    NODE_LIST,
    NODE_TUPLE,
    NODE_SET,
    NODE_DICT,      /* key, value, key, value...; NODE_DOUBLE_STAR, NULL */
    NODE_LIST_COMP, /* [0], then clauses: NODE_FOR, NODE_IF */
    NODE_SET_COMP,
    NODE_DICT_COMP, /* [0]: [1], then clauses */
    NODE_GENERATOR,
    NODE_FOR,       /* for [0] in [1] */
    NODE_IF,        /* if [0] */
    NODE_NAMED,     /* name := [0] */
    NODE_FORMATTED, /* f"": NODE_LITERAL and NODE_FIELD */
    NODE_REPR,      /* `[0]` of 2.7 */
    NODE_FIELD,     /* {[0]!conversion:[1]}; [1] may be NULL */
    NODE_LAMBDA,    /* lambda [1], [2]...: [0] */
    NODE_PARAMETER, /* name=[0]; [0] may be NULL; 2.7: there may be a target [1] in place of name */
};

enum parameter_kind {
    PARAMETER_ANY,
    PARAMETER_POSITIONAL, /* before a / */
    PARAMETER_REST,       /* *name */
    PARAMETER_KEYWORD,    /* after a * */
    PARAMETER_KEYWORDS,   /* **name */
};

enum operator{
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_FLOOR_DIVIDE,
    OP_REMAINDER,
    OP_POWER,
    OP_MATRIX,
    OP_LEFT_SHIFT,
    OP_RIGHT_SHIFT,
    OP_AND,
    OP_OR,
    OP_XOR,
    OP_PLUS, /* unary */
    OP_MINUS,
    OP_INVERT,
    OP_EQ, /* comparisons */
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_IS,
    OP_IS_NOT,
    OP_IN,
    OP_NOT_IN,
    OP_COUNT,
};

/* As Python writes it: "+", "not in". */
const char *operator_text(enum operator op);

struct node {
    enum node_kind kind;
    enum operator op;
    size_t start, end; /* bytes of the text */
    size_t at;         /* what an error points at */
    unsigned depth;    /* of the tree below it */
    const char *name;
    struct value value;
    struct node **children;
    size_t count;
    enum operator* ops; /* NODE_COMPARE */
    bool in_parentheses;
    bool assigns;                  /* a NODE_NAMED is in it, or is it */
    enum parameter_kind parameter; /* NODE_PARAMETER */
    char conversion;               /* NODE_FIELD: r, s, a, or 0 */
};

/*
 * The tree, in arena, together with a copy of the text, which is read as 3.N does (grammar; 0: as
 * 2.7). ERROR_USAGE with its place: a SyntaxError, or a part of the grammar that is not evaluated.
 */
struct error *expr_parse(struct arena *arena, const char *text, unsigned grammar,
                         struct node **ret);

#endif
