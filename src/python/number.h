/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as Python's repr() writes them (Objects/longobject.c, Python/pystrtod.c). */
#ifndef PYTHON_NUMBER_H
#define PYTHON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A number of count digits of `bits` bits each (30, or 15), the least first, in decimal; free it.
 * Takes time by the square of count.
 */
char *number_decimal(const uint32_t *digits, size_t count, unsigned bits, bool negative);

enum number_format {
    NUMBER_PLAIN = 0,
    NUMBER_POINT = 1, /* "1.0" and not "1" */
    NUMBER_PLUS = 2,  /* "+1" and not "1" */
};

/* The shortest text that reads back as the same double; free it. */
char *number_float(double value, unsigned format);

#endif
