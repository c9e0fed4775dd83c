/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MAX_DIGITS 17 /* that any double needs */

/* A decimal number: 0.DIGITS times ten to the power of point. */
struct decimal {
    char digits[MAX_DIGITS + 1];
    int point;
};

static struct decimal rounded(double value, int count)
{
    struct decimal ret = {.point = 0};
    char text[64];
    int used = 0;
    const char *at = text;

    snprintf(text, sizeof text, "%.*e", count - 1, value);
    /* Whatever stands between the digits is the locale's point. */
    for (; *at != 'e' && *at != '\0'; at++)
        if (*at >= '0' && *at <= '9' && used < MAX_DIGITS)
            ret.digits[used++] = *at;
    ret.digits[used] = '\0';
    ret.point = *at == 'e' ? (int)strtol(at + 1, NULL, 10) + 1 : 1;
    return ret;
}

static bool reads_back(const struct decimal *decimal, double value)
{
    char text[64];
    int count = (int)strlen(decimal->digits);

    snprintf(text, sizeof text, "%se%d", decimal->digits, decimal->point - count);
    return strtod(text, NULL) == value;
}

/* The next larger decimal of as many digits. */
static void increment(struct decimal *decimal)
{
    size_t i = strlen(decimal->digits);

    while (i > 0 && decimal->digits[i - 1] == '9')
        decimal->digits[--i] = '0';
    if (i > 0) {
        decimal->digits[i - 1]++;
        return;
    }
    decimal->digits[0] = '1';
    decimal->point++;
}

/*
 * Below a power of two doubles are twice as dense as above: the nearest decimal may be too far
 * below while the next one above is near enough.
 */
static struct decimal shortest(double value)
{
    for (int count = 1; count < MAX_DIGITS; count++) {
        struct decimal decimal = rounded(value, count);

        if (reads_back(&decimal, value))
            return decimal;
        increment(&decimal);
        if (reads_back(&decimal, value))
            return decimal;
    }
    return rounded(value, MAX_DIGITS);
}

char *number_float(double value, unsigned format)
{
    const char *sign = signbit(value) ? "-" : (format & NUMBER_PLUS) != 0 ? "+" : "";
    const char *point = (format & NUMBER_POINT) != 0 ? ".0" : "";

    /* Python forgets the sign of what is not a number. */
    if (isnan(value))
        return xasprintf("%snan", (format & NUMBER_PLUS) != 0 ? "+" : "");
    if (isinf(value))
        return xasprintf("%sinf", sign);

    struct decimal decimal = shortest(fabs(value));
    int count = (int)strlen(decimal.digits);

    while (count > 1 && decimal.digits[count - 1] == '0')
        decimal.digits[--count] = '\0';
    if (value == 0)
        return xasprintf("%s0%s", sign, point);
    if (decimal.point > 16 || decimal.point <= -4)
        return xasprintf("%s%c%s%se%c%02d", sign, decimal.digits[0], count > 1 ? "." : "",
                         decimal.digits + 1, decimal.point > 0 ? '+' : '-', abs(decimal.point - 1));
    if (decimal.point <= 0)
        return xasprintf("%s0.%.*s%s", sign, -decimal.point, "0000", decimal.digits);
    if (decimal.point < count)
        return xasprintf("%s%.*s.%s", sign, decimal.point, decimal.digits,
                         decimal.digits + decimal.point);
    return xasprintf("%s%s%.*s%s", sign, decimal.digits, decimal.point - count, "0000000000000000",
                     point);
}

double number_half(uint16_t bits)
{
    int exponent = bits >> 10 & 0x1f;
    double fraction = bits & 0x3ff;
    double value = exponent == 0    ? ldexp(fraction, -24)
                   : exponent == 31 ? (fraction != 0 ? (double)NAN : (double)INFINITY)
                                    : ldexp(fraction + 1024, exponent - 25);

    return (bits & 0x8000) != 0 ? -value : value;
}

/* The half-precision number that is nearest: eleven bits, and fewer below 2**-14. */
static double nearest_half(double value)
{
    int exponent;

    frexp(value, &exponent);

    double unit = ldexp(1, (exponent < -13 ? -13 : exponent) - 11);

    return rint(value / unit) * unit;
}

char *number_scientific(double value, size_t size)
{
    char text[40];

    for (int digits = 0; digits < MAX_DIGITS; digits++) {
        double read;

        snprintf(text, sizeof text, "%.*e", digits, value);
        read = strtod(text, NULL);
        if (size == 4)
            read = (double)strtof(text, NULL);
        if ((size == 2 ? nearest_half(read) : read) == value)
            break;
    }
    return xstrdup(text);
}
