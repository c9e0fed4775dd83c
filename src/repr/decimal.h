/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decimal.Decimal of 3.x holds: Modules/_decimal/_decimal.c, libmpdec/mpdecimal.h. */
#ifndef REPR_DECIMAL_H
#define REPR_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

enum decimal_special { DECIMAL_FINITE, DECIMAL_INFINITE, DECIMAL_NAN, DECIMAL_SIGNALING_NAN };

struct decimal {
    bool negative;
    enum decimal_special special;
    int64_t exponent; /* of ten, by which the digits are multiplied */
    uint64_t digits;  /* how many; at most 2**60 */
    uint64_t data;    /* where they are */
};

struct error *decimal_read(struct runtime *runtime, uint64_t object, struct decimal *ret);
/* Its digits, of which it has some, the highest first; free *ret. */
struct error *decimal_digits(struct runtime *runtime, const struct decimal *decimal, char **ret);

#endif
