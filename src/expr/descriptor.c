/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of an attribute whose descriptor has code that was not run: which it is, where its
 * code is, and how to look at the descriptor itself.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/code-find.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/property.h"
#include "python/runtime.h"
#include "python/view.h"

/* Of an expression that is longer nobody wants to read more than once. */
#define OPERAND_MAX_BYTES 80

/* Where the code is that would have to run, in words. */
static char *code_of(struct expr *e, const struct expr_descriptor *found)
{
    const struct type *kind = found->kind, *owner, *type;
    CLEANUP_FREE char *place = NULL;
    bool is_property, is_python;
    uint64_t function, get;

    is_property =
        error_ignore(property_function(e->runtime, e->types, found->address, kind, &function));
    if (is_property)
        place = code_place(e->runtime, function);
    if (is_property)
        return place != NULL ? xasprintf("its code (%s)", place) : xstrdup("its getter");
    is_python =
        error_ignore(attribute_in_class(e->runtime, e->types, kind, "__get__", &owner, &get)) &&
        error_ignore(types_of(e->types, get, &type)) && !type_is(type, "wrapper_descriptor");
    if (!is_python)
        return xstrdup("its C code");
    place = code_place(e->runtime, get);
    return place != NULL ? xasprintf("its __get__ (%s)", place) : xstrdup("its __get__");
}

/* Which class of the MRO of the class at type has the descriptor; false: none. */
static bool find_in_mro(struct expr *e, const struct type *type,
                        const struct expr_descriptor *found, size_t *ret)
{
    const struct type *owner;
    uint64_t mro[TYPES_MRO_MAX], value;
    size_t count;

    if (!error_ignore(
            attribute_in_class(e->runtime, e->types, type, found->name, &owner, &value)) ||
        value != found->address || !error_ignore(types_mro(e->types, type, mro, &count)))
        return false;
    for (*ret = 0; *ret < count; ++*ret)
        if (mro[*ret] == owner->address)
            return true;
    return false;
}

/* An expression for the descriptor itself; operand: one for what has it. NULL: there is none. */
static char *expression_of(struct expr *e, const struct value *of, const char *operand,
                           const struct expr_descriptor *found)
{
    CLEANUP_FREE char *class = NULL;
    const struct type *type, *self;
    bool in_self = false;
    size_t index;

    if (!error_ignore(expr_type_struct(e, of, &type)))
        return NULL;
    /* A class of 2.7 that is no type. */
    if (type->kind == KIND_OLD_INSTANCE)
        return type_is(found->kind, "property") ? xasprintf("%s.__class__.%s", operand, found->name)
                                                : NULL;
    if (type->kind == KIND_TYPE && of->kind == VALUE_OBJECT &&
        error_ignore(types_get(e->types, of->object, &self)))
        in_self = find_in_mro(e, self, found, &index);
    if (!in_self && !find_in_mro(e, type, found, &index))
        return NULL;
    class = in_self ? xstrdup(operand) : xasprintf("type(%s)", operand);
    return index == 0 ? xasprintf("vars(%s)['%s']", class, found->name)
                      : xasprintf("vars(%s.__mro__[%zu])['%s']", class, index, found->name);
}

/* The class that has it, in words. */
static char *owner_of(struct expr *e, const struct value *of, const struct expr_descriptor *found)
{
    char *name;
    uint64_t class;

    /* An instance of 2.7 whose class is no type. */
    if (found->owner->kind == KIND_OLD_INSTANCE && of->kind == VALUE_OBJECT &&
        error_ignore(view_read_field(e->runtime->target, of->object,
                                     e->runtime->layout.old_instance.in_class, &class)) &&
        error_ignore(old_class_name(e->runtime, class, &name)))
        return name;
    return xstrdup(found->owner->name);
}

/* How to look at the descriptor, and at what its object keeps. */
static struct error *propose(struct expr *e, const struct value *of, const struct node *operand,
                             const struct expr_descriptor *found, struct error *error)
{
    bool is_known = operand != NULL && operand->kind != NODE_STAR &&
                    operand->end - operand->start <= OPERAND_MAX_BYTES;
    CLEANUP_FREE char *words =
        is_known ? xstrndup(e->text + operand->start, operand->end - operand->start) : xstrdup("x");
    CLEANUP_FREE char *itself = NULL;
    const char *prefix = is_known ? "try" : "try, of its object x";
    enum type_kind kind;

    /* There is no source to look at, and what its C code reads is in no dict. */
    if (type_is(found->kind, "getset_descriptor"))
        return error;
    itself = expression_of(e, of, words, found);
    if (of->kind != VALUE_OBJECT || !object_has_attributes(e->runtime, of->object) ||
        !error_ignore(expr_kind(e, of, &kind)) || kind == KIND_TYPE)
        return itself != NULL ? error_append(error, "%s: print %s", prefix, itself) : error;
    return itself != NULL
               ? error_append(error, "%s: print %s, or print vars(%s) for what it may be made of",
                              prefix, itself, words)
               : error_append(error, "%s: print vars(%s) for what it may be made of", prefix,
                              words);
}

struct error *expr_refuse(struct expr *e, const struct value *of, const struct node *operand,
                          const struct expr_descriptor *found, const char *purpose)
{
    const char *kind = found->kind->name;
    bool is_cached = strcmp(kind, "functools.cached_property") == 0;
    CLEANUP_FREE char *code = code_of(e, found), *owner = owner_of(e, of, found);
    struct error *error =
        error_create(ERROR_UNSUPPORTED,
                     "%s.%s is %s %s%s: %s would have to run%s, and nothing is run in the target",
                     owner, found->name, strchr("aeiouAEIOU", kind[0]) != NULL ? "an" : "a", kind,
                     is_cached ? " that is not computed yet" : "", code, purpose);

    return propose(e, of, operand, found, error);
}

struct error *expr_attribute(struct expr *e, const struct value *of, const char *name,
                             struct value *ret)
{
    struct expr_descriptor found;

    TRY(expr_find_attribute(e, of, name, &found, ret));
    return found.address != 0 ? expr_refuse(e, of, NULL, &found, "") : NULL;
}

struct error *expr_attribute_at(struct expr *e, const struct node *node, const struct value *of,
                                const char *name, struct value *ret)
{
    struct expr_descriptor found;

    TRY(expr_find_attribute(e, of, name, &found, ret));
    return found.address != 0 ? expr_refuse(e, of, node->children[0], &found, "") : NULL;
}
