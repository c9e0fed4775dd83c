/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls of methods of built-in types and of those of the library that are written in C, as far as
 * no class of the target has its own: obj.name(...), type.name(obj, ...), and either of them as
 * key= and the like.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/enum.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000

/* The method of that name of such an object; NULL: none that is evaluated. */
static const struct builtin_method *find_method(enum type_kind kind, const char *name)
{
    const struct builtin_method *const lists[] = {expr_container_methods, expr_moment_methods};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const struct builtin_method *m = lists[i]; m->call.name != NULL; m++)
            if (m->kind == kind && strcmp(m->call.name, name) == 0)
                return m;
    return NULL;
}

static bool has_own(struct expr *e, const struct value *of, const char *name)
{
    uint64_t own;

    return of->kind == VALUE_OBJECT &&
           error_ignore(object_attribute(e->runtime, of->object, name, &own));
}

struct error *expr_builtin_method(struct expr *e, const struct value *of, const char *name,
                                  bool of_class, const struct call *call, bool *done,
                                  struct value *ret)
{
    const struct builtin_method *method;
    struct call named = *call;
    enum type_kind kind;

    *done = false;
    if (of->kind == VALUE_SHOWN)
        return NULL;
    TRY(expr_text_method(e, of, name, of_class, call, done, ret));
    if (*done)
        return NULL;
    TRY(expr_kind(e, of, &kind));
    method = find_method(kind, name);
    if (method == NULL && strcmp(name, "get") == 0 && expr_wrapper_has_get(e, of))
        method = find_method(KIND_DICT, name);
    else if (method == NULL)
        return NULL;
    else if (!of_class && !expr_has_builtin(e, of, method->call.name))
        return kind == KIND_DICT && !has_own(e, of, name)
                   ? expr_check_special(e, of, method->call.name)
                   : NULL;
    *done = true;
    named.name = method->call.name;
    TRY(expr_check_arguments(&method->call, call));
    return method->run(e, of, &named, done, ret);
}

/* ---- methods as values */

/* An object of the target that stands for one; the type that it is of, and its name. */
static bool read_descriptor(struct expr *e, const struct value *value, const struct type **type,
                            const char **name)
{
    const struct layout *layout = &e->runtime->layout;
    struct layout_field fields[] = {layout->descr.d_type, layout->descr.d_name};
    CLEANUP_FREE char *text = NULL;
    const struct type *of;
    uint64_t values[2];

    if (value->kind != VALUE_OBJECT || layout->descr.size == 0 ||
        !error_ignore(types_of(e->types, value->object, &of)) ||
        of->kind != KIND_METHOD_DESCRIPTOR || strcmp(of->c_name, "method_descriptor") != 0 ||
        !error_ignore(view_read_fields(e->runtime->target, value->object, fields, 2, values)) ||
        !error_ignore(types_get(e->types, values[0], type)) ||
        !error_ignore(string_read(e->runtime, values[1], NULL, NAME_MAX_CHARACTERS, &text)))
        return false;
    *name = arena_copy_text(e->arena, text, strlen(text));
    return true;
}

bool expr_is_method(struct expr *e, const struct value *value)
{
    const struct type *type;
    const char *name;

    return value->kind == VALUE_SHOWN ? value->shown.bound != NULL
                                      : read_descriptor(e, value, &type, &name);
}

/* What it gives for text, a list or a tuple does not depend on the class of that. */
static bool is_read_as_stored(enum type_kind kind)
{
    return kind == KIND_STR || kind == KIND_BYTES || kind == KIND_BYTEARRAY || kind == KIND_LIST ||
           kind == KIND_TUPLE;
}

struct error *expr_call_method(struct expr *e, const struct value *function,
                               const struct call *call, bool *done, struct value *ret)
{
    const struct type *type, *of;
    struct call rest = *call;
    const char *name;
    bool derives;

    *done = false;
    if (function->kind == VALUE_SHOWN && function->shown.bound != NULL) {
        const struct value_bound *bound = function->shown.bound;

        TRY(expr_builtin_method(e, &bound->of, bound->name, false, call, done, ret));
        return *done || call->count + call->keyword_count > 0
                   ? NULL
                   : expr_method_call(e, &bound->of, bound->name, function, done, ret);
    }
    if (!read_descriptor(e, function, &type, &name))
        return enum_call(e, function, call, done, ret);
    *done = true;
    if (call->count == 0)
        return EXPR_TYPE_ERROR("unbound method %s.%s() needs an argument", type->c_name, name);
    TRY(expr_check_known(&call->args[0]));
    TRY(expr_type_struct(e, &call->args[0], &of));
    TRY(types_is_subtype(e->types, of, type->address, &derives));
    if (!derives)
        return EXPR_TYPE_ERROR("descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                               name, type->c_name, expr_type_name(e, &call->args[0]));
    *done = false;
    if (of != type && !(type->builtin && is_read_as_stored(type->kind)))
        return NULL;
    rest.args++;
    rest.count--;
    TRY(expr_builtin_method(e, &call->args[0], name, true, &rest, done, ret));
    if (*done || of != type || rest.count + rest.keyword_count > 0)
        return NULL;

    struct value bound;

    TRY(expr_attribute(e, &call->args[0], name, &bound));
    return expr_method_call(e, &call->args[0], name, &bound, done, ret);
}
