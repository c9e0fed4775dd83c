/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may follow at the end of an expression that is being typed. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "expr/internal.h"
#include "expr/lex.h"
#include "python/runtime.h"

/* More than anybody would choose from; and those that are looked at, in less time than TAB may
 * take. */
#define KEYS_MAX 1000
#define KEYS_LOOKED_AT_MAX 100000
#define KEY_MAX_CHARACTERS 100

struct offer {
    const char *word;
    void (*add)(void *arg, const char *candidate);
    void *arg;
};

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Where a string that does not end begins; NULL: none does. */
static const char *open_string(const char *text)
{
    const char *start = NULL;

    for (const char *at = text; *at != '\0'; at++) {
        if (start != NULL && *at == '\\' && at[1] != '\0')
            at++;
        else if (start != NULL && *at == *start)
            start = NULL;
        else if (start == NULL && (*at == '\'' || *at == '"'))
            start = at;
    }
    return start;
}

/* What is typed between the braces of a formatted string is an expression by itself. */
static const char *within_braces(const char *text)
{
    const char *string = open_string(text), *inside = NULL;
    const char *prefix = string;

    while (string != NULL && prefix > text && strchr("fFrR", prefix[-1]) != NULL)
        prefix--;
    if (string == NULL || memchr(prefix, 'f', (size_t)(string - prefix)) == NULL)
        return text;
    for (const char *at = string + 1; *at != '\0'; at++) {
        if (at[0] == '{' && at[1] == '{' && inside == NULL)
            at++;
        else if (*at == '{')
            inside = at + 1;
        else if (*at == '}')
            inside = NULL;
    }
    return inside != NULL ? inside : text;
}

size_t expr_complete_length(const char *whole)
{
    const char *text = within_braces(whole);
    const char *string = open_string(text);
    size_t length = strlen(text), size = 0;

    if (string != NULL)
        return strlen(string + 1);
    while (size < length && is_name_byte(text[length - size - 1]))
        size++;
    if (size < length && text[length - size - 1] == '$')
        size++;
    return size;
}

static void offer(void *arg, const char *candidate)
{
    const struct offer *to = arg;

    /* What is private is for who asks for it, and what is no name cannot be written so. */
    if (candidate[0] == '_' && to->word[0] != '_')
        return;
    for (const char *at = candidate; *at != '\0'; at++)
        if (!is_name_byte(*at))
            return;
    to->add(to->arg, candidate);
}

/*
 * Where the operand begins that ends at `end`: names, points, subscripts, calls and parentheses.
 * The text is at most as long as somebody types: each position is tried from the left until one
 * parses to the end as something that an attribute can follow.
 */
static bool find_operand(struct expr *e, const char *text, size_t end, struct node **ret)
{
    for (size_t start = 0; start < end; start++) {
        CLEANUP_FREE char *part = xstrndup(text + start, end - start);
        struct node *node;

        if (start > 0 && is_name_byte(text[start - 1]) && is_name_byte(text[start]))
            continue;
        if (!error_ignore(expr_parse(e->arena, part, e->grammar, &node)))
            continue;
        switch (node->kind) {
        case NODE_NAME:
        case NODE_EARLIER:
        case NODE_ATTRIBUTE:
        case NODE_SUBSCRIPT:
        case NODE_CALL:
            break;
        default:
            if (!node->in_parentheses && node->kind != NODE_LITERAL)
                continue;
        }
        *ret = node;
        e->text = "";
        return true;
    }
    return false;
}

struct keys {
    const struct offer *offer;
    struct expr *e;
    char quote;
    size_t looked_at, offered;
};

static struct error *offer_key(void *arg, const struct value *key, bool *stop)
{
    struct keys *keys = arg;
    struct value loaded;

    *stop = ++keys->looked_at >= KEYS_LOOKED_AT_MAX;
    TRY(expr_load(keys->e, key, &loaded));
    if (keys->e->old && loaded.kind == VALUE_BYTES)
        loaded = value_of_text(keys->e->arena, (const char *)loaded.bytes.data, loaded.bytes.count);
    if (loaded.kind != VALUE_STR)
        return NULL;

    CLEANUP_FREE char *text = value_text(&loaded);
    /* To its end: readline puts a blank after a word, which would be one of the key's. */
    CLEANUP_FREE char *whole = xasprintf("%s%c]", text, keys->quote);

    if (strpbrk(text, "'\"\\ \t") != NULL || !text_starts_with(text, keys->offer->word))
        return NULL;
    keys->offer->add(keys->offer->arg, whole);
    *stop |= ++keys->offered >= KEYS_MAX;
    return NULL;
}

/* After d[' the keys of d. */
static void complete_key(struct expr *e, const char *text, const char *string,
                         const struct offer *to)
{
    struct keys keys = {to, e, *string, 0, 0};
    size_t end = (size_t)(string - text);
    enum type_kind kind;
    struct node *node;
    struct value of;

    if (end == 0 || text[end - 1] != '[' || !find_operand(e, text, end - 1, &node))
        return;
    if (error_ignore(expr_eval(e, node, &of)) && error_ignore(expr_kind(e, &of, &kind)) &&
        kind == KIND_DICT)
        error_ignore(expr_each(e, &of, offer_key, &keys));
}

/* After d[ those that are written without a name: what repr() has of a str or an int. */
static struct error *offer_whole_key(void *arg, const struct value *key, bool *stop)
{
    struct keys *keys = arg;
    CLEANUP_FREE char *text = NULL;
    struct value loaded;

    *stop = ++keys->looked_at >= KEYS_LOOKED_AT_MAX;
    TRY(expr_load(keys->e, key, &loaded));
    if (loaded.kind != VALUE_STR && loaded.kind != VALUE_INT &&
        (!keys->e->old || loaded.kind != VALUE_BYTES || loaded.is_array))
        return NULL;
    if (loaded.kind == VALUE_STR && loaded.str.count > KEY_MAX_CHARACTERS)
        return NULL;
    TRY(expr_repr_text(keys->e, &loaded, &text));

    CLEANUP_FREE char *whole = xasprintf("%s]", text);

    /* readline takes a blank for the end of a word. */
    if (strpbrk(text, " \t\\") != NULL || !text_starts_with(text, keys->offer->word))
        return NULL;
    keys->offer->add(keys->offer->arg, whole);
    *stop |= ++keys->offered >= KEYS_MAX;
    return NULL;
}

/* Whether there are such keys. */
static bool complete_whole_key(struct expr *e, const char *text, size_t end, const struct offer *to)
{
    struct keys keys = {to, e, 0, 0, 0};
    enum type_kind kind;
    struct node *node;
    struct value of;

    if (end == 0 || text[end - 1] != '[' || !find_operand(e, text, end - 1, &node))
        return false;
    if (error_ignore(expr_eval(e, node, &of)) && error_ignore(expr_kind(e, &of, &kind)) &&
        kind == KIND_DICT)
        error_ignore(expr_each(e, &of, offer_whole_key, &keys));
    return keys.offered > 0;
}

static void add_variables(const variable_array *variables, struct offer *to)
{
    for (size_t i = 0; i < variables->count; i++)
        offer(to, variables->data[i].name);
}

static void complete_name(struct expr *e, struct offer *to)
{
    static const struct function *const lists[] = {expr_functions, expr_conversions, expr_numeric,
                                                   expr_sequences};
    variable_array variables = {0};

    if (to->word[0] == '$') {
        to->add(to->arg, "$_modules");
        return;
    }
    if (error_ignore(variables_locals(e->scope->view, e->scope->level, &variables)))
        add_variables(&variables, to);
    variables_deinit(&variables);
    if (error_ignore(variables_globals(e->scope->view, e->scope->level, &variables)))
        add_variables(&variables, to);
    variables_deinit(&variables);
    /* Of the built-ins those that can be called; nobody wants the rest before having typed of it.
     */
    for (size_t i = 0; i < sizeof lists / sizeof *lists && to->word[0] != '\0'; i++)
        for (const struct function *f = lists[i]; f->name != NULL; f++)
            if (!(f->flags & FUNCTION_OLD) || e->old)
                offer(to, f->name);
}

void expr_complete(const struct expr_scope *scope, const char *whole,
                   void (*add)(void *arg, const char *candidate), void *arg)
{
    const char *text = within_braces(whole);
    size_t length = strlen(text), word = expr_complete_length(text), end = length - word;
    struct offer to = {text + end, add, arg};
    const char *string = open_string(text);
    struct node *node;
    struct value of;
    struct expr e;

    if (length > 2000)
        return;
    expr_init(&e, scope);
    if (string != NULL) {
        complete_key(&e, text, string, &to);
    } else if (end > 0 && text[end - 1] == '.') {
        if (find_operand(&e, text, end - 1, &node) && error_ignore(expr_eval(&e, node, &of)) &&
            of.kind != VALUE_SHOWN)
            error_ignore(expr_dir(&e, &of, offer, &to));
    } else if (complete_whole_key(&e, text, end, &to)) {
        ;
    } else if (word > 0 || end == 0 || strchr(")]}'\"", text[end - 1]) == NULL) {
        complete_name(&e, &to);
    }
    expr_deinit(&e);
}
