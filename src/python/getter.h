/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What C code computes when it is asked for an attribute: what CPython's own getset descriptors
 * would return, where that is a word of the object or plainly told by some (the getters of Objects/
 * and Modules/).
 */
#ifndef PYTHON_GETTER_H
#define PYTHON_GETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "python/attribute.h"

struct runtime;

/*
 * What the getset_descriptor of that name in owner returns of the object, *ret as of
 * attribute_find(); false if what its getter would do is not known, or would be to make something.
 */
bool getter_read(struct runtime *runtime, struct types *types, uint64_t object,
                 const struct type *owner, const char *name, struct attribute *ret);
/* The same of the frame object of a generator, if that is yet to be made. */
bool getter_read_generator_frame(struct runtime *runtime, uint64_t generator, const char *name,
                                 struct attribute *ret);

#endif
