/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list and tuple objects (Include/cpython/listobject.h, tupleobject.h). */
#ifndef PYTHON_SEQUENCE_H
#define PYTHON_SEQUENCE_H

#include <stdint.h>

#include "base/error.h"

struct runtime;

/* Where its elements stand: addresses of objects, one after the other. */
struct sequence {
    uint64_t address, count;
};

/* ERROR_CORRUPT: it cannot have that many; a list has no more than it has room for. */
struct error *sequence_of_list(struct runtime *runtime, uint64_t list, struct sequence *ret);
struct error *sequence_of_tuple(struct runtime *runtime, uint64_t tuple, struct sequence *ret);

#endif
