/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/odict.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/view.h"
#include "target/target.h"

#include <uthash.h>

/* Items of an OrderedDict that are looked through for values: those that are asked for stand
 * anywhere. */
#define SEARCH_MAX ((size_t)1 << 20)

struct entry {
    uint64_t key, value;
    UT_hash_handle hh;
};

static void free_entries(struct entry *entries)
{
    struct entry *entry, *next;

    HASH_ITER (hh, entries, entry, next) {
        HASH_DEL(entries, entry);
        free(entry);
    }
}

/* Gives each of the items that has no value yet the dict's. */
static struct error *find_values(struct runtime *runtime, uint64_t object, dict_item_array *items)
{
    dict_item_array all = {0};
    struct error *error = dict_items(runtime, object, SEARCH_MAX, &all);
    struct entry *entries = NULL, *entry;

    for (size_t i = 0; error == NULL && i < all.count; i++) {
        HASH_FIND(hh, entries, &all.data[i].key, sizeof entry->key, entry);
        if (entry != NULL)
            continue;
        entry = xmalloc(sizeof *entry);
        entry->key = all.data[i].key;
        entry->value = all.data[i].value;
        HASH_ADD(hh, entries, key, sizeof entry->key, entry);
    }
    for (size_t i = 0; error == NULL && i < items->count; i++) {
        HASH_FIND(hh, entries, &items->data[i].key, sizeof entry->key, entry);
        items->data[i].value = entry != NULL ? entry->value : 0;
    }
    free_entries(entries);
    array_deinit(&all);
    return error;
}

/*
 * 2.7, Lib/collections.py: a list of links [PREV, NEXT, KEY] that begins and ends with a root. One
 * that goes round elsewhere ends with max.
 */
static struct error *read_links(struct runtime *runtime, uint64_t object, size_t max,
                                dict_item_array *ret)
{
    uint64_t root, at, words[3];
    struct sequence link;

    TRY(object_attribute(runtime, object, "_OrderedDict__root", &root));
    for (at = root;; at = words[1]) {
        TRY(sequence_of_list(runtime, at, &link));
        if (link.count != 3)
            return error_create(ERROR_CORRUPT, "an OrderedDict has a link of another kind");
        TRY(target_read(runtime->target, link.address, words, sizeof words));
        if (at != root)
            array_push(ret, ((struct dict_item){.key = words[2]}));
        if (words[1] == root || ret->count >= max)
            return NULL;
    }
}

/* The order is the dict's unless something was moved, so the values are looked for there first. */
struct error *odict_items(struct runtime *runtime, uint64_t object, size_t max,
                          dict_item_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->odict_node.key, layout->odict_node.next};
    dict_item_array items = {0};
    bool same = true;
    uint64_t node, values[2];
    struct error *error;

    if (!layout_has(layout->odict.od_first)) {
        TRY(read_links(runtime, object, max, ret));
        return find_values(runtime, object, ret);
    }
    error = view_read_field(runtime->target, object, layout->odict.od_first, &node);
    if (error == NULL)
        error = dict_items(runtime, object, max, &items);
    for (; error == NULL && node != 0 && ret->count < max; node = values[1]) {
        error = view_read_fields(runtime->target, node, fields, 2, values);
        if (error != NULL)
            break;

        struct dict_item item = {.key = values[0]};

        if (ret->count < items.count && items.data[ret->count].key == item.key)
            item.value = items.data[ret->count].value;
        else
            same = false;
        array_push(ret, item);
    }
    if (error == NULL && !same)
        error = find_values(runtime, object, ret);
    array_deinit(&items);
    return error;
}
