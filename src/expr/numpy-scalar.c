/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numpy's scalars as numbers. What an operator gives has a type of numpy's own, by rules that
 * differ between numpy 1 and 2: it is worked out where both say the same, which is where every
 * number is exact in the type of the result.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/number.h"
#include "python/runtime.h"
#include "python/view.h"

/* Ints up to this one are the same as doubles. */
#define EXACT_MAX ((int64_t)1 << 53)

bool expr_numpy_scalar(struct expr *e, const struct value *value, struct numpy_scalar *ret)
{
    const struct type *type;

    if (value->kind == VALUE_LIBRARY && value->library->kind == KIND_NUMPY_SCALAR) {
        const struct value *bytes = &value->library->part;

        const char *point = strrchr(value->library->name, '.');

        *ret = (struct numpy_scalar){.dtype = value->library->dtype,
                                     .name = point != NULL ? point + 1 : value->library->name};
        if (bytes->bytes.count > sizeof ret->bytes)
            return false;
        memcpy(ret->bytes, bytes->bytes.data, bytes->bytes.count);
        return true;
    }
    return value->kind == VALUE_OBJECT && error_ignore(types_of(e->types, value->object, &type)) &&
           type->kind == KIND_NUMPY_SCALAR && type->builtin &&
           error_ignore(numpy_read_scalar(expr_reader(e), value->object, type, ret));
}

/* ---- as Python's numbers */

static double part_of(const struct numpy_dtype *dtype, const uint8_t *bytes, size_t size)
{
    uint8_t ordered[8] = {0};
    double number;
    float single;
    uint16_t half;

    for (size_t i = 0; i < size; i++)
        ordered[i] = bytes[dtype->byteorder == '>' ? size - 1 - i : i];
    if (size == 2) {
        memcpy(&half, ordered, sizeof half);
        return number_half(half);
    }
    if (size == 4) {
        memcpy(&single, ordered, sizeof single);
        return (double)single;
    }
    memcpy(&number, ordered, sizeof number);
    return number;
}

static bool number_of(const struct numpy_scalar *scalar, struct value *ret)
{
    const struct numpy_dtype *dtype = &scalar->dtype;
    size_t size = (size_t)dtype->item_size;
    uint64_t word = 0;

    for (size_t i = 0; i < size && i < 8; i++)
        word |= (uint64_t)scalar->bytes[dtype->byteorder == '>' ? size - 1 - i : i] << 8 * i;
    switch (dtype->kind) {
    case 'b':
        *ret = value_of_bool(word != 0);
        return size == 1;
    case 'i':
        *ret = value_of_i64((int64_t)(word << (64 - 8 * size)) >> (64 - 8 * size));
        return true;
    case 'u':
        *ret = value_of_u64(word);
        return true;
    case 'f':
        *ret = value_of_float(size <= 8 ? part_of(dtype, scalar->bytes, size) : 0);
        return size <= 8;
    case 'c':
        *ret =
            value_of_complex(size <= 16 ? part_of(dtype, scalar->bytes, size / 2) : 0,
                             size <= 16 ? part_of(dtype, scalar->bytes + size / 2, size / 2) : 0);
        return size <= 16;
    default:
        return false;
    }
}

bool expr_numpy_number(struct expr *e, const struct value *value, struct value *ret)
{
    struct numpy_scalar scalar;

    return expr_numpy_scalar(e, value, &scalar) && number_of(&scalar, ret);
}

/* Of an array's item, the NULs at the end of a text are none of it. */
struct error *expr_numpy_load(struct expr *e, const struct library_value *value, struct value *ret)
{
    const uint8_t *bytes = value->part.bytes.data;
    size_t count = value->part.bytes.count;

    if (value->dtype.kind == 'S') {
        while (count > 0 && bytes[count - 1] == 0)
            count--;
        *ret = (struct value){.kind = VALUE_BYTES, .bytes = {bytes, count}};
    } else if (value->dtype.kind == 'U') {
        uint32_t *characters = arena_take(e->arena, count);

        memcpy(characters, bytes, count / 4 * 4);
        count /= 4;
        for (size_t i = 0; i < count && value->dtype.byteorder == '>'; i++)
            characters[i] = __builtin_bswap32(characters[i]);
        while (count > 0 && characters[count - 1] == 0)
            count--;
        *ret = (struct value){.kind = VALUE_STR, .str = {characters, count}};
    }
    return NULL;
}

/* ---- as values that are made here */

struct error *expr_numpy_item(struct expr *e, const struct numpy_dtype *dtype, const void *bytes,
                              struct value *ret)
{
    struct library_value *made;
    uint64_t type;

    /* Its scalar type is the first that a dtype has. */
    TRY(view_read_field(e->runtime->target, dtype->descr, numpy_field_at(expr_reader(e), 0, 8),
                        &type));
    TRY(expr_make_library(e, KIND_NUMPY_SCALAR, type, &made, ret));
    made->dtype = *dtype;
    made->part = value_of_bytes(e->arena, bytes, (size_t)dtype->item_size);
    return NULL;
}

static struct error *make_scalar(struct expr *e, const char *name, char kind, const void *bytes,
                                 size_t size, struct value *ret)
{
    struct library_value *made;
    uint64_t type;

    TRY(expr_type_of_module(e, "numpy", name, &type));
    TRY(expr_make_library(e, KIND_NUMPY_SCALAR, type, &made, ret));
    made->dtype = (struct numpy_dtype){.kind = kind,
                                       .byteorder = size == 1 ? '|' : '=',
                                       .item_size = size,
                                       .unit = NUMPY_UNIT_GENERIC,
                                       .count = 1};
    made->part = value_of_bytes(e->arena, bytes, size);
    return NULL;
}

struct error *expr_numpy_bool(struct expr *e, bool truth, struct value *ret)
{
    uint8_t byte = truth;

    return make_scalar(e, "bool_", 'b', &byte, 1, ret);
}

/* ---- operators */

/* One of the two: a number of Python's, of int64 or float64, or of another of numpy's types. */
struct operand {
    struct value number;
    bool is_numpy;
    struct numpy_dtype dtype; /* of a scalar */
};

static bool take_operand(struct expr *e, const struct value *value, struct operand *ret)
{
    struct numpy_scalar scalar;

    ret->is_numpy = expr_numpy_scalar(e, value, &scalar);
    if (ret->is_numpy) {
        ret->dtype = scalar.dtype;
        return number_of(&scalar, &ret->number);
    }
    return error_ignore(expr_load(e, value, &ret->number)) && expr_is_number(&ret->number);
}

static bool is_small(const struct value *number)
{
    int64_t small;

    return number->kind == VALUE_FLOAT ||
           (value_to_i64(number, &small) && small >= -EXACT_MAX && small <= EXACT_MAX);
}

/* Of int64 or float64, or Python's int, bool or float that goes with these. */
static bool is_of(const struct operand *o, char kind)
{
    if (!o->is_numpy)
        return kind == 'f' ? o->number.kind == VALUE_FLOAT : value_is_integer(&o->number);
    return o->dtype.kind == kind && o->dtype.item_size == 8 && o->dtype.byteorder != '>';
}

static struct error *refuse(struct expr *e, enum operator op, const struct value *a,
                            const struct value *b)
{
    return error_create(ERROR_UNSUPPORTED,
                        "%s of %s and %s is not worked out, since what it gives depends on numpy: "
                        "write int() or float() around numpy's",
                        operator_text(op), expr_type_name(e, a), expr_type_name(e, b));
}

static struct error *take_float(struct expr *e, double number, struct value *ret)
{
    return make_scalar(e, "float64", 'f', &number, sizeof number, ret);
}

struct error *expr_numpy_binary(struct expr *e, enum operator op, const struct value *a,
                                const struct value *b, struct value *ret)
{
    struct operand first, second;
    struct value result;
    int64_t number;
    bool ints, known;

    if (!take_operand(e, a, &first) || !take_operand(e, b, &second))
        return refuse(e, op, a, b);
    ints = is_of(&first, 'i') && is_of(&second, 'i');
    known = ints || ((is_of(&first, 'i') || is_of(&first, 'f')) &&
                     (is_of(&second, 'i') || is_of(&second, 'f')));
    /* A float64 of ints, and what rounds or fails in other ways than Python. */
    if (!known || (first.number.kind == VALUE_BOOL && second.number.kind == VALUE_BOOL) ||
        ((!ints || op == OP_DIVIDE) && (!is_small(&first.number) || !is_small(&second.number))))
        return refuse(e, op, a, b);
    switch (op) {
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
        break;
    case OP_DIVIDE:
    case OP_FLOOR_DIVIDE:
    case OP_REMAINDER:
        if (expr_number_equal(&second.number, &(struct value){.kind = VALUE_INT}) ||
            (op == OP_DIVIDE && e->old) || (op != OP_DIVIDE && !ints))
            return refuse(e, op, a, b);
        break;
    case OP_AND:
    case OP_OR:
    case OP_XOR:
        if (ints)
            break;
        return refuse(e, op, a, b);
    default:
        return refuse(e, op, a, b);
    }
    TRY(expr_number_binary(e, op, &first.number, &second.number, &result));
    if (result.kind == VALUE_FLOAT)
        return take_float(e, result.number.real, ret);
    if (!value_to_i64(&result, &number))
        return refuse(e, op, a, b);
    return make_scalar(e, "int64", 'i', &number, sizeof number, ret);
}

struct error *expr_numpy_unary(struct expr *e, enum operator op, const struct value *a,
                               struct value *ret)
{
    struct operand operand;
    struct value result;
    int64_t number;

    if (!take_operand(e, a, &operand) || !(is_of(&operand, 'i') || is_of(&operand, 'f')) ||
        (op == OP_INVERT && !is_of(&operand, 'i')))
        return error_create(ERROR_UNSUPPORTED, "%s of %s is not worked out: write int() or float()",
                            operator_text(op), expr_type_name(e, a));
    TRY(expr_number_unary(e, op, &operand.number, &result));
    if (result.kind == VALUE_FLOAT)
        return take_float(e, result.number.real, ret);
    if (!value_to_i64(&result, &number))
        return refuse(e, op, a, a);
    return make_scalar(e, "int64", 'i', &number, sizeof number, ret);
}

/* ---- comparisons */

/* Whether the number is the same in that float type of numpy's. */
static bool is_exact_in(const struct value *number, size_t size)
{
    double real = 0;

    if (!is_small(number) || !error_ignore(expr_number_to_double(number, &real)))
        return false;
    if (!isfinite(real) || size == 8)
        return true;
    if (size == 4)
        return fabs(real) <= (double)FLT_MAX && (double)(float)real == real;
    /* Half: eleven bits. */
    return fabs(real) <= 65504 &&
           ldexp(nearbyint(ldexp(real, 10 - ilogb(real == 0 ? 1 : real))),
                 ilogb(real == 0 ? 1 : real) - 10) == real &&
           (real == 0 || fabs(real) >= 6.103515625e-05);
}

/* As a double, in which numpy may compare it. */
static double rounded(const struct value *number)
{
    double real = 0;

    return error_ignore(expr_number_to_double(number, &real)) ? real : HUGE_VAL;
}

/*
 * Whether numpy compares the two as what they are, whichever type it compares them in: as ints they
 * are exact, and as doubles too, if they are there or are two different ones.
 */
static bool compares_exactly(const struct operand *a, const struct operand *b)
{
    const struct operand *both[] = {a, b};
    int64_t number;

    for (int i = 0; i < 2; i++) {
        const struct operand *one = both[i], *other = both[1 - i];

        if (one->number.kind == VALUE_COMPLEX)
            return (!one->is_numpy || one->dtype.item_size == 16) &&
                   (other->number.kind == VALUE_COMPLEX
                        ? !other->is_numpy || other->dtype.item_size == 16
                        : is_small(&other->number) && (is_of(other, 'i') || is_of(other, 'f')));
        if (one->is_numpy && one->dtype.kind == 'f' && one->dtype.item_size < 8 &&
            !is_exact_in(&other->number, (size_t)one->dtype.item_size))
            return other->is_numpy && other->dtype.kind == 'f';
    }
    return (is_small(&a->number) && is_small(&b->number)) ||
           (is_of(a, 'i') && is_of(b, 'i') && value_to_i64(&a->number, &number) &&
            value_to_i64(&b->number, &number)) ||
           rounded(&a->number) != rounded(&b->number);
}

/* datetime64 and timedelta64 in the same unit; NaT is like nothing. */
static bool compare_times(const struct numpy_scalar *a, const struct numpy_scalar *b,
                          enum operator op, bool *ret)
{
    int64_t first, second;

    if (strchr("mM", a->dtype.kind) == NULL || a->dtype.kind != b->dtype.kind ||
        a->dtype.unit != b->dtype.unit || a->dtype.count != b->dtype.count ||
        a->dtype.byteorder == '>' || b->dtype.byteorder == '>')
        return false;
    memcpy(&first, a->bytes, sizeof first);
    memcpy(&second, b->bytes, sizeof second);
    *ret = first == NUMPY_NAT || second == NUMPY_NAT
               ? op == OP_NE
               : expr_order_holds(op, first < second ? -1 : first > second);
    return true;
}

static double imag_of(const struct value *number)
{
    return number->kind == VALUE_COMPLEX ? number->number.imag : 0;
}

struct error *expr_numpy_compare(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, bool *ret)
{
    bool unordered, equality = op == OP_EQ || op == OP_NE;
    struct numpy_scalar scalar_a, scalar_b;
    struct operand first, second;
    struct value loaded_a, loaded_b;

    TRY(expr_load(e, a, &loaded_a));
    TRY(expr_load(e, b, &loaded_b));
    if (equality && (loaded_a.kind == VALUE_NONE || loaded_b.kind == VALUE_NONE)) {
        *ret = op == OP_NE;
        return NULL;
    }
    if (expr_numpy_scalar(e, a, &scalar_a) && expr_numpy_scalar(e, b, &scalar_b) &&
        compare_times(&scalar_a, &scalar_b, op, ret))
        return NULL;
    if (!take_operand(e, a, &first) || !take_operand(e, b, &second) ||
        !compares_exactly(&first, &second))
        return refuse(e, op, a, b);
    if (equality) {
        *ret = expr_number_equal(&first.number, &second.number) == (op == OP_EQ);
        return NULL;
    }

    int order = expr_number_compare(&first.number, &second.number, &unordered);

    /* Complex ones are compared by their real parts, then by the others. */
    if (!unordered && (first.number.kind == VALUE_COMPLEX || second.number.kind == VALUE_COMPLEX)) {
        double imag_a = imag_of(&first.number), imag_b = imag_of(&second.number);

        unordered = isnan(imag_a) || isnan(imag_b);
        if (order == 0)
            order = imag_a < imag_b ? -1 : imag_a > imag_b;
    }
    e->compared_nan |= unordered;
    *ret = !unordered && expr_order_holds(op, order);
    return NULL;
}
