/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/array.h"

#include "base/memory.h"

void *array_grow_(void *data, size_t needed, size_t *capacity, size_t size)
{
    if (needed <= *capacity)
        return data;

    size_t grown = *capacity != 0 ? *capacity : 8;

    while (grown < needed)
        grown *= 2;
    *capacity = grown;
    return xrealloc(data, grown * size);
}
