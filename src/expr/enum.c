/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/enum.h"

#include <string.h>

#include "base/memory.h"
#include "expr/library.h"
#include "python/attribute.h"
#include "python/runtime.h"
#include "repr/library.h"

static struct error *get(struct expr *e, const struct value *class, const char *name,
                         struct value *ret)
{
    TRY(expr_attribute(e, class, name, ret));
    return expr_check_known(ret);
}

struct error *enum_item(struct expr *e, const struct value *class, const struct value *name,
                        struct value *ret)
{
    struct value members;

    TRY(get(e, class, "_member_map_", &members));
    return expr_subscript(e, &members, name, ret);
}

struct visiting {
    struct expr *e;
    const struct value *members;
    EXPR_VISITOR((*visit));
    void *arg;
};

static struct error *visit_member(void *arg, const struct value *name, bool *stop)
{
    struct visiting *v = arg;
    struct value member;

    TRY(expr_subscript(v->e, v->members, name, &member));
    return v->visit(v->arg, &member, stop);
}

/* Those that have a name of their own: a second name of one is in the map alone. */
struct error *enum_each(struct expr *e, const struct value *class, EXPR_VISITOR((*visit)),
                        void *arg)
{
    struct value names, members;
    struct visiting v = {e, &members, visit, arg};

    TRY(get(e, class, "_member_names_", &names));
    TRY(get(e, class, "_member_map_", &members));
    return expr_each(e, &names, visit_member, &v);
}

struct error *enum_length(struct expr *e, const struct value *class, uint64_t *ret)
{
    struct value names;

    TRY(get(e, class, "_member_names_", &names));
    return expr_len(e, &names, ret);
}

/* Of what is no member of the class each version says something else. */
struct error *enum_contains(struct expr *e, const struct value *class, const struct value *item,
                            bool *ret)
{
    const struct type *type;
    struct value name, members;

    TRY(expr_check_known(item));
    *ret = item->kind == VALUE_OBJECT && error_ignore(types_of(e->types, item->object, &type)) &&
           type->address == class->object;
    if (*ret) {
        TRY(get(e, item, "_name_", &name));
        TRY(get(e, class, "_member_map_", &members));
        TRY(expr_contains(e, &members, &name, ret));
    }
    if (*ret)
        return NULL;
    return error_create(ERROR_UNSUPPORTED, "whether what is no member of it is in an Enum, each "
                                           "version says otherwise: write `x in list(E)`");
}

/* ---- E(value) */

/* Whether the function under that name in the class, or its metaclass, is that of the library. */
static bool is_library(struct expr *e, const struct type *class, const char *name,
                       const char *const *known)
{
    struct library_function found;
    const struct type *owner;
    uint64_t function;
    bool ret = false;

    if (!error_ignore(attribute_in_class(e->runtime, e->types, class, name, &owner, &function)) ||
        !error_ignore(library_identify(expr_reader(e), function, owner, &found)))
        return false;
    for (; *known != NULL && !ret; known++)
        ret = strcmp(found.module, "enum") == 0 && strcmp(found.name, *known) == 0;
    library_function_deinit(&found);
    return ret;
}

bool enum_is_class(struct expr *e, const struct value *value)
{
    static const char *const calls[] = {"EnumMeta.__call__", "EnumType.__call__", NULL};
    static const char *const news[] = {"Enum.__new__", NULL};
    const struct type *type, *class;
    uint64_t count;

    return value->kind == VALUE_OBJECT && error_ignore(types_of(e->types, value->object, &type)) &&
           type->kind == KIND_TYPE && !type->builtin && is_library(e, type, "__call__", calls) &&
           error_ignore(types_get(e->types, value->object, &class)) &&
           is_library(e, class, "__new__", news) && error_ignore(enum_length(e, value, &count)) &&
           count > 0;
}

struct error *enum_call(struct expr *e, const struct value *class, const struct call *call,
                        bool *done, struct value *ret)
{
    const struct value *value = call->args;
    const struct type *type;
    struct value members;
    struct error *error;

    *done = call->count == 1 && call->keyword_count == 0 && enum_is_class(e, class);
    if (!*done)
        return NULL;
    *ret = *value;
    if (value->kind == VALUE_OBJECT && error_ignore(types_of(e->types, value->object, &type)) &&
        type->address == class->object)
        return NULL;
    TRY(get(e, class, "_value2member_map_", &members));
    error = expr_find_key(e, &members, value, ret);
    if (error == NULL || error->kind != ERROR_NOT_FOUND)
        return error;
    /* Of what has no hash the members are gone through, which may have any code. */
    error_destroy(error);
    return error_create(ERROR_UNSUPPORTED,
                        "no member is kept under that value, and what %s._missing_() makes of it "
                        "would have to be run in the target",
                        error_ignore(types_get(e->types, class->object, &type)) ? type->name
                                                                                : "its");
}
