/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scalars of numpy, as their repr() has them: numpy/core/src/multiarray/scalartypes.c. From numpy 2
 * on it names the type. What the program has set by numpy.set_printoptions(legacy=...) is not
 * known.
 */
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/numpy.h"

/* The dtypes by the names of their scalars. */
static const struct {
    const char *name;
    struct numpy_dtype dtype;
} scalars[] = {
    {"bool", {.kind = 'b', .byteorder = '|', .item_size = 1, .count = 1}},
    {"bool_", {.kind = 'b', .byteorder = '|', .item_size = 1, .count = 1}},
    {"clongdouble",
     {.kind = 'c', .byteorder = '=', .item_size = 2 * sizeof(long double), .count = 1}},
    {"complex128", {.kind = 'c', .byteorder = '=', .item_size = 16, .count = 1}},
    {"complex256", {.kind = 'c', .byteorder = '=', .item_size = 32, .count = 1}},
    {"complex64", {.kind = 'c', .byteorder = '=', .item_size = 8, .count = 1}},
    {"datetime64", {.kind = 'M', .byteorder = '=', .item_size = 8, .count = 1}},
    {"float128", {.kind = 'f', .byteorder = '=', .item_size = 16, .count = 1}},
    {"float16", {.kind = 'f', .byteorder = '=', .item_size = 2, .count = 1}},
    {"float32", {.kind = 'f', .byteorder = '=', .item_size = 4, .count = 1}},
    {"float64", {.kind = 'f', .byteorder = '=', .item_size = 8, .count = 1}},
    {"int16", {.kind = 'i', .byteorder = '=', .item_size = 2, .count = 1}},
    {"int32", {.kind = 'i', .byteorder = '=', .item_size = 4, .count = 1}},
    {"int64", {.kind = 'i', .byteorder = '=', .item_size = 8, .count = 1}},
    {"int8", {.kind = 'i', .byteorder = '=', .item_size = 1, .count = 1}},
    {"intc", {.kind = 'i', .byteorder = '=', .item_size = 4, .count = 1}},
    {"longdouble", {.kind = 'f', .byteorder = '=', .item_size = sizeof(long double), .count = 1}},
    {"longlong", {.kind = 'i', .byteorder = '=', .item_size = 8, .count = 1}},
    {"timedelta64", {.kind = 'm', .byteorder = '=', .item_size = 8, .count = 1}},
    {"uint16", {.kind = 'u', .byteorder = '=', .item_size = 2, .count = 1}},
    {"uint32", {.kind = 'u', .byteorder = '=', .item_size = 4, .count = 1}},
    {"uint64", {.kind = 'u', .byteorder = '=', .item_size = 8, .count = 1}},
    {"uint8", {.kind = 'u', .byteorder = '=', .item_size = 1, .count = 1}},
    {"uintc", {.kind = 'u', .byteorder = '=', .item_size = 4, .count = 1}},
    {"ulonglong", {.kind = 'u', .byteorder = '=', .item_size = 8, .count = 1}},
};

/* "datetime64('2024-02-29T12:00','10m')"; the unit is told where the text does not. */
static struct error *put_time(struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes)
{
    CLEANUP_FREE char *unit = numpy_unit_text(dtype->unit, dtype->count);
    bool moment = dtype->kind == 'M', told;
    int64_t value;

    memcpy(&value, bytes, sizeof value);
    told = moment ? dtype->count != 1 || dtype->unit == NUMPY_UNIT_HOUR ||
                        (value == NUMPY_NAT && r->numpy >= NUMPY_VERSION(2, 0))
                  : unit[0] != 0;
    /* It has become a word. */
    if (moment && unit[0] == 0 && r->numpy >= NUMPY_VERSION(2, 0)) {
        repr_put(r, "datetime64('NaT','generic')");
        return value == NUMPY_NAT ? NULL : error_create(ERROR_CORRUPT, "a moment without a unit");
    }
    repr_put(r, moment ? "datetime64(" : "timedelta64(");
    repr_put(r, moment || value == NUMPY_NAT ? "'" : "");
    if (moment || value == NUMPY_NAT)
        TRY(numpy_put_moment(r, dtype->unit, dtype->count, value));
    else
        repr_printf(r, "%lld", (long long)value);
    repr_put(r, moment || value == NUMPY_NAT ? "'" : "");
    if (told)
        repr_printf(r, ",'%s'", unit);
    repr_put(r, ")");
    return NULL;
}

static struct error *put_named(struct repr *r, const char *name, const struct numpy_dtype *dtype,
                               const uint8_t *bytes)
{
    bool is_long = dtype->kind == 'f' && dtype->item_size == sizeof(long double);
    size_t start;

    if (dtype->kind == 'b') {
        repr_put(r, bytes[0] != 0 ? "np.True_" : "np.False_");
        return NULL;
    }
    /* What is as long as another goes by its name. */
    if (strcmp(name, "longlong") == 0 || strcmp(name, "ulonglong") == 0)
        name = dtype->kind == 'u' ? "uint64" : "int64";
    repr_printf(r, is_long ? "np.%s('" : "np.%s(", name);
    start = r->out.count;
    TRY(numpy_put_item(r, dtype, bytes));
    /* A complex number without its own parentheses. */
    if (dtype->kind == 'c' && r->out.data[start] == '(') {
        memmove(r->out.data + start, r->out.data + start + 1, r->out.count - start - 2);
        r->out.count -= 2;
    }
    repr_put(r, is_long ? "')" : ")");
    return NULL;
}

/* numpy.str_ and numpy.bytes_ are a str and a bytes. */
static struct error *put_text(struct repr *r, uint64_t object, const struct type *type, int version)
{
    repr_put(r, version >= NUMPY_VERSION(2, 0)
                    ? (type->kind == KIND_STR ? "np.str_(" : "np.bytes_(")
                    : "");
    TRY(repr_of_kind(r, object, type));
    repr_put(r, version >= NUMPY_VERSION(2, 0) ? ")" : "");
    return NULL;
}

struct error *numpy_read_scalar(struct repr *r, uint64_t object, const struct type *type,
                                struct numpy_scalar *ret)
{
    uint64_t at = object + r->runtime->layout.object.size;
    int32_t unit[2];

    *ret = (struct numpy_scalar){.name = type_short_name(type)};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        if (strcmp(scalars[i].name, ret->name) == 0)
            ret->dtype = scalars[i].dtype;
    /* A class of the target's own that derives from it. */
    if (ret->dtype.kind == 0 || !numpy_is_known(&ret->dtype))
        return error_create(ERROR_UNSUPPORTED, "a scalar of no known type");
    /* The place of a long double is a multiple of its size. */
    if (ret->dtype.item_size >= 16 && ret->dtype.item_size % sizeof(long double) == 0 &&
        (ret->dtype.kind == 'f' || ret->dtype.item_size == 2 * sizeof(long double)))
        at = (at + sizeof(long double) - 1) & ~(uint64_t)(sizeof(long double) - 1);
    TRY(target_read(r->runtime->target, at, ret->bytes, (size_t)ret->dtype.item_size));
    if (strchr("mM", ret->dtype.kind) == NULL)
        return NULL;
    TRY(target_read(r->runtime->target, at + 8, unit, sizeof unit));
    ret->dtype.unit = unit[0];
    ret->dtype.count = unit[1];
    return NULL;
}

struct error *numpy_put_scalar(struct repr *r, const char *name, const struct numpy_dtype *dtype,
                               const uint8_t *bytes)
{
    bool named;
    int version;

    TRY(numpy_version(r, &version));
    named = version >= NUMPY_VERSION(2, 0);
    if (strchr("mM", dtype->kind) != NULL) {
        repr_put(r, named ? "np." : "numpy.");
        return put_time(r, dtype, bytes);
    }
    if (named && strchr("SU", dtype->kind) != NULL)
        repr_put(r, dtype->kind == 'U' ? "np.str_(" : "np.bytes_(");
    else if (named)
        return put_named(r, name, dtype, bytes);
    TRY(numpy_put_item(r, dtype, bytes));
    repr_put(r, named && strchr("SU", dtype->kind) != NULL ? ")" : "");
    return NULL;
}

/* PyVoidScalarObject */
struct error *numpy_read_void(struct repr *r, uint64_t object, struct numpy_dtype *dtype,
                              uint64_t *data)
{
    uint32_t behind = r->runtime->layout.var_object.size;
    struct layout_field fields[] = {{.offset = behind, .size = 8},
                                    {.offset = behind + 8, .size = 8}};
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    *data = values[0];
    return numpy_read_dtype(r, values[1], dtype);
}

/* In a form of our own, as arrays have it. */
static struct error *put_void(struct repr *r, uint64_t object, const struct type *type)
{
    uint8_t bytes[NUMPY_ITEM_MAX];
    struct numpy_dtype dtype;
    uint64_t data;

    TRY(numpy_read_void(r, object, &dtype, &data));
    if (!numpy_is_known(&dtype))
        return error_create(ERROR_UNSUPPORTED, "a scalar of no known type");
    TRY(target_read(r->runtime->target, data, bytes,
                    dtype.item_size < sizeof bytes ? (size_t)dtype.item_size : sizeof bytes));
    repr_printf(r, "<%s dtype=", type->name);
    TRY(numpy_put_dtype(r, &dtype));
    repr_printf(r, " at 0x%llx ", (unsigned long long)object);
    TRY(numpy_put_item(r, &dtype, bytes));
    repr_put(r, ">");
    return NULL;
}

struct error *repr_numpy_scalar(struct repr *r, uint64_t object, const struct type *type)
{
    struct numpy_scalar scalar;
    int version;

    TRY(numpy_version(r, &version));
    if (type->kind == KIND_STR || type->kind == KIND_BYTES)
        return put_text(r, object, type, version);
    if (strcmp(type_short_name(type), "void") == 0)
        return put_void(r, object, type);
    TRY(numpy_read_scalar(r, object, type, &scalar));
    return numpy_put_scalar(r, scalar.name, &scalar.dtype, scalar.bytes);
}
