/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the counts of a monitor come to. */
#include "sample/monitor.h"

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
        .rounds = a->rounds - b->rounds,
        .missed = a->missed - b->missed,
        .samples = a->samples - b->samples,
        .unverified = a->unverified - b->unverified,
        .running = a->running - b->running,
        .gil = a->gil - b->gil,
        .gc = a->gc - b->gc,
        .cpu_ns = a->cpu_ns - b->cpu_ns,
    };
}

void monitor_summary(const struct monitor *monitor, enum monitor_span span,
                     struct monitor_summary *ret)
{
    bool interval = span == MONITOR_INTERVAL;
    struct monitor_counts counts =
        interval ? difference(&monitor->marked, &monitor->before) : monitor->now;
    double seconds = (double)counts.ns / 1e9;
    uint64_t most = 0;

    *ret = (struct monitor_summary){
        .seconds = seconds,
        .round_s = counts.rounds > 0 ? seconds / (double)counts.rounds : 0,
        .rate = counts.ns > 0 ? (double)counts.rounds / seconds : 0,
        .missed = counts.missed,
        .samples = counts.samples,
        .unverified = percent(counts.unverified, counts.samples),
        .running = percent(counts.running, counts.rounds) / 100,
        .gil = percent(counts.gil, counts.rounds),
        .gc = percent(counts.gc, counts.rounds),
        .cpu = percent(counts.cpu_ns, counts.ns),
    };
    /* Two threads that were looked at one after the other may both have held it in one round. */
    if (ret->gil > 100)
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
