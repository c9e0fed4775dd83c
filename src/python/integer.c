/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/integer.h"

#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"

/* How many digits, and the sign: in lv_tag (3.12+) or ob_size. */
static struct error *read_size(struct runtime *runtime, uint64_t object, uint64_t *count,
                               bool *negative)
{
    const struct layout *layout = &runtime->layout;
    uint64_t size;

    if (layout_has(layout->long_.lv_tag)) {
        TRY(view_read_field(runtime->target, object, layout->long_.lv_tag, &size));
        *count = size >> 3;
        *negative = (size & 3) == 2;
        return NULL;
    }
    TRY(view_read_field(runtime->target, object, layout->var_object.ob_size, &size));
    *negative = (int64_t)size < 0;
    *count = *negative ? -size : size;
    return NULL;
}

struct error *integer_read(struct runtime *runtime, uint64_t object, mpz_t ret, uint64_t *bits)
{
    struct layout_field field = runtime->layout.long_.ob_digit;
    size_t size = field.size == 2 ? 2 : 4;
    unsigned digit_bits = size == 2 ? 15 : 30;
    uint64_t count;
    bool negative;

    TRY(read_size(runtime, object, &count, &negative));
    if (count > (uint64_t)1 << 40)
        return error_create(ERROR_CORRUPT, "an int cannot be that long");
    *bits = count * digit_bits;
    if (*bits > INTEGER_BITS_MAX)
        return error_create(ERROR_UNSUPPORTED, "an int of %llu bits is not read",
                            (unsigned long long)*bits);

    CLEANUP_FREE uint8_t *digits = xmalloc(count * size);

    if (count > 0)
        TRY(target_read(runtime->target, object + field.offset, digits, count * size));
    for (size_t i = 0; i < count; i++) {
        uint32_t digit = 0;

        memcpy(&digit, digits + i * size, size);
        if (digit >> digit_bits != 0)
            return error_create(ERROR_CORRUPT, "an int has a digit that is too large");
    }
    mpz_import(ret, count, -1, size, 0, size * 8 - digit_bits, digits);
    if (negative)
        mpz_neg(ret, ret);
    return NULL;
}

struct error *integer_read_plain(struct runtime *runtime, uint64_t object, int64_t *ret)
{
    uint64_t value;

    TRY(view_read_field(runtime->target, object, runtime->layout.int_.ob_ival, &value));
    *ret = (int64_t)value;
    return NULL;
}

struct error *integer_read_bool(struct runtime *runtime, uint64_t object, bool *ret)
{
    const struct layout *layout = &runtime->layout;
    uint32_t digit = 0;
    int64_t value;

    if (layout_has(layout->int_.ob_ival)) {
        TRY(integer_read_plain(runtime, object, &value));
    } else {
        TRY(target_read(runtime->target, object + layout->long_.ob_digit.offset, &digit,
                        layout->long_.ob_digit.size == 2 ? 2 : 4));
        value = digit;
    }
    if (value != 0 && value != 1)
        return error_create(ERROR_CORRUPT, "a bool is neither True nor False");
    *ret = value != 0;
    return NULL;
}
