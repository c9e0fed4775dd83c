/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/monitor-threads.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "repr/waiting.h"
#include "sample/family-source.h"
#include "sample/live-source.h"
#include "sample/monitor-processes.h"
#include "sample/monitor.h"
#include "target/target.h"

static void thread_destroy(struct monitor_thread *thread)
{
    if (thread->waiting != NULL)
        waiting_deinit(thread->waiting);
    array_deinit(&thread->frames);
    free(thread->waiting);
    free(thread->waits);
    free(thread->name);
    free(thread);
}

void monitor_threads_clear(struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->threads.count; i++)
        thread_destroy(monitor->threads.data[i]);
    array_deinit(&monitor->threads);
}

/* Where the first thread is whose number is not less. */
static size_t place_of(const struct monitor *monitor, unsigned num)
{
    size_t low = 0, high = monitor->threads.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (monitor->threads.data[middle]->num < num)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct monitor_thread *monitor_thread(const struct monitor *monitor, unsigned num)
{
    size_t at = place_of(monitor, num);

    return at < monitor->threads.count && monitor->threads.data[at]->num == num
               ? monitor->threads.data[at]
               : NULL;
}

struct monitor_thread *monitor_thread_of(const struct monitor *monitor,
                                         const struct sample_thread *about)
{
    if (about->process == NULL || about->process->pid == monitor->runtime->target->pid)
        return monitor_thread(monitor, about->num);
    for (size_t i = place_of(monitor, MONITOR_CHILDREN); i < monitor->threads.count; i++) {
        struct monitor_thread *thread = monitor->threads.data[i];

        if (thread->own_num == about->num && thread->process->pid == about->process->pid)
            return thread;
    }
    return NULL;
}

void monitor_threads_add(struct monitor *monitor, struct monitor_thread *thread)
{
    size_t at = place_of(monitor, thread->num);

    array_reserve(&monitor->threads, 1);
    memmove(monitor->threads.data + at + 1, monitor->threads.data + at,
            (monitor->threads.count - at) * sizeof *monitor->threads.data);
    monitor->threads.data[at] = thread;
    monitor->threads.count++;
}

/* ---- who has ended */

static void see_thread(void *arg, const struct sample_thread *about)
{
    struct monitor_thread *thread = monitor_thread_of(arg, about);

    if (thread == NULL)
        return;
    thread->lives = true;
    if (strcmp(thread->name, about->name) == 0)
        return;
    free(thread->name);
    thread->name = xstrdup(about->name);
}

/* Nothing of it is lost to the sums. */
static void count_ended(struct monitor *monitor, const struct monitor_thread *thread)
{
    struct monitor_ended *sum = &monitor->ended_now;

    sum->threads++;
    sum->counts.running += thread->now.running - thread->marked.running;
    sum->counts.gil += thread->now.gil - thread->marked.gil;
}

static void drop_ended(struct monitor *monitor)
{
    size_t kept = 0;

    for (size_t i = 0; i < monitor->threads.count; i++) {
        struct monitor_thread *thread = monitor->threads.data[i];

        if (!thread->ended || thread->lives) {
            monitor->threads.data[kept++] = thread;
            continue;
        }
        count_ended(monitor, thread);
        thread_destroy(thread);
    }
    monitor->threads.count = kept;
}

void monitor_threads_sync(struct monitor *monitor, const struct sample_source *source)
{
    bool all = true;

    for (size_t i = 0; i < monitor->threads.count; i++)
        monitor->threads.data[i]->lives = false;
    if (monitor->options.subprocesses) {
        monitor_processes_sync(monitor, source);
        family_source_each_thread(source, see_thread, monitor);
    } else {
        live_source_each_thread(source, see_thread, monitor);
    }
    for (size_t i = 0; i < monitor->threads.count; i++)
        all = all && monitor->threads.data[i]->lives;
    if (!all && !error_ignore(target_check(monitor->runtime->target)))
        return;
    drop_ended(monitor);
    for (size_t i = 0; i < monitor->threads.count; i++)
        monitor->threads.data[i]->ended = !monitor->threads.data[i]->lives;
    monitor_processes_drop(monitor);
}

void monitor_threads_mark(struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->threads.count; i++) {
        struct monitor_thread *thread = monitor->threads.data[i];

        thread->before = thread->marked;
        thread->marked = thread->now;
    }
    monitor->ended_threads = monitor->ended_now;
    monitor->ended_now = (struct monitor_ended){0};
}

void monitor_threads_reset(struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->threads.count; i++) {
        struct monitor_thread *thread = monitor->threads.data[i];

        thread->now = thread->marked = thread->before = (struct monitor_thread_counts){0};
    }
    monitor->ended_threads = monitor->ended_now = (struct monitor_ended){0};
}

void monitor_threads_forget_cpu(struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->threads.count; i++)
        monitor->threads.data[i]->cpu_ns = 0;
}

char *monitor_thread_title(const struct monitor_thread *thread)
{
    return thread->process != NULL
               ? xasprintf("%u of pid %d", thread->own_num, (int)thread->process->pid)
               : xasprintf("%u", thread->own_num);
}

struct runtime *monitor_thread_runtime(const struct monitor *monitor,
                                       const struct monitor_thread *thread)
{
    return thread->process != NULL ? thread->process->runtime : monitor->runtime;
}

size_t monitor_living_processes(const struct monitor *monitor)
{
    size_t count = 0;

    for (size_t i = 0; i < monitor->processes.count; i++)
        count += monitor->processes.data[i]->lives;
    return monitor->options.subprocesses ? count : 1;
}

size_t monitor_living(const struct monitor *monitor)
{
    size_t count = 0;

    for (size_t i = 0; i < monitor->threads.count; i++)
        count += !monitor->threads.data[i]->ended;
    return count;
}

const char *monitor_stopper(const struct monitor *monitor)
{
    return monitor->os_state == 'T' ? "signal" : monitor->os_state == 't' ? "debugger" : NULL;
}

const char *monitor_state_name(const struct monitor *monitor, const struct monitor_thread *thread)
{
    return thread->ended              ? "ended"
           : monitor->os_state == 'T' ? "stopped"
           : monitor->os_state == 't' ? "traced"
                                      : thread_state_name(thread->state);
}

double monitor_share(const struct monitor *monitor, uint64_t rounds)
{
    uint64_t all = monitor->marked.rounds - monitor->before.rounds;

    return all > 0 ? (double)rounds / (double)all : 0;
}
