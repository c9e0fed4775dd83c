/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/monitor.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/interpreter.h"
#include "python/runtime.h"
#include "sample/family-source.h"
#include "sample/live-source.h"
#include "sample/monitor-internal.h"
#include "sample/monitor-processes.h"
#include "sample/monitor-threads.h"
#include "sample/monitor-waits.h"
#include "sample/sample-filter.h"
#include "target/process.h"
#include "target/procfs.h"
#include "target/target.h"

/* How long it may take until the thread sees that something is wanted of it. */
#define LOOK_UP_NS 50000000ull
/* Of what came after what so many events are kept: some 12 MB, and hours where little runs. */
#define HISTORY_EVENTS 500000
/* So many times in a row the threads could not be read, 50 ms apart, until it is given up. */
#define MAX_FAILURES 40

static void take_turn(struct monitor_worker *worker)
{
    uint64_t ticket;

    pthread_mutex_lock(&worker->mutex);
    ticket = worker->next++;
    while (worker->serving != ticket)
        pthread_cond_wait(&worker->changed, &worker->mutex);
    pthread_mutex_unlock(&worker->mutex);
}

/* What we cost, those included who draw, is asked by whoever wants to know it, not in each round.
 */
void monitor_lock(struct monitor *monitor)
{
    take_turn(monitor->worker);
    if (monitor->paused_ns == 0)
        monitor->now.cpu_ns = clock_all_cpu_ns() - monitor->worker->cpu_ns;
}

void monitor_unlock(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;

    pthread_mutex_lock(&worker->mutex);
    worker->serving++;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
}

/* Most rounds bring no samples: these are still pending. */
static void see_who_is_there(struct monitor_worker *worker)
{
    if (worker->looked_ns == worker->newest_ns)
        return;
    worker->looked_ns = worker->newest_ns;
    monitor_threads_sync(worker->monitor, worker->inner);
}

/* Before a round. */
static void see_gap(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;
    uint64_t since = worker->round_ns != 0 ? clock_now_ns() - worker->round_ns : 0;
    uint64_t gap_ns = gap_find(&worker->gap, since, (uint64_t)(1e9 / worker->sampler.rate));

    if (gap_ns == 0)
        return;
    monitor->now.gap_ns += gap_ns;
    worker->round_ns += gap_ns;
    monitor_threads_forget_cpu(monitor);
    sample_filter_forget(worker->cpu_filter);
}

/* The numbers of a round that was just made. */
static void count_round(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;
    struct source_counters counters;
    uint64_t now = clock_now_ns();

    worker->inner->counters(worker->inner, &counters);
    monitor->now.rounds++;
    monitor->now.gc += counters.collecting;
    if (worker->round_ns != 0)
        monitor->now.ns += now - worker->round_ns;
    worker->round_ns = now;
    monitor->now.missed += worker->sampler.stats.missed - worker->missed;
    worker->missed = worker->sampler.stats.missed;
}

static struct monitor_worker *worker_of(struct sample_source *source)
{
    return (struct monitor_worker *)((char *)source - offsetof(struct monitor_worker, source));
}

static struct error *run_round(struct sample_source *source, const struct sample_sink *sink)
{
    struct monitor_worker *worker = worker_of(source);
    struct monitor *monitor = worker->monitor;
    struct error *error = NULL;

    take_turn(worker);
    /* Who had it locked may have asked for that meanwhile. */
    if (!worker->stop && !worker->pause) {
        see_gap(monitor);
        error = worker->inner->round(worker->inner, sink);
        count_round(monitor);
        see_who_is_there(worker);
    }
    monitor_unlock(monitor);
    return error;
}

static void flush(struct sample_source *source, const struct sample_sink *sink)
{
    struct monitor_worker *worker = worker_of(source);

    take_turn(worker);
    worker->inner->flush(worker->inner, sink);
    see_who_is_there(worker);
    monitor_unlock(worker->monitor);
}

static void counters(const struct sample_source *source, struct source_counters *ret)
{
    const struct monitor_worker *worker = worker_of((struct sample_source *)source);

    worker->inner->counters(worker->inner, ret);
}

static int cpu(const struct sample_source *source)
{
    const struct sample_source *inner = worker_of((struct sample_source *)source)->inner;

    return inner->cpu(inner);
}

static void rest(struct sample_source *source)
{
    struct monitor_worker *worker = worker_of(source);

    worker->inner->rest(worker->inner);
}

static bool is_wanted_elsewhere(void *arg)
{
    struct monitor_worker *worker = arg;

    return worker->stop || worker->pause || worker->rate != worker->sampler.rate;
}

static void wait_for_resume(struct monitor_worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    worker->resting = true;
    pthread_cond_broadcast(&worker->changed);
    while (worker->pause && !worker->stop)
        pthread_cond_wait(&worker->changed, &worker->mutex);
    worker->resting = false;
    worker->round_ns = 0;
    pthread_mutex_unlock(&worker->mutex);
}

static void end(struct monitor *monitor, struct error *error)
{
    take_turn(monitor->worker);
    if (error != NULL)
        monitor->ended = xstrdup(error->message);
    monitor_unlock(monitor);
    error_destroy(error);
}

/* Until when to sample before it is looked up what is wanted. It is before each round, too: where
 * these come often enough, nobody need be woken for it. */
static uint64_t next_look_up(const struct monitor_worker *worker)
{
    return worker->rate * (double)LOOK_UP_NS >= 1e9 ? UINT64_MAX : clock_now_ns() + LOOK_UP_NS;
}

static void *work(void *arg)
{
    struct monitor_worker *worker = arg;
    struct error *error = NULL;
    unsigned failures = 0;

    /* In this thread: timer slack and CPU time are those of a thread. */
    sampler_init(&worker->sampler, &worker->source, worker->rate);
    sampler_add_sink(&worker->sampler, monitor_sink(worker->monitor));
    while (error == NULL && !worker->stop) {
        if (worker->pause) {
            sampler_flush(&worker->sampler);
            wait_for_resume(worker);
            continue;
        }
        worker->sampler.rate = worker->rate;
        error = sampler_run(&worker->sampler, next_look_up(worker), 0, is_wanted_elsewhere, worker);
        failures = error != NULL ? failures + 1 : 0;
        if (error != NULL && error->kind != ERROR_EXITED && failures < MAX_FAILURES) {
            error_destroy(error);
            error = NULL;
            clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = LOOK_UP_NS}, NULL);
        }
    }
    sampler_flush(&worker->sampler);
    sampler_deinit(&worker->sampler);
    end(worker->monitor, error);

    pthread_mutex_lock(&worker->mutex);
    worker->resting = true; /* for good */
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
    return NULL;
}

/* All that the process has run, whoever of its threads it was. */
static void ask_process(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;
    uint64_t now = clock_now_ns(), ns;

    if (monitor->options.subprocesses) {
        ns = worker->process_ns + monitor_processes_cpu(monitor);
    } else if (!process_cpu_ns(monitor->runtime->target->pid, &ns)) {
        return;
    }
    if (worker->clock_ns != 0 && ns >= worker->process_ns) {
        monitor->now.process_ns += ns - worker->process_ns;
        monitor->now.clock_ns += now - worker->clock_ns;
        monitor->knows_process = true;
    }
    worker->process_ns = ns;
    worker->clock_ns = now;
}

static void monitor_destroy(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;

    for (size_t i = 0; i < MONITOR_TREES; i++)
        calltree_deinit(&monitor->trees[i]);
    recording_deinit(&monitor->history);
    monitor_threads_clear(monitor);
    worker->inner->destroy(worker->inner);
    monitor_processes_clear(monitor);
    monitor_waits_destroy(worker->waits);
    sample_filter_destroy(worker->cpu_filter);
    pthread_mutex_destroy(&worker->mutex);
    pthread_cond_destroy(&worker->changed);
    free(monitor->ended);
    free(worker);
    free(monitor);
}

static struct sample_source *create_source(struct monitor *monitor,
                                           const struct live_source_options *options)
{
    struct family_options whom = {
        .pid = monitor->runtime->target->pid,
        .runtime = monitor->runtime,
        .layout_file = monitor->options.layout_file,
        .leaves = monitor_processes_leave,
        .leaves_arg = monitor,
    };

    return monitor->options.subprocesses ? family_source_create(&whom, options)
                                         : live_source_create(monitor->runtime, options);
}

struct error *monitor_start(struct runtime *runtime, const struct monitor_options *options,
                            struct monitor **ret)
{
    struct monitor *monitor = xcalloc(1, sizeof *monitor);
    struct monitor_worker *worker = xcalloc(1, sizeof *worker);
    struct live_source_options source = {
        .idle = true, .collecting = true, .careless_end = true, .seldom_ran_ns = true};
    sigset_t all, before;
    int errnum;

    monitor->runtime = runtime;
    monitor->options = *options;
    monitor->worker = worker;
    monitor->started_ns = clock_now_ns();
    monitor->has_gil = !runtime->layout.traits.free_threaded;
    monitor->knows_gc = interpreter_tells_collecting(runtime);
    for (size_t i = 0; i < MONITOR_TREES; i++)
        calltree_init(&monitor->trees[i], &(struct calltree_options){.lines = true});
    recording_init(&monitor->history, &(struct calltree_options){0}, true,
                   (uint64_t)(1e9 / options->rate));
    monitor->history.pid = runtime->target->pid;
    monitor->history.most_events = HISTORY_EVENTS;
    worker->monitor = monitor;
    worker->rate = options->rate;
    worker->cpu_ns = clock_all_cpu_ns();
    worker->inner = create_source(monitor, &source);
    monitor_begin_cpu(monitor);
    ask_process(monitor);
    worker->waits = monitor_waits_create(runtime, NULL, options->patient);
    worker->source = (struct sample_source){
        .round = run_round, .flush = flush, .counters = counters, .cpu = cpu, .rest = rest};
    pthread_mutex_init(&worker->mutex, NULL);
    pthread_cond_init(&worker->changed, NULL);

    /* Signals are for those who wait for keys. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errnum = pthread_create(&worker->thread, NULL, work, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (errnum != 0) {
        monitor_destroy(monitor);
        return error_os(errnum, NULL, "cannot start a thread to sample in");
    }
    *ret = monitor;
    return NULL;
}

void monitor_stop(struct monitor *monitor)
{
    struct monitor_worker *worker;

    if (monitor == NULL)
        return;
    worker = monitor->worker;
    pthread_mutex_lock(&worker->mutex);
    worker->stop = true;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
    pthread_join(worker->thread, NULL);
    monitor_destroy(monitor);
}

void monitor_pause(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;

    pthread_mutex_lock(&worker->mutex);
    worker->pause = true;
    while (!worker->resting)
        pthread_cond_wait(&worker->changed, &worker->mutex);
    pthread_mutex_unlock(&worker->mutex);
    monitor->paused_ns = clock_now_ns();
    worker->pause_cpu_ns = clock_all_cpu_ns();
}

void monitor_resume(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;

    monitor_threads_forget_cpu(monitor);
    sample_filter_forget(worker->cpu_filter);
    monitor_processes_forget_cpu(monitor);
    worker->clock_ns = 0;
    ask_process(monitor);
    /* Its time does not count either. */
    worker->cpu_ns += clock_all_cpu_ns() - worker->pause_cpu_ns;
    pthread_mutex_lock(&worker->mutex);
    worker->pause = false;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
    monitor->paused_ns = 0;
}

void monitor_reset(struct monitor *monitor)
{
    for (size_t i = 0; i < MONITOR_TREES; i++)
        calltree_clear(&monitor->trees[i]);
    recording_forget(&monitor->history, monitor->history.period_ns);
    monitor_threads_reset(monitor);
    monitor->now = monitor->marked = monitor->before = (struct monitor_counts){0};
    monitor_begin_cpu(monitor);
    monitor->worker->cpu_ns = monitor->worker->pause_cpu_ns = clock_all_cpu_ns();
    monitor_processes_forget_cpu(monitor);
    monitor->worker->clock_ns = 0;
    ask_process(monitor);
    monitor->started_ns = clock_now_ns();
}

/* The main thread stands for all: a signal or a debugger stops them together. Of several processes
 * one that is not stopped does. */
static void see_whether_stopped(struct monitor *monitor)
{
    struct procfs_stat stat;

    if (monitor->ended == NULL &&
        error_ignore(procfs_stat(monitor->runtime->target->pid, 0, &stat)))
        monitor->os_state = stat.state;
    for (size_t i = 0; monitor_stopper(monitor) != NULL && i < monitor->processes.count; i++)
        if (monitor->processes.data[i]->lives &&
            error_ignore(procfs_stat(monitor->processes.data[i]->pid, 0, &stat)))
            monitor->os_state = stat.state;
}

void monitor_mark(struct monitor *monitor)
{
    struct monitor_worker *worker = monitor->worker;
    struct sample_sink sink = monitor_sink(monitor);

    worker->inner->flush(worker->inner, &sink);
    see_who_is_there(worker);
    see_whether_stopped(monitor);
    if (monitor->paused_ns == 0)
        ask_process(monitor);
    for (size_t i = 0; i < MONITOR_TREES; i++)
        calltree_mark(&monitor->trees[i]);
    monitor_threads_mark(monitor);
    monitor->before = monitor->marked;
    monitor->marked = monitor->now;
}

void monitor_set(struct monitor *monitor, const struct monitor_options *options)
{
    bool subprocesses = monitor->options.subprocesses;
    bool others =
        options->gil != monitor->options.gil || options->thread != monitor->options.thread;

    others = others || options->cpu != monitor->options.cpu ||
             (options->cpu && options->rate != monitor->options.rate);
    if (options->rate != monitor->options.rate)
        recording_forget(&monitor->history, (uint64_t)(1e9 / options->rate));
    monitor->options = *options;
    monitor->options.subprocesses = subprocesses;
    monitor->worker->rate = options->rate;
    if (others)
        monitor_reset(monitor);
}

uint64_t monitor_nothing_ran_ns(const struct monitor *monitor)
{
    uint64_t newest = monitor->worker->newest_ns;

    for (size_t i = 0; i < monitor->threads.count; i++)
        if (monitor->threads.data[i]->still_ns == 0 && !monitor->threads.data[i]->ended)
            return 0;
    return monitor->ran_ns != 0 && newest > monitor->ran_ns ? newest - monitor->ran_ns : 0;
}

/* By which the thread's process is asked; NULL: it is not to be read any more. */
static struct monitor_waits *waits_of(const struct monitor *monitor,
                                      const struct monitor_thread *thread)
{
    return thread->process != NULL ? thread->process->waits : monitor->worker->waits;
}

/* Of the process that was asked for. */
static struct monitor_waits *first_waits(const struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->processes.count; i++)
        if (monitor->processes.data[i]->runtime == monitor->runtime)
            return monitor->processes.data[i]->waits;
    return monitor->options.subprocesses ? NULL : monitor->worker->waits;
}

struct error *monitor_look(struct monitor *monitor, const struct monitor_look *look,
                           struct moment_report *ret)
{
    const struct monitor_thread *thread = monitor_thread(monitor, look->num);

    if (thread == NULL || monitor->ended != NULL || waits_of(monitor, thread) == NULL)
        return error_create(ERROR_NOT_FOUND, "Thread %u has ended",
                            thread != NULL ? thread->own_num : look->num);
    return monitor_waits_look(waits_of(monitor, thread), thread, look, ret);
}

const char *monitor_waits(struct monitor *monitor, struct monitor_thread *thread)
{
    if (monitor->ended == NULL && waits_of(monitor, thread) != NULL)
        return monitor_waits_of(waits_of(monitor, thread), monitor, thread);
    /* What it was last seen in. */
    return thread->still_ns != 0 && thread->waits != NULL ? thread->waits : "";
}

void monitor_deadlocks(struct monitor *monitor, deadlock_list *ret)
{
    if (monitor->ended != NULL)
        return;
    if (!monitor->options.subprocesses)
        monitor_waits_deadlocks(monitor->worker->waits, monitor, ret);
    for (size_t i = 0; i < monitor->processes.count; i++)
        if (monitor->processes.data[i]->waits != NULL)
            monitor_waits_deadlocks(monitor->processes.data[i]->waits, monitor, ret);
}

struct sample_frame monitor_frame(const struct monitor *monitor, const struct frame *frame)
{
    const struct sample_source *source = monitor_source_of(monitor, monitor->runtime);

    return source != NULL ? live_source_frame(source, frame) : (struct sample_frame){0};
}

struct error *monitor_tasks(struct monitor *monitor, task_array *ret)
{
    struct monitor_waits *waits = first_waits(monitor);

    return monitor->ended == NULL && waits != NULL ? monitor_waits_tasks(waits, monitor, ret)
                                                   : NULL;
}

bool monitor_has_ended(const struct monitor *monitor)
{
    return monitor->ended != NULL || !error_ignore(target_check(monitor->runtime->target));
}
