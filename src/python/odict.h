/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OrderedDict objects: a list of keys beside a dict (Objects/odictobject.c; Lib/collections.py of
 * 2.7). */
#ifndef PYTHON_ODICT_H
#define PYTHON_ODICT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "python/dict.h"

struct runtime;

/*
 * At most max items of an OrderedDict in its own order; a value is 0 where the dict does not have
 * the key. Free them with array_deinit().
 */
struct error *odict_items(struct runtime *runtime, uint64_t address, size_t max,
                          dict_item_array *ret);

#endif
