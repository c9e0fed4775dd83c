/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/sequence.h"

#include "python/runtime.h"
#include "python/view.h"

static struct error *corrupt(uint64_t address)
{
    return error_create(ERROR_CORRUPT, "a container at 0x%llx cannot have that size",
                        (unsigned long long)address);
}

struct error *sequence_of_list(struct runtime *runtime, uint64_t list, struct sequence *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->var_object.ob_size, layout->list.ob_item,
                                    layout->list.allocated};
    uint64_t values[3];

    /* list_resize() writes the size a moment before the room: that moment is over at a second look.
     * While a list is sorted it has no elements, and -1 for the room. */
    for (int i = 0; i < 2; i++) {
        TRY(view_read_fields(runtime->target, list, fields, 3, values));
        *ret = (struct sequence){values[1], values[0]};
        if (values[0] == 0 || (int64_t)values[0] <= (int64_t)values[2])
            break;
    }
    if ((int64_t)values[0] < 0 || values[0] >= (uint64_t)1 << 48 ||
        (layout_has(fields[2]) && values[0] != 0 && (int64_t)values[0] > (int64_t)values[2]))
        return corrupt(list);
    return NULL;
}

struct error *sequence_of_tuple(struct runtime *runtime, uint64_t tuple, struct sequence *ret)
{
    const struct layout *layout = &runtime->layout;

    TRY(view_read_field(runtime->target, tuple, layout->var_object.ob_size, &ret->count));
    if (ret->count >= (uint64_t)1 << 48)
        return corrupt(tuple);
    ret->address = tuple + layout->tuple.ob_item.offset;
    return NULL;
}
