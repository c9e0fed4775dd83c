/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"

struct error *writer_put(struct writer *w, const uint32_t *characters, size_t count)
{
    if (count > w->room - w->count) {
        size_t room = 2 * (w->count + count);
        uint32_t *text;

        TRY(expr_room(w->e, room, sizeof *text));
        text = arena_take(w->e->arena, room * sizeof *text);
        if (w->count > 0)
            memcpy(text, w->text, w->count * sizeof *text);
        w->text = text;
        w->room = room;
    }
    if (count > 0)
        memcpy(w->text + w->count, characters, count * sizeof *characters);
    w->count += count;
    return NULL;
}

struct error *writer_put_many(struct writer *w, uint32_t character, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        TRY(writer_put(w, &character, 1));
    return NULL;
}

struct error *writer_take(struct writer *w, bool bytes, struct value *ret)
{
    uint8_t *data;

    *ret = (struct value){.kind = VALUE_STR, .str = {w->text, w->count}};
    if (!bytes)
        return NULL;
    TRY(expr_room(w->e, w->count, 1));
    data = arena_take(w->e->arena, w->count);
    for (size_t i = 0; i < w->count; i++)
        data[i] = (uint8_t)w->text[i];
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {data, w->count}};
    return NULL;
}

struct error *writer_put_padded(struct writer *w, const struct padding *padding,
                                const uint32_t *text, size_t count, size_t sign)
{
    int64_t missing = padding->width > (int64_t)count ? padding->width - (int64_t)count : 0;
    int64_t left = padding->align == '<' ? 0 : padding->align == '^' ? missing / 2 : missing;
    size_t before = padding->align == '=' ? sign : 0;

    TRY(writer_put(w, text, before));
    TRY(writer_put_many(w, padding->fill, left));
    TRY(writer_put(w, text + before, count - before));
    return writer_put_many(w, padding->fill, missing - left);
}

struct error *writer_put_padded_text(struct writer *w, const struct padding *padding,
                                     const char *text, size_t sign)
{
    struct value value = value_of_text(w->e->arena, text, strlen(text));

    return writer_put_padded(w, padding, value.str.characters, value.str.count, sign);
}

struct error *writer_check_width(int64_t width, int64_t precision)
{
    if (width <= WRITER_WIDTH_MAX && precision <= WRITER_WIDTH_MAX)
        return NULL;
    return error_create(ERROR_UNSUPPORTED, "a width of more than %d is not written",
                        WRITER_WIDTH_MAX);
}

/* As C has %#.*g, of which glibc writes one that is rounded up to a power of ten without its zeros.
 */
static char *general_with_zeros(bool upper, int precision, double number)
{
    int places = precision > 0 ? precision : 1;
    CLEANUP_FREE char *text = xasprintf(upper ? "%#.*E" : "%#.*e", places - 1, number);
    const char *exponent = strchr(text, upper ? 'E' : 'e');
    long ten = exponent != NULL ? strtol(exponent + 1, NULL, 10) : 0;

    if (!isfinite(number) || ten < -4 || ten >= places)
        return take_pointer(text);
    return xasprintf("%#.*f", places - 1 - (int)ten, number);
}

char *writer_double(char type, bool alternate, int precision, double number)
{
    switch (type) {
    case 'e':
        return alternate ? xasprintf("%#.*e", precision, number)
                         : xasprintf("%.*e", precision, number);
    case 'E':
        return alternate ? xasprintf("%#.*E", precision, number)
                         : xasprintf("%.*E", precision, number);
    case 'f':
        return alternate ? xasprintf("%#.*f", precision, number)
                         : xasprintf("%.*f", precision, number);
    case 'F':
        return alternate ? xasprintf("%#.*F", precision, number)
                         : xasprintf("%.*F", precision, number);
    case 'g':
        return alternate ? general_with_zeros(false, precision, number)
                         : xasprintf("%.*g", precision, number);
    default:
        return alternate ? general_with_zeros(true, precision, number)
                         : xasprintf("%.*G", precision, number);
    }
}

const char *writer_sign(uint32_t sign, bool negative)
{
    return negative ? "-" : sign == '+' ? "+" : sign == ' ' ? " " : "";
}
