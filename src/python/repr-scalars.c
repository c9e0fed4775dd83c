/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and the objects of which there is one: Objects/longobject.c, floatobject.c, ... */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/number.h"
#include "python/repr-kinds.h"
#include "python/runtime.h"
#include "python/view.h"

/* To decimal takes time by the square: this is some 90,000 decimal digits. */
#define DIGITS_MAX 10000

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

struct error *repr_old_int(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t value;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.int_.ob_ival, &value));
    repr_printf(r, "%lld", (long long)value);
    return NULL;
}

/* How many digits, and the sign: in lv_tag (3.12+, Include/cpython/longintrepr.h) or ob_size. */
static struct error *read_size(struct repr *r, uint64_t object, uint64_t *count, bool *negative)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t size;

    if (layout_has(layout->long_.lv_tag)) {
        TRY(view_read_field(r->runtime->target, object, layout->long_.lv_tag, &size));
        *count = size >> 3;
        *negative = (size & 3) == 2;
        return NULL;
    }
    TRY(view_read_field(r->runtime->target, object, layout->var_object.ob_size, &size));
    *negative = (int64_t)size < 0;
    *count = *negative ? -size : size;
    return NULL;
}

static struct error *read_digits(struct repr *r, uint64_t object, uint32_t *digits, size_t count)
{
    struct layout_field field = r->runtime->layout.long_.ob_digit;
    CLEANUP_FREE uint8_t *bytes = xmalloc(count * 4);
    size_t size = field.size == 2 ? 2 : 4;

    TRY(target_read(r->runtime->target, object + field.offset, bytes, count * size));
    for (size_t i = 0; i < count; i++) {
        digits[i] = 0;
        memcpy(&digits[i], bytes + i * size, size);
    }
    return NULL;
}

struct error *repr_bool(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t value;
    uint32_t digit;

    (void)type;
    if (layout_has(layout->int_.ob_ival)) {
        TRY(view_read_field(r->runtime->target, object, layout->int_.ob_ival, &value));
    } else {
        TRY(read_digits(r, object, &digit, 1));
        value = digit;
    }
    if (value > 1)
        return error_create(ERROR_CORRUPT, "a bool is neither True nor False");
    repr_put(r, value != 0 ? "True" : "False");
    return NULL;
}

struct error *repr_int(struct repr *r, uint64_t object, const struct type *type)
{
    struct layout_field field = r->runtime->layout.long_.ob_digit;
    unsigned bits = field.size == 2 ? 15 : 30;
    uint64_t count;
    bool negative;

    (void)type;
    TRY(read_size(r, object, &count, &negative));
    if (count > (uint64_t)1 << 40)
        return error_create(ERROR_CORRUPT, "an int cannot be that long");
    if (count > DIGITS_MAX) {
        repr_printf(r, "<int of %llu bits at 0x%llx>", (unsigned long long)(count * bits),
                    (unsigned long long)object);
        r->truncated = true;
        return NULL;
    }

    CLEANUP_FREE uint32_t *digits = xmalloc(count * sizeof *digits);

    TRY(read_digits(r, object, digits, count));
    for (size_t i = 0; i < count; i++)
        if (digits[i] >> bits != 0)
            return error_create(ERROR_CORRUPT, "an int has a digit that is too large");

    CLEANUP_FREE char *text = number_decimal(digits, count, bits, negative);

    repr_put(r, text);
    if (layout_has(r->runtime->layout.int_.ob_ival))
        repr_put(r, "L");
    /* A long one has cost as much as that many objects. */
    r->objects += count / 16;
    return NULL;
}

static struct error *read_double(struct repr *r, uint64_t object, struct layout_field field,
                                 double *ret)
{
    uint64_t bits;

    TRY(view_read_field(r->runtime->target, object, field, &bits));
    memcpy(ret, &bits, sizeof *ret);
    return NULL;
}

struct error *repr_float(struct repr *r, uint64_t object, const struct type *type)
{
    double value;

    (void)type;
    TRY(read_double(r, object, r->runtime->layout.float_.ob_fval, &value));

    CLEANUP_FREE char *text = number_float(value, NUMBER_POINT);

    repr_put(r, text);
    return NULL;
}

struct error *repr_complex(struct repr *r, uint64_t object, const struct type *type)
{
    double real, imag;

    (void)type;
    TRY(read_double(r, object, r->runtime->layout.complex_.real, &real));
    TRY(read_double(r, object, r->runtime->layout.complex_.imag, &imag));

    bool alone = real == 0 && !signbit(real);
    CLEANUP_FREE char *first = number_float(real, NUMBER_PLAIN);
    CLEANUP_FREE char *second = number_float(imag, alone ? NUMBER_PLAIN : NUMBER_PLUS);

    if (alone)
        repr_printf(r, "%sj", second);
    else
        repr_printf(r, "(%s%sj)", first, second);
    return NULL;
}
