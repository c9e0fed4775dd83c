/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/target.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "target/page-cache.h"
#include "target/process.h"

static void destroy_process(void *arg)
{
    process_destroy(arg);
}

static const struct target_ops process_ops = {
    .read = process_read,
    .destroy = destroy_process,
};

struct target *target_create(const struct target_ops *ops, void *arg)
{
    struct target *target = xcalloc(1, sizeof *target);

    target->ops = ops;
    target->arg = arg;
    return target;
}

struct error *target_open(pid_t pid, struct target **ret)
{
    struct process *process;

    TRY(process_create(pid, &process));
    *ret = target_create(&process_ops, process);
    (*ret)->pid = pid;
    (*ret)->process = process;
    return NULL;
}

void target_destroy(struct target *target)
{
    if (target == NULL)
        return;
    page_cache_destroy(target->cache);
    target->ops->destroy(target->arg);
    free(target);
}

struct error *target_check(struct target *target)
{
    return target->process != NULL ? process_check(target->process) : NULL;
}

void target_cache_on(struct target *target)
{
    page_cache_destroy(target->cache);
    target->cache = page_cache_create();
}

void target_cache_off(struct target *target)
{
    page_cache_destroy(take_pointer(target->cache));
}

bool target_set_deadline(struct target *target, uint64_t deadline_ns)
{
    bool overrun = target->overrun;

    target->deadline_ns = deadline_ns;
    target->overrun = false;
    return overrun;
}

struct error *target_check_deadline(struct target *target)
{
    if (target->deadline_ns == 0 || clock_now_ns() < target->deadline_ns)
        return NULL;
    target->overrun = true;
    return error_create(ERROR_INTERRUPTED, "the time for reading is spent");
}

static struct error *read_uncached(struct target *target, const struct target_range *ranges,
                                   size_t count)
{
    while (count > 0) {
        size_t now = count < IOV_MAX ? count : IOV_MAX;

        TRY(target_check_deadline(target));
        target->counters.reads++;
        for (size_t i = 0; i < now; i++)
            target->counters.bytes += ranges[i].size;
        TRY(target->ops->read(target->arg, ranges, now));
        ranges += now;
        count -= now;
    }
    return NULL;
}

static struct error *fetch_page(void *arg, uint64_t address, void *page)
{
    return read_uncached(arg, &(struct target_range){address, page, PAGE_CACHE_BYTES}, 1);
}

struct error *target_read_many(struct target *target, const struct target_range *ranges,
                               size_t count)
{
    size_t done = 0;

    while (target->cache != NULL && done < count &&
           page_cache_read(target->cache, &ranges[done], fetch_page, target))
        done++;
    return read_uncached(target, ranges + done, count - done);
}

struct error *target_read(struct target *target, uint64_t address, void *buffer, size_t size)
{
    return target_read_many(target, &(struct target_range){address, buffer, size}, 1);
}

struct error *target_read_u64(struct target *target, uint64_t address, uint64_t *ret)
{
    return target_read(target, address, ret, sizeof *ret);
}

struct error *target_read_cstring(struct target *target, uint64_t address, size_t max, char **ret)
{
    CLEANUP_FREE char *text = xmalloc(max + 1);
    size_t used = 0;

    while (used < max) {
        /* Up to the end of a page at a time: the next one may not be there. */
        size_t chunk = 4096 - (size_t)((address + used) % 4096);

        if (chunk > 256)
            chunk = 256;
        if (chunk > max - used)
            chunk = max - used;
        TRY(target_read(target, address + used, text + used, chunk));

        char *end = memchr(text + used, '\0', chunk);

        if (end != NULL) {
            *ret = take_pointer(text);
            return NULL;
        }
        used += chunk;
    }
    text[max] = '\0';
    *ret = take_pointer(text);
    return NULL;
}
