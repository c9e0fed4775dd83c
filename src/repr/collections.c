/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Containers of the standard library: Modules/_collectionsmodule.c, Objects/odictobject.c,
 * dictobject.c (views), namespaceobject.c, structseq.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/deque.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/odict.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/simple-queue.h"
#include "python/string.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000
/* Names that are sorted. */
#define SEARCH_MAX ((size_t)1 << 20)
#define FIELDS_MAX 200

/* The class's own name, or always that of the base, where the version does so. */
static const char *own_name(struct repr *r, const struct type *type, const char *base)
{
    return r->runtime->layout.traits.fixed_names ? base : type_short_name(type);
}

/* ---- deque: blocks of objects, linked */

struct error *repr_put_deque_items(struct repr *r, uint64_t object)
{
    struct deque_reader reader;
    uint64_t item;

    TRY(deque_open(r->runtime, object, &reader));
    /* A list of blocks that goes round ends with the count, or with the limit of elements. */
    for (uint64_t i = 0; reader.left > 0 && repr_begin_item(r, i); i++) {
        TRY(deque_next(&reader, &item));
        repr_write(r, item);
    }
    return NULL;
}

struct error *repr_deque(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->deque.len, layout->deque.maxlen};
    CLEANUP_FREE char *open = xasprintf("%s([", own_name(r, type, "deque"));
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    if ((int64_t)values[0] < 0)
        return error_create(ERROR_CORRUPT, "a deque cannot have a negative size");

    CLEANUP_FREE char *close = (int64_t)values[1] >= 0
                                   ? xasprintf("], maxlen=%lld)", (long long)values[1])
                                   : xstrdup("])");
    struct repr_brackets brackets = {open, close, "[...]"};

    repr_note_asked(r, type, "__iter__");
    if (!repr_open_counted(r, object, &brackets, values[0]))
        return NULL;
    TRY(repr_put_deque_items(r, object));
    repr_leave(r);
    repr_put(r, close);
    return NULL;
}

struct error *repr_put_queue_items(struct repr *r, uint64_t object)
{
    static const struct repr_brackets brackets = {"[", "]", "[...]"};
    struct simple_queue queue;
    uint64_t item;

    TRY(simple_queue_open(r->runtime, object, &queue));
    if (!repr_open_counted(r, object, &brackets, queue.count))
        return NULL;
    for (uint64_t i = 0; i < queue.count && repr_begin_item(r, i); i++) {
        TRY(simple_queue_item(r->runtime, &queue, i, &item));
        repr_write(r, item);
    }
    repr_leave(r);
    repr_put(r, "]");
    return NULL;
}

/* ---- dicts */

struct error *repr_defaultdict(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t factory;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.defaultdict.default_factory,
                        &factory));
    repr_printf(r, "%s(", own_name(r, type, "defaultdict"));
    if (factory == 0) {
        repr_put(r, "None");
    } else if (repr_is_leaf(r, factory)) {
        repr_write(r, factory);
    } else if (repr_enter(r, factory) == REPR_ENTERED) {
        repr_write(r, factory);
        repr_leave(r);
    } else {
        repr_put(r, "...");
    }
    repr_put(r, ", ");
    TRY(repr_dict(r, object, type));
    repr_put(r, ")");
    return NULL;
}

static void write_pair(struct repr *r, const struct dict_item *item)
{
    repr_put(r, "(");
    repr_write(r, item->key);
    repr_put(r, ", ");
    repr_write(r, item->value);
    repr_put(r, ")");
}

static void write_ordered(struct repr *r, const dict_item_array *items, bool pairs)
{
    for (size_t i = 0; i < items->count && repr_begin_item(r, i); i++) {
        if (pairs) {
            write_pair(r, &items->data[i]);
            continue;
        }
        repr_write(r, items->data[i].key);
        repr_put(r, ": ");
        repr_write(r, items->data[i].value);
    }
}

struct error *repr_ordered_dict(struct repr *r, uint64_t object, const struct type *type)
{
    bool pairs = r->runtime->layout.traits.odict_as_pairs;
    const char *name = type_short_name(type);
    CLEANUP_FREE char *open = xasprintf(pairs ? "%s([" : "%s({", name);
    struct repr_brackets brackets = {open, pairs ? "])" : "})", "..."};
    dict_item_array items = {0};
    uint64_t used;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.dict.ma_used, &used));
    if (used == 0) {
        repr_printf(r, "%s()", name);
        return NULL;
    }
    /* Newer versions make a dict of it first. */
    repr_note_asked(r, type, pairs ? "items" : "keys");
    if (!pairs)
        repr_note_asked(r, type, "__getitem__");
    if (!repr_open_counted(r, object, &brackets, used))
        return NULL;

    struct error *error = odict_items(r->runtime, object, repr_max_elements(r) + 1, &items);

    if (error == NULL) {
        write_ordered(r, &items, pairs);
        repr_leave(r);
        repr_put(r, brackets.close);
    }
    array_deinit(&items);
    return error;
}

static void write_view(struct repr *r, const dict_item_array *items, enum type_kind kind)
{
    for (size_t i = 0; i < items->count && repr_begin_item(r, i); i++) {
        if (kind == KIND_DICT_ITEMS)
            write_pair(r, &items->data[i]);
        else
            repr_write(r, kind == KIND_DICT_KEYS ? items->data[i].key : items->data[i].value);
    }
}

struct error *repr_dict_view(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *open = xasprintf("%s([", type->c_name);
    struct repr_brackets brackets = {open, "])", "..."};
    size_t max = repr_max_elements(r) + 1;
    const struct type *of;
    dict_item_array items = {0};
    uint64_t dict;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.dict_view.dv_dict, &dict));
    TRY(types_of(r->types, dict, &of));
    if (of->kind != KIND_DICT && of->kind != KIND_FROZENDICT)
        return error_create(ERROR_CORRUPT, "a view of what is no dict");
    if (!repr_open(r, object, &brackets))
        return NULL;

    struct error *error = of->shown_as == KIND_ORDERED_DICT
                              ? odict_items(r->runtime, dict, max, &items)
                              : dict_items(r->runtime, dict, max, &items);

    if (error == NULL) {
        write_view(r, &items, type->shown_as);
        repr_leave(r);
        repr_put(r, brackets.close);
    }
    array_deinit(&items);
    return error;
}

/* ---- objects with named fields */

struct named {
    char *name; /* owned */
    uint64_t value;
};

typedef ARRAY(struct named) named_array;

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* What has no str for a name is left out, as namespace_repr() does. */
static void take_names(struct repr *r, const dict_item_array *items, named_array *ret)
{
    for (size_t i = 0; i < items->count; i++) {
        struct named named = {NULL, items->data[i].value};

        if (!error_ignore(string_read(r->runtime, items->data[i].key, NULL, NAME_MAX_CHARACTERS,
                                      &named.name)))
            continue;
        if (named.name[0] != '\0')
            array_push(ret, named);
        else
            free(named.name);
    }
    if (r->runtime->layout.traits.namespace_sorted && ret->count > 0)
        qsort(ret->data, ret->count, sizeof *ret->data, compare_names);
}

struct error *repr_namespace(struct repr *r, uint64_t object, const struct type *type)
{
    const char *name = type->builtin ? "namespace" : type_short_name(type);
    bool sorted = r->runtime->layout.traits.namespace_sorted;
    CLEANUP_FREE char *open = xasprintf("%s(", name);
    CLEANUP_FREE char *within = xasprintf("%s(...)", name);
    struct repr_brackets brackets = {open, ")", within};
    dict_item_array items = {0};
    named_array names = {0};
    uint64_t dict;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.namespace.ns_dict, &dict));
    if (!repr_open(r, object, &brackets))
        return NULL;

    struct error *error =
        dict_items(r->runtime, dict, sorted ? SEARCH_MAX : repr_max_elements(r) + 1, &items);

    if (error == NULL) {
        take_names(r, &items, &names);
        for (size_t i = 0; i < names.count && repr_begin_item(r, i); i++) {
            repr_printf(r, "%s=", names.data[i].name);
            repr_write(r, names.data[i].value);
        }
        repr_leave(r);
        repr_put(r, ")");
    }
    for (size_t i = 0; i < names.count; i++)
        free(names.data[i].name);
    array_deinit(&names);
    array_deinit(&items);
    return error;
}

static struct error *write_field(struct repr *r, uint64_t object, uint64_t members, uint64_t index)
{
    const struct layout *layout = &r->runtime->layout;
    CLEANUP_FREE char *name = NULL;
    uint64_t text, value;

    TRY(view_read_field(r->runtime->target, members + index * layout->member_def.size,
                        layout->member_def.name, &text));
    TRY(target_read_cstring(r->runtime->target, text, NAME_MAX_CHARACTERS, &name));
    TRY(target_read_u64(r->runtime->target, object + layout->tuple.ob_item.offset + 8 * index,
                        &value));
    repr_printf(r, "%s=", name);
    repr_write(r, value);
    return NULL;
}

struct error *repr_struct_sequence(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *open = xasprintf("%s(", type->c_name);
    CLEANUP_FREE char *within = xasprintf("%s(...)", type->c_name);
    struct repr_brackets brackets = {open, ")", within};
    uint64_t count;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.var_object.ob_size, &count));
    if (count > FIELDS_MAX)
        return error_create(ERROR_CORRUPT, "more fields than any struct has");
    if (!repr_open(r, object, &brackets))
        return NULL;
    for (uint64_t i = 0; i < count && repr_begin_item(r, i); i++)
        TRY(write_field(r, object, type->members, i));
    repr_leave(r);
    repr_put(r, ")");
    return NULL;
}
