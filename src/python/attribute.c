/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/attribute.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/code-find.h"
#include "python/dict.h"
#include "python/file.h"
#include "python/getter.h"
#include "python/member.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/property.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000
/* An attribute that is that of another object, and so on. */
#define HANDED_ON_MAX 10

struct error *attribute_in_class(struct runtime *runtime, struct types *types,
                                 const struct type *type, const char *name,
                                 const struct type **owner, uint64_t *ret)
{
    uint64_t mro[TYPES_MRO_MAX];
    bool hidden = false;
    size_t count;

    TRY(types_mro(types, type, mro, &count));
    for (size_t i = 0; i < count; i++) {
        /* 2.7: a class that derives from object and from one that does not. */
        uint64_t dict;

        if (old_class_dict(runtime, types, mro[i], &dict)) {
            *owner = type;
        } else {
            TRY(types_get(types, mro[i], owner));
            dict = (*owner)->dict;
        }
        /* 3.12+: where the names of a built-in type are was not found. Those of object and of
         * modules are all __so__. */
        if (dict == 0) {
            hidden |= name[0] == '_' || ((*owner)->base != NULL && (*owner)->kind != KIND_MODULE);
            continue;
        }

        struct error *error = dict_find(runtime, dict, name, ret);

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

/* What a class has under a name; value 0: nothing. */
struct found {
    uint64_t value;
    const struct type *owner; /* the class in which it is */
    const struct type *kind;  /* its own type */
};

/* Whether a class has that name that is not CPython's own: then code of the target decides. */
static bool is_overridden(struct runtime *runtime, struct types *types, const struct type *type,
                          const char *name, struct found *ret)
{
    /* What stands for a slot of C code was put there with the type. */
    return error_ignore(attribute_in_class(runtime, types, type, name, &ret->owner, &ret->value)) &&
           ret->owner->heap && error_ignore(types_of(types, ret->value, &ret->kind)) &&
           !type_is(ret->kind, "wrapper_descriptor");
}

/* Of what is called, which is there to be called and not to be looked at. */
static bool is_method(const struct type *kind)
{
    static const char *const types[] = {
        "function",       "method_descriptor",          "wrapper_descriptor", "classmethod",
        "staticmethod",   "classmethod_descriptor",     "instancemethod",     "method",
        "method-wrapper", "builtin_function_or_method",
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (type_is(kind, types[i]))
            return true;
    return false;
}

void attribute_leave(struct attribute *ret, uint64_t descriptor, const struct type *kind,
                     const struct type *owner, const char *name)
{
    if (is_method(kind)) {
        ret->shown = xasprintf("<%s '%s' of %s>", kind->name, name, owner->name);
        ret->type = xstrdup(kind->name);
        return;
    }
    ret->descriptor = descriptor;
    ret->kind = kind;
    ret->owner = owner;
}

/* module_getattro(): it is called what its __name__ says now, if that is a str. */
static struct error *no_attribute_of_module(struct runtime *runtime, uint64_t object,
                                            const char *name)
{
    CLEANUP_FREE char *module = NULL;
    uint64_t address;

    if (!runtime->layout.traits.strings_are_bytes &&
        error_ignore(object_attribute(runtime, object, "__name__", &address)) &&
        error_ignore(string_read(runtime, address, NULL, NAME_MAX_CHARACTERS, &module)))
        return error_create(ERROR_NOT_FOUND, "AttributeError: module '%s' has no attribute '%s'",
                            module, name);
    return error_create(ERROR_NOT_FOUND, "AttributeError: 'module' object has no attribute '%s'",
                        name);
}

static struct error *no_attribute(struct runtime *runtime, struct types *types, uint64_t object,
                                  const struct type *type, const char *name)
{
    const struct type *self;

    if (type->kind == KIND_MODULE)
        return no_attribute_of_module(runtime, object, name);
    if (type->kind == KIND_TYPE && error_ignore(types_get(types, object, &self)))
        return error_create(ERROR_NOT_FOUND,
                            "AttributeError: type object '%s' has no attribute '%s'", self->c_name,
                            name);
    return error_create(ERROR_NOT_FOUND, "AttributeError: '%s' object has no attribute '%s'",
                        type->c_name, name);
}

/* method: 0 of C code. */
static struct error *needs_code_of(struct runtime *runtime, const char *class, const char *name_of,
                                   uint64_t method, const char *name)
{
    CLEANUP_FREE char *place = method != 0 ? code_place(runtime, method) : NULL;

    return error_create(ERROR_UNSUPPORTED,
                        "%s.%s%s%s%s of the target decides what '%s' is, and nothing is run there",
                        class, name_of, place != NULL ? " (" : "", place != NULL ? place : "",
                        place != NULL ? ")" : "", name);
}

static struct error *needs_code(struct runtime *runtime, const struct found *method,
                                const char *name_of, const char *name)
{
    return needs_code_of(runtime, method->owner->name, name_of, method->value, name);
}

static struct error *look_up(struct runtime *runtime, struct types *types, const struct type *type,
                             const char *name, struct found *ret)
{
    struct error *error = attribute_in_class(runtime, types, type, name, &ret->owner, &ret->value);

    if (error == NULL)
        return types_of(types, ret->value, &ret->kind);
    ret->value = 0;
    if (error->kind != ERROR_NOT_FOUND)
        return error;
    error_destroy(error);
    return NULL;
}

/* Whether the descriptor, got through the class and not through an object, is itself. */
static bool stays_in_class(const struct runtime *runtime, const struct type *kind)
{
    static const char *const names[] = {
        "property",          "getset_descriptor",  "member_descriptor",
        "method_descriptor", "wrapper_descriptor",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (type_is(kind, names[i]))
            return true;
    /* 2.7 makes an unbound method of it. */
    return (type_is(kind, "function") && !runtime->layout.traits.strings_are_bytes) ||
           (kind->native && strcmp(kind->c_name, "functools._lru_cache_wrapper") == 0);
}

/* Through what a class attribute was got. */
struct access {
    uint64_t object;         /* 0: through the class itself */
    uint64_t class;          /* the object's, or the one that was asked */
    const struct type *type; /* of the object */
};

/* What func_descr_get() and cm_descr_get() of Objects/funcobject.c, and lru_cache_descr_get() of
 * Modules/_functoolsmodule.c, make a method of. False: what was found is none of these. */
static bool make_method(struct runtime *runtime, struct types *types, const struct found *found,
                        const struct access *access, struct bound_method *ret)
{
    bool old = runtime->layout.traits.strings_are_bytes;
    const struct type *inner;
    uint64_t callable;

    if (type_is(found->kind, "function") ||
        (found->kind->native && strcmp(found->kind->c_name, "functools._lru_cache_wrapper") == 0)) {
        *ret = (struct bound_method){found->value, access->object, old ? access->class : 0};
        return true;
    }
    if (!type_is(found->kind, "classmethod") ||
        !error_ignore(view_read_field(runtime->target, found->value,
                                      runtime->layout.classmethod.cm_callable, &callable)) ||
        callable == 0 || !error_ignore(types_of(types, callable, &inner)) ||
        /* Some versions ask what is within as well. */
        (inner->binds && inner->kind != KIND_FUNCTION))
        return false;
    *ret = (struct bound_method){callable, access->class, 0};
    return !old || error_ignore(object_type(runtime, access->class, &ret->class));
}

/*
 * What method_get(), classmethod_get() and wrapperdescr_get() of Objects/descrobject.c make of a
 * method that is written in C, as repr() has it.
 */
static bool show_native_method(struct runtime *runtime, struct types *types,
                               const struct found *found, const struct access *access,
                               struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->descr.d_type, layout->descr.d_name};
    bool of_class = type_is(found->kind, "classmethod_descriptor");
    bool is_slot = type_is(found->kind, "wrapper_descriptor");
    uint64_t self = of_class ? access->class : access->object;
    CLEANUP_FREE char *name = NULL;
    const struct type *type;
    uint64_t values[2];
    bool derives;

    if (self == 0 || layout->descr.size == 0 ||
        (!of_class && !is_slot && !type_is(found->kind, "method_descriptor")) ||
        !error_ignore(types_of(types, self, &type)) ||
        !error_ignore(view_read_fields(runtime->target, found->value, fields, 2, values)) ||
        !error_ignore(string_read(runtime, values[1], NULL, NAME_MAX_CHARACTERS, &name)) ||
        (!of_class &&
         (!error_ignore(types_is_subtype(types, type, values[0], &derives)) || !derives)))
        return false;
    ret->is_repr = true;
    ret->type = xstrdup(is_slot ? "method-wrapper" : "builtin_function_or_method");
    if (type->kind == KIND_MODULE && !is_slot)
        ret->shown = xasprintf("<built-in function %s>", name);
    else
        ret->shown = xasprintf(is_slot ? "<method-wrapper '%s' of %s object at 0x%llx>"
                                       : "<built-in method %s of %s object at 0x%llx>",
                               name, type->c_name, (unsigned long long)self);
    return true;
}

/* What was found in the class. */
static struct error *bind(struct runtime *runtime, struct types *types, const struct found *found,
                          const struct access *access, const char *name, struct attribute *ret)
{
    uint64_t object = access->object, inner;
    struct error *error;

    if (!found->kind->binds || (object == 0 && stays_in_class(runtime, found->kind))) {
        ret->object = found->value;
        return NULL;
    }
    if (object != 0 && type_is(found->kind, "member_descriptor")) {
        error = member_read(runtime, types, object, access->type, found->value, name, ret);
        if (error == NULL || error->kind != ERROR_UNSUPPORTED)
            return error;
        error_destroy(error);
    }
    if (object != 0 && type_is(found->kind, "getset_descriptor") &&
        getter_read(runtime, types, object, found->owner, name, ret))
        return NULL;
    if (object != 0 && type_is(found->kind, "getset_descriptor") && ret->depth < HANDED_ON_MAX &&
        file_hands_on(runtime, object, access->type, found->owner, name, &inner))
        return attribute_find_within(runtime, types, inner, name, ret->depth + 1, ret);
    if (type_is(found->kind, "staticmethod") &&
        error_ignore(view_read_field(runtime->target, found->value,
                                     runtime->layout.staticmethod.sm_callable, &ret->object)) &&
        ret->object != 0)
        return NULL;
    if (make_method(runtime, types, found, access, &ret->method))
        return NULL;
    if (object != 0 && property_read(runtime, types, found->value, found->kind, object, ret))
        return NULL;
    if (object == 0 && property_of_class(runtime, types, found->value, found->kind, access->class,
                                         ret->depth, &ret->object))
        return NULL;
    ret->object = 0;
    ret->method = (struct bound_method){0};
    if (!show_native_method(runtime, types, found, access, ret))
        attribute_leave(ret, found->value, found->kind, found->owner, name);
    return NULL;
}

static bool is_generic(const struct type *type)
{
    const struct type *root = type;

    while (root->base != NULL)
        root = root->base;
    return type->getattro == root->getattro;
}

bool attribute_needs_c_code(struct runtime *runtime, struct types *types, const struct type *type)
{
    struct found method;

    return !is_generic(type) && type->kind != KIND_MODULE && type->kind != KIND_TYPE &&
           (type->kind != KIND_METHOD || type->heap) &&
           !is_overridden(runtime, types, type, "__getattribute__", &method) &&
           !is_overridden(runtime, types, type, "__getattr__", &method);
}

struct error *attribute_check_c_code(struct runtime *runtime, struct types *types,
                                     const struct type *type, const char *name)
{
    const struct type *native = type;

    if (!attribute_needs_c_code(runtime, types, type))
        return NULL;
    while (!native->native && native->base != NULL)
        native = native->base;
    /* A class statement's is what it derives from: a threading.local, say. */
    return error_create(
        ERROR_UNSUPPORTED,
        "%s%s%s%s is written in C and decides itself what '%s' is: that would have to "
        "run, and nothing is run in the target",
        type->name, native != type ? " derives from " : "", native != type ? native->name : "",
        native != type ? ", which" : "", name);
}

/*
 * A class: what its metaclass has comes first if it is a data descriptor, then what the class and
 * its bases have (type_getattro()).
 */
static struct error *find_of_type(struct runtime *runtime, struct types *types, uint64_t object,
                                  const struct type *type, const char *name, struct attribute *ret)
{
    struct access through_meta = {object, type->address, type}, through_class = {0, object, NULL};
    struct found of_meta, found;
    const struct type *self;

    TRY(types_get(types, object, &self));
    /* What cannot be seen of the metaclass is `type` itself, which has little. */
    if (!error_ignore(look_up(runtime, types, type, name, &of_meta)))
        of_meta.value = 0;
    if (of_meta.value != 0 && of_meta.kind->binds_first)
        return bind(runtime, types, &of_meta, &through_meta, name, ret);
    TRY(look_up(runtime, types, self, name, &found));
    if (found.value != 0)
        return bind(runtime, types, &found, &through_class, name, ret);
    if (of_meta.value != 0)
        return bind(runtime, types, &of_meta, &through_meta, name, ret);
    if (is_overridden(runtime, types, type, "__getattr__", &found))
        return needs_code(runtime, &found, "__getattr__", name);
    return no_attribute(runtime, types, object, type, name);
}

/* instance_getattr() and class_getattr() of 2.7's Objects/classobject.c; instance: 0 of a class. */
static struct error *find_of_old(struct runtime *runtime, struct types *types, uint64_t class,
                                 uint64_t instance, const struct type *type, const char *name,
                                 struct attribute *ret)
{
    struct access access = {instance, class, type};
    struct found found = {.owner = type};
    CLEANUP_FREE char *class_name = NULL;
    struct error *error;

    if (instance == 0 && old_class_special(runtime, class, name, &ret->object))
        return NULL;
    error = old_class_find(runtime, class, name, &found.value);

    if (error == NULL) {
        TRY(types_of(types, found.value, &found.kind));
        return bind(runtime, types, &found, &access, name, ret);
    }
    if (error->kind != ERROR_NOT_FOUND)
        return error;
    error_destroy(error);
    TRY(old_class_name(runtime, class, &class_name));
    if (instance != 0 && error_ignore(old_class_find(runtime, class, "__getattr__", &found.value)))
        return needs_code_of(runtime, class_name, "__getattr__", found.value, name);
    return error_create(ERROR_NOT_FOUND, "AttributeError: %s%s%s has no attribute '%s'",
                        instance != 0 ? "" : "class ", class_name, instance != 0 ? " instance" : "",
                        name);
}

static struct error *find_of_old_instance(struct runtime *runtime, struct types *types,
                                          uint64_t object, const struct type *type,
                                          const char *name, struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->old_instance.in_class, layout->old_instance.in_dict};
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, object, fields, 2, values));
    if (strcmp(name, "__class__") == 0 || strcmp(name, "__dict__") == 0) {
        ret->object = values[name[2] == 'd'];
        return NULL;
    }

    struct error *error = dict_find(runtime, values[1], name, &ret->object);

    if (error == NULL || error->kind != ERROR_NOT_FOUND)
        return error;
    error_destroy(error);
    return find_of_old(runtime, types, values[0], object, type, name, ret);
}

/* PyObject_GenericGetAttr(), and what module_getattro() and slot_tp_getattr_hook() do after it. */
static struct error *find_generic(struct runtime *runtime, struct types *types, uint64_t object,
                                  const struct type *type, const char *name, struct attribute *ret)
{
    struct access access = {object, type->address, type};
    struct found found;
    struct error *hidden = look_up(runtime, types, type, name, &found);

    if (hidden == NULL && found.value != 0 && found.kind->binds_first) {
        struct error *unset = bind(runtime, types, &found, &access, name, ret);

        /* A member of __slots__ that has no value is an AttributeError, which __getattr__ sees. */
        if (unset == NULL || unset->kind != ERROR_NOT_FOUND ||
            !is_overridden(runtime, types, type, "__getattr__", &found))
            return unset;
        error_destroy(unset);
        return needs_code(runtime, &found, "__getattr__", name);
    }

    struct error *error = object_attribute(runtime, object, name, &ret->object);

    if (error == NULL || error->kind != ERROR_NOT_FOUND) {
        error_destroy(hidden);
        return error;
    }
    error_destroy(error);
    if (hidden != NULL)
        return hidden;
    if (found.value != 0)
        return bind(runtime, types, &found, &access, name, ret);
    if (!is_generic(type) && is_overridden(runtime, types, type, "__getattr__", &found))
        return needs_code(runtime, &found, "__getattr__", name);
    if (type->kind == KIND_MODULE &&
        error_ignore(object_attribute(runtime, object, "__getattr__", &found.value)))
        return needs_code_of(runtime, type->name, "__getattr__", found.value, name);
    return no_attribute(runtime, types, object, type, name);
}

/* method_getattro(): what a method has not, its function may have. */
static struct error *find_of_method(struct runtime *runtime, struct types *types, uint64_t object,
                                    const struct type *type, const char *name,
                                    struct attribute *ret)
{
    struct access access = {object, type->address, type};
    uint64_t function;
    struct found found;

    TRY(look_up(runtime, types, type, name, &found));
    if (found.value != 0)
        return bind(runtime, types, &found, &access, name, ret);
    TRY(view_read_field(runtime->target, object, runtime->layout.method.im_func, &function));
    TRY(types_of(types, function, &type));
    /* A method of a method would lead from one to the next without end. */
    if (!is_generic(type))
        return needs_code_of(runtime, type->name, "__getattribute__", 0, name);
    return find_generic(runtime, types, function, type, name, ret);
}

void attribute_make_none(struct attribute *ret)
{
    ret->made = (struct made){.kind = MADE_NONE};
}

void attribute_make_bool(struct attribute *ret, bool truth)
{
    ret->made = (struct made){.kind = MADE_BOOL, .truth = truth};
}

void attribute_make_int(struct attribute *ret, int64_t integer)
{
    ret->made = (struct made){.kind = MADE_INT, .integer = integer};
}

void attribute_make_float(struct attribute *ret, double number)
{
    ret->made = (struct made){.kind = MADE_FLOAT, .number = number};
}

void attribute_make_str(struct attribute *ret, char *text)
{
    ret->made = (struct made){.kind = MADE_STR, .text = text};
}

void attribute_deinit(struct attribute *attribute)
{
    if (attribute->made.kind == MADE_STR)
        free(take_pointer(attribute->made.text));
    free(take_pointer(attribute->shown));
    free(take_pointer(attribute->type));
}

struct error *attribute_find(struct runtime *runtime, struct types *types, uint64_t object,
                             const char *name, struct attribute *ret)
{
    return attribute_find_within(runtime, types, object, name, 0, ret);
}

struct error *attribute_find_within(struct runtime *runtime, struct types *types, uint64_t object,
                                    const char *name, unsigned depth, struct attribute *ret)
{
    const struct type *type;
    struct found method;

    *ret = (struct attribute){.depth = depth};
    TRY(types_of(types, object, &type));
    if (type->kind == KIND_OLD_INSTANCE)
        return find_of_old_instance(runtime, types, object, type, name, ret);
    if (type->kind == KIND_OLD_CLASS)
        return find_of_old(runtime, types, object, 0, type, name, ret);
    if (!is_generic(type) && is_overridden(runtime, types, type, "__getattribute__", &method))
        return needs_code(runtime, &method, "__getattribute__", name);
    if (strcmp(name, "__class__") == 0 && type->kind != KIND_PROXY &&
        !is_overridden(runtime, types, type, name, &method)) {
        ret->object = type->address;
        return NULL;
    }
    if (type->kind == KIND_TYPE)
        return find_of_type(runtime, types, object, type, name, ret);
    if (type->kind == KIND_METHOD && !type->heap)
        return find_of_method(runtime, types, object, type, name, ret);
    TRY(attribute_check_c_code(runtime, types, type, name));
    return find_generic(runtime, types, object, type, name, ret);
}
