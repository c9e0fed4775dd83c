/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numpy's objects: PyArrayObject_fields, PyArray_Descr and the scalars of
 * numpy/ndarraytypes.h and arrayscalars.h, which are public; the descriptor's differs between numpy
 * 1 and 2. No layout table has them, because numpy is no part of CPython: the offsets stand in
 * numpy.c, behind CPython's own header of an object.
 */
#ifndef REPR_NUMPY_H
#define REPR_NUMPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "repr/kinds.h"

/* How much of an item is copied: of a longer text, its beginning. */
#define NUMPY_ITEM_MAX 4096

/* A dtype. */
struct numpy_dtype {
    char kind;      /* b bool, i int, u unsigned, f float, c complex, m timedelta64, M datetime64, S
                       bytes, U str, O object, V void, T StringDType */
    char byteorder; /* '>' is the other one */
    uint64_t item_size;
    int unit, count; /* of m and M: NPY_DATETIMEUNIT, and how many of them */
};

/* The version of numpy, of which 1 and 2 are known; else ERROR_UNSUPPORTED. */
#define NUMPY_VERSION(major, minor) ((major)*1000 + (minor))
struct error *numpy_version(struct repr *r, int *ret);
struct error *numpy_read_dtype(struct repr *r, uint64_t descr, struct numpy_dtype *ret);

/* Whether items of it can be written. */
bool numpy_is_known(const struct numpy_dtype *dtype);
/* An item, of which bytes has min(item_size, NUMPY_ITEM_MAX), as str() of a scalar has it, and a
 * text as repr() of it. */
struct error *numpy_put_item(struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes);
/* "2024-02-29T12:00" of a datetime64, "NaT". ERROR_UNSUPPORTED: a year that is none of ours. */
struct error *numpy_put_moment(struct repr *r, int unit, int count, int64_t value);
/* "D", "10s"; "" of the generic unit. Free it. */
char *numpy_unit_text(int unit, int count);
/* "float64", "<U5", "datetime64[ns]"; as str() of a dtype has it. Free it. */
char *numpy_dtype_text(const struct numpy_dtype *dtype);

#define NUMPY_UNIT_HOUR 5
#define NUMPY_UNIT_GENERIC 14
#define NUMPY_NAT INT64_MIN

#endif
