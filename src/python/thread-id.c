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

/* How many of the descriptors hold a thread there, each another one. */
static size_t score(const struct thread_ids *ids, uint8_t (*copies)[DESCRIPTOR_BYTES], size_t count,
                    size_t offset)
{
    size_t good = 0;

    for (size_t i = 0; i < count; i++) {
        pid_t number = number_at(copies[i], offset);
        bool repeated = false;

        for (size_t j = 0; j < i; j++)
            repeated = repeated || number_at(copies[j], offset) == number;
        good += !repeated && thread_ids_outer(ids, number) != 0;
    }
    return good;
}

/*
 * Some descriptor may be stale: a thread that ended without its state. So the majority counts; and
 * a place that no C library is known for must hold two different threads, because the
 * number 1 of a container's first process is everywhere.
 */
static size_t find_offset(const struct thread_ids *ids, uint8_t (*copies)[DESCRIPTOR_BYTES],
                          size_t count)
{
    /* struct pthread.tid: glibc on x86-64 and on aarch64; struct pthread.tid of musl */
    static const size_t known[] = {720, 208, 48};
    size_t best = 0;
    size_t best_score = 1;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (2 * score(ids, copies, count, known[i]) > count)
            return known[i];
    for (size_t offset = 16; offset + 4 <= DESCRIPTOR_BYTES; offset += 4) {
        size_t now = score(ids, copies, count, offset);

        if (now > best_score && 2 * now > count) {
            best = offset;
            best_score = now;
        }
    }
    return best;
}

void thread_id_calibrate(struct runtime *runtime, const struct thread_ids *ids,
                         const uint64_t *descriptors, size_t count)
{
    uint8_t copies[CALIBRATE_THREADS][DESCRIPTOR_BYTES];
    uint64_t taken[CALIBRATE_THREADS];
    size_t used = 0;

    if (runtime->tid_offset != 0)
        return;
    for (size_t i = 0; i < count && used < CALIBRATE_THREADS; i++) {
        bool repeated = false;

        /* In one OS thread there may be a state of each interpreter. */
        for (size_t j = 0; j < used; j++)
            repeated = repeated || taken[j] == descriptors[i];
        taken[used] = descriptors[i];
        if (!repeated && error_ignore(target_read(runtime->target, descriptors[i], copies[used],
                                                  sizeof copies[used])))
            used++;
    }
    if (used > 0)
        runtime->tid_offset = find_offset(ids, copies, used);
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
