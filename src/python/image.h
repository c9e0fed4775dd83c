/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A copy of the parts of the target's memory that one thread's stack is in, for reading it again
 * and again: what the last walk touched is taken anew with one read, what a walk needs beyond that
 * with one more each. All that is in an image was read since image_begin().
 */
#ifndef PYTHON_IMAGE_H
#define PYTHON_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/stack.h"
#include "target/target.h"

/* A stretch of memory, copied. */
struct image_block {
    uint64_t address;
    size_t size;
    uint8_t *bytes;     /* in one of the image's buffers */
    uint64_t low, high; /* what was asked for of it, as addresses; equal: nothing */
};

struct image {
    struct stack_memory memory; /* first; for stack_read_from() */
    struct target *target;
    ARRAY(struct image_block) blocks;  /* by address; no two overlap */
    ARRAY(struct target_range) ranges; /* of the read at the beginning */
    uint8_t *buffer;                   /* of what is read at the beginning */
    size_t buffer_size;
    ARRAY(uint8_t *) later; /* of what is read after it; owned */
};

void image_init(struct image *image, struct target *target);
void image_deinit(struct image *image);

/* Of each of them, of one target: forgets the bytes, and reads again what was asked for since the
 * last time; of all with one read. Never fails: what cannot be read is left for image_get() to say.
 */
void image_begin(struct image *const *images, size_t count);

/* size bytes at address (at most IMAGE_GET_MAX), to stay until the next call; buffer is room for
 * them. */
#define IMAGE_GET_MAX 4096
struct error *image_get(struct image *image, uint64_t address, size_t size, void *buffer,
                        const void **ret);

#endif
