/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decimals and fractions as the numbers that they are: comparisons, hashes and conversions, which
 * need no context (dec_richcompare() and dec_hash() of Modules/_decimal/_decimal.c,
 * Lib/fractions.py). What an operator gives is rounded as the thread's context says, which is not
 * known here.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"
#include "repr/decimal.h"

/* Digits of one that is worked with, and the exponent of ten. */
#define DIGITS_MAX 100000
#define EXPONENT_MAX 100000

struct exact {
    bool is_nan, signals; /* of a NaN */
    int infinite;         /* or its sign */
    bool is_float;
    bool negative; /* of a Decimal, a zero too */
    mpq_t number;
};

static void exact_init(struct exact *exact)
{
    *exact = (struct exact){0};
    mpq_init(exact->number);
}

static void exact_deinit(struct exact *exact)
{
    mpq_clear(exact->number);
}

static struct error *take_decimal(struct expr *e, uint64_t object, struct exact *ret)
{
    CLEANUP_FREE char *digits = NULL;
    struct decimal decimal;
    mpz_t power;

    TRY(decimal_read(e->runtime, object, &decimal));
    ret->is_nan = decimal.special == DECIMAL_NAN || decimal.special == DECIMAL_SIGNALING_NAN;
    ret->signals = decimal.special == DECIMAL_SIGNALING_NAN;
    ret->infinite = decimal.special != DECIMAL_INFINITE ? 0 : decimal.negative ? -1 : 1;
    ret->negative = decimal.negative;
    if (decimal.special != DECIMAL_FINITE)
        return NULL;
    if (decimal.digits > DIGITS_MAX || decimal.exponent > EXPONENT_MAX ||
        decimal.exponent < -EXPONENT_MAX)
        return error_create(ERROR_UNSUPPORTED, "so large a Decimal is not worked with");
    TRY(decimal_digits(e->runtime, &decimal, &digits));
    if (mpz_set_str(mpq_numref(ret->number), digits, 10) != 0)
        return error_create(ERROR_CORRUPT, "there is no such Decimal");
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)llabs(decimal.exponent));
    if (decimal.exponent >= 0)
        mpz_mul(mpq_numref(ret->number), mpq_numref(ret->number), power);
    else
        mpz_set(mpq_denref(ret->number), power);
    mpz_clear(power);
    if (decimal.negative)
        mpq_neg(ret->number, ret->number);
    mpq_canonicalize(ret->number);
    return NULL;
}

static struct error *take_fraction(struct expr *e, const struct value *value, struct exact *ret)
{
    struct value part;
    mpz_t buffer;

    for (int i = 0; i < 2; i++) {
        TRY(expr_attribute(e, value, i == 0 ? "_numerator" : "_denominator", &part));
        TRY(expr_load(e, &part, &part));
        if (!value_is_integer(&part) || (i == 1 && mpz_sgn(value_mpz(&part, buffer)) <= 0))
            return error_create(ERROR_UNSUPPORTED, "a Fraction is not of ints");
        mpz_set(i == 0 ? mpq_numref(ret->number) : mpq_denref(ret->number),
                value_mpz(&part, buffer));
    }
    mpq_canonicalize(ret->number);
    return NULL;
}

/* *done false: it is no real number. */
static struct error *take(struct expr *e, const struct value *value, bool *done, struct exact *ret)
{
    struct value loaded;
    mpz_t buffer;

    *done = true;
    if (expr_library_kind(e, value) == KIND_DECIMAL)
        return take_decimal(e, value->object, ret);
    if (expr_plain_kind(e, value, "__eq__") == PLAIN_FRACTION)
        return take_fraction(e, value, ret);
    TRY(expr_load(e, value, &loaded));
    if (value_is_integer(&loaded)) {
        mpz_set(mpq_numref(ret->number), value_mpz(&loaded, buffer));
        return NULL;
    }
    *done = loaded.kind == VALUE_FLOAT;
    if (!*done)
        return loaded.kind == VALUE_COMPLEX
                   ? error_create(ERROR_UNSUPPORTED,
                                  "comparisons of a %s and a complex number are "
                                  "not worked out",
                                  expr_type_name(e, value))
                   : NULL;
    ret->is_float = true;
    ret->is_nan = isnan(loaded.number.real);
    ret->infinite = !isinf(loaded.number.real) ? 0 : loaded.number.real < 0 ? -1 : 1;
    if (isfinite(loaded.number.real))
        mpq_set_d(ret->number, loaded.number.real);
    return NULL;
}

static int order_of(const struct exact *a, const struct exact *b)
{
    return a->infinite != 0 || b->infinite != 0 ? a->infinite - b->infinite
                                                : mpq_cmp(a->number, b->number);
}

static struct error *compare(struct expr *e, enum operator op, const struct value *a,
                             struct exact *first, const struct value *b, struct exact *second,
                             bool *done, bool *ret)
{
    bool equality = op == OP_EQ || op == OP_NE, real[2];
    bool decimal =
        expr_library_kind(e, a) == KIND_DECIMAL || expr_library_kind(e, b) == KIND_DECIMAL;

    TRY(take(e, a, &real[0], first));
    TRY(take(e, b, &real[1], second));
    *done = real[0] && real[1];
    if (!*done)
        return NULL;
    if (first->signals || second->signals ||
        (decimal && !equality &&
         (first->is_nan || second->is_nan || first->is_float || second->is_float)))
        return error_create(ERROR_UNSUPPORTED, "what the traps of the thread's context let this "
                                               "comparison of a Decimal do is not known");
    if (first->is_nan || second->is_nan)
        *ret = op == OP_NE;
    else
        *ret = expr_order_holds(op, order_of(first, second));
    return NULL;
}

struct error *expr_exact_compare(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, bool *done, bool *ret)
{
    struct exact first, second;

    exact_init(&first);
    exact_init(&second);

    struct error *error = compare(e, op, a, &first, b, &second, done, ret);

    exact_deinit(&first);
    exact_deinit(&second);
    return error;
}

/* ---- conversions */

static struct error *to_double(struct expr *e, const struct exact *exact, double *ret)
{
    (void)e;
    *ret = exact->infinite != 0 ? exact->infinite * HUGE_VAL : NAN;
    if (exact->is_nan || exact->infinite != 0)
        return NULL;
    if (!expr_number_divide(mpq_numref(exact->number), mpq_denref(exact->number), ret))
        return EXPR_OVERFLOW_ERROR("cannot convert to float");
    if (*ret == 0 && exact->negative)
        *ret = -0.0;
    return NULL;
}

/* What it is as an int, or, where it is none, a float. */
static struct error *number_of(struct expr *e, const struct exact *exact, bool whole,
                               struct value *ret)
{
    struct error *error;
    double real;
    mpz_t cut;

    if (whole && exact->is_nan)
        return EXPR_VALUE_ERROR("cannot convert NaN to integer");
    if (whole && exact->infinite != 0)
        return EXPR_OVERFLOW_ERROR("cannot convert Infinity to integer");
    if (!whole) {
        TRY(to_double(e, exact, &real));
        *ret = value_of_float(real);
        return NULL;
    }
    mpz_init(cut);
    mpz_tdiv_q(cut, mpq_numref(exact->number), mpq_denref(exact->number));
    error = expr_make_int(e, cut, ret);
    mpz_clear(cut);
    return error;
}

struct error *expr_exact_convert(struct expr *e, const struct value *value, bool whole,
                                 struct value *ret)
{
    struct exact exact;
    bool done;

    exact_init(&exact);

    struct error *error = take(e, value, &done, &exact);

    if (error == NULL && exact.signals)
        error = EXPR_VALUE_ERROR("cannot convert signaling NaN to float");
    if (error == NULL)
        error = number_of(e, &exact, whole, ret);
    exact_deinit(&exact);
    return error;
}

struct error *expr_exact_truth(struct expr *e, const struct value *value, bool *ret)
{
    struct exact exact;
    bool done;

    exact_init(&exact);

    struct error *error = take(e, value, &done, &exact);

    *ret = exact.is_nan || exact.infinite != 0 || mpq_sgn(exact.number) != 0;
    exact_deinit(&exact);
    return error;
}

/* ---- hashes: "Hashing of numeric types" of the library's reference, with P = 2**61 - 1 */

#define HASH_BITS 61

static uint64_t hash_of(const struct exact *exact)
{
    mpz_t modulus, inverse, hash;
    int64_t ret = 314159;

    if (exact->infinite != 0)
        return (uint64_t)(exact->infinite * ret);
    mpz_init_set_ui(modulus, 1);
    mpz_mul_2exp(modulus, modulus, HASH_BITS);
    mpz_sub_ui(modulus, modulus, 1);
    mpz_init(inverse);
    mpz_init(hash);
    if (mpz_invert(inverse, mpq_denref(exact->number), modulus) != 0) {
        mpz_abs(hash, mpq_numref(exact->number));
        mpz_mul(hash, hash, inverse);
        mpz_mod(hash, hash, modulus);
        ret = (int64_t)mpz_get_ui(hash);
    }
    ret = mpq_sgn(exact->number) < 0 ? -ret : ret;
    mpz_clear(modulus);
    mpz_clear(inverse);
    mpz_clear(hash);
    return (uint64_t)(ret == -1 ? -2 : ret);
}

struct error *expr_exact_hash(struct expr *e, const struct value *value, uint64_t *ret,
                              bool *exactly)
{
    struct exact exact;
    bool done;

    exact_init(&exact);

    struct error *error = take(e, value, &done, &exact);

    if (error == NULL && exact.signals)
        error = EXPR_TYPE_ERROR("Cannot hash a signaling NaN value.");
    /* 3.10+ takes that of the object, before it was 0. */
    if (exact.is_nan || e->old)
        *exactly = false;
    if (error == NULL)
        *ret = exact.is_nan ? 0 : hash_of(&exact);
    exact_deinit(&exact);
    return error;
}
