/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/hold.h"

#include "base/memory.h"
#include "python/stopped.h"
#include "session/emit-later.h"
#include "session/session.h"
#include "session/settings.h"

bool hold_always(const char *args)
{
    (void)args;
    return true;
}

struct held {
    struct session *session;
    const struct command *command;
    const char *args;
    struct emit_later *said;
    struct error *error;
    size_t history; /* values before the command */
};

static void run(void *arg)
{
    struct held *held = arg;

    held->error = held->command->run(held->session, held->args, emit_later_emitter(held->said));
}

static void again(void *arg)
{
    struct held *held = arg;

    error_destroy(take_pointer(held->error));
    emit_later_destroy(held->said);
    held->said = emit_later_create();
    expr_history_cut(&held->session->history, held->history);
}

static void emit_proof(struct emitter *e, const struct stopped_report *report)
{
    emit_begin_object(e, "proof");
    emit_hidden_string(e, "kind", report->one_moment ? "stopped" : "unverified");
    emit_hidden_uint(e, "stopped_us", report->stopped_us);
    emit_hidden_uint(e, "tries", report->tries);
    emit_hidden_bool(e, "overrun", report->overrun);
    emit_end(e);
    if (report->overrun)
        emit_textf(e, STYLE_WARNING,
                   "(Not of one moment: stopped for %u us, which was not enough to read it; see "
                   "`show stop-budget`.)\n",
                   report->stopped_us);
    else if (!report->one_moment)
        emit_textf(e, STYLE_WARNING, "(Not of one moment: some thread always ran.)\n");
    else if (report->stopped_us == 0)
        emit_textf(e, STYLE_DIM, "(Of one moment: nobody ran, nobody was stopped.)\n");
    else
        emit_textf(e, STYLE_DIM, "(Of one moment: stopped for %u us.)\n", report->stopped_us);
}

static struct error *hold(struct held *held, bool new_snapshot, struct stopped_report *report)
{
    struct session *s = held->session;
    struct snapshot *snapshot = s->snapshot;
    CLEANUP_FREE struct stopped_thread *threads =
        xcalloc(snapshot->threads.count + 1, sizeof *threads);
    struct stopped_callback callback = {run, again, held};
    size_t count = 0;

    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (thread->tid != 0)
            threads[count++] = (struct stopped_thread){
                .thread = thread,
                .reread = new_snapshot && session_wants(s, held->command, held->args, thread),
            };
    }
    return stopped_hold(
        s->runtime, threads, count, (size_t)setting_number(s->settings, SETTING_BACKTRACE_LIMIT),
        1000u * (uint64_t)setting_number(s->settings, SETTING_STOP_BUDGET), &callback, report);
}

struct error *hold_run(struct session *s, const struct command *command, const char *args,
                       bool new_snapshot, struct emitter *e)
{
    struct held held = {s, command, args, emit_later_create(), NULL, s->history.count};
    struct stopped_report report;
    unsigned depth = e->depth;
    struct error *error = hold(&held, new_snapshot, &report);

    s->answer.held = error == NULL;
    s->answer.hold = report;
    /* An answer that is none of one moment had better be one without holes. */
    if (error == NULL && !report.one_moment) {
        again(&held);
        if (new_snapshot)
            error = session_refresh(s, NULL, "");
        if (error == NULL)
            run(&held);
    }
    if (error == NULL) {
        error = held.error;
        emit_later_replay(held.said, e);
        emit_end_to(e, depth);
        emit_proof(e, &report);
    }
    emit_later_destroy(held.said);
    return error;
}
