/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/snapshot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/code-cache.h"
#include "python/interpreter.h"
#include "python/proof.h"
#include "python/runtime.h"
#include "python/moment.h"
#include "python/thread.h"
#include "target/offcpu.h"
#include "target/procfs.h"
#include "target/target.h"

const char *thread_state_name(enum thread_state state)
{
    static const char *const names[] = {
        [THREAD_RUNNING] = "running",
        [THREAD_IDLE] = "idle",
        [THREAD_UNKNOWN] = "unknown",
    };

    return names[state];
}

static void look_up_kernel(struct runtime *runtime, struct thread *thread)
{
    struct procfs_stat stat;

    if (thread->tid != 0 && error_ignore(procfs_stat(runtime->target->pid, thread->tid, &stat))) {
        thread->os_state = stat.state;
        if (thread->name == NULL)
            thread->name = xstrdup(stat.comm);
    }
    if (thread->name == NULL)
        thread->name = xstrdup("?");
}

static void thread_deinit(struct thread *thread)
{
    free(thread->name);
    array_deinit(&thread->frames);
    error_destroy(thread->error);
}

/*
 * States that are no threads of their own: each interpreter has one in the OS thread that made
 * it, empty while that thread runs code of another interpreter; and the state of a new thread names
 * its maker until the thread itself begins.
 */
static bool is_dormant(const struct snapshot *snapshot, const struct thread *thread)
{
    if (thread->frames.count > 0 || thread->error != NULL)
        return false;
    if (thread->tid == 0)
        return true;
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        const struct thread *other = &snapshot->threads.data[i];

        if (other->tid == thread->tid && other->tstate != thread->tstate &&
            (thread->interp_id != 0 || other->interp == thread->interp))
            return true;
    }
    return false;
}

static void drop_dormant(struct snapshot *snapshot)
{
    CLEANUP_FREE bool *dormant = xcalloc(snapshot->threads.count, sizeof *dormant);
    size_t kept = 0;

    for (size_t i = 0; i < snapshot->threads.count; i++)
        dormant[i] = is_dormant(snapshot, &snapshot->threads.data[i]);
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        if (dormant[i])
            thread_deinit(&snapshot->threads.data[i]);
        else
            snapshot->threads.data[kept++] = snapshot->threads.data[i];
    }
    snapshot->threads.count = kept;
}

/* Which threads were read in a stop, by their index. */
typedef ARRAY(struct moment_thread) stopped_array;

/*
 * Those of the threads that are wanted and have a number, in one moment. A thread that another
 * state names too is left to the others' proof.
 */
static struct error *read_stopped(struct runtime *runtime, const struct snapshot_options *options,
                                  struct snapshot *snapshot, stopped_array *stopped)
{
    struct moment_report report;
    bool all = true;

    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (options->wanted != NULL && !options->wanted(options->arg, snapshot, thread))
            continue;
        if (thread->tid != 0 && !thread_is_shared(runtime, snapshot, thread))
            array_push(stopped, ((struct moment_thread){.thread = thread, .reread = true}));
        else
            all = false;
    }
    TRY(moment_hold(runtime, stopped->data, stopped->count,
                    &(struct moment_options){.max_frames = options->max_frames,
                                             .budget_ns = options->stop_budget_ns},
                    &report));
    snapshot->one_moment = all && report.one_moment;
    return NULL;
}

/* NULL: it was not to be read in a stop. */
static const struct moment_thread *stopped_entry(const stopped_array *stopped,
                                                 const struct thread *thread)
{
    for (size_t i = 0; i < stopped->count; i++)
        if (stopped->data[i].thread == thread)
            return &stopped->data[i];
    return NULL;
}

/* False if the thread is gone. */
static bool read_one(struct runtime *runtime, const struct snapshot_options *options,
                     const struct snapshot *snapshot, const stopped_array *stopped,
                     struct offcpu_seat *seat, struct thread *thread)
{
    const struct moment_thread *entry = stopped_entry(stopped, thread);

    if (entry != NULL && (entry->read || entry->ended))
        return entry->read;
    return proof_read_thread(runtime, seat, thread, thread_is_shared(runtime, snapshot, thread),
                             options->max_frames);
}

/* Reads every stack; threads that are gone when their turn comes are left out. */
static struct error *read_threads(struct runtime *runtime, const struct snapshot_options *options,
                                  struct snapshot *snapshot)
{
    stopped_array stopped = {0};
    struct offcpu_seat seat;
    struct error *error = NULL;
    size_t kept = 0;

    for (size_t i = 0; i < snapshot->threads.count; i++)
        look_up_kernel(runtime, &snapshot->threads.data[i]);
    if (options->stop_budget_ns != 0)
        error = read_stopped(runtime, options, snapshot, &stopped);
    offcpu_seat_init(&seat);
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (error == NULL && options->interrupted != NULL && options->interrupted(options->arg))
            error = error_create(ERROR_INTERRUPTED, "interrupted");
        if (error != NULL || !read_one(runtime, options, snapshot, &stopped, &seat, thread)) {
            thread_deinit(thread);
            continue;
        }
        if (thread->error != NULL && thread->error->kind == ERROR_EXITED)
            error = take_pointer(thread->error);
        if (&snapshot->threads.data[kept] != thread)
            snapshot->threads.data[kept] = *thread;
        kept++;
    }
    snapshot->threads.count = kept;
    offcpu_seat_deinit(&seat);
    array_deinit(&stopped);
    return error;
}

/* That its OS thread runs says nothing of a state from which it has gone on to another one. */
static void settle_state(const struct runtime *runtime, const struct snapshot *snapshot,
                         struct thread *thread)
{
    if (thread->state == THREAD_RUNNING && thread_has_left(runtime, snapshot, thread))
        thread->state = THREAD_IDLE;
}

/* Where others have had it as well, each when it was read, the last word is what this one says. */
static void settle_gil(struct runtime *runtime, struct snapshot *snapshot,
                       const struct thread *thread)
{
    if (!thread->gil)
        return;
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *other = &snapshot->threads.data[i];

        if (other != thread && other->gil &&
            interpreter_gil(runtime, other->interp) == interpreter_gil(runtime, thread->interp))
            other->gil = false;
    }
}

struct error *snapshot_take(struct runtime *runtime, const struct snapshot_options *options,
                            struct snapshot **ret)
{
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    struct error *error;

    snapshot->started_ns = clock_now_ns();
    code_cache_new_epoch(runtime->codes);
    error = thread_list(runtime, snapshot);
    if (error == NULL)
        error = read_threads(runtime, options, snapshot);
    snapshot->ended_ns = clock_now_ns();
    if (error != NULL) {
        snapshot_destroy(snapshot);
        return error;
    }
    for (size_t i = 0; i < snapshot->threads.count; i++)
        settle_gil(runtime, snapshot, &snapshot->threads.data[i]);
    for (size_t i = 0; i < snapshot->threads.count; i++)
        settle_state(runtime, snapshot, &snapshot->threads.data[i]);
    drop_dormant(snapshot);
    *ret = snapshot;
    return NULL;
}

bool snapshot_has_run(const struct runtime *runtime, const struct thread *thread)
{
    return thread->proof.kind != PROOF_CORE &&
           offcpu_has_run(runtime->target->pid, thread->tid, &thread->proof.count);
}

bool snapshot_reread(struct runtime *runtime, struct snapshot *snapshot, struct thread *thread,
                     size_t max_frames)
{
    struct offcpu_seat seat;

    array_clear(&thread->frames);
    error_destroy(take_pointer(thread->error));
    offcpu_seat_init(&seat);

    bool there = proof_read_thread(runtime, &seat, thread,
                                   thread_is_shared(runtime, snapshot, thread), max_frames);

    offcpu_seat_deinit(&seat);
    settle_gil(runtime, snapshot, thread);
    settle_state(runtime, snapshot, thread);
    return there;
}

void snapshot_destroy(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    for (size_t i = 0; i < snapshot->threads.count; i++)
        thread_deinit(&snapshot->threads.data[i]);
    array_deinit(&snapshot->threads);
    free(snapshot);
}

struct thread *snapshot_thread(struct snapshot *snapshot, unsigned num)
{
    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].num == num)
            return &snapshot->threads.data[i];
    return NULL;
}
