/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decimal.Decimal and Context of 3.x: Modules/_decimal/_decimal.c, libmpdec/mpdecimal.h and io.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/view.h"

/* MPD_* of mpdecimal.h, where a word of the coefficient holds 19 decimal digits */
#define FLAG_NEGATIVE 1
#define FLAG_INFINITE 2
#define FLAG_NAN 4
#define FLAG_SIGNALING_NAN 8
#define WORD_DIGITS 19
#define WORD_LIMIT 10000000000000000000u
#define DIGITS_MAX 1000000

/* The digits of the coefficient, the highest first; free *ret. */
static struct error *read_digits(struct repr *r, uint64_t address, size_t digits, char **ret)
{
    size_t words = (digits + WORD_DIGITS - 1) / WORD_DIGITS;
    CLEANUP_FREE uint64_t *data = xmalloc(words * sizeof *data);
    size_t room = words * WORD_DIGITS + 1;
    CLEANUP_FREE char *text = xmalloc(room);
    size_t length = 0;

    text[0] = '\0';
    TRY(target_read(r->runtime->target, address, data, words * sizeof *data));
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

static void put_zeros(struct repr *r, int64_t count)
{
    for (; count > 0; count--)
        repr_put(r, "0");
}

/* mpd_to_sci(): plain where the exponent is not positive and the number not very small. */
static void put_number(struct repr *r, const char *digits, int64_t count, int64_t exponent)
{
    int64_t adjusted = exponent + count - 1;
    int64_t point = exponent <= 0 && adjusted >= -6 ? count + exponent : 1; /* digits before it */

    if (point <= 0) {
        repr_put(r, "0.");
        put_zeros(r, -point);
        repr_put(r, digits);
    } else {
        repr_put_bytes(r, digits, (size_t)point);
        if (point < count) {
            repr_put(r, ".");
            repr_put(r, digits + point);
        }
    }
    if (exponent > 0 || adjusted < -6)
        repr_printf(r, "E%+lld", (long long)adjusted);
}

/* A context of the thread may ask for a small e in the exponent: that is not looked up. */
struct error *repr_decimal(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->decimal.flags, layout->decimal.exp,
                                    layout->decimal.digits, layout->decimal.len,
                                    layout->decimal.data};
    CLEANUP_FREE char *digits = NULL;
    uint64_t values[5];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 5, values));

    int64_t exponent = (int64_t)values[1];
    bool special = (values[0] & (FLAG_INFINITE | FLAG_NAN | FLAG_SIGNALING_NAN)) != 0;

    if (values[2] > (uint64_t)1 << 60 || (values[2] == 0 && !special) ||
        exponent > (int64_t)1 << 61 || exponent < -((int64_t)1 << 61))
        return error_create(ERROR_CORRUPT, "there is no such Decimal");
    if (values[2] > DIGITS_MAX) {
        repr_printf(r, "<Decimal of %llu digits at 0x%llx>", (unsigned long long)values[2],
                    (unsigned long long)object);
        r->cut |= REPR_CUT_SIZE;
        return NULL;
    }
    /* What is not finite may have digits of no meaning; those of a NaN are its payload. */
    if (!special || ((values[0] & FLAG_INFINITE) == 0 && values[3] > 0 && values[2] > 0))
        TRY(read_digits(r, values[4], (size_t)values[2], &digits));
    repr_printf(r, "Decimal('%s", (values[0] & FLAG_NEGATIVE) != 0 ? "-" : "");
    if ((values[0] & FLAG_INFINITE) != 0)
        repr_put(r, "Infinity");
    else if (special)
        repr_printf(r, "%s%s", (values[0] & FLAG_NAN) != 0 ? "NaN" : "sNaN",
                    digits != NULL ? digits : "");
    else
        put_number(r, digits, (int64_t)values[2], exponent);
    repr_put(r, "')");
    r->objects += values[2] / 64;
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
