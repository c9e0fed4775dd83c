/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/moment.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "python/code-cache.h"
#include "python/reading.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "target/offcpu.h"
#include "target/procfs.h"
#include "target/stop.h"
#include "target/target.h"

/* A blocked thread may wake up before the end; then it is stopped the next time. */
#define TRIES 6
/* Who is not stopped gets his CPU back in some milliseconds: what takes longer is not had. */
#define LONGEST_NS 20000000u

/* What is known of one thread. */
struct candidate {
    pid_t tid;
    struct moment_thread *wanted; /* NULL: it only has to stand still */
    struct offcpu_watch watch;
    struct reading reading;
    struct stop_thread *stop; /* of this try, NULL: it is not stopped */
    bool runs;                /* it is not blocked */
    uint64_t stopped_ns;      /* of all tries */
    bool ended;
    bool woke; /* it did not stay blocked in an earlier try */
    bool held; /* it stood still in this one */
};

struct attempt {
    struct runtime *runtime;
    ARRAY(struct candidate) candidates;
    ARRAY(struct stop_thread) stops;
    const struct moment_options *options;
    struct offcpu_seat seat; /* where nobody is stopped */
    unsigned tries;
};

static bool has_reading(const struct candidate *candidate)
{
    return !candidate->ended && candidate->wanted != NULL && candidate->wanted->reread;
}

static void forget_reading(struct candidate *candidate)
{
    reading_deinit(&candidate->reading);
    candidate->reading = (struct reading){0};
}

static void take(struct attempt *a, struct candidate *candidate)
{
    forget_reading(candidate);
    reading_take(a->runtime, candidate->wanted->thread, a->options->max_frames,
                 &candidate->reading);
}

static void add(struct attempt *a, pid_t tid, struct moment_thread *wanted)
{
    struct candidate candidate = {.tid = tid, .wanted = wanted};

    candidate.ended =
        !error_ignore(offcpu_watch_init(&candidate.watch, a->runtime->target->pid, tid));
    array_push(&a->candidates, candidate);
}

static bool is_known(const struct attempt *a, pid_t tid)
{
    for (size_t i = 0; i < a->candidates.count; i++)
        if (a->candidates.data[i].tid == tid)
            return true;
    return false;
}

/*
 * Whoever runs may change what the callback reads, be it a thread that nobody wants to see or one
 * that has just begun. Returns whether there was one that was not known, or may be.
 */
static bool add_the_others(struct attempt *a)
{
    size_t known = a->candidates.count;
    pid_array tasks = {0};

    if (a->options->run == NULL)
        return false;
    bool listed = error_ignore(procfs_tasks(a->runtime->target->pid, &tasks));

    for (size_t i = 0; i < tasks.count; i++)
        if (!is_known(a, tasks.data[i]))
            add(a, tasks.data[i], NULL);
    array_deinit(&tasks);
    return !listed || a->candidates.count > known;
}

/* A thread that is on its way out runs nothing any more. One that cannot be looked at may. */
static bool has_ended(const struct attempt *a, pid_t tid)
{
    struct procfs_stat stat;
    struct error *error = procfs_stat(a->runtime->target->pid, tid, &stat);
    bool ended = error != NULL ? error->kind == ERROR_NOT_FOUND || error->kind == ERROR_EXITED
                               : stat.state == 'Z' || stat.state == 'X';

    error_destroy(error);
    return ended;
}

static struct stop_thread *find_stop(struct attempt *a, pid_t tid)
{
    for (size_t i = 0; i < a->stops.count; i++)
        if (a->stops.data[i].tid == tid)
            return &a->stops.data[i];
    return NULL;
}

/* Who is blocked, and who has to be stopped: once, also where two states are of one OS thread. */
static void divide(struct attempt *a)
{
    array_clear(&a->stops);
    for (size_t i = 0; i < a->candidates.count; i++) {
        struct candidate *candidate = &a->candidates.data[i];

        candidate->stop = NULL;
        candidate->held = candidate->runs = false;
        if (candidate->ended || (offcpu_begin_blocked(&candidate->watch) && !candidate->woke))
            continue;
        candidate->ended = has_ended(a, candidate->tid);
        candidate->runs = !candidate->ended;
        if (candidate->runs && a->options->budget_ns != 0 && find_stop(a, candidate->tid) == NULL)
            array_push(&a->stops, ((struct stop_thread){.tid = candidate->tid}));
    }
    for (size_t i = 0; i < a->candidates.count; i++)
        if (a->candidates.data[i].runs)
            a->candidates.data[i].stop = find_stop(a, a->candidates.data[i].tid);
}

/* The thread's frames are those of the reading, for the case that all goes well. */
static void settle(struct attempt *a, struct candidate *candidate)
{
    struct thread *thread = candidate->wanted->thread;
    bool stopped = candidate->stop != NULL;

    array_clear(&thread->frames);
    error_destroy(take_pointer(thread->error));
    reading_settle(a->runtime, &candidate->reading, thread,
                   &(struct proof){
                       .kind = stopped ? PROOF_STOPPED : PROOF_CONSISTENT,
                       .how = stopped ? PROOF_PTRACE : PROOF_OFF_CPU,
                       .retries = a->tries - 1,
                       .count = offcpu_count(&candidate->watch),
                   });
    thread->state = candidate->runs ? THREAD_RUNNING : THREAD_IDLE;
}

/*
 * The blocked ones are read while the others still run: that they do not run until the end tells
 * that this is their stack at the moment of the stop, too.
 */
static void read_blocked(struct attempt *a)
{
    for (size_t i = 0; i < a->candidates.count; i++)
        if (!a->candidates.data[i].runs && has_reading(&a->candidates.data[i]))
            take(a, &a->candidates.data[i]);
}

/* Sits on the CPU of those that run. More than one CPU cannot be had: then one of them does run. */
static void hold_without_stop(struct attempt *a)
{
    for (size_t i = 0; i < a->candidates.count; i++)
        if (a->candidates.data[i].runs)
            offcpu_begin(&a->candidates.data[i].watch, &a->seat);
}

static void read_the_rest(void *arg)
{
    struct attempt *a = arg;

    for (size_t i = 0; i < a->candidates.count; i++) {
        struct candidate *candidate = &a->candidates.data[i];

        if (candidate->runs && (candidate->stop == NULL || candidate->stop->stopped) &&
            has_reading(candidate)) {
            if (candidate->stop != NULL)
                offcpu_recount(&candidate->watch);
            take(a, candidate);
        }
    }
    if (a->options->run == NULL)
        return;
    for (size_t i = 0; i < a->candidates.count; i++)
        if (has_reading(&a->candidates.data[i]))
            settle(a, &a->candidates.data[i]);
    a->runtime->changing = false;
    a->options->run(a->options->arg);
}

/* settle() has handed the error on. */
static bool is_broken(const struct attempt *a, const struct candidate *candidate)
{
    return candidate->reading.stack.error != NULL ||
           (a->options->run != NULL && candidate->wanted->thread->error != NULL);
}

static void see_who_stood_still(struct attempt *a)
{
    for (size_t i = 0; i < a->candidates.count; i++) {
        struct candidate *candidate = &a->candidates.data[i];

        if (candidate->stop != NULL) {
            candidate->held = candidate->stop->stopped;
            candidate->stopped_ns += candidate->stop->stopped_ns;
        } else if (!candidate->ended) {
            candidate->held = offcpu_end(&candidate->watch);
            candidate->woke = !candidate->held;
        }
    }
}

/*
 * Whether all were held at one moment. Code objects that were in the cache were not looked at
 * during the stop: they were right before it, and are now, or the thread counts as not held.
 */
static bool confirm(struct attempt *a)
{
    bool all = true;

    /* First of all: until here nobody may have run. */
    see_who_stood_still(a);
    code_cache_new_epoch(a->runtime->codes);
    for (size_t i = 0; i < a->candidates.count; i++) {
        struct candidate *candidate = &a->candidates.data[i];

        /* A chain that breaks was just being changed: let it run on. */
        if (candidate->held && has_reading(candidate))
            candidate->held =
                !is_broken(a, candidate) && reading_confirm(a->runtime, &candidate->reading);
        all = all && (candidate->held || candidate->ended);
    }
    return all && !add_the_others(a);
}

/* *ret: all threads were held at one moment. */
static struct error *try_once(struct attempt *a, uint64_t *budget_ns, bool *overrun, bool *ret)
{
    uint64_t longest = 0;

    divide(a);
    read_blocked(a);
    if (a->stops.count > 0) {
        TRY(stop_run(a->runtime->target, a->stops.data, a->stops.count,
                     &(struct stop_options){*budget_ns, read_the_rest, a}, overrun));
    } else {
        hold_without_stop(a);
        read_the_rest(a);
    }
    for (size_t i = 0; i < a->stops.count; i++)
        if (a->stops.data[i].stopped_ns > longest)
            longest = a->stops.data[i].stopped_ns;
    *budget_ns = *overrun || longest >= *budget_ns ? 0 : *budget_ns - longest;
    *ret = confirm(a);
    return NULL;
}

static unsigned microseconds(uint64_t ns)
{
    return (unsigned)((ns + 999) / 1000);
}

static void finish(struct attempt *a)
{
    for (size_t i = 0; i < a->candidates.count; i++) {
        struct candidate *candidate = &a->candidates.data[i];

        if (candidate->wanted != NULL)
            candidate->wanted->ended = candidate->ended;
        if (!has_reading(candidate) || !candidate->held)
            continue;
        if (a->options->run == NULL)
            settle(a, candidate);
        candidate->wanted->thread->proof.stopped_us = microseconds(candidate->stopped_ns);
        candidate->wanted->read = true;
    }
}

static bool is_worth_a_try(const struct attempt *a, uint64_t budget_ns, uint64_t took_ns)
{
    if (a->tries == 0)
        return true;
    return a->tries < TRIES && (a->options->budget_ns != 0 ? budget_ns > 0 : took_ns < LONGEST_NS);
}

static struct error *run_tries(struct attempt *a, struct moment_report *ret)
{
    struct error *error = NULL;
    uint64_t budget_ns = a->options->budget_ns;
    uint64_t began_ns = clock_now_ns();
    uint64_t longest = 0;

    /* What is in the code cache before the stop need not be read in it. */
    for (size_t i = 0; i < a->candidates.count; i++)
        if (has_reading(&a->candidates.data[i]))
            take(a, &a->candidates.data[i]);
    add_the_others(a);
    while ((!ret->one_moment || ret->changing) && error == NULL &&
           is_worth_a_try(a, budget_ns, clock_now_ns() - began_ns)) {
        if (a->tries++ > 0) {
            if (a->options->run != NULL)
                a->options->again(a->options->arg);
            offcpu_let_run();
        }
        error = try_once(a, &budget_ns, &ret->overrun, &ret->one_moment);
        /* Whoever left the CPU between two stores of CPython's is let run on. */
        ret->changing = a->options->run != NULL && a->runtime->changing;
    }
    for (size_t i = 0; i < a->candidates.count; i++)
        if (a->candidates.data[i].stopped_ns > longest)
            longest = a->candidates.data[i].stopped_ns;
    ret->stopped_us = microseconds(longest);
    ret->tries = a->tries;
    /* What the callback could not read is not of that moment either. */
    ret->one_moment = ret->one_moment && !ret->overrun;
    ret->changing = ret->changing && ret->one_moment;
    return error;
}

struct error *moment_hold(struct runtime *runtime, struct moment_thread *threads, size_t count,
                          const struct moment_options *options, struct moment_report *ret)
{
    struct attempt attempt = {.runtime = runtime, .options = options};

    *ret = (struct moment_report){0};
    offcpu_seat_init(&attempt.seat);
    for (size_t i = 0; i < count; i++)
        add(&attempt, threads[i].thread->tid, &threads[i]);

    struct error *error = run_tries(&attempt, ret);

    offcpu_seat_deinit(&attempt.seat);
    if (error == NULL)
        finish(&attempt);
    for (size_t i = 0; i < attempt.candidates.count; i++) {
        forget_reading(&attempt.candidates.data[i]);
        offcpu_watch_deinit(&attempt.candidates.data[i].watch);
    }
    array_deinit(&attempt.candidates);
    array_deinit(&attempt.stops);
    return error;
}
