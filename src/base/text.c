/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/memory.h"

/* Code points that move the cursor, change the terminal's state, reorder what is read or take no
 * room at all, so that two names look the same. */
static bool is_steering(ucs4_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200b || c == 0x200e ||
           c == 0x200f || c == 0x2060 || c == 0xfeff || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

static void write_steering(FILE *out, ucs4_t c)
{
    switch (c) {
    case '\n':
        fputs("\\n", out);
        break;
    case '\r':
        fputs("\\r", out);
        break;
    case '\t':
        fputs("\\t", out);
        break;
    default:
        fprintf(out, c < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)c);
    }
}

void text_write_escaped(FILE *out, const char *utf8, size_t size)
{
    const uint8_t *at = (const uint8_t *)utf8;
    const uint8_t *end = at + size;

    while (at < end) {
        /* The common run of printable ASCII goes out in one piece. */
        const uint8_t *run = at;

        while (run < end && *run >= 0x20 && *run < 0x7f)
            run++;
        if (run > at) {
            fwrite(at, 1, (size_t)(run - at), out);
            at = run;
            continue;
        }

        ucs4_t c;
        int length = u8_mbtoucr(&c, at, (size_t)(end - at));

        if (length <= 0) {
            fprintf(out, "\\x%02x", *at++);
            continue;
        }
        if (is_steering(c))
            write_steering(out, c);
        else
            fwrite(at, 1, (size_t)length, out);
        at += length;
    }
}

char *text_escaped(const char *utf8)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&buffer, &size);

    text_write_escaped(out, utf8, strlen(utf8));
    fclose(out);
    return buffer;
}

bool text_joins(uint32_t code_point)
{
    return uc_is_property_join_control(code_point) ||
           uc_is_property_variation_selector(code_point) ||
           uc_is_property_emoji_modifier(code_point) ||
           uc_is_property_regional_indicator(code_point) ||
           code_point == 0x20e3 /* a keycap around what is before it */;
}

char *text_unjoined(const char *utf8)
{
    const uint8_t *at = (const uint8_t *)utf8;
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&buffer, &size);

    while (*at != '\0') {
        ucs4_t c = *at;
        int length = c < 0x80 ? 1 : u8_strmbtouc(&c, at);

        length = length > 0 ? length : 1; /* no UTF-8: it is escaped where it is shown */
        if (c >= 0x80 && text_joins(c))
            fprintf(out, c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
        else
            fwrite(at, 1, (size_t)length, out);
        at += length;
    }
    fclose(out);
    return buffer;
}

size_t text_width(const char *utf8)
{
    const char *at = utf8;

    while (*at >= 0x20 && *at < 0x7f)
        at++;
    if (*at == '\0')
        return (size_t)(at - utf8);

    CLEANUP_FREE char *shown = text_escaped(utf8);
    int width = u8_strwidth((const uint8_t *)shown, "UTF-8");

    return width > 0 ? (size_t)width : 0;
}

size_t text_display_width(const uint32_t *code_points, size_t count)
{
    size_t ret = 0;

    for (size_t i = 0; i < count; i++)
        ret += uc_width(code_points[i], "UTF-8") == 2 ? 2 : 1;
    return ret;
}

size_t text_fitting(const char *utf8, size_t columns)
{
    const uint8_t *at = (const uint8_t *)utf8;
    size_t width = 0;
    ucs4_t c;
    int length;

    while ((length = u8_strmbtouc(&c, at)) > 0) {
        int step = uc_width(c, "UTF-8");

        if (step > 0)
            width += (size_t)step;
        if (width > columns)
            break;
        at += length;
    }
    return (size_t)(at - (const uint8_t *)utf8);
}

void text_write_code_point(FILE *out, uint32_t code_point)
{
    uint8_t buffer[6];
    int length = u8_uctomb(buffer, code_point, sizeof buffer);

    if (length > 0)
        fwrite(buffer, 1, (size_t)length, out);
    else
        fprintf(out, code_point <= 0xffff ? "\\u%04x" : "\\U%08x", code_point);
}

char *text_from_bytes(const uint8_t *bytes, size_t size)
{
    if (u8_check(bytes, size) == NULL && memchr(bytes, 0, size) == NULL)
        return xstrndup((const char *)bytes, size);

    char *buffer = NULL;
    size_t length = 0;
    FILE *out = xopen_memstream(&buffer, &length);

    for (size_t i = 0; i < size;) {
        ucs4_t c;
        int step = u8_mbtoucr(&c, bytes + i, size - i);

        if (step <= 0 || c == 0) {
            fprintf(out, "\\x%02x", bytes[i]);
            step = 1;
        } else {
            fwrite(bytes + i, 1, (size_t)step, out);
        }
        i += (size_t)step;
    }
    fclose(out);
    return buffer;
}

char *text_age(double seconds)
{
    unsigned long s = seconds > 0 ? (unsigned long)seconds : 0;

    if (s >= 86400)
        return xasprintf("%lud%02luh", s / 86400, s / 3600 % 24);
    if (s >= 3600)
        return xasprintf("%luh%02lum", s / 3600, s / 60 % 60);
    if (s >= 60)
        return xasprintf("%lum%02lus", s / 60, s % 60);
    return xasprintf("%lus", s);
}

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_to_u64(const char *text, uint64_t *ret)
{
    char *end;

    if (!isdigit((unsigned char)text[0]))
        return false;
    errno = 0;
    *ret = strtoull(text, &end, text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10);
    return errno == 0 && *end == '\0';
}

bool text_to_i64(const char *text, int64_t *ret)
{
    bool negative = text[0] == '-';
    uint64_t magnitude;

    if (!text_to_u64(text + negative, &magnitude) || magnitude > INT64_MAX)
        return false;
    *ret = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}
