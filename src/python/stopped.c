/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/stopped.h"

#include <string.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/reading.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "target/offcpu.h"
#include "target/stop.h"
#include "target/target.h"

/* A blocked thread may wake up before the end; then it is stopped the next time. */
#define TRIES 6

/* What is known of one thread. */
struct candidate {
    struct offcpu_watch watch;
    struct reading reading;
    struct stop_thread *stop; /* of this try, NULL: it is blocked */
    uint64_t stopped_ns;      /* of all tries */
    bool woke;                /* it did not stay blocked in an earlier try */
    bool held;                /* it stood still in this one */
};

struct attempt {
    struct runtime *runtime;
    struct stopped_thread *threads;
    struct candidate *candidates;
    size_t count;
    size_t max_frames;
    struct stop_thread *stops;
    size_t stop_count;
    const struct stopped_callback *callback; /* NULL: only frames are read */
    unsigned tries;
};

static void forget_reading(struct candidate *candidate)
{
    reading_deinit(&candidate->reading);
    candidate->reading = (struct reading){0};
}

static void take(struct attempt *a, size_t i)
{
    forget_reading(&a->candidates[i]);
    reading_take(a->runtime, a->threads[i].thread, a->max_frames, &a->candidates[i].reading);
}

/* Who is blocked, and who has to be stopped. */
static void divide(struct attempt *a)
{
    a->stop_count = 0;
    for (size_t i = 0; i < a->count; i++) {
        struct candidate *candidate = &a->candidates[i];

        candidate->stop = NULL;
        candidate->held = false;
        if (a->threads[i].ended || (offcpu_begin_blocked(&candidate->watch) && !candidate->woke))
            continue;
        candidate->stop = &a->stops[a->stop_count++];
        candidate->stop->tid = a->threads[i].thread->tid;
    }
}

/* The thread's frames are those of the reading, for the case that all goes well. */
static void settle(struct attempt *a, size_t i)
{
    struct thread *thread = a->threads[i].thread;
    bool stopped = a->candidates[i].stop != NULL;

    array_clear(&thread->frames);
    error_destroy(take_pointer(thread->error));
    reading_settle(a->runtime, &a->candidates[i].reading, thread,
                   &(struct proof){
                       .kind = stopped ? PROOF_STOPPED : PROOF_CONSISTENT,
                       .how = stopped ? PROOF_PTRACE : PROOF_OFF_CPU,
                       .retries = a->tries - 1,
                   });
    thread->state = stopped ? THREAD_RUNNING : THREAD_IDLE;
}

/*
 * The blocked ones are read while the others still run: that they do not run until the end tells
 * that this is their stack at the moment of the stop, too.
 */
static void read_blocked(struct attempt *a)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->candidates[i].stop == NULL && !a->threads[i].ended && a->threads[i].reread)
            take(a, i);
}

static void in_the_stop(void *arg)
{
    struct attempt *a = arg;

    for (size_t i = 0; i < a->count; i++) {
        const struct stop_thread *stop = a->candidates[i].stop;

        if (stop != NULL && stop->stopped && a->threads[i].reread)
            take(a, i);
    }
    if (a->callback == NULL)
        return;
    for (size_t i = 0; i < a->count; i++)
        if (a->threads[i].reread)
            settle(a, i);
    a->callback->run(a->callback->arg);
}

/* settle() has handed the error on. */
static bool is_broken(const struct attempt *a, size_t i)
{
    return a->candidates[i].reading.stack.error != NULL ||
           (a->callback != NULL && a->threads[i].thread->error != NULL);
}

/*
 * Code objects that were in the cache were not looked at during the stop. They were right before it
 * and they are now, or the thread counts as not held. True if all were held.
 */
static bool confirm(struct attempt *a)
{
    bool all = true;

    code_cache_new_epoch(a->runtime->codes);
    for (size_t i = 0; i < a->count; i++) {
        struct candidate *candidate = &a->candidates[i];

        if (candidate->stop != NULL) {
            candidate->held = candidate->stop->stopped;
            candidate->stopped_ns += candidate->stop->stopped_ns;
        } else if (!a->threads[i].ended) {
            candidate->held = offcpu_end(&candidate->watch);
            candidate->woke = !candidate->held;
        }
        /* A chain that breaks was just being changed: let it run on. */
        if (a->threads[i].reread)
            candidate->held = candidate->held && !is_broken(a, i) &&
                              reading_confirm(a->runtime, &candidate->reading);
        all = all && (candidate->held || a->threads[i].ended);
    }
    return all;
}

/* *ret: all threads were held at one moment. */
static struct error *try_once(struct attempt *a, uint64_t *budget_ns, bool *overrun, bool *ret)
{
    uint64_t longest = 0;

    divide(a);
    read_blocked(a);
    if (a->stop_count > 0)
        TRY(stop_run(a->runtime->target, a->stops, a->stop_count,
                     &(struct stop_options){*budget_ns, in_the_stop, a}, overrun));
    else
        in_the_stop(a);
    for (size_t i = 0; i < a->stop_count; i++)
        if (a->stops[i].stopped_ns > longest)
            longest = a->stops[i].stopped_ns;
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
    for (size_t i = 0; i < a->count; i++) {
        struct candidate *candidate = &a->candidates[i];

        if (!a->threads[i].reread || !candidate->held)
            continue;
        if (a->callback == NULL)
            settle(a, i);
        a->threads[i].thread->proof.stopped_us = microseconds(candidate->stopped_ns);
        a->threads[i].read = true;
    }
}

static struct error *run_tries(struct attempt *a, uint64_t budget_ns, struct stopped_report *ret)
{
    struct error *error = NULL;
    uint64_t longest = 0;

    for (size_t i = 0; i < a->count; i++)
        if (!error_ignore(offcpu_watch_init(&a->candidates[i].watch, a->runtime->target->pid,
                                            a->threads[i].thread->tid)))
            a->threads[i].ended = true;
    /* What is in the code cache before the stop need not be read in it. */
    for (size_t i = 0; i < a->count; i++)
        if (!a->threads[i].ended && a->threads[i].reread)
            take(a, i);
    while (a->tries < TRIES && !ret->one_moment && error == NULL && budget_ns > 0) {
        if (a->tries++ > 0 && a->callback != NULL)
            a->callback->again(a->callback->arg);
        error = try_once(a, &budget_ns, &ret->overrun, &ret->one_moment);
    }
    for (size_t i = 0; i < a->count; i++)
        if (a->candidates[i].stopped_ns > longest)
            longest = a->candidates[i].stopped_ns;
    ret->stopped_us = microseconds(longest);
    ret->tries = a->tries;
    return error;
}

struct error *stopped_hold(struct runtime *runtime, struct stopped_thread *threads, size_t count,
                           size_t max_frames, uint64_t budget_ns,
                           const struct stopped_callback *callback, struct stopped_report *ret)
{
    CLEANUP_FREE struct candidate *candidates = xcalloc(count + 1, sizeof *candidates);
    CLEANUP_FREE struct stop_thread *stops = xcalloc(count + 1, sizeof *stops);
    struct attempt attempt = {
        .runtime = runtime,
        .threads = threads,
        .candidates = candidates,
        .count = count,
        .max_frames = max_frames,
        .stops = stops,
        .callback = callback,
    };

    *ret = (struct stopped_report){0};

    struct error *error = run_tries(&attempt, budget_ns, ret);

    if (error == NULL)
        finish(&attempt);
    for (size_t i = 0; i < count; i++) {
        forget_reading(&candidates[i]);
        offcpu_watch_deinit(&candidates[i].watch);
    }
    return error;
}
