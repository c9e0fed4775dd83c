/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/deque.h"

#include "python/runtime.h"
#include "python/view.h"
#include "target/target.h"

struct error *deque_length(struct runtime *runtime, uint64_t address, uint64_t *ret)
{
    TRY(view_read_field(runtime->target, address, runtime->layout.deque.len, ret));
    if ((int64_t)*ret < 0)
        return error_create(ERROR_CORRUPT, "a deque cannot have a negative size");
    return NULL;
}

struct error *deque_open(struct runtime *runtime, uint64_t address, struct deque_reader *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->deque.len, layout->deque.leftblock,
                                    layout->deque.leftindex};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, address, fields, 3, values));
    *ret = (struct deque_reader){
        .runtime = runtime,
        .left = values[0],
        .block = values[1],
        .index = values[2],
        .size = layout->deque_block.data.size / 8,
    };
    if ((int64_t)ret->left < 0)
        return error_create(ERROR_CORRUPT, "a deque cannot have a negative size");
    if (ret->size == 0 || ret->size > DEQUE_BLOCK_MAX || ret->index > ret->size)
        return error_create(ERROR_CORRUPT, "a deque begins outside its block");
    return NULL;
}

/* To the block on the right, if all of this one has been seen. */
static struct error *next_block(struct deque_reader *reader)
{
    if (reader->index < reader->size)
        return NULL;
    reader->index = 0;
    reader->loaded = false;
    return view_read_field(reader->runtime->target, reader->block,
                           reader->runtime->layout.deque_block.rightlink, &reader->block);
}

struct error *deque_next(struct deque_reader *reader, uint64_t *ret)
{
    TRY(next_block(reader));
    if (!reader->loaded)
        TRY(target_read(reader->runtime->target,
                        reader->block + reader->runtime->layout.deque_block.data.offset,
                        reader->items, 8 * reader->size));
    reader->loaded = true;
    *ret = reader->items[reader->index++];
    reader->left--;
    return NULL;
}

struct error *deque_skip(struct deque_reader *reader, uint64_t count)
{
    while (count > 0) {
        TRY(next_block(reader));

        uint64_t here = reader->size - reader->index;

        if (here > count)
            here = count;
        reader->index += here;
        reader->left -= here;
        count -= here;
    }
    return NULL;
}
