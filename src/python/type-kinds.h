/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which types are known, by their names (tp_name) in the versions that have them; for type.c. */
#ifndef PYTHON_TYPE_KINDS_H
#define PYTHON_TYPE_KINDS_H

#include <stdbool.h>
#include <stdint.h>

#include "python/type.h"

struct layout;

/*
 * The kind of a type that is written in C, by its tp_name. False where that name is not known, or
 * where tp_basicsize is not the size of its struct in the layout: another build's.
 */
bool type_kind_named(const struct layout *layout, const char *name, uint64_t basicsize,
                     enum type_kind *ret);

/* The tp_basicsize that a type of that name must have; 0: any. */
uint32_t type_known_size(const struct layout *layout, const char *name);

#endif
