/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/class-members.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000
/* Of an old class, counting those that are reached twice. */
#define OLD_STEPS_MAX 1000

void class_members_deinit(class_member_array *members)
{
    for (size_t i = 0; i < members->count; i++)
        free(members->data[i].name);
    array_deinit(members);
}

const char *class_member_kind_name(enum class_member_kind kind)
{
    static const char *const names[] = {
        [CLASS_MEMBER_METHOD] = "method",
        [CLASS_MEMBER_CLASSMETHOD] = "classmethod",
        [CLASS_MEMBER_STATICMETHOD] = "staticmethod",
        [CLASS_MEMBER_PROPERTY] = "property",
        [CLASS_MEMBER_SLOT] = "slot",
        [CLASS_MEMBER_ATTRIBUTE] = "attribute",
        [CLASS_MEMBER_DESCRIPTOR] = "descriptor",
        [CLASS_MEMBER_CLASS] = "class",
        [CLASS_MEMBER_DATA] = "data",
    };

    return names[kind];
}

static bool is_old(struct types *types, uint64_t class)
{
    const struct type *type;

    return error_ignore(types_of(types, class, &type)) && type->kind == KIND_OLD_CLASS;
}

/* Its dict and its bases; the first is 0 where it cannot be read. */
static struct error *read_class(struct runtime *runtime, struct types *types, uint64_t class,
                                uint64_t ret[2])
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->old_class.cl_dict, layout->old_class.cl_bases};
    const struct type *type;

    if (is_old(types, class))
        return view_read_fields(runtime->target, class, fields, 2, ret);
    TRY(types_get(types, class, &type));
    ret[0] = type->dict;
    ret[1] = type->bases;
    return NULL;
}

struct error *class_name(struct runtime *runtime, struct types *types, uint64_t class, char **ret)
{
    const struct layout *layout = &runtime->layout;
    CLEANUP_FREE char *module = NULL;
    CLEANUP_FREE char *name = NULL;
    const struct type *type;
    uint64_t values[2], object;

    if (!is_old(types, class)) {
        TRY(types_get(types, class, &type));
        *ret = xstrdup(type->name);
        return NULL;
    }
    TRY(read_class(runtime, types, class, values));
    TRY(view_read_field(runtime->target, class, layout->old_class.cl_name, &object));
    TRY(string_read(runtime, object, NULL, NAME_MAX_CHARACTERS, &name));
    if (error_ignore(dict_find(runtime, values[0], "__module__", &object)))
        error_ignore(string_read(runtime, object, NULL, NAME_MAX_CHARACTERS, &module));
    *ret = xasprintf("%s.%s", module != NULL ? module : "?", name);
    return NULL;
}

struct error *class_bases(struct runtime *runtime, struct types *types, uint64_t class,
                          uint64_t bases[TYPES_MRO_MAX], size_t *ret)
{
    const struct layout *layout = &runtime->layout;
    uint64_t values[2], count;

    *ret = 0;
    TRY(read_class(runtime, types, class, values));
    if (values[1] == 0) /* a type that is not ready */
        return NULL;
    TRY(view_read_field(runtime->target, values[1], layout->var_object.ob_size, &count));
    if (count > TYPES_MRO_MAX)
        return error_create(ERROR_CORRUPT, "a class has more bases than any");
    TRY(target_read(runtime->target, values[1] + layout->tuple.ob_item.offset, bases, 8 * count));
    *ret = count;
    return NULL;
}

/* class_lookup() of 2.7: depth first. */
static struct error *add_old(struct runtime *runtime, struct types *types, uint64_t class,
                             unsigned *steps, uint64_t mro[TYPES_MRO_MAX], size_t *count)
{
    CLEANUP_FREE uint64_t *bases = xmalloc(TYPES_MRO_MAX * sizeof *bases);
    size_t base_count;

    if (++*steps > OLD_STEPS_MAX)
        return error_create(ERROR_CORRUPT, "the bases of an old class do not end");
    for (size_t i = 0; i < *count; i++)
        if (mro[i] == class)
            return NULL;
    if (*count == TYPES_MRO_MAX)
        return error_create(ERROR_CORRUPT, "a class has more bases than any");
    mro[(*count)++] = class;
    TRY(class_bases(runtime, types, class, bases, &base_count));
    for (size_t i = 0; i < base_count; i++)
        TRY(add_old(runtime, types, bases[i], steps, mro, count));
    return NULL;
}

struct error *class_mro(struct runtime *runtime, struct types *types, uint64_t class,
                        uint64_t mro[TYPES_MRO_MAX], size_t *ret)
{
    const struct type *type;
    unsigned steps = 0;

    *ret = 0;
    if (is_old(types, class))
        return add_old(runtime, types, class, &steps, mro, ret);
    TRY(types_get(types, class, &type));
    return types_mro(types, type, mro, ret);
}

/* ---- members */

/* What type_new() and the compiler put into each class. */
static bool is_everywhere(const char *name)
{
    static const char *const names[] = {
        "__annotate_func__",
        "__annotations_cache__",
        "__classcell__",
        "__classdictcell__",
        "__dict__",
        "__doc__",
        "__firstlineno__",
        "__module__",
        "__qualname__",
        "__weakref__",
        "__static_attributes__",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* The function of Python's that an object is; 0: it is none. */
static uint64_t function_at(struct types *types, uint64_t object)
{
    const struct type *type;

    return object != 0 && error_ignore(types_of(types, object, &type)) &&
                   type->kind == KIND_FUNCTION
               ? object
               : 0;
}

static uint64_t part_of(struct runtime *runtime, struct types *types, uint64_t property,
                        const char *name)
{
    struct attribute attribute;
    uint64_t object;

    if (!error_ignore(attribute_find(runtime, types, property, name, &attribute)))
        return 0;
    object = attribute.object;
    attribute_deinit(&attribute);
    return object;
}

static bool is_one_of(const struct type *type, const char *const *names)
{
    for (; *names != NULL; names++)
        if (type_is(type, *names))
            return true;
    return false;
}

static void describe(struct runtime *runtime, struct types *types, const struct type *type,
                     bool native, struct class_member *ret)
{
    static const char *const methods[] = {
        "function", "method_descriptor", "wrapper_descriptor", "builtin_function_or_method", NULL,
    };
    const struct layout *layout = &runtime->layout;
    bool of_class = type->kind == KIND_CLASSMETHOD && !type->heap;
    bool of_none = type->kind == KIND_STATICMETHOD && !type->heap;
    uint64_t inner = 0;

    if (is_one_of(type, methods)) {
        ret->kind = CLASS_MEMBER_METHOD;
        ret->function = function_at(types, ret->object);
    } else if (of_class || of_none) {
        ret->kind = of_class ? CLASS_MEMBER_CLASSMETHOD : CLASS_MEMBER_STATICMETHOD;
        if (error_ignore(view_read_field(runtime->target, ret->object,
                                         of_class ? layout->classmethod.cm_callable
                                                  : layout->staticmethod.sm_callable,
                                         &inner)))
            ret->function = function_at(types, inner);
    } else if (type_is(type, "classmethod_descriptor")) {
        ret->kind = CLASS_MEMBER_CLASSMETHOD;
    } else if (type_is(type, "property")) {
        ret->kind = CLASS_MEMBER_PROPERTY;
        ret->function = function_at(types, part_of(runtime, types, ret->object, "fget"));
        ret->set = part_of(runtime, types, ret->object, "fset") != 0;
        ret->delete = part_of(runtime, types, ret->object, "fdel") != 0;
    } else if (type_is(type, "member_descriptor") || type_is(type, "getset_descriptor")) {
        ret->kind = native || type->kind == KIND_ATTRIBUTE_DESCRIPTOR ? CLASS_MEMBER_ATTRIBUTE
                                                                      : CLASS_MEMBER_SLOT;
    } else if (type->kind == KIND_TYPE || type->kind == KIND_OLD_CLASS) {
        ret->kind = CLASS_MEMBER_CLASS;
    } else {
        ret->kind = type->binds ? CLASS_MEMBER_DESCRIPTOR : CLASS_MEMBER_DATA;
    }
}

static struct error *add_members(struct runtime *runtime, struct types *types,
                                 const dict_item_array *items, bool native, size_t max,
                                 class_member_array *ret, bool *more)
{
    for (size_t i = 0; i < items->count; i++) {
        struct class_member member = {.object = items->data[i].value};
        const struct type *type;

        TRY(types_of(types, member.object, &type));
        if (!error_ignore(
                string_read(runtime, items->data[i].key, NULL, NAME_MAX_CHARACTERS, &member.name)))
            continue;
        if (is_everywhere(member.name)) {
            free(member.name);
            continue;
        }
        if (ret->count == max) {
            free(member.name);
            *more = true;
            return NULL;
        }
        describe(runtime, types, type, native, &member);
        array_push(ret, member);
    }
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct class_member *)a)->name, ((const struct class_member *)b)->name);
}

struct error *class_members(struct runtime *runtime, struct types *types, uint64_t class,
                            size_t max, class_member_array *ret, bool *more)
{
    dict_item_array items = {0};
    const struct type *type;
    uint64_t values[2];
    bool native = false;

    *more = false;
    TRY(read_class(runtime, types, class, values));
    if (!is_old(types, class)) {
        TRY(types_get(types, class, &type));
        native = type->native;
    }
    if (values[0] == 0)
        return error_create(ERROR_UNSUPPORTED, "where the attributes of this class are kept, is "
                                               "not known");

    struct error *error = dict_items(runtime, values[0], max, &items);

    if (error == NULL)
        error = add_members(runtime, types, &items, native, max, ret, more);
    *more |= items.count == max;
    /* A dict of 2.7 is in no order that means anything. */
    if (layout_has(runtime->layout.dict.ma_table) && ret->count > 0)
        qsort(ret->data, ret->count, sizeof *ret->data, by_name);
    array_deinit(&items);
    return error;
}
