/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/simple-queue.h"

#include "python/runtime.h"
#include "python/sequence.h"
#include "python/view.h"
#include "target/target.h"

static struct error *corrupt(uint64_t address)
{
    return error_create(ERROR_CORRUPT, "a queue at 0x%llx cannot have that many items",
                        (unsigned long long)address);
}

static struct error *open_list(struct runtime *runtime, uint64_t address, struct simple_queue *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->simple_queue.lst, layout->simple_queue.lst_pos};
    struct sequence list;
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, address, fields, 2, values));
    TRY(sequence_of_list(runtime, values[0], &list));
    if (values[1] > list.count)
        return corrupt(address);
    *ret = (struct simple_queue){list.address, list.count, values[1], list.count - values[1]};
    return NULL;
}

struct error *simple_queue_open(struct runtime *runtime, uint64_t address, struct simple_queue *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->simple_queue.items, layout->simple_queue.items_cap,
                                    layout->simple_queue.get_idx, layout->simple_queue.num_items};
    uint64_t values[4];

    if (layout_has(layout->simple_queue.lst))
        return open_list(runtime, address, ret);
    TRY(view_read_fields(runtime->target, address, fields, 4, values));
    *ret = (struct simple_queue){values[0], values[1], values[2], values[3]};
    if (ret->room >= (uint64_t)1 << 48 || ret->count > ret->room || ret->first >= ret->room)
        return corrupt(address);
    return NULL;
}

struct error *simple_queue_item(struct runtime *runtime, const struct simple_queue *queue,
                                uint64_t index, uint64_t *ret)
{
    return target_read_u64(runtime->target,
                           queue->items + 8 * ((queue->first + index) % queue->room), ret);
}
