/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/old-class.h"

#include <string.h>

#include "python/runtime.h"
#include "python/string.h"
#include "python/type.h"
#include "python/view.h"

/* Counting those that are reached twice. */
#define CLASSES_MAX 1000
#define NAME_MAX_CHARACTERS 1000

bool old_class_dict(struct runtime *runtime, struct types *types, uint64_t object, uint64_t *ret)
{
    const struct type *type;

    return layout_has(runtime->layout.old_class.cl_dict) &&
           error_ignore(types_of(types, object, &type)) && type->kind == KIND_OLD_CLASS &&
           error_ignore(
               view_read_field(runtime->target, object, runtime->layout.old_class.cl_dict, ret));
}

struct error *old_class_name(struct runtime *runtime, uint64_t class, char **ret)
{
    uint64_t name;

    TRY(view_read_field(runtime->target, class, runtime->layout.old_class.cl_name, &name));
    return string_read(runtime, name, NULL, NAME_MAX_CHARACTERS, ret);
}

bool old_class_special(struct runtime *runtime, uint64_t class, const char *name, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field field = strcmp(name, "__dict__") == 0    ? layout->old_class.cl_dict
                                : strcmp(name, "__bases__") == 0 ? layout->old_class.cl_bases
                                : strcmp(name, "__name__") == 0  ? layout->old_class.cl_name
                                                                 : (struct layout_field){0};

    return layout_has(field) && error_ignore(view_read_field(runtime->target, class, field, ret)) &&
           *ret != 0;
}

/* ---- a class and its bases */

typedef bool visitor(struct runtime *runtime, uint64_t class, void *arg);

/* Until visit says true, which *ret is then. */
static struct error *walk(struct runtime *runtime, uint64_t class, unsigned *steps, visitor *visit,
                          void *arg, bool *ret)
{
    const struct layout *layout = &runtime->layout;
    uint64_t bases, count, base;

    if (++*steps > CLASSES_MAX)
        return error_create(ERROR_CORRUPT, "the bases of an old class do not end");
    *ret = visit(runtime, class, arg);
    if (*ret)
        return NULL;
    TRY(view_read_field(runtime->target, class, layout->old_class.cl_bases, &bases));
    TRY(view_read_field(runtime->target, bases, layout->var_object.ob_size, &count));
    for (uint64_t i = 0; i < count && !*ret; i++) {
        TRY(target_read_u64(runtime->target, bases + layout->tuple.ob_item.offset + 8 * i, &base));
        TRY(walk(runtime, base, steps, visit, arg, ret));
    }
    return NULL;
}

struct looked_up {
    const char *name;
    uint64_t value;
};

static bool look_up(struct runtime *runtime, uint64_t class, void *arg)
{
    struct looked_up *found = arg;
    uint64_t dict;

    return error_ignore(
               view_read_field(runtime->target, class, runtime->layout.old_class.cl_dict, &dict)) &&
           error_ignore(dict_find(runtime, dict, found->name, &found->value));
}

struct error *old_class_find(struct runtime *runtime, uint64_t class, const char *name,
                             uint64_t *ret)
{
    struct looked_up found = {.name = name};
    unsigned steps = 0;
    bool there;

    TRY(walk(runtime, class, &steps, look_up, &found, &there));
    *ret = found.value;
    return there ? NULL : error_create(ERROR_NOT_FOUND, "no class attribute '%s'", name);
}

struct collected {
    size_t max;
    dict_item_array *items;
};

static bool collect(struct runtime *runtime, uint64_t class, void *arg)
{
    struct collected *to = arg;
    uint64_t dict;

    return !error_ignore(
               view_read_field(runtime->target, class, runtime->layout.old_class.cl_dict, &dict)) ||
           !error_ignore(dict_items(runtime, dict, to->max, to->items));
}

struct error *old_class_items(struct runtime *runtime, uint64_t class, size_t max,
                              dict_item_array *ret)
{
    struct collected to = {max, ret};
    unsigned steps = 0;
    bool failed;

    TRY(walk(runtime, class, &steps, collect, &to, &failed));
    return failed ? error_create(ERROR_CORRUPT, "the attributes of an old class cannot be read")
                  : NULL;
}

static bool is_same(struct runtime *runtime, uint64_t class, void *arg)
{
    const uint64_t *base = arg;

    (void)runtime;
    return class == *base;
}

struct error *old_class_derives(struct runtime *runtime, uint64_t class, uint64_t base, bool *ret)
{
    unsigned steps = 0;

    return walk(runtime, class, &steps, is_same, &base, ret);
}
