/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/thread-id.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "target/process.h"

/* glibc's struct pthread has it at 720 on x86-64, musl's at 48. */
#define DESCRIPTOR_BYTES 1024
#define CALIBRATE_THREADS 16

struct error *thread_ids_init(struct thread_ids *ids, struct runtime *runtime)
{
    *ids = (struct thread_ids){0};
    if (runtime->target->process == NULL)
        return NULL;
    return process_threads(runtime->target->process, &ids->outer, &ids->inner);
}

void thread_ids_deinit(struct thread_ids *ids)
{
    array_deinit(&ids->outer);
    array_deinit(&ids->inner);
}

/* The kernel lists them in order of creation, which is that of their numbers until these wrap. */
pid_t thread_ids_outer(const struct thread_ids *ids, pid_t inner)
{
    size_t low = 0;
    size_t high = ids->inner.count;

    if (inner <= 0)
        return 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ids->inner.data[middle] == inner)
            return ids->outer.data[middle];
        if (ids->inner.data[middle] < inner)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = 0; i < ids->inner.count; i++)
        if (ids->inner.data[i] == inner)
            return ids->outer.data[i];
    return 0;
}

static pid_t number_at(const uint8_t *descriptor, size_t offset)
{
    int32_t number;

    memcpy(&number, descriptor + offset, sizeof number);
    return number;
}

/* Every descriptor holds a thread there, and no two the same. */
static bool offset_fits(const struct thread_ids *ids, uint8_t (*copies)[DESCRIPTOR_BYTES],
                        size_t count, size_t offset)
{
    for (size_t i = 0; i < count; i++) {
        pid_t number = number_at(copies[i], offset);

        if (thread_ids_outer(ids, number) == 0)
            return false;
        for (size_t j = 0; j < i; j++)
            if (number_at(copies[j], offset) == number)
                return false;
    }
    return true;
}

void thread_id_calibrate(struct runtime *runtime, const struct thread_ids *ids,
                         const uint64_t *descriptors, size_t count)
{
    uint8_t copies[CALIBRATE_THREADS][DESCRIPTOR_BYTES];
    size_t used = 0;

    if (runtime->tid_offset != 0)
        return;
    for (size_t i = 0; i < count && used < CALIBRATE_THREADS; i++) {
        bool repeated = false;

        /* In one OS thread there may be a state of each interpreter. */
        for (size_t j = 0; j < i; j++)
            repeated = repeated || descriptors[j] == descriptors[i];
        if (!repeated && error_ignore(target_read(runtime->target, descriptors[i], copies[used],
                                                  sizeof copies[used])))
            used++;
    }
    if (used == 0)
        return;
    for (size_t offset = 16; offset + 4 <= DESCRIPTOR_BYTES; offset += 4) {
        if (offset_fits(ids, copies, used, offset)) {
            runtime->tid_offset = offset;
            return;
        }
    }
}

pid_t thread_id_from_descriptor(struct runtime *runtime, const struct thread_ids *ids,
                                uint64_t descriptor)
{
    int32_t number;

    if (runtime->tid_offset == 0 ||
        !error_ignore(
            target_read(runtime->target, descriptor + runtime->tid_offset, &number, sizeof number)))
        return 0;
    return thread_ids_outer(ids, number) != 0 ? number : 0;
}
