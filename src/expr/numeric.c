/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in functions on numbers: Python/bltinmodule.c, Objects/longobject.c, floatobject.c. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"

/* Digits that round() of a double can be asked for: NDIGITS_MAX and NDIGITS_MIN of float_round().
 */
#define DIGITS_MAX 323
#define DIGITS_MIN (-308)
/* pow() with a modulus is worked out up to numbers of so many bits. */
#define POWER_BITS_MAX 8192

static struct error *run_abs(struct expr *e, const struct call *call, struct value *ret)
{
    struct value value;

    TRY(expr_check_special(e, &call->args[0], "__abs__"));
    if (expr_library_kind(e, &call->args[0]) == KIND_TIMEDELTA)
        return expr_moment_abs(e, &call->args[0], ret);
    TRY(expr_load(e, &call->args[0], &value));
    if (!expr_is_number(&value))
        return EXPR_TYPE_ERROR("bad operand type for abs(): '%s'",
                               expr_type_name(e, &call->args[0]));
    if (value.kind == VALUE_COMPLEX)
        *ret = value_of_float(hypot(value.number.real, value.number.imag));
    else if (value.kind == VALUE_FLOAT)
        *ret = value_of_float(fabs(value.number.real));
    else
        return expr_number_unary(e, value.size < 0 ? OP_MINUS : OP_PLUS, &value, ret);
    return NULL;
}

static struct error *run_base(struct expr *e, const struct call *call, struct value *ret)
{
    char first = call->name[0];
    int base = first == 'h' ? 16 : first == 'o' ? 8 : 2;
    const char *prefix = first == 'h' ? "0x" : first == 'b' ? "0b" : e->old ? "0" : "0o";
    struct value value;
    mpz_t number;

    TRY(expr_check_special(e, &call->args[0], "__index__"));
    TRY(expr_load_index(e, &call->args[0], &value));
    if (!value_is_integer(&value))
        return EXPR_TYPE_ERROR("'%s' object cannot be interpreted as an integer",
                               expr_type_name(e, &call->args[0]));

    CLEANUP_FREE char *digits = mpz_get_str(NULL, base, value_mpz(&value, number));
    bool negative = digits[0] == '-', zero = digits[0] == '0';
    CLEANUP_FREE char *text =
        xasprintf("%s%s%s%s", negative ? "-" : "", e->old && zero && base == 8 ? "" : prefix,
                  digits + negative, e->old && value.is_long && base != 2 ? "L" : "");

    *ret = e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
    return NULL;
}

/* ---- divmod() and pow() */

static struct error *run_divmod(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *a = &call->args[0], *b = &call->args[1];
    struct value *items = arena_take(e->arena, 2 * sizeof *items);
    struct value first, second;

    TRY(expr_check_special(e, a, "__divmod__"));
    TRY(expr_check_special(e, b, "__rdivmod__"));
    TRY(expr_load(e, a, &first));
    TRY(expr_load(e, b, &second));
    if (!expr_is_number(&first) || !expr_is_number(&second) ||
        (!e->old && (first.kind == VALUE_COMPLEX || second.kind == VALUE_COMPLEX)))
        return EXPR_TYPE_ERROR("unsupported operand type(s) for divmod(): '%s' and '%s'",
                               expr_type_name(e, a), expr_type_name(e, b));
    if ((first.kind == VALUE_FLOAT || second.kind == VALUE_FLOAT) &&
        expr_number_equal(&second, &(struct value){.kind = VALUE_INT}))
        return error_create(ERROR_NOT_FOUND, "ZeroDivisionError: float divmod()");
    TRY(expr_number_binary(e, OP_FLOOR_DIVIDE, &first, &second, &items[0]));
    TRY(expr_number_binary(e, OP_REMAINDER, &first, &second, &items[1]));
    *ret = value_of_items(VALUE_TUPLE, items, 2);
    return NULL;
}

/* long_pow() with a modulus: the result has its sign. */
static struct error *power_modulo(struct expr *e, mpz_srcptr base, mpz_srcptr exponent,
                                  mpz_srcptr modulus, struct value *ret)
{
    struct error *error = NULL;
    mpz_t result, inverse;

    if (mpz_sgn(exponent) < 0 && !e->runtime->layout.traits.pow_inverts)
        return error_create(ERROR_NOT_FOUND,
                            "%s: pow() 2nd argument cannot be negative when 3rd argument specified",
                            e->old ? "TypeError" : "ValueError");
    if (mpz_sgn(modulus) == 0)
        return EXPR_VALUE_ERROR("pow() 3rd argument cannot be 0");
    if (mpz_sizeinbase(exponent, 2) > POWER_BITS_MAX || mpz_sizeinbase(modulus, 2) > POWER_BITS_MAX)
        return error_create(ERROR_UNSUPPORTED,
                            "pow() of numbers of more than %d bits is not worked out",
                            POWER_BITS_MAX);
    mpz_init(result);
    mpz_init(inverse);
    /* GMP ends the program where there is no inverse. */
    if (mpz_sgn(exponent) < 0 && mpz_invert(inverse, base, modulus) == 0)
        error = EXPR_VALUE_ERROR("base is not invertible for the given modulus");
    if (error == NULL) {
        mpz_powm(result, base, exponent, modulus);
        if (mpz_sgn(modulus) < 0 && mpz_sgn(result) != 0)
            mpz_add(result, result, modulus);
        error = expr_make_int(e, result, ret);
    }
    mpz_clear(result);
    mpz_clear(inverse);
    return error;
}

/* int_pow() of 2.7: where a step of it does not fit into an int, all is worked out with longs, and
 * the result is one. */
static bool power_becomes_long(const struct value values[3])
{
    int64_t square, exponent, modulus, result = 1;

    if (!value_to_i64(&values[0], &square) || !value_to_i64(&values[1], &exponent) ||
        !value_to_i64(&values[2], &modulus))
        return true;
    for (; exponent > 0; exponent >>= 1) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(result, square, &result))
            return true;
        if (square == 0 || exponent == 1)
            break;
        if (__builtin_mul_overflow(square, square, &square))
            return true;
        /* Which -1 need not be divided for, whose C has no % of the least of all. */
        result = modulus == -1 ? 0 : result % modulus;
        square = modulus == -1 ? 0 : square % modulus;
    }
    return false;
}

static struct error *run_pow(struct expr *e, const struct call *call, struct value *ret)
{
    struct value values[3];
    mpz_t numbers[3];

    if (call->count < 3)
        return expr_binary(e, OP_POWER, &call->args[0], &call->args[1], ret);
    for (size_t i = 0; i < 3; i++) {
        TRY(expr_check_special(e, &call->args[i], i == 1 ? "__rpow__" : "__pow__"));
        TRY(expr_load(e, &call->args[i], &values[i]));
        if (!value_is_integer(&values[i]))
            return EXPR_TYPE_ERROR("unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'",
                                   expr_type_name(e, &call->args[0]),
                                   expr_type_name(e, &call->args[1]),
                                   expr_type_name(e, &call->args[2]));
    }
    TRY(power_modulo(e, value_mpz(&values[0], numbers[0]), value_mpz(&values[1], numbers[1]),
                     value_mpz(&values[2], numbers[2]), ret));
    for (size_t i = 0; i < 3; i++)
        ret->is_long |= e->old && values[i].kind == VALUE_INT && values[i].is_long;
    ret->is_long |= e->old && power_becomes_long(values);
    return NULL;
}

/* ---- round() */

/* To the nearest integer; of two that are as near to the even one, or (2.7) away from zero. */
static void round_ratio(const mpq_t ratio, bool away, mpz_t ret)
{
    mpz_t rest;
    int order;

    mpz_init(rest);
    mpz_tdiv_qr(ret, rest, mpq_numref(ratio), mpq_denref(ratio));
    mpz_mul_2exp(rest, rest, 1);
    order = mpz_cmpabs(rest, mpq_denref(ratio));
    if (order > 0 || (order == 0 && (away || mpz_odd_p(ret)))) {
        if (mpq_sgn(ratio) < 0)
            mpz_sub_ui(ret, ret, 1);
        else
            mpz_add_ui(ret, ret, 1);
    }
    mpz_clear(rest);
}

static void power_of_ten(long digits, mpz_t ret)
{
    mpz_ui_pow_ui(ret, 10, (unsigned long)labs(digits));
}

/* number to so many digits behind the point: exactly rounded, then the double next to that. */
static struct error *round_double(struct expr *e, double number, int64_t digits, struct value *ret)
{
    struct error *error = NULL;
    mpz_t scale, whole, one;
    mpq_t ratio, scaled;
    double result;

    if (!isfinite(number) || digits > DIGITS_MAX || digits < DIGITS_MIN) {
        *ret = value_of_float(!isfinite(number) || digits > 0 ? number : 0.0 * number);
        return NULL;
    }
    mpz_init(scale);
    mpz_init(whole);
    mpz_init_set_ui(one, 1);
    mpq_init(ratio);
    mpq_init(scaled);
    mpq_set_d(ratio, number);
    power_of_ten((long)digits, scale);
    mpq_set_z(scaled, scale);
    if (digits >= 0)
        mpq_mul(scaled, ratio, scaled);
    else
        mpq_div(scaled, ratio, scaled);
    round_ratio(scaled, e->old, whole);
    if (digits < 0)
        mpz_mul(whole, whole, scale);
    if (!expr_number_divide(whole, digits < 0 ? one : scale, &result))
        error = EXPR_OVERFLOW_ERROR("rounded value too large to represent");
    *ret = value_of_float(copysign(result, number));
    mpq_clear(ratio);
    mpq_clear(scaled);
    mpz_clear(one);
    mpz_clear(whole);
    mpz_clear(scale);
    return error;
}

/* int_round_impl(): to a multiple of a power of ten. */
static struct error *round_int(struct expr *e, const struct value *value, int64_t digits,
                               struct value *ret)
{
    mpz_t buffer, scale, whole;
    mpz_srcptr number = value_mpz(value, buffer);
    mpq_t ratio;

    if (digits >= 0)
        return expr_number_unary(e, OP_PLUS, value, ret);
    /* More digits than it has leave nothing. */
    *ret = value_of_i64(0);
    if (-(uint64_t)digits > mpz_sizeinbase(number, 10))
        return NULL;
    mpz_init(scale);
    mpz_init(whole);
    mpq_init(ratio);
    power_of_ten((long)digits, scale);
    mpq_set_num(ratio, number);
    mpq_set_den(ratio, scale);
    round_ratio(ratio, false, whole);
    mpz_mul(whole, whole, scale);

    struct error *error = expr_make_int(e, whole, ret);

    mpq_clear(ratio);
    mpz_clear(whole);
    mpz_clear(scale);
    return error;
}

static struct error *run_round(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *number = call->count > 0 ? &call->args[0] : expr_keyword(call, "number");
    const struct value *given = call->count > 1 ? &call->args[1] : expr_keyword(call, "ndigits");
    struct value value, digits = {.kind = VALUE_NONE};
    int64_t count = 0;
    double real;

    if (number == NULL)
        return EXPR_TYPE_ERROR("round() missing required argument 'number' (pos 1)");
    TRY(expr_check_special(e, number, "__round__"));
    TRY(expr_load(e, number, &value));
    if (!expr_is_number(&value) || value.kind == VALUE_COMPLEX)
        return EXPR_TYPE_ERROR("type %s doesn't define __round__ method",
                               expr_type_name(e, number));
    if (given != NULL)
        TRY(expr_load(e, given, &digits));
    if (digits.kind != VALUE_NONE || (e->old && given != NULL))
        TRY(expr_to_index(e, given, &count));
    if (e->old) {
        TRY(expr_number_to_double(&value, &real));
        return round_double(e, real, count, ret);
    }
    if (value_is_integer(&value))
        return round_int(e, &value, count, ret);
    real = value.number.real;
    if (digits.kind != VALUE_NONE)
        return round_double(e, real, count, ret);
    if (isnan(real))
        return EXPR_VALUE_ERROR("cannot convert float NaN to integer");
    if (isinf(real))
        return EXPR_OVERFLOW_ERROR("cannot convert float infinity to integer");
    *ret = expr_number_truncate(e, nearbyint(real));
    return NULL;
}

/* ---- sum() */

/* How builtin_sum_impl() goes on, each only from the one before it or from the start. */
enum sum_stage {
    SUM_INTS,   /* that fit a long */
    SUM_FLOATS, /* with what rounding loses kept beside them */
    SUM_COMPLEX,
    SUM_ANY,
};

struct sum {
    struct expr *e;
    enum sum_stage stage;
    struct value value;
    double lost[2]; /* of the real and the imaginary part */
};

static enum sum_stage stage_of(const struct expr *e, const struct value *value)
{
    unsigned compensation = e->runtime->layout.traits.sum_compensation;

    if (value->kind == VALUE_FLOAT && compensation > 0)
        return SUM_FLOATS;
    return value->kind == VALUE_COMPLEX && compensation > 1 ? SUM_COMPLEX : SUM_ANY;
}

/* cs_add(): Neumaier's. */
static void add_double(double *sum, double *lost, double number)
{
    double total = *sum + number;

    *lost += fabs(*sum) >= fabs(number) ? (*sum - total) + number : (number - total) + *sum;
    *sum = total;
}

/* What was kept goes into the sum. */
static void add_lost(struct sum *sum)
{
    if (sum->lost[0] != 0 && isfinite(sum->lost[0]))
        sum->value.number.real += sum->lost[0];
    if (sum->lost[1] != 0 && isfinite(sum->lost[1]))
        sum->value.number.imag += sum->lost[1];
    sum->lost[0] = sum->lost[1] = 0;
}

/* False: the stage is over. */
static bool add_in_stage(struct sum *sum, const struct value *item)
{
    bool all = sum->e->runtime->layout.traits.sum_compensation > 1;
    int64_t number;

    switch (sum->stage) {
    case SUM_FLOATS:
    case SUM_COMPLEX:
        if (item->kind == VALUE_FLOAT)
            add_double(&sum->value.number.real, &sum->lost[0], item->number.real);
        else if (value_to_i64(item, &number) && all)
            add_double(&sum->value.number.real, &sum->lost[0], (double)number);
        else if (value_to_i64(item, &number))
            sum->value.number.real += (double)number;
        else if (item->kind == VALUE_COMPLEX && sum->stage == SUM_COMPLEX) {
            add_double(&sum->value.number.real, &sum->lost[0], item->number.real);
            add_double(&sum->value.number.imag, &sum->lost[1], item->number.imag);
        } else {
            return false;
        }
        return true;
    default:
        return false;
    }
}

/* Whether the sum, to which an int was added as any two are, still fits a long. */
static bool stays_ints(const struct sum *sum, const struct value *value, bool exact)
{
    return sum->stage == SUM_INTS && exact && value_to_i64(value, &(int64_t){0});
}

static struct error *add_item(void *arg, const struct value *item, bool *stop)
{
    struct sum *sum = arg;
    const struct type *type;
    struct value loaded, value;
    bool exact = item->kind != VALUE_OBJECT;

    (void)stop;
    if (!exact) {
        TRY(types_of(sum->e->types, item->object, &type));
        exact = type->builtin;
    }
    if (exact && sum->stage != SUM_ANY) {
        TRY(expr_load(sum->e, item, &loaded));
        if (add_in_stage(sum, &loaded))
            return NULL;
    }
    if (sum->stage == SUM_FLOATS || sum->stage == SUM_COMPLEX)
        add_lost(sum);
    TRY(expr_binary(sum->e, OP_ADD, &sum->value, item, &value));
    sum->stage = stays_ints(sum, &value, exact) ? SUM_INTS
                 : sum->stage == SUM_ANY        ? SUM_ANY
                                                : stage_of(sum->e, &value);
    sum->value = value;
    return NULL;
}

static struct error *run_sum(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *start = call->count > 1 ? &call->args[1] : expr_keyword(call, "start");
    struct sum sum = {.e = e, .value = value_of_i64(0)};
    enum type_kind kind;

    if (start != NULL) {
        TRY(expr_kind(e, start, &kind));
        if (kind == KIND_STR || kind == KIND_BYTES || kind == KIND_BYTEARRAY)
            return EXPR_TYPE_ERROR("sum() can't sum %s [use %s.join(seq) instead]",
                                   kind == KIND_STR || e->old ? "strings" : "bytes",
                                   kind == KIND_STR || e->old ? "''" : "b''");
        sum.value = *start;
    }
    sum.stage = value_to_i64(&sum.value, &(int64_t){0}) ? SUM_INTS : stage_of(e, &sum.value);
    TRY(expr_check_length(e, &call->args[0]));
    TRY(expr_each(e, &call->args[0], add_item, &sum));
    add_lost(&sum);
    *ret = sum.value;
    return NULL;
}

/* ---- complex() */

static struct error *run_complex(struct expr *e, const struct call *call, struct value *ret)
{
    static const char *const names[] = {"real", "imag"};
    double parts[2] = {0, 0}, turned[2];
    bool is_complex[2] = {false, false}, given_imag = false;

    for (size_t i = 0; i < 2; i++) {
        const struct value *given = call->count > i ? &call->args[i] : expr_keyword(call, names[i]);
        struct value value;

        if (given == NULL)
            continue;
        TRY(expr_check_special(e, given, "__complex__"));
        TRY(expr_load(e, given, &value));
        if (expr_is_number(&value) && value.kind != VALUE_COMPLEX)
            TRY(expr_check_special(e, given, "__float__"));
        if (value.kind == VALUE_STR || (value.kind == VALUE_BYTES && e->old))
            return error_create(ERROR_UNSUPPORTED, "complex() of a str is not evaluated");
        if (!expr_is_number(&value)) {
            TRY(expr_check_special(e, given, "__float__"));
            TRY(expr_check_special(e, given, "__index__"));
            return EXPR_TYPE_ERROR("complex() %s argument must be a %snumber, not '%s'",
                                   i == 0 ? "first" : "second", i == 0 ? "string or a " : "",
                                   expr_type_name(e, given));
        }
        TRY(expr_number_to_double(&value, &parts[i]));
        is_complex[i] = value.kind == VALUE_COMPLEX;
        turned[i] = value.number.imag;
        given_imag = i == 1;
    }
    /* An imaginary part that is complex itself turns once more. */
    if (is_complex[1])
        parts[0] -= turned[1];
    if (is_complex[0])
        parts[1] = given_imag ? parts[1] + turned[0] : turned[0];
    *ret = value_of_complex(parts[0], parts[1]);
    return NULL;
}

const struct function expr_numeric[] = {
    {"abs", 1, 1, NULL, run_abs, 0},
    {"bin", 1, 1, NULL, run_base, 0},
    {"complex", 0, 2, "real imag", run_complex, 0},
    {"divmod", 2, 2, NULL, run_divmod, 0},
    {"hex", 1, 1, NULL, run_base, 0},
    {"oct", 1, 1, NULL, run_base, 0},
    {"pow", 2, 3, NULL, run_pow, 0},
    {"round", 0, 2, "number ndigits", run_round, 0},
    {"sum", 1, 2, "start", run_sum, 0},
    {0},
};
