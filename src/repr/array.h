/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an array.array has its items (Modules/arraymodule.c). */
#ifndef REPR_ARRAY_H
#define REPR_ARRAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

struct array_items {
    char code;     /* "bBcdefhHiIlLqQuw" */
    bool text;     /* u, w: of characters */
    unsigned size; /* bytes of one: 1, 2, 4 or 8 */
    uint64_t address, count;
};

/* ERROR_UNSUPPORTED: items of another kind. */
struct error *array_read(struct runtime *runtime, uint64_t object, struct array_items *ret);

#endif
