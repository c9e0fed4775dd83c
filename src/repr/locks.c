/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks: Modules/_threadmodule.c, Include/internal/pycore_lock.h (3.13+). */
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/view.h"

/* _Py_LOCKED: the lowest bit of a PyMutex; a lock of its own has a byte that is 0 or 1. */
#define LOCKED 1

struct error *repr_lock(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t bits;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.lock.locked, &bits));
    repr_printf(r, "<%slocked %s object at 0x%llx>", (bits & LOCKED) != 0 ? "" : "un", type->c_name,
                (unsigned long long)object);
    return NULL;
}

struct error *repr_rlock(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->rlock.bits, layout->rlock.owner, layout->rlock.count,
                                    layout->rlock.level};
    uint64_t values[4];

    TRY(view_read_fields(r->runtime->target, object, fields, 4, values));

    /* Since 3.14 it counts the times after the first one. */
    bool locked = layout_has(fields[0]) ? (values[0] & LOCKED) != 0 : values[2] != 0;
    uint64_t count = layout_has(fields[3]) ? (locked ? values[3] + 1 : 0) : values[2];

    repr_printf(r, "<%slocked %s object owner=%llu count=%llu at 0x%llx>", locked ? "" : "un",
                type->c_name, (unsigned long long)values[1], (unsigned long long)count,
                (unsigned long long)object);
    return NULL;
}
