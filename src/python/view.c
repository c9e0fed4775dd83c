/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/view.h"

#include <string.h>

#define PAGE_BYTES 4096

struct error *view_read_field(struct target *target, uint64_t address, struct layout_field field,
                              uint64_t *ret)
{
    if (!layout_has(field))
        return error_create(ERROR_UNSUPPORTED, "this Python has no such field");
    return view_read_fields(target, address, &field, 1, ret);
}

struct error *view_read_double(struct target *target, uint64_t address, struct layout_field field,
                               double *ret)
{
    uint64_t bits;

    TRY(view_read_field(target, address, field, &bits));
    memcpy(ret, &bits, sizeof *ret);
    return NULL;
}

struct error *view_read_fields(struct target *target, uint64_t address,
                               const struct layout_field *fields, size_t count, uint64_t *values)
{
    struct target_range ranges[16] = {0};
    uint64_t raw[16] = {0};
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        if (layout_has(fields[i]))
            ranges[used++] = (struct target_range){address + fields[i].offset, &raw[i],
                                                   fields[i].size < sizeof raw[i] ? fields[i].size
                                                                                  : sizeof raw[i]};
    TRY(target_read_many(target, ranges, used));
    for (size_t i = 0; i < count; i++) {
        struct layout_field at_start = fields[i];

        at_start.offset = 0;
        values[i] = view_uint((struct view){&raw[i], sizeof raw[i]}, at_start);
    }
    return NULL;
}

struct error *view_peek_many(struct target *target, const uint64_t *addresses, size_t count,
                             void *const *buffers, size_t size, size_t *got)
{
    struct target_range ranges[VIEW_PEEK_MAX];
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        size_t in_page = PAGE_BYTES - (size_t)(addresses[i] % PAGE_BYTES);

        got[i] = 0;
        if (addresses[i] == 0)
            continue;
        got[i] = size < in_page ? size : in_page;
        ranges[used++] = (struct target_range){addresses[i], buffers[i], got[i]};
    }
    return target_read_many(target, ranges, used);
}
