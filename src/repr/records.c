/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects with named fields: named tuples, dataclasses, argparse.Namespace. */
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/memory.h"
#include "python/object.h"
#include "repr/library.h"
#include "python/runtime.h"

#define FIELDS_MAX 10000

/* A value to be written with its name. */
struct field {
    char *name; /* owned */
    uint64_t key, value;
};

typedef ARRAY(struct field) field_array;

static void fields_deinit(field_array *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        free(fields->data[i].name);
    array_deinit(fields);
}

static void put_fields(struct repr *r, const field_array *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (!repr_begin_item(r, i))
            return;
        repr_printf(r, "%s=", fields->data[i].name);
        repr_write(r, fields->data[i].value);
    }
}

static struct error *put_record(struct repr *r, uint64_t object,
                                const struct library_function *function, const char *name,
                                const field_array *fields)
{
    CLEANUP_FREE char *open = xasprintf("%s(", name);

    if (!library_enter(r, object, function, open, ")"))
        return NULL;
    put_fields(r, fields);
    repr_leave(r);
    repr_put(r, ")");
    return NULL;
}

/* ---- collections.namedtuple() of Lib/collections.py, Lib/collections/__init__.py */

static struct error *find_tuple_fields(struct repr *r, uint64_t object,
                                       const struct library_function *function, field_array *ret)
{
    library_objects names = {0};
    library_objects values = {0};
    const struct type *type;
    uint64_t tuple;
    /* Those of the class that has the __repr__, into which they were written when it was made. */
    struct error *error = dict_find(r->runtime, function->owner->dict, "_fields", &tuple);

    if (error == NULL)
        error = types_of(r->types, tuple, &type);
    if (error == NULL && type->kind != KIND_TUPLE)
        error = library_unlike("_fields");
    if (error == NULL)
        error = library_sequence(r, tuple, FIELDS_MAX, &names);
    if (error == NULL)
        error = library_sequence(r, object, FIELDS_MAX, &values);
    if (error == NULL && names.count != values.count)
        error = library_unlike("_fields");
    for (size_t i = 0; error == NULL && i < names.count; i++) {
        struct field field = {.value = values.data[i]};

        error = library_text(r, names.data[i], &field.name);
        if (error == NULL)
            array_push(ret, field);
    }
    array_deinit(&names);
    array_deinit(&values);
    return error;
}

/* -3.6: the class's source was made of a template, in a module named after it. */
static struct error *check_template(struct repr *r, const struct library_function *function)
{
    CLEANUP_FREE char *module = NULL;
    uint64_t name;

    TRY(library_global(r, function, "__name__", &name));
    TRY(library_text(r, name, &module));
    return strncmp(module, "namedtuple_", strlen("namedtuple_")) == 0
               ? NULL
               : library_unlike("named tuple");
}

struct error *library_namedtuple(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    bool named_by_object = true;
    field_array fields = {0};
    struct error *error;

    if (type->kind != KIND_TUPLE)
        return library_unlike("named tuple");
    if (function->module == NULL) {
        TRY(check_template(r, function));
        /* 2.7 has the name in the template as well. */
        TRY(library_code_names(r, function->address, "__class__", &named_by_object));
    }
    error = find_tuple_fields(r, object, function, &fields);
    if (error == NULL)
        error = put_record(r, object, function,
                           library_name(named_by_object ? type : function->owner), &fields);
    fields_deinit(&fields);
    return error;
}

/* ---- Lib/dataclasses.py */

/* Whether it is no ClassVar and no InitVar. */
static struct error *is_field(struct repr *r, uint64_t field, bool *ret)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t kind, object;

    TRY(library_get(r, field, "_field_type", &kind));
    TRY(library_get(r, kind, "name", &object));
    TRY(library_text(r, object, &name));
    *ret = strcmp(name, "_FIELD") == 0;
    return NULL;
}

/* those: what __dataclass_fields__ of the class has; of them those for repr(). */
static struct error *find_fields(struct repr *r, uint64_t object, const dict_item_array *those,
                                 bool all_kinds, field_array *ret)
{
    for (size_t i = 0; i < those->count; i++) {
        CLEANUP_FREE char *name = NULL;
        bool shown = true;
        uint64_t value;

        if (!all_kinds)
            TRY(is_field(r, those->data[i].value, &shown));
        TRY(library_get(r, those->data[i].value, "repr", &value));
        if (shown)
            TRY(library_is_true(r, value, &shown));
        if (!shown)
            continue;
        TRY(library_text(r, those->data[i].key, &name));
        TRY(library_get(r, object, name, &value));
        array_push(ret, (struct field){.name = take_pointer(name), .value = value});
    }
    return NULL;
}

static struct error *read_fields(struct repr *r, uint64_t object, const struct type *class,
                                 bool all_kinds, field_array *ret)
{
    dict_item_array those = {0};
    struct error *error;
    uint64_t dict;

    TRY(library_get_of_class(r, class, "__dataclass_fields__", &dict));
    error = library_items(r, dict, FIELDS_MAX, &those);
    if (error == NULL)
        error = find_fields(r, object, &those, all_kinds, ret);
    array_deinit(&those);
    return error;
}

/* _repr_fn(): it was written for the fields that the class with the __repr__ had. */
struct error *library_dataclass(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    field_array fields = {0};
    struct error *error = library_qualname(r, type, &name);

    if (error == NULL)
        error = read_fields(r, object, function->owner, false, &fields);
    if (error == NULL)
        error = put_record(r, object, function, name, &fields);
    fields_deinit(&fields);
    return error;
}

struct error *library_dataclass_fields(struct repr *r, uint64_t object)
{
    const struct type *type;
    field_array fields = {0};
    struct error *error;

    TRY(types_of(r->types, object, &type));
    error = read_fields(r, object, type, true, &fields);
    if (error == NULL)
        put_fields(r, &fields);
    fields_deinit(&fields);
    return error;
}

/* ---- Lib/argparse.py */

static int by_name(const void *a, const void *b)
{
    const struct field *left = a, *right = b;

    /* UTF-8 is in the order of its code points. */
    return strcmp(left->name, right->name);
}

/* str.isidentifier() */
static bool is_identifier(const char *name)
{
    const uint8_t *at = (const uint8_t *)name;
    bool first = true;
    ucs4_t c;

    while ((at = u8_next(&c, at)) != NULL) {
        if (c != '_' && !(first ? uc_is_property_xid_start(c) : uc_is_property_xid_continue(c)))
            return false;
        first = false;
    }
    return !first;
}

/* What is no name of an argument goes into a dict, in which names stand as repr() has them. */
static void put_namespace(struct repr *r, const field_array *fields, bool splits)
{
    size_t named = 0, apart = 0;

    for (size_t i = 0; i < fields->count; i++) {
        if (splits && !is_identifier(fields->data[i].name))
            continue;
        if (!repr_begin_item(r, named++))
            return;
        repr_printf(r, "%s=", fields->data[i].name);
        repr_write(r, fields->data[i].value);
    }
    if (named == fields->count)
        return;
    repr_put(r, named > 0 ? ", **{" : "**{");
    for (size_t i = 0; i < fields->count; i++) {
        if (is_identifier(fields->data[i].name))
            continue;
        if (!repr_begin_item(r, apart++))
            break;
        repr_write(r, fields->data[i].key);
        repr_put(r, ": ");
        repr_write(r, fields->data[i].value);
    }
    repr_put(r, "}");
}

static struct error *read_namespace(struct repr *r, const dict_item_array *items, bool sorts,
                                    field_array *ret)
{
    for (size_t i = 0; i < items->count; i++) {
        struct field field = {.key = items->data[i].key, .value = items->data[i].value};

        TRY(library_text(r, items->data[i].key, &field.name));
        array_push(ret, field);
    }
    if (sorts && ret->count > 0)
        qsort(ret->data, ret->count, sizeof *ret->data, by_name);
    return NULL;
}

/* _AttributeHolder.__repr__() */
struct error *library_namespace(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    static const char *const methods[] = {"_get_kwargs", "_get_args", NULL};
    CLEANUP_FREE char *open = xasprintf("%s(", library_name(type));
    dict_item_array items = {0};
    field_array fields = {0};
    uint64_t kwargs, own;
    struct error *error;
    bool sorts, splits;

    TRY(library_not_overridden(r, function, type, methods));
    /* Actions have one of their own. */
    TRY(library_get_of_class(r, type, "_get_kwargs", &kwargs));
    TRY(library_get_of_class(r, function->owner, "_get_kwargs", &own));
    if (kwargs != own)
        return library_unlike("_get_kwargs");
    TRY(library_code_names(r, kwargs, "sorted", &sorts));
    TRY(library_code_names(r, function->address, "isidentifier", &splits));
    error = object_attributes(r->runtime, object, FIELDS_MAX, &items);
    if (error == NULL)
        error = read_namespace(r, &items, sorts, &fields);
    if (error == NULL && library_enter(r, object, function, open, ")")) {
        put_namespace(r, &fields, splits);
        repr_leave(r);
        repr_put(r, ")");
    }
    fields_deinit(&fields);
    array_deinit(&items);
    return error;
}
