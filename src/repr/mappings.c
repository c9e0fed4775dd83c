/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers of the library that are written in Python: Lib/collections, Lib/weakref.py. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/odict.h"
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

/* ---- OrderedDict of 2.7 */

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
    uint64_t count;

    TRY(dict_length(r->runtime, object, &count));
    TRY(odict_items(r->runtime, object, LINKS_MAX, items));
    if (items->count != count)
        return library_unlike("link");
    for (size_t i = 0; i < items->count; i++)
        if (items->data[i].value == 0)
            return library_unlike("link");
    if (count == 0) {
        repr_printf(r, "%s()", library_name(type));
    } else if (library_enter(r, object, function, open, "])")) {
        put_pairs(r, items);
        repr_leave(r);
        repr_put(r, "])");
    }
    return NULL;
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
    error = write_ordered(r, object, type, &guarded, &items);
    array_deinit(&items);
    return error;
}
