/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define BLOCK_BYTES ((size_t)16 << 10)

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *blocks; /* the newest first */
    size_t bytes;
};

struct arena *arena_create(void)
{
    return xcalloc(1, sizeof(struct arena));
}

void arena_destroy(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct block *block = arena->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t rounded = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct block *block = arena->blocks;

    if (block == NULL || block->size - block->used < rounded) {
        size_t room = rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES;

        block = xcalloc(1, sizeof *block + room);
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }

    void *ret = block->bytes + block->used;

    block->used += rounded;
    arena->bytes += rounded;
    return ret;
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
    void *ret = arena_take(arena, size);

    if (size > 0)
        memcpy(ret, from, size);
    return ret;
}

void *arena_grow(struct arena *arena, const void *data, size_t count, size_t *capacity, size_t size)
{
    enum { FIRST = 8 };
    void *grown;

    *capacity = *capacity == 0 ? FIRST : *capacity * 2;
    grown = arena_take(arena, *capacity * size);
    if (count > 0)
        memcpy(grown, data, count * size);
    return grown;
}

char *arena_copy_text(struct arena *arena, const char *from, size_t size)
{
    char *ret = arena_take(arena, size + 1);

    if (size > 0)
        memcpy(ret, from, size);
    return ret;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    struct block *block = arena->blocks;

    return (struct arena_mark){block, block != NULL ? block->used : 0, arena->bytes};
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
    while (arena->blocks != mark.block) {
        struct block *block = arena->blocks;

        arena->blocks = block->next;
        free(block);
    }
    if (arena->blocks != NULL) {
        memset(arena->blocks->bytes + mark.used, 0, arena->blocks->used - mark.used);
        arena->blocks->used = mark.used;
    }
    arena->bytes = mark.bytes;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}
