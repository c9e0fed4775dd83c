/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/thread-list.h"
#include "repr/waiting.h"
#include "session/completion.h"
#include "session/describe.h"
#include "session/session.h"

static void emit_waits(struct session *s, struct waiting_reader *reader,
                       const struct thread *thread, struct emitter *e)
{
    struct waiting waiting;

    waiting_read(reader, thread, &waiting);
    waiting_find_holder(&waiting, s->snapshot);
    /* In the cell of the frame, which may be cut: the frame stands first. */
    if (waiting.waits)
        emit_text(e, ": ");
    describe_waiting(e, &waiting, true, true);
    waiting_deinit(&waiting);
}

static void show_row(struct session *s, const struct thread *thread, struct waiting_reader *reader,
                     bool interpreter, struct emitter *e)
{
    bool selected = thread->num == s->thread;

    emit_begin_object(e, NULL);
    emit_as(e, "selected", STYLE_GOOD, EMIT_OF_BOOL(selected), "%s", selected ? "*" : " ");
    describe_thread_fields(e, thread, true, interpreter);
    emit_begin_list(e, "frames");
    if (thread->frames.count == 0)
        emit_quoted(e, STYLE_DIM,
                    thread->error != NULL ? thread->error->message : "no Python frames");
    for (size_t level = 0; level < thread->frames.count; level++)
        describe_frame(e, NULL, thread, level, level == 0 ? DESCRIBE_SHORT : DESCRIBE_HIDDEN);
    emit_end(e);
    emit_waits(s, reader, thread, e);
    emit_end(e);
}

/* A process of one interpreter, as most are, has no column for it. */
static bool has_others(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].interp_id != 0)
            return true;
    return false;
}

static void show_table(struct session *s, const thread_list *wanted, struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "selected", .header = ""},
        {.name = "num", .header = "Num", .right = true},
        {.name = "tid", .header = "Tid", .right = true, .fit = EMIT_FIT_LEAVES},
        {.name = "name", .header = "Name", .fit = EMIT_FIT_SHRINKS},
        {.name = "interpreter", .header = "Interp", .right = true},
        {.name = "state", .header = "State"},
        {.name = "gil", .header = "GIL"},
        {.name = "proof", .header = "Proof"},
        {.name = "frames", .header = "Frame: what it waits in"},
    };
    bool interpreter = has_others(s->snapshot);
    deadlock_list deadlocks = {0};
    struct waiting_reader *reader = waiting_reader_create(s->runtime, s->snapshot, 0, true);

    emit_begin_table(e, "threads", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < s->snapshot->threads.count; i++)
        if (wanted->count == 0 || thread_list_has(wanted, s->snapshot->threads.data[i].num))
            show_row(s, &s->snapshot->threads.data[i], reader, interpreter, e);
    emit_end(e);
    waiting_deadlocks(reader, &deadlocks);
    describe_deadlocks(e, &deadlocks);
    deadlock_list_deinit(&deadlocks);
    waiting_reader_destroy(reader);
}

static struct error *check_known(struct session *s, const thread_list *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (snapshot_thread(s->snapshot, wanted->data[i]) != NULL)
            return NULL;
    return wanted->count == 0 ? NULL
                              : error_create(ERROR_NOT_FOUND, "There are no threads of %s",
                                             wanted->count == 1 ? "that number" : "those numbers");
}

static struct error *info_threads_run(struct session *s, const char *args, struct emitter *e)
{
    thread_list wanted = {0};
    struct error *error = thread_list_parse(&wanted, args);

    if (error == NULL)
        error = check_known(s, &wanted);
    if (error == NULL) {
        show_table(s, &wanted, e);
        describe_span(e, s->snapshot, false);
    }
    array_deinit(&wanted);
    return error;
}

static bool info_threads_wants(struct session *s, const char *args, const struct thread *thread)
{
    thread_list wanted = {0};
    bool ret;

    (void)s;
    ret = error_ignore(thread_list_parse(&wanted, args)) &&
          (wanted.count == 0 || thread_list_has(&wanted, thread->num));
    array_deinit(&wanted);
    return ret;
}

static void info_threads_complete(struct session *s, struct completions *c)
{
    completion_add_threads(s, c);
}

const struct command info_threads_command = {
    .name = "info threads",
    .group = GROUP_WHERE,
    .usage = "[THREAD...]",
    .summary = "List the threads, what each is doing, and the proof of it",
    .help =
        "A thread is running when it was on a CPU or waiting for one, stopped by a signal, traced "
        "by\n"
        "a debugger, else idle.  The selected thread is marked with *.  Of an idle one it says "
        "what it waits in: the function of the\n"
        "standard library, the call, [the system call, with its descriptors and the time that is\n"
        "left], and for how long the thread has not run; of a lock, whose it is: that of an RLock "
        "is\n"
        "known, that of a Lock where it was entered by `with`.  Threads that wait for one another "
        "in a\n"
        "ring are a deadlock, which is said below.  In --json each thread has all of its "
        "frames,\n"
        "as with bt all.  THREAD are numbers and ranges: 1 3-5.  See `info tasks` for what asyncio "
        "runs in\n"
        "a thread.\n",
    .needs = NEEDS_SNAPSHOT,
    .fresh = true,
    .wants = info_threads_wants,
    .complete = info_threads_complete,
    .run = info_threads_run,
};
