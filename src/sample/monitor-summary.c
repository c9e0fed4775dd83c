/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the counts of a monitor come to. */
#include "sample/monitor.h"

#include <stdlib.h>

#include "base/memory.h"
#include "repr/waiting.h"
#include "sample/live-source.h"
#include "sample/monitor-internal.h"
#include "sample/profile.h"
#include "sample/unseen.h"

#define GIL_ASLEEP_NS 100000000ull
#define SECOND_NS 1000000000ull

static double percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

/* a - b, member by member. */
static struct monitor_counts difference(const struct monitor_counts *a,
                                        const struct monitor_counts *b)
{
    return (struct monitor_counts){
        .ns = a->ns - b->ns,
        .gap_ns = a->gap_ns - b->gap_ns,
        .rounds = a->rounds - b->rounds,
        .missed = a->missed - b->missed,
        .samples = a->samples - b->samples,
        .unverified = a->unverified - b->unverified,
        .running = a->running - b->running,
        .gil = a->gil - b->gil,
        .gc = a->gc - b->gc,
        .process_ns = a->process_ns - b->process_ns,
        .ran_ns = a->ran_ns - b->ran_ns,
        .clock_ns = a->clock_ns - b->clock_ns,
        .cpu_ns = a->cpu_ns - b->cpu_ns,
    };
}

bool monitor_leaves_idle(const struct monitor *monitor)
{
    return monitor->options.gil || monitor->options.cpu;
}

double monitor_sample_seconds(const struct monitor *monitor)
{
    const struct monitor_counts *counts = &monitor->now;

    if (monitor->options.cpu)
        return 1 / monitor->options.rate;
    return counts->rounds > 0 ? (double)counts->ns / 1e9 / (double)counts->rounds : 0;
}

void monitor_summary(const struct monitor *monitor, enum monitor_span span,
                     struct monitor_summary *ret)
{
    bool interval = span == MONITOR_INTERVAL;
    struct monitor_counts counts =
        interval ? difference(&monitor->marked, &monitor->before) : monitor->now;
    const struct calltree *tree = &monitor->trees[MONITOR_RUNNING];
    uint64_t counted = interval ? profile_interval(tree) : profile_start(tree);
    double seconds = (double)counts.ns / 1e9;
    double period = 1 / monitor->options.rate;
    uint64_t most = 0;

    *ret = (struct monitor_summary){
        .seconds = seconds,
        .gap = (double)counts.gap_ns / 1e9,
        .round_s = counts.rounds > 0 ? seconds / (double)counts.rounds : 0,
        .rate = counts.ns > 0 ? (double)counts.rounds / seconds : 0,
        .missed = counts.missed,
        .samples = counts.samples,
        .unverified = percent(counts.unverified, counts.samples),
        .running = percent(counts.running, counts.rounds) / 100,
        .counted = percent(counted, counts.rounds) / 100,
        .on_cpu = percent(counts.process_ns, counts.clock_ns) / 100,
        .gil = percent(counts.gil, counts.rounds),
        .gc = percent(counts.gc, counts.rounds),
        .cpu = percent(counts.cpu_ns, counts.ns + counts.gap_ns),
    };
    if (seconds > 0)
        ret->unseen = unseen_seconds(seconds, counts.rounds, (double)counts.ran_ns / 1e9,
                                     ret->running * seconds) /
                      seconds;
    if (monitor->options.cpu) {
        ret->round_s = period;
        ret->counted = seconds > 0 ? (double)counted * period / seconds : 0;
    }
    /* Late rounds are made up for: one of them may be of the time before. */
    if (ret->rate > monitor->options.rate)
        ret->rate = monitor->options.rate;
    /* Two threads that were looked at one after the other may both have held it in one round. */
    if (ret->gil > 100 && !monitor->options.subprocesses)
        ret->gil = 100;
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];
        uint64_t gil = interval ? thread->marked.gil - thread->before.gil : thread->now.gil;

        if (gil > most) {
            most = gil;
            ret->holder = thread->num;
        }
    }
    ret->holder_gil = percent(most, counts.rounds);
}

bool monitor_wants_gil(const struct monitor_thread *thread)
{
    return thread->waiting != NULL && thread->waiting->gil && thread->gil_turns != 0 &&
           thread->no_gil_ns <= thread->asked_ns;
}

static bool sleeps_with_gil(const struct monitor_thread *thread)
{
    uint64_t since = thread->gil_ns > thread->still_ns ? thread->gil_ns : thread->still_ns;

    return !thread->ended && thread->gil && thread->state == THREAD_IDLE && thread->still_ns != 0 &&
           thread->gil_ns != 0 && thread->seen_ns >= since + GIL_ASLEEP_NS;
}

const struct monitor_thread *monitor_gil_sleeper(const struct monitor *monitor)
{
    if (!monitor->has_gil || monitor->options.subprocesses ||
        live_source_interpreters(monitor->worker->inner) > 1)
        return NULL;
    for (size_t i = 0; i < monitor->threads.count; i++)
        if (sleeps_with_gil(monitor->threads.data[i]))
            return monitor->threads.data[i];
    return NULL;
}

uint64_t monitor_still_ns(const struct monitor *monitor, const struct monitor_thread *thread)
{
    bool wants_gil = monitor_wants_gil(thread);
    const struct monitor_thread *sleeper = wants_gil ? monitor_gil_sleeper(monitor) : NULL;
    uint64_t since = wants_gil ? thread->no_gil_ns : thread->still_ns;

    if (since == 0)
        return 0;
    if (since < thread->moved_ns)
        since = thread->moved_ns;
    /* For so long nobody else can have had it, nor gone on to another line without it, also before
     * we came. */
    if (sleeper != NULL && sleeper->still_ns < since)
        since = sleeper->still_ns;
    return since < thread->seen_ns ? thread->seen_ns - since : 0;
}

static int compare_ages(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return *a < *b ? 1 : *a > *b ? -1 : 0; /* from the longest to the shortest */
}

/*
 * Where to draw the line between those that stand still and those that do not: most threads are on
 * its one side, and it is where the ages on its two sides differ most.
 */
static size_t find_line(const uint64_t *ages, size_t count)
{
    size_t found = 0;
    double most = 0;

    for (size_t i = (count + 1) / 2; i <= count && i > 0 && ages[i - 1] >= SECOND_NS; i++) {
        double next = i < count && ages[i] > SECOND_NS ? (double)ages[i] : SECOND_NS;

        if ((double)ages[i - 1] / next > most) {
            most = (double)ages[i - 1] / next;
            found = i;
        }
    }
    return found;
}

void monitor_stillness(const struct monitor *monitor, struct monitor_stillness *ret)
{
    CLEANUP_FREE uint64_t *ages = xcalloc(monitor->threads.count + 1, sizeof *ages);
    size_t count = 0;

    for (size_t i = 0; i < monitor->threads.count; i++)
        if (!monitor->threads.data[i]->ended)
            ages[count++] = monitor_still_ns(monitor, monitor->threads.data[i]);
    qsort(ages, count, sizeof *ages, compare_ages);
    ret->threads = find_line(ages, count);
    ret->ns = ret->threads > 0 ? ages[ret->threads - 1] : 0;
    ret->differ = ages[0] - ret->ns >= SECOND_NS && ret->threads > 0;
}
