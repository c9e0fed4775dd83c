/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/monitor-waits.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/code-cache.h"
#include "python/moment.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "python/thread.h"
#include "repr/waiting.h"
#include "sample/monitor-internal.h"
#include "target/offcpu.h"
#include "target/procfs.h"
#include "target/target.h"

/* A table of sockets is as old as this at most, and the list of threads is not made more often. */
#define FRESH_NS 1000000000ull
/* The function of the library that is looked for is not far from the newest frame. */
#define MAX_FRAMES 64
/* For so long it is found out at one time what threads wait in, unless somebody asks. */
#define ASKING_NS 5000000

struct monitor_waits {
    struct runtime *runtime;
    const struct monitor_process *process; /* NULL: there is one only */
    bool patient;
    struct snapshot *listed; /* NULL: not yet */
    uint64_t listed_ns;
    struct waiting_reader *reader; /* NULL: not yet */
    uint64_t reader_ns;
};

struct monitor_waits *monitor_waits_create(struct runtime *runtime,
                                           const struct monitor_process *process, bool patient)
{
    struct monitor_waits *waits = xcalloc(1, sizeof *waits);

    waits->runtime = runtime;
    waits->process = process;
    waits->patient = patient;
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
        waits->listed != NULL ? snapshot_thread(waits->listed, thread->own_num) : NULL;

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
    if (waits->reader != NULL)
        waiting_reader_renew(waits->reader, snapshot);
    waits->reader_ns = waits->listed_ns;
    snapshot_destroy(waits->listed);
    waits->listed = snapshot;
    return find_listed(waits, thread);
}

static struct waiting_reader *fresh_reader(struct monitor_waits *waits)
{
    uint64_t now = clock_now_ns();

    if (waits->reader != NULL && now - waits->reader_ns > FRESH_NS) {
        waiting_reader_renew(waits->reader, waits->listed);
        waits->reader_ns = now;
    } else if (waits->reader == NULL) {
        waits->reader =
            waiting_reader_create(waits->runtime, waits->listed, MAX_FRAMES, waits->patient);
        waits->reader_ns = now;
    }
    return waits->reader;
}

/* What moment_hold() calls. */
struct look {
    const struct monitor_look *look;
    const struct thread *thread;
};

static void look_now(void *arg)
{
    const struct look *l = arg;

    l->look->read(l->look->arg, l->thread);
}

/* That comes with the next read(). */
static void forget_look(void *arg)
{
    (void)arg;
}

struct error *monitor_waits_look(struct monitor_waits *waits, const struct monitor_thread *thread,
                                 const struct monitor_look *look, struct moment_report *ret)
{
    struct runtime *runtime = waits->runtime;
    struct thread *listed = find_thread(waits, thread);
    struct moment_thread wanted = {.thread = listed, .reread = true};
    struct look l = {look, listed};

    *ret = (struct moment_report){0};
    code_cache_new_epoch(runtime->codes);
    /* Of a state that another OS thread may run nobody knows who is to stand still. */
    if (listed != NULL && listed->tid != 0 && !thread_is_shared(runtime, waits->listed, listed))
        TRY(moment_hold(
            runtime, &wanted, 1,
            &(struct moment_options){
                .budget_ns = look->budget_ns, .run = look_now, .again = forget_look, .arg = &l},
            ret));
    if (listed == NULL || wanted.ended ||
        (!ret->one_moment && !snapshot_reread(runtime, waits->listed, listed, 0)))
        return error_create(ERROR_NOT_FOUND, "Thread %u has ended", thread->own_num);
    if (!ret->one_moment)
        look->read(look->arg, listed);
    return NULL;
}

/* A child that was forked has threads of the same idents. */
static void name_holder(const struct monitor *monitor, const struct monitor_process *process,
                        struct waiting *waiting)
{
    const struct monitor_thread *found = NULL;

    for (size_t i = 0; waiting->awaited.ident != 0 && i < monitor->threads.count; i++)
        if (monitor->threads.data[i]->process == process &&
            monitor->threads.data[i]->ident == waiting->awaited.ident)
            found = monitor->threads.data[i];
    waiting_name_holder(waiting, found != NULL ? found->own_num : 0,
                        found != NULL ? found->name : NULL);
}

/* Where it waits and what it waits in are shown side by side: they are to be of one moment. */
static bool is_where_it_was(const struct monitor_thread *thread, const struct thread *listed)
{
    const struct sample_frame *seen = thread->frames.data;
    const struct frame *read = listed->frames.data;

    if (thread->frames.count == 0 || listed->frames.count == 0)
        return thread->frames.count == listed->frames.count;
    return (seen->line == read->position.line || (seen->line <= 0 && read->position.line <= 0)) &&
           seen->function->firstlineno == read->code->firstlineno &&
           (strcmp(seen->function->filename, read->code->filename) == 0 ||
            read->code->filename[0] == '\0');
}

static void forget(struct monitor_thread *thread)
{
    waiting_deinit(thread->waiting);
    *thread->waiting = (struct waiting){0};
}

/* In a pause nobody is to see what came after it. */
static void forget_later(const struct monitor *monitor, struct waiting *waiting)
{
    if (monitor->paused_ns == 0 || (waiting->ran_ns != 0 && waiting->ran_ns <= monitor->paused_ns))
        return;
    waiting_deinit(waiting);
    *waiting = (struct waiting){0};
}

/* It has gone on since it was last sampled, and where it is now is of the same stretch in which it
 * was blocked as what it waits in. */
static bool is_one_read(const struct monitor_thread *thread, const struct thread *listed)
{
    return thread->waiting->waits && listed->frames.count > 0 &&
           listed->frames.count < MAX_FRAMES && listed->proof.kind == PROOF_CONSISTENT &&
           offcpu_same_count(&listed->proof.count, &thread->waiting->count);
}

/* What it waits in; where it has gone on since it was last sampled, where it is now as well. */
static void ask(struct monitor_waits *waits, const struct monitor *monitor,
                struct monitor_thread *thread, struct thread *listed)
{
    if (thread->waiting == NULL)
        thread->waiting = xcalloc(1, sizeof *thread->waiting);
    forget(thread);
    thread->asked_ns = clock_now_ns();
    thread->waiting_ns = thread->still_ns;
    code_cache_new_epoch(waits->runtime->codes);
    if (!snapshot_reread(waits->runtime, waits->listed, listed, MAX_FRAMES))
        return;
    waiting_read(fresh_reader(waits), listed, thread->waiting);
    forget_later(monitor, thread->waiting);
    if (is_where_it_was(thread, listed))
        return;
    if (is_one_read(thread, listed)) {
        monitor_take_blocked(monitor, thread, listed, thread->waiting->ran_ns);
        thread->waiting_ns = thread->still_ns;
        return;
    }
    forget(thread);
    thread->waiting_ns = 0;
}

/* Threads of a process that is killed go one after the other, before it is said to have ended: of
 * them what they waited in is the last that there is to say. */
static bool is_leaving(const struct monitor_waits *waits, const struct monitor_thread *thread)
{
    struct procfs_stat stat;

    return !error_ignore(procfs_stat(waits->runtime->target->pid, thread->tid, &stat)) ||
           stat.leaving;
}

/* Whether it has gone on since it was asked, for who has what it waits for was seen later. */
static bool has_gone_on(const struct monitor_waits *waits, const struct monitor_thread *thread)
{
    struct target *target = waits->runtime->target;

    return thread->waiting->waits && thread->waiting->count.known &&
           offcpu_has_run(target->pid, thread->tid, &thread->waiting->count) &&
           !is_leaving(waits, thread) && error_ignore(target_check(target));
}

static bool is_asked(const struct monitor_thread *thread)
{
    return thread->waiting != NULL && thread->waiting_ns == thread->still_ns;
}

const char *monitor_waited(const struct monitor_thread *thread)
{
    if (thread->waits != NULL && monitor_wants_gil(thread))
        return thread->waits;
    if (thread->still_ns == 0)
        return "";
    return is_asked(thread) ? thread->waits : NULL;
}

const char *monitor_waits_of(struct monitor_waits *waits, const struct monitor *monitor,
                             struct monitor_thread *thread)
{
    struct thread *listed;

    if (monitor->paused_ns != 0 && is_asked(thread) && thread->waits != NULL)
        return thread->waits;
    /* Awake for a moment to ask for it, and asleep again. */
    if (thread->waits != NULL && monitor_wants_gil(thread))
        return thread->waits;
    if (thread->waits != NULL && is_leaving(waits, thread))
        return thread->waits;
    free(take_pointer(thread->waits));
    /* While somebody sleeps with the GIL, who is awake does little more than ask for it. */
    if ((thread->still_ns == 0 && monitor_gil_sleeper(monitor) == NULL) ||
        (listed = find_thread(waits, thread)) == NULL)
        return "";
    if (is_asked(thread)) {
        waiting_refresh(fresh_reader(waits), listed, thread->waiting);
        if (has_gone_on(waits, thread))
            ask(waits, monitor, thread, listed);
    } else {
        ask(waits, monitor, thread, listed);
    }
    if (thread->waiting->awaited.kind != AWAITED_NOTHING && has_gone_on(waits, thread)) {
        forget(thread);
        thread->waiting_ns = 0;
    }
    /* That it waits for it is newer than that it had it. */
    thread->gil = thread->gil && !thread->waiting->gil;
    name_holder(monitor, waits->process, thread->waiting);
    thread->waits = waiting_text(thread->waiting);
    return thread->waits;
}

/* Whether it is known what it waits in, since it stands still; if not, finds out, for a few. */
static bool is_known(struct monitor_waits *waits, const struct monitor *monitor,
                     struct monitor_thread *thread, uint64_t until)
{
    uint64_t now = clock_now_ns();

    if (thread->still_ns == 0 || thread->still_ns > now || now - thread->still_ns < FRESH_NS)
        return false;
    if (!is_asked(thread) && now < until)
        monitor_waits_of(waits, monitor, thread);
    return is_asked(thread);
}

void monitor_waits_deadlocks(struct monitor_waits *waits, const struct monitor *monitor,
                             deadlock_list *ret)
{
    uint64_t until = waits->patient ? UINT64_MAX : clock_now_ns() + ASKING_NS;

    for (size_t i = 0; i < monitor->threads.count; i++) {
        struct monitor_thread *thread = monitor->threads.data[i];

        if (thread->process == waits->process && is_known(waits, monitor, thread, until) &&
            thread->waiting->awaited.kind != AWAITED_NOTHING) {
            waiting_find_awaited(fresh_reader(waits), thread->waiting);
            waiting_note(waits->reader, thread->own_num, thread->name, thread->tid, thread->ident,
                         thread->waiting);
        }
    }
    if (waits->reader != NULL)
        waiting_deadlocks(waits->reader, ret);
}

struct error *monitor_waits_tasks(struct monitor_waits *waits, const struct monitor *monitor,
                                  task_array *ret)
{
    struct types *types;
    struct error *error;

    /* The list is of threads that were there when one was looked for that was not. */
    for (size_t i = 0; i < monitor->threads.count; i++)
        if (monitor->threads.data[i]->process == waits->process)
            find_thread(waits, monitor->threads.data[i]);
    if (waits->listed == NULL)
        return NULL;
    code_cache_new_epoch(waits->runtime->codes);
    types = types_create(waits->runtime);
    error = task_list(waits->runtime, types, waits->listed, ret);
    types_destroy(types);
    return error;
}
