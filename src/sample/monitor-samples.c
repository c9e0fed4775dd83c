/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a monitor makes of a sample. */
#include "sample/monitor-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/runtime.h"
#include "sample/family-source.h"
#include "sample/live-source.h"
#include "sample/monitor-processes.h"
#include "sample/monitor-threads.h"
#include "sample/sample-filter.h"
#include "target/target.h"

/* Not seen before. Whoever waits may have waited long before we came. */
static struct monitor_thread *thread_create(struct monitor *monitor, const struct sample *sample)
{
    struct monitor_thread *thread = xcalloc(1, sizeof *thread);
    pid_t pid = monitor->runtime->target->pid;

    thread->process = monitor_process_of(monitor, sample->thread->process);
    if (thread->process != NULL)
        pid = thread->process->pid;
    thread->num = thread->own_num = sample->thread->num;
    if (thread->process != NULL && thread->process->order > 0)
        thread->num = MONITOR_CHILDREN + monitor->worker->child_threads++;
    thread->tid = sample->thread->tid;
    thread->ident = sample->thread->ident;
    thread->name = xstrdup(sample->thread->name);
    thread->moved_ns = sample->time_ns;
    if (sample->still_since_ns != 0 && thread->tid != 0 &&
        last_run_find(&monitor->worker->clocks, pid, thread->tid, &thread->ran_ns) &&
        thread->ran_ns < sample->still_since_ns) {
        thread->found_ns = sample->still_since_ns;
        thread->moved_ns = thread->ran_ns;
    }
    return thread;
}

static struct monitor_thread *find_thread(struct monitor *monitor, const struct sample *sample)
{
    struct monitor_thread *thread = monitor_thread_of(monitor, sample->thread);

    if (thread == NULL) {
        thread = thread_create(monitor, sample);
        monitor_threads_add(monitor, thread);
    }
    return thread;
}

static bool same_frame(const struct sample_frame *a, const struct sample_frame *b)
{
    return a->function == b->function && a->line == b->line;
}

/*
 * An OS thread that has entered another interpreter has a state in each, and is two threads here:
 * what it has had is that one's that runs. cpu_ns of both is the same afterwards, so it counts
 * once.
 */
static struct monitor_thread *share_cpu(struct monitor *monitor, struct monitor_thread *thread)
{
    struct monitor_thread *whose = thread;

    if (monitor->options.subprocesses || thread->tid == 0 ||
        live_source_interpreters(monitor->worker->inner) < 2)
        return thread;
    for (size_t i = 0; i < monitor->threads.count; i++) {
        struct monitor_thread *other = monitor->threads.data[i];

        if (other == thread || other->tid != thread->tid || other->ended)
            continue;
        if (other->cpu_ns > thread->cpu_ns)
            thread->cpu_ns = other->cpu_ns;
        if (thread->state != THREAD_RUNNING && other->state == THREAD_RUNNING)
            whose = other;
    }
    return whose;
}

/* ran_ns: what it has had in all by now; 0: it was not asked. */
static void count_cpu(struct monitor *monitor, struct monitor_thread *thread, uint64_t ran_ns)
{
    if (ran_ns == 0)
        return;

    struct monitor_thread *whose = share_cpu(monitor, thread);

    if (thread->cpu_ns != 0 && ran_ns > thread->cpu_ns) {
        whose->now.ran_ns += ran_ns - thread->cpu_ns;
        monitor->now.ran_ns += ran_ns - thread->cpu_ns;
    }
    thread->cpu_ns = ran_ns;
    monitor->knows_cpu = true;
}

static void take_thread(struct monitor *monitor, const struct sample *sample)
{
    struct monitor_thread *thread = find_thread(monitor, sample);
    uint64_t rounds = 1 + (uint64_t)sample->repeats;
    bool same = offcpu_same_count(&thread->proof.count, &sample->proof.count);

    if (thread->frames.count > 0 &&
        (sample->count == 0 || !same_frame(&thread->frames.data[0], &sample->frames[0])))
        thread->moved_ns = sample->time_ns;
    thread->state = sample->state;
    thread->gil = sample->gil;
    thread->proof = sample->proof;
    thread->verified = sample->verified;
    /* Where it could only be read in a slow way, it is not known since when it waits: at the least
     * since it was first read with these counts of what it has run. */
    if (sample->still_since_ns != 0 || sample->state != THREAD_IDLE)
        thread->still_ns = sample->still_since_ns;
    else if (thread->still_ns == 0 || !same)
        thread->still_ns = sample->time_ns;
    if (thread->still_ns != 0 && thread->still_ns == thread->found_ns)
        thread->still_ns = thread->ran_ns;
    uint64_t ran_ns = thread->still_ns != 0 ? thread->still_ns : sample->time_ns;

    if (ran_ns > monitor->ran_ns)
        monitor->ran_ns = ran_ns;
    thread->seen_ns = sample->last_ns;
    array_clear(&thread->frames);
    array_reserve(&thread->frames, sample->count);
    memcpy(thread->frames.data, sample->frames, sample->count * sizeof *sample->frames);
    thread->frames.count = sample->count;
    thread->now.rounds += rounds;
    thread->now.running += sample->state == THREAD_RUNNING ? rounds : 0;
    thread->now.gil += sample->gil ? rounds : 0;
    if (sample->gil_turns == 0 || sample->gil_turns != thread->gil_turns)
        thread->no_gil_ns = sample->time_ns;
    thread->gil_turns = sample->gil_turns;
    if (!sample->gil || thread->gil_ns == 0)
        thread->gil_ns = sample->gil ? sample->time_ns : 0;
    count_cpu(monitor, thread, sample->ran_ns);
}

const struct sample_source *monitor_source_of(const struct monitor *monitor,
                                              const struct runtime *runtime)
{
    const struct sample_source *inner = monitor->worker->inner;

    return monitor->options.subprocesses ? family_source_of(inner, runtime) : inner;
}

void monitor_take_blocked(const struct monitor *monitor, struct monitor_thread *thread,
                          const struct thread *read, uint64_t ran_ns)
{
    const struct sample_source *source =
        monitor_source_of(monitor, monitor_thread_runtime(monitor, thread));
    uint64_t now = clock_now_ns();

    if (source == NULL)
        return;
    array_clear(&thread->frames);
    for (size_t i = 0; i < read->frames.count; i++)
        array_push(&thread->frames, live_source_frame(source, &read->frames.data[i]));
    thread->verified = thread->frames.count;
    thread->proof = read->proof;
    thread->state = THREAD_IDLE;
    thread->gil = read->gil;
    thread->gil_ns = 0;
    thread->seen_ns = thread->moved_ns = now;
    thread->still_ns = ran_ns != 0 && ran_ns < now ? ran_ns : now;
}

static bool is_wanted(const struct monitor_options *options, const struct sample *sample)
{
    return (!options->gil || sample->gil) &&
           (options->thread == 0 || sample->thread->num == options->thread);
}

static void count_sample(void *arg, const struct sample *sample)
{
    struct monitor *monitor = arg;
    uint32_t node = calltree_add(&monitor->trees[MONITOR_ALL], sample);

    /* What was still pending when that began is older. */
    if (!monitor->options.patient && sample->time_ns >= monitor->history.started_ns)
        recording_note(&monitor->history, sample, node);
    if (sample->state == THREAD_RUNNING)
        calltree_add(&monitor->trees[MONITOR_RUNNING], sample);
}

static void take(void *arg, const struct sample *sample)
{
    struct monitor *monitor = arg;
    struct monitor_worker *worker = monitor->worker;
    uint64_t rounds = 1 + (uint64_t)sample->repeats;

    if (sample->last_ns > worker->newest_ns)
        worker->newest_ns = sample->last_ns;
    take_thread(monitor, sample);
    monitor->now.samples += rounds;
    monitor->now.unverified += sample->proof.kind == PROOF_UNVERIFIED ? rounds : 0;
    monitor->now.running += sample->state == THREAD_RUNNING ? rounds : 0;
    monitor->now.gil += sample->gil ? rounds : 0;
    if (!is_wanted(&monitor->options, sample))
        return;
    if (worker->cpu_filter == NULL) {
        count_sample(monitor, sample);
    } else if (sample->state == THREAD_RUNNING) {
        struct sample_sink sink = sample_filter_sink(worker->cpu_filter);

        sink.take(sink.arg, sample);
    }
}

struct sample_sink monitor_sink(struct monitor *monitor)
{
    return (struct sample_sink){take, monitor};
}

void monitor_begin_cpu(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;
    struct sample_filter_options options = {.cpu = true,
                                            .period_ns = (uint64_t)(1e9 / monitor->options.rate)};

    sample_filter_destroy(take_pointer(worker->cpu_filter));
    if (monitor->options.subprocesses)
        family_source_set_seldom(worker->inner, !monitor->options.cpu);
    else
        live_source_set_seldom(worker->inner, !monitor->options.cpu);
    if (monitor->options.cpu)
        worker->cpu_filter =
            sample_filter_create(&options, (struct sample_sink){count_sample, monitor});
}
