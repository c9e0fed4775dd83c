/* SPDX-License-Identifier: GPL-3.0-or-later */
/* collections.Counter, which shows itself in the order of most_common(). */
#include <stdlib.h>
#include <string.h>

#include <gmp.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

#define COUNTS_MAX 200000
/* Of a str that is compared: what counts as one object more. */
#define OBJECT_CHARACTERS 16

/* How 2.7 orders what has no order of its own: None, then numbers, then the rest by the name of its
 * type. */
enum rank { RANK_NONE, RANK_NUMBER, RANK_OTHER };

/* One element and how often it is there. */
struct count {
    struct dict_item item;
    size_t index; /* in the dict */
    enum rank rank;
    const struct type *type;
    bool is_float;
    double real;
    mpz_t whole;          /* of all others; 0 of what is no number */
    repr_characters text; /* of a str */
};

struct counts {
    struct count *counts;
    size_t count;
};

static void counts_deinit(struct counts *counts)
{
    for (size_t i = 0; i < counts->count; i++) {
        mpz_clear(counts->counts[i].whole);
        array_deinit(&counts->counts[i].text);
    }
    free(counts->counts);
}

static struct error *read_number(struct repr *r, struct count *count)
{
    bool is_true;

    count->rank = RANK_NUMBER;
    if (count->type->kind == KIND_FLOAT) {
        count->is_float = true;
        TRY(target_read(r->runtime->target,
                        count->item.value + r->runtime->layout.float_.ob_fval.offset, &count->real,
                        sizeof count->real));
        /* What is not a number is sorted by whom it happens to meet. */
        return count->real == count->real ? NULL : library_unlike("count");
    }
    if (count->type->kind != KIND_BOOL)
        return library_integer(r, count->item.value, count->whole);
    TRY(library_is_true(r, count->item.value, &is_true));
    mpz_set_si(count->whole, is_true);
    return NULL;
}

/* What is none of these may have an order that only its own code knows. */
static struct error *read_count(struct repr *r, struct count *ret)
{
    TRY(types_of(r->types, ret->item.value, &ret->type));
    if (!ret->type->builtin)
        return library_unlike("count");
    ret->rank = RANK_OTHER;
    switch (ret->type->kind) {
    case KIND_NONE:
        ret->rank = RANK_NONE;
        return NULL;
    case KIND_BOOL:
    case KIND_FLOAT:
    case KIND_INT:
    case KIND_OLD_INT:
        return read_number(r, ret);
    case KIND_STR:
        if (repr_is_full(r))
            return library_unlike("count");
        TRY(repr_read_characters(r, ret->item.value, &ret->text));
        r->objects += ret->text.count / OBJECT_CHARACTERS;
        return NULL;
    case KIND_BYTES:
    case KIND_DICT:
    case KIND_LIST:
    case KIND_TUPLE:
        return NULL;
    default:
        return library_unlike("count");
    }
}

static int by_number(const struct count *a, const struct count *b)
{
    if (a->is_float && b->is_float)
        return (a->real > b->real) - (a->real < b->real);
    if (a->is_float)
        return -mpz_cmp_d(b->whole, a->real);
    return b->is_float ? mpz_cmp_d(a->whole, b->real) : mpz_cmp(a->whole, b->whole);
}

static int by_text(const repr_characters *a, const repr_characters *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (a->data[i] != b->data[i])
            return a->data[i] < b->data[i] ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count);
}

/* The most common first, those that are as common in the dict's order: sorted(reverse=True). */
static int by_count(const void *a, const void *b)
{
    const struct count *left = a, *right = b;
    int order = (left->rank > right->rank) - (left->rank < right->rank);

    if (order == 0 && left->rank == RANK_OTHER)
        order = strcmp(left->type->c_name, right->type->c_name);
    if (order == 0)
        order =
            left->rank == RANK_NUMBER ? by_number(left, right) : by_text(&left->text, &right->text);
    return order != 0 ? -order : (left->index > right->index) - (left->index < right->index);
}

/*
 * Two of one type must have an order that is known here. *sorted is false where they have none, nor
 * any with what is of another type: whatever sorts them meets two such, which raises TypeError, and
 * the Counter is in the dict's order. 2.7 compares everything.
 */
static struct error *look_at_orders(struct repr *r, const struct counts *counts, bool *sorted)
{
    bool old = r->runtime->layout.traits.strings_are_bytes;
    struct error *error = NULL;
    bool of_kind[KIND_COUNT] = {false};
    bool mixed = false, unknown = false, unordered = false;

    for (size_t i = 0; i < counts->count; i++) {
        const struct count *count = &counts->counts[i];
        enum type_kind kind = count->rank == RANK_NUMBER ? KIND_INT : count->type->kind;

        mixed =
            mixed || kind != (counts->counts[0].rank == RANK_NUMBER ? KIND_INT
                                                                    : counts->counts[0].type->kind);
        if (of_kind[kind] && count->rank != RANK_NUMBER) {
            unordered = unordered || kind == KIND_NONE || kind == KIND_DICT;
            unknown = unknown || kind == KIND_BYTES || kind == KIND_LIST || kind == KIND_TUPLE ||
                      (old && kind != KIND_NONE);
        }
        of_kind[kind] = true;
    }
    /* A str and a unicode are compared as text. */
    if (old && of_kind[KIND_STR] && of_kind[KIND_BYTES])
        unknown = true;
    *sorted = old || (!mixed && !unordered);
    if (*sorted && unknown)
        error = library_unlike("count");
    return error;
}

static struct error *sort_counts(struct repr *r, const dict_item_array *items, struct counts *ret)
{
    bool sorted;

    ret->counts = xcalloc(items->count, sizeof *ret->counts);
    for (size_t i = 0; i < items->count; i++) {
        ret->counts[i] = (struct count){.item = items->data[i], .index = i};
        mpz_init(ret->counts[i].whole);
        ret->count++;
        TRY(read_count(r, &ret->counts[i]));
    }
    TRY(look_at_orders(r, ret, &sorted));
    if (sorted)
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
