/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of types of a library that are written in C: numpy's, memoryview, datetime's, Decimal.
 * Such a value is an object of the target, or one that is made here of what its memory holds: an
 * item of an array, the difference of two dates. Both are read into the same structs, and what is
 * done with them is done with these.
 */
#ifndef EXPR_LIBRARY_H
#define EXPR_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/parse.h"
#include "expr/value.h"
#include "python/type.h"
#include "repr/array.h"
#include "repr/ctypes.h"
#include "repr/datetime.h"
#include "repr/numpy.h"

struct expr;
struct repr;

struct library_value {
    enum type_kind kind;
    uint64_t type;     /* where its type is in the target */
    const char *name;  /* what that is called: "numpy.float64" */
    struct value part; /* KIND_NUMPY_SCALAR: its bytes; KIND_OBJECT, a path: its str() */
    union {
        struct numpy_dtype dtype; /* KIND_NUMPY_SCALAR */
        struct numpy_array array; /* KIND_NUMPY_ARRAY */
        struct memory memory;     /* KIND_MEMORYVIEW */
        struct moment moment;     /* KIND_DATE, KIND_TIME, KIND_DATETIME */
        struct {
            uint64_t address, size; /* size 0: as its class says */
        } ctypes;                   /* KIND_CTYPES */
        struct duration duration;   /* KIND_TIMEDELTA */
    };
};

/* ---- library.c: what the other files ask, whatever the type; *done false: it is none of these */

/* One that is made here; what is to be filled in is in *fill. */
struct error *expr_make_library(struct expr *e, enum type_kind kind, uint64_t type,
                                struct library_value **fill, struct value *ret);
/* Whether all that it is lies in it, and not in the target's memory. */
bool expr_library_is_whole(const struct library_value *value);
/* repr() of one that is made here. */
struct error *expr_put_library(struct repr *r, const struct library_value *value);
struct error *expr_library_subscript(struct expr *e, const struct value *of,
                                     const struct value *index, bool *done, struct value *ret);
struct error *expr_library_length(struct expr *e, const struct value *of, bool *done,
                                  uint64_t *ret);
/* An attribute that C code would make. */
bool expr_library_attribute(struct expr *e, const struct value *of, const char *name,
                            struct value *ret);
struct error *expr_library_binary(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, bool *done, struct value *ret);
struct error *expr_library_unary(struct expr *e, enum operator op, const struct value *a,
                                 bool *done, struct value *ret);
struct error *expr_library_compare(struct expr *e, enum operator op, const struct value *a,
                                   const struct value *b, bool *done, bool *ret);
/* What a comparison of the two gives that has come to `truth`: numpy has a bool of its own. */
struct error *expr_library_truth_value(struct expr *e, const struct value *a, const struct value *b,
                                       bool truth, struct value *ret);
struct error *expr_library_hash(struct expr *e, const struct value *value, bool *done,
                                uint64_t *ret, bool *exact);
/* str(), where that is not repr(). */
struct error *expr_library_str(struct expr *e, const struct value *value, bool *done,
                               struct value *ret);
struct error *expr_library_truth(struct expr *e, const struct value *value, bool *done, bool *ret);

/* A type that a module has. */
struct error *expr_type_of_module(struct expr *e, const char *module, const char *name,
                                  uint64_t *ret);
/* Its kind, if it is a value of one of these types, of the target or made here. */
enum type_kind expr_library_kind(struct expr *e, const struct value *value);
/* The repr that reads for e. */
struct repr *expr_reader(struct expr *e);

/* ---- numpy-array.c */

struct error *expr_numpy_subscript(struct expr *e, const struct numpy_array *array,
                                   const struct value *of, const struct value *index,
                                   struct value *ret);
/* A field of a numpy.void. */
struct error *expr_numpy_record_subscript(struct expr *e, const struct value *of,
                                          const struct value *index, struct value *ret);
struct error *expr_numpy_array(struct expr *e, const struct value *of, struct numpy_array *ret);
bool expr_numpy_attribute(struct expr *e, const struct value *of, const char *name,
                          struct value *ret);
struct error *expr_numpy_contains(struct expr *e, const struct value *of, const struct value *item,
                                  bool *ret);

/* ---- numpy-scalar.c */

/* What it is to Python: a bool, int, float or complex; false: it is no such scalar of numpy. */
bool expr_numpy_scalar(struct expr *e, const struct value *value, struct numpy_scalar *ret);
bool expr_numpy_number(struct expr *e, const struct value *value, struct value *ret);
/* One that is text as a str or bytes. */
struct error *expr_numpy_load(struct expr *e, const struct library_value *value, struct value *ret);
/* An item that is such a scalar, of the type at `type`. */
struct error *expr_numpy_item(struct expr *e, const struct numpy_dtype *dtype, const void *bytes,
                              struct value *ret);
struct error *expr_numpy_binary(struct expr *e, enum operator op, const struct value *a,
                                const struct value *b, struct value *ret);
struct error *expr_numpy_unary(struct expr *e, enum operator op, const struct value *a,
                               struct value *ret);
struct error *expr_numpy_compare(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, bool *ret);
struct error *expr_numpy_bool(struct expr *e, bool truth, struct value *ret);

/* ---- moments.c */

struct error *expr_moment_compare(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, bool *ret);
struct error *expr_moment_hash(struct expr *e, const struct value *value, uint64_t *ret,
                               bool *exact);
struct error *expr_moment_truth(struct expr *e, const struct value *value, bool *ret);
struct error *expr_moment_binary(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, struct value *ret);
struct error *expr_moment_unary(struct expr *e, enum operator op, const struct value *a,
                                struct value *ret);
/* Of a timedelta. */
struct error *expr_moment_abs(struct expr *e, const struct value *a, struct value *ret);
/* Of one that is made here. */
bool expr_moment_attribute(struct expr *e, const struct value *of, const char *name,
                           struct value *ret);

/* ---- moment-methods.c */

struct error *expr_moment_str(struct expr *e, const struct value *value, struct value *ret);
/* What __format__() makes of a date or time by a text that is a VALUE_STR; *done false: it is none.
 */
struct error *expr_moment_format(struct expr *e, const struct value *value,
                                 const struct value *text, bool *done, struct value *ret);

/* ---- plain.c: values of classes written in Python, and Decimal, which are numbers or compared as
 * such; *done false: it is none */

enum plain_kind { PLAIN_NONE, PLAIN_ADDRESS, PLAIN_ENUM, PLAIN_FRACTION, PLAIN_PATH, PLAIN_UUID };
/* Whose method of that name it has. */
enum plain_kind expr_plain_kind(struct expr *e, const struct value *value, const char *method);
struct error *expr_plain_compare(struct expr *e, enum operator op, const char *method,
                                 const char *reflected, const struct value *a,
                                 const struct value *b, bool *done, bool *ret);
struct error *expr_plain_hash(struct expr *e, const struct value *value, bool *done, uint64_t *ret,
                              bool *exact);
/* What int() or float() makes of it, which asks for that method. */
struct error *expr_plain_number(struct expr *e, const struct value *value, const char *method,
                                bool *done, struct value *ret);
/* What int() makes of it, by the first method that it has. */
struct error *expr_plain_int(struct expr *e, const struct value *value, bool *done,
                             struct value *ret);

/* ---- exact.c: Decimals and fractions */

struct error *expr_exact_compare(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, bool *done, bool *ret);
struct error *expr_exact_convert(struct expr *e, const struct value *value, bool whole,
                                 struct value *ret);
struct error *expr_exact_truth(struct expr *e, const struct value *value, bool *ret);
struct error *expr_exact_hash(struct expr *e, const struct value *value, uint64_t *ret,
                              bool *exactly);

/* ---- ctypes.c */

struct error *expr_ctypes_length(struct expr *e, const struct value *of, bool *done, uint64_t *ret);
struct error *expr_ctypes_subscript(struct expr *e, const struct value *of,
                                    const struct value *index, bool *done, struct value *ret);
struct error *expr_ctypes_truth(struct expr *e, const struct value *of, bool *done, bool *ret);
bool expr_ctypes_attribute(struct expr *e, const struct value *of, const char *name,
                           struct value *ret);

/* ---- memory.c: memoryview */

struct error *expr_memory(struct expr *e, const struct value *of, struct memory *ret);
struct error *expr_memory_subscript(struct expr *e, const struct value *of,
                                    const struct value *index, struct value *ret);
bool expr_memory_attribute(struct expr *e, const struct value *of, const char *name,
                           struct value *ret);

#endif
