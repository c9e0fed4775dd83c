/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which threads there are to be sampled. */
#include "sample/live-internal.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/interpreter.h"
#include "python/runtime.h"
#include "python/thread.h"
#include "target/procfs.h"
#include "target/target.h"

/* So many threads that wait cost enough to be given marks. */
#define MARKED_THREADS 8

void live_thread_destroy(struct live_thread *thread)
{
    if (thread->watched)
        sample_reader_deinit(&thread->reader);
    array_deinit(&thread->last);
    free(thread->about.name);
    free(thread);
}

/* Of a thread that Python has no name for: threading was not imported. */
static char *kernel_name(const struct live_source *live, pid_t tid)
{
    struct procfs_stat stat;

    return tid != 0 && error_ignore(procfs_stat(live->runtime->target->pid, tid, &stat))
               ? xstrdup(stat.comm)
               : xstrdup("?");
}

/* A thread enters Python's list of names some time after it has started, and leaves it before it
 * ends; meanwhile it may be given another one. */
static void rename_thread(struct live_thread *thread, struct thread *listed)
{
    if (listed->name == NULL || (thread->python_named && !listed->python_name))
        return;
    thread->python_named = listed->python_name;
    free(thread->about.name);
    thread->about.name = take_pointer(listed->name);
}

static void add_thread(struct live_source *live, struct snapshot *snapshot, struct thread *listed)
{
    struct live_thread *thread;

    for (size_t i = 0; i < live->threads.count; i++) {
        thread = live->threads.data[i];
        /* While a thread is being started its state names the one that starts it, which then seems
         * to have none: it is the one that it was. */
        if (thread->listed.tstate == listed->tstate && thread->listed.ident == listed->ident &&
            (thread->listed.tid == listed->tid || (listed->tid == 0 && thread->watched))) {
            thread->seen = true;
            thread->shared = thread_is_shared(live->runtime, snapshot, listed);
            rename_thread(thread, listed);
            return;
        }
    }
    thread = xcalloc(1, sizeof *thread);
    thread->listed = *listed;
    thread->listed.name = NULL;
    thread->about = (struct sample_thread){
        .num = listed->num,
        .tid = listed->tid,
        .ident = listed->ident,
        .name = listed->name != NULL ? take_pointer(listed->name) : kernel_name(live, listed->tid),
        .process = live->options.process,
    };
    thread->python_named = listed->python_name;
    thread->shared = thread_is_shared(live->runtime, snapshot, listed);
    thread->seen = true;
    thread->first_listed_ns = clock_now_ns();
    thread->newest = SIZE_MAX;
    if (listed->tid != 0) {
        if (!error_ignore(sample_reader_init(&thread->reader, live->runtime, listed))) {
            live_thread_destroy(thread);
            return;
        }
        thread->watched = true;
        if (live->options.gc || live->options.collecting)
            thread->reader.collecting_at = interpreter_collecting(live->runtime, listed->interp);
    }
    array_push(&live->threads, thread);
}

static void drop_unseen(struct live_source *live)
{
    size_t kept = 0;

    for (size_t i = 0; i < live->threads.count; i++) {
        struct live_thread *thread = live->threads.data[i];

        if (thread->seen && !thread->gone)
            live->threads.data[kept++] = thread;
        else {
            live_push_same(live, thread);
            array_push(&live->gone, thread);
        }
    }
    live->threads.count = kept;
}

static void list_interpreters(struct live_source *live)
{
    interpreter_watch_clear(&live->interpreters);
    for (size_t i = 0; i < live->threads.count; i++) {
        struct live_thread *thread = live->threads.data[i];

        thread->interp = interpreter_watch_add(&live->interpreters, thread->listed.interp);
    }
}

static void allow_marks(struct live_source *live)
{
    if (live->threads.count < MARKED_THREADS && !live->options.seldom_ran_ns)
        return;
    if (!live->marks_tried)
        run_marks_init(&live->marks);
    live->marks_tried = true;
    for (size_t i = 0; i < live->threads.count; i++) {
        struct sample_reader *reader = &live->threads.data[i]->reader;

        reader->marks = live->marks.first >= 0 ? &live->marks : NULL;
        reader->marks_running = live->options.seldom_ran_ns;
    }
}

struct error *live_list_threads(struct live_source *live)
{
    uint64_t cpu = clock_cpu_ns();
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    struct error *error = target_check(live->runtime->target);

    if (error == NULL)
        error = thread_list(live->runtime, snapshot);
    if (error == NULL) {
        for (size_t i = 0; i < live->threads.count; i++)
            live->threads.data[i]->seen = false;
        for (size_t i = 0; i < snapshot->threads.count; i++)
            if (live->options.thread == 0 || snapshot->threads.data[i].num == live->options.thread)
                add_thread(live, snapshot, &snapshot->threads.data[i]);
        drop_unseen(live);
        list_interpreters(live);
        allow_marks(live);
        live->list_again = false;
    }
    snapshot_destroy(snapshot);
    live->listed_ns = clock_now_ns();
    live->list_took_ns = clock_cpu_ns() - cpu;
    /* A list that changed while it was read is read again at the next round. */
    if (error != NULL && error->kind != ERROR_EXITED && live->threads.count > 0) {
        error_destroy(error);
        error = NULL;
    }
    return error;
}
