/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an object is made of, one level deep: the elements of a container, the items of a dict, and
 * the attributes of an instance, those of __slots__ among them. Nothing is run.
 */
#ifndef PYTHON_PARTS_H
#define PYTHON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/type.h"

struct runtime;

enum part_kind {
    PART_ATTRIBUTE, /* by name */
    PART_ELEMENT,   /* of a list, tuple or deque: by index; of a set: the index is no more than a
                       count */
    PART_ITEM,      /* of a dict: by key */
};

struct part {
    enum part_kind kind;
    char *name;      /* PART_ATTRIBUTE; owned */
    size_t index;    /* PART_ELEMENT */
    uint64_t key;    /* PART_ITEM: an object */
    uint64_t object; /* not 0 */
};

typedef ARRAY(struct part) part_array;

/* Whether an object of the type can have any. */
bool parts_can_be(const struct type *type);

/* Appends at most max of them; *more: there are others. What was appended stays when the rest
 * cannot be read. */
struct error *parts_read(struct runtime *runtime, struct types *types, uint64_t object, size_t max,
                         part_array *ret, bool *more);
void parts_deinit(part_array *parts);

#endif
