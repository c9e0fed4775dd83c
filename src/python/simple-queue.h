/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue.SimpleQueue, where it is written in C (Modules/_queuemodule.c, 3.7+): what waits in it. */
#ifndef PYTHON_SIMPLE_QUEUE_H
#define PYTHON_SIMPLE_QUEUE_H

#include <stdint.h>

#include "base/error.h"

struct runtime;

/* Where the pointers to its items stand: a list of which the first have been taken, or, from 3.13
 * on, a ring. */
struct simple_queue {
    uint64_t items, room; /* so many have a place */
    uint64_t first, count;
};

/* ERROR_CORRUPT: it cannot have that many. */
struct error *simple_queue_open(struct runtime *runtime, uint64_t address,
                                struct simple_queue *ret);
/* The item at that index, which is less than queue->count; 0 is the one that is taken first. */
struct error *simple_queue_item(struct runtime *runtime, const struct simple_queue *queue,
                                uint64_t index, uint64_t *ret);

#endif
