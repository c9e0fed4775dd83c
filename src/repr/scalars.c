/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and the objects of which there is one: Objects/longobject.c, floatobject.c, ... */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/integer.h"
#include "python/number.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/view.h"

/* Some five million decimal digits, which take most of a second. */
#define BITS_MAX ((uint64_t)1 << 24)

struct error *repr_none(struct repr *r, uint64_t object, const struct type *type)
{
    (void)object;
    (void)type;
    repr_put(r, "None");
    return NULL;
}

struct error *repr_ellipsis(struct repr *r, uint64_t object, const struct type *type)
{
    (void)object;
    (void)type;
    repr_put(r, "Ellipsis");
    return NULL;
}

struct error *repr_not_implemented(struct repr *r, uint64_t object, const struct type *type)
{
    (void)object;
    (void)type;
    repr_put(r, "NotImplemented");
    return NULL;
}

/* gdb's /c: the character behind its number. */
static void put_character(struct repr *r, mpz_srcptr number)
{
    uint32_t character;
    uint8_t byte;

    if (mpz_sgn(number) < 0 || mpz_cmp_ui(number, 0x10ffff) > 0)
        return;
    character = (uint32_t)mpz_get_ui(number);
    byte = (uint8_t)character;
    repr_put(r, " ");
    if (!r->runtime->layout.traits.strings_are_bytes)
        repr_put_characters(r, &character, 1);
    else if (character <= UINT8_MAX)
        repr_put_bytes_of(r, &byte, 1);
}

void repr_put_integer(struct repr *r, mpz_srcptr number, bool is_long)
{
    static const struct {
        char format;
        int base;
        const char *prefix;
    } bases[] = {{'x', 16, "0x"}, {'o', 8, "0o"}, {'b', 2, "0b"}};
    const char *prefix = "";
    int base = 10;

    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        if (bases[i].format == r->int_format) {
            base = bases[i].base;
            prefix = bases[i].prefix;
        }
    }

    CLEANUP_FREE char *digits = mpz_get_str(NULL, base, number);
    bool negative = digits[0] == '-';

    size_t count = strlen(digits + negative);
    bool cut = r->limits.string != 0 && count > r->limits.string;

    repr_put(r, negative ? "-" : "");
    repr_put(r, prefix);
    repr_put_bytes(r, digits + negative, cut ? r->limits.string : count);
    if (cut)
        repr_put_cut(r, REPR_CUT_STRING);
    else
        repr_put(r, is_long && r->int_format == 0 ? "L" : "");
    if (r->int_format == 'c' && !cut)
        put_character(r, number);
}

struct error *repr_old_int(struct repr *r, uint64_t object, const struct type *type)
{
    int64_t value;
    mpz_t number;

    (void)type;
    TRY(integer_read_plain(r->runtime, object, &value));
    mpz_init_set_si(number, value);
    repr_put_integer(r, number, false);
    mpz_clear(number);
    return NULL;
}

struct error *repr_bool(struct repr *r, uint64_t object, const struct type *type)
{
    bool value;

    (void)type;
    TRY(integer_read_bool(r->runtime, object, &value));
    repr_put(r, value ? "True" : "False");
    return NULL;
}

struct error *repr_int(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t bits = 0;
    mpz_t number;

    (void)type;
    mpz_init(number);

    struct error *error = integer_read(r->runtime, object, number, &bits);

    if (error == NULL && bits <= BITS_MAX) {
        repr_put_integer(r, number, layout_has(r->runtime->layout.int_.ob_ival));
    } else if (error == NULL || error->kind == ERROR_UNSUPPORTED) {
        repr_printf(r, "<int of %llu bits at 0x%llx>", (unsigned long long)bits,
                    (unsigned long long)object);
        r->cut |= REPR_CUT_SIZE;
        error_destroy(error);
        error = NULL;
    }
    mpz_clear(number);
    /* A long one has cost as much as that many objects. */
    r->objects += bits / 512;
    return error;
}

struct error *repr_float(struct repr *r, uint64_t object, const struct type *type)
{
    double value;

    (void)type;
    TRY(view_read_double(r->runtime->target, object, r->runtime->layout.float_.ob_fval, &value));

    CLEANUP_FREE char *text = number_float(value, NUMBER_POINT);

    repr_put(r, text);
    return NULL;
}

struct error *repr_complex(struct repr *r, uint64_t object, const struct type *type)
{
    double real, imag;

    (void)type;
    TRY(view_read_double(r->runtime->target, object, r->runtime->layout.complex_.real, &real));
    TRY(view_read_double(r->runtime->target, object, r->runtime->layout.complex_.imag, &imag));

    bool alone = real == 0 && !signbit(real);
    CLEANUP_FREE char *first = number_float(real, NUMBER_PLAIN);
    CLEANUP_FREE char *second = number_float(imag, alone ? NUMBER_PLAIN : NUMBER_PLUS);

    if (alone)
        repr_printf(r, "%sj", second);
    else
        repr_printf(r, "(%s%sj)", first, second);
    return NULL;
}
