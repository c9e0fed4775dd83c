/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growable arrays: `ARRAY(struct frame) frames = {0};`, array_push(&frames, f),
 * frames.data[i], frames.count, array_deinit(&frames). The elements are
 * plain memory: what they own is the holder's to free first.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>
#include <stdlib.h>

#define ARRAY(type)                                                                                \
    struct {                                                                                       \
        type *data;                                                                                \
        size_t count;                                                                              \
        size_t capacity;                                                                           \
    }

/* Room for at least `more` further elements. */
#define array_reserve(array, more)                                                                 \
    ((array)->data = array_grow_((array)->data, (array)->count + (more), &(array)->capacity,       \
                                 sizeof *(array)->data))

#define array_push(array, ...)                                                                     \
    do {                                                                                           \
        array_reserve((array), 1);                                                                 \
        (array)->data[(array)->count++] = (__VA_ARGS__);                                           \
    } while (0)

#define array_clear(array) ((void)((array)->count = 0))

#define array_deinit(array)                                                                        \
    do {                                                                                           \
        free((array)->data);                                                                       \
        (array)->data = NULL;                                                                      \
        (array)->count = (array)->capacity = 0;                                                    \
    } while (0)

/* Behind array_reserve(): data, with capacity for `needed` elements of `size` bytes. */
void *array_grow_(void *data, size_t needed, size_t *capacity, size_t size);

#endif
