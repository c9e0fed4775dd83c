/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/attribute.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

#define MRO_MAX 200
#define MEMBERS_MAX 1000
#define MEMBER_OBJECT 16 /* Py_T_OBJECT_EX, Include/descrobject.h */
#define NAME_MAX_BYTES 1000

struct error *attribute_in_class(struct runtime *runtime, struct types *types,
                                 const struct type *type, const char *name,
                                 const struct type **owner, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    bool hidden = false;
    uint64_t count;

    TRY(view_read_field(runtime->target, type->mro, layout->var_object.ob_size, &count));
    if (count > MRO_MAX)
        return error_create(ERROR_CORRUPT, "a type has more bases than any");
    for (uint64_t i = 0; i < count; i++) {
        uint64_t address;

        TRY(target_read_u64(runtime->target, type->mro + layout->tuple.ob_item.offset + 8 * i,
                            &address));
        TRY(types_get(types, address, owner));
        /* 3.12+: the built-in types keep their names elsewhere. Those of object and of modules
         * are all __so__. */
        if ((*owner)->dict == 0) {
            hidden |= name[0] == '_' || ((*owner)->base != NULL && (*owner)->kind != KIND_MODULE);
            continue;
        }

        struct error *error = dict_find(runtime, (*owner)->dict, name, ret);

        if (error == NULL || error->kind != ERROR_NOT_FOUND)
            return error;
        error_destroy(error);
    }
    if (hidden)
        return error_create(ERROR_UNSUPPORTED,
                            "the attributes of built-in types of this Python cannot be read, so "
                            "whether %s has '%s' is not known",
                            type->name, name);
    return error_create(ERROR_NOT_FOUND, "no class attribute '%s'", name);
}

/* Whether a class statement of the target has that name in it: then its code decides. */
static bool is_overridden(struct runtime *runtime, struct types *types, const struct type *type,
                          const char *name)
{
    const struct type *owner;
    uint64_t value;

    return error_ignore(attribute_in_class(runtime, types, type, name, &owner, &value)) &&
           owner->heap;
}

static void show(const struct type *kind, const char *name, const struct type *owner,
                 struct attribute *ret)
{
    ret->shown = xasprintf("<%s '%s' of %s>", kind->name, name, owner->name);
    ret->type = xstrdup(kind->name);
}

/* What __slots__ of owner keeps in the object under that name. */
static bool read_slot(struct runtime *runtime, uint64_t object, const struct type *owner,
                      const char *name, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->member_def.name, layout->member_def.type,
                                    layout->member_def.offset};

    if (!owner->heap || owner->members == 0 || layout->member_def.size == 0)
        return false;
    for (uint64_t i = 0; i < MEMBERS_MAX; i++) {
        CLEANUP_FREE char *found = NULL;
        uint64_t values[3];

        if (!error_ignore(view_read_fields(runtime->target,
                                           owner->members + i * layout->member_def.size, fields, 3,
                                           values)) ||
            values[0] == 0)
            return false;
        if ((int32_t)values[1] == MEMBER_OBJECT && values[2] <= INT32_MAX &&
            error_ignore(target_read_cstring(runtime->target, values[0], NAME_MAX_BYTES, &found)) &&
            strcmp(found, name) == 0)
            return error_ignore(target_read_u64(runtime->target, object + values[2], ret));
    }
    return false;
}

static struct error *no_attribute(struct types *types, uint64_t object, const struct type *type,
                                  const char *name)
{
    const struct type *self;

    if (type->kind == KIND_MODULE)
        return error_create(ERROR_NOT_FOUND, "AttributeError: module has no attribute '%s'", name);
    if (type->kind == KIND_TYPE && error_ignore(types_get(types, object, &self)))
        return error_create(ERROR_NOT_FOUND,
                            "AttributeError: type object '%s' has no attribute '%s'",
                            type_short_name(self), name);
    return error_create(ERROR_NOT_FOUND, "AttributeError: '%s' object has no attribute '%s'",
                        type_short_name(type), name);
}

static struct error *needs_code(const struct type *type, const char *method, const char *name)
{
    return error_create(ERROR_UNSUPPORTED,
                        "%s.%s of the target decides what '%s' is, and nothing is run there",
                        type->name, method, name);
}

/* Types whose objects, found in a class, are not what the attribute is. */
static bool binds(struct runtime *runtime, struct types *types, const struct type *type)
{
    static const char *const names[] = {
        "builtin_function_or_method",
        "classmethod_descriptor",
        "classmethod",
        "function",
        "getset_descriptor",
        "instancemethod",
        "member_descriptor",
        "method_descriptor",
        "property",
        "staticmethod",
        "wrapper_descriptor",
    };

    /* A built-in function is none in a class either. */
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (!type->heap && strcmp(type->c_name, names[i]) == 0)
            return true;
    /* Of a type that cannot be looked into, or defines __get__, nobody knows. */
    const struct type *owner;
    uint64_t value;
    struct error *error = type->builtin
                              ? error_create(ERROR_NOT_FOUND, "built in")
                              : attribute_in_class(runtime, types, type, "__get__", &owner, &value);
    bool ret = error == NULL || (error->kind == ERROR_UNSUPPORTED && !type->heap);

    error_destroy(error);
    return ret;
}

/* Those that come before what the instance itself has. */
static bool binds_first(struct runtime *runtime, struct types *types, const struct type *type)
{
    return strcmp(type->c_name, "property") == 0 ||
           strcmp(type->c_name, "getset_descriptor") == 0 ||
           strcmp(type->c_name, "member_descriptor") == 0 ||
           is_overridden(runtime, types, type, "__set__") ||
           is_overridden(runtime, types, type, "__delete__") ||
           (type->base != NULL && strcmp(type->base->c_name, "property") == 0);
}

/* Of a class: what it and its bases have, unless its metaclass has something of that name. */
static struct error *find_of_type(struct runtime *runtime, struct types *types, uint64_t object,
                                  const struct type *type, const char *name, struct attribute *ret)
{
    const struct type *self, *owner, *kind;
    uint64_t value;

    if (type->heap && is_overridden(runtime, types, type, name))
        return needs_code(type, name, name);
    TRY(types_get(types, object, &self));

    struct error *error = attribute_in_class(runtime, types, self, name, &owner, &value);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        if (is_overridden(runtime, types, type, "__getattr__"))
            return needs_code(type, "__getattr__", name);
        return no_attribute(types, object, type, name);
    }
    TRY(error);
    TRY(types_of(types, value, &kind));
    /* 2.7 makes an unbound method of it. */
    if ((kind->kind == KIND_FUNCTION && !runtime->layout.traits.strings_are_bytes) ||
        !binds(runtime, types, kind))
        ret->object = value;
    else
        show(kind, name, owner, ret);
    return NULL;
}

struct error *attribute_find(struct runtime *runtime, struct types *types, uint64_t object,
                             const char *name, struct attribute *ret)
{
    const struct type *type, *owner = NULL, *kind = NULL;
    uint64_t in_class = 0;

    *ret = (struct attribute){0};
    TRY(types_of(types, object, &type));
    if (is_overridden(runtime, types, type, "__getattribute__"))
        return needs_code(type, "__getattribute__", name);
    if (strcmp(name, "__class__") == 0) {
        ret->object = type->address;
        return NULL;
    }
    if (type->kind == KIND_TYPE)
        return find_of_type(runtime, types, object, type, name, ret);

    struct error *hidden = attribute_in_class(runtime, types, type, name, &owner, &in_class);

    if (hidden == NULL)
        hidden = types_of(types, in_class, &kind);
    if (hidden == NULL && read_slot(runtime, object, owner, name, &ret->object))
        return ret->object != 0 ? NULL : no_attribute(types, object, type, name);
    if (hidden == NULL && binds_first(runtime, types, kind)) {
        show(kind, name, owner, ret);
        return NULL;
    }

    struct error *error = object_attribute(runtime, object, name, &ret->object);

    if (error == NULL || error->kind != ERROR_NOT_FOUND) {
        error_destroy(hidden);
        return error;
    }
    error_destroy(error);
    if (hidden == NULL) {
        if (binds(runtime, types, kind))
            show(kind, name, owner, ret);
        else
            ret->object = in_class;
        return NULL;
    }
    if (hidden->kind != ERROR_NOT_FOUND)
        return hidden;
    error_destroy(hidden);
    if (is_overridden(runtime, types, type, "__getattr__"))
        return needs_code(type, "__getattr__", name);
    if (type->kind == KIND_MODULE &&
        error_ignore(object_attribute(runtime, object, "__getattr__", &in_class)))
        return needs_code(type, "__getattr__", name);
    return no_attribute(types, object, type, name);
}
