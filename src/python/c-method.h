/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Methods of C code that take no arguments and only say what their object holds: locks, futures,
 * files, sockets, dates (Modules/_threadmodule.c, _asynciomodule.c, _io/, socketmodule.c,
 * _datetimemodule.c).
 */
#ifndef PYTHON_C_METHOD_H
#define PYTHON_C_METHOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "python/attribute.h"
#include "python/type.h"

struct runtime;

/* What the method of that name in owner returns of the object, *ret as of attribute_find(); false:
 * it is another one, or would raise an exception, or it is not known what it would return. */
bool c_method_read(struct runtime *runtime, struct types *types, uint64_t object,
                   const struct type *owner, const char *name, struct attribute *ret);
/* The names of the methods that are known; NULL: no more. */
const char *c_method_known(size_t index);

#endif
