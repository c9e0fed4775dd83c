/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numpy's objects: PyArrayObject_fields, PyArray_Descr and the scalars of
 * numpy/ndarraytypes.h and arrayscalars.h, which are public; the descriptor's differs between numpy
 * 1 and 2. No layout table has them, because numpy is no part of CPython: the offsets stand in
 * numpy.c and numpy-dtype.c, behind CPython's own header of an object.
 */
#ifndef REPR_NUMPY_H
#define REPR_NUMPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/layout.h"
#include "repr/kinds.h"

/* How much of an item is copied: of a longer text, its beginning. */
#define NUMPY_ITEM_MAX 4096
/* The largest number: complex256. */
#define NUMPY_NUMBER_MAX 32

/* A dtype. */
struct numpy_dtype {
    uint64_t descr; /* where it is; 0: of a scalar, which has none */
    char kind;      /* b bool, i int, u unsigned, f float, c complex, m timedelta64, M datetime64, S
                       bytes, U str, O object, V void, T StringDType */
    bool has_fields; /* of V: it is a record */
    char byteorder;  /* '>' is the other one */
    uint64_t item_size;
    int unit, count; /* of m and M: NPY_DATETIMEUNIT, and how many of them */
};

/* The version of numpy, of which 1 and 2 are known; else ERROR_UNSUPPORTED. */
#define NUMPY_VERSION(major, minor) ((major)*1000 + (minor))
struct error *numpy_version(struct repr *r, int *ret);
/* What stands so far behind the header of an object. */
struct layout_field numpy_field_at(const struct repr *r, unsigned offset, unsigned size);
struct error *numpy_read_dtype(struct repr *r, uint64_t descr, struct numpy_dtype *ret);

/* Whether items of it can be written. */
bool numpy_is_known(const struct numpy_dtype *dtype);

/* What an array is made of; its numbers may be anything but negative dimensions. */
#define NUMPY_DIMENSIONS_MAX 64
struct numpy_array {
    struct numpy_dtype dtype;
    uint64_t data;
    unsigned dimensions;
    int64_t shape[NUMPY_DIMENSIONS_MAX], strides[NUMPY_DIMENSIONS_MAX]; /* in bytes */
};
struct error *numpy_read_array(struct repr *r, uint64_t object, struct numpy_array *ret);
/* "<numpy.ndarray shape=(2,) dtype=int64 at 0x... [1, 2]>"; object: 0 of one that is made here. */
struct error *numpy_put_array(struct repr *r, const struct numpy_array *array, const char *name,
                              uint64_t object);

/* A field of a record: its name, a str; its dtype; and where in the record it is. */
struct numpy_field {
    uint64_t name, descr;
    uint64_t offset;
};
typedef ARRAY(struct numpy_field) numpy_fields;
/* In their order, at most max; array_deinit() it, also after an error. */
struct error *numpy_read_fields(struct repr *r, const struct numpy_dtype *record, size_t max,
                                numpy_fields *ret);
/* Of a dtype of small arrays, as only a field has: of what, and how many each way. *base is 0 of
 * any other. */
struct error *numpy_read_subarray(struct repr *r, const struct numpy_dtype *dtype, uint64_t *base,
                                  unsigned *dimensions, int64_t shape[NUMPY_DIMENSIONS_MAX]);

/* A scalar of its own, of which bytes has min(item_size, NUMPY_ITEM_MAX); the name of its type. */
struct numpy_scalar {
    struct numpy_dtype dtype;
    const char *name; /* "float64" */
    uint8_t bytes[NUMPY_NUMBER_MAX];
};
/* ERROR_UNSUPPORTED: no number, moment or duration of a known type. */
struct error *numpy_read_scalar(struct repr *r, uint64_t object, const struct type *type,
                                struct numpy_scalar *ret);
/* A numpy.void: what it is and where. */
struct error *numpy_read_void(struct repr *r, uint64_t object, struct numpy_dtype *dtype,
                              uint64_t *data);
/* repr() of one of that name. */
struct error *numpy_put_scalar(struct repr *r, const char *name, const struct numpy_dtype *dtype,
                               const uint8_t *bytes);
/* An item, of which bytes has min(item_size, NUMPY_ITEM_MAX), as str() of a scalar has it, and a
 * text as repr() of it. */
struct error *numpy_put_item(struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes);
/* "2024-02-29T12:00" of a datetime64, "NaT". ERROR_UNSUPPORTED: a year that is none of ours. */
struct error *numpy_put_moment(struct repr *r, int unit, int count, int64_t value);
/* "D", "10s"; "" of the generic unit. Free it. */
char *numpy_unit_text(int unit, int count);
/* "float64", "<U5", "datetime64[ns]"; as str() of a dtype has it that has no fields. Free it. */
char *numpy_dtype_text(const struct numpy_dtype *dtype);
/* That, or "[('a', '<i4')]" of a record. ERROR_UNSUPPORTED: of one that is not packed. */
struct error *numpy_put_dtype(struct repr *r, const struct numpy_dtype *dtype);

#define NUMPY_UNIT_HOUR 5
#define NUMPY_UNIT_GENERIC 14
#define NUMPY_NAT INT64_MIN

#endif
