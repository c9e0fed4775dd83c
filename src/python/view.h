/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A struct of the target, copied once, whose fields are taken by name through
 * the layout. A field that is absent or past the end of the copy reads as 0:
 * a reader for which that matters asks layout_has() first.
 */
#ifndef PYTHON_VIEW_H
#define PYTHON_VIEW_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "python/layout.h"
#include "target/target.h"

struct view {
    const void *bytes;
    size_t size;
};

static inline uint64_t view_uint(struct view view, struct layout_field field)
{
    uint64_t value = 0;
    size_t size = field.size < sizeof value ? field.size : sizeof value;

    if (field.offset + size > view.size)
        return 0;
    memcpy(&value, (const char *)view.bytes + field.offset, size);
    if (field.bits != 0 && field.bits < 64 && field.shift < 64)
        value = (value >> field.shift) & (((uint64_t)1 << field.bits) - 1);
    return value;
}

/* Sign-extended from the field's own size. */
static inline int64_t view_int(struct view view, struct layout_field field)
{
    uint64_t value = view_uint(view, field);
    unsigned bits = field.bits != 0 ? field.bits : 8u * field.size;

    if (bits == 0 || bits >= 64)
        return (int64_t)value;
    return (int64_t)(value << (64 - bits)) >> (64 - bits);
}

/* The end of the field in its struct. */
static inline size_t view_end(struct layout_field field)
{
    return (size_t)field.offset + field.size;
}

/* One field of the struct at address, unsigned. ERROR_UNSUPPORTED: this build does not have it. */
struct error *view_read_field(struct target *target, uint64_t address, struct layout_field field,
                              uint64_t *ret);

/* One that is a double. */
struct error *view_read_double(struct target *target, uint64_t address, struct layout_field field,
                               double *ret);

/*
 * Several fields of one struct in one system call, for structs too large to copy; absent ones are
 * 0. At most 16.
 */
struct error *view_read_fields(struct target *target, uint64_t address,
                               const struct layout_field *fields, size_t count, uint64_t *values);

/*
 * Copies up to size bytes from each address in one system call (while the page cache is off), but
 * none past the end of the page it starts in: where an object begins is known to be there, where it
 * ends is not. got[i] says how many; an address of 0 gives 0. At most VIEW_PEEK_MAX.
 */
#define VIEW_PEEK_MAX 64
struct error *view_peek_many(struct target *target, const uint64_t *addresses, size_t count,
                             void *const *buffers, size_t size, size_t *got);

#endif
