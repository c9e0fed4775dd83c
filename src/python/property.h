/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What descriptors return that only hand on what is there already: fields of a namedtuple, and
 * properties whose code does nothing but read attributes, as `return self._name` does
 * (Objects/descrobject.c, Modules/_collectionsmodule.c, Lib/types.py, Lib/enum.py); and methods
 * that hand on to what an attribute holds, as `return len(self._items)` does. They may call another
 * such method of their object: `return not self._stopped()`.
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

/* What an enum.property (3.11+), whose type is kind, gives of the class itself: the member that is
 * called as it is; depth as of property_read(). False: it is another descriptor, or there is no
 * such member. */
bool property_of_class(struct runtime *runtime, struct types *types, uint64_t descriptor,
                       const struct type *kind, uint64_t class, unsigned depth, uint64_t *ret);

/* The function that a property calls for the value, or a functools.cached_property that has none
 * yet; ERROR_NOT_FOUND: the descriptor, whose type is kind, is none of these. */
struct error *property_function(struct runtime *runtime, struct types *types, uint64_t descriptor,
                                const struct type *kind, uint64_t *ret);

/* What a method of a class may do with an attribute of its object, and nothing else. */
enum property_handed_on {
    PROPERTY_ITEM,      /* return self._items[key] */
    PROPERTY_LENGTH,    /* return len(self._items) */
    PROPERTY_ITERATION, /* return iter(self._items) */
    PROPERTY_CONTAINS,  /* return key in self._items */
};
/* Whether the function does that with an attribute of the object, and which object that is. */
bool property_hands_on(struct runtime *runtime, struct types *types, uint64_t function,
                       uint64_t object, enum property_handed_on what, uint64_t *ret);

/* What a method returns that does nothing but read attributes of its object, of so many arguments,
 * itself among them, of which it does not look at any other; *ret as of property_read(). */
bool property_returns(struct runtime *runtime, struct types *types, uint64_t function,
                      uint64_t object, unsigned arguments, struct attribute *ret);

#endif
