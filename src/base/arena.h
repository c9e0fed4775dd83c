/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is freed all at once: for what is made while something is worked
 * out, and refers to each other in every direction.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_create(void);
/* Accepts NULL. */
void arena_destroy(struct arena *arena);

/* Zeroed, aligned for anything; never NULL. What sizes it has a limit of its own. */
void *arena_take(struct arena *arena, size_t size) __attribute__((returns_nonnull));
void *arena_copy(struct arena *arena, const void *from, size_t size)
    __attribute__((returns_nonnull));
/*
 * Data of count elements of size bytes each, with room for one more: *capacity is how many there is
 * room for, 0 at first. What was there before stays where it was until the arena goes.
 */
void *arena_grow(struct arena *arena, const void *data, size_t count, size_t *capacity, size_t size)
    __attribute__((returns_nonnull));
/* With a NUL behind it. */
char *arena_copy_text(struct arena *arena, const char *from, size_t size)
    __attribute__((returns_nonnull));

/* What was taken since a mark, given back: nothing may refer to it any more. */
struct arena_mark {
    void *block;
    size_t used, bytes;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

/* Bytes taken so far. */
size_t arena_bytes(const struct arena *arena);

#endif
