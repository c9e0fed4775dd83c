/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be called or run, and what refers to others: Objects/funcobject.c, classobject.c, ... */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/code.h"
#include "python/frame-object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000

static void put_address(struct repr *r, const char *before, uint64_t address, const char *after)
{
    repr_printf(r, "%s0x%llx%s", before, (unsigned long long)address, after);
}

/* The str at a field of an object. */
static struct error *read_name(struct repr *r, uint64_t object, struct layout_field field,
                               char **ret)
{
    uint64_t name;

    TRY(view_read_field(r->runtime->target, object, field, &name));
    return string_read(r->runtime, name, NULL, NAME_MAX_CHARACTERS, ret);
}

/* __qualname__, or in 2.7 __name__. */
static struct error *function_name(struct repr *r, uint64_t object, char **ret)
{
    const struct layout *layout = &r->runtime->layout;

    return read_name(r, object,
                     layout_has(layout->function.func_qualname) ? layout->function.func_qualname
                                                                : layout->function.func_name,
                     ret);
}

struct error *repr_function(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *name = NULL;

    (void)type;
    TRY(function_name(r, object, &name));
    repr_printf(r, "<function %s", name);
    put_address(r, " at ", object, ">");
    return NULL;
}

/* The name in a PyMethodDef. */
static struct error *builtin_name(struct repr *r, uint64_t object, char **ret)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t definition, name;

    TRY(view_read_field(r->runtime->target, object, layout->cfunction.m_ml, &definition));
    TRY(view_read_field(r->runtime->target, definition, layout->method_def.ml_name, &name));
    return target_read_cstring(r->runtime->target, name, NAME_MAX_CHARACTERS, ret);
}

/* The type of what a built-in method is bound to; NULL for a function. */
static struct error *builtin_self(struct repr *r, uint64_t object, uint64_t *self,
                                  const struct type **ret)
{
    *ret = NULL;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.cfunction.m_self, self));
    if (*self == 0)
        return NULL;
    TRY(types_of(r->types, *self, ret));
    if ((*ret)->kind == KIND_MODULE)
        *ret = NULL;
    return NULL;
}

/* __qualname__ of a built-in function or method. */
static struct error *builtin_qualname(struct repr *r, uint64_t object, char **ret)
{
    CLEANUP_FREE char *name = NULL;
    const struct type *bound;
    uint64_t self;

    TRY(builtin_name(r, object, &name));
    TRY(builtin_self(r, object, &self, &bound));
    if (bound != NULL && bound->kind == KIND_TYPE)
        TRY(types_get(r->types, self, &bound));
    *ret = bound != NULL ? xasprintf("%s.%s", type_short_name(bound), name) : take_pointer(name);
    return NULL;
}

/* The class of a method, which only 2.7 names; "?" where it has none. */
static struct error *name_of_class(struct repr *r, uint64_t class, char **ret)
{
    const struct type *type, *metatype;

    if (class == 0) {
        *ret = xstrdup("?");
        return NULL;
    }
    TRY(types_of(r->types, class, &metatype));
    if (metatype->kind == KIND_OLD_CLASS)
        return old_class_name(r->runtime, class, ret);
    TRY(types_get(r->types, class, &type));
    *ret = xstrdup(type_short_name(type));
    return NULL;
}

/* 2.7 has methods without an object as well. */
static struct error *write_old_method(struct repr *r, uint64_t self, uint64_t class,
                                      const char *name)
{
    CLEANUP_FREE char *of = NULL;

    TRY(name_of_class(r, class, &of));
    repr_printf(r, "<%s method %s.%s", self != 0 ? "bound" : "unbound", of, name);
    if (self != 0) {
        repr_put(r, " of ");
        repr_write(r, self);
    }
    repr_put(r, ">");
    return NULL;
}

/* What is neither a function nor built in may have a name among its attributes. */
static struct error *name_among_attributes(struct repr *r, uint64_t object, char **ret)
{
    static const char *const names[] = {"__qualname__", "__name__"};
    bool old = r->runtime->layout.traits.strings_are_bytes;
    const struct type *type;
    uint64_t name;

    for (int i = old; i < 2; i++)
        if (error_ignore(object_attribute(r->runtime, object, names[i], &name)) &&
            error_ignore(types_of(r->types, name, &type)) &&
            type->kind == (old ? KIND_BYTES : KIND_STR))
            return string_read(r->runtime, name, NULL, NAME_MAX_CHARACTERS, ret);
    *ret = NULL;
    return NULL;
}

/* method_repr() of Objects/classobject.c, instancemethod_repr() in 2.7 */
struct error *repr_put_method(struct repr *r, const struct bound_method *method)
{
    bool old = layout_has(r->runtime->layout.method.im_class);
    CLEANUP_FREE char *name = NULL;
    const struct type *function;

    TRY(types_of(r->types, method->function, &function));
    if (function->kind == KIND_FUNCTION)
        TRY(function_name(r, method->function, &name));
    else if (function->kind == KIND_BUILTIN)
        TRY(old ? builtin_name(r, method->function, &name)
                : builtin_qualname(r, method->function, &name));
    else if (function->kind == KIND_TYPE)
        TRY(repr_callable_name(r, method->function, function, &name));
    else
        TRY(name_among_attributes(r, method->function, &name));
    if (old)
        return write_old_method(r, method->self, method->class, name != NULL ? name : "?");
    repr_printf(r, "<bound method %s of ", name != NULL ? name : "?");
    repr_write(r, method->self);
    repr_put(r, ">");
    return NULL;
}

struct error *repr_method(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->method.im_func, layout->method.im_self,
                                    layout->method.im_class};
    uint64_t values[3];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    return repr_put_method(r, &(struct bound_method){values[0], values[1], values[2]});
}

struct error *repr_callable_name(struct repr *r, uint64_t object, const struct type *type,
                                 char **ret)
{
    const struct layout *layout = &r->runtime->layout;
    const struct type *class;
    uint64_t function;

    *ret = NULL;
    if (type->kind == KIND_FUNCTION)
        return function_name(r, object, ret);
    if (type->kind == KIND_BUILTIN)
        return builtin_qualname(r, object, ret);
    if (type->kind == KIND_TYPE) {
        TRY(types_get(r->types, object, &class));
        if (class->heap && layout_has(layout->heap_type.ht_qualname))
            return read_name(r, object, layout->heap_type.ht_qualname, ret);
        *ret = xstrdup(type_short_name(class));
        return NULL;
    }
    if (type->kind != KIND_METHOD)
        return NULL;
    TRY(view_read_field(r->runtime->target, object, layout->method.im_func, &function));
    TRY(types_of(r->types, function, &class));
    return class->kind == KIND_METHOD ? NULL : repr_callable_name(r, function, class, ret);
}

struct error *repr_builtin(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *name = NULL;
    const struct type *bound;
    uint64_t self;

    (void)type;
    TRY(builtin_name(r, object, &name));
    TRY(builtin_self(r, object, &self, &bound));
    if (bound != NULL) {
        repr_printf(r, "<built-in method %s of %s object at 0x%llx>", name, bound->c_name,
                    (unsigned long long)self);
        return NULL;
    }
    repr_printf(r, "<built-in function %s>", name);
    return NULL;
}

struct error *repr_code(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    CLEANUP_FREE char *name = NULL;
    CLEANUP_FREE char *file = NULL;
    uint64_t line;

    (void)type;
    TRY(read_name(r, object, layout->code.co_name, &name));
    TRY(read_name(r, object, layout->code.co_filename, &file));
    TRY(view_read_field(r->runtime->target, object, layout->code.co_firstlineno, &line));
    repr_printf(r, "<code object %s at 0x%llx, file \"%s\", line %d>", name,
                (unsigned long long)object, file, (int)line);
    return NULL;
}

struct error *repr_generator(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    CLEANUP_FREE char *name = NULL;
    uint64_t code;

    if (layout_has(layout->generator.gi_qualname)) {
        TRY(read_name(r, object, layout->generator.gi_qualname, &name));
    } else {
        TRY(view_read_field(r->runtime->target, object, layout->generator.gi_code, &code));
        TRY(read_name(r, code, layout->code.co_name, &name));
    }
    repr_printf(r, "<%s object %s at 0x%llx>", type->c_name, name, (unsigned long long)object);
    return NULL;
}

struct error *repr_cell(struct repr *r, uint64_t object, const struct type *type)
{
    const struct type *inner;
    uint64_t value;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.cell.ob_ref, &value));
    put_address(r, "<cell at ", object, ": ");
    if (value == 0) {
        repr_put(r, "empty>");
        return NULL;
    }
    TRY(types_of(r->types, value, &inner));
    repr_printf(r, "%.80s object at 0x%llx>", inner->c_name, (unsigned long long)value);
    return NULL;
}

/* The __name__ of what a weak reference refers to; NULL: it has none. */
static char *referent_name(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    const struct type *self;
    char *name = NULL;
    uint64_t value;

    if (type->kind == KIND_FUNCTION)
        error_ignore(read_name(r, object, layout->function.func_name, &name));
    else if (type->kind == KIND_TYPE && error_ignore(types_get(r->types, object, &self)))
        name = xstrdup(type_short_name(self));
    else if (type->kind == KIND_BUILTIN &&
             error_ignore(
                 view_read_field(r->runtime->target, object, layout->cfunction.m_ml, &value)) &&
             error_ignore(
                 view_read_field(r->runtime->target, value, layout->method_def.ml_name, &value)))
        error_ignore(target_read_cstring(r->runtime->target, value, NAME_MAX_CHARACTERS, &name));
    else if ((type->kind == KIND_OBJECT || type->kind == KIND_MODULE) &&
             error_ignore(object_attribute(r->runtime, object, "__name__", &value)))
        error_ignore(string_read(r->runtime, value, NULL, NAME_MAX_CHARACTERS, &name));
    else if (type->kind == KIND_GENERATOR || type->kind == KIND_COROUTINE ||
             type->kind == KIND_ASYNC_GENERATOR)
        error_ignore(read_name(r, object, layout->generator.gi_name, &name));
    return name;
}

struct error *repr_weakref(struct repr *r, uint64_t object, const struct type *type)
{
    const struct type *inner;
    uint64_t referent;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.weakref.wr_object,
                        &referent));
    TRY(types_of(r->types, referent, &inner));
    if (inner->kind == KIND_NONE) {
        put_address(r, "<weakref at ", object, "; dead>");
        return NULL;
    }

    CLEANUP_FREE char *name = referent_name(r, referent, inner);

    repr_printf(r, "<weakref at 0x%llx; to '%.50s' at 0x%llx", (unsigned long long)object,
                inner->c_name, (unsigned long long)referent);
    repr_printf(r, name != NULL ? " (%s)>" : "%s>", name != NULL ? name : "");
    return NULL;
}

/* proxy_repr() of Objects/weakrefobject.c */
struct error *repr_proxy(struct repr *r, uint64_t object, const struct type *type)
{
    bool old = !r->runtime->layout.traits.proxy_as_reference;
    const struct type *inner;
    uint64_t referent;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.weakref.wr_object,
                        &referent));
    TRY(types_of(r->types, referent, &inner));
    if (inner->kind == KIND_NONE && !old)
        put_address(r, "<weakproxy at ", object, "; dead>");
    else
        repr_printf(r,
                    old ? "<weakproxy at 0x%llx to %s at 0x%llx>"
                        : "<weakproxy at 0x%llx; to '%s' at 0x%llx>",
                    (unsigned long long)object, inner->c_name, (unsigned long long)referent);
    return NULL;
}

/* frame_repr() of Objects/frameobject.c; object's own before 3.7 */
struct error *repr_frame(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    const struct code *code;
    uint64_t file;
    int line;

    (void)type;
    TRY(frame_object_position(r->runtime, object, &code, &line));
    TRY(view_read_field(r->runtime->target, code->address, layout->code.co_filename, &file));
    put_address(r, "<frame at ", object, ", file ");
    repr_write(r, file);
    repr_printf(r, ", line %d, code %s>", line, code->name);
    return NULL;
}
