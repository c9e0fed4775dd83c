/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/hold.h"

#include "base/memory.h"
#include "python/moment.h"
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
    const struct hold_work *work;
    struct emit_later *said;
    struct error *error;
    size_t history; /* values before the work */
};

static void run(void *arg)
{
    struct held *held = arg;

    held->session->holding = true;
    held->error = held->work->run(held->session, held->work->arg, emit_later_emitter(held->said));
    held->session->holding = false;
}

static void again(void *arg)
{
    struct held *held = arg;

    error_destroy(take_pointer(held->error));
    emit_later_destroy(held->said);
    held->said = emit_later_create();
    expr_history_cut(&held->session->history, held->history);
}

uint64_t hold_budget_ns(const struct session *s)
{
    return 1000u * (uint64_t)setting_number(s->settings, SETTING_STOP_BUDGET);
}

char *hold_proof_text(const struct moment_report *report, const char *remedy)
{
    if (report->overrun)
        return xasprintf("Not of one moment: stopped for %u us, which was not enough to read it; "
                         "see `show stop-budget`",
                         report->stopped_us);
    if (!report->one_moment)
        return xasprintf("Not of one moment: the target ran while this was read%s%s%s",
                         remedy != NULL ? "; " : "", remedy != NULL ? remedy : "",
                         remedy != NULL ? " helps" : "");
    if (report->changing)
        return xstrdup("Not of whole objects: a dict or set was just being changed by C code that "
                       "is not through, or is damaged");
    return report->stopped_us > 0
               ? xasprintf("Of one moment: stopped for %u us", report->stopped_us)
               : NULL;
}

static void emit_proof(struct emitter *e, const struct hold_work *work,
                       const struct moment_report *report)
{
    CLEANUP_FREE char *text = hold_proof_text(report, work->stop ? NULL : "-stop");

    emit_begin_object(e, work->proof_name);
    bool proven = report->one_moment && !report->changing;

    emit_hidden_string(e, "kind",
                       !proven                  ? "unverified"
                       : report->stopped_us > 0 ? "stopped"
                                                : "consistent");
    emit_hidden_uint(e, "stopped_us", report->stopped_us);
    emit_hidden_uint(e, "tries", report->tries);
    emit_hidden_bool(e, "overrun", report->overrun);
    emit_hidden_bool(e, "changing", report->changing);
    emit_end(e);
    if (text != NULL)
        emit_textf(e, proven ? STYLE_DIM : STYLE_WARNING, "(%s.)\n", text);
}

static size_t max_frames(const struct session *s)
{
    return (size_t)setting_number(s->settings, SETTING_BACKTRACE_LIMIT);
}

static bool rereads(const struct held *held, const struct thread *thread)
{
    return held->work->reread != NULL && held->work->reread(held->session, held->work->arg, thread);
}

static struct error *hold(struct held *held, struct moment_report *report)
{
    struct session *s = held->session;
    struct snapshot *snapshot = s->snapshot;
    CLEANUP_FREE struct moment_thread *threads =
        xcalloc(snapshot->threads.count + 1, sizeof *threads);
    struct moment_options options = {
        .max_frames = max_frames(s), .run = run, .again = again, .arg = held};
    size_t count = 0;
    bool anew = false;

    if (held->work->stop)
        options.budget_ns = hold_budget_ns(s);
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (thread->tid == 0)
            continue;
        threads[count] = (struct moment_thread){.thread = thread, .reread = rereads(held, thread)};
        anew |= threads[count++].reread;
    }
    /* As long as nobody says otherwise, which is what the tries are for. */
    if (anew && held->work->stop)
        snapshot->one_moment = true;
    return moment_hold(s->runtime, threads, count, &options, report);
}

/* An answer that is none of one moment had better be one without holes, of frames that are proven.
 */
static void run_without(struct held *held)
{
    struct session *s = held->session;
    bool any = held->work->stop;

    s->snapshot->one_moment = false;
    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        struct thread *thread = &s->snapshot->threads.data[i];

        if (rereads(held, thread)) {
            snapshot_reread(s->runtime, s->snapshot, thread, max_frames(s));
            any = true;
        }
    }
    if (!any)
        return;
    again(held);
    run(held);
}

struct error *hold_run(struct session *s, const struct hold_work *work, struct emitter *e)
{
    if (s->holding)
        return work->run(s, work->arg, e);

    struct held held = {s, work, emit_later_create(), NULL, s->history.count};
    struct moment_report report;
    unsigned depth = e->depth;
    struct error *error = hold(&held, &report);

    if (error == NULL) {
        s->answer.held = true;
        s->answer.hold = report;
        if (!report.one_moment)
            run_without(&held);
        error = held.error;
        emit_later_replay(held.said, e);
        emit_end_to(e, depth);
        emit_proof(e, work, &report);
    }
    emit_later_destroy(held.said);
    return error;
}
