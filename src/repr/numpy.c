/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arrays and dtypes. repr() of an array is laid out in columns and lines by options that the
 * program has set, so an array is not written as repr() writes it but in a form of our own, in one
 * line: <numpy.ndarray shape=(2, 3) dtype=float64 at 0x... [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]>
 */
#include "repr/numpy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

#define DIMENSIONS_MAX 64
#define ITEMS_PER_READ 64

/* Behind the header of an object. */
enum array_offset {
    ARRAY_DATA = 0,
    ARRAY_ND = 8,
    ARRAY_DIMENSIONS = 16,
    ARRAY_STRIDES = 24,
    ARRAY_DESCR = 40,
};
enum descr_offset {
    DESCR_KIND = 8,
    DESCR_BYTEORDER = 10,
    DESCR_SIZE_1 = 16, /* numpy 1: an int */
    DESCR_FIELDS_1 = 32,
    DESCR_METADATA_1 = 64,
    DESCR_SIZE_2 = 24, /* numpy 2: npy_intp */
    DESCR_FIELDS_2 = 80,
    DESCR_METADATA_2 = 96,
    /* PyArray_DatetimeDTypeMetaData: behind NpyAuxData */
    METADATA_UNIT = 32,
    METADATA_COUNT = 36,
};

static struct layout_field behind_header(const struct repr *r, unsigned offset, unsigned size)
{
    return (struct layout_field){.offset = r->runtime->layout.object.size + offset,
                                 .size = (uint16_t)size};
}

struct error *numpy_version(struct repr *r, int *ret)
{
    struct layout_field modules = r->runtime->layout.interp.modules;
    CLEANUP_FREE char *text = NULL;
    unsigned major, minor;
    uint64_t address;

    if (r->numpy == 0) {
        TRY(target_read_u64(r->runtime->target, r->runtime->interpreters_head, &address));
        TRY(view_read_field(r->runtime->target, address, modules, &address));
        TRY(dict_find(r->runtime, address, "numpy", &address));
        TRY(object_attribute(r->runtime, address, "__version__", &address));
        TRY(library_text(r, address, &text));
        if (sscanf(text, "%2u.%3u", &major, &minor) != 2)
            return library_unlike("version of numpy");
        r->numpy = NUMPY_VERSION((int)major, (int)minor);
    }
    *ret = r->numpy;
    if (*ret < NUMPY_VERSION(1, 0) || *ret >= NUMPY_VERSION(3, 0))
        return error_create(ERROR_UNSUPPORTED, "this numpy is not known");
    return NULL;
}

struct error *numpy_read_dtype(struct repr *r, uint64_t descr, struct numpy_dtype *ret)
{
    struct target *target = r->runtime->target;
    int version;

    TRY(numpy_version(r, &version));

    bool old = version < NUMPY_VERSION(2, 0);
    struct layout_field fields[] = {
        behind_header(r, DESCR_KIND, 1), behind_header(r, DESCR_BYTEORDER, 1),
        behind_header(r, old ? DESCR_SIZE_1 : DESCR_SIZE_2, old ? 4 : 8)};
    struct layout_field unit[] = {{.offset = METADATA_UNIT, .size = 4},
                                  {.offset = METADATA_COUNT, .size = 4}};
    uint64_t values[3], metadata;

    TRY(view_read_fields(target, descr, fields, 3, values));
    *ret = (struct numpy_dtype){(char)values[0], (char)values[1], values[2], NUMPY_UNIT_GENERIC, 1};
    if ((ret->kind & 0x80) != 0 || strchr("biufcmMSUOVT", ret->kind) == NULL || ret->kind == 0 ||
        ret->item_size > INT32_MAX)
        return error_create(ERROR_CORRUPT, "a dtype of kind %d and size %llu", ret->kind,
                            (unsigned long long)ret->item_size);
    if (ret->kind != 'm' && ret->kind != 'M')
        return NULL;
    TRY(view_read_field(target, descr,
                        behind_header(r, old ? DESCR_METADATA_1 : DESCR_METADATA_2, 8), &metadata));
    TRY(view_read_fields(target, metadata, unit, 2, values));
    ret->unit = (int)values[0];
    ret->count = (int)values[1];
    return NULL;
}

/* Records have fields, of which repr() writes a list. */
static struct error *has_fields(struct repr *r, uint64_t descr, bool *ret)
{
    unsigned offset = r->numpy < NUMPY_VERSION(2, 0) ? DESCR_FIELDS_1 : DESCR_FIELDS_2;
    uint64_t fields;

    TRY(view_read_field(r->runtime->target, descr, behind_header(r, offset, 8), &fields));
    *ret = fields != 0 && !library_is_none(r, fields);
    return NULL;
}

/* dtype('float64'); one of records, or with metadata or an alignment, is beyond this. */
struct error *repr_numpy_dtype(struct repr *r, uint64_t object, const struct type *type)
{
    struct numpy_dtype dtype;
    bool fields = false;

    (void)type;
    TRY(numpy_read_dtype(r, object, &dtype));
    if (dtype.kind == 'V')
        TRY(has_fields(r, object, &fields));
    if (fields || dtype.kind == 'T' ||
        (strchr("fc", dtype.kind) != NULL && !numpy_is_known(&dtype)))
        return error_create(ERROR_UNSUPPORTED, "a dtype that is none of the usual ones");

    CLEANUP_FREE char *text = numpy_dtype_text(&dtype);
    CLEANUP_FREE char *unit = numpy_unit_text(dtype.unit, dtype.count);

    /* str() has names where repr() has codes. */
    if (strchr("mM", dtype.kind) != NULL)
        repr_printf(r, unit[0] != 0 ? "dtype('%c%c8[%s]')" : "dtype('%c%c8%s')",
                    dtype.byteorder == '>' ? '>' : '<', dtype.kind, unit);
    else if (dtype.kind == 'O')
        repr_put(r, "dtype('O')");
    else
        repr_printf(r, "dtype('%s')", text[0] == '|' ? text + 1 : text);
    return NULL;
}

/* ---- arrays */

struct array {
    struct numpy_dtype dtype;
    uint64_t data;
    unsigned dimensions;
    int64_t shape[DIMENSIONS_MAX], strides[DIMENSIONS_MAX];
    bool shown;
};

static struct error *read_array(struct repr *r, uint64_t object, struct array *ret)
{
    struct layout_field fields[] = {behind_header(r, ARRAY_DATA, 8), behind_header(r, ARRAY_ND, 4),
                                    behind_header(r, ARRAY_DIMENSIONS, 8),
                                    behind_header(r, ARRAY_STRIDES, 8),
                                    behind_header(r, ARRAY_DESCR, 8)};
    struct target *target = r->runtime->target;
    uint64_t values[5];
    bool fields_of_it = false;

    TRY(view_read_fields(target, object, fields, 5, values));
    if (values[1] > DIMENSIONS_MAX)
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
    TRY(numpy_read_dtype(r, values[4], &ret->dtype));
    if (ret->dtype.kind == 'V')
        TRY(has_fields(r, values[4], &fields_of_it));
    ret->shown = !fields_of_it && numpy_is_known(&ret->dtype);
    return NULL;
}

/* The items of the last dimension: those that lie one after the other are read several at a time.
 */
static struct error *put_row(struct repr *r, const struct array *a, uint64_t address)
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

static struct error *put_dimension(struct repr *r, const struct array *a, unsigned level,
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

static struct error *put_items(struct repr *r, const struct array *a)
{
    uint8_t item[NUMPY_ITEM_MAX];
    uint64_t size = a->dtype.item_size < sizeof item ? a->dtype.item_size : sizeof item;

    if (!a->shown) {
        repr_put_cut(r, REPR_CUT_UNREAD);
        return NULL;
    }
    if (a->dimensions > 0)
        return put_dimension(r, a, 0, a->data);
    TRY(target_read(r->runtime->target, a->data, item, (size_t)size));
    return numpy_put_item(r, &a->dtype, item);
}

struct error *repr_numpy_array(struct repr *r, uint64_t object, const struct type *type)
{
    struct array a = {0};

    TRY(read_array(r, object, &a));

    CLEANUP_FREE char *dtype = numpy_dtype_text(&a.dtype);

    repr_printf(r, "<%s shape=(", type->builtin_repr ? type->name : "numpy.ndarray");
    for (unsigned i = 0; i < a.dimensions; i++)
        repr_printf(r, i > 0 ? ", %lld" : "%lld", (long long)a.shape[i]);
    repr_printf(r, "%s dtype=%s at 0x%llx ", a.dimensions == 1 ? ",)" : ")", dtype,
                (unsigned long long)object);
    switch (repr_enter(r, object)) {
    case REPR_ENTERED:
        TRY(put_items(r, &a));
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
