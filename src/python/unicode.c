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

bool unicode_is_ascii_space(uint32_t character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

bool unicode_is_space(uint32_t character)
{
    static const uint32_t others[] = {0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};

    if (character < 0x80)
        return unicode_is_ascii_space(character) || (character >= 0x1c && character <= 0x1f);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (character == others[i])
            return true;
    return character >= 0x2000 && character <= 0x200a;
}
