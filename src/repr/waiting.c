/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/interpreter.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "python/type.h"
#include "python/variables.h"
#include "python/view.h"
#include "repr/call-path.h"
#include "repr/call-text.h"
#include "repr/deadlock.h"
#include "repr/held.h"
#include "repr/wait-library.h"
#include "target/last-run.h"
#include "target/offcpu.h"
#include "target/sockets.h"
#include "target/target.h"

/* For so long it is looked at one time what threads hold, or at so many of them. */
#define HELD_NS 5000000
#define HELD_LEAST 4

struct waiting_reader {
    struct runtime *runtime;
    struct snapshot *snapshot; /* not owned */
    size_t max_frames;
    bool patient;
    struct sockets *sockets;
    struct types *types;
    struct last_run clocks;
    held_locks held; /* by all threads */
    bool knows_held;
    struct offcpu_count *seen; /* of each thread, when it was looked at */
    size_t next;               /* thread to be looked at */
    deadlock_members members;
};

struct waiting_reader *waiting_reader_create(struct runtime *runtime, struct snapshot *snapshot,
                                             size_t max_frames, bool patient)
{
    struct waiting_reader *reader = xcalloc(1, sizeof *reader);

    reader->runtime = runtime;
    reader->snapshot = snapshot;
    reader->max_frames = max_frames;
    reader->patient = patient;
    reader->sockets = sockets_create(runtime->target);
    reader->types = types_create(runtime);
    return reader;
}

void waiting_reader_renew(struct waiting_reader *reader, struct snapshot *snapshot)
{
    if (snapshot != reader->snapshot) {
        reader->snapshot = snapshot;
        array_clear(&reader->held);
        free(take_pointer(reader->seen));
        reader->next = 0;
    }
    sockets_renew(reader->sockets);
    types_destroy(reader->types);
    reader->types = types_create(reader->runtime);
    reader->members.count = 0;
    reader->knows_held = false;
}

void waiting_reader_destroy(struct waiting_reader *reader)
{
    if (reader == NULL)
        return;
    sockets_destroy(reader->sockets);
    types_destroy(reader->types);
    array_deinit(&reader->held);
    array_deinit(&reader->members);
    free(reader->seen);
    free(reader);
}

/* ---- who has what it waits for */

static void forget_held(struct waiting_reader *reader, uint64_t ident)
{
    size_t kept = 0;

    for (size_t i = 0; i < reader->held.count; i++)
        if (reader->held.data[i].ident != ident)
            reader->held.data[kept++] = reader->held.data[i];
    reader->held.count = kept;
}

/* What the i-th thread holds, unless it has not run since that was last seen. */
static void look_at(struct waiting_reader *reader, size_t i)
{
    struct runtime *runtime = reader->runtime;
    struct thread *thread = &reader->snapshot->threads.data[i];
    struct offcpu_count *seen = &reader->seen[i];

    if (reader->max_frames > 0 && seen->known &&
        !offcpu_has_run(runtime->target->pid, thread->tid, seen))
        return;
    forget_held(reader, thread->ident);
    *seen = (struct offcpu_count){0};
    if (reader->max_frames > 0 &&
        !snapshot_reread(runtime, reader->snapshot, thread, reader->max_frames))
        return;
    held_find(runtime, reader->types, thread, &reader->held);
    *seen = thread->proof.count;
}

/* All threads; where somebody waits for us meanwhile, as many as there is time for, and the others
 * the next time. */
static void find_held(struct waiting_reader *reader)
{
    size_t count = reader->snapshot->threads.count;
    uint64_t until = clock_now_ns() + HELD_NS;

    reader->knows_held = true;
    if (reader->seen == NULL)
        reader->seen = xcalloc(count + 1, sizeof *reader->seen);
    for (size_t i = 0; i < count && (reader->patient || i < HELD_LEAST || clock_now_ns() < until);
         i++) {
        look_at(reader, reader->next % count);
        reader->next++;
    }
}

static uint64_t holder_of(const struct waiting_reader *reader, uint64_t lock)
{
    for (size_t i = 0; i < reader->held.count; i++)
        if (reader->held.data[i].lock == lock)
            return reader->held.data[i].ident;
    return 0;
}

/* Of a lock that does not know it itself. */
static void find_holder(struct waiting_reader *reader, struct awaited *awaited)
{
    bool knew = reader->knows_held;

    if (awaited->kind != AWAITED_LOCK)
        return;
    if (!knew)
        find_held(reader);
    awaited->ident = holder_of(reader, awaited->object);
    if (!knew || reader->max_frames == 0 || awaited->ident == 0)
        return;
    /* That was seen a while ago: who has gone on since may have given it to another one. */
    for (size_t i = 0; i < reader->snapshot->threads.count; i++)
        if (reader->snapshot->threads.data[i].ident == awaited->ident)
            look_at(reader, i);
    if (awaited->ident != holder_of(reader, awaited->object)) {
        find_held(reader);
        awaited->ident = holder_of(reader, awaited->object);
    }
}

/* Whether the word is within a struct of a GIL. */
static bool is_of_gil(struct runtime *runtime, const struct thread *thread, uint64_t word)
{
    uint64_t gil = word != 0 ? interpreter_gil(runtime, thread->interp) : 0;

    return gil != 0 && word >= gil && word - gil < runtime->layout.gil.size;
}

static void read_call(struct waiting_reader *reader, const struct thread *thread,
                      struct waiting *ret)
{
    struct runtime *runtime = reader->runtime;
    struct variables_view view;
    bool moved;

    if (thread->frames.count == 0)
        return;
    variables_view_init(&view, runtime, thread);
    if (error_ignore(variables_check(&view, 0, &moved)) && !moved) {
        ret->call = call_text(&view, 0, reader->sockets);
        if (!call_is_handed(&view, reader->types, &ret->call))
            ret->library = wait_library_name(thread);
        awaited_find(&view, reader->types, ret->call, ret->os.futex != 0 && !ret->gil,
                     &ret->awaited);
    }
    variables_view_deinit(&view);
}

/* The thread is blocked. */
static void read_kernel(struct runtime *runtime, const struct thread *thread, struct waiting *ret)
{
    os_wait_read(runtime->target, thread->tid, &ret->os);
    /* Who is stopped waits for nothing, wherever he was on his way to. */
    ret->gil = ret->os.kind != OS_WAIT_STOPPED && is_of_gil(runtime, thread, ret->os.futex);
    ret->waits = ret->os.kind != OS_WAIT_RUNS;
}

void waiting_read(struct waiting_reader *reader, const struct thread *thread, struct waiting *ret)
{
    struct runtime *runtime = reader->runtime;
    struct target *target = runtime->target;
    struct offcpu_watch watch;

    *ret = (struct waiting){0};
    if (thread->tid != 0 && thread->state == THREAD_IDLE && target->process != NULL &&
        thread->proof.kind != PROOF_STOPPED &&
        error_ignore(offcpu_watch_init(&watch, target->pid, thread->tid))) {
        /* All of one moment: the thread is blocked, and does not run while it is asked. */
        if (offcpu_begin_blocked(&watch)) {
            read_kernel(runtime, thread, ret);
            read_call(reader, thread, ret);
            ret->count = offcpu_count(&watch);
            if (!last_run_find(&reader->clocks, target->pid, thread->tid, &ret->ran_ns))
                ret->ran_ns = 0;
            /* Who had the GIL with this stack has run since, if he waits for it now. */
            ret->waits = ret->waits && offcpu_end(&watch) && !(ret->gil && thread->gil);
        }
        offcpu_watch_deinit(&watch);
    }
    if (!ret->waits) {
        waiting_deinit(ret);
        *ret = (struct waiting){.os.kind = OS_WAIT_RUNS};
    }
    find_holder(reader, &ret->awaited);
    ret->os_text = os_wait_text(&ret->os, target, reader->sockets);
    waiting_note(reader, thread->num, thread->name, thread->tid, thread->ident, ret);
}

void waiting_find_awaited(struct waiting_reader *reader, struct waiting *waiting)
{
    awaited_refresh(reader->runtime, reader->types, &waiting->awaited);
    find_holder(reader, &waiting->awaited);
}

void waiting_refresh(struct waiting_reader *reader, const struct thread *thread,
                     struct waiting *waiting)
{
    struct target *target = reader->runtime->target;
    struct waiting now = *waiting;
    struct offcpu_watch watch;

    if (!waiting->waits || !error_ignore(offcpu_watch_init(&watch, target->pid, thread->tid)))
        return;
    if (offcpu_begin_blocked(&watch)) {
        read_kernel(reader->runtime, thread, &now);
        waiting_find_awaited(reader, &now);
        now.os_text = os_wait_text(&now.os, target, reader->sockets);
        /* Of one that moves on, or is on its way out, what was known is what it waited in. */
        if (offcpu_end(&watch)) {
            free(waiting->os_text);
            *waiting = now;
        } else {
            free(now.os_text);
        }
    }
    offcpu_watch_deinit(&watch);
}

void waiting_deinit(struct waiting *waiting)
{
    free(take_pointer(waiting->library));
    free(take_pointer(waiting->call));
    free(take_pointer(waiting->os_text));
    free(take_pointer(waiting->holder_name));
}

void waiting_name_holder(struct waiting *waiting, unsigned num, const char *name)
{
    free(waiting->holder_name);
    waiting->holder = num;
    waiting->holder_name = name != NULL ? xstrdup(name) : NULL;
}

void waiting_find_holder(struct waiting *waiting, const struct snapshot *snapshot)
{
    waiting_name_holder(waiting, 0, NULL);
    for (size_t i = 0; waiting->awaited.ident != 0 && i < snapshot->threads.count; i++) {
        const struct thread *thread = &snapshot->threads.data[i];

        if (thread->ident == waiting->awaited.ident)
            waiting_name_holder(waiting, thread->num, thread->name);
    }
}

/* ---- deadlocks */

void waiting_note(struct waiting_reader *reader, unsigned num, const char *name, pid_t tid,
                  uint64_t ident, const struct waiting *waiting)
{
    /* Who waits for a time only is not there for ever. */
    if (waiting->waits && waiting->awaited.ident != 0 && waiting->os.limit == OS_WAIT_FOREVER)
        array_push(&reader->members, ((struct deadlock_member){num, name, tid, ident,
                                                               waiting->awaited, waiting->count}));
}

/* Whether that one has it: seen anew. */
static bool still_holds(struct waiting_reader *reader, const struct awaited *awaited)
{
    struct awaited now = *awaited;
    held_locks held = {0};
    bool holds = false;

    if (awaited->kind != AWAITED_LOCK) {
        awaited_refresh(reader->runtime, reader->types, &now);
        return now.ident == awaited->ident;
    }
    for (size_t i = 0; i < reader->snapshot->threads.count; i++)
        if (reader->snapshot->threads.data[i].ident == awaited->ident)
            held_find(reader->runtime, reader->types, &reader->snapshot->threads.data[i], &held);
    for (size_t i = 0; i < held.count; i++)
        holds |= held.data[i].lock == awaited->object;
    array_deinit(&held);
    return holds;
}

static const struct deadlock_member *find_member(const struct waiting_reader *reader, unsigned num)
{
    size_t i = 0;

    while (reader->members.data[i].num != num)
        i++;
    return &reader->members.data[i];
}

/* All of them waited already when it was seen once more who has what, and have not run since. */
static bool is_proven(struct waiting_reader *reader, const struct deadlock *deadlock)
{
    bool proven = true;

    for (size_t i = 0; i < deadlock->threads.count && proven; i++)
        proven = still_holds(reader, &find_member(reader, deadlock->threads.data[i])->awaited);
    for (size_t i = 0; i < deadlock->threads.count && proven; i++) {
        const struct deadlock_member *member = find_member(reader, deadlock->threads.data[i]);

        proven = !offcpu_has_run(reader->runtime->target->pid, member->tid, &member->count);
    }
    return proven;
}

void waiting_deadlocks(struct waiting_reader *reader, deadlock_list *ret)
{
    size_t kept = 0;

    deadlock_find(&reader->members, ret);
    for (size_t i = 0; i < ret->count; i++)
        if (is_proven(reader, &ret->data[i]))
            ret->data[kept++] = ret->data[i];
        else
            deadlock_deinit(&ret->data[i]);
    ret->count = kept;
    reader->members.count = 0;
}

/* ---- words */

char *waiting_holder_text(const struct waiting *waiting)
{
    static const char *const words[AWAITED_KINDS] = {
        [AWAITED_LOCK] = "Lock held by",
        [AWAITED_RLOCK] = "RLock held by",
        [AWAITED_THREAD] = "joins",
        [AWAITED_MODULE] = "module imported by",
    };

    if (words[waiting->awaited.kind] == NULL || waiting->holder == 0)
        return xstrdup("");
    return xasprintf("%s t%u %s", words[waiting->awaited.kind], waiting->holder,
                     waiting->holder_name);
}

char *waiting_text(const struct waiting *waiting)
{
    if (!waiting->waits)
        return xstrdup("");
    if (waiting->gil)
        return xstrdup("the GIL");
    if (waiting->os.kind == OS_WAIT_STOPPED)
        return xstrdup(waiting->os_text);
    if (waiting->call == NULL && waiting->library == NULL)
        return xasprintf("%s", waiting->os_text);

    CLEANUP_FREE char *holder = waiting_holder_text(waiting);
    /* What a join does within says no more than that. */
    const char *call =
        waiting->call == NULL || waiting->awaited.kind == AWAITED_THREAD ? "" : waiting->call;
    const char *library = waiting->library != NULL ? waiting->library : "";

    return xasprintf("%s%s%s%s%s [%s]", library, library[0] != '\0' && call[0] != '\0' ? ": " : "",
                     call, holder[0] != '\0' ? ": " : "", holder, waiting->os_text);
}
