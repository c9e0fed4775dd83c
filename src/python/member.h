/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attributes that C code keeps in an object's struct: what CPython's own member descriptors would
 * return of them (PyMember_GetOne() of Python/structmember.c).
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

#endif
