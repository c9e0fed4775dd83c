/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/exception-table.h"

#define CODE_UNIT 2

/* Six bits a byte, the most significant first, bit 6 set while there are more; bit 7 marks the
 * first byte of an entry. */
static bool read_varint(const uint8_t **at, const uint8_t *end, uint32_t *ret)
{
    uint64_t value = 0;
    uint8_t byte;

    do {
        if (*at == end)
            return false;
        byte = *(*at)++;
        value = value << 6 | (byte & 63);
        if (value > INT32_MAX)
            return false;
    } while ((byte & 64) != 0);
    *ret = (uint32_t)value;
    return true;
}

bool exception_table_read(const uint8_t *table, size_t size, exception_entry_array *ret)
{
    const uint8_t *at = table;
    const uint8_t *end = table + size;

    while (at < end) {
        uint32_t start, length, target, depth_lasti;

        if (!read_varint(&at, end, &start) || !read_varint(&at, end, &length) ||
            !read_varint(&at, end, &target) || !read_varint(&at, end, &depth_lasti))
            return false;
        array_push(ret, (struct exception_entry){
                            .start = (uint64_t)start * CODE_UNIT,
                            .end = ((uint64_t)start + length) * CODE_UNIT,
                            .target = (uint64_t)target * CODE_UNIT,
                            .depth = depth_lasti >> 1,
                            .lasti = (depth_lasti & 1) != 0,
                        });
    }
    return true;
}
