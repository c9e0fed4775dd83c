/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/parse.h"

#include <string.h>

#include "base/memory.h"
#include "expr/lex.h"

/* Of parentheses and the like, and of the tree: both are walked by functions that call themselves.
 */
#define NESTING_MAX 100
#define DEPTH_MAX 2000
#define CHILDREN_MAX ((size_t)1 << 16)

struct parser {
    struct lexer lexer;
    struct token token; /* the next one */
    size_t end;         /* of the one before it */
    unsigned nesting;
};

/* Children that are being collected. */
struct node_list {
    struct node **data;
    size_t count, capacity;
};

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

static struct error *parse_expression(struct parser *p, struct node **ret);
static struct error *parse_unary(struct parser *p, struct node **ret);
static struct error *parse_binary(struct parser *p, int level, struct node **ret);

/* ---- tokens */

static struct error *advance(struct parser *p)
{
    p->end = p->token.end;
    return lexer_next(&p->lexer, &p->token);
}

static bool is_operator(const struct parser *p, const char *text)
{
    return p->token.kind == TOKEN_OPERATOR && strcmp(p->token.text, text) == 0;
}

static bool is_word(const struct parser *p, const char *text)
{
    return p->token.kind == TOKEN_NAME && strcmp(p->token.text, text) == 0;
}

static struct error *fail_at(const struct parser *p, const char *words)
{
    return lexer_error(&p->lexer, p->token.start, p->token.end, words);
}

/* Keywords that no name can be. */
static bool is_keyword(const char *text, bool old)
{
    static const char *const words[] = {
        "and",    "as",   "assert", "async",  "await",  "break",   "class",    "continue",
        "def",    "del",  "elif",   "else",   "except", "finally", "for",      "from",
        "global", "if",   "import", "in",     "is",     "lambda",  "nonlocal", "not",
        "or",     "pass", "raise",  "return", "try",    "while",   "with",     "yield",
    };

    if (old &&
        (strcmp(text, "async") == 0 || strcmp(text, "await") == 0 || strcmp(text, "nonlocal") == 0))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* What stands here cannot. */
static struct error *unexpected(const struct parser *p)
{
    static const char *const assignments[] = {"=",  ":=", "+=", "-=",  "*=",  "/=",  "%=", "&=",
                                              "|=", "^=", "@=", "//=", "**=", ">>=", "<<="};

    if (p->token.kind == TOKEN_END)
        return lexer_error(&p->lexer, p->token.start, p->token.end,
                           "the expression is not complete");
    if (is_word(p, "lambda"))
        return fail_at(p, "functions cannot be made: a lambda would have to be run");
    if (is_word(p, "await") || is_word(p, "yield") || is_word(p, "async"))
        return fail_at(p, "nothing is run in the target: only expressions that need none of its "
                          "code are evaluated");
    for (size_t i = 0; i < sizeof assignments / sizeof *assignments; i++)
        if (is_operator(p, assignments[i]))
            return fail_at(p,
                           "nothing is assigned: the target is only read.  Maybe you meant == ?");
    return fail_at(p, "invalid syntax");
}

static struct error *expect(struct parser *p, const char *text)
{
    return is_operator(p, text) ? advance(p) : unexpected(p);
}

static struct error *nest(struct parser *p)
{
    if (++p->nesting > NESTING_MAX)
        return fail_at(p, "too many levels of nesting");
    return NULL;
}

/* ---- nodes */

static struct node *make(struct parser *p, enum node_kind kind, size_t start)
{
    struct node *node = arena_take(p->lexer.arena, sizeof *node);

    node->kind = kind;
    node->start = node->at = start;
    node->end = start;
    node->depth = 1;
    return node;
}

/* Takes the children, which may be NULL, and ends where the last token did. */
static struct error *finish(struct parser *p, struct node *node, struct node **children,
                            size_t count)
{
    node->children = children;
    node->count = count;
    node->end = p->end > node->start ? p->end : node->end;
    for (size_t i = 0; i < count; i++)
        if (children[i] != NULL && children[i]->depth >= node->depth)
            node->depth = children[i]->depth + 1;
    if (node->depth > DEPTH_MAX)
        return lexer_error(&p->lexer, node->start, node->end, "this is nested too deeply");
    return NULL;
}

static struct node **pair(struct parser *p, struct node *first, struct node *second)
{
    struct node **ret = arena_take(p->lexer.arena, 2 * sizeof *ret);

    ret[0] = first;
    ret[1] = second;
    return ret;
}

static void add(struct parser *p, struct node_list *list, struct node *node)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        struct node **data = arena_take(p->lexer.arena, capacity * sizeof *data);

        if (list->count > 0)
            memcpy(data, list->data, list->count * sizeof *data);
        list->data = data;
        list->capacity = capacity;
    }
    list->data[list->count++] = node;
}

/* ---- comprehensions */

/* x, or x, (y, *z): what a `for` binds. */
static struct error *parse_target(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;

    TRY(nest(p));
    if (p->token.kind == TOKEN_NAME && !is_keyword(p->token.text, p->lexer.old)) {
        *ret = make(p, NODE_NAME, start);
        (*ret)->name = p->token.text;
        TRY(advance(p));
        TRY(finish(p, *ret, NULL, 0));
    } else if (is_operator(p, "(") || is_operator(p, "[")) {
        const char *close = is_operator(p, "(") ? ")" : "]";
        struct node_list list = {0};
        bool comma = strcmp(close, "]") == 0;

        TRY(advance(p));
        while (!is_operator(p, close)) {
            struct node *one;

            TRY(parse_target(p, &one));
            add(p, &list, one);
            if (!is_operator(p, ","))
                break;
            comma = true;
            TRY(advance(p));
        }
        TRY(expect(p, close));
        if (list.count == 1 && !comma) {
            *ret = list.data[0];
        } else {
            *ret = make(p, NODE_TUPLE, start);
            TRY(finish(p, *ret, list.data, list.count));
        }
    } else if (is_operator(p, "*")) {
        return fail_at(p, "a * in what a `for` binds is not evaluated");
    } else {
        return unexpected(p);
    }
    p->nesting--;
    return NULL;
}

static struct error *parse_targets(struct parser *p, struct node **ret)
{
    struct node_list list = {0};
    size_t start = p->token.start;
    bool comma = false;

    for (;;) {
        struct node *one;

        TRY(parse_target(p, &one));
        add(p, &list, one);
        if (!is_operator(p, ","))
            break;
        comma = true;
        TRY(advance(p));
        if (is_word(p, "in"))
            break;
    }
    if (!comma) {
        *ret = list.data[0];
        return NULL;
    }
    *ret = make(p, NODE_TUPLE, start);
    return finish(p, *ret, list.data, list.count);
}

/* The rest behind what each round gives. */
static struct error *parse_clauses(struct parser *p, enum node_kind kind, struct node *first,
                                   struct node *second, struct node **ret)
{
    struct node_list list = {0};

    add(p, &list, first);
    if (kind == NODE_DICT_COMP)
        add(p, &list, second);
    while (is_word(p, "for") || is_word(p, "if") || is_word(p, "async")) {
        bool loop = is_word(p, "for");
        struct node *clause = make(p, loop ? NODE_FOR : NODE_IF, p->token.start);
        struct node *target = NULL, *value;

        if (is_word(p, "async"))
            return unexpected(p);
        TRY(advance(p));
        if (loop) {
            TRY(parse_targets(p, &target));
            if (!is_word(p, "in"))
                return unexpected(p);
            TRY(advance(p));
        }
        /* No conditional expression: its `if` is the comprehension's. */
        TRY(parse_binary(p, 0, &value));
        TRY(finish(p, clause, loop ? pair(p, target, value) : pair(p, value, NULL), loop ? 2 : 1));
        add(p, &list, clause);
    }
    *ret = make(p, kind, first->start);
    return finish(p, *ret, list.data, list.count);
}

static bool is_comprehension(const struct parser *p)
{
    return is_word(p, "for") || is_word(p, "async");
}

/* ---- displays */

static struct error *parse_starred(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *inner;

    if (!is_operator(p, "*"))
        return parse_expression(p, ret);
    TRY(advance(p));
    TRY(parse_binary(p, 4, &inner));
    *ret = make(p, NODE_STAR, start);
    return finish(p, *ret, pair(p, inner, NULL), 1);
}

/* After an opening bracket: a list or a parenthesis, with its comprehension. */
static struct error *parse_sequence(struct parser *p, size_t start, bool list, struct node **ret)
{
    const char *close = list ? "]" : ")";
    struct node_list items = {0};
    bool comma = false;

    while (!is_operator(p, close)) {
        struct node *one;

        if (items.count >= CHILDREN_MAX)
            return fail_at(p, "too many elements");
        TRY(parse_starred(p, &one));
        if (items.count == 0 && is_comprehension(p)) {
            if (one->kind == NODE_STAR)
                return lexer_error(&p->lexer, one->start, one->end,
                                   "iterable unpacking cannot be used in comprehension");
            TRY(parse_clauses(p, list ? NODE_LIST_COMP : NODE_GENERATOR, one, NULL, ret));
            TRY(expect(p, close));
            (*ret)->start = (*ret)->at = start;
            (*ret)->end = p->end;
            return NULL;
        }
        add(p, &items, one);
        if (!is_operator(p, ","))
            break;
        comma = true;
        TRY(advance(p));
    }
    TRY(expect(p, close));
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
    *ret = make(p, list ? NODE_LIST : NODE_TUPLE, start);
    (*ret)->in_parentheses = true;
    return finish(p, *ret, items.data, items.count);
}

/* After a `{`. */
static struct error *parse_braces(struct parser *p, size_t start, struct node **ret)
{
    struct node_list items = {0};
    bool dict = true, set = true;

    while (!is_operator(p, "}")) {
        struct node *key, *value = NULL;
        bool double_star = is_operator(p, "**");
        size_t at = p->token.start;

        if (items.count >= CHILDREN_MAX)
            return fail_at(p, "too many elements");
        if (double_star) {
            struct node *inner;

            TRY(advance(p));
            TRY(parse_binary(p, 4, &inner));
            key = make(p, NODE_DOUBLE_STAR, at);
            TRY(finish(p, key, pair(p, inner, NULL), 1));
        } else {
            TRY(parse_starred(p, &key));
        }
        if (is_operator(p, ":") && !double_star && key->kind != NODE_STAR) {
            TRY(advance(p));
            TRY(parse_expression(p, &value));
        }
        dict &= double_star || value != NULL;
        set &= !double_star && value == NULL;
        if (!dict && !set)
            return unexpected(p);
        if (items.count == 0 && is_comprehension(p) && !double_star && key->kind != NODE_STAR) {
            TRY(parse_clauses(p, value != NULL ? NODE_DICT_COMP : NODE_SET_COMP, key, value, ret));
            TRY(expect(p, "}"));
            (*ret)->start = (*ret)->at = start;
            (*ret)->end = p->end;
            return NULL;
        }
        add(p, &items, key);
        if (dict)
            add(p, &items, value);
        if (!is_operator(p, ","))
            break;
        TRY(advance(p));
    }
    TRY(expect(p, "}"));
    *ret = make(p, dict ? NODE_DICT : NODE_SET, start);
    return finish(p, *ret, items.data, items.count);
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
            return fail_at(p, "cannot mix bytes and nonbytes literals");
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
        TRY(advance(p));
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
    struct node *node = make(p, NODE_LITERAL, start);

    *ret = node;
    switch (p->token.kind) {
    case TOKEN_LITERAL:
        node->value = p->token.value;
        TRY(advance(p));
        return finish(p, node, NULL, 0);
    case TOKEN_EARLIER:
        node->kind = NODE_EARLIER;
        node->value = p->token.value;
        TRY(advance(p));
        return finish(p, node, NULL, 0);
    case TOKEN_STRING:
        node->value = p->token.value;
        TRY(advance(p));
        TRY(join_strings(p, node));
        return finish(p, node, NULL, 0);
    case TOKEN_NAME:
        if (is_keyword(p->token.text, p->lexer.old))
            return unexpected(p);
        if (!constant_named(p->token.text, &node->value)) {
            node->kind = NODE_NAME;
            node->name = p->token.text;
        }
        TRY(advance(p));
        return finish(p, node, NULL, 0);
    case TOKEN_OPERATOR:
        if (is_operator(p, "...")) {
            node->value = (struct value){.kind = VALUE_ELLIPSIS};
            TRY(advance(p));
            return finish(p, node, NULL, 0);
        }
        if (is_operator(p, "(") || is_operator(p, "[")) {
            bool list = is_operator(p, "[");

            TRY(advance(p));
            return parse_sequence(p, start, list, ret);
        }
        if (is_operator(p, "{")) {
            TRY(advance(p));
            return parse_braces(p, start, ret);
        }
        break;
    case TOKEN_END:
        break;
    }
    return unexpected(p);
}

/* ---- what follows it */

static struct error *parse_argument(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *value;

    if (is_operator(p, "*") || is_operator(p, "**"))
        return fail_at(p, "* and ** in calls are not evaluated");
    TRY(parse_expression(p, &value));
    *ret = value;
    if (is_operator(p, "=") && value->kind == NODE_NAME && !value->in_parentheses) {
        const char *name = value->name;

        TRY(advance(p));
        TRY(parse_expression(p, &value));
        *ret = make(p, NODE_KEYWORD, start);
        (*ret)->name = name;
        return finish(p, *ret, pair(p, value, NULL), 1);
    }
    if (is_comprehension(p))
        TRY(parse_clauses(p, NODE_GENERATOR, value, NULL, ret));
    return NULL;
}

static struct error *parse_call(struct parser *p, struct node *callee, struct node **ret)
{
    struct node_list list = {0};
    bool bare = false, keywords = false;

    add(p, &list, callee);
    while (!is_operator(p, ")")) {
        struct node *one;

        TRY(parse_argument(p, &one));
        if (keywords && one->kind != NODE_KEYWORD)
            return lexer_error(&p->lexer, one->start, one->end,
                               "positional argument follows keyword argument");
        keywords |= one->kind == NODE_KEYWORD;
        bare |= one->kind == NODE_GENERATOR && !one->in_parentheses && one->start != one->end &&
                p->lexer.text[one->start] != '(';
        add(p, &list, one);
        if (bare && list.count > 2)
            return lexer_error(&p->lexer, one->start, one->end,
                               "Generator expression must be parenthesized");
        if (!is_operator(p, ","))
            break;
        TRY(advance(p));
    }
    TRY(expect(p, ")"));
    *ret = make(p, NODE_CALL, callee->start);
    return finish(p, *ret, list.data, list.count);
}

static struct error *parse_slice(struct parser *p, struct node **ret)
{
    struct node **parts = arena_take(p->lexer.arena, 3 * sizeof *parts);
    size_t start = p->token.start, at = 0;

    if (!is_operator(p, ":")) {
        TRY(parse_starred(p, &parts[0]));
        if (!is_operator(p, ":")) {
            *ret = parts[0];
            return NULL;
        }
    }
    while (is_operator(p, ":") && at < 2) {
        TRY(advance(p));
        at++;
        if (!is_operator(p, ":") && !is_operator(p, "]") && !is_operator(p, ","))
            TRY(parse_expression(p, &parts[at]));
    }
    *ret = make(p, NODE_SLICE, start);
    return finish(p, *ret, parts, 3);
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
        add(p, &list, one);
        if (!is_operator(p, ","))
            break;
        comma = true;
        TRY(advance(p));
    } while (!is_operator(p, "]"));
    index = list.data[0];
    if (comma) {
        index = make(p, NODE_TUPLE, start);
        TRY(finish(p, index, list.data, list.count));
    } else if (index->kind == NODE_STAR) {
        return unexpected(p);
    }

    size_t at = start;

    TRY(expect(p, "]"));
    *ret = make(p, NODE_SUBSCRIPT, of->start);
    TRY(finish(p, *ret, pair(p, of, index), 2));
    (*ret)->at = at;
    return NULL;
}

static struct error *parse_postfix(struct parser *p, struct node **ret)
{
    TRY(parse_atom(p, ret));
    for (;;) {
        struct node *of = *ret;

        if (is_operator(p, ".")) {
            TRY(advance(p));
            if (p->token.kind != TOKEN_NAME || is_keyword(p->token.text, p->lexer.old))
                return unexpected(p);

            struct node *node = make(p, NODE_ATTRIBUTE, of->start);

            node->at = p->token.start;
            node->name = p->token.text;
            TRY(advance(p));
            TRY(finish(p, node, pair(p, of, NULL), 1));
            *ret = node;
        } else if (is_operator(p, "(")) {
            TRY(advance(p));
            TRY(parse_call(p, of, ret));
        } else if (is_operator(p, "[")) {
            TRY(advance(p));
            TRY(parse_subscript(p, of, ret));
        } else {
            return NULL;
        }
    }
}

/* ---- operators */

static struct error *parse_power(struct parser *p, struct node **ret)
{
    struct node *right, *node;

    TRY(parse_postfix(p, ret));
    if (!is_operator(p, "**"))
        return NULL;

    size_t at = p->token.start;

    TRY(advance(p));
    TRY(parse_unary(p, &right));
    node = make(p, NODE_BINARY, (*ret)->start);
    node->op = OP_POWER;
    TRY(finish(p, node, pair(p, *ret, right), 2));
    node->at = at;
    *ret = node;
    return NULL;
}

static struct error *parse_unary(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    enum operator op = is_operator(p, "+") ? OP_PLUS
    : is_operator(p, "-")                  ? OP_MINUS
    : is_operator(p, "~")                  ? OP_INVERT
                                           : OP_COUNT;
    struct node *inner;

    TRY(nest(p));
    if (op == OP_COUNT) {
        TRY(parse_power(p, ret));
    } else {
        TRY(advance(p));
        TRY(parse_unary(p, &inner));
        *ret = make(p, NODE_UNARY, start);
        (*ret)->op = op;
        TRY(finish(p, *ret, pair(p, inner, NULL), 1));
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
        if (is_operator(p, operator_texts[single[i]]) || is_word(p, operator_texts[single[i]]))
            *ret = single[i];
    if (is_operator(p, "<>") && p->lexer.old)
        *ret = OP_NE;
    if (*ret != OP_COUNT)
        return advance(p);
    if (is_word(p, "not")) {
        TRY(advance(p));
        if (!is_word(p, "in"))
            return unexpected(p);
        *ret = OP_NOT_IN;
        return advance(p);
    }
    if (is_word(p, "is")) {
        TRY(advance(p));
        *ret = OP_IS;
        if (is_word(p, "not")) {
            *ret = OP_IS_NOT;
            return advance(p);
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
    add(p, &list, *ret);
    for (;;) {
        size_t here = p->token.start;

        TRY(take_comparison(p, &ops[count]));
        if (ops[count] == OP_COUNT)
            break;
        at = count == 0 ? here : at;
        if (++count == sizeof ops / sizeof *ops)
            return fail_at(p, "too many comparisons in a row");
        TRY(parse_binary(p, 4, &one));
        add(p, &list, one);
    }
    if (count == 0)
        return NULL;

    struct node *node = make(p, NODE_COMPARE, (*ret)->start);

    node->ops = arena_copy(p->lexer.arena, ops, count * sizeof *ops);
    TRY(finish(p, node, list.data, list.count));
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
        if (binaries[i].level == level && is_operator(p, binaries[i].text))
            return binaries[i].op;
    return OP_COUNT;
}

static struct error *parse_words(struct parser *p, int level, struct node **ret)
{
    const char *word = level == 0 ? "or" : "and";
    struct node_list list = {0};

    TRY(parse_binary(p, level + 1, ret));
    if (!is_word(p, word))
        return NULL;
    add(p, &list, *ret);
    while (is_word(p, word)) {
        TRY(advance(p));
        TRY(parse_binary(p, level + 1, ret));
        add(p, &list, *ret);
    }
    *ret = make(p, level == 0 ? NODE_OR : NODE_AND, list.data[0]->start);
    return finish(p, *ret, list.data, list.count);
}

static struct error *parse_not(struct parser *p, struct node **ret)
{
    size_t start = p->token.start;
    struct node *inner;

    if (!is_word(p, "not"))
        return parse_comparison(p, ret);
    TRY(nest(p));
    TRY(advance(p));
    TRY(parse_not(p, &inner));
    *ret = make(p, NODE_NOT, start);
    p->nesting--;
    return finish(p, *ret, pair(p, inner, NULL), 1);
}

static struct error *parse_binary(struct parser *p, int level, struct node **ret)
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
        TRY(advance(p));
        TRY(parse_binary(p, level + 1, &right));
        node = make(p, NODE_BINARY, (*ret)->start);
        node->op = op;
        TRY(finish(p, node, pair(p, *ret, right), 2));
        node->at = at;
        *ret = node;
    }
}

static struct error *parse_expression(struct parser *p, struct node **ret)
{
    TRY(nest(p));
    TRY(parse_binary(p, 0, ret));
    if (is_word(p, "if")) {
        struct node **parts = arena_take(p->lexer.arena, 3 * sizeof *parts);

        parts[1] = *ret;
        TRY(advance(p));
        TRY(parse_binary(p, 0, &parts[0]));
        if (!is_word(p, "else"))
            return p->token.kind == TOKEN_END ? unexpected(p)
                                              : fail_at(p, "expected 'else' after 'if' expression");
        TRY(advance(p));
        TRY(parse_expression(p, &parts[2]));
        *ret = make(p, NODE_CONDITIONAL, parts[1]->start);
        TRY(finish(p, *ret, parts, 3));
    }
    p->nesting--;
    return NULL;
}

struct error *expr_parse(struct arena *arena, const char *text, bool old, struct node **ret)
{
    struct parser p = {
        .lexer = {.arena = arena, .text = arena_copy_text(arena, text, strlen(text)), .old = old},
    };
    struct node_list list = {0};
    bool comma = false;

    if (strlen(text) > EXPR_TEXT_MAX)
        return error_create(ERROR_USAGE, "SyntaxError: an expression of %zu bytes is too long",
                            strlen(text));
    TRY(advance(&p));
    do {
        struct node *one;

        TRY(parse_starred(&p, &one));
        add(&p, &list, one);
        if (!is_operator(&p, ","))
            break;
        comma = true;
        TRY(advance(&p));
    } while (p.token.kind != TOKEN_END);
    if (p.token.kind != TOKEN_END)
        return unexpected(&p);
    *ret = list.data[0];
    if (!comma && (*ret)->kind == NODE_STAR)
        return lexer_error(&p.lexer, (*ret)->start, (*ret)->end,
                           "can't use starred expression here");
    if (comma) {
        *ret = make(&p, NODE_TUPLE, list.data[0]->start);
        return finish(&p, *ret, list.data, list.count);
    }
    return NULL;
}
