/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic as Objects/longobject.c and floatobject.c have it. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/integer.h"
#include "python/runtime.h"

#define MANTISSA_BITS 53
/* What ** and << may come to. */
#define RESULT_BITS_MAX (INTEGER_BITS_MAX / 4)

bool expr_is_number(const struct value *value)
{
    return value->kind == VALUE_BOOL || value->kind == VALUE_INT || value->kind == VALUE_FLOAT ||
           value->kind == VALUE_COMPLEX;
}

struct error *expr_make_int(struct expr *e, const mpz_t number, struct value *ret)
{
    TRY(expr_room(e, mpz_size(number), sizeof(mp_limb_t)));
    *ret = value_of_mpz(e->arena, number);
    if (e->old && !mpz_fits_slong_p(number))
        ret->is_long = true;
    return NULL;
}

/* long_true_divide() */
bool expr_number_divide(const mpz_t dividend, const mpz_t divisor, double *ret)
{
    bool negative = (mpz_sgn(dividend) < 0) != (mpz_sgn(divisor) < 0);
    long shift =
        (long)mpz_sizeinbase(divisor, 2) - (long)mpz_sizeinbase(dividend, 2) + MANTISSA_BITS + 13;
    mpz_t quotient, rest, under;

    if (mpz_sgn(dividend) == 0) {
        *ret = negative ? -0.0 : 0.0;
        return true;
    }
    mpz_init(quotient);
    mpz_init(rest);
    mpz_init_set(under, divisor);
    mpz_abs(under, under);
    mpz_abs(quotient, dividend);
    if (shift > 0)
        mpz_mul_2exp(quotient, quotient, (mp_bitcnt_t)shift);
    else
        mpz_mul_2exp(under, under, (mp_bitcnt_t)-shift);
    mpz_tdiv_qr(quotient, rest, quotient, under);

    bool sticky = mpz_sgn(rest) != 0;
    long extra = (long)mpz_sizeinbase(quotient, 2) - MANTISSA_BITS;

    /* A subnormal has fewer bits. */
    if (extra - shift < -1074)
        extra = shift - 1074;
    if (extra > 0) {
        bool half = mpz_tstbit(quotient, (mp_bitcnt_t)extra - 1);
        bool below = sticky || mpz_scan1(quotient, 0) < (mp_bitcnt_t)extra - 1;

        mpz_tdiv_q_2exp(quotient, quotient, (mp_bitcnt_t)extra);
        if (half && (below || mpz_odd_p(quotient)))
            mpz_add_ui(quotient, quotient, 1);
    } else {
        extra = 0;
    }

    long exponent = extra - shift;

    *ret = exponent > 2000    ? HUGE_VAL
           : exponent < -3000 ? 0
                              : ldexp(mpz_get_d(quotient), (int)exponent);
    if (negative)
        *ret = -*ret;
    mpz_clear(quotient);
    mpz_clear(rest);
    mpz_clear(under);
    return !isinf(*ret);
}

struct error *expr_number_to_double(const struct value *value, double *ret)
{
    mpz_t number, one;

    if (!value_is_integer(value)) {
        *ret = value->number.real;
        return NULL;
    }
    mpz_init_set_ui(one, 1);

    bool fits = expr_number_divide(value_mpz(value, number), one, ret);

    mpz_clear(one);
    return fits ? NULL : EXPR_OVERFLOW_ERROR("int too large to convert to float");
}

struct value expr_number_truncate(struct expr *e, double number)
{
    mpz_t integer;

    mpz_init_set_d(integer, number);

    struct value ret = value_of_mpz(e->arena, integer);

    if (e->old && !mpz_fits_slong_p(integer))
        ret.is_long = true;
    mpz_clear(integer);
    return ret;
}

/* ---- ints */

static struct error *too_large(void)
{
    return error_create(ERROR_UNSUPPORTED,
                        "the result would have more than %llu bits, and is not computed",
                        (unsigned long long)RESULT_BITS_MAX);
}

static struct error *shift(enum operator op, mpz_srcptr a, mpz_srcptr b, mpz_t ret)
{
    if (mpz_sgn(b) < 0)
        return EXPR_VALUE_ERROR("negative shift count");
    if (op == OP_RIGHT_SHIFT) {
        if (mpz_fits_ulong_p(b))
            mpz_fdiv_q_2exp(ret, a, mpz_get_ui(b));
        else
            mpz_set_si(ret, mpz_sgn(a) < 0 ? -1 : 0);
        return NULL;
    }
    if (mpz_sgn(a) == 0)
        return NULL;
    if (!mpz_fits_ulong_p(b) || mpz_get_ui(b) > RESULT_BITS_MAX)
        return too_large();
    mpz_mul_2exp(ret, a, mpz_get_ui(b));
    return NULL;
}

static struct error *power_of_ints(mpz_srcptr a, mpz_srcptr b, mpz_t ret)
{
    if (mpz_cmpabs_ui(a, 1) <= 0) {
        /* 0, 1 and -1 to the power of anything. */
        mpz_set(ret, a);
        if (mpz_sgn(b) == 0 || (mpz_sgn(a) < 0 && mpz_even_p(b)))
            mpz_set_ui(ret, 1);
        return NULL;
    }
    if (!mpz_fits_ulong_p(b) || mpz_get_ui(b) > RESULT_BITS_MAX ||
        mpz_sizeinbase(a, 2) * mpz_get_ui(b) > RESULT_BITS_MAX)
        return too_large();
    mpz_pow_ui(ret, a, mpz_get_ui(b));
    return NULL;
}

static struct error *compute_ints(struct expr *e, enum operator op, mpz_srcptr a, mpz_srcptr b,
                                  mpz_t ret)
{
    bool divides = op == OP_DIVIDE || op == OP_FLOOR_DIVIDE || op == OP_REMAINDER;

    if (divides && mpz_sgn(b) == 0)
        return EXPR_ZERO_DIVISION_ERROR("%s", op == OP_REMAINDER && !e->old
                                                  ? "integer modulo by zero"
                                                  : "integer division or modulo by zero");
    switch (op) {
    case OP_ADD:
        mpz_add(ret, a, b);
        break;
    case OP_SUBTRACT:
        mpz_sub(ret, a, b);
        break;
    case OP_MULTIPLY:
        if (mpz_sizeinbase(a, 2) + mpz_sizeinbase(b, 2) > RESULT_BITS_MAX)
            return too_large();
        mpz_mul(ret, a, b);
        break;
    case OP_DIVIDE: /* of 2.7 */
    case OP_FLOOR_DIVIDE:
        mpz_fdiv_q(ret, a, b);
        break;
    case OP_REMAINDER:
        mpz_fdiv_r(ret, a, b);
        break;
    case OP_POWER:
        return power_of_ints(a, b, ret);
    case OP_LEFT_SHIFT:
    case OP_RIGHT_SHIFT:
        return shift(op, a, b, ret);
    case OP_AND:
        mpz_and(ret, a, b);
        break;
    case OP_OR:
        mpz_ior(ret, a, b);
        break;
    default:
        mpz_xor(ret, a, b);
    }
    return NULL;
}

static struct error *int_binary(struct expr *e, enum operator op, const struct value *a,
                                const struct value *b, struct value *ret)
{
    mpz_t buffer_a, buffer_b, result;
    mpz_srcptr first = value_mpz(a, buffer_a), second = value_mpz(b, buffer_b);

    *ret = value_of_i64(0);
    if (a->kind == VALUE_BOOL && b->kind == VALUE_BOOL &&
        (op == OP_AND || op == OP_OR || op == OP_XOR)) {
        *ret = value_of_bool(op == OP_AND  ? a->truth && b->truth
                             : op == OP_OR ? a->truth || b->truth
                                           : a->truth != b->truth);
        return NULL;
    }
    if (op == OP_DIVIDE && !e->old) {
        double quotient;

        if (mpz_sgn(second) == 0)
            return EXPR_ZERO_DIVISION_ERROR("division by zero");
        if (!expr_number_divide(first, second, &quotient))
            return EXPR_OVERFLOW_ERROR("integer division result too large for a float");
        *ret = value_of_float(quotient);
        return NULL;
    }
    mpz_init(result);

    struct error *error = compute_ints(e, op, first, second, result);

    if (error == NULL)
        error = expr_make_int(e, result, ret);
    /* What is long stays long; what `>>` and the like make of an int is none. */
    ret->is_long = e->old && (ret->is_long || a->is_long || b->is_long);
    mpz_clear(result);
    return error;
}

/* ---- floats */

/* float_divmod(). */
static void divide_floats(double a, double b, double *quotient, double *rest)
{
    *rest = fmod(a, b);

    double div = (a - *rest) / b;

    if (*rest != 0) {
        if ((b < 0) != (*rest < 0)) {
            *rest += b;
            div -= 1;
        }
    } else {
        *rest = copysign(0.0, b);
    }
    if (div != 0) {
        *quotient = floor(div);
        if (div - *quotient > 0.5)
            *quotient += 1;
    } else {
        *quotient = copysign(0.0, a / b);
    }
}

/* float_pow(). */
static struct error *float_power(struct expr *e, double a, double b, struct value *ret)
{
    if (a == 0 && b < 0)
        return EXPR_ZERO_DIVISION_ERROR("0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) {
        if (e->old)
            return EXPR_VALUE_ERROR("negative number cannot be raised to a fractional power");
        return expr_complex_power(e, a, 0, b, 0, ret);
    }

    double result = pow(a, b);

    if (isinf(result) && isfinite(a) && isfinite(b))
        return EXPR_OVERFLOW_ERROR("(34, 'Numerical result out of range')");
    *ret = value_of_float(result);
    return NULL;
}

static struct error *float_binary(struct expr *e, enum operator op, double a, double b,
                                  struct value *ret)
{
    double quotient, rest;

    if (b == 0 && (op == OP_DIVIDE || op == OP_FLOOR_DIVIDE || op == OP_REMAINDER))
        return EXPR_ZERO_DIVISION_ERROR("%s", op == OP_DIVIDE ? "float division by zero"
                                              : op == OP_FLOOR_DIVIDE
                                                  ? "float floor division by zero"
                                                  : "float modulo");
    switch (op) {
    case OP_ADD:
        *ret = value_of_float(a + b);
        return NULL;
    case OP_SUBTRACT:
        *ret = value_of_float(a - b);
        return NULL;
    case OP_MULTIPLY:
        *ret = value_of_float(a * b);
        return NULL;
    case OP_DIVIDE:
        *ret = value_of_float(a / b);
        return NULL;
    case OP_POWER:
        return float_power(e, a, b, ret);
    default:
        divide_floats(a, b, &quotient, &rest);
        *ret = value_of_float(op == OP_REMAINDER ? rest : quotient);
        return NULL;
    }
}

/* ---- any */

bool expr_number_supports(const struct expr *e, enum operator op, const struct value *a,
                          const struct value *b)
{
    bool whole = value_is_integer(a) && value_is_integer(b);
    bool complex = a->kind == VALUE_COMPLEX || b->kind == VALUE_COMPLEX;

    switch (op) {
    case OP_MATRIX:
        return false;
    case OP_LEFT_SHIFT:
    case OP_RIGHT_SHIFT:
    case OP_AND:
    case OP_OR:
    case OP_XOR:
        return whole;
    case OP_FLOOR_DIVIDE:
    case OP_REMAINDER:
        return !complex || e->old;
    default:
        return true;
    }
}

struct error *expr_number_binary(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, struct value *ret)
{
    bool whole = value_is_integer(a) && value_is_integer(b);
    bool complex = a->kind == VALUE_COMPLEX || b->kind == VALUE_COMPLEX;
    mpz_t exponent;
    double x, y;

    if (!expr_number_supports(e, op, a, b))
        return EXPR_TYPE_ERROR("unsupported operand type(s) for %s: '%s' and '%s'",
                               operator_text(op), expr_type_name(e, a), expr_type_name(e, b));
    if (complex)
        return expr_complex_binary(e, op, a, b, ret);
    /* An int to a negative power is a float. */
    if (whole && !(op == OP_POWER && mpz_sgn(value_mpz(b, exponent)) < 0))
        return int_binary(e, op, a, b, ret);
    TRY(expr_number_to_double(a, &x));
    TRY(expr_number_to_double(b, &y));
    return float_binary(e, op, x, y, ret);
}

struct error *expr_number_unary(struct expr *e, enum operator op, const struct value *a,
                                struct value *ret)
{
    mpz_t number, result;

    if (op == OP_INVERT && !value_is_integer(a))
        return EXPR_TYPE_ERROR("bad operand type for unary ~: '%s'", expr_type_name(e, a));
    if (a->kind == VALUE_FLOAT || a->kind == VALUE_COMPLEX) {
        *ret = *a;
        if (op == OP_MINUS) {
            ret->number.real = -a->number.real;
            ret->number.imag = -a->number.imag;
        }
        return NULL;
    }
    *ret = value_of_i64(0);
    mpz_init_set(result, value_mpz(a, number));
    if (op == OP_MINUS)
        mpz_neg(result, result);
    else if (op == OP_INVERT)
        mpz_com(result, result);

    struct error *error = expr_make_int(e, result, ret);

    ret->is_long = e->old && (ret->is_long || (a->is_long && a->kind == VALUE_INT));
    mpz_clear(result);
    return error;
}

/* ---- comparison */

bool expr_number_equal(const struct value *a, const struct value *b)
{
    bool unordered;
    double imag_a = a->kind == VALUE_COMPLEX ? a->number.imag : 0;
    double imag_b = b->kind == VALUE_COMPLEX ? b->number.imag : 0;

    return imag_a == imag_b && expr_number_compare(a, b, &unordered) == 0 && !unordered;
}

int expr_number_compare(const struct value *a, const struct value *b, bool *unordered)
{
    bool whole_a = value_is_integer(a), whole_b = value_is_integer(b);
    mpz_t first, second;

    *unordered = (!whole_a && isnan(a->number.real)) || (!whole_b && isnan(b->number.real));
    if (*unordered)
        return 1;
    if (whole_a && whole_b)
        return mpz_cmp(value_mpz(a, first), value_mpz(b, second));
    if (whole_a)
        return mpz_cmp_d(value_mpz(a, first), b->number.real);
    if (whole_b)
        return -mpz_cmp_d(value_mpz(b, second), a->number.real);
    return a->number.real < b->number.real ? -1 : a->number.real > b->number.real;
}
