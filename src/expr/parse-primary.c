/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atoms, displays and comprehensions. */
#include <string.h>

#include "base/memory.h"
#include "expr/parser.h"

#define CHILDREN_MAX ((size_t)1 << 16)

/* ---- comprehensions */

/* A part of what a `for` binds. *stars: there was a * beside it; NULL: it stands alone. */
struct error *parse_target(struct parser *p, bool *stars, struct node **ret)
{
    size_t start = p->token.start;

    TRY(parser_nest(p));
    if (parser_is_bindable(p)) {
        *ret = parser_make(p, NODE_NAME, start);
        (*ret)->name = p->token.text;
        TRY(parser_advance(p));
        TRY(parser_finish(p, *ret, NULL, 0));
    } else if (parser_is(p, "(") || parser_is(p, "[")) {
        const char *close = parser_is(p, "(") ? ")" : "]";
        struct node_list list = {0};
        bool comma = strcmp(close, "]") == 0, inner = false;

        TRY(parser_advance(p));
        while (!parser_is(p, close)) {
            struct node *one;

            TRY(parse_target(p, &inner, &one));
            parser_add(p, &list, one);
            if (!parser_is(p, ","))
                break;
            comma = true;
            TRY(parser_advance(p));
        }
        TRY(parser_expect(p, close));
        if (list.count == 1 && !comma && !inner) {
            *ret = list.data[0];
        } else {
            *ret = parser_make(p, NODE_TUPLE, start);
            TRY(parser_finish(p, *ret, list.data, list.count));
        }
    } else if (parser_is(p, "*") && stars != NULL && !*stars) {
        struct node *inner;

        TRY(parser_since(p, 1));
        TRY(parser_advance(p));
        TRY(parse_target(p, NULL, &inner));
        *ret = parser_make(p, NODE_STAR, start);
        TRY(parser_finish(p, *ret, parser_pair(p, inner, NULL), 1));
        *stars = true;
    } else if (parser_is(p, "*")) {
        return parser_fail(p, stars != NULL ? "multiple starred expressions in assignment"
                                            : "a * needs a list or tuple around it");
    } else {
        return parser_unexpected(p);
    }
    p->nesting--;
    return NULL;
}

static struct error *parse_targets(struct parser *p, struct node **ret)
{
    struct node_list list = {0};
    size_t start = p->token.start;
    bool comma = false, stars = false;

    for (;;) {
        struct node *one;

        TRY(parse_target(p, &stars, &one));
        parser_add(p, &list, one);
        if (!parser_is(p, ","))
            break;
        comma = true;
        TRY(parser_advance(p));
        if (parser_is_word(p, "in"))
            break;
    }
    if (!comma && stars)
        return parser_fail(p, "a * needs a list or tuple around it");
    if (!comma) {
        *ret = list.data[0];
        return NULL;
    }
    *ret = parser_make(p, NODE_TUPLE, start);
    return parser_finish(p, *ret, list.data, list.count);
}

static bool is_target(const struct node *target, const char *name)
{
    if (target->kind == NODE_NAME && strcmp(target->name, name) == 0)
        return true;
    for (size_t i = 0; i < target->count; i++)
        if (is_target(target->children[i], name))
            return true;
    return false;
}

/* Of a comprehension, := binds names of the block around it: not what its loops bind. */
static struct error *check_assignments(struct parser *p, const struct node_list *parts,
                                       const struct node *node)
{
    if (node == NULL || !node->assigns || node->kind == NODE_LAMBDA)
        return NULL;
    for (size_t i = 0; i < parts->count && node->kind == NODE_NAMED; i++) {
        const struct node *clause = parts->data[i];

        if (clause->kind == NODE_FOR && is_target(clause->children[0], node->name)) {
            CLEANUP_FREE char *words = xasprintf(
                "assignment expression cannot rebind comprehension iteration variable '%s'",
                node->name);

            return lexer_error(&p->lexer, node->start, node->end, words);
        }
    }
    for (size_t i = 0; i < node->count; i++)
        TRY(check_assignments(p, parts, node->children[i]));
    return NULL;
}

/* 2.7: [x for x in 1, 2], of a list alone. */
static struct error *parse_old_iterable(struct parser *p, struct node **value)
{
    struct node_list list = {0};
    size_t start = (*value)->start;
    struct node *one;

    parser_add(p, &list, *value);
    while (parser_is(p, ",")) {
        TRY(parser_advance(p));
        if (parser_is(p, "]") || parser_is_word(p, "for") || parser_is_word(p, "if"))
            break;
        TRY(parse_binary(p, 0, &one));
        parser_add(p, &list, one);
    }
    if (list.count < 2)
        return parser_unexpected(p);
    *value = parser_make(p, NODE_TUPLE, start);
    return parser_finish(p, *value, list.data, list.count);
}

/* The rest behind what each round gives. */
struct error *parse_clauses(struct parser *p, enum node_kind kind, struct node *first,
                            struct node *second, struct node **ret)
{
    struct node_list list = {0};

    parser_add(p, &list, first);
    if (kind == NODE_DICT_COMP)
        parser_add(p, &list, second);
    while (parser_is_word(p, "for") || parser_is_word(p, "if") || parser_is_word(p, "async")) {
        bool loop = parser_is_word(p, "for");
        struct node *clause = parser_make(p, loop ? NODE_FOR : NODE_IF, p->token.start);
        struct node *target = NULL, *value;

        if (parser_is_word(p, "async"))
            return parser_unexpected(p);
        TRY(parser_advance(p));
        if (loop) {
            TRY(parse_targets(p, &target));
            if (!parser_is_word(p, "in"))
                return parser_unexpected(p);
            TRY(parser_advance(p));
        }
        /* No conditional expression: its `if` is the comprehension's. */
        TRY(parse_binary(p, 0, &value));
        if (loop && kind == NODE_LIST_COMP && p->lexer.old && parser_is(p, ","))
            TRY(parse_old_iterable(p, &value));
        if (loop && value->assigns)
            return lexer_error(&p->lexer, value->start, value->end,
                               "assignment expression cannot be used in a comprehension iterable "
                               "expression");
        TRY(parser_finish(p, clause,
                          loop ? parser_pair(p, target, value) : parser_pair(p, value, NULL),
                          loop ? 2 : 1));
        parser_add(p, &list, clause);
    }
    for (size_t i = 0; i < list.count; i++)
        TRY(check_assignments(p, &list, list.data[i]));
    *ret = parser_make(p, kind, first->start);
    return parser_finish(p, *ret, list.data, list.count);
}

bool parser_is_comprehension(const struct parser *p)
{
    return parser_is_word(p, "for") || parser_is_word(p, "async");
}

/* ---- displays */

struct error *parse_starred(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *inner;

    if (!parser_is(p, "*"))
        return parse_expression(p, ret);
    TRY(parser_since(p, 5));
    TRY(parser_advance(p));
    TRY(parse_binary(p, 4, &inner));
    *ret = parser_make(p, NODE_STAR, start);
    return parser_finish(p, *ret, parser_pair(p, inner, NULL), 1);
}

/* parse_starred(), or name := value. */
struct error *parse_named(struct parser *p, struct node **ret)
{
    struct node *value, *node;

    TRY(parse_starred(p, ret));
    if (!parser_is(p, ":=") || (*ret)->kind != NODE_NAME || (*ret)->in_parentheses)
        return NULL;
    TRY(parser_since(p, 8));
    TRY(parser_advance(p));
    TRY(parse_expression(p, &value));
    node = parser_make(p, NODE_NAMED, (*ret)->start);
    node->name = (*ret)->name;
    *ret = node;
    return parser_finish(p, node, parser_pair(p, value, NULL), 1);
}

/* After an opening bracket: a list or a parenthesis, with its comprehension. */
static struct error *parse_sequence(struct parser *p, size_t start, bool list, struct node **ret)
{
    const char *close = list ? "]" : ")";
    struct node_list items = {0};
    bool comma = false;

    while (!parser_is(p, close)) {
        struct node *one;

        if (items.count >= CHILDREN_MAX)
            return parser_fail(p, "too many elements");
        TRY(parse_named(p, &one));
        if (items.count == 0 && parser_is_comprehension(p)) {
            if (one->kind == NODE_STAR)
                return lexer_error(&p->lexer, one->start, one->end,
                                   "iterable unpacking cannot be used in comprehension");
            TRY(parse_clauses(p, list ? NODE_LIST_COMP : NODE_GENERATOR, one, NULL, ret));
            TRY(parser_expect(p, close));
            (*ret)->start = (*ret)->at = start;
            (*ret)->end = p->end;
            return NULL;
        }
        parser_add(p, &items, one);
        if (!parser_is(p, ","))
            break;
        comma = true;
        TRY(parser_advance(p));
    }
    TRY(parser_expect(p, close));
    if (!list && items.count == 1 && !comma) {
        *ret = items.data[0];
        if ((*ret)->kind == NODE_STAR)
            return lexer_error(&p->lexer, (*ret)->start, (*ret)->end,
                               "cannot use starred expression here");
        (*ret)->in_parentheses = true;
        (*ret)->start = start;
        (*ret)->end = p->end;
        return NULL;
    }
    *ret = parser_make(p, list ? NODE_LIST : NODE_TUPLE, start);
    (*ret)->in_parentheses = true;
    return parser_finish(p, *ret, items.data, items.count);
}

/* After a `{`. */
static struct error *parse_braces(struct parser *p, size_t start, struct node **ret)
{
    struct node_list items = {0};
    bool dict = true, set = true;

    while (!parser_is(p, "}")) {
        struct node *key, *value = NULL;
        bool double_star = parser_is(p, "**");
        size_t at = p->token.start;

        if (items.count >= CHILDREN_MAX)
            return parser_fail(p, "too many elements");
        if (double_star) {
            struct node *inner;

            TRY(parser_since(p, 5));
            TRY(parser_advance(p));
            TRY(parse_binary(p, 4, &inner));
            key = parser_make(p, NODE_DOUBLE_STAR, at);
            TRY(parser_finish(p, key, parser_pair(p, inner, NULL), 1));
        } else {
            TRY(parse_named(p, &key));
            if (key->kind == NODE_NAMED && !key->in_parentheses)
                TRY(parser_since(p, 9));
        }
        if (parser_is(p, ":") && !double_star && key->kind != NODE_STAR &&
            key->kind != NODE_NAMED) {
            TRY(parser_advance(p));
            TRY(parse_expression(p, &value));
        }
        dict &= double_star || value != NULL;
        set &= !double_star && value == NULL;
        if (!dict && !set)
            return parser_unexpected(p);
        if (items.count == 0 && parser_is_comprehension(p) && !double_star &&
            key->kind != NODE_STAR) {
            TRY(parse_clauses(p, value != NULL ? NODE_DICT_COMP : NODE_SET_COMP, key, value, ret));
            TRY(parser_expect(p, "}"));
            (*ret)->start = (*ret)->at = start;
            (*ret)->end = p->end;
            return NULL;
        }
        parser_add(p, &items, key);
        if (dict)
            parser_add(p, &items, value);
        if (!parser_is(p, ","))
            break;
        TRY(parser_advance(p));
    }
    TRY(parser_expect(p, "}"));
    *ret = parser_make(p, dict ? NODE_DICT : NODE_SET, start);
    return parser_finish(p, *ret, items.data, items.count);
}

/* ---- what stands by itself */

/* Strings that follow one another are one. */
static struct error *join_strings(struct parser *p, struct node *node)
{
    while (p->token.kind == TOKEN_STRING) {
        struct value *a = &node->value;
        const struct value *b = &p->token.value;

        if (a->kind != b->kind && p->lexer.old) {
            /* 2.7 makes unicode of both. */
            struct value *bytes = a->kind == VALUE_BYTES ? a : &p->token.value;
            uint32_t *characters =
                arena_take(p->lexer.arena, bytes->bytes.count * sizeof *characters);
            size_t count = bytes->bytes.count;

            for (size_t i = 0; i < count; i++)
                characters[i] = bytes->bytes.data[i];
            *bytes = (struct value){.kind = VALUE_STR, .str = {characters, count}};
        } else if (a->kind != b->kind) {
            return parser_fail(p, "cannot mix bytes and nonbytes literals");
        }
        if (a->kind == VALUE_STR) {
            size_t size = sizeof(uint32_t), count = a->str.count;
            uint32_t *both = arena_take(p->lexer.arena, (count + b->str.count) * size);

            memcpy(both, a->str.characters, count * size);
            memcpy(both + count, b->str.characters, b->str.count * size);
            a->str.characters = both;
            a->str.count += b->str.count;
        } else {
            uint8_t *both = arena_take(p->lexer.arena, a->bytes.count + b->bytes.count);

            memcpy(both, a->bytes.data, a->bytes.count);
            memcpy(both + a->bytes.count, b->bytes.data, b->bytes.count);
            a->bytes.data = both;
            a->bytes.count += b->bytes.count;
        }
        TRY(parser_advance(p));
    }
    return NULL;
}

/* None and the like: names in 2.7 too, which nobody rebinds but for True and False. */
static bool constant_named(const char *name, struct value *ret)
{
    if (strcmp(name, "None") == 0)
        *ret = (struct value){.kind = VALUE_NONE};
    else if (strcmp(name, "True") == 0)
        *ret = value_of_bool(true);
    else if (strcmp(name, "False") == 0)
        *ret = value_of_bool(false);
    else
        return false;
    return true;
}

/* 2.7: `x` is repr(x). */
static struct error *parse_backquotes(struct parser *p, struct node *node)
{
    struct node_list list = {0};
    struct node *one;
    bool comma = false;

    TRY(parser_nest(p));
    TRY(parser_advance(p));
    do {
        TRY(parse_expression(p, &one));
        parser_add(p, &list, one);
        if (!parser_is(p, ","))
            break;
        comma = true;
        TRY(parser_advance(p));
    } while (true);
    if (comma) {
        one = parser_make(p, NODE_TUPLE, one->start);
        TRY(parser_finish(p, one, list.data, list.count));
    }
    TRY(parser_expect(p, "`"));
    node->kind = NODE_REPR;
    p->nesting--;
    return parser_finish(p, node, parser_pair(p, one, NULL), 1);
}

struct error *parse_atom(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *node = parser_make(p, NODE_LITERAL, start);

    *ret = node;
    switch (p->token.kind) {
    case TOKEN_LITERAL:
        node->value = p->token.value;
        TRY(parser_advance(p));
        return parser_finish(p, node, NULL, 0);
    case TOKEN_EARLIER:
        node->kind = NODE_EARLIER;
        node->name = p->token.text;
        node->value = p->token.value;
        TRY(parser_advance(p));
        return parser_finish(p, node, NULL, 0);
    case TOKEN_STRING:
        node->value = p->token.value;
        TRY(parser_advance(p));
        TRY(join_strings(p, node));
        TRY(parser_finish(p, node, NULL, 0));
        return p->token.kind == TOKEN_FORMATTED ? parse_formatted(p, node, ret) : NULL;
    case TOKEN_FORMATTED:
        return parse_formatted(p, NULL, ret);
    case TOKEN_NAME:
        if (parser_is_keyword(p))
            return parser_unexpected(p);
        if (!constant_named(p->token.text, &node->value)) {
            node->kind = NODE_NAME;
            node->name = p->token.text;
        }
        TRY(parser_advance(p));
        return parser_finish(p, node, NULL, 0);
    case TOKEN_OPERATOR:
        if (parser_is(p, "...")) {
            TRY(parser_since(p, 1)); /* 2.7: but between the brackets of a subscript */
            node->value = (struct value){.kind = VALUE_ELLIPSIS};
            TRY(parser_advance(p));
            return parser_finish(p, node, NULL, 0);
        }
        if (parser_is(p, "(") || parser_is(p, "[")) {
            bool list = parser_is(p, "[");

            TRY(parser_advance(p));
            return parse_sequence(p, start, list, ret);
        }
        if (parser_is(p, "{")) {
            TRY(parser_advance(p));
            return parse_braces(p, start, ret);
        }
        if (parser_is(p, "`") && p->lexer.old)
            return parse_backquotes(p, node);
        break;
    case TOKEN_END:
        break;
    }
    return parser_unexpected(p);
}
