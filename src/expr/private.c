/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private names: within a class C the compiler makes _C__x of __x, _Py_Mangle() of
 * Python/compile.c (3.13+: Python/symtable.c).
 */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "expr/internal.h"
#include "python/code.h"

static bool is_private(const char *name)
{
    size_t length = strlen(name);

    return text_starts_with(name, "__") && !(length >= 2 && strcmp(name + length - 2, "__") == 0);
}

/* NULL: in a class of that name there are no private names. */
static const char *mangle(struct expr *e, const char *class, size_t length, const char *name)
{
    size_t underscores = strspn(class, "_");

    if (underscores >= length)
        return NULL;

    CLEANUP_FREE char *mangled =
        xasprintf("_%.*s%s", (int)(length - underscores), class + underscores, name);

    return arena_copy_text(e->arena, mangled, strlen(mangled));
}

const char *expr_private(struct expr *e, const char *name)
{
    const struct variables_view *view = e->scope->view;
    const char *class, *mangled;
    size_t length;

    if (view == NULL || !is_private(name))
        return name;
    class = code_private_class(view->thread->frames.data[e->scope->level].code, &length);
    mangled = class != NULL ? mangle(e, class, length, name) : NULL;
    return mangled != NULL ? mangled : name;
}

/* Which class of the MRO of type has such a name of its own, or of its instances'. */
static const char *find_mangled(struct expr *e, const struct value *of, const struct type *type,
                                const char *name)
{
    uint64_t mro[TYPES_MRO_MAX];
    size_t count;

    if (!error_ignore(types_mro(e->types, type, mro, &count)))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct type *class;
        const char *dot, *mangled;
        struct value found;

        if (!error_ignore(types_get(e->types, mro[i], &class)))
            continue;
        dot = strrchr(class->name, '.');
        dot = dot != NULL ? dot + 1 : class->name;
        mangled = mangle(e, dot, strlen(dot), name);
        if (mangled != NULL && error_ignore(expr_attribute(e, of, mangled, &found)))
            return mangled;
    }
    return NULL;
}

struct error *expr_name_private(struct expr *e, const struct value *of, const char *name,
                                struct error *error)
{
    const struct type *type;
    const char *mangled;
    struct error *named;

    if (error == NULL || error->kind != ERROR_NOT_FOUND || of->kind != VALUE_OBJECT ||
        !is_private(name) || !error_ignore(types_of(e->types, of->object, &type)) ||
        (type->kind == KIND_TYPE && !error_ignore(types_get(e->types, of->object, &type))))
        return error;
    mangled = find_mangled(e, of, type, name);
    if (mangled == NULL)
        return error;
    named = error_create(ERROR_NOT_FOUND, "%s; it has '%s', which the class itself writes '%s'",
                         error->message, mangled, name);
    error_destroy(error);
    return named;
}
