/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "repr/waiting.h"
#include "session/describe.h"
#include "session/session.h"

static void emit_waits(struct waiting_reader *reader, const struct thread *thread,
                       struct emitter *e)
{
    struct waiting waiting;

    waiting_read(reader, thread, &waiting);
    /* In the cell of the frame, which may be cut: the frame stands first. */
    if (waiting.waits)
        emit_text(e, ": ");
    describe_waiting(e, &waiting, true);
    waiting_deinit(&waiting);
}

static void show_row(struct session *s, const struct thread *thread, struct waiting_reader *reader,
                     struct emitter *e)
{
    bool selected = thread->num == s->thread;

    emit_begin_object(e, NULL);
    emit_as(e, "selected", STYLE_GOOD, EMIT_OF_BOOL(selected), "%s", selected ? "*" : " ");
    describe_thread_fields(e, thread, true);
    emit_begin_list(e, "frames");
    if (thread->frames.count == 0)
        emit_quoted(e, STYLE_DIM,
                    thread->error != NULL ? thread->error->message : "no Python frames");
    for (size_t level = 0; level < thread->frames.count; level++)
        describe_frame(e, NULL, thread, level, level == 0 ? DESCRIBE_SHORT : DESCRIBE_HIDDEN);
    emit_end(e);
    emit_waits(reader, thread, e);
    emit_end(e);
}

static struct error *info_threads_run(struct session *s, const char *args, struct emitter *e)
{
    static const struct emit_column columns[] = {
        {"selected", "", false},   {"num", "Num", true},
        {"tid", "Tid", true},      {"name", "Name", false},
        {"state", "State", false}, {"gil", "GIL", false},
        {"proof", "Proof", false}, {"frames", "Frame: what it waits in", false},
    };

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "info threads takes no arguments");
    struct waiting_reader *reader = waiting_reader_create(s->runtime);

    emit_begin_table(e, "threads", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < s->snapshot->threads.count; i++)
        show_row(s, &s->snapshot->threads.data[i], reader, e);
    emit_end(e);
    waiting_reader_destroy(reader);
    describe_span(e, s->snapshot, false);
    return NULL;
}

static bool info_threads_wants(struct session *s, const char *args, const struct thread *thread)
{
    (void)s;
    (void)args;
    (void)thread;
    return true;
}

const struct command info_threads_command = {
    .name = "info threads",
    .group = GROUP_WHERE,
    .usage = "",
    .summary = "List the threads, what each is doing, and the proof of it",
    .help =
        "A thread is running when it was on a CPU or waiting for one, else idle.  The selected\n"
        "thread is marked with *.  Of an idle one it says what it waits in: the function of the\n"
        "standard library, the call, [the system call, with its descriptors and the time that is\n"
        "left], and for how long the thread has not run.  In --json each thread has all of its "
        "frames,\n"
        "as with bt all.\n",
    .needs = NEEDS_SNAPSHOT,
    .fresh = true,
    .wants = info_threads_wants,
    .run = info_threads_run,
};
