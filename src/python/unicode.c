/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/unicode.h"

#include <stddef.h>

/* offsets/update-unicode writes them: in the order of the characters, none twice. */
static const struct range {
    uint32_t first, last;
    unsigned since;
} ranges[] = {
#define PRINTABLE(first, last, since) {first, last, since},
#include "../../offsets/unicode.inc"
#undef PRINTABLE
};

bool unicode_is_printable(unsigned version, uint32_t character)
{
    size_t low = 0, high = sizeof ranges / sizeof *ranges;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct range *range = &ranges[middle];

        if (character < range->first)
            high = middle;
        else if (character > range->last)
            low = middle + 1;
        else
            return version >= range->since;
    }
    return false;
}
