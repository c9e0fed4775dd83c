/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modules/_functoolsmodule.c, itertoolsmodule.c, _operator.c. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"
#include "repr/kinds.h"

#define NAME_MAX_CHARACTERS 1000
#define NAMES_MAX 100

/* The items of a tuple from the first-th on, each with a comma before it. */
static struct error *write_arguments(struct repr *r, uint64_t tuple, uint64_t first)
{
    const struct layout *layout = &r->runtime->layout;
    const struct type *type;
    uint64_t count, item;

    TRY(types_of(r->types, tuple, &type));
    TRY(view_read_field(r->runtime->target, tuple, layout->var_object.ob_size, &count));
    if (type->kind != KIND_TUPLE)
        return error_create(ERROR_CORRUPT, "arguments that are no tuple");
    for (uint64_t i = first; i < count && repr_begin_item(r, i - first + 1); i++) {
        TRY(target_read_u64(r->runtime->target, tuple + layout->tuple.ob_item.offset + 8 * i,
                            &item));
        repr_write(r, item);
    }
    return NULL;
}

/* The items of a dict, each with a comma before it. */
static struct error *write_keywords(struct repr *r, uint64_t dict)
{
    dict_item_array items = {0};
    struct error *error = dict_items(r->runtime, dict, repr_max_elements(r) + 1, &items);

    for (size_t i = 0; error == NULL && i < items.count && repr_begin_item(r, i + 1); i++) {
        error = repr_put_name(r, items.data[i].key);
        if (error == NULL) {
            repr_put(r, "=");
            repr_write(r, items.data[i].value);
        }
    }
    array_deinit(&items);
    return error;
}

struct error *repr_partial(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->partial.fn, layout->partial.args, layout->partial.kw};
    const char *name = type->builtin               ? "functools.partial"
                       : layout->traits.full_names ? type->name
                                                   : type->c_name;
    CLEANUP_FREE char *open = xasprintf("%s(", name);
    struct repr_brackets brackets = {open, ")", "..."};
    uint64_t values[3];

    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    if (!repr_open(r, object, &brackets))
        return NULL;
    repr_write(r, values[0]);
    TRY(write_arguments(r, values[1], 0));
    TRY(write_keywords(r, values[2]));
    repr_leave(r);
    repr_put(r, ")");
    return NULL;
}

struct error *repr_placeholder(struct repr *r, uint64_t object, const struct type *type)
{
    (void)object;
    (void)type;
    repr_put(r, "Placeholder");
    return NULL;
}

static bool is_one(struct repr *r, uint64_t object)
{
    const struct type *type;
    uint64_t value;

    return error_ignore(types_of(r->types, object, &type)) &&
           (type->kind == KIND_INT || type->kind == KIND_OLD_INT || type->kind == KIND_BOOL) &&
           error_ignore(object_int(r->runtime, object, &value)) && value == 1;
}

/* It counts in C as far as that goes, and then with objects. */
struct error *repr_itertools_count(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->count.cnt, layout->count.long_cnt,
                                    layout->count.long_step};
    static const struct repr_brackets brackets = {"", "", "..."};
    uint64_t values[3];

    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    repr_printf(r, "%s(", layout->traits.fixed_names ? "count" : type_short_name(type));
    if ((int64_t)values[0] != INT64_MAX) {
        repr_printf(r, "%lld", (long long)values[0]);
    } else if (repr_open(r, object, &brackets)) {
        repr_write(r, values[1]);
        if (!is_one(r, values[2])) {
            repr_put(r, ", ");
            repr_write(r, values[2]);
        }
        repr_leave(r);
    }
    repr_put(r, ")");
    return NULL;
}

struct error *repr_itertools_repeat(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->repeat.element, layout->repeat.cnt};
    static const struct repr_brackets brackets = {"", "", "..."};
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    repr_printf(r, "%s(", layout->traits.fixed_names ? "repeat" : type_short_name(type));
    if (repr_open(r, object, &brackets)) {
        repr_write(r, values[0]);
        repr_leave(r);
    }
    if ((int64_t)values[1] != -1)
        repr_printf(r, ", %lld", (long long)values[1]);
    repr_put(r, ")");
    return NULL;
}

struct error *repr_itemgetter(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->itemgetter.nitems, layout->itemgetter.item};
    CLEANUP_FREE char *within = xasprintf("%s(...)", type->c_name);
    struct repr_brackets brackets = {type->c_name, "", within};
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    if (!repr_open(r, object, &brackets))
        return NULL;
    repr_put(r, values[0] == 1 ? "(" : "");
    repr_write(r, values[1]);
    repr_put(r, values[0] == 1 ? ")" : "");
    repr_leave(r);
    return NULL;
}

/* "a.b" is kept as a tuple of its names. */
static struct error *write_dotted(struct repr *r, uint64_t tuple)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t count, item;

    TRY(view_read_field(r->runtime->target, tuple, layout->var_object.ob_size, &count));
    if (count > NAMES_MAX)
        return error_create(ERROR_CORRUPT, "more attributes than any");
    repr_put(r, "'");
    for (uint64_t i = 0; i < count; i++) {
        CLEANUP_FREE char *name = NULL;

        TRY(target_read_u64(r->runtime->target, tuple + layout->tuple.ob_item.offset + 8 * i,
                            &item));
        TRY(string_read(r->runtime, item, NULL, NAME_MAX_CHARACTERS, &name));
        for (const char *c = name; *c != '\0'; c++)
            if ((unsigned char)*c < 0x20 || *c == '\'' || *c == '\\' || (unsigned char)*c >= 0x7f)
                return error_create(ERROR_UNSUPPORTED, "an attribute that is no plain name");
        repr_printf(r, "%s%s", i > 0 ? "." : "", name);
    }
    repr_put(r, "'");
    return NULL;
}

struct error *repr_attrgetter(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->attrgetter.nattrs, layout->attrgetter.attr};
    uint64_t values[2], item;
    const struct type *of;

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    if (values[0] > NAMES_MAX)
        return error_create(ERROR_CORRUPT, "more attributes than any");
    repr_printf(r, "%s(", type->c_name);
    for (uint64_t i = 0; i < values[0] && repr_begin_item(r, i); i++) {
        TRY(target_read_u64(r->runtime->target, values[1] + layout->tuple.ob_item.offset + 8 * i,
                            &item));
        TRY(types_of(r->types, item, &of));
        if (of->kind == KIND_TUPLE)
            TRY(write_dotted(r, item));
        else
            repr_write(r, item);
    }
    repr_put(r, ")");
    return NULL;
}

/* methodcaller_repr(), object's own in 2.7. From 3.13 on the name stands before the arguments. */
struct error *repr_methodcaller(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    bool named = layout_has(layout->methodcaller.xargs);
    struct layout_field fields[] = {layout->methodcaller.name,
                                    named ? layout->methodcaller.xargs : layout->methodcaller.args,
                                    layout->methodcaller.kwds};
    CLEANUP_FREE char *open = xasprintf("%s(", type->c_name);
    CLEANUP_FREE char *within = xasprintf("%s(...)", type->c_name);
    struct repr_brackets brackets = {open, ")", within};
    uint64_t values[3];

    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    if (!repr_open(r, object, &brackets))
        return NULL;
    repr_write(r, values[0]);
    TRY(write_arguments(r, values[1], named ? 1 : 0));
    if (values[2] != 0)
        TRY(write_keywords(r, values[2]));
    repr_leave(r);
    repr_put(r, ")");
    return NULL;
}
