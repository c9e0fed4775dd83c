/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every object has: its type, and for an instance its attributes, found
 * without running anything (Include/object.h, Objects/object.c).
 */
#ifndef PYTHON_OBJECT_H
#define PYTHON_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/dict.h"

struct runtime;

/* ob_type of the object at address. */
struct error *object_type(struct runtime *runtime, uint64_t address, uint64_t *ret);

/* tp_name of a type, as C has it ("dict", "collections.OrderedDict"); free *ret. */
struct error *object_type_name(struct runtime *runtime, uint64_t type, char **ret);

/*
 * The instance attribute `name` of the object at address, from its __dict__ or its inline
 * values; *ret is the attribute's address. ERROR_NOT_FOUND: it has none of that name (its class
 * may).
 */
struct error *object_attribute(struct runtime *runtime, uint64_t address, const char *name,
                               uint64_t *ret);

/* At most max of those, in the order in which they were set. */
struct error *object_attributes(struct runtime *runtime, uint64_t address, size_t max,
                                dict_item_array *ret);

/* Its __dict__; false where it has none, or none was made yet. */
bool object_dict(struct runtime *runtime, uint64_t address, uint64_t *ret);

/* Whether it has a place for attributes that its class does not name (a __dict__). */
bool object_has_attributes(struct runtime *runtime, uint64_t address);

/* The value of an int that fits in 64 bits, signed or (as thread identifiers do) unsigned. */
struct error *object_int(struct runtime *runtime, uint64_t address, uint64_t *ret);

#endif
