/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decimal.Decimal and Context of 3.x: Modules/_decimal/_decimal.c, libmpdec/mpdecimal.h and io.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/decimal.h"
#include "repr/kinds.h"

/* MPD_* of mpdecimal.h, where a word of the coefficient holds 19 decimal digits */
#define FLAG_NEGATIVE 1
#define FLAG_INFINITE 2
#define FLAG_NAN 4
#define FLAG_SIGNALING_NAN 8
#define WORD_DIGITS 19
#define WORD_LIMIT 10000000000000000000u
#define DIGITS_MAX 1000000

/* The digits of the coefficient, the highest first; free *ret. */
static struct error *read_digits(struct runtime *runtime, uint64_t address, size_t digits,
                                 char **ret)
{
    size_t words = (digits + WORD_DIGITS - 1) / WORD_DIGITS;
    CLEANUP_FREE uint64_t *data = xmalloc(words * sizeof *data);
    size_t room = words * WORD_DIGITS + 1;
    CLEANUP_FREE char *text = xmalloc(room);
    size_t length = 0;

    text[0] = '\0';
    TRY(target_read(runtime->target, address, data, words * sizeof *data));
    for (size_t i = words; i-- > 0;) {
        if (data[i] >= WORD_LIMIT)
            return error_create(ERROR_CORRUPT, "a Decimal's word has too many digits");
        length += (size_t)snprintf(text + length, room - length, i + 1 < words ? "%019llu" : "%llu",
                                   (unsigned long long)data[i]);
    }
    if (length != digits)
        return error_create(ERROR_CORRUPT, "a Decimal has not as many digits as it says");
    *ret = take_pointer(text);
    return NULL;
}

struct error *decimal_read(struct runtime *runtime, uint64_t object, struct decimal *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->decimal.flags, layout->decimal.exp,
                                    layout->decimal.digits, layout->decimal.len,
                                    layout->decimal.data};
    uint64_t values[5];

    TRY(view_read_fields(runtime->target, object, fields, 5, values));
    *ret = (struct decimal){
        .negative = (values[0] & FLAG_NEGATIVE) != 0,
        .special = (values[0] & FLAG_INFINITE) != 0        ? DECIMAL_INFINITE
                   : (values[0] & FLAG_NAN) != 0           ? DECIMAL_NAN
                   : (values[0] & FLAG_SIGNALING_NAN) != 0 ? DECIMAL_SIGNALING_NAN
                                                           : DECIMAL_FINITE,
        .exponent = (int64_t)values[1],
        .digits = values[2],
        .data = values[4],
    };
    if (values[2] > (uint64_t)1 << 60 || (values[2] == 0 && ret->special == DECIMAL_FINITE) ||
        ret->exponent > (int64_t)1 << 61 || ret->exponent < -((int64_t)1 << 61))
        return error_create(ERROR_CORRUPT, "there is no such Decimal");
    /* What is not finite may have digits of no meaning; those of a NaN are its payload. */
    if (ret->special == DECIMAL_INFINITE || values[3] == 0)
        ret->digits = 0;
    return NULL;
}

struct error *decimal_digits(struct runtime *runtime, const struct decimal *decimal, char **ret)
{
    return read_digits(runtime, decimal->data, (size_t)decimal->digits, ret);
}

/* mpd_to_sci(): plain where the exponent is not positive and the number not very small. */
static char *number_text(const char *digits, int64_t exponent)
{
    int64_t count = (int64_t)strlen(digits), adjusted = exponent + count - 1;
    int64_t point = exponent <= 0 && adjusted >= -6 ? count + exponent : 1; /* digits before it */
    CLEANUP_FREE char *end =
        exponent > 0 || adjusted < -6 ? xasprintf("E%+lld", (long long)adjusted) : xstrdup("");

    if (point <= 0)
        return xasprintf("0.%.*s%s%s", (int)-point, "00000000", digits, end);
    return xasprintf("%.*s%s%s%s", (int)point, digits, point < count ? "." : "", digits + point,
                     end);
}

/* No more of it than of an int. */
static void put_cut(struct repr *r, const char *text)
{
    size_t count = strlen(text), max = r->limits.string;

    if (max == 0 || count <= max) {
        repr_put(r, text);
        return;
    }
    repr_put_bytes(r, text, max);
    repr_put_cut(r, REPR_CUT_STRING);
}

/* A context of the thread may ask for a small e in the exponent: that is not looked up. */
struct error *repr_decimal(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *digits = NULL;
    CLEANUP_FREE char *text = NULL;
    struct decimal decimal;

    (void)type;
    TRY(decimal_read(r->runtime, object, &decimal));
    if (decimal.digits > DIGITS_MAX) {
        repr_printf(r, "<Decimal of %llu digits at 0x%llx>", (unsigned long long)decimal.digits,
                    (unsigned long long)object);
        r->cut |= REPR_CUT_SIZE;
        return NULL;
    }
    if (decimal.digits > 0)
        TRY(decimal_digits(r->runtime, &decimal, &digits));
    repr_printf(r, "Decimal('%s", decimal.negative ? "-" : "");
    switch (decimal.special) {
    case DECIMAL_INFINITE:
        repr_put(r, "Infinity");
        break;
    case DECIMAL_NAN:
    case DECIMAL_SIGNALING_NAN:
        repr_put(r, decimal.special == DECIMAL_NAN ? "NaN" : "sNaN");
        put_cut(r, digits != NULL ? digits : "");
        break;
    case DECIMAL_FINITE:
        if (digits == NULL)
            return error_create(ERROR_CORRUPT, "there is no such Decimal");
        text = number_text(digits, decimal.exponent);
        put_cut(r, text);
        break;
    }
    repr_put(r, "')");
    r->objects += decimal.digits / 64;
    return NULL;
}

/* mpd_lsnprint_signals() of libmpdec/io.c: the names of the bits, of all invalid ones once. */
static void put_signals(struct repr *r, const char *label, uint64_t bits)
{
    static const char invalid[] = "InvalidOperation";
    static const char *const names[] = {
        "Clamped",        invalid,    "DivisionByZero", invalid,     invalid,
        invalid,          "Inexact",  invalid,          invalid,     invalid,
        "FloatOperation", "Overflow", "Rounded",        "Subnormal", "Underflow",
    };
    const char *comma = "";
    bool was_invalid = false;

    repr_printf(r, "%s[", label);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((bits >> i & 1) == 0 || (names[i] == invalid && was_invalid))
            continue;
        was_invalid |= names[i] == invalid;
        repr_printf(r, "%s%s", comma, names[i]);
        comma = ", ";
    }
    repr_put(r, "]");
}

/* context_repr(); rounding: MPD_ROUND_* of mpdecimal.h */
struct error *repr_decimal_context(struct repr *r, uint64_t object, const struct type *type)
{
    static const char *const rounding[] = {
        "ROUND_UP",      "ROUND_DOWN",      "ROUND_CEILING",   "ROUND_FLOOR",
        "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_05UP",
    };
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {
        layout->decimal_context.prec,     layout->decimal_context.round,
        layout->decimal_context.emin,     layout->decimal_context.emax,
        layout->decimal_context.capitals, layout->decimal_context.clamp,
        layout->decimal_context.status,   layout->decimal_context.traps,
    };
    uint64_t values[8];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 8, values));
    if (values[1] >= sizeof rounding / sizeof *rounding)
        return error_create(ERROR_CORRUPT, "a context has no such rounding");
    repr_printf(r, "Context(prec=%lld, rounding=%s, Emin=%lld, Emax=%lld, capitals=%d, clamp=%d, ",
                (long long)values[0], rounding[values[1]], (long long)values[2],
                (long long)values[3], (int)values[4], (int)values[5]);
    put_signals(r, "flags=", values[6]);
    put_signals(r, ", traps=", values[7]);
    repr_put(r, ")");
    return NULL;
}
