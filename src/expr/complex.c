/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic of complex numbers, as Objects/complexobject.c has it. */
#include <math.h>
#include <stdlib.h>

#include "expr/internal.h"
#include "python/runtime.h"

/* _Py_c_quot(). */
static struct error *complex_quotient(double ar, double ai, double br, double bi, struct value *ret)
{
    double abs_real = fabs(br), abs_imag = fabs(bi);

    if (abs_real >= abs_imag) {
        if (abs_real == 0)
            return EXPR_ZERO_DIVISION_ERROR("complex division by zero");

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
        return EXPR_ZERO_DIVISION_ERROR("0.0 to a negative or complex power");
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
            return EXPR_ZERO_DIVISION_ERROR("0.0 to a negative or complex power");
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
struct error *expr_complex_power(struct expr *e, double ar, double ai, double br, double bi,
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
        return EXPR_ZERO_DIVISION_ERROR("complex division by zero");
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

struct error *expr_complex_binary(struct expr *e, enum operator op, const struct value *a,
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
        return expr_complex_power(e, ar, ai, br, bi, ret);
    default:
        return complex_division(op, ar, ai, br, bi, ret);
    }
}
