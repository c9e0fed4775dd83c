/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is in arrays of numpy: array_subscript() of numpy/core/src/multiarray/mapping.c, for indices
 * that make views (ints, slices, ..., None, names of fields), and the getters of getset.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"
#include "python/view.h"

#define FIELDS_MAX 1000

struct error *expr_numpy_array(struct expr *e, const struct value *of, struct numpy_array *ret)
{
    if (of->kind == VALUE_LIBRARY) {
        *ret = of->library->array;
        return NULL;
    }
    return numpy_read_array(expr_reader(e), of->object, ret);
}

/* ---- subscripts */

/* A view that an index makes of an array, as far as it was followed. */
struct viewing {
    struct numpy_array array; /* dimensions: those that are done */
    unsigned at;              /* the next dimension of the whole */
    bool whole;               /* only ints: it is an item */
};

static struct error *not_a_view(void)
{
    return error_create(ERROR_UNSUPPORTED,
                        "an index of that kind makes a new array, and none is made here");
}

static struct error *no_index(void)
{
    return error_create(ERROR_NOT_FOUND,
                        "IndexError: only integers, slices (`:`), ellipsis (`...`), numpy.newaxis "
                        "(`None`) and integer or boolean arrays are valid indices");
}

static struct error *add_dimension(struct viewing *view, int64_t count, int64_t stride)
{
    struct numpy_array *array = &view->array;

    if (array->dimensions == NUMPY_DIMENSIONS_MAX)
        return error_create(ERROR_NOT_FOUND, "IndexError: number of dimensions must be within "
                                             "[0, 32], indexing result would have more");
    view->whole = false;
    array->shape[array->dimensions] = count;
    array->strides[array->dimensions++] = stride;
    return NULL;
}

static struct error *index_by_int(struct viewing *view, const struct numpy_array *from,
                                  int64_t index)
{
    int64_t length = from->shape[view->at];

    if (index < -length || index >= length)
        return error_create(ERROR_NOT_FOUND,
                            "IndexError: index %lld is out of bounds for axis %u with size %lld",
                            (long long)index, view->at, (long long)length);
    view->array.data +=
        (uint64_t)(index + (index < 0 ? length : 0)) * (uint64_t)from->strides[view->at];
    view->at++;
    return NULL;
}

static struct error *index_by_slice(struct expr *e, struct viewing *view,
                                    const struct numpy_array *from, const struct value *index)
{
    int64_t stride = from->strides[view->at];
    struct slice slice;

    TRY(expr_adjust_slice(e, index, from->shape[view->at], &slice));
    view->array.data += slice.count > 0 ? (uint64_t)slice.start * (uint64_t)stride : 0;
    view->at++;
    return add_dimension(view, slice.count, (int64_t)((uint64_t)stride * (uint64_t)slice.step));
}

/* What the ellipsis stands for, when so many dimensions are named by the other indices. */
static struct error *keep_dimensions(struct viewing *view, const struct numpy_array *from,
                                     size_t named)
{
    view->whole = false;
    while (view->at + named < from->dimensions) {
        TRY(add_dimension(view, from->shape[view->at], from->strides[view->at]));
        view->at++;
    }
    return NULL;
}

static bool names_dimension(const struct value *index)
{
    return index->kind != VALUE_ELLIPSIS && index->kind != VALUE_NONE;
}

static struct error *too_many(const struct numpy_array *from, size_t named)
{
    return error_create(ERROR_NOT_FOUND,
                        "IndexError: too many indices for array: array is %u-dimensional, but %zu "
                        "were indexed",
                        from->dimensions, named);
}

/* Of loaded indices. */
static struct error *make_view(struct expr *e, const struct numpy_array *from,
                               const struct value_list *indices, struct viewing *ret)
{
    size_t named = 0;
    bool ellipsis = false;

    *ret = (struct viewing){.array = {.dtype = from->dtype, .data = from->data}, .whole = true};
    for (size_t i = 0; i < indices->count; i++)
        named += names_dimension(&indices->data[i]);
    if (named > from->dimensions)
        return too_many(from, named);
    for (size_t i = 0; i < indices->count; i++) {
        const struct value *index = &indices->data[i];
        int64_t number;

        named -= names_dimension(index);
        if (index->kind == VALUE_ELLIPSIS && ellipsis)
            return error_create(ERROR_NOT_FOUND, "IndexError: an index can only have a single "
                                                 "ellipsis ('...')");
        if (index->kind == VALUE_ELLIPSIS) {
            ellipsis = true;
            TRY(keep_dimensions(ret, from, named));
        } else if (index->kind == VALUE_NONE) {
            TRY(add_dimension(ret, 1, 0));
        } else if (index->kind == VALUE_SLICE) {
            TRY(index_by_slice(e, ret, from, index));
        } else if (index->kind == VALUE_INT) {
            if (!value_to_i64(index, &number))
                return no_index();
            TRY(index_by_int(ret, from, number));
        } else {
            return not_a_view();
        }
    }
    if (ret->at < from->dimensions)
        TRY(keep_dimensions(ret, from, 0));
    return NULL;
}

/* The dtype's item at an address, as value. */
static struct error *item_at(struct expr *e, const struct numpy_dtype *dtype, uint64_t address,
                             struct value *ret)
{
    uint8_t bytes[NUMPY_ITEM_MAX];
    uint64_t object;

    if (dtype->kind == 'O') {
        TRY(target_read_u64(e->runtime->target, address, &object));
        *ret = object != 0 ? value_of_object(object) : (struct value){.kind = VALUE_NONE};
        return NULL;
    }
    if (dtype->item_size > sizeof bytes)
        return error_create(ERROR_UNSUPPORTED, "an item of so many bytes is not worked with");
    TRY(target_read(e->runtime->target, address, bytes, (size_t)dtype->item_size));
    return expr_numpy_item(e, dtype, bytes, ret);
}

/* The field of that name, a loaded str. */
static struct error *find_field(struct expr *e, const struct numpy_dtype *record,
                                const struct value *name, struct numpy_field *ret)
{
    numpy_fields fields = {0};
    struct error *error = numpy_read_fields(expr_reader(e), record, FIELDS_MAX, &fields);
    bool found = false;

    for (size_t i = 0; i < fields.count && error == NULL && !found; i++) {
        struct value key = value_of_object(fields.data[i].name);

        *ret = fields.data[i];
        error = expr_equal(e, &key, name, &found);
    }
    array_deinit(&fields);
    TRY(error);
    if (!found) {
        CLEANUP_FREE char *text = value_text(name);

        return EXPR_VALUE_ERROR("no field of name %s", text);
    }
    return NULL;
}

static struct error *dtype_of_field(struct expr *e, const struct numpy_field *field,
                                    struct numpy_dtype *ret)
{
    int64_t shape[NUMPY_DIMENSIONS_MAX];
    unsigned dimensions;
    uint64_t base;

    TRY(numpy_read_dtype(expr_reader(e), field->descr, ret));
    TRY(numpy_read_subarray(expr_reader(e), ret, &base, &dimensions, shape));
    return base == 0 ? NULL
                     : error_create(ERROR_UNSUPPORTED, "a field of small arrays is only shown");
}

/* The array of one field of an array of records. */
static struct error *field_of(struct expr *e, const struct numpy_array *from,
                              const struct value *name, struct numpy_array *ret)
{
    struct numpy_field field;

    *ret = *from;
    if (!from->dtype.has_fields)
        return no_index();
    TRY(find_field(e, &from->dtype, name, &field));
    ret->data += field.offset;
    return dtype_of_field(e, &field, &ret->dtype);
}

/* voidtype_item() of scalartypes.c: a field of a record, by its number. */
static struct error *find_numbered(struct expr *e, const struct numpy_dtype *record,
                                   const struct value *index, struct numpy_field *ret)
{
    numpy_fields fields = {0};
    struct error *error;
    int64_t number;

    TRY(expr_to_index(e, index, &number));
    error = numpy_read_fields(expr_reader(e), record, FIELDS_MAX, &fields);
    number += number < 0 ? (int64_t)fields.count : 0;
    if (error == NULL && (number < 0 || number >= (int64_t)fields.count))
        error =
            error_create(ERROR_NOT_FOUND, "IndexError: invalid index (%lld)", (long long)number);
    if (error == NULL)
        *ret = fields.data[number];
    array_deinit(&fields);
    return error;
}

struct error *expr_numpy_record_subscript(struct expr *e, const struct value *of,
                                          const struct value *index, struct value *ret)
{
    struct numpy_dtype record, dtype;
    struct numpy_field field;
    struct value loaded;
    uint64_t data = 0;

    if (of->kind == VALUE_LIBRARY)
        record = of->library->dtype;
    else if (!error_ignore(numpy_read_void(expr_reader(e), of->object, &record, &data)))
        record = (struct numpy_dtype){0};
    if (!record.has_fields)
        return error_create(ERROR_NOT_FOUND, "IndexError: invalid index to scalar variable.");
    TRY(expr_load(e, index, &loaded));
    TRY(loaded.kind == VALUE_STR ? find_field(e, &record, &loaded, &field)
                                 : find_numbered(e, &record, index, &field));
    TRY(dtype_of_field(e, &field, &dtype));
    if (of->kind == VALUE_OBJECT)
        return item_at(e, &dtype, data + field.offset, ret);

    const struct value *bytes = &of->library->part;

    if (field.offset > bytes->bytes.count || dtype.item_size > bytes->bytes.count - field.offset)
        return error_create(ERROR_CORRUPT, "a record's field is longer than the record");
    if (dtype.kind == 'O' && dtype.item_size == sizeof data) {
        memcpy(&data, bytes->bytes.data + field.offset, sizeof data);
        *ret = data != 0 ? value_of_object(data) : (struct value){.kind = VALUE_NONE};
        return NULL;
    }
    return expr_numpy_item(e, &dtype, bytes->bytes.data + field.offset, ret);
}

/* The view as an object of the array's type. */
static struct error *take_view(struct expr *e, const struct value *of,
                               const struct numpy_array *array, struct value *ret)
{
    struct library_value *made;
    uint64_t type;

    TRY(expr_type_object(e, of, &type));
    TRY(expr_make_library(e, KIND_NUMPY_ARRAY, type, &made, ret));
    made->array = *array;
    return NULL;
}

struct error *expr_numpy_subscript(struct expr *e, const struct numpy_array *array,
                                   const struct value *of, const struct value *index,
                                   struct value *ret)
{
    struct value_list indices = {0};
    struct numpy_array field;
    struct viewing view;
    struct value loaded;
    enum type_kind kind;

    TRY(expr_kind(e, index, &kind));
    TRY(expr_load_index(e, index, &loaded));
    if (loaded.kind == VALUE_STR) {
        TRY(field_of(e, array, &loaded, &field));
        return take_view(e, of, &field, ret);
    }
    if (kind == KIND_TUPLE)
        TRY(expr_collect(e, index, &indices));
    else
        TRY(expr_list_add(e, &indices, *index));
    for (size_t i = 0; i < indices.count; i++) {
        TRY(expr_load_index(e, &indices.data[i], &loaded));
        indices.data[i] = loaded;
    }
    TRY(make_view(e, array, &indices, &view));
    return view.whole ? item_at(e, &array->dtype, view.array.data, ret)
                      : take_view(e, of, &view.array, ret);
}

/* ---- in */

struct searching {
    struct expr *e;
    const struct value *item;
    bool found;
};

static struct error *search(struct expr *e, const struct value *of, const struct value *item,
                            bool *ret);

static struct error *search_item(void *arg, const struct value *item, bool *stop)
{
    struct searching *to = arg;
    enum type_kind kind;

    TRY(expr_kind(to->e, item, &kind));
    TRY(kind == KIND_NUMPY_ARRAY ? search(to->e, item, to->item, &to->found)
                                 : expr_compare(to->e, OP_EQ, item, to->item, &to->found));
    *stop = to->found;
    return NULL;
}

static struct error *search(struct expr *e, const struct value *of, const struct value *item,
                            bool *ret)
{
    struct searching to = {.e = e, .item = item};

    TRY(expr_each(e, of, search_item, &to));
    *ret = to.found;
    return NULL;
}

/* array_contains(): (array == item).any() */
struct error *expr_numpy_contains(struct expr *e, const struct value *of, const struct value *item,
                                  bool *ret)
{
    struct numpy_array array;
    struct value loaded;

    TRY(expr_numpy_array(e, of, &array));
    if (!expr_numpy_number(e, item, &loaded))
        TRY(expr_load(e, item, &loaded));
    if (array.dimensions == 0 ||
        !(expr_is_number(&loaded)      ? strchr("biufc", array.dtype.kind) != NULL
          : loaded.kind == VALUE_STR   ? array.dtype.kind == 'U'
          : loaded.kind == VALUE_BYTES ? array.dtype.kind == 'S'
                                       : false))
        return expr_needs_code("numpy.ndarray", "__contains__");
    return search(e, of, item, ret);
}

/* ---- attributes */

static void take_sizes(struct expr *e, const int64_t *sizes, unsigned count, struct value *ret)
{
    struct value *items = arena_take(e->arena, count * sizeof *items);

    for (unsigned i = 0; i < count; i++)
        items[i] = value_of_i64(sizes[i]);
    *ret = value_of_items(VALUE_TUPLE, items, count);
}

static struct error *take_transposed(struct expr *e, const struct value *of,
                                     const struct numpy_array *array, struct value *ret)
{
    struct numpy_array turned = *array;

    for (unsigned i = 0; i < array->dimensions; i++) {
        turned.shape[i] = array->shape[array->dimensions - 1 - i];
        turned.strides[i] = array->strides[array->dimensions - 1 - i];
    }
    return take_view(e, of, &turned, ret);
}

/* How many items it has; false: more than can be. */
static bool count_items(const struct numpy_array *array, int64_t *ret)
{
    *ret = 1;
    for (unsigned i = 0; i < array->dimensions; i++)
        if (__builtin_mul_overflow(*ret, array->shape[i], ret))
            return false;
    return true;
}

static bool attribute_of_array(struct expr *e, const struct value *of, const char *name,
                               struct value *ret)
{
    struct numpy_array array;
    int64_t count, bytes;

    if (!error_ignore(expr_numpy_array(e, of, &array)) || !count_items(&array, &count) ||
        __builtin_mul_overflow(count, (int64_t)array.dtype.item_size, &bytes))
        return false;
    if (strcmp(name, "shape") == 0)
        take_sizes(e, array.shape, array.dimensions, ret);
    else if (strcmp(name, "strides") == 0)
        take_sizes(e, array.strides, array.dimensions, ret);
    else if (strcmp(name, "ndim") == 0)
        *ret = value_of_i64(array.dimensions);
    else if (strcmp(name, "size") == 0)
        *ret = value_of_i64(count);
    else if (strcmp(name, "itemsize") == 0)
        *ret = value_of_i64((int64_t)array.dtype.item_size);
    else if (strcmp(name, "nbytes") == 0)
        *ret = value_of_i64(bytes);
    else if (strcmp(name, "dtype") == 0)
        *ret = value_of_object(array.dtype.descr);
    else if (strcmp(name, "T") == 0)
        return error_ignore(take_transposed(e, of, &array, ret));
    else
        return false;
    return true;
}

static bool names_of(struct expr *e, const struct numpy_dtype *dtype, struct value *ret)
{
    numpy_fields fields = {0};
    struct value_list names = {0};
    bool read = error_ignore(numpy_read_fields(expr_reader(e), dtype, FIELDS_MAX, &fields)) &&
                fields.count < FIELDS_MAX;

    for (size_t i = 0; i < fields.count && read; i++)
        value_list_add(e->arena, &names, value_of_object(fields.data[i].name));
    array_deinit(&fields);
    *ret = value_of_items(VALUE_TUPLE, names.data, names.count);
    return read;
}

static bool attribute_of_dtype(struct expr *e, const struct value *of, const char *name,
                               struct value *ret)
{
    struct numpy_dtype dtype;
    bool is_name = strcmp(name, "name") == 0;

    if (of->kind != VALUE_OBJECT ||
        !error_ignore(numpy_read_dtype(expr_reader(e), of->object, &dtype)))
        return false;
    *ret = (struct value){.kind = VALUE_NONE};
    if (strcmp(name, "names") == 0)
        return !dtype.has_fields || names_of(e, &dtype, ret);
    if (!is_name || strchr("biufcmMO", dtype.kind) == NULL)
        return false;

    /* Whatever its byte order is called. */
    dtype.byteorder = '=';

    CLEANUP_FREE char *text = numpy_dtype_text(&dtype);

    *ret = e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
    return true;
}

static bool attribute_of_scalar(struct expr *e, const struct value *of, const char *name,
                                struct value *ret)
{
    struct numpy_scalar scalar;
    uint64_t data;

    if (of->kind == VALUE_LIBRARY)
        scalar.dtype = of->library->dtype;
    else if (!expr_numpy_scalar(e, of, &scalar) &&
             !error_ignore(numpy_read_void(expr_reader(e), of->object, &scalar.dtype, &data)))
        return false;
    if (strcmp(name, "shape") == 0 || strcmp(name, "strides") == 0)
        take_sizes(e, NULL, 0, ret);
    else if (strcmp(name, "ndim") == 0)
        *ret = value_of_i64(0);
    else if (strcmp(name, "size") == 0)
        *ret = value_of_i64(1);
    else if (strcmp(name, "itemsize") == 0 || strcmp(name, "nbytes") == 0)
        *ret = value_of_i64((int64_t)scalar.dtype.item_size);
    else if (strcmp(name, "dtype") == 0 && scalar.dtype.descr != 0)
        *ret = value_of_object(scalar.dtype.descr);
    else if (strcmp(name, "real") == 0 && strchr("biuf", scalar.dtype.kind) != NULL)
        *ret = *of;
    else
        return false;
    return true;
}

bool expr_numpy_attribute(struct expr *e, const struct value *of, const char *name,
                          struct value *ret)
{
    switch (expr_library_kind(e, of)) {
    case KIND_NUMPY_ARRAY:
        return attribute_of_array(e, of, name, ret);
    case KIND_NUMPY_DTYPE:
        return attribute_of_dtype(e, of, name, ret);
    case KIND_NUMPY_SCALAR:
        return attribute_of_scalar(e, of, name, ret);
    default:
        return false;
    }
}
