/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What annotations are made of: Lib/typing.py, and annotationlib.py from 3.14 on; what of it is
 * written in C from 3.12 on, Objects/typevarobject.c.
 */
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

#define PARAMETERS_MAX 10000

/* What _type_repr() of that version does with a function: its repr(), its name, or that with its
 * module. */
static struct error *put_function(struct repr *r, uint64_t object,
                                  const struct library_function *function)
{
    CLEANUP_FREE char *module = NULL;
    CLEANUP_FREE char *name = NULL;
    uint64_t helper, value;
    bool bare;

    TRY(library_global(r, function, "_type_repr", &helper));
    TRY(library_code_names(r, helper, "FunctionType", &bare));
    TRY(library_get(r, object, bare ? "__name__" : "__qualname__", &value));
    TRY(library_text(r, value, &name));
    if (!bare) {
        TRY(library_get(r, object, "__module__", &value));
        TRY(library_text(r, value, &module));
    }
    if (module != NULL && strcmp(module, "builtins") != 0)
        repr_printf(r, "%s.", module);
    repr_put(r, name);
    return NULL;
}

static struct error *put_types(struct repr *r, const library_objects *objects, size_t count,
                               const struct library_function *function);

/* The lists of parameters in what takes a ParamSpec, 3.13+. */
static struct error *put_tuple(struct repr *r, uint64_t object,
                               const struct library_function *function)
{
    library_objects items = {0};
    struct error *error;
    uint64_t helper;
    bool listed;

    TRY(library_global(r, function, "_type_repr", &helper));
    TRY(library_code_names(r, helper, "tuple", &listed));
    if (!listed) {
        repr_write(r, object);
        return NULL;
    }
    if (!library_enter(r, object, function, "[", "]"))
        return NULL;
    error = library_sequence(r, object, PARAMETERS_MAX, &items);
    if (error == NULL)
        error = put_types(r, &items, items.count, function);
    array_deinit(&items);
    TRY(error);
    repr_leave(r);
    repr_put(r, "]");
    return NULL;
}

/* _type_repr() */
static struct error *put_type(struct repr *r, uint64_t object,
                              const struct library_function *function)
{
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    switch (type->kind) {
    case KIND_TYPE:
        TRY(types_get(r->types, object, &type));
        repr_put(r, type->name);
        return NULL;
    case KIND_ELLIPSIS:
        repr_put(r, "...");
        return NULL;
    case KIND_FUNCTION:
        return put_function(r, object, function);
    case KIND_TUPLE:
        return put_tuple(r, object, function);
    default:
        repr_write(r, object);
        return NULL;
    }
}

static struct error *put_types(struct repr *r, const library_objects *objects, size_t count,
                               const struct library_function *function)
{
    for (size_t i = 0; i < count && repr_begin_item(r, i); i++)
        TRY(put_type(r, objects->data[i], function));
    return NULL;
}

/* ---- aliases */

/* What the object has in its own dict; it asks its origin for all else. */
static struct error *get_name(struct repr *r, uint64_t object, char **ret)
{
    uint64_t name;

    TRY(library_get(r, object, "_name", &name));
    *ret = NULL;
    return library_is_none(r, name) ? NULL : library_text(r, name, ret);
}

static struct error *put_origin(struct repr *r, uint64_t object,
                                const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t origin;

    TRY(get_name(r, object, &name));
    if (name != NULL && name[0] != '\0') {
        repr_printf(r, "typing.%s", name);
        return NULL;
    }
    TRY(library_get(r, object, "__origin__", &origin));
    return put_type(r, origin, function);
}

/* Before 3.11 an alias has no empty arguments. */
static struct error *put_alias(struct repr *r, uint64_t object, const library_objects *args,
                               const struct library_function *function)
{
    TRY(put_origin(r, object, function));
    repr_put(r, args->count > 0 ? "[" : "[()");
    TRY(put_types(r, args, args->count, function));
    repr_put(r, "]");
    return NULL;
}

static bool is_kind(struct repr *r, uint64_t object, enum type_kind kind)
{
    const struct type *type;

    return error_ignore(types_of(r->types, object, &type)) && type->kind == kind;
}

static bool is_class(struct repr *r, uint64_t object, const char *name)
{
    const struct type *type;

    return is_kind(r, object, KIND_TYPE) && error_ignore(types_get(r->types, object, &type)) &&
           strcmp(type->name, name) == 0;
}

/* _is_param_expr() of what stands before the result of a Callable. */
static bool is_parameters(struct repr *r, uint64_t object)
{
    const struct type *type;

    if (!error_ignore(types_of(r->types, object, &type)))
        return false;
    return type->kind == KIND_ELLIPSIS || strcmp(type->name, "typing.ParamSpec") == 0 ||
           strcmp(type->name, "typing._ConcatenateGenericAlias") == 0;
}

/* _CallableGenericAlias.__repr__(), a part of the next one before 3.9 */
static struct error *put_callable(struct repr *r, uint64_t object, const library_objects *args,
                                  const struct library_function *function)
{
    if (args->count == 0 || (args->count == 2 && is_parameters(r, args->data[0])))
        return put_alias(r, object, args, function);
    TRY(put_origin(r, object, function));
    repr_put(r, "[[");
    TRY(put_types(r, args, args->count - 1, function));
    repr_put(r, "], ");
    TRY(put_type(r, args->data[args->count - 1], function));
    repr_put(r, "]");
    return NULL;
}

/* _UnionGenericAlias.__repr__(), 3.9 to 3.13 */
static struct error *put_union(struct repr *r, uint64_t object, const library_objects *args,
                               const struct library_function *function)
{
    for (size_t i = 0; args->count == 2 && i < 2; i++) {
        if (!is_class(r, args->data[i], "NoneType"))
            continue;
        repr_put(r, "typing.Optional[");
        TRY(put_type(r, args->data[1 - i], function));
        repr_put(r, "]");
        return NULL;
    }
    return put_alias(r, object, args, function);
}

/* _UnpackGenericAlias.__repr__(): 3.11 writes a star. */
static struct error *put_unpacked(struct repr *r, uint64_t object, const library_objects *args,
                                  const struct library_function *function)
{
    bool spelled;

    (void)object;
    if (args->count != 1)
        return library_unlike("unpacked type");
    TRY(library_code_names(r, function->address, "_type_repr", &spelled));
    repr_put(r, spelled ? "typing.Unpack[" : "*");
    if (!spelled) {
        repr_write(r, args->data[0]);
        return NULL;
    }
    TRY(put_type(r, args->data[0], function));
    repr_put(r, "]");
    return NULL;
}

/* _AnnotatedAlias.__repr__() */
static struct error *put_annotated(struct repr *r, uint64_t object, const library_objects *args,
                                   const struct library_function *function)
{
    library_objects items = {0};
    uint64_t origin, metadata;
    struct error *error;

    (void)args;
    TRY(library_get(r, object, "__origin__", &origin));
    TRY(library_get(r, object, "__metadata__", &metadata));
    repr_put(r, "typing.Annotated[");
    TRY(put_type(r, origin, function));
    error = library_sequence(r, metadata, PARAMETERS_MAX, &items);
    for (size_t i = 0; error == NULL && i < items.count && repr_begin_item(r, i + 1); i++)
        repr_write(r, items.data[i]);
    array_deinit(&items);
    TRY(error);
    repr_put(r, "]");
    return NULL;
}

/* Those of the classes that derive from _GenericAlias. */
static const struct form {
    const char *name; /* the function's; NULL: the others' */
    struct error *(*put)(struct repr *r, uint64_t object, const library_objects *args,
                         const struct library_function *function);
} forms[] = {
    {"_AnnotatedAlias.__repr__", put_annotated},
    {"_CallableGenericAlias.__repr__", put_callable},
    {"_UnionGenericAlias.__repr__", put_union},
    {"_UnpackGenericAlias.__repr__", put_unpacked},
    {NULL, put_alias},
};

static struct error *put_form(struct repr *r, uint64_t object, const library_objects *args,
                              const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    const struct form *form = forms;

    while (form->name != NULL && strcmp(form->name, function->name) != 0)
        form++;
    /* 3.7 and 3.8 have one class for all. */
    if (form->name == NULL && error_ignore(get_name(r, object, &name)) && name != NULL &&
        strcmp(name, "Callable") == 0)
        return put_callable(r, object, args, function);
    return form->put(r, object, args, function);
}

/* _GenericAlias.__repr__() and those of the classes that derive from it */
struct error *library_generic_alias(struct repr *r, uint64_t object, const struct type *type,
                                    const struct library_function *function)
{
    library_objects items = {0};
    bool special = false;
    struct error *error;
    uint64_t args;

    (void)type;
    /* 3.7, 3.8: typing.List itself is of this class. */
    if (error_ignore(library_get(r, object, "_special", &args)))
        TRY(library_is_true(r, args, &special));
    if (special)
        return put_origin(r, object, function);
    TRY(library_get(r, object, "__args__", &args));
    if (!library_enter(r, object, function, "", ""))
        return NULL;
    error = library_sequence(r, args, PARAMETERS_MAX, &items);
    if (error == NULL)
        error = put_form(r, object, &items, function);
    array_deinit(&items);
    TRY(error);
    repr_leave(r);
    return NULL;
}

/* _CallableGenericAlias.__repr__() of Lib/_collections_abc.py: collections.abc.Callable[[int], str]
 */
struct error *library_abc_callable(struct repr *r, uint64_t object, const struct type *type,
                                   const struct library_function *function)
{
    const struct layout *layout = &r->runtime->layout;
    library_objects items = {0};
    struct error *error;
    uint64_t args;

    (void)function;
    if (type->kind != KIND_GENERIC_ALIAS)
        return library_unlike("alias");
    TRY(view_read_field(r->runtime->target, object, layout->generic_alias.args, &args));
    if (!library_enter(r, object, function, "", ""))
        return NULL;
    error = library_sequence(r, args, PARAMETERS_MAX, &items);
    if (error == NULL && items.count < 1)
        error = library_unlike("alias");
    if (error == NULL) {
        bool bare = items.count == 2 && is_parameters(r, items.data[0]);

        repr_put(r, bare ? "collections.abc.Callable[" : "collections.abc.Callable[[");
        for (size_t i = 0; i + 1 < items.count && repr_begin_item(r, i); i++)
            repr_put_parameter(r, items.data[i]);
        repr_put(r, bare ? ", " : "], ");
        repr_put_parameter(r, items.data[items.count - 1]);
        repr_put(r, "]");
    }
    array_deinit(&items);
    TRY(error);
    repr_leave(r);
    return NULL;
}

/* ---- names */

static struct error *get_flag(struct repr *r, uint64_t object, const char *name, bool *ret)
{
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    return library_is_true(r, value, ret);
}

/* TypeVar.__repr__() and that of ParamSpec, until they were written in C */
struct error *library_type_variable(struct repr *r, uint64_t object, const struct type *type,
                                    const struct library_function *function)
{
    bool covariant, contravariant;

    (void)type;
    (void)function;
    TRY(get_flag(r, object, "__covariant__", &covariant));
    TRY(get_flag(r, object, "__contravariant__", &contravariant));
    repr_put(r, covariant ? "+" : contravariant ? "-" : "~");
    return library_put_attribute(r, object, "__name__");
}

/* _AnyMeta.__repr__(), 3.11+: Any is a class, of which others may derive. */
struct error *library_any(struct repr *r, uint64_t object, const struct type *type,
                          const struct library_function *function)
{
    uint64_t any;

    (void)type;
    TRY(library_global(r, function, "Any", &any));
    if (object != any) {
        const struct type *self;

        TRY(types_get(r->types, object, &self));
        repr_printf(r, "<class '%s'>", self->name);
        return NULL;
    }
    repr_put(r, "typing.Any");
    return NULL;
}

/* ForwardRef.__repr__() */
struct error *library_forward_reference(struct repr *r, uint64_t object, const struct type *type,
                                        const struct library_function *function)
{
    uint64_t text, tree;
    bool has_module, has_owner, in_class = false;

    (void)type;
    TRY(library_code_names(r, function->address, "__forward_module__", &has_module));
    TRY(library_code_names(r, function->address, "__owner__", &has_owner));
    /* 3.14+: what was put together of other types is written out as source text then. */
    if (has_owner && error_ignore(library_get(r, object, "__extra_names__", &tree)) &&
        !library_is_none(r, tree))
        return library_unlike("forward reference");
    TRY(library_get(r, object, has_owner ? "__arg__" : "__forward_arg__", &text));
    repr_put(r, "ForwardRef(");
    repr_write(r, text);
    if (has_module)
        TRY(library_put_unless_none(r, object, "__forward_module__", ", module="));
    if (has_owner) {
        TRY(get_flag(r, object, "__forward_is_class__", &in_class));
        repr_put(r, in_class ? ", is_class=True" : "");
        TRY(library_put_unless_none(r, object, "__owner__", ", owner="));
    }
    repr_put(r, ")");
    return NULL;
}

/* ---- Objects/typevarobject.c, 3.12+ */

static struct error *put_variable(struct repr *r, uint64_t object, struct layout_field name,
                                  struct layout_field covariant, struct layout_field contravariant,
                                  struct layout_field inferred)
{
    struct layout_field fields[] = {name, covariant, contravariant, inferred};
    uint64_t values[4];

    TRY(view_read_fields(r->runtime->target, object, fields, 4, values));
    if (values[3] == 0)
        repr_put(r, values[1] != 0 ? "+" : values[2] != 0 ? "-" : "~");
    return repr_put_name(r, values[0]);
}

struct error *repr_typevar(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *l = &r->runtime->layout;

    (void)type;
    return put_variable(r, object, l->typevar.name, l->typevar.covariant, l->typevar.contravariant,
                        l->typevar.infer_variance);
}

struct error *repr_paramspec(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *l = &r->runtime->layout;

    (void)type;
    return put_variable(r, object, l->paramspec.name, l->paramspec.covariant,
                        l->paramspec.contravariant, l->paramspec.infer_variance);
}

/* 3.15 knows variance of these too. */
struct error *repr_typevartuple(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *l = &r->runtime->layout;
    uint64_t name;

    (void)type;
    if (layout_has(l->typevartuple.infer_variance))
        return put_variable(r, object, l->typevartuple.name, l->typevartuple.covariant,
                            l->typevartuple.contravariant, l->typevartuple.infer_variance);
    TRY(view_read_field(r->runtime->target, object, l->typevartuple.name, &name));
    return repr_put_name(r, name);
}

/* paramspecargs_repr() and paramspeckwargs_repr(): of a ParamSpec its name. */
struct error *repr_paramspec_attribute(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    const struct type *of;
    uint64_t origin, name;

    TRY(view_read_field(r->runtime->target, object, layout->paramspec_attr.origin, &origin));
    TRY(types_of(r->types, origin, &of));
    if (of->kind == KIND_PARAMSPEC) {
        TRY(view_read_field(r->runtime->target, origin, layout->paramspec.name, &name));
        TRY(repr_put_name(r, name));
    } else {
        repr_write(r, origin);
    }
    repr_put(r, type->kind == KIND_PARAMSPEC_ARGS ? ".args" : ".kwargs");
    return NULL;
}

/* typealias_repr(): from 3.15 on with what it is made within, where that is known. */
struct error *repr_type_alias(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->typealias.name, layout->typealias.qualname};
    uint64_t names[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, names));
    return repr_put_name(r, names[1] != 0 ? names[1] : names[0]);
}

struct error *repr_no_default(struct repr *r, uint64_t object, const struct type *type)
{
    (void)object;
    (void)type;
    repr_put(r, "typing.NoDefault");
    return NULL;
}
