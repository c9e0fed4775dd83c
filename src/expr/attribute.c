/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attributes of values: PyObject_GetAttr(), vars() and dir(). */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/code-cache.h"
#include "python/code-variables.h"
#include "python/dict.h"
#include "python/getter.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/property.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000
/* Attributes of one object. */
#define ATTRIBUTES_MAX ((size_t)1 << 20)

/* What is shown of a method of C code may be called. */
static void keep_method(struct expr *e, const struct value *of, const char *name,
                        struct value *shown)
{
    struct value_bound *bound;

    if (strcmp(shown->shown.type, "builtin_function_or_method") != 0 &&
        strcmp(shown->shown.type, "method_descriptor") != 0)
        return;
    bound = arena_take(e->arena, sizeof *bound);
    *bound = (struct value_bound){*of, arena_copy_text(e->arena, name, strlen(name))};
    shown->shown.bound = bound;
}

static void take_shown(struct expr *e, struct attribute *attribute, const struct value *of,
                       const char *name, struct value *ret)
{
    *ret = (struct value){
        .kind = VALUE_SHOWN,
        .shown = {arena_copy_text(e->arena, attribute->shown, strlen(attribute->shown)),
                  arena_copy_text(e->arena, attribute->type, strlen(attribute->type))},
    };
    ret->shown.generator = attribute->generator;
    ret->is_repr = attribute->is_repr;
    keep_method(e, of, name, ret);
}

struct value expr_made(struct expr *e, const struct made *made)
{
    struct value value = {.kind = VALUE_NONE};

    switch (made->kind) {
    case MADE_NOTHING:
    case MADE_NONE:
        break;
    case MADE_BOOL:
        return value_of_bool(made->truth);
    case MADE_INT:
        value =
            made->is_unsigned ? value_of_u64((uint64_t)made->integer) : value_of_i64(made->integer);
        value.is_long = e->old && made->is_long;
        break;
    case MADE_FLOAT:
        return value_of_float(made->number);
    case MADE_STR:
        return e->old && !made->is_unicode
                   ? value_of_bytes(e->arena, made->text, strlen(made->text))
                   : value_of_text(e->arena, made->text, strlen(made->text));
    }
    return value;
}

/* What a descriptor of C code reads of the value is known to the library; the module of ctypes has
 * two names. */
static bool reads_library(const struct type *kind)
{
    static const char *const names[] = {"getset_descriptor", "member_descriptor", "_ctypes.CField",
                                        "ctypes.CField"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(kind->name, names[i]) == 0)
            return true;
    return false;
}

/* What the getters of numbers say of one that is of a class of the target's. */
static bool read_number(struct expr *e, const struct type *owner, const struct value *of,
                        const char *name, struct value *ret)
{
    static const char *const numbers[] = {"int", "long", "float"};
    struct expr_descriptor found;
    struct value number;
    bool is_number = false;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        is_number |= type_is(owner, numbers[i]);
    return is_number && error_ignore(expr_load(e, of, &number)) && number.kind != VALUE_OBJECT &&
           error_ignore(expr_find_attribute(e, &number, name, &found, ret)) && found.address == 0;
}

/* get_localsplus_names() of Objects/codeobject.c (3.11+): the names are no tuples of the code. */
static bool read_code_names(struct expr *e, const struct type *owner, const struct value *of,
                            const char *name, struct value *ret)
{
    bool locals = strcmp(name, "co_varnames") == 0, cells = strcmp(name, "co_cellvars") == 0;
    bool free = strcmp(name, "co_freevars") == 0;
    code_variable_array variables = {0};
    struct value_list list = {0};
    struct error *error = NULL;
    const struct code *code;

    if (!type_is(owner, "code") || of->kind != VALUE_OBJECT || (!locals && !cells && !free) ||
        !error_ignore(code_cache_get(e->runtime, &of->object, 1, &code)) ||
        !error_ignore(code_variables(e->runtime, code, &variables)))
        return false;
    for (size_t i = 0; i < variables.count && error == NULL; i++) {
        const struct code_variable *one = &variables.data[i];

        if (locals  ? one->local
            : cells ? one->cell && one->kind != VARIABLE_FREE
                    : one->kind == VARIABLE_FREE)
            error = expr_list_add(e, &list, value_of_text(e->arena, one->name, strlen(one->name)));
    }
    code_variables_deinit(&variables);
    if (!error_ignore(error))
        return false;
    *ret = value_of_items(VALUE_TUPLE, list.data, list.count);
    return true;
}

/* type_get_annotations() of Objects/typeobject.c, as far as it has nothing to run (3.14+:
 * __annotate__). What it would make is an empty dict. */
static bool read_annotations(struct expr *e, const struct type *owner, const struct value *of,
                             const char *name, struct value *ret)
{
    static const char *const kept[] = {"__annotations__", "__annotations_cache__"};
    static const char *const makers[] = {"__annotate_func__", "__annotate__"};
    const struct type *class, *type;
    uint64_t found;

    if (owner->kind != KIND_TYPE || owner->heap || of->kind != VALUE_OBJECT ||
        strcmp(name, "__annotations__") != 0 ||
        !error_ignore(types_get(e->types, of->object, &class)) || !class->heap || class->dict == 0)
        return false;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (error_ignore(dict_find(e->runtime, class->dict, kept[i], &found))) {
            *ret = value_of_object(found);
            return error_ignore(types_of(e->types, found, &type)) && !type->binds;
        }
    }
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (error_ignore(dict_find(e->runtime, class->dict, makers[i], &found)) &&
            (!error_ignore(types_of(e->types, found, &type)) || type->kind != KIND_NONE))
            return false;
    *ret = (struct value){.kind = VALUE_DICT, .table = expr_table(e)};
    return true;
}

/* A property whose code is `return len(self._items)`. */
static bool read_length(struct expr *e, const struct attribute *property, const struct value *of,
                        struct value *ret)
{
    uint64_t function, inner, length;
    struct value value;

    if (of->kind != VALUE_OBJECT || !type_is(property->kind, "property") ||
        !error_ignore(property_function(e->runtime, e->types, property->descriptor, property->kind,
                                        &function)) ||
        !property_hands_on(e->runtime, e->types, function, of->object, PROPERTY_LENGTH, &inner))
        return false;
    value = value_of_object(inner);
    if (!error_ignore(expr_len(e, &value, &length)))
        return false;
    *ret = value_of_u64(length);
    return true;
}

/* What was found of the value of. */
void expr_take_attribute(struct expr *e, struct attribute *attribute, const struct value *of,
                         const char *name, struct expr_descriptor *found, struct value *ret)
{
    if (attribute->object != 0)
        *ret = value_of_object(attribute->object);
    else if (attribute->method.function != 0)
        *ret = (struct value){
            .kind = VALUE_METHOD,
            .method = arena_copy(e->arena, &attribute->method, sizeof attribute->method),
        };
    else if (attribute->made.kind != MADE_NOTHING)
        *ret = expr_made(e, &attribute->made);
    else if (attribute->descriptor == 0)
        take_shown(e, attribute, of, name, ret);
    else if (!(type_is(attribute->kind, "property") && expr_path_attribute(e, of, name, ret)) &&
             !read_length(e, attribute, of, ret) &&
             !(reads_library(attribute->kind) &&
               (read_number(e, attribute->owner, of, name, ret) ||
                read_code_names(e, attribute->owner, of, name, ret) ||
                read_annotations(e, attribute->owner, of, name, ret) ||
                expr_library_attribute(e, of, name, ret))))
        *found = (struct expr_descriptor){attribute->descriptor, attribute->kind, attribute->owner,
                                          name};
}

/* What a value of our own has: what its type has, and what numbers consist of. */
static struct error *attribute_of_own(struct expr *e, const struct value *of, const char *name,
                                      struct expr_descriptor *found, struct value *ret)
{
    const struct type *type, *owner, *kind;
    struct attribute attribute = {0};
    uint64_t address;

    if (of->kind == VALUE_SHOWN) {
        if (of->shown.bound != NULL && strcmp(name, "__name__") == 0) {
            const char *own = of->shown.bound->name;

            *ret = e->old ? value_of_bytes(e->arena, own, strlen(own))
                          : value_of_text(e->arena, own, strlen(own));
            return NULL;
        }
        if (of->shown.generator == 0 ||
            !getter_read_generator_frame(e->runtime, of->shown.generator, name, &attribute))
            return expr_check_special(e, of, name);
        expr_take_attribute(e, &attribute, of, name, found, ret);
        return NULL;
    }
    if (of->kind == VALUE_METHOD)
        return expr_method_attribute(e, of, name, found, ret);
    if (of->kind == VALUE_FUNCTION && strcmp(name, "__name__") == 0) {
        *ret = e->old ? value_of_bytes(e->arena, "<lambda>", 8)
                      : value_of_text(e->arena, "<lambda>", 8);
        return NULL;
    }
    TRY(expr_type_struct(e, of, &type));
    if (strcmp(name, "__class__") == 0) {
        *ret = value_of_object(type->address);
        return NULL;
    }
    if (expr_is_number(of) && (strcmp(name, "real") == 0 || strcmp(name, "imag") == 0)) {
        bool real = name[0] == 'r';

        *ret = value_of_i64(0);
        ret->is_long = of->is_long;
        if (value_is_integer(of))
            return real ? expr_number_unary(e, OP_PLUS, of, ret) : NULL;
        *ret = value_of_float(real                        ? of->number.real
                              : of->kind == VALUE_COMPLEX ? of->number.imag
                                                          : 0);
        return NULL;
    }
    if (value_is_integer(of) && strcmp(name, "numerator") == 0)
        return expr_number_unary(e, OP_PLUS, of, ret);
    if (value_is_integer(of) && strcmp(name, "denominator") == 0) {
        *ret = value_of_i64(1);
        ret->is_long = of->is_long;
        return NULL;
    }
    if (of->kind == VALUE_RANGE || of->kind == VALUE_SLICE) {
        static const char *const parts[] = {"start", "stop", "step"};

        for (int i = 0; i < 3; i++) {
            if (strcmp(name, parts[i]) == 0) {
                *ret = of->items.data[i];
                return NULL;
            }
        }
    }

    if (of->kind == VALUE_TUPLE && of->items.record != NULL) {
        for (size_t i = 0; i < of->items.count; i++) {
            if (strcmp(name, of->items.record->names[i]) == 0) {
                *ret = of->items.data[i];
                return NULL;
            }
        }
    }

    struct error *error = attribute_in_class(e->runtime, e->types, type, name, &owner, &address);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return error_create(ERROR_NOT_FOUND, "AttributeError: '%s' object has no attribute '%s'",
                            expr_type_name(e, of), name);
    }
    TRY(error);
    TRY(types_of(e->types, address, &kind));
    if (!kind->binds) {
        *ret = value_of_object(address);
        return NULL;
    }
    attribute_leave(&attribute, address, kind, owner, name);
    expr_take_attribute(e, &attribute, of, name, found, ret);
    attribute_deinit(&attribute);
    return NULL;
}

struct error *expr_find_attribute(struct expr *e, const struct value *of, const char *name,
                                  struct expr_descriptor *found, struct value *ret)
{
    struct attribute attribute;
    bool is_frame = false;

    *found = (struct expr_descriptor){0};
    if (strcmp(name, "f_locals") == 0)
        TRY(expr_frame_locals(e, of, &is_frame, ret));
    if (is_frame)
        return NULL;
    if (of->kind != VALUE_OBJECT)
        return attribute_of_own(e, of, name, found, ret);
    TRY(attribute_find(e->runtime, e->types, of->object, name, &attribute));
    /* What is made when it is asked for: a proxy, or (3.11+) a dict of the values in the object. */
    if (attribute.descriptor != 0 && strcmp(name, "__dict__") == 0 &&
        type_is(attribute.kind, "getset_descriptor")) {
        attribute_deinit(&attribute);
        return expr_vars(e, of, ret);
    }
    expr_take_attribute(e, &attribute, of, name, found, ret);
    attribute_deinit(&attribute);
    return NULL;
}

/* ---- vars() */

static struct error *no_dict(void)
{
    return EXPR_TYPE_ERROR("vars() argument must have __dict__ attribute");
}

/* Of what has no place for one its class may say what its __dict__ is: a weakref.proxy, say. */
static struct error *dict_of_other(struct expr *e, const struct value *of, struct value *ret)
{
    struct error *error = expr_attribute(e, of, "__dict__", ret);

    if (error == NULL || error->kind != ERROR_NOT_FOUND)
        return error;
    error_destroy(error);
    return no_dict();
}

struct error *expr_vars(struct expr *e, const struct value *of, struct value *ret)
{
    const struct type *type, *owner, *kind;
    dict_item_array items = {0};
    struct value_table *table = expr_table(e);
    bool is_class = false;
    struct error *error;
    uint64_t special;

    /* What a method has not, its function has. */
    if (of->kind == VALUE_METHOD) {
        struct value function = value_of_object(of->method->function);

        return expr_vars(e, &function, ret);
    }
    TRY(expr_check_known(of));
    if (of->kind != VALUE_OBJECT)
        return no_dict();
    TRY(types_of(e->types, of->object, &type));
    if (type->kind == KIND_OLD_INSTANCE || type->kind == KIND_OLD_CLASS ||
        (type->kind == KIND_MODULE && type->builtin))
        return expr_attribute(e, of, "__dict__", ret);
    /* Each class has a descriptor of that name, unless it has put something else there. */
    if (error_ignore(
            attribute_in_class(e->runtime, e->types, type, "__dict__", &owner, &special)) &&
        error_ignore(types_of(e->types, special, &kind)) &&
        strcmp(kind->c_name, "getset_descriptor") != 0)
        return expr_needs_code(owner->name, "__dict__");
    TRY(attribute_check_c_code(e->runtime, e->types, type, "__dict__"));
    if (type->kind == KIND_TYPE) {
        is_class = true;
        TRY(types_get(e->types, of->object, &type));
        if (type->dict == 0)
            return error_create(ERROR_UNSUPPORTED, "where the attributes of %s are, is not known",
                                type->name);
        error = dict_items(e->runtime, type->dict, ATTRIBUTES_MAX, &items);
    } else {
        error = object_attributes(e->runtime, of->object, ATTRIBUTES_MAX, &items);
        if (error == NULL && items.count == 0 && !object_has_attributes(e->runtime, of->object))
            return dict_of_other(e, of, ret);
    }
    for (size_t i = 0; i < items.count && error == NULL; i++) {
        struct value key = value_of_object(items.data[i].key);
        struct value value = value_of_object(items.data[i].value);

        error = expr_table_put(e, table, &key, &value);
    }
    array_deinit(&items);
    *ret = (struct value){.kind = VALUE_DICT, .is_proxy = is_class, .table = table};
    return error;
}

/* ---- dir() */

/* Returns a key that is no str, or 0. */
static uint64_t add_keys(struct expr *e, const dict_item_array *items,
                         void (*add)(void *arg, const char *), void *arg)
{
    uint64_t other = 0;

    for (size_t i = 0; i < items->count; i++) {
        CLEANUP_FREE char *name = NULL;

        if (error_ignore(
                string_read(e->runtime, items->data[i].key, NULL, NAME_MAX_CHARACTERS, &name)))
            add(arg, name);
        else
            other = items->data[i].key;
    }
    return other;
}

static struct error *add_dict(struct expr *e, uint64_t dict, void (*add)(void *arg, const char *),
                              void *arg)
{
    dict_item_array items = {0};
    struct error *error = dict_items(e->runtime, dict, ATTRIBUTES_MAX, &items);

    if (error == NULL)
        add_keys(e, &items, add, arg);
    array_deinit(&items);
    return error;
}

/* The names of a type and of all that it derives from. */
static struct error *add_classes(struct expr *e, const struct type *type,
                                 void (*add)(void *arg, const char *), void *arg)
{
    struct error *hidden = NULL;
    uint64_t mro[TYPES_MRO_MAX];
    size_t count;

    TRY(types_mro(e->types, type, mro, &count));
    for (size_t i = 0; i < count; i++) {
        const struct type *class;

        error_destroy(take_pointer(hidden));
        TRY(types_get(e->types, mro[i], &class));
        if (class->dict != 0)
            TRY(add_dict(e, class->dict, add, arg));
        else
            hidden = error_create(ERROR_UNSUPPORTED, "where the attributes of %s are, is not known",
                                  class->name);
    }
    return hidden;
}

/* 2.7: of a class that is no type, and of its instances. */
static struct error *dir_of_old(struct expr *e, uint64_t object, bool is_instance,
                                void (*add)(void *arg, const char *), void *arg)
{
    const struct layout *layout = &e->runtime->layout;
    struct layout_field fields[] = {layout->old_instance.in_class, layout->old_instance.in_dict};
    uint64_t values[2] = {object};
    dict_item_array items = {0};
    struct error *error;

    if (is_instance) {
        TRY(view_read_fields(e->runtime->target, object, fields, 2, values));
        TRY(add_dict(e, values[1], add, arg));
    }
    error = old_class_items(e->runtime, values[0], ATTRIBUTES_MAX, &items);
    if (error == NULL)
        add_keys(e, &items, add, arg);
    array_deinit(&items);
    return error;
}

/* dir() sorts what it has found. */
static struct error *cannot_sort(struct expr *e, uint64_t key)
{
    struct value value = value_of_object(key);

    if (e->old)
        return error_create(ERROR_UNSUPPORTED,
                            "dir() of what has an attribute whose name is of type %s, is not told",
                            expr_type_name(e, &value));
    return EXPR_TYPE_ERROR("'<' not supported between instances of '%s' and 'str'",
                           expr_type_name(e, &value));
}

struct error *expr_dir(struct expr *e, const struct value *of, void (*add)(void *arg, const char *),
                       void *arg)
{
    const struct type *type;
    dict_item_array items = {0};
    struct error *error = NULL;
    uint64_t other = 0;

    TRY(expr_check_special(e, of, "__dir__"));
    TRY(expr_type_struct(e, of, &type));
    if (type->kind == KIND_TYPE) {
        TRY(types_get(e->types, of->object, &type));
        return add_classes(e, type, add, arg);
    }
    if (type->kind == KIND_OLD_CLASS || type->kind == KIND_OLD_INSTANCE)
        return dir_of_old(e, of->object, type->kind == KIND_OLD_INSTANCE, add, arg);
    TRY(attribute_check_c_code(e->runtime, e->types, type, "__dict__"));
    if (of->kind == VALUE_OBJECT || of->kind == VALUE_METHOD)
        error = object_attributes(e->runtime,
                                  of->kind == VALUE_METHOD ? of->method->function : of->object,
                                  ATTRIBUTES_MAX, &items);
    if (error == NULL)
        other = add_keys(e, &items, add, arg);
    array_deinit(&items);
    TRY(error);
    /* dir() of a module is of its names alone. */
    if (type->kind != KIND_MODULE)
        TRY(add_classes(e, type, add, arg));
    return other != 0 ? cannot_sort(e, other) : NULL;
}
