/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deque objects: blocks of objects that are linked (Modules/_collectionsmodule.c). */
#ifndef PYTHON_DEQUE_H
#define PYTHON_DEQUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

/* A deque that is gone through from its left end. */
#define DEQUE_BLOCK_MAX 64
struct deque_reader {
    struct runtime *runtime;
    uint64_t left; /* how many elements are still to come */
    uint64_t block, index, size;
    bool loaded; /* items are those of the block */
    uint64_t items[DEQUE_BLOCK_MAX];
};

/* ERROR_CORRUPT: it cannot be a deque. */
struct error *deque_open(struct runtime *runtime, uint64_t address, struct deque_reader *ret);
/* The next element, while reader->left is not 0. */
struct error *deque_next(struct deque_reader *reader, uint64_t *ret);
/* Passes over count elements, at most as many as are left; of a block that is passed as a whole
 * only the link is read. */
struct error *deque_skip(struct deque_reader *reader, uint64_t count);

/* How many elements it has. */
struct error *deque_length(struct runtime *runtime, uint64_t address, uint64_t *ret);

#endif
