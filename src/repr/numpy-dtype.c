/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dtypes: PyArray_Descr of numpy/ndarraytypes.h, and numpy/core/_dtype.py, which writes them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"
#include "repr/numpy.h"

#define FIELDS_MAX 1000
/* Records within records. */
#define NESTING_MAX 8
#define FLAG_ALIGNED 0x80 /* NPY_ALIGNED_STRUCT */

/* Behind the header of an object; numpy 1, and 2. */
enum descr_offset {
    DESCR_KIND = 8,
    DESCR_BYTEORDER = 10,
    DESCR_FLAGS_1 = 11,
    DESCR_SIZE_1 = 16, /* an int */
    DESCR_SUBARRAY_1 = 24,
    DESCR_FIELDS_1 = 32,
    DESCR_NAMES_1 = 40,
    DESCR_METADATA_1 = 64,
    DESCR_FLAGS_2 = 16,
    DESCR_SIZE_2 = 24, /* npy_intp */
    DESCR_SUBARRAY_2 = 72,
    DESCR_FIELDS_2 = 80,
    DESCR_NAMES_2 = 88,
    DESCR_METADATA_2 = 96,
    /* PyArray_DatetimeDTypeMetaData: behind NpyAuxData */
    METADATA_UNIT = 32,
    METADATA_COUNT = 36,
};

struct layout_field numpy_field_at(const struct repr *r, unsigned offset, unsigned size)
{
    return (struct layout_field){.offset = r->runtime->layout.object.size + offset,
                                 .size = (uint16_t)size};
}

static struct error *read_behind(struct repr *r, uint64_t object, unsigned offset, uint64_t *ret)
{
    return view_read_field(r->runtime->target, object, numpy_field_at(r, offset, 8), ret);
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
        numpy_field_at(r, DESCR_KIND, 1), numpy_field_at(r, DESCR_BYTEORDER, 1),
        numpy_field_at(r, old ? DESCR_SIZE_1 : DESCR_SIZE_2, old ? 4 : 8)};
    struct layout_field unit[] = {{.offset = METADATA_UNIT, .size = 4},
                                  {.offset = METADATA_COUNT, .size = 4}};
    uint64_t values[3], metadata;

    TRY(view_read_fields(target, descr, fields, 3, values));
    *ret = (struct numpy_dtype){.descr = descr,
                                .kind = (char)values[0],
                                .byteorder = (char)values[1],
                                .item_size = values[2],
                                .unit = NUMPY_UNIT_GENERIC,
                                .count = 1};
    if ((ret->kind & 0x80) != 0 || strchr("biufcmMSUOVT", ret->kind) == NULL || ret->kind == 0 ||
        ret->item_size > INT32_MAX)
        return error_create(ERROR_CORRUPT, "a dtype of kind %d and size %llu", ret->kind,
                            (unsigned long long)ret->item_size);
    if (ret->kind == 'V') {
        TRY(read_behind(r, descr, old ? DESCR_FIELDS_1 : DESCR_FIELDS_2, &metadata));
        ret->has_fields = metadata != 0 && !library_is_none(r, metadata);
    }
    if (ret->kind != 'm' && ret->kind != 'M')
        return NULL;
    TRY(read_behind(r, descr, old ? DESCR_METADATA_1 : DESCR_METADATA_2, &metadata));
    TRY(view_read_fields(target, metadata, unit, 2, values));
    ret->unit = (int)values[0];
    ret->count = (int)values[1];
    return NULL;
}

/* ---- records */

struct error *numpy_read_subarray(struct repr *r, const struct numpy_dtype *dtype, uint64_t *base,
                                  unsigned *dimensions, int64_t shape[NUMPY_DIMENSIONS_MAX])
{
    bool old = r->numpy < NUMPY_VERSION(2, 0);
    library_objects sizes = {0};
    struct error *error;
    uint64_t at, tuple;

    *base = 0;
    TRY(read_behind(r, dtype->descr, old ? DESCR_SUBARRAY_1 : DESCR_SUBARRAY_2, &at));
    if (at == 0)
        return NULL;
    /* PyArray_ArrayDescr */
    TRY(target_read_u64(r->runtime->target, at, base));
    TRY(target_read_u64(r->runtime->target, at + 8, &tuple));
    error = library_sequence(r, tuple, NUMPY_DIMENSIONS_MAX, &sizes);
    *dimensions = (unsigned)sizes.count;
    for (size_t i = 0; i < sizes.count && error == NULL; i++)
        error = library_int(r, sizes.data[i], &shape[i]);
    array_deinit(&sizes);
    return error;
}

/* One entry of the dict of fields: (dtype, offset) or (dtype, offset, title). */
static struct error *read_field(struct repr *r, uint64_t entry, struct numpy_field *ret)
{
    library_objects parts = {0};
    struct error *error = library_sequence(r, entry, 2, &parts);
    int64_t offset = -1;

    if (error == NULL && parts.count == 2)
        error = library_int(r, parts.data[1], &offset);
    if (error == NULL && (parts.count != 2 || offset < 0))
        error = library_unlike("field");
    if (error == NULL)
        *ret = (struct numpy_field){ret->name, parts.data[0], (uint64_t)offset};
    array_deinit(&parts);
    return error;
}

struct error *numpy_read_fields(struct repr *r, const struct numpy_dtype *record, size_t max,
                                numpy_fields *ret)
{
    bool old = r->numpy < NUMPY_VERSION(2, 0);
    library_objects names = {0};
    struct error *error;
    uint64_t tuple, dict;

    TRY(read_behind(r, record->descr, old ? DESCR_NAMES_1 : DESCR_NAMES_2, &tuple));
    TRY(read_behind(r, record->descr, old ? DESCR_FIELDS_1 : DESCR_FIELDS_2, &dict));
    error = library_sequence(r, tuple, max, &names);
    for (size_t i = 0; i < names.count && error == NULL; i++) {
        CLEANUP_FREE char *name = NULL;
        struct numpy_field field = {.name = names.data[i]};
        uint64_t entry;

        error = library_text(r, field.name, &name);
        if (error == NULL)
            error = dict_find(r->runtime, dict, name, &entry);
        if (error == NULL)
            error = read_field(r, entry, &field);
        if (error == NULL)
            array_push(ret, field);
    }
    array_deinit(&names);
    return error;
}

/* ---- as text */

static struct error *not_usual(void)
{
    return error_create(ERROR_UNSUPPORTED, "a dtype that is none of the usual ones");
}

/* What repr() has between quotes: str() has names where it has codes. */
static struct error *put_code(struct repr *r, const struct numpy_dtype *dtype, bool within)
{
    CLEANUP_FREE char *text = numpy_dtype_text(dtype);
    CLEANUP_FREE char *unit = numpy_unit_text(dtype->unit, dtype->count);
    char order = dtype->byteorder == '>' ? '>' : '<';

    if (dtype->kind == 'T' || (strchr("fc", dtype->kind) != NULL && !numpy_is_known(dtype)))
        return not_usual();
    if (strchr("mM", dtype->kind) != NULL)
        repr_printf(r, unit[0] != 0 ? "'%c%c8[%s]'" : "'%c%c8%s'", order, dtype->kind, unit);
    else if (dtype->kind == 'O')
        repr_put(r, "'O'");
    else if (within && dtype->kind == 'b')
        repr_put(r, "'?'");
    else if (within && strchr("iufc", dtype->kind) != NULL)
        repr_printf(r, "'%.*s%c%llu'", dtype->item_size > 1, &order, dtype->kind,
                    (unsigned long long)dtype->item_size);
    else
        repr_printf(r, "'%s'", text[0] == '|' ? text + 1 : text);
    return NULL;
}

static struct error *put_record(struct repr *r, const struct numpy_dtype *record, unsigned depth);

/* "'<i4'", "[('x', '<i4')]", and behind that ", (2, 3)" of small arrays; size: of the whole. */
static struct error *put_field(struct repr *r, uint64_t descr, unsigned depth, uint64_t *size)
{
    int64_t shape[NUMPY_DIMENSIONS_MAX];
    struct numpy_dtype dtype;
    unsigned dimensions = 0;
    uint64_t base;

    TRY(numpy_read_dtype(r, descr, &dtype));
    *size = dtype.item_size;
    TRY(numpy_read_subarray(r, &dtype, &base, &dimensions, shape));
    if (base != 0)
        TRY(numpy_read_dtype(r, base, &dtype));
    TRY(dtype.has_fields ? put_record(r, &dtype, depth + 1) : put_code(r, &dtype, true));
    if (base == 0)
        return NULL;
    repr_put(r, ", (");
    for (unsigned i = 0; i < dimensions; i++)
        repr_printf(r, i > 0 ? ", %lld" : "%lld", (long long)shape[i]);
    repr_put(r, dimensions == 1 ? ",)" : ")");
    return NULL;
}

/* _struct_list_str() of _dtype.py, of records whose fields lie one after the other. */
static struct error *put_record(struct repr *r, const struct numpy_dtype *record, unsigned depth)
{
    bool old = r->numpy < NUMPY_VERSION(2, 0);
    numpy_fields fields = {0};
    uint64_t flags, end = 0, size = 0;
    struct error *error;

    if (depth > NESTING_MAX)
        return library_unlike("record");
    TRY(view_read_field(r->runtime->target, record->descr,
                        numpy_field_at(r, old ? DESCR_FLAGS_1 : DESCR_FLAGS_2, 1), &flags));
    if ((flags & FLAG_ALIGNED) != 0)
        return not_usual();
    error = numpy_read_fields(r, record, FIELDS_MAX, &fields);
    repr_put(r, "[");
    for (size_t i = 0; i < fields.count && error == NULL && !repr_is_full(r); i++) {
        const struct numpy_field *field = &fields.data[i];

        r->objects++;
        repr_put(r, i > 0 ? ", (" : "(");
        repr_write(r, field->name);
        repr_put(r, ", ");
        error = field->offset == end ? put_field(r, field->descr, depth, &size) : not_usual();
        end += size;
        repr_put(r, ")");
    }
    repr_put(r, "]");
    if (error == NULL && end != record->item_size)
        error = not_usual();
    array_deinit(&fields);
    return error;
}

struct error *numpy_put_dtype(struct repr *r, const struct numpy_dtype *dtype)
{
    size_t before = r->out.count;
    struct error *error;

    if (dtype->has_fields) {
        error = put_record(r, dtype, 0);
        if (error == NULL || error->kind != ERROR_UNSUPPORTED)
            return error;
        error_destroy(error);
        r->out.count = before;
    }

    CLEANUP_FREE char *text = numpy_dtype_text(dtype);

    repr_put(r, text);
    return NULL;
}

/* dtype('float64'); one with metadata or an alignment is beyond this. */
struct error *repr_numpy_dtype(struct repr *r, uint64_t object, const struct type *type)
{
    struct numpy_dtype dtype;

    (void)type;
    TRY(numpy_read_dtype(r, object, &dtype));
    repr_put(r, "dtype(");
    TRY(dtype.has_fields ? put_record(r, &dtype, 0) : put_code(r, &dtype, false));
    repr_put(r, ")");
    return NULL;
}
