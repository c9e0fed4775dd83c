/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first lines of a screen of `top -b`. */
#include "commands/top-batch-internal.h"

#include "base/clock.h"
#include "base/memory.h"
#include "commands/process-facts.h"
#include "python/layout.h"
#include "python/runtime.h"
#include "sample/gap.h"
#include "sample/monitor-processes.h"
#include "session/emit.h"
#include "session/session.h"
#include "session/top.h"
#include "target/real-time.h"
#include "target/target.h"

void batch_percent(struct emitter *e, const char *name, double value)
{
    emit_as(e, name, STYLE_NUMBER, EMIT_OF_DOUBLE(value), "%.1f", value);
}

void batch_seconds(struct emitter *e, const char *name, double value)
{
    emit_as(e, name, STYLE_NUMBER, EMIT_OF_DOUBLE(value), "%.2f", value);
}

void batch_emit_process(const struct batch *batch)
{
    struct emitter *e = batch->emitter;
    CLEANUP_FREE char *version = layout_version_long(batch->session->runtime->hexversion);

    emit_text(e, "Process ");
    emit_uint(e, "pid", STYLE_NUMBER, (uint64_t)batch->session->target->pid);
    emit_text(e, ", CPython ");
    emit_string(e, "python_version", STYLE_PLAIN, version);
    if (batch->command != NULL) {
        emit_text(e, ", up ");
        process_facts_emit_age(e, "age", (double)(clock_now_ns() - batch->born_ns) / 1e9);
        emit_text(e, ": ");
        emit_string(e, "command", STYLE_PLAIN, batch->command);
    }
    emit_text(e, "\n");
}

/* Of several processes. */
static void emit_processes(const struct batch *batch, const family_member_array *refused)
{
    struct emitter *e = batch->emitter;
    const struct monitor *monitor = batch->monitor;

    if (!batch->options->monitor.subprocesses)
        return;
    emit_text(e, "Processes: ");
    emit_uint(e, "process_count", STYLE_NUMBER, monitor_living_processes(monitor));
    emit_text(e, "; ");
    emit_begin_list(e, "processes");
    for (size_t i = 0; i < monitor->processes.count; i++) {
        const struct monitor_process *process = monitor->processes.data[i];

        if (!process->lives)
            continue;
        emit_begin_object(e, NULL);
        emit_hidden_int(e, "pid", process->pid);
        emit_hidden_string(e, "command", process->command);
        emit_hidden_null(e, "why");
        emit_end(e);
    }
    for (size_t i = 0; i < refused->count; i++) {
        emit_begin_object(e, NULL);
        emit_hidden_int(e, "pid", refused->data[i].about.pid);
        emit_hidden_string(e, "command", refused->data[i].about.command);
        emit_hidden_string(e, "why", refused->data[i].why);
        emit_end(e);
    }
    emit_end(e);
    if (refused->count > 0)
        emit_textf(e, STYLE_WARNING, "%zu more cannot be read; ", refused->count);
}

static void warn_of_refused(const struct batch *batch, const family_member_array *refused)
{
    for (size_t i = 0; i < refused->count; i++)
        emit_warning(batch->emitter, "process %d (%s) is not sampled: %s",
                     (int)refused->data[i].about.pid, refused->data[i].about.command,
                     refused->data[i].why);
}

static void emit_gil(const struct batch *batch, const struct monitor_summary *sum)
{
    struct emitter *e = batch->emitter;
    const struct monitor_thread *holder = monitor_thread(batch->monitor, sum->holder);

    if (!batch->monitor->has_gil) {
        emit_text(e, "no GIL");
        emit_hidden_null(e, "gil_percent");
        return;
    }
    emit_text(e, "GIL ");
    batch_percent(e, "gil_percent", sum->gil);
    emit_text(e, " %");
    if (holder == NULL) {
        emit_hidden_null(e, "gil_holder");
        emit_hidden_null(e, "gil_holder_percent");
        return;
    }
    emit_text(e, ", most by thread ");
    emit_uint(e, "gil_holder", STYLE_NUMBER, holder->own_num);
    if (holder->process != NULL) {
        emit_text(e, " of process ");
        emit_int(e, "gil_holder_pid", STYLE_NUMBER, holder->process->pid);
    }
    emit_text(e, " (");
    emit_quoted(e, STYLE_PLAIN, holder->name);
    emit_text(e, "), ");
    batch_percent(e, "gil_holder_percent", sum->holder_gil);
    emit_text(e, " %");
}

/* How much of it hangs, and for how long. */
static void emit_stillness(const struct batch *batch, const struct monitor_summary *sum)
{
    struct emitter *e = batch->emitter;
    double nothing = (double)monitor_nothing_ran_ns(batch->monitor) / 1e9;
    struct monitor_stillness still;
    const struct monitor_thread *sleeper = monitor_gil_sleeper(batch->monitor);
    double sleeps = sleeper != NULL ? (double)monitor_still_ns(batch->monitor, sleeper) / 1e9 : 0;

    monitor_stillness(batch->monitor, &still);

    double seconds = (double)still.ns / 1e9;
    bool hardly =
        nothing < 1 && still.threads > 0 && sum->running < MONITOR_QUIET && sum->unseen == 0;

    const char *stopper = monitor_stopper(batch->monitor);

    emit_hidden_string(e, "stopped", stopper);
    if (stopper != NULL)
        emit_textf(e, STYLE_WARNING, "Stopped by a %s: nothing has run for %.0f s.\n", stopper,
                   nothing);
    else if (nothing >= 1)
        emit_textf(e, STYLE_WARNING, "Nothing has run for %.0f s.\n", nothing);
    else if (sleeps >= 1)
        emit_textf(e, STYLE_WARNING,
                   "Thread %u has slept with the GIL for %.0f s: no other one gets on.\n",
                   sleeper->num, sleeps);
    else if (hardly)
        emit_textf(e, STYLE_WARNING, "%zu of %zu threads have not moved for %.0f s.\n",
                   still.threads, monitor_living(batch->monitor), seconds);
    e->ops->field(e, "nothing_ran_seconds", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(nothing));
    e->ops->field(e, "gil_sleeps_seconds", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(sleeps));
    emit_hidden_uint(e, "still_threads", still.threads);
    e->ops->field(e, "still_seconds", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(seconds));
}

/* What the kernel says that they have run, and was not seen. */
static void emit_unseen(const struct batch *batch, const struct monitor_summary *sum)
{
    struct emitter *e = batch->emitter;
    CLEANUP_FREE char *why = sum->unseen > 0 ? real_time_thread(batch->session->target->pid) : NULL;

    e->ops->field(e, "unseen_cpu", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(sum->unseen));
    emit_hidden_string(e, "unseen_why", why);
    if (sum->unseen > 0)
        emit_textf(e, STYLE_WARNING,
                   "Not all was seen: threads had %.2f of a CPU more than they were found to "
                   "run%s%s%s.\n",
                   sum->unseen, why != NULL ? "; " : "", why != NULL ? why : "",
                   why != NULL ? ", and is not interrupted" : "");
}

void batch_emit_head(const struct batch *batch, const struct monitor_summary *sum)
{
    struct emitter *e = batch->emitter;
    family_member_array refused = {0};

    monitor_processes_refused(batch->monitor, &refused);
    emit_processes(batch, &refused);
    emit_text(e, batch->options->monitor.subprocesses ? "threads: " : "Threads: ");
    emit_uint(e, "thread_count", STYLE_NUMBER, monitor_living(batch->monitor));
    emit_text(e, ", of which ");
    emit_as(e, "running", STYLE_NUMBER, EMIT_OF_DOUBLE(sum->running), "%.2f", sum->running);
    emit_text(e, " ran, ");
    if (batch->monitor->knows_process) {
        emit_as(e, "on_cpu", STYLE_NUMBER, EMIT_OF_DOUBLE(sum->on_cpu), "%.2f", sum->on_cpu);
        emit_text(e, " on a CPU; ");
    } else {
        emit_hidden_null(e, "on_cpu");
    }
    emit_gil(batch, sum);
    if (batch->monitor->knows_gc) {
        emit_text(e, "; garbage collection ");
        batch_percent(e, "gc_percent", sum->gc);
        emit_text(e, " %");
    } else {
        emit_hidden_null(e, "gc_percent");
    }
    emit_text(e, "\nSamples: ");
    emit_uint(e, "samples", STYLE_NUMBER, sum->samples);
    emit_text(e, " in ");
    batch_seconds(e, "seconds", sum->seconds);
    emit_text(e, " s; ");
    batch_percent(e, "rate_kept", sum->rate);
    emit_text(e, " of ");
    emit_as(e, "rate", STYLE_NUMBER, EMIT_OF_DOUBLE(batch->monitor->options.rate), "%g",
            batch->monitor->options.rate);
    emit_text(e, " Hz kept, ");
    emit_uint(e, "missed", STYLE_NUMBER, sum->missed);
    emit_text(e, " missed; ");
    emit_as(e, "unverified_percent", STYLE_NUMBER, EMIT_OF_DOUBLE(sum->unverified), "%.2f",
            sum->unverified);
    emit_text(e, " % unverified; our CPU ");
    batch_percent(e, "cpu_percent", sum->cpu);
    emit_text(e, " %\n");
    e->ops->field(e, "gap_seconds", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(sum->gap));
    if (sum->gap * 1e9 >= GAP_TOLD_NS)
        emit_textf(e, STYLE_WARNING, "Not sampled for %.0f s, which count for nothing.\n",
                   sum->gap);
    warn_of_refused(batch, &refused);
    family_members_deinit(&refused);
    emit_unseen(batch, sum);
    emit_stillness(batch, sum);
}
