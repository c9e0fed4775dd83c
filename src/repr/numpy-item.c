/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item of an array: numpy/core/src/multiarray/scalartypes.c, datetime_strings.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/number.h"
#include "repr/numpy.h"

/* More digits than any long double needs. */
#define LONG_DIGITS 37
/* Records within records, and what is around them. */
#define RECORDS_MAX 100

static const char *const units[] = {"Y",  "M",  "W",  NULL, "D",  "h",  "m", "s",
                                    "ms", "us", "ns", "ps", "fs", "as", ""};
enum { UNIT_YEAR, UNIT_MONTH, UNIT_WEEK, UNIT_DAY = 4, UNIT_HOUR, UNIT_MINUTE, UNIT_SECOND };
#define UNITS (sizeof units / sizeof *units)

char *numpy_unit_text(int unit, int count)
{
    const char *name = unit >= 0 && (size_t)unit < UNITS && units[unit] != NULL ? units[unit] : "?";

    return count == 1 || unit == NUMPY_UNIT_GENERIC ? xstrdup(name)
                                                    : xasprintf("%d%s", count, name);
}

bool numpy_is_known(const struct numpy_dtype *dtype)
{
    uint64_t size = dtype->item_size;

    switch (dtype->kind) {
    case 'b':
        return size == 1;
    case 'i':
    case 'u':
        return size == 1 || size == 2 || size == 4 || size == 8;
    case 'f':
        return size == 2 || size == 4 || size == 8 || size == sizeof(long double);
    case 'c':
        return size == 8 || size == 16 || size == 2 * sizeof(long double);
    case 'm':
    case 'M':
    case 'O':
        return size == 8;
    case 'S':
        return true;
    case 'U':
        return size % 4 == 0;
    case 'V':
        return dtype->has_fields;
    default:
        return false;
    }
}

/* ---- numbers */

/* A word of that size in our byte order. */
static uint64_t word_of(const struct numpy_dtype *dtype, const uint8_t *bytes, size_t size)
{
    uint64_t word = 0;

    for (size_t i = 0; i < size; i++)
        word |= (uint64_t)bytes[dtype->byteorder == '>' ? size - 1 - i : i] << 8 * i;
    return word;
}

static int64_t signed_of(uint64_t word, size_t size)
{
    return (int64_t)(word << (64 - 8 * size)) >> (64 - 8 * size);
}

static double double_of(uint64_t word, size_t size)
{
    uint32_t half = (uint32_t)word;
    double value;
    float single;

    if (size == 2)
        return number_half((uint16_t)word);
    if (size == 4) {
        memcpy(&single, &half, sizeof single);
        return (double)single;
    }
    memcpy(&value, &word, sizeof value);
    return value;
}

/* Shortest digits, as Python has them of a double. What is large or small is written with an
 * exponent, from numpy 2.3 on what is large for its type. */
static char *float_text(const struct repr *r, double value, size_t size, unsigned format)
{
    double large = r->numpy < NUMPY_VERSION(2, 3) || size == 8 ? 1e16 : size == 4 ? 1e6 : 1e3;
    CLEANUP_FREE char *text = NULL;

    if (size == 8 || !isfinite(value) || value == 0)
        return number_float(value, format);
    text = number_scientific(value, size);
    if (fabs(value) < large && fabs(value) >= 1e-4)
        return number_float(strtod(text, NULL), format);
    return xasprintf("%s%s", (format & NUMBER_PLUS) != 0 && value > 0 ? "+" : "", text);
}

/* numpy.longdouble, which is the processor's: as few digits as read back as the same. */
static char *long_text(const uint8_t *bytes, unsigned format)
{
    long double value;
    char text[80];
    char *at;
    int digits = 0, exponent;

    memcpy(&value, bytes, sizeof value);
    if (!isfinite(value) || value == 0)
        return number_float((double)value, format);
    do
        snprintf(text, sizeof text, "%.*Le", digits, value);
    while (++digits < LONG_DIGITS && strtold(text, NULL) != value);
    at = strchr(text, 'e');
    exponent = (int)strtol(at + 1, NULL, 10);

    const char *plus = (format & NUMBER_PLUS) != 0 && value > 0 ? "+" : "";
    CLEANUP_FREE char *positional =
        xasprintf("%.*Lf", digits - 1 > exponent ? digits - 1 - exponent : 0, value);

    if (exponent < -4 || exponent >= 16)
        return xasprintf("%s%s", plus, text);
    return xasprintf("%s%s%s", plus, positional,
                     strchr(positional, '.') == NULL && (format & NUMBER_POINT) != 0 ? ".0" : "");
}

/* A float of that size, or a part of a complex number. */
static char *text_of(const struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes,
                     size_t size, unsigned format)
{
    uint8_t ordered[sizeof(long double)];

    if (size <= 8)
        return float_text(r, double_of(word_of(dtype, bytes, size), size), size, format);
    for (size_t i = 0; i < sizeof ordered; i++)
        ordered[i] = bytes[dtype->byteorder == '>' ? sizeof ordered - 1 - i : i];
    return long_text(ordered, format);
}

/* In parentheses, unless its real part is 0 and not -0. */
static void put_complex(struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes)
{
    size_t size = (size_t)dtype->item_size / 2;
    CLEANUP_FREE char *real = text_of(r, dtype, bytes, size, NUMBER_PLAIN);
    bool alone = strcmp(real, "0") == 0;
    CLEANUP_FREE char *imag =
        text_of(r, dtype, bytes + size, size, alone ? NUMBER_PLAIN : NUMBER_PLUS);

    repr_printf(r, alone ? "%s%sj" : "(%s%sj)", alone ? "" : real, imag);
}

/* ---- moments */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    return a % b + (a % b < 0 ? b : 0);
}

/* A day since 1970 as a date of the Gregorian calendar, counted in its cycle of 400 years. */
static void put_day(struct repr *r, int64_t day)
{
    int64_t cycle, of_cycle, year, of_year, month;

    day += 719468; /* since the first of March of year 0 */
    cycle = floor_div(day, 146097);
    of_cycle = floor_mod(day, 146097);
    year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
    of_year = of_cycle - (365 * year + year / 4 - year / 100);
    month = (5 * of_year + 2) / 153;
    year += cycle * 400 + (month >= 10);
    repr_printf(r, "%04lld-%02d-%02d", (long long)year, (int)(month < 10 ? month + 3 : month - 9),
                (int)(of_year - (153 * month + 2) / 5 + 1));
}

#define SECONDS_MAX 253402300800   /* the year 10000 */
#define SECONDS_MIN (-62167219200) /* the year 0 */

static struct error *no_year(void)
{
    return error_create(ERROR_UNSUPPORTED, "a year that is not of the years 0 to 9999");
}

/* What is after the day, as far as the unit goes. */
static void put_clock(struct repr *r, int unit, int64_t second, int64_t fraction, int digits)
{
    repr_printf(r, "T%02d", (int)(second / 3600));
    if (unit > UNIT_HOUR)
        repr_printf(r, ":%02d", (int)(second / 60 % 60));
    if (unit > UNIT_MINUTE)
        repr_printf(r, ":%02d", (int)(second % 60));
    if (digits > 0)
        repr_printf(r, ".%0*lld", digits, (long long)fraction);
}

static struct error *put_time(struct repr *r, int unit, int64_t value)
{
    static const int64_t lengths[] = {[UNIT_WEEK] = 604800,
                                      [UNIT_DAY] = 86400,
                                      [UNIT_HOUR] = 3600,
                                      [UNIT_MINUTE] = 60,
                                      [UNIT_SECOND] = 1};
    int digits = unit > UNIT_SECOND ? 3 * (unit - UNIT_SECOND) : 0;
    int64_t per_second = 1, second, fraction = 0;

    for (int i = 0; i < digits; i++)
        per_second *= 10;
    if (unit > UNIT_SECOND) {
        second = floor_div(value, per_second);
        fraction = floor_mod(value, per_second);
    } else if (__builtin_mul_overflow(value, lengths[unit], &second)) {
        return no_year();
    }
    if (second < SECONDS_MIN || second >= SECONDS_MAX)
        return no_year();
    put_day(r, floor_div(second, 86400));
    if (unit > UNIT_DAY)
        put_clock(r, unit, floor_mod(second, 86400), fraction, digits);
    return NULL;
}

struct error *numpy_put_moment(struct repr *r, int unit, int count, int64_t value)
{
    if (value == NUMPY_NAT) {
        repr_put(r, "NaT");
        return NULL;
    }
    if (unit < 0 || (size_t)unit >= UNITS || units[unit] == NULL || unit == NUMPY_UNIT_GENERIC ||
        __builtin_mul_overflow(value, count, &value))
        return no_year();
    if (unit > UNIT_MONTH)
        return put_time(r, unit, value);

    int64_t year = unit == UNIT_YEAR ? value : floor_div(value, 12);

    if (year < -1970 || year > 8029)
        return no_year();
    repr_printf(r, "%04d", (int)year + 1970);
    if (unit == UNIT_MONTH)
        repr_printf(r, "-%02d", (int)floor_mod(value, 12) + 1);
    return NULL;
}

/* str() of a timedelta64, without its unit. */
static void put_duration(struct repr *r, int64_t value)
{
    if (value == NUMPY_NAT)
        repr_put(r, "NaT");
    else
        repr_printf(r, "%lld", (long long)value);
}

/* ---- text */

/* NULs at the end are none of it. */
static void put_text(struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes)
{
    size_t width = dtype->kind == 'U' ? 4 : 1;
    size_t size = dtype->item_size < NUMPY_ITEM_MAX ? (size_t)dtype->item_size : NUMPY_ITEM_MAX;
    repr_characters characters = {0};
    size_t count = size / width;

    while (count > 0 && word_of(dtype, bytes + (count - 1) * width, width) == 0)
        count--;
    if (width == 1) {
        repr_put_bytes_of(r, bytes, count);
    } else {
        for (size_t i = 0; i < count; i++)
            array_push(&characters, (uint32_t)word_of(dtype, bytes + 4 * i, 4));
        repr_put_characters(r, characters.data, characters.count);
        array_deinit(&characters);
    }
    if (dtype->item_size > size)
        repr_put_cut(r, REPR_CUT_STRING);
}

/* ---- records */

/* Items of a small array within a record, as lists. */
static struct error *put_small(struct repr *r, const struct numpy_dtype *dtype,
                               const int64_t *shape, unsigned dimensions, const uint8_t **at,
                               const uint8_t *end)
{
    if (dimensions == 0) {
        if (dtype->item_size > (uint64_t)(end - *at))
            return error_create(ERROR_CORRUPT, "a record's field is longer than the record");
        TRY(numpy_put_item(r, dtype, *at));
        *at += dtype->item_size;
        return NULL;
    }
    repr_put(r, "[");
    for (int64_t i = 0; i < shape[0] && repr_begin_item(r, (size_t)i); i++) {
        r->objects++;
        TRY(put_small(r, dtype, shape + 1, dimensions - 1, at, end));
    }
    repr_put(r, "]");
    return NULL;
}

/* bytes: of the field, of which there are so many. */
static struct error *put_field(struct repr *r, uint64_t descr, const uint8_t *bytes, uint64_t size)
{
    int64_t shape[NUMPY_DIMENSIONS_MAX];
    struct numpy_dtype dtype;
    unsigned dimensions = 0;
    uint64_t base;

    TRY(numpy_read_dtype(r, descr, &dtype));
    TRY(numpy_read_subarray(r, &dtype, &base, &dimensions, shape));
    if (dtype.item_size > size) { /* what is beyond NUMPY_ITEM_MAX was not copied */
        repr_put_cut(r, REPR_CUT_STRING);
        return NULL;
    }
    size = dtype.item_size;
    if (base != 0)
        TRY(numpy_read_dtype(r, base, &dtype));
    if (!numpy_is_known(&dtype)) {
        repr_put_cut(r, REPR_CUT_UNREAD);
        return NULL;
    }
    return put_small(r, &dtype, shape, dimensions, &bytes, bytes + size);
}

/* As a tuple, which is what its item() is. */
static struct error *put_record(struct repr *r, const struct numpy_dtype *dtype,
                                const uint8_t *bytes)
{
    uint64_t size = dtype->item_size < NUMPY_ITEM_MAX ? dtype->item_size : NUMPY_ITEM_MAX;
    numpy_fields fields = {0};
    struct error *error = numpy_read_fields(r, dtype, repr_max_elements(r), &fields);

    if (r->nesting++ >= RECORDS_MAX)
        repr_put_cut(r, REPR_CUT_DEPTH);
    repr_put(r, "(");
    for (size_t i = 0;
         i < fields.count && error == NULL && r->nesting <= RECORDS_MAX && repr_begin_item(r, i);
         i++) {
        uint64_t at = fields.data[i].offset < size ? fields.data[i].offset : size;

        r->objects++;
        error = put_field(r, fields.data[i].descr, bytes + at, size - at);
    }
    repr_put(r, fields.count == 1 ? ",)" : ")");
    r->nesting--;
    array_deinit(&fields);
    return error;
}

struct error *numpy_put_item(struct repr *r, const struct numpy_dtype *dtype, const uint8_t *bytes)
{
    size_t size = (size_t)dtype->item_size;
    uint64_t word = size <= 8 ? word_of(dtype, bytes, size) : 0;

    switch (dtype->kind) {
    case 'b':
        repr_put(r, word != 0 ? "True" : "False");
        return NULL;
    case 'i':
        repr_printf(r, "%lld", (long long)signed_of(word, size));
        return NULL;
    case 'u':
        repr_printf(r, "%llu", (unsigned long long)word);
        return NULL;
    case 'f': {
        CLEANUP_FREE char *text = text_of(r, dtype, bytes, size, NUMBER_POINT);

        repr_put(r, text);
        return NULL;
    }
    case 'c':
        put_complex(r, dtype, bytes);
        return NULL;
    case 'm':
        put_duration(r, (int64_t)word);
        return NULL;
    case 'M':
        return numpy_put_moment(r, dtype->unit, dtype->count, (int64_t)word);
    case 'O':
        repr_write(r, word);
        return NULL;
    case 'V':
        return put_record(r, dtype, bytes);
    default:
        put_text(r, dtype, bytes);
        return NULL;
    }
}

char *numpy_dtype_text(const struct numpy_dtype *dtype)
{
    CLEANUP_FREE char *unit = numpy_unit_text(dtype->unit, dtype->count);
    static const char *const names[][2] = {
        {"b", "bool"},    {"i", "int"},         {"u", "uint"},      {"f", "float"},
        {"c", "complex"}, {"m", "timedelta64"}, {"M", "datetime64"}};
    bool swapped = dtype->byteorder == '>';
    unsigned long long size = dtype->item_size;

    if (dtype->kind == 'O')
        return xstrdup("object");
    if (dtype->kind == 'T')
        return xstrdup("StringDType()");
    if (dtype->kind == 'U')
        return xasprintf("%cU%llu", swapped ? '>' : '<', size / 4);
    if (strchr("SV", dtype->kind) != NULL)
        return xasprintf("|%c%llu", dtype->kind, size);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i][0][0] != dtype->kind)
            continue;
        if (strchr("mM", dtype->kind) != NULL)
            return swapped ? xasprintf(unit[0] != 0 ? ">%c8[%s]" : ">%c8%s", dtype->kind, unit)
                           : xasprintf(unit[0] != 0 ? "%s[%s]" : "%s%s", names[i][1], unit);
        if (dtype->kind == 'b')
            return xstrdup("bool");
        return swapped ? xasprintf(">%c%llu", dtype->kind, size)
                       : xasprintf("%s%llu", names[i][1], 8 * size);
    }
    return xasprintf("%c%llu", dtype->kind, size);
}
