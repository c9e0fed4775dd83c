/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atoms, displays and comprehensions, and what may follow them: attributes, calls, subscripts. */
#include <string.h>

#include "base/memory.h"
#include "expr/parser.h"

#define CHILDREN_MAX ((size_t)1 << 16)

/* ---- comprehensions */

/* x, *x or (x, *y): a part of what a `for` binds. *stars: there was a * beside it; NULL: it stands
 * alone. */
static struct error *parse_target(struct parser *p, bool *stars, struct node **ret)
{
    size_t start = p->token.start;

    TRY(parser_nest(p));
    if (p->token.kind == TOKEN_NAME && !parser_is_keyword(p->token.text, p->lexer.old)) {
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

/* The rest behind what each round gives. */
static struct error *parse_clauses(struct parser *p, enum node_kind kind, struct node *first,
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
        TRY(parser_finish(p, clause,
                          loop ? parser_pair(p, target, value) : parser_pair(p, value, NULL),
                          loop ? 2 : 1));
        parser_add(p, &list, clause);
    }
    *ret = parser_make(p, kind, first->start);
    return parser_finish(p, *ret, list.data, list.count);
}

static bool is_comprehension(const struct parser *p)
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
    TRY(parser_advance(p));
    TRY(parse_binary(p, 4, &inner));
    *ret = parser_make(p, NODE_STAR, start);
    return parser_finish(p, *ret, parser_pair(p, inner, NULL), 1);
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
        TRY(parse_starred(p, &one));
        if (items.count == 0 && is_comprehension(p)) {
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

            TRY(parser_advance(p));
            TRY(parse_binary(p, 4, &inner));
            key = parser_make(p, NODE_DOUBLE_STAR, at);
            TRY(parser_finish(p, key, parser_pair(p, inner, NULL), 1));
        } else {
            TRY(parse_starred(p, &key));
        }
        if (parser_is(p, ":") && !double_star && key->kind != NODE_STAR) {
            TRY(parser_advance(p));
            TRY(parse_expression(p, &value));
        }
        dict &= double_star || value != NULL;
        set &= !double_star && value == NULL;
        if (!dict && !set)
            return parser_unexpected(p);
        if (items.count == 0 && is_comprehension(p) && !double_star && key->kind != NODE_STAR) {
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

static struct error *parse_atom(struct parser *p, struct node **ret)
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
        return parser_finish(p, node, NULL, 0);
    case TOKEN_NAME:
        if (parser_is_keyword(p->token.text, p->lexer.old))
            return parser_unexpected(p);
        if (!constant_named(p->token.text, &node->value)) {
            node->kind = NODE_NAME;
            node->name = p->token.text;
        }
        TRY(parser_advance(p));
        return parser_finish(p, node, NULL, 0);
    case TOKEN_OPERATOR:
        if (parser_is(p, "...")) {
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
        break;
    case TOKEN_END:
        break;
    }
    return parser_unexpected(p);
}

/* ---- what follows it */

static struct error *parse_argument(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *value;

    if (parser_is(p, "*") || parser_is(p, "**"))
        return parser_fail(p, "* and ** in calls are not evaluated");
    TRY(parse_expression(p, &value));
    *ret = value;
    if (parser_is(p, "=") && value->kind == NODE_NAME && !value->in_parentheses) {
        const char *name = value->name;

        TRY(parser_advance(p));
        TRY(parse_expression(p, &value));
        *ret = parser_make(p, NODE_KEYWORD, start);
        (*ret)->name = name;
        return parser_finish(p, *ret, parser_pair(p, value, NULL), 1);
    }
    if (is_comprehension(p))
        TRY(parse_clauses(p, NODE_GENERATOR, value, NULL, ret));
    return NULL;
}

static struct error *parse_call(struct parser *p, struct node *callee, struct node **ret)
{
    struct node_list list = {0};
    bool bare = false, keywords = false;

    parser_add(p, &list, callee);
    while (!parser_is(p, ")")) {
        struct node *one;

        TRY(parse_argument(p, &one));
        if (keywords && one->kind != NODE_KEYWORD)
            return lexer_error(&p->lexer, one->start, one->end,
                               "positional argument follows keyword argument");
        keywords |= one->kind == NODE_KEYWORD;
        bare |= one->kind == NODE_GENERATOR && !one->in_parentheses && one->start != one->end &&
                p->lexer.text[one->start] != '(';
        parser_add(p, &list, one);
        if (bare && list.count > 2)
            return lexer_error(&p->lexer, one->start, one->end,
                               "Generator expression must be parenthesized");
        if (!parser_is(p, ","))
            break;
        TRY(parser_advance(p));
    }
    TRY(parser_expect(p, ")"));
    *ret = parser_make(p, NODE_CALL, callee->start);
    return parser_finish(p, *ret, list.data, list.count);
}

static struct error *parse_slice(struct parser *p, struct node **ret)
{
    struct node **parts = arena_take(p->lexer.arena, 3 * sizeof *parts);
    size_t start = p->token.start, at = 0;

    if (!parser_is(p, ":")) {
        TRY(parse_starred(p, &parts[0]));
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
    if (comma) {
        index = parser_make(p, NODE_TUPLE, start);
        TRY(parser_finish(p, index, list.data, list.count));
    } else if (index->kind == NODE_STAR) {
        return parser_unexpected(p);
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
            if (p->token.kind != TOKEN_NAME || parser_is_keyword(p->token.text, p->lexer.old))
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
