/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes of 2.7 that do not derive from object, which are no types (Objects/classobject.c): what
 * they and their bases have, depth first.
 */
#ifndef PYTHON_OLD_CLASS_H
#define PYTHON_OLD_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/dict.h"

struct runtime;
struct types;

/* cl_dict of a class; false: the object is no such class. */
bool old_class_dict(struct runtime *runtime, struct types *types, uint64_t object, uint64_t *ret);

/* cl_name; free it. */
struct error *old_class_name(struct runtime *runtime, uint64_t class, char **ret);

/* What the class itself is asked for: __dict__, __bases__, __name__; false: another name. */
bool old_class_special(struct runtime *runtime, uint64_t class, const char *name, uint64_t *ret);

/* What it or a base has under a name (class_lookup()). ERROR_NOT_FOUND. */
struct error *old_class_find(struct runtime *runtime, uint64_t class, const char *name,
                             uint64_t *ret);

/* The attributes of it and its bases, also those that hide one another. */
struct error *old_class_items(struct runtime *runtime, uint64_t class, size_t max,
                              dict_item_array *ret);

/* PyClass_IsSubclass(), of which base need not be such a class. */
struct error *old_class_derives(struct runtime *runtime, uint64_t class, uint64_t base, bool *ret);

#endif
