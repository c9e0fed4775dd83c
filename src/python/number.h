/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as Python's repr() writes them (Python/pystrtod.c). */
#ifndef PYTHON_NUMBER_H
#define PYTHON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_format {
    NUMBER_PLAIN = 0,
    NUMBER_POINT = 1, /* "1.0" and not "1" */
    NUMBER_PLUS = 2,  /* "+1" and not "1" */
};

/* The shortest text that reads back as the same double; free it. */
char *number_float(double value, unsigned format);

/* The shortest text "1.25e+02" that reads back as the same number of size bytes, 8, 4 (float) or 2
 * (half precision), which is finite; free it. */
char *number_scientific(double value, size_t size);

/* IEEE 754's half precision, as PyFloat_Unpack2() reads it. */
double number_half(uint16_t bits);

#endif
