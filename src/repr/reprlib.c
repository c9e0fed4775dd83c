/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reprlib.repr() of Lib/reprlib.py, by which asyncio shortens results. Sets, deques and arrays,
 * and dicts whose keys cannot be sorted here, are written whole instead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/string.h"
#include "python/view.h"

/* The attributes of reprlib.Repr. */
#define LEVEL_MAX 6
#define ITEMS_MAX 6
#define DICT_MAX 4
#define STRING_MAX 30
#define INT_MAX_DIGITS 40
#define OTHER_MAX 30

#define SORTED_MAX 10000
#define NAME_MAX_CHARACTERS 1000

static void put(struct repr *r, uint64_t object, int level);

/* Where the n-th character of what is written from `from` on begins, or ends if there are fewer. */
static size_t character_place(const struct repr *r, size_t from, size_t n)
{
    size_t at = from;

    for (; at < r->out.count; at++)
        if ((r->out.data[at] & 0xc0) != 0x80 && n-- == 0)
            break;
    return at;
}

static size_t count_characters(const struct repr *r, size_t from)
{
    size_t count = 0;

    for (size_t at = from; at < r->out.count; at++)
        count += (r->out.data[at] & 0xc0) != 0x80;
    return count;
}

/* Leaves of what is written from `from` on its beginning and its end, at most max characters. */
static void cut_middle(struct repr *r, size_t from, size_t max)
{
    size_t first = (max - 3) / 2;
    size_t last = max - 3 - first;
    size_t count = count_characters(r, from);

    if (count <= max)
        return;

    size_t tail = character_place(r, from, count - last);
    CLEANUP_FREE char *end = xstrndup(r->out.data + tail, r->out.count - tail);

    r->out.count = character_place(r, from, first);
    repr_put(r, "...");
    repr_put(r, end);
}

static struct error *put_str(struct repr *r, uint64_t object)
{
    size_t first = (STRING_MAX - 3) / 2;
    size_t last = STRING_MAX - 3 - first;
    size_t from = r->out.count;
    repr_characters all = {0};
    struct error *error = repr_read_characters(r, object, &all);

    if (error == NULL) {
        repr_put_characters(r, all.data, all.count < STRING_MAX ? all.count : STRING_MAX);
        if (count_characters(r, from) > STRING_MAX) {
            /* It is made again, of the beginning and the end. */
            size_t end = all.count < last ? all.count : last;
            repr_characters parts = {0};

            for (size_t i = 0; i < all.count && i < first; i++)
                array_push(&parts, all.data[i]);
            for (size_t i = all.count - end; i < all.count; i++)
                array_push(&parts, all.data[i]);
            r->out.count = from;
            repr_put_characters(r, parts.data, parts.count);
            array_deinit(&parts);

            size_t tail = character_place(r, from, count_characters(r, from) - last);
            CLEANUP_FREE char *text = xstrndup(r->out.data + tail, r->out.count - tail);

            r->out.count = character_place(r, from, first);
            repr_put(r, "...");
            repr_put(r, text);
        }
    }
    array_deinit(&all);
    return error;
}

static struct error *put_items(struct repr *r, uint64_t object, const struct type *type, int level)
{
    bool tuple = type->kind == KIND_TUPLE;
    struct sequence items;
    uint64_t item;

    if (tuple)
        TRY(sequence_of_tuple(r->runtime, object, &items));
    else
        TRY(sequence_of_list(r->runtime, object, &items));
    repr_put(r, tuple ? "(" : "[");
    for (uint64_t i = 0; i < items.count && level > 0 && i < ITEMS_MAX; i++) {
        TRY(target_read_u64(r->runtime->target, items.address + 8 * i, &item));
        repr_put(r, i > 0 ? ", " : "");
        put(r, item, level - 1);
    }
    if (level <= 0 && items.count > 0)
        repr_put(r, "...");
    else if (items.count > ITEMS_MAX)
        repr_put(r, ", ...");
    repr_put(r, !tuple ? "]" : level > 0 && items.count == 1 ? ",)" : ")");
    return NULL;
}

/* ---- dicts, by their keys if these are all str or all small int */

struct sorted {
    char *name; /* NULL: it is a number; owned */
    int64_t number;
    struct dict_item item;
};

typedef ARRAY(struct sorted) sorted_array;

static int compare(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;

    if (x->name != NULL && y->name != NULL)
        return strcmp(x->name, y->name);
    return (x->number > y->number) - (x->number < y->number);
}

static bool take_key(struct repr *r, const struct dict_item *item, struct sorted *ret)
{
    const struct type *type;
    uint64_t number;

    *ret = (struct sorted){.item = *item};
    if (!error_ignore(types_of(r->types, item->key, &type)) || !type->builtin)
        return false;
    if (type->kind == KIND_STR)
        return error_ignore(
            string_read(r->runtime, item->key, NULL, NAME_MAX_CHARACTERS, &ret->name));
    if (type->kind != KIND_INT || !error_ignore(object_int(r->runtime, item->key, &number)))
        return false;
    ret->number = (int64_t)number;
    return true;
}

static bool sort_items(struct repr *r, const dict_item_array *items, sorted_array *ret)
{
    bool known = items->count <= SORTED_MAX;

    for (size_t i = 0; known && i < items->count; i++) {
        struct sorted sorted;

        known = take_key(r, &items->data[i], &sorted);
        if (known)
            array_push(ret, sorted);
        known = known && (sorted.name == NULL) == (ret->data[0].name == NULL);
    }
    if (known && ret->count > 0)
        qsort(ret->data, ret->count, sizeof *ret->data, compare);
    return known;
}

static struct error *put_dict(struct repr *r, uint64_t object, int level)
{
    dict_item_array items = {0};
    sorted_array sorted = {0};
    struct error *error = dict_items(r->runtime, object, SORTED_MAX + 1, &items);

    if (error == NULL && level <= 0 && items.count > 0) {
        repr_put(r, "{...}");
    } else if (error == NULL && sort_items(r, &items, &sorted)) {
        repr_put(r, "{");
        for (size_t i = 0; i < sorted.count && i < DICT_MAX; i++) {
            repr_put(r, i > 0 ? ", " : "");
            put(r, sorted.data[i].item.key, level - 1);
            repr_put(r, ": ");
            put(r, sorted.data[i].item.value, level - 1);
        }
        repr_put(r, sorted.count > DICT_MAX ? ", ...}" : "}");
    } else if (error == NULL) {
        repr_write(r, object);
    }
    for (size_t i = 0; i < sorted.count; i++)
        free(sorted.data[i].name);
    array_deinit(&sorted);
    array_deinit(&items);
    return error;
}

static struct error *put_known(struct repr *r, uint64_t object, const struct type *type, int level)
{
    switch (type->kind) {
    case KIND_STR:
        return put_str(r, object);
    case KIND_LIST:
    case KIND_TUPLE:
        return put_items(r, object, type, level);
    case KIND_DICT:
        return put_dict(r, object, level);
    default:
        return error_create(ERROR_UNSUPPORTED, "nothing that is shortened in its own way");
    }
}

static void put(struct repr *r, uint64_t object, int level)
{
    size_t from = r->out.count;
    const struct type *type;

    if (!error_ignore(types_of(r->types, object, &type))) {
        repr_write(r, object);
        return;
    }
    if (type->builtin && error_ignore(put_known(r, object, type, level)))
        return;
    r->out.count = from;
    repr_write(r, object);
    if (type->kind == KIND_INT && type->builtin)
        cut_middle(r, from, INT_MAX_DIGITS);
    else if (type->kind != KIND_SET && type->kind != KIND_FROZENSET && type->kind != KIND_DEQUE &&
             type->kind != KIND_ARRAY && !(type->kind == KIND_DICT && type->builtin))
        cut_middle(r, from, OTHER_MAX);
}

void repr_put_short(struct repr *r, uint64_t object)
{
    put(r, object, LEVEL_MAX);
}
