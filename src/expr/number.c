/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic as Objects/longobject.c, floatobject.c and complexobject.c have it. */
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

/* In the division's own words: the target's version may have others. */
static struct error *zero_division(const char *words)
{
    return error_create(ERROR_NOT_FOUND, "ZeroDivisionError: %s", words);
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
        return zero_division(op == OP_REMAINDER && !e->old ? "integer modulo by zero"
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
            return zero_division("division by zero");
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

static struct error *complex_power(struct expr *e, double ar, double ai, double br, double bi,
                                   struct value *ret);

/* float_pow(). */
static struct error *float_power(struct expr *e, double a, double b, struct value *ret)
{
    if (a == 0 && b < 0)
        return zero_division("0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) {
        if (e->old)
            return EXPR_VALUE_ERROR("negative number cannot be raised to a fractional power");
        return complex_power(e, a, 0, b, 0, ret);
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
        return zero_division(op == OP_DIVIDE         ? "float division by zero"
                             : op == OP_FLOOR_DIVIDE ? "float floor division by zero"
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

/* ---- complex numbers */

/* _Py_c_quot(). */
static struct error *complex_quotient(double ar, double ai, double br, double bi, struct value *ret)
{
    double abs_real = fabs(br), abs_imag = fabs(bi);

    if (abs_real >= abs_imag) {
        if (abs_real == 0)
            return zero_division("complex division by zero");

        double ratio = bi / br, denominator = br + bi * ratio;

        *ret = value_of_complex((ar + ai * ratio) / denominator, (ai - ar * ratio) / denominator);
    } else if (abs_imag >= abs_real) {
        double ratio = br / bi, denominator = br * ratio + bi;

        *ret = value_of_complex((ar * ratio + ai) / denominator, (ai * ratio - ar) / denominator);
    } else {
        *ret = value_of_complex(NAN, NAN);
    }
    return NULL;
}

/* An infinite number becomes one of ones, and a NaN of the other a zero. */
static bool box(double *ar, double *ai, double *br, double *bi)
{
    if (!isinf(*ar) && !isinf(*ai))
        return false;
    *ar = copysign(isinf(*ar) ? 1 : 0, *ar);
    *ai = copysign(isinf(*ai) ? 1 : 0, *ai);
    *br = isnan(*br) ? copysign(0, *br) : *br;
    *bi = isnan(*bi) ? copysign(0, *bi) : *bi;
    return true;
}

/* _Py_c_prod(); from 3.14 on as C11 has it in G.5.2, with infinities in place of two NaNs. */
static void complex_product(const struct expr *e, double *ar, double *ai, double br, double bi)
{
    double products[] = {*ar * br, *ai * bi, *ar * bi, *ai * br};
    double real = products[0] - products[1], imag = products[2] + products[3];
    double a = *ar, b = *ai;
    bool infinite;

    *ar = real;
    *ai = imag;
    if (!e->runtime->layout.traits.complex_with_real || !isnan(real) || !isnan(imag))
        return;
    infinite = box(&a, &b, &br, &bi);
    infinite |= box(&br, &bi, &a, &b);
    for (int i = 0; i < 4 && !infinite; i++)
        infinite = isinf(products[i]);
    if (!infinite)
        return;
    a = isnan(a) ? copysign(0, a) : a;
    b = isnan(b) ? copysign(0, b) : b;
    br = isnan(br) ? copysign(0, br) : br;
    bi = isnan(bi) ? copysign(0, bi) : bi;
    *ar = INFINITY * (a * br - b * bi);
    *ai = INFINITY * (a * bi + b * br);
}

/* c_powu(), and c_powi() for what it calls small. */
static struct error *complex_power_of_int(const struct expr *e, double ar, double ai, long n,
                                          struct value *ret)
{
    double real = 1, imag = 0, pr = ar, pi = ai;
    unsigned long count = (unsigned long)labs(n);

    for (unsigned long mask = 1; mask <= count; mask <<= 1) {
        if ((count & mask) != 0)
            complex_product(e, &real, &imag, pr, pi);
        complex_product(e, &pr, &pi, pr, pi);
    }
    if (n > 0) {
        *ret = value_of_complex(real, imag);
        return NULL;
    }
    if (real == 0 && imag == 0)
        return zero_division("0.0 to a negative or complex power");
    return complex_quotient(1, 0, real, imag, ret);
}

/* _Py_c_pow(), and what is quicker for small whole exponents. */
static struct error *raise_complex(const struct expr *e, double ar, double ai, double br, double bi,
                                   struct value *ret)
{
    if (bi == 0 && br == floor(br) && fabs(br) <= 100)
        return complex_power_of_int(e, ar, ai, (long)br, ret);
    if (br == 0 && bi == 0) {
        *ret = value_of_complex(1, 0);
        return NULL;
    }
    if (ar == 0 && ai == 0) {
        if (bi != 0 || br < 0)
            return zero_division("0.0 to a negative or complex power");
        *ret = value_of_complex(0, 0);
        return NULL;
    }

    double size = hypot(ar, ai), length = pow(size, br), at = atan2(ai, ar), phase = at * br;

    if (bi != 0) {
        length *= exp(-at * bi);
        phase += bi * log(size);
    }
    *ret = value_of_complex(length * cos(phase), length * sin(phase));
    return NULL;
}

/* complex_pow(). */
static struct error *complex_power(struct expr *e, double ar, double ai, double br, double bi,
                                   struct value *ret)
{
    TRY(raise_complex(e, ar, ai, br, bi, ret));
    if (isinf(ret->number.real) || isinf(ret->number.imag))
        return EXPR_OVERFLOW_ERROR("complex exponentiation");
    return NULL;
}

/* complex_divmod() of 2.7. */
static struct error *complex_division(enum operator op, double ar, double ai, double br, double bi,
                                      struct value *ret)
{
    double floored;

    TRY(complex_quotient(ar, ai, br, bi, ret));
    floored = floor(ret->number.real);
    *ret = op == OP_FLOOR_DIVIDE ? value_of_complex(floored, 0)
                                 : value_of_complex(ar - floored * br, ai - floored * bi);
    return NULL;
}

/* _Py_cr_sum() and the like: one of the two is real, and has no imaginary part that counts. */
static struct error *complex_with_real(enum operator op, const struct value *a, double ar,
                                       double ai, double br, double bi, struct value *ret)
{
    bool first_is_real = a->kind != VALUE_COMPLEX;
    double ratio, denominator;

    switch (op) {
    case OP_ADD:
        *ret = value_of_complex(ar + br, first_is_real ? bi : ai);
        return NULL;
    case OP_SUBTRACT:
        *ret = value_of_complex(ar - br, first_is_real ? -bi : ai);
        return NULL;
    case OP_MULTIPLY:
        *ret = value_of_complex(ar * br, first_is_real ? ar * bi : ai * br);
        return NULL;
    default:
        break;
    }
    /* _Py_cr_quot(), _Py_rc_quot() */
    if (br == 0 && bi == 0)
        return zero_division("complex division by zero");
    if (!first_is_real) {
        *ret = value_of_complex(ar / br, ai / br);
    } else if (fabs(br) >= fabs(bi)) {
        ratio = bi / br;
        denominator = br + bi * ratio;
        *ret = value_of_complex(ar / denominator, -ar * ratio / denominator);
    } else {
        ratio = br / bi;
        denominator = br * ratio + bi;
        *ret = value_of_complex(ar * ratio / denominator, -ar / denominator);
    }
    return NULL;
}

static struct error *complex_binary(struct expr *e, enum operator op, const struct value *a,
                                    const struct value *b, struct value *ret)
{
    double ar, br, ai = a->kind == VALUE_COMPLEX ? a->number.imag : 0;
    double bi = b->kind == VALUE_COMPLEX ? b->number.imag : 0;

    TRY(expr_number_to_double(a, &ar));
    TRY(expr_number_to_double(b, &br));
    if (a->kind != b->kind && e->runtime->layout.traits.complex_with_real &&
        (op == OP_ADD || op == OP_SUBTRACT || op == OP_MULTIPLY || op == OP_DIVIDE))
        return complex_with_real(op, a, ar, ai, br, bi, ret);
    switch (op) {
    case OP_ADD:
        *ret = value_of_complex(ar + br, ai + bi);
        return NULL;
    case OP_SUBTRACT:
        *ret = value_of_complex(ar - br, ai - bi);
        return NULL;
    case OP_MULTIPLY:
        complex_product(e, &ar, &ai, br, bi);
        *ret = value_of_complex(ar, ai);
        return NULL;
    case OP_DIVIDE:
        return complex_quotient(ar, ai, br, bi, ret);
    case OP_POWER:
        return complex_power(e, ar, ai, br, bi, ret);
    default:
        return complex_division(op, ar, ai, br, bi, ret);
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
        return complex_binary(e, op, a, b, ret);
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
