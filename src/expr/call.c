/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls: of the built-in functions that are evaluated here. Any other would have to run. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "expr/enum.h"
#include "expr/internal.h"
#include "python/object.h"
#include "python/runtime.h"

/* Arguments by name. */
#define KEYWORDS_MAX 1000

const struct value *expr_keyword(const struct call *call, const char *name)
{
    for (size_t i = 0; i < call->keyword_count; i++)
        if (strcmp(call->keywords[i], name) == 0)
            return &call->keyword_values[i];
    return NULL;
}

static const struct function *named(const struct expr *e, const char *name)
{
    const struct function *const lists[] = {expr_functions, expr_conversions, expr_iterators,
                                            expr_numeric, expr_sequences};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const struct function *f = lists[i]; f->name != NULL; f++)
            if (strcmp(f->name, name) == 0 && (!(f->flags & FUNCTION_OLD) || e->old))
                return f;
    return NULL;
}

/* The name in the PyMethodDef of a built-in function, or of a type. */
static bool name_of_builtin(struct expr *e, const struct value *callee, char **ret)
{
    const struct type *type;
    char *shown;

    if (callee->kind != VALUE_OBJECT || !error_ignore(types_of(e->types, callee->object, &type)) ||
        type->heap)
        return false;
    if (type->kind == KIND_TYPE && error_ignore(types_get(e->types, callee->object, &type)) &&
        !type->heap) {
        *ret = xstrdup(type->c_name);
        return true;
    }
    if (type->kind != KIND_BUILTIN || !error_ignore(expr_repr_text(e, callee, &shown)))
        return false;

    static const char before[] = "<built-in function ";
    bool is_function = strncmp(shown, before, strlen(before)) == 0;

    if (is_function)
        *ret = xstrndup(shown + strlen(before), strlen(shown) - strlen(before) - 1);
    free(shown);
    return is_function;
}

/* The function that a value of the target is, whatever it is called there; NULL: none of ours. */
static const struct function *find_function(struct expr *e, const struct value *callee)
{
    CLEANUP_FREE char *name = NULL;
    const struct function *ret;
    uint64_t object;

    if (!name_of_builtin(e, callee, &name))
        return NULL;
    ret = named(e, name);
    /* sys.intern is called like one of the built-ins may be: it must be that very one. */
    if (ret != NULL && (!error_ignore(expr_builtin(e, name, &object)) || object != callee->object))
        return NULL;
    return ret;
}

struct error *expr_check_arguments(const struct function *f, const struct call *call)
{
    unsigned limit = call->count < f->min ? f->min : f->max;

    if (call->count < f->min || call->count > f->max) {
        if (f->max == 0)
            return EXPR_TYPE_ERROR("%s() takes no arguments (%zu given)", f->name, call->count);
        if (strcmp(f->name, "type") == 0)
            return EXPR_TYPE_ERROR("type() takes 1 or 3 arguments");
        if (f->max == 1 && f->min == 1 && f->keywords == NULL)
            return EXPR_TYPE_ERROR("%s() takes exactly one argument (%zu given)", f->name,
                                   call->count);
        return EXPR_TYPE_ERROR("%s expected %s%u argument%s, got %zu", f->name,
                               f->min == f->max       ? ""
                               : call->count < f->min ? "at least "
                                                      : "at most ",
                               limit, limit == 1 ? "" : "s", call->count);
    }
    for (size_t i = 0; i < call->keyword_count; i++) {
        CLEANUP_FREE char *word = xasprintf(" %s ", call->keywords[i]);
        CLEANUP_FREE char *known = xasprintf(" %s ", f->keywords != NULL ? f->keywords : "");

        if (strcmp(known, " * ") != 0 && strstr(known, word) == NULL)
            return EXPR_TYPE_ERROR("'%s' is an invalid keyword argument for %s()",
                                   call->keywords[i], f->name);
    }
    return NULL;
}

static struct error *run(struct expr *e, const struct function *f, struct call *call,
                         struct value *ret)
{
    bool any_order = (f->flags & FUNCTION_ANY_ORDER) != 0;

    call->name = f->name;
    TRY(expr_check_arguments(f, call));
    e->any_order += any_order;

    struct error *error = f->run(e, call, ret);

    e->any_order -= any_order;
    return error;
}

/* Why what is called `words` in the expression is not called. */
static struct error *cannot_call(struct expr *e, const struct value *callee, const char *words)
{
    const struct type *owner;
    enum definer definer;
    enum type_kind kind;

    if (callee->kind == VALUE_SHOWN && callee->was_made)
        return error_create(ERROR_UNSUPPORTED,
                            "%s is what is left of a lambda: it went with its expression", words);
    if (callee->kind == VALUE_SHOWN)
        return error_create(ERROR_UNSUPPORTED,
                            "%s would have to run in the target, and nothing is run there", words);
    TRY(expr_kind(e, callee, &kind));
    switch (kind) {
    case KIND_BUILTIN:
    case KIND_FUNCTION:
    case KIND_METHOD:
    case KIND_TYPE:
    case KIND_OLD_CLASS:
    case KIND_OLD_INSTANCE:
    case KIND_WEAKREF:
        break;
    default:
        TRY(expr_definer(e, callee, "__call__", &definer, &owner));
        if (definer == DEFINER_CODE || definer == DEFINER_FOREIGN)
            break;
        return EXPR_TYPE_ERROR("'%s' object is not callable", expr_type_name(e, callee));
    }
    return error_create(ERROR_UNSUPPORTED,
                        "%s would have to run in the target, and nothing is run there", words);
}

struct error *expr_call_value(struct expr *e, const struct value *callee, const struct call *call,
                              struct value *ret)
{
    const struct function *f = find_function(e, callee);
    struct call copy = *call;
    CLEANUP_FREE char *text = NULL;
    bool done;

    if (callee->kind == VALUE_FUNCTION)
        return expr_call_function(e, callee->function, call, ret);
    if (f != NULL)
        return run(e, f, &copy, ret);
    TRY(expr_call_method(e, callee, call, &done, ret));
    if (done)
        return NULL;
    TRY(expr_repr_text(e, callee, &text));
    return cannot_call(e, callee, text);
}

/* ---- calls */

struct unpacking {
    struct expr *e;
    const struct function *of; /* what is called; NULL: a lambda, or something that is refused */
    struct value_list args, values;
    struct names {
        const char **data;
        size_t count, capacity;
    } names;
};

static struct error *unpack_item(void *arg, const struct value *item, bool *stop)
{
    struct unpacking *to = arg;

    (void)stop;
    return expr_list_add(to->e, &to->args, *item);
}

/* _PyObject_FunctionStr(): of a lambda also the module that it was made in. */
static char *name_of_callee(struct unpacking *to)
{
    struct value name;

    if (to->of != NULL)
        return xasprintf("%s()", to->of->name);
    if (!error_ignore(expr_name(to->e, "__name__", &name)) ||
        !error_ignore(expr_load(to->e, &name, &name)) || name.kind != VALUE_STR)
        return xstrdup("<lambda>()");

    CLEANUP_FREE char *module = value_text(&name);

    return xasprintf("%s.<lambda>()", module);
}

/* *value */
static struct error *unpack(struct unpacking *to, const struct value *value)
{
    size_t steps = to->e->steps;
    struct error *error = expr_each(to->e, value, unpack_item, to);

    if (error == NULL || error->kind != ERROR_NOT_FOUND || to->e->steps > steps)
        return error;
    error_destroy(error);

    CLEANUP_FREE char *of = name_of_callee(to);

    return EXPR_TYPE_ERROR("%s argument after * must be an iterable, not %s", of,
                           expr_type_name(to->e, value));
}

static struct error *add_keyword(struct unpacking *to, const char *name, const struct value *value)
{
    struct names *names = &to->names;

    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->data[i], name) != 0)
            continue;

        CLEANUP_FREE char *of = name_of_callee(to);

        return EXPR_TYPE_ERROR("%s got multiple values for keyword argument '%s'", of, name);
    }
    if (names->count == KEYWORDS_MAX)
        return error_create(ERROR_UNSUPPORTED, "more than %d arguments by name are not taken",
                            KEYWORDS_MAX);
    if (names->count == names->capacity)
        names->data = arena_grow(to->e->arena, names->data, names->count, &names->capacity,
                                 sizeof *names->data);
    names->data[names->count++] = name;
    return expr_list_add(to->e, &to->values, *value);
}

static struct error *unpack_pair(void *arg, const struct value *item, bool *stop)
{
    struct unpacking *to = arg;
    const struct value *pair = item->items.data;
    struct value name;

    (void)stop;
    TRY(expr_load(to->e, &pair[0], &name));
    if (name.kind == VALUE_BYTES && to->e->old)
        TRY(expr_decode(to->e, &name));
    if (name.kind != VALUE_STR)
        return EXPR_TYPE_ERROR("keywords must be strings");

    CLEANUP_FREE char *text = value_text(&name);

    return add_keyword(to, arena_copy_text(to->e->arena, text, strlen(text)), &pair[1]);
}

/* **value */
static struct error *unpack_mapping(struct unpacking *to, const struct value *value)
{
    bool is_mapping;

    TRY(expr_each_pair(to->e, value, unpack_pair, to, &is_mapping));
    if (is_mapping)
        return NULL;

    CLEANUP_FREE char *of = name_of_callee(to);

    return EXPR_TYPE_ERROR("%s argument after ** must be a mapping, not %s", of,
                           expr_type_name(to->e, value));
}

static struct error *take_argument(struct unpacking *to, const struct node *node)
{
    struct expr *e = to->e;
    bool star = node->kind == NODE_STAR, double_star = node->kind == NODE_DOUBLE_STAR;
    bool keyword = node->kind == NODE_KEYWORD;
    struct value value;

    TRY(expr_eval(e, star || double_star || keyword ? node->children[0] : node, &value));
    return error_in_text(star          ? unpack(to, &value)
                         : double_star ? unpack_mapping(to, &value)
                         : keyword     ? add_keyword(to, node->name, &value)
                                       : expr_list_add(e, &to->args, value),
                         e->text, node->start, node->end, node->at);
}

/* Those by position first, whatever stands between. */
static struct error *take_arguments(struct expr *e, const struct node *node,
                                    const struct function *of, struct call *ret)
{
    struct unpacking to = {.e = e, .of = of};

    for (int named = 0; named < 2; named++) {
        for (size_t i = 1; i < node->count; i++) {
            enum node_kind kind = node->children[i]->kind;

            if ((kind == NODE_KEYWORD || kind == NODE_DOUBLE_STAR) == named)
                TRY(take_argument(&to, node->children[i]));
        }
    }
    *ret = (struct call){
        .args = to.args.data,
        .count = to.args.count,
        .keywords = to.names.data,
        .keyword_values = to.values.data,
        .keyword_count = to.names.count,
        .node = node,
    };
    return NULL;
}

/* Python looks for the attribute before it goes into the arguments: that there is none, is said in
 * place of what is wrong with them. */
static struct error *attribute_first(struct expr *e, const struct node *callee,
                                     const struct value *of, struct error *error)
{
    struct expr_descriptor found;
    struct value function;
    struct error *missing;

    if (error == NULL)
        return NULL;
    missing = expr_find_attribute(e, of, callee->name, &found, &function);
    if (missing == NULL || missing->kind != ERROR_NOT_FOUND) {
        error_destroy(missing);
        return error;
    }
    error_destroy(error);
    return error_in_text(missing, e->text, callee->start, callee->end, callee->at);
}

struct error *expr_call(struct expr *e, const struct node *node, struct value *ret)
{
    const struct node *callee = node->children[0];
    const struct function *f;
    struct value function, of;
    struct call call;
    bool done, is_known;

    if (callee->kind == NODE_ATTRIBUTE) {
        TRY(expr_eval(e, callee->children[0], &of));
        TRY(attribute_first(e, callee, &of, take_arguments(e, node, NULL, &call)));
        TRY(expr_builtin_method(e, &of, callee->name, false, &call, &done, ret));
        if (done)
            return NULL;
        TRY(error_in_text(expr_attribute_at(e, callee, &of, callee->name, &function), e->text,
                          callee->start, callee->end, callee->at));
        f = find_function(e, &function);
        if (call.count + call.keyword_count == 0)
            TRY(expr_method_call(e, &of, callee->name, &function, &done, ret));
        if (!done && f == NULL)
            TRY(expr_call_method(e, &function, &call, &done, ret));
        if (done)
            return NULL;
    } else {
        TRY(expr_eval(e, callee, &function));
        f = find_function(e, &function);
        /* What cannot be called is said before its arguments are gone into. */
        is_known = f == NULL && (expr_is_method(e, &function) || enum_is_class(e, &function));
        if (f != NULL || function.kind == VALUE_FUNCTION || is_known)
            TRY(take_arguments(e, node, f, &call));
        if (is_known) {
            TRY(expr_call_method(e, &function, &call, &done, ret));
            if (done)
                return NULL;
        }
    }
    if (function.kind == VALUE_FUNCTION)
        return expr_call_function(e, function.function, &call, ret);
    if (f != NULL)
        return run(e, f, &call, ret);

    CLEANUP_FREE char *words = xstrndup(e->text + callee->start, callee->end - callee->start);

    return cannot_call(e, &function, words);
}
