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
    {"bool", {'b', '|', 1, 0, 1}},        {"bool_", {'b', '|', 1, 0, 1}},
    {"complex128", {'c', '=', 16, 0, 1}}, {"complex64", {'c', '=', 8, 0, 1}},
    {"datetime64", {'M', '=', 8, 0, 1}},  {"float16", {'f', '=', 2, 0, 1}},
    {"float32", {'f', '=', 4, 0, 1}},     {"float64", {'f', '=', 8, 0, 1}},
    {"int16", {'i', '=', 2, 0, 1}},       {"int32", {'i', '=', 4, 0, 1}},
    {"int64", {'i', '=', 8, 0, 1}},       {"int8", {'i', '=', 1, 0, 1}},
    {"intc", {'i', '=', 4, 0, 1}},        {"longlong", {'i', '=', 8, 0, 1}},
    {"timedelta64", {'m', '=', 8, 0, 1}}, {"uint16", {'u', '=', 2, 0, 1}},
    {"uint32", {'u', '=', 4, 0, 1}},      {"uint64", {'u', '=', 8, 0, 1}},
    {"uint8", {'u', '=', 1, 0, 1}},       {"uintc", {'u', '=', 4, 0, 1}},
    {"ulonglong", {'u', '=', 8, 0, 1}},
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
    size_t start;

    if (dtype->kind == 'b') {
        repr_put(r, bytes[0] != 0 ? "np.True_" : "np.False_");
        return NULL;
    }
    /* What is as long as another goes by its name. */
    if (strcmp(name, "longlong") == 0 || strcmp(name, "ulonglong") == 0)
        name = dtype->kind == 'u' ? "uint64" : "int64";
    repr_printf(r, "np.%s(", name);
    start = r->out.count;
    TRY(numpy_put_item(r, dtype, bytes));
    /* A complex number without its own parentheses. */
    if (dtype->kind == 'c' && r->out.data[start] == '(') {
        memmove(r->out.data + start, r->out.data + start + 1, r->out.count - start - 2);
        r->out.count -= 2;
    }
    repr_put(r, ")");
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

struct error *repr_numpy_scalar(struct repr *r, uint64_t object, const struct type *type)
{
    uint32_t header = r->runtime->layout.object.size;
    const char *name = type_short_name(type);
    struct numpy_dtype dtype = {0};
    uint8_t bytes[24] = {0};
    int version;

    TRY(numpy_version(r, &version));
    if (type->kind == KIND_STR || type->kind == KIND_BYTES)
        return put_text(r, object, type, version);
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        if (strcmp(scalars[i].name, name) == 0)
            dtype = scalars[i].dtype;
    /* A class of the target's own that derives from it. */
    if (dtype.kind == 0)
        return error_create(ERROR_UNSUPPORTED, "a scalar of no known type");
    TRY(target_read(r->runtime->target, object + header, bytes,
                    strchr("mM", dtype.kind) != NULL ? 16 : (size_t)dtype.item_size));
    if (strchr("mM", dtype.kind) != NULL) {
        int32_t unit[2];

        memcpy(unit, bytes + 8, sizeof unit);
        dtype.unit = unit[0];
        dtype.count = unit[1];
        repr_put(r, version >= NUMPY_VERSION(2, 0) ? "np." : "numpy.");
        return put_time(r, &dtype, bytes);
    }
    return version >= NUMPY_VERSION(2, 0) ? put_named(r, name, &dtype, bytes)
                                          : numpy_put_item(r, &dtype, bytes);
}
