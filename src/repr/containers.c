/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds other objects: Objects/listobject.c, tupleobject.c, dictobject.c, setobject.c, ... */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/set.h"
#include "python/view.h"

#define ITEMS_PER_READ 64

/* What cannot be read ends them. */
static void write_items(struct repr *r, const struct sequence *sequence)
{
    uint64_t address = sequence->address, count = sequence->count;
    uint64_t items[ITEMS_PER_READ];
    size_t max = repr_max_elements(r);
    size_t shown = count < max ? (size_t)count : max;

    for (size_t i = 0; i < shown; i++) {
        size_t at = i % ITEMS_PER_READ;
        size_t batch = shown - i < ITEMS_PER_READ ? shown - i : ITEMS_PER_READ;

        if (i > 0)
            repr_put(r, ", ");
        if (at == 0 &&
            !error_ignore(target_read(r->runtime->target, address + 8 * i, items, 8 * batch))) {
            repr_put_unreadable(r, address + 8 * i);
            return;
        }
        if (repr_is_full(r)) {
            repr_put_cut(r, REPR_CUT_ELEMENTS);
            return;
        }
        repr_write(r, items[at]);
    }
    if (shown < count) {
        repr_put(r, shown > 0 ? ", " : "");
        repr_put_cut(r, REPR_CUT_ELEMENTS);
    }
}

struct error *repr_list(struct repr *r, uint64_t object, const struct type *type)
{
    static const struct repr_brackets brackets = {"[", "]", "[...]"};
    struct sequence items;

    (void)type;
    TRY(sequence_of_list(r->runtime, object, &items));
    if (items.count == 0) {
        repr_put(r, "[]");
    } else if (repr_open_counted(r, object, &brackets, items.count)) {
        write_items(r, &items);
        repr_leave(r);
        repr_put(r, brackets.close);
    }
    return NULL;
}

struct error *repr_tuple(struct repr *r, uint64_t object, const struct type *type)
{
    static const struct repr_brackets brackets = {"(", ")", "(...)"};
    struct sequence items;

    (void)type;
    TRY(sequence_of_tuple(r->runtime, object, &items));
    if (items.count == 0) {
        repr_put(r, "()");
    } else if (repr_open_counted(r, object, &brackets, items.count)) {
        write_items(r, &items);
        repr_leave(r);
        repr_put(r, items.count == 1 ? ",)" : ")");
    }
    return NULL;
}

struct error *repr_put_tuple_as_list(struct repr *r, uint64_t object)
{
    struct sequence items;

    TRY(sequence_of_tuple(r->runtime, object, &items));
    repr_put(r, "[");
    write_items(r, &items);
    repr_put(r, "]");
    return NULL;
}

static void write_dict(struct repr *r, const dict_item_array *items)
{
    for (size_t i = 0; i < items->count && repr_begin_item(r, i); i++) {
        repr_write(r, items->data[i].key);
        repr_put(r, ": ");
        repr_write(r, items->data[i].value);
    }
}

struct error *repr_dict(struct repr *r, uint64_t object, const struct type *type)
{
    static const struct repr_brackets brackets = {"{", "}", "{...}"};
    dict_item_array items = {0};
    bool counted = layout_has(r->runtime->layout.dict.ma_used);
    uint64_t used = 1;

    (void)type;
    if (counted)
        TRY(dict_length(r->runtime, object, &used));
    if (used == 0) {
        repr_put(r, "{}");
        return NULL;
    }
    if (!repr_open_counted(r, object, &brackets, counted ? used : 0))
        return NULL;

    struct error *error = dict_items(r->runtime, object, repr_max_elements(r) + 1, &items);

    if (error == NULL) {
        write_dict(r, &items);
        repr_leave(r);
        repr_put(r, brackets.close);
    }
    array_deinit(&items);
    return error;
}

/* frozendict_repr(), 3.15+ */
struct error *repr_frozendict(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t used;

    TRY(dict_length(r->runtime, object, &used));
    repr_printf(r, "%s(", type_short_name(type));
    if (used != 0)
        TRY(repr_dict(r, object, type));
    repr_put(r, ")");
    return NULL;
}

/* set_repr(): a plain set of 3.x is {1, 2}, any other has its name before it. */
static struct error *write_any_set(struct repr *r, uint64_t object, const struct type *type,
                                   bool plain)
{
    bool old = r->runtime->layout.traits.strings_are_bytes;
    set_items_array items = {0};
    uint64_t count;

    repr_note_asked(r, type, "__iter__");
    TRY(set_length(r->runtime, object, &count));
    if (count == 0) {
        repr_printf(r, old ? "%s([])" : "%s()", type->c_name);
        return NULL;
    }

    CLEANUP_FREE char *open = plain ? xstrdup("{") : xasprintf(old ? "%s([" : "%s({", type->c_name);
    CLEANUP_FREE char *within = xasprintf("%s(...)", type->c_name);
    struct repr_brackets brackets = {open, plain ? "}" : old ? "])" : "})", within};

    if (!repr_open_counted(r, object, &brackets, count))
        return NULL;

    struct error *error = set_items(r->runtime, object, repr_max_elements(r) + 1, &items);

    if (error == NULL) {
        for (size_t i = 0; i < items.count && repr_begin_item(r, i); i++)
            repr_write(r, items.data[i]);
        repr_leave(r);
        repr_put(r, brackets.close);
    }
    array_deinit(&items);
    return error;
}

struct error *repr_set(struct repr *r, uint64_t object, const struct type *type)
{
    return write_any_set(r, object, type,
                         type->builtin && !r->runtime->layout.traits.strings_are_bytes);
}

struct error *repr_frozenset(struct repr *r, uint64_t object, const struct type *type)
{
    return write_any_set(r, object, type, false);
}

/* What range() has taken: an int, by PyNumber_Index(). */
static struct error *check_index(struct repr *r, uint64_t object)
{
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (type->kind != KIND_INT && type->kind != KIND_BOOL)
        return error_create(ERROR_CORRUPT, "a range that is not of numbers");
    return NULL;
}

struct error *repr_range(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->range.start, layout->range.stop, layout->range.step};
    uint64_t values[3], step;

    (void)type;
    if (!layout_has(layout->range.start))
        return error_create(ERROR_UNSUPPORTED, "this build's range is not known");
    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    for (int i = 0; i < 3; i++)
        TRY(check_index(r, values[i]));
    repr_put(r, "range(");
    repr_write(r, values[0]);
    repr_put(r, ", ");
    repr_write(r, values[1]);
    if (!error_ignore(object_int(r->runtime, values[2], &step)) || step != 1) {
        repr_put(r, ", ");
        repr_write(r, values[2]);
    }
    repr_put(r, ")");
    return NULL;
}

struct error *repr_xrange(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->range.start, layout->range.step, layout->range.len};
    uint64_t values[3];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));

    long long start = (long long)values[0], step = (long long)values[1];
    long long stop = (long long)(values[0] + values[2] * values[1]);

    if (start == 0 && step == 1)
        repr_printf(r, "xrange(%lld)", stop);
    else if (step == 1)
        repr_printf(r, "xrange(%lld, %lld)", start, stop);
    else
        repr_printf(r, "xrange(%lld, %lld, %lld)", start, stop, step);
    return NULL;
}

struct error *repr_slice(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->slice.start, layout->slice.stop, layout->slice.step};
    static const struct repr_brackets brackets = {"slice(", ")", "slice(...)"};
    uint64_t values[3];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    if (!repr_open(r, object, &brackets))
        return NULL;
    for (int i = 0; i < 3; i++) {
        repr_put(r, i > 0 ? ", " : "");
        repr_write(r, values[i]);
    }
    repr_leave(r);
    repr_put(r, brackets.close);
    return NULL;
}

struct error *repr_mappingproxy(struct repr *r, uint64_t object, const struct type *type)
{
    bool old = r->runtime->layout.traits.strings_are_bytes;
    uint64_t mapping;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.mappingproxy.mapping,
                        &mapping));
    repr_put(r, old ? "dict_proxy(" : "mappingproxy(");
    repr_write_again(r, object, mapping);
    repr_put(r, ")");
    return NULL;
}
