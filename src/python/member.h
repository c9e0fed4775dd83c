/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attributes that C code keeps in an object's struct, or in a class's: what CPython's own member
 * and getset descriptors would return of them, where that can be read (PyMember_GetOne() of
 * Python/structmember.c; the getters of Objects/).
 */
#ifndef PYTHON_MEMBER_H
#define PYTHON_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/attribute.h"

struct runtime;

/*
 * Of the object, whose type is `type`, what the member_descriptor at descriptor returns. *ret as of
 * attribute_find(). ERROR_NOT_FOUND: AttributeError's sentence, nothing is there;
 * ERROR_UNSUPPORTED: a member of a kind that is not read.
 */
struct error *member_read(struct runtime *runtime, struct types *types, uint64_t object,
                          const struct type *type, uint64_t descriptor, const char *name,
                          struct attribute *ret);

/*
 * Likewise of the getset_descriptor of that name in owner, a static type; false if what its getter
 * would do is not known.
 */
bool member_read_getset(struct runtime *runtime, struct types *types, uint64_t object,
                        const struct type *owner, const char *name, struct attribute *ret);

#endif
