/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an array.array (Modules/arraymodule.c) and a memoryview have their items. */
#ifndef REPR_ARRAY_H
#define REPR_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "repr/kinds.h"

struct runtime;

struct array_items {
    char code;     /* "bBcdefhHiIlLqQuw" */
    bool text;     /* u, w: of characters */
    unsigned size; /* bytes of one: 1, 2, 4 or 8 */
    uint64_t address, count;
};

/* ERROR_UNSUPPORTED: items of another kind. */
struct error *array_read(struct runtime *runtime, uint64_t object, struct array_items *ret);

/* An item of one of these codes, but for u and w, as repr() has it. */
void array_put_number(struct repr *r, char code, const void *bytes, size_t size);

/* What a memoryview shows (PyMemoryViewObject of Include/cpython/memoryobject.h). */
#define MEMORY_DIMENSIONS_MAX 64 /* PyBUF_MAX_NDIM */
#define MEMORY_FORMAT_MAX 32
#define MEMORY_ITEM_MAX 8
struct memory {
    uint64_t buf, obj, length; /* of all of it, in bytes */
    size_t item_size;
    char code; /* "?bBcdefhHiIlLnNPqQ"; 0: items of another format */
    char format[MEMORY_FORMAT_MAX];
    bool readonly, released;
    bool indirect; /* what stands there are pointers */
    unsigned dimensions;
    int64_t shape[MEMORY_DIMENSIONS_MAX], strides[MEMORY_DIMENSIONS_MAX]; /* in bytes */
};
struct error *memory_read(struct runtime *runtime, uint64_t object, struct memory *ret);
/* "<memory at 0x...>", or of one that is made here what is in it: "<memory of b'abc'>". */
struct error *memory_put(struct repr *r, const struct memory *memory, uint64_t object);

#endif
