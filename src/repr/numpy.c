/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arrays. repr() of an array is laid out in columns and lines by options that the
 * program has set, so an array is not written as repr() writes it but in a form of our own, in one
 * line: <numpy.ndarray shape=(2, 3) dtype=float64 at 0x... [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]>
 * A MaskedArray is written with what lies under its mask, and the mask behind that.
 */
#include "repr/numpy.h"

#include <string.h>

#include "base/memory.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

#define ITEMS_PER_READ 64

/* Behind the header of an object. */
enum array_offset {
    ARRAY_DATA = 0,
    ARRAY_ND = 8,
    ARRAY_DIMENSIONS = 16,
    ARRAY_STRIDES = 24,
    ARRAY_DESCR = 40,
};

struct error *numpy_read_array(struct repr *r, uint64_t object, struct numpy_array *ret)
{
    struct layout_field fields[] = {
        numpy_field_at(r, ARRAY_DATA, 8), numpy_field_at(r, ARRAY_ND, 4),
        numpy_field_at(r, ARRAY_DIMENSIONS, 8), numpy_field_at(r, ARRAY_STRIDES, 8),
        numpy_field_at(r, ARRAY_DESCR, 8)};
    struct target *target = r->runtime->target;
    uint64_t values[5];

    TRY(view_read_fields(target, object, fields, 5, values));
    if (values[1] > NUMPY_DIMENSIONS_MAX)
        return error_create(ERROR_CORRUPT, "an array of %llu dimensions",
                            (unsigned long long)values[1]);
    ret->data = values[0];
    ret->dimensions = (unsigned)values[1];
    if (ret->dimensions > 0) {
        TRY(target_read(target, values[2], ret->shape, 8 * values[1]));
        TRY(target_read(target, values[3], ret->strides, 8 * values[1]));
    }
    for (unsigned i = 0; i < ret->dimensions; i++)
        if (ret->shape[i] < 0)
            return error_create(ERROR_CORRUPT, "an array with a dimension of %lld",
                                (long long)ret->shape[i]);
    return numpy_read_dtype(r, values[4], &ret->dtype);
}

/* The items of the last dimension: those that lie one after the other are read several at a time.
 */
static struct error *put_row(struct repr *r, const struct numpy_array *a, uint64_t address)
{
    unsigned last = a->dimensions - 1;
    uint64_t size = a->dtype.item_size < NUMPY_ITEM_MAX ? a->dtype.item_size : NUMPY_ITEM_MAX;
    bool dense = a->strides[last] == (int64_t)size && size <= 16;
    uint64_t count = (uint64_t)a->shape[last];
    uint8_t items[ITEMS_PER_READ * 16], item[NUMPY_ITEM_MAX];

    for (uint64_t i = 0; i < count && repr_begin_item(r, (size_t)i); i++) {
        uint64_t at = i % ITEMS_PER_READ;
        uint64_t batch = count - i < ITEMS_PER_READ ? count - i : ITEMS_PER_READ;
        uint64_t place = address + i * (uint64_t)a->strides[last];

        if (dense && at == 0)
            TRY(target_read(r->runtime->target, place, items, (size_t)(batch * size)));
        if (!dense)
            TRY(target_read(r->runtime->target, place, item, (size_t)size));
        r->objects++;
        TRY(numpy_put_item(r, &a->dtype, dense ? items + at * size : item));
    }
    return NULL;
}

static struct error *put_dimension(struct repr *r, const struct numpy_array *a, unsigned level,
                                   uint64_t address)
{
    size_t depth = r->open.count + level;

    repr_put(r, "[");
    if (r->limits.depth != 0 && depth >= r->limits.depth) {
        repr_put_deeper(r, (uint64_t)a->shape[level]);
    } else if (level + 1 == a->dimensions) {
        TRY(put_row(r, a, address));
    } else {
        for (int64_t i = 0; i < a->shape[level] && repr_begin_item(r, (size_t)i); i++) {
            r->objects++;
            TRY(put_dimension(r, a, level + 1,
                              address + (uint64_t)i * (uint64_t)a->strides[level]));
        }
    }
    repr_put(r, "]");
    return NULL;
}

static struct error *put_items(struct repr *r, const struct numpy_array *a)
{
    uint8_t item[NUMPY_ITEM_MAX];
    uint64_t size = a->dtype.item_size < sizeof item ? a->dtype.item_size : sizeof item;

    if (!numpy_is_known(&a->dtype)) {
        repr_put_cut(r, REPR_CUT_UNREAD);
        return NULL;
    }
    if (a->dimensions > 0)
        return put_dimension(r, a, 0, a->data);
    TRY(target_read(r->runtime->target, a->data, item, (size_t)size));
    return numpy_put_item(r, &a->dtype, item);
}

/* Of a MaskedArray. */
static void put_mask(struct repr *r, uint64_t object)
{
    uint64_t mask;

    if (object == 0 || !error_ignore(object_attribute(r->runtime, object, "_mask", &mask)))
        return;
    repr_put(r, " mask=");
    repr_write(r, mask);
}

struct error *numpy_put_array(struct repr *r, const struct numpy_array *array, const char *name,
                              uint64_t object)
{
    repr_printf(r, "<%s shape=(", name);
    for (unsigned i = 0; i < array->dimensions; i++)
        repr_printf(r, i > 0 ? ", %lld" : "%lld", (long long)array->shape[i]);
    repr_put(r, array->dimensions == 1 ? ",) dtype=" : ") dtype=");
    TRY(numpy_put_dtype(r, &array->dtype));
    if (object != 0)
        repr_printf(r, " at 0x%llx", (unsigned long long)object);
    repr_put(r, " ");
    switch (repr_enter(r, object != 0 ? object : array->data | 1)) {
    case REPR_ENTERED:
        TRY(put_items(r, array));
        put_mask(r, object);
        repr_leave(r);
        break;
    case REPR_WITHIN:
        repr_put(r, "...");
        break;
    case REPR_DEEP:
        repr_put_deeper(r, 0);
        break;
    }
    repr_put(r, ">");
    return NULL;
}

struct error *repr_numpy_array(struct repr *r, uint64_t object, const struct type *type)
{
    struct numpy_array array = {0};

    TRY(numpy_read_array(r, object, &array));
    return numpy_put_array(r, &array, type->name, object);
}
