/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers of the library that are written in Python: Lib/collections, Lib/weakref.py. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "target/target.h"

#define COUNTS_MAX 200000
#define LINKS_MAX 200000
#define MAPS_MAX 1000

/* UserDict.__repr__(), UserList, UserString, WeakSet: repr(self.data). */
struct error *library_user_data(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    uint64_t data;

    (void)type;
    TRY(library_get(r, object, "data", &data));
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

/* ---- Counter */

/* Kinds of counts, which are as a rule numbers. */
enum count_kind {
    COUNT_NUMBER = 1,
    COUNT_STR = 2,
    COUNT_BYTES = 4,
    COUNT_LIST = 8,
    COUNT_TUPLE = 16,
};

/* One element and how often it is there. */
struct count {
    struct dict_item item;
    size_t index;      /* in the dict */
    char *text;        /* of an int; owned */
    long double value; /* of a float, or of an int of up to 18 digits */
};

struct counts {
    struct count *counts;
    size_t count;
    bool floats;    /* one of them at least */
    bool large;     /* an int of more than 18 digits */
    bool unsorted;  /* there are some that cannot be compared with the others */
    unsigned kinds; /* bits of those that are there: each has an order, but none with another */
};

static void counts_deinit(struct counts *counts)
{
    for (size_t i = 0; i < counts->count; i++)
        free(counts->counts[i].text);
    free(counts->counts);
}

static int by_text(const char *a, const char *b)
{
    bool a_negative = a[0] == '-', b_negative = b[0] == '-';
    size_t a_size = strlen(a), b_size = strlen(b);
    int ret;

    if (a_negative != b_negative)
        return a_negative ? -1 : 1;
    ret = a_size != b_size ? (a_size < b_size ? -1 : 1) : strcmp(a, b);
    return a_negative ? -ret : ret;
}

/* The most common first, those that are as common in the dict's order: sorted(reverse=True). */
static int by_count(const void *a, const void *b)
{
    const struct count *left = a, *right = b;
    int order;

    if (left->text != NULL && right->text != NULL)
        order = by_text(right->text, left->text);
    else
        order = (left->value < right->value) - (left->value > right->value);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static struct error *read_count(struct repr *r, struct counts *counts, struct count *ret)
{
    const struct type *type;
    uint64_t bits;
    double value;

    TRY(types_of(r->types, ret->item.value, &type));
    if (!type->builtin)
        return library_unlike("count");
    switch (type->kind) {
    case KIND_INT:
    case KIND_OLD_INT:
        counts->kinds |= COUNT_NUMBER;
        TRY(library_int_text(r, ret->item.value, &ret->text));
        if (strlen(ret->text) > 18)
            counts->large = true;
        else
            ret->value = (long double)strtoll(ret->text, NULL, 10);
        return NULL;
    case KIND_BOOL: {
        bool is_true;

        counts->kinds |= COUNT_NUMBER;
        TRY(library_is_true(r, ret->item.value, &is_true));
        ret->text = xstrdup(is_true ? "1" : "0");
        ret->value = is_true;
        return NULL;
    }
    case KIND_FLOAT:
        TRY(target_read_u64(r->runtime->target,
                            ret->item.value + r->runtime->layout.float_.ob_fval.offset, &bits));
        memcpy(&value, &bits, sizeof value);
        /* What is not a number is sorted by whom it happens to meet. */
        if (value != value)
            return library_unlike("count");
        ret->value = value;
        counts->kinds |= COUNT_NUMBER;
        counts->floats = true;
        return NULL;
    case KIND_NONE:
    case KIND_COMPLEX:
    case KIND_DICT:
        counts->unsorted = true;
        return NULL;
    case KIND_STR:
        counts->kinds |= COUNT_STR;
        return NULL;
    case KIND_BYTES:
        counts->kinds |= COUNT_BYTES;
        return NULL;
    case KIND_LIST:
        counts->kinds |= COUNT_LIST;
        return NULL;
    case KIND_TUPLE:
        counts->kinds |= COUNT_TUPLE;
        return NULL;
    default:
        return library_unlike("count");
    }
}

static struct error *sort_counts(struct repr *r, const dict_item_array *items, struct counts *ret)
{
    ret->counts = xcalloc(items->count, sizeof *ret->counts);
    for (size_t i = 0; i < items->count; i++, ret->count++) {
        ret->counts[i] = (struct count){.item = items->data[i], .index = i};
        TRY(read_count(r, ret, &ret->counts[i]));
    }
    /* Two kinds that have no order with one another meet in any sort, which raises TypeError; they
     * are in the dict's order then. */
    if ((ret->kinds & (ret->kinds - 1)) != 0)
        ret->unsorted = true;
    /* 2.7 compares everything with everything, by rules of its own. */
    if (ret->unsorted && ret->count > 1)
        return r->runtime->layout.traits.strings_are_bytes ? library_unlike("count") : NULL;
    if ((ret->floats && ret->large) || (ret->kinds > COUNT_NUMBER && ret->count > 1))
        return library_unlike("count");
    qsort(ret->counts, ret->count, sizeof *ret->counts, by_count);
    return NULL;
}

static void put_counts(struct repr *r, const struct counts *counts)
{
    for (size_t i = 0; i < counts->count; i++) {
        if (!repr_begin_item(r, i))
            return;
        repr_write(r, counts->counts[i].item.key);
        repr_put(r, ": ");
        repr_write(r, counts->counts[i].item.value);
    }
}

/* Counter.__repr__(), with most_common() */
struct error *library_counter(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    static const char *const methods[] = {"most_common", "items", "iteritems", "__iter__",
                                          "__len__",     "keys",  "__bool__",  NULL};
    CLEANUP_FREE char *open = xasprintf("%s({", library_name(type));
    dict_item_array items = {0};
    struct counts counts = {0};
    struct error *error;

    TRY(library_not_overridden(r, function, type, methods));
    error = library_items(r, object, COUNTS_MAX + 1, &items);
    if (error == NULL && items.count > COUNTS_MAX)
        error = library_unlike("counter");
    if (error == NULL && items.count == 0) {
        repr_printf(r, "%s()", library_name(type));
    } else if (error == NULL) {
        error = sort_counts(r, &items, &counts);
        if (error == NULL && library_enter(r, object, function, open, "})")) {
            put_counts(r, &counts);
            repr_leave(r);
            repr_put(r, "})");
        }
    }
    counts_deinit(&counts);
    array_deinit(&items);
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
