/* SPDX-License-Identifier: GPL-3.0-or-later */
/* int objects of any size (Include/cpython/longintrepr.h; Include/intobject.h of 2.7). */
#ifndef PYTHON_INTEGER_H
#define PYTHON_INTEGER_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

/* Larger ones are not read: two million digits of 30 bits. */
#define INTEGER_BITS_MAX ((uint64_t)1 << 26)

/*
 * The value of an int (of 2.7, a long) into ret, which the caller has initialised. *bits is how
 * large it says it is. ERROR_UNSUPPORTED: more than INTEGER_BITS_MAX; ERROR_CORRUPT: it is none.
 */
struct error *integer_read(struct runtime *runtime, uint64_t object, mpz_t ret, uint64_t *bits);

/* The value of 2.7's plain int, and of its bool. */
struct error *integer_read_plain(struct runtime *runtime, uint64_t object, int64_t *ret);

/* The value of a bool of any version. */
struct error *integer_read_bool(struct runtime *runtime, uint64_t object, bool *ret);

#endif
