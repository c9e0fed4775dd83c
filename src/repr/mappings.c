/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers of the library that are written in Python: Lib/collections, Lib/weakref.py. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"

#define LINKS_MAX 200000
#define MAPS_MAX 1000

/* UserDict.__repr__(), UserList, UserString, WeakSet: repr(self.data). */
struct error *library_user_data(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    uint64_t data;

    (void)type;
    TRY(library_get(r, object, "data", &data));
    if (repr_is_deep(r)) { /* which is said within the brackets of the data */
        repr_write(r, data);
        return NULL;
    }
    if (!library_enter(r, object, function, "", ""))
        return NULL;
    repr_write(r, data);
    repr_leave(r);
    return NULL;
}

/* ChainMap.__repr__() */
struct error *library_chain_map(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    CLEANUP_FREE char *open = xasprintf("%s(", library_name(type));
    library_objects maps = {0};
    struct error *error;
    uint64_t list;

    TRY(library_get(r, object, "maps", &list));
    error = library_sequence(r, list, MAPS_MAX, &maps);
    if (error == NULL && library_enter(r, object, function, open, ")")) {
        for (size_t i = 0; i < maps.count && repr_begin_item(r, i); i++)
            repr_write(r, maps.data[i]);
        repr_leave(r);
        repr_put(r, ")");
    }
    array_deinit(&maps);
    return error;
}

/* ---- OrderedDict of 2.7, a list of links [PREV, NEXT, KEY] that begins and ends with a root */

static int by_key(const void *a, const void *b)
{
    const struct dict_item *left = a, *right = b;

    return (left->key > right->key) - (left->key < right->key);
}

/* The keys in order, and the value of each, found by the key being the same object. */
static struct error *read_links(struct repr *r, uint64_t root, const dict_item_array *items,
                                dict_item_array *ret)
{
    uint64_t at = root;

    for (size_t steps = 0; steps <= items->count; steps++) {
        library_objects link = {0};
        struct error *error = library_sequence(r, at, 3, &link);
        struct dict_item wanted = {.key = link.count == 3 ? link.data[2] : 0};
        uint64_t next = link.count == 3 ? link.data[1] : 0;
        const struct dict_item *found;

        array_deinit(&link);
        TRY(error);
        if (next == 0)
            return library_unlike("link");
        if (at != root) {
            found = bsearch(&wanted, items->data, items->count, sizeof *items->data, by_key);
            if (found == NULL)
                return library_unlike("link");
            array_push(ret, *found);
        }
        at = next;
        if (at == root)
            return ret->count == items->count ? NULL : library_unlike("link");
    }
    return library_unlike("link");
}

static void put_pairs(struct repr *r, const dict_item_array *items)
{
    for (size_t i = 0; i < items->count; i++) {
        if (!repr_begin_item(r, i))
            return;
        repr_put(r, "(");
        repr_write(r, items->data[i].key);
        repr_put(r, ", ");
        repr_write(r, items->data[i].value);
        repr_put(r, ")");
    }
}

static struct error *write_ordered(struct repr *r, uint64_t object, const struct type *type,
                                   const struct library_function *function, dict_item_array *items)
{
    CLEANUP_FREE char *open = xasprintf("%s([", library_name(type));
    dict_item_array ordered = {0};
    struct error *error;
    uint64_t root;

    TRY(library_get(r, object, "_OrderedDict__root", &root));
    if (items->count == 0) {
        repr_printf(r, "%s()", library_name(type));
        return NULL;
    }
    qsort(items->data, items->count, sizeof *items->data, by_key);
    error = read_links(r, root, items, &ordered);
    if (error == NULL && library_enter(r, object, function, open, "])")) {
        put_pairs(r, &ordered);
        repr_leave(r);
        repr_put(r, "])");
    }
    array_deinit(&ordered);
    return error;
}

struct error *library_ordered_dict(struct repr *r, uint64_t object, const struct type *type,
                                   const struct library_function *function)
{
    static const char *const methods[] = {"items", "__iter__", "__getitem__", "__len__", NULL};
    /* It keeps a table of its own of who is being written. */
    struct library_function guarded = *function;
    dict_item_array items = {0};
    struct error *error;

    guarded.guarded = true;
    TRY(library_not_overridden(r, function, type, methods));
    error = library_items(r, object, LINKS_MAX, &items);
    if (error == NULL)
        error = write_ordered(r, object, type, &guarded, &items);
    array_deinit(&items);
    return error;
}
