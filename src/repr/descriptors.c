/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What classes are made of, and what stands for types: Objects/funcobject.c (staticmethod,
 * classmethod), descrobject.c, typeobject.c (super), genericaliasobject.c, unionobject.c,
 * capsule.c.
 */
#include <string.h>

#include "base/memory.h"
#include "python/object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000

static struct error *write_of_callable(struct repr *r, uint64_t object, struct layout_field field,
                                       const char *name)
{
    CLEANUP_FREE char *open = xasprintf("<%s(", name);
    struct repr_brackets brackets = {open, ")>", "..."};
    uint64_t callable;

    TRY(view_read_field(r->runtime->target, object, field, &callable));
    if (!repr_open(r, object, &brackets))
        return NULL;
    repr_write(r, callable);
    repr_leave(r);
    repr_put(r, ")>");
    return NULL;
}

struct error *repr_staticmethod(struct repr *r, uint64_t object, const struct type *type)
{
    (void)type;
    return write_of_callable(r, object, r->runtime->layout.staticmethod.sm_callable,
                             "staticmethod");
}

struct error *repr_classmethod(struct repr *r, uint64_t object, const struct type *type)
{
    (void)type;
    return write_of_callable(r, object, r->runtime->layout.classmethod.cm_callable, "classmethod");
}

struct error *repr_super(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->super.type, layout->super.obj_type};
    const struct type *class = NULL, *of = NULL;
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    if (values[0] != 0)
        TRY(types_get(r->types, values[0], &class));
    if (values[1] != 0)
        TRY(types_get(r->types, values[1], &of));
    repr_printf(r, "<super: <class '%s'>, ", class != NULL ? class->c_name : "NULL");
    repr_printf(r, of != NULL ? "<%s object>>" : "%s>", of != NULL ? of->c_name : "NULL");
    return NULL;
}

/* d_name and d_type. */
static struct error *read_descriptor(struct repr *r, uint64_t object, char **name,
                                     const struct type **of)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->descr.d_name, layout->descr.d_type};
    uint64_t values[2];

    if (layout->descr.size == 0)
        return error_create(ERROR_UNSUPPORTED, "this build's descriptors are not known");
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(types_get(r->types, values[1], of));
    return string_read(r->runtime, values[0], NULL, NAME_MAX_CHARACTERS, name);
}

struct error *repr_descriptor(struct repr *r, uint64_t object, const struct type *type)
{
    const char *word = type->shown_as == KIND_METHOD_DESCRIPTOR    ? "method"
                       : type->shown_as == KIND_MEMBER_DESCRIPTOR  ? "member"
                       : type->shown_as == KIND_WRAPPER_DESCRIPTOR ? "slot wrapper"
                                                                   : "attribute";
    CLEANUP_FREE char *name = NULL;
    const struct type *of;

    TRY(read_descriptor(r, object, &name, &of));
    if (of->base == NULL && r->runtime->layout.traits.bare_descriptors)
        repr_printf(r, "<%s '%s'>", word, name);
    else
        repr_printf(r, "<%s '%s' of '%s' objects>", word, name, of->c_name);
    return NULL;
}

struct error *repr_method_wrapper(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->method_wrapper.descr, layout->method_wrapper.self};
    CLEANUP_FREE char *name = NULL;
    const struct type *of, *self;
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(read_descriptor(r, values[0], &name, &of));
    TRY(types_of(r->types, values[1], &self));
    repr_printf(r, "<method-wrapper '%s' of %s object at 0x%llx>", name, self->c_name,
                (unsigned long long)values[1]);
    return NULL;
}

struct error *repr_capsule(struct repr *r, uint64_t object, const struct type *type)
{
    struct layout_field field = r->runtime->layout.capsule.name;
    CLEANUP_FREE char *name = NULL;
    uint64_t address;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, field, &address));
    if (address != 0)
        TRY(target_read_cstring(r->runtime->target, address, NAME_MAX_CHARACTERS, &name));
    repr_printf(
        r, name != NULL ? "<capsule object \"%s\" at 0x%llx>" : "<capsule object %s at 0x%llx>",
        name != NULL ? name : "NULL", (unsigned long long)object);
    return NULL;
}

/* ---- list[int], int | None */

/* ga_repr_items_list(): of a list that is a parameter, from 3.12 on. */
static bool put_list(struct repr *r, uint64_t object, const struct type *type)
{
    static const struct repr_brackets brackets = {"[", "]", "[...]"};
    const struct layout *layout = &r->runtime->layout;
    struct sequence items;
    uint64_t item;

    if (!layout->traits.alias_lists || !type->builtin || type->kind != KIND_LIST ||
        !error_ignore(sequence_of_list(r->runtime, object, &items)))
        return false;
    if (!repr_open(r, object, &brackets))
        return true;
    for (uint64_t i = 0; i < items.count && repr_begin_item(r, i); i++) {
        if (!error_ignore(target_read_u64(r->runtime->target, items.address + 8 * i, &item))) {
            repr_put_unreadable(r, items.address + 8 * i);
            break;
        }
        repr_put_parameter(r, item);
    }
    repr_leave(r);
    repr_put(r, "]");
    return true;
}

/* A `type` statement's, which is named as a class is, 3.15+. */
static bool put_alias(struct repr *r, uint64_t object)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->typealias.qualname, layout->typealias.module,
                                    layout->typealias.compute_value};
    CLEANUP_FREE char *qualname = NULL;
    CLEANUP_FREE char *module = NULL;
    uint64_t values[3];

    if (!layout_has(fields[0]) ||
        !error_ignore(view_read_fields(r->runtime->target, object, fields, 3, values)) ||
        (values[1] == 0 &&
         !error_ignore(view_read_field(r->runtime->target, values[2], layout->function.func_module,
                                       &values[1]))) ||
        !error_ignore(string_read(r->runtime, values[0], NULL, NAME_MAX_CHARACTERS, &qualname)) ||
        !error_ignore(string_read(r->runtime, values[1], NULL, NAME_MAX_CHARACTERS, &module)))
        return false;
    repr_printf(r, "%s.%s", module, qualname);
    return true;
}

void repr_put_parameter(struct repr *r, uint64_t object)
{
    const struct type *type, *class;

    if (error_ignore(types_of(r->types, object, &type))) {
        if (type->kind == KIND_ELLIPSIS) {
            repr_put(r, "...");
            return;
        }
        if (type->kind == KIND_TYPE && error_ignore(types_get(r->types, object, &class))) {
            repr_put(r, class->name);
            return;
        }
        if (type->kind == KIND_TYPE_ALIAS && put_alias(r, object))
            return;
        if (put_list(r, object, type))
            return;
    }
    repr_write(r, object);
}

static struct error *read_tuple(struct repr *r, uint64_t tuple, uint64_t *count)
{
    const struct type *type;

    TRY(types_of(r->types, tuple, &type));
    if (type->kind != KIND_TUPLE)
        return error_create(ERROR_CORRUPT, "the parameters are no tuple");
    return view_read_field(r->runtime->target, tuple, r->runtime->layout.var_object.ob_size, count);
}

static struct error *tuple_item(struct repr *r, uint64_t tuple, uint64_t i, uint64_t *ret)
{
    return target_read_u64(r->runtime->target,
                           tuple + r->runtime->layout.tuple.ob_item.offset + 8 * i, ret);
}

struct error *repr_generic_alias(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->generic_alias.origin, layout->generic_alias.args,
                                    layout->generic_alias.starred};
    static const struct repr_brackets brackets = {"", "", "..."};
    uint64_t values[3], count, item;

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    TRY(read_tuple(r, values[1], &count));
    if (!repr_open(r, object, &brackets))
        return NULL;
    repr_put(r, values[2] != 0 ? "*" : "");
    repr_put_parameter(r, values[0]);
    repr_put(r, "[");
    for (uint64_t i = 0; i < count && repr_begin_item(r, i); i++) {
        TRY(tuple_item(r, values[1], i, &item));
        repr_put_parameter(r, item);
    }
    repr_leave(r);
    repr_put(r, count == 0 ? "()]" : "]");
    return NULL;
}

struct error *repr_union(struct repr *r, uint64_t object, const struct type *type)
{
    static const struct repr_brackets brackets = {"", "", "..."};
    const struct type *of;
    uint64_t args, count, item;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.union_.args, &args));
    TRY(read_tuple(r, args, &count));
    if (!repr_open(r, object, &brackets))
        return NULL;
    for (uint64_t i = 0; i < count; i++) {
        TRY(tuple_item(r, args, i, &item));
        TRY(types_of(r->types, item, &of));
        repr_put(r, i > 0 ? " | " : "");
        if (i == repr_max_elements(r) || repr_is_full(r)) {
            repr_put_cut(r, REPR_CUT_ELEMENTS);
            break;
        }
        if (of->kind == KIND_TYPE && error_ignore(types_get(r->types, item, &of)) &&
            strcmp(of->name, "NoneType") == 0)
            repr_put(r, "None");
        else
            repr_put_parameter(r, item);
    }
    repr_leave(r);
    return NULL;
}
