/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/image.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "target/target.h"

#define PAGE_BYTES 4096
/* Two stretches as near as this are taken as one: a further one costs more than its bytes. */
#define GAP_BYTES 1024
/* A stack grows upwards: so much is taken beyond what was touched last time. */
#define GROWTH_BYTES 768
/* Of several images; where there are more, each is read by itself. */
#define MANY_RANGES 64
/* A deeper stack is read piece by piece. */
#define KEPT_MAX_BYTES ((size_t)64 << 20)

static struct error *get_from_image(struct stack_memory *memory, uint64_t address, size_t size,
                                    void *buffer, const void **ret)
{
    return image_get((struct image *)memory, address, size, buffer, ret);
}

void image_init(struct image *image, struct target *target)
{
    *image = (struct image){.memory = {get_from_image}, .target = target};
}

static void free_later(struct image *image)
{
    for (size_t i = 0; i < image->later.count; i++)
        free(image->later.data[i]);
    array_clear(&image->later);
}

void image_deinit(struct image *image)
{
    free_later(image);
    array_deinit(&image->later);
    array_deinit(&image->blocks);
    array_deinit(&image->ranges);
    free(take_pointer(image->buffer));
}

static uint64_t page_end(uint64_t address)
{
    return (address | (PAGE_BYTES - 1)) + 1;
}

/* The stretches that were touched, near ones joined; none goes beyond the pages that were. */
static size_t plan(struct image *image)
{
    size_t total = 0;
    uint64_t end = 0;

    array_clear(&image->ranges);
    for (size_t i = 0; i < image->blocks.count; i++) {
        const struct image_block *block = &image->blocks.data[i];
        uint64_t grown = block->high + GROWTH_BYTES;

        if (block->low == block->high)
            continue;
        if (grown > page_end(block->high - 1))
            grown = page_end(block->high - 1);
        if (image->ranges.count > 0 && block->low <= end + GAP_BYTES) {
            struct target_range *last = &image->ranges.data[image->ranges.count - 1];

            if (grown > end) {
                last->size += (size_t)(grown - end);
                total += (size_t)(grown - end);
                end = grown;
            }
            continue;
        }
        array_push(&image->ranges,
                   ((struct target_range){block->low, NULL, (size_t)(grown - block->low)}));
        total += (size_t)(grown - block->low);
        end = grown;
    }
    return total;
}

/* Room for what is to be read. */
static void prepare(struct image *image)
{
    size_t total = plan(image);
    size_t used = 0;

    array_clear(&image->blocks);
    free_later(image);
    if (total > KEPT_MAX_BYTES)
        array_clear(&image->ranges);
    if (total > image->buffer_size) {
        free(image->buffer);
        image->buffer_size = total + total / 2;
        image->buffer = xmalloc(image->buffer_size);
    }
    for (size_t i = 0; i < image->ranges.count; i++) {
        image->ranges.data[i].buffer = image->buffer + used;
        used += image->ranges.data[i].size;
    }
}

static void keep(struct image *image)
{
    for (size_t i = 0; i < image->ranges.count; i++) {
        const struct target_range *range = &image->ranges.data[i];

        array_push(&image->blocks,
                   ((struct image_block){
                       .address = range->address, .size = range->size, .bytes = range->buffer}));
    }
}

static void begin_one(struct image *image)
{
    prepare(image);
    if (image->ranges.count > 0 &&
        error_ignore(target_read_many(image->target, image->ranges.data, image->ranges.count)))
        keep(image);
}

void image_begin(struct image *const *images, size_t count)
{
    if (count == 1) {
        begin_one(images[0]);
        return;
    }

    size_t total = 0, used = 0;

    for (size_t i = 0; i < count; i++) {
        prepare(images[i]);
        total += images[i]->ranges.count;
    }

    struct target_range ranges[MANY_RANGES];
    bool got = total > 0 && total <= MANY_RANGES;

    for (size_t i = 0; got && i < count; i++)
        for (size_t j = 0; j < images[i]->ranges.count; j++)
            ranges[used++] = images[i]->ranges.data[j];
    got = got && error_ignore(target_read_many(images[0]->target, ranges, total));

    /* One that cannot be read takes the others with it. */
    for (size_t i = 0; i < count; i++) {
        struct image *image = images[i];

        if (got || (image->ranges.count > 0 &&
                    error_ignore(
                        target_read_many(image->target, image->ranges.data, image->ranges.count))))
            keep(image);
    }
}

/* The number of blocks that begin at address or before it. */
static size_t count_before(const struct image *image, uint64_t address)
{
    size_t low = 0;
    size_t high = image->blocks.count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (image->blocks.data[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * Reads the page of an address that no block holds, as far as its neighbours leave it free: other
 * parts of the stack are likely to be near.
 */
static struct error *fetch(struct image *image, uint64_t address)
{
    size_t at = count_before(image, address);
    uint64_t start = page_end(address) - PAGE_BYTES;
    uint64_t end = page_end(address);
    struct image_block block;

    if (at > 0) {
        const struct image_block *before = &image->blocks.data[at - 1];

        if (before->address + before->size > start)
            start = before->address + before->size;
    }
    if (at < image->blocks.count && image->blocks.data[at].address < end)
        end = image->blocks.data[at].address;
    block = (struct image_block){.address = start, .size = (size_t)(end - start)};
    block.bytes = xmalloc(block.size);

    struct error *error = target_read(image->target, start, block.bytes, block.size);

    if (error != NULL) {
        free(block.bytes);
        return error;
    }
    array_push(&image->later, block.bytes);
    array_push(&image->blocks, block);
    memmove(&image->blocks.data[at + 1], &image->blocks.data[at],
            (image->blocks.count - 1 - at) * sizeof block);
    image->blocks.data[at] = block;
    return NULL;
}

/* The block that holds address, read if need be. */
static struct error *find(struct image *image, uint64_t address, struct image_block **ret)
{
    for (int i = 0; i < 2; i++) {
        size_t at = count_before(image, address);
        struct image_block *block = at > 0 ? &image->blocks.data[at - 1] : NULL;

        if (block != NULL && address - block->address < block->size) {
            *ret = block;
            return NULL;
        }
        if (i == 0)
            TRY(fetch(image, address));
    }
    return error_fault(address, "no readable memory");
}

static void touch(struct image_block *block, uint64_t address, size_t size)
{
    if (block->low == block->high) {
        block->low = address;
        block->high = address + size;
    }
    if (address < block->low)
        block->low = address;
    if (address + size > block->high)
        block->high = address + size;
}

struct error *image_get(struct image *image, uint64_t address, size_t size, void *buffer,
                        const void **ret)
{
    size_t done = 0;

    if (address < PAGE_BYTES || address + size < address || address > UINT64_MAX / 2)
        return error_fault(address, "no readable memory");
    while (done < size) {
        struct image_block *block;

        TRY(find(image, address + done, &block));

        size_t inside = (size_t)(address + done - block->address);
        size_t part = block->size - inside;

        if (part > size - done)
            part = size - done;
        touch(block, address + done, part);
        if (part == size) {
            *ret = block->bytes + inside;
            return NULL;
        }
        memcpy((uint8_t *)buffer + done, block->bytes + inside, part);
        done += part;
    }
    *ret = buffer;
    return NULL;
}
