/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/monitor-waits.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/code-cache.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "python/thread.h"
#include "repr/waiting.h"
#include "sample/monitor.h"

/* A table of sockets is as old as this at most, and the list of threads is not made more often. */
#define FRESH_NS 1000000000ull
/* The function of the library that is looked for is not far from the newest frame. */
#define MAX_FRAMES 64

struct monitor_waits {
    struct runtime *runtime;
    struct snapshot *listed; /* NULL: not yet */
    uint64_t listed_ns;
    struct waiting_reader *reader; /* NULL: not yet */
    uint64_t reader_ns;
};

struct monitor_waits *monitor_waits_create(struct runtime *runtime)
{
    struct monitor_waits *waits = xcalloc(1, sizeof *waits);

    waits->runtime = runtime;
    return waits;
}

void monitor_waits_destroy(struct monitor_waits *waits)
{
    if (waits == NULL)
        return;
    snapshot_destroy(waits->listed);
    waiting_reader_destroy(waits->reader);
    free(waits);
}

static struct thread *find_listed(struct monitor_waits *waits, const struct monitor_thread *thread)
{
    struct thread *found =
        waits->listed != NULL ? snapshot_thread(waits->listed, thread->num) : NULL;

    return found != NULL && found->tid == thread->tid ? found : NULL;
}

static struct thread *find_thread(struct monitor_waits *waits, const struct monitor_thread *thread)
{
    struct thread *found = find_listed(waits, thread);
    struct snapshot *snapshot;

    if (found != NULL || (waits->listed != NULL && clock_now_ns() - waits->listed_ns < FRESH_NS))
        return found;
    waits->listed_ns = clock_now_ns();
    snapshot = xcalloc(1, sizeof *snapshot);
    if (!error_ignore(thread_list(waits->runtime, snapshot))) {
        snapshot_destroy(snapshot);
        return NULL;
    }
    snapshot_destroy(waits->listed);
    waits->listed = snapshot;
    return find_listed(waits, thread);
}

static struct waiting_reader *fresh_reader(struct monitor_waits *waits)
{
    uint64_t now = clock_now_ns();

    if (waits->reader == NULL || now - waits->reader_ns > FRESH_NS) {
        waiting_reader_destroy(waits->reader);
        waits->reader = waiting_reader_create(waits->runtime);
        waits->reader_ns = now;
    }
    return waits->reader;
}

const struct thread *monitor_waits_reread(struct monitor_waits *waits,
                                          const struct monitor_thread *thread)
{
    struct thread *listed = find_thread(waits, thread);

    code_cache_new_epoch(waits->runtime->codes);
    return listed != NULL && snapshot_reread(waits->runtime, waits->listed, listed, 0) ? listed
                                                                                       : NULL;
}

const char *monitor_waits_of(struct monitor_waits *waits, struct monitor_thread *thread)
{
    struct thread *listed;

    free(take_pointer(thread->waits));
    if (thread->still_ns == 0 || (listed = find_thread(waits, thread)) == NULL)
        return "";
    if (thread->waiting != NULL && thread->waiting_ns == thread->still_ns) {
        waiting_refresh(fresh_reader(waits), listed, thread->waiting);
    } else {
        if (thread->waiting != NULL)
            waiting_deinit(thread->waiting);
        else
            thread->waiting = xcalloc(1, sizeof *thread->waiting);
        *thread->waiting = (struct waiting){0};
        code_cache_new_epoch(waits->runtime->codes);
        if (snapshot_reread(waits->runtime, waits->listed, listed, MAX_FRAMES))
            waiting_read(fresh_reader(waits), listed, thread->waiting);
        thread->waiting_ns = thread->still_ns;
    }
    thread->waits = waiting_text(thread->waiting);
    return thread->waits;
}
