/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What descriptors return that only hand on what is there already: fields of a namedtuple, and
 * properties whose code does nothing but read attributes, as `return self._name` does
 * (Objects/descrobject.c, Modules/_collectionsmodule.c, Lib/types.py, Lib/enum.py).
 */
#ifndef PYTHON_PROPERTY_H
#define PYTHON_PROPERTY_H

#include <stdbool.h>
#include <stdint.h>

#include "python/attribute.h"
#include "python/type.h"

struct runtime;

/*
 * What the descriptor, whose type is kind, returns of the object; ret->depth says how many
 * properties are being read, each for another. False, and nothing in *ret: it is another one, or
 * does more than that.
 */
bool property_read(struct runtime *runtime, struct types *types, uint64_t descriptor,
                   const struct type *kind, uint64_t object, struct attribute *ret);

#endif
