/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/expr.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

#define NESTING_MAX 100
/* Keys that are compared with a number, which has to be searched for. */
#define KEYS_MAX 1000000

void expr_value_deinit(struct expr_value *value)
{
    free(take_pointer(value->shown));
    free(take_pointer(value->type));
}

void expr_history_cut(expr_history *history, size_t count)
{
    while (history->count > count)
        expr_value_deinit(&history->data[--history->count]);
}

void expr_history_deinit(expr_history *history)
{
    expr_history_cut(history, 0);
    array_deinit(history);
}

struct parser {
    const struct expr_scope *scope;
    struct types *types;
    const char *text, *at;
    unsigned nesting;
};

static void skip_blanks(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t')
        p->at++;
}

static bool takes(struct parser *p, char c)
{
    skip_blanks(p);
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

static struct error *syntax_error(const struct parser *p)
{
    if (*p->at == '\0')
        return error_create(ERROR_USAGE, "SyntaxError: the expression \"%s\" is not complete",
                            p->text);
    return error_create(ERROR_USAGE,
                        "SyntaxError: \"%s\" in \"%s\" is not understood; names, attributes, "
                        "subscripts by numbers and strings, and $ are",
                        p->at, p->text);
}

static bool begins_name(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* NULL: none stands here. */
static char *take_name(struct parser *p)
{
    const char *start = p->at;

    if (!begins_name(*p->at))
        return NULL;
    while (begins_name(*p->at) || isdigit((unsigned char)*p->at))
        p->at++;
    return xstrndup(start, (size_t)(p->at - start));
}

static bool take_number(struct parser *p, int64_t *ret)
{
    const char *end = p->at + (*p->at == '-');

    if (!isdigit((unsigned char)*end))
        return false;
    while (isalnum((unsigned char)*end))
        end++;

    CLEANUP_FREE char *digits = xstrndup(p->at, (size_t)(end - p->at));

    if (!text_to_i64(digits, ret))
        return false;
    p->at = end;
    return true;
}

/* A str literal without prefix; of escapes only those of quotes and backslashes. */
static struct error *take_string(struct parser *p, char **ret)
{
    char quote = *p->at;
    const char *at = p->at + 1;
    CLEANUP_FREE char *text = xmalloc(strlen(at) + 1);
    size_t used = 0;

    for (; *at != quote; at++) {
        if (*at == '\0')
            return error_create(ERROR_USAGE, "SyntaxError: a string in \"%s\" does not end",
                                p->text);
        if (*at == '\\' && (at[1] == '\\' || at[1] == '\'' || at[1] == '"'))
            at++;
        else if (*at == '\\')
            return syntax_error(p);
        text[used++] = *at;
    }
    text[used] = '\0';
    p->at = at + 1;
    *ret = take_pointer(text);
    return NULL;
}

static void copy(const struct expr_value *from, struct expr_value *to)
{
    *to = *from;
    if (from->shown != NULL) {
        to->shown = xstrdup(from->shown);
        to->type = xstrdup(from->type);
    }
}

/* $ is the last result, $$ the one before it, $N the one of that number. */
static struct error *take_earlier(struct parser *p, struct expr_value *ret)
{
    const expr_history *history = p->scope->history;
    int64_t number = (int64_t)history->count;

    p->at++;
    if (*p->at == '$') {
        p->at++;
        number--;
    } else if (isdigit((unsigned char)*p->at) && !take_number(p, &number)) {
        return syntax_error(p);
    }
    if (number < 1 || number > (int64_t)history->count)
        return error_create(ERROR_NOT_FOUND, "History has not yet reached $%lld",
                            (long long)(number < 1 ? 1 : number));
    copy(&history->data[number - 1], ret);
    return NULL;
}

static struct error *look_up(struct parser *p, const char *name, struct expr_value *ret)
{
    struct variable variable;

    TRY(variables_find(p->scope->view, p->scope->level, name, &variable));
    free(variable.name);
    ret->object = variable.object;
    ret->number = variable.number;
    return NULL;
}

static struct error *take_expression(struct parser *p, struct expr_value *ret);

static struct error *take_primary(struct parser *p, struct expr_value *ret)
{
    skip_blanks(p);

    CLEANUP_FREE char *name = take_name(p);

    if (name != NULL)
        return look_up(p, name, ret);
    if (*p->at == '$')
        return take_earlier(p, ret);
    if (take_number(p, &ret->number))
        return NULL;
    if (!takes(p, '('))
        return syntax_error(p);
    TRY(take_expression(p, ret));
    return takes(p, ')') ? NULL : syntax_error(p);
}

/* What has no object here cannot be asked further. */
static struct error *check_object(const struct expr_value *value)
{
    if (value->object != 0)
        return NULL;
    if (value->shown != NULL)
        return error_create(ERROR_UNSUPPORTED, "%s stands for itself: nothing is run to see more",
                            value->shown);
    return error_create(ERROR_UNSUPPORTED, "attributes of numbers are not looked up");
}

static struct error *take_attribute(struct parser *p, struct expr_value *value)
{
    struct attribute attribute;

    skip_blanks(p);

    CLEANUP_FREE char *name = take_name(p);

    if (name == NULL)
        return syntax_error(p);
    TRY(check_object(value));
    TRY(attribute_find(p->scope->runtime, p->types, value->object, name, &attribute));
    value->object = attribute.object;
    value->shown = attribute.shown;
    value->type = attribute.type;
    return NULL;
}

/* ---- subscripts */

static struct error *item_of_sequence(struct parser *p, const struct type *type, int64_t index,
                                      struct expr_value *value)
{
    const struct layout *layout = &p->scope->runtime->layout;
    struct layout_field fields[] = {layout->var_object.ob_size, layout->list.ob_item};
    bool tuple = type->kind == KIND_TUPLE;
    uint64_t values[2];

    /* A tuple has no such field, but is as large at least. */
    TRY(view_read_fields(p->scope->runtime->target, value->object, fields, tuple ? 1 : 2, values));
    if (tuple)
        values[1] = value->object + layout->tuple.ob_item.offset;
    if (index < 0)
        index += (int64_t)values[0];
    if (index < 0 || index >= (int64_t)values[0])
        return error_create(ERROR_NOT_FOUND, "IndexError: %s index out of range",
                            tuple ? "tuple" : "list");
    return target_read_u64(p->scope->runtime->target, values[1] + 8 * (uint64_t)index,
                           &value->object);
}

static struct error *item_of_str(struct parser *p, int64_t index, struct expr_value *value)
{
    struct repr *repr = repr_create(p->scope->runtime, (struct repr_limits){0});
    char *text = NULL;
    struct error *error = repr_str_item(repr, value->object, index, &text);

    repr_destroy(repr);
    TRY(error);
    value->object = 0;
    value->shown = text;
    value->type = xstrdup(p->scope->runtime->layout.traits.strings_are_bytes ? "unicode" : "str");
    return NULL;
}

/* Whether a key equals a number. */
static bool is_number(struct parser *p, uint64_t key, int64_t number)
{
    const struct type *type;
    uint64_t value;

    if (!error_ignore(types_of(p->types, key, &type)) || !type->builtin)
        return false;
    if (type->kind == KIND_FLOAT) {
        double real;

        if (!error_ignore(view_read_field(p->scope->runtime->target, key,
                                          p->scope->runtime->layout.float_.ob_fval, &value)))
            return false;
        memcpy(&real, &value, sizeof real);
        return real == (double)number;
    }
    return (type->kind == KIND_INT || type->kind == KIND_OLD_INT || type->kind == KIND_BOOL) &&
           error_ignore(object_int(p->scope->runtime, key, &value)) && (int64_t)value == number;
}

static struct error *find_number(struct parser *p, uint64_t dict, int64_t number, uint64_t *ret)
{
    dict_item_array items = {0};
    struct error *error = dict_items(p->scope->runtime, dict, KEYS_MAX, &items);
    size_t at = 0;

    while (error == NULL && at < items.count && !is_number(p, items.data[at].key, number))
        at++;
    if (error == NULL && at < items.count)
        *ret = items.data[at].value;
    else if (error == NULL && items.count == KEYS_MAX)
        error = error_create(ERROR_UNSUPPORTED, "the dict is too large to be searched for %lld",
                             (long long)number);
    else if (error == NULL)
        error = error_create(ERROR_NOT_FOUND, "KeyError: %lld", (long long)number);
    array_deinit(&items);
    return error;
}

static struct error *item_of_dict(struct parser *p, const struct type *type, const char *key,
                                  int64_t number, struct expr_value *value)
{
    const struct type *owner;
    uint64_t missing;
    struct error *error;

    if (key == NULL) {
        error = find_number(p, value->object, number, &value->object);
    } else {
        error = dict_find(p->scope->runtime, value->object, key, &value->object);
        if (error != NULL && error->kind == ERROR_NOT_FOUND) {
            error_destroy(error);
            error = error_create(ERROR_NOT_FOUND, "KeyError: '%s'", key);
        }
    }
    if (error == NULL || error->kind != ERROR_NOT_FOUND || type->builtin)
        return error;

    /* A subclass may make what is missing. */
    struct error *none =
        attribute_in_class(p->scope->runtime, p->types, type, "__missing__", &owner, &missing);
    bool makes = none == NULL;

    error_destroy(none);
    if (!makes)
        return error;
    error_destroy(error);
    return error_create(ERROR_UNSUPPORTED,
                        "the key is not there: %s.__missing__ decides what it stands for, and "
                        "nothing is run",
                        type->name);
}

static struct error *check_own_getitem(struct parser *p, const struct type *type)
{
    const struct type *owner;
    uint64_t value;

    if (!type->builtin &&
        error_ignore(
            attribute_in_class(p->scope->runtime, p->types, type, "__getitem__", &owner, &value)) &&
        owner->heap)
        return error_create(ERROR_UNSUPPORTED,
                            "%s.__getitem__ of the target decides what that is, and nothing is "
                            "run there",
                            type->name);
    return NULL;
}

static struct error *item_of(struct parser *p, const char *key, int64_t index,
                             struct expr_value *value)
{
    const struct type *type;

    TRY(check_object(value));
    TRY(types_of(p->types, value->object, &type));
    TRY(check_own_getitem(p, type));
    switch (type->kind) {
    case KIND_DICT:
        return item_of_dict(p, type, key, index, value);
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_STR:
        if (key != NULL)
            return error_create(ERROR_NOT_FOUND,
                                "TypeError: indices of a %s must be integers, not str",
                                type_short_name(type));
        return type->kind == KIND_STR ? item_of_str(p, index, value)
                                      : item_of_sequence(p, type, index, value);
    default:
        return error_create(ERROR_UNSUPPORTED, "subscripts of %s are not understood", type->name);
    }
}

static struct error *take_subscript(struct parser *p, struct expr_value *value)
{
    CLEANUP_FREE char *key = NULL;
    int64_t index = 0;

    skip_blanks(p);
    if (*p->at == '\'' || *p->at == '"')
        TRY(take_string(p, &key));
    else if (!take_number(p, &index))
        return syntax_error(p);
    if (!takes(p, ']'))
        return syntax_error(p);
    return item_of(p, key, index, value);
}

static struct error *take_expression(struct parser *p, struct expr_value *ret)
{
    if (++p->nesting > NESTING_MAX)
        return error_create(ERROR_USAGE, "SyntaxError: too many parentheses");
    TRY(take_primary(p, ret));
    for (;;) {
        if (takes(p, '.'))
            TRY(take_attribute(p, ret));
        else if (takes(p, '['))
            TRY(take_subscript(p, ret));
        else
            break;
    }
    p->nesting--;
    return NULL;
}

struct error *expr_evaluate(const struct expr_scope *scope, const char *text,
                            struct expr_value *ret)
{
    struct parser p = {.scope = scope, .text = text, .at = text};

    *ret = (struct expr_value){0};
    p.types = types_create(scope->runtime);

    struct error *error = take_expression(&p, ret);

    skip_blanks(&p);
    if (error == NULL && *p.at != '\0')
        error = syntax_error(&p);
    if (error != NULL)
        expr_value_deinit(ret);
    types_destroy(p.types);
    return error;
}

void expr_repr(struct repr *repr, const struct expr_value *value, struct repr_result *ret)
{
    *ret = (struct repr_result){0};
    if (value->object != 0) {
        repr_object(repr, value->object, ret);
    } else if (value->shown != NULL) {
        ret->type = xstrdup(value->type);
        ret->text = xstrdup(value->shown);
    } else {
        ret->type = xstrdup("int");
        ret->text = xasprintf("%lld", (long long)value->number);
    }
}
