/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/top-batch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "commands/process-facts.h"
#include "commands/top-batch-internal.h"
#include "python/runtime.h"
#include "repr/repr.h"
#include "repr/task-waiting.h"
#include "sample/monitor-processes.h"
#include "session/describe-task.h"
#include "session/describe.h"
#include "session/emit.h"
#include "session/session.h"
#include "session/top.h"
#include "target/target.h"

#define NAP_NS 50000000l
/* Who was kept away for so long was so together with the sampler, which says so in its next round:
 * that is waited for. */
#define AWAY_NS 250000000ull
/* Of more tasks than this, unless all rows are wanted, it is told how many there are. */
#define TASKS_SHOWN 100
/* These are read for at most one part in so many of the time. */
#define TASKS_SHARE 20

/* What ends, or becomes another program, was what it was before. */
static void ask_process(struct batch *batch)
{
    struct target *target = batch->session->target;
    struct process_facts facts;

    if (!error_ignore(process_facts_init(&facts, target->pid)))
        return;
    if (error_ignore(target_check(target))) {
        free(batch->command);
        batch->command = take_pointer(facts.command);
        batch->born_ns = clock_now_ns() - (uint64_t)(facts.age * 1e9);
    }
    process_facts_deinit(&facts);
}

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static void emit_row(struct emitter *e, const struct profile_row *row, const struct calltree *tree,
                     const struct monitor_summary *sum)
{
    CLEANUP_FREE char *place = row->line > 0
                                   ? xasprintf("%s:%d", row->function->filename, row->line)
                                   : xstrdup(row->function->filename);
    uint64_t all = profile_interval(tree), start = profile_start(tree);

    emit_begin_object(e, NULL);
    batch_percent(e, "own_percent", share(row->own, all));
    batch_percent(e, "total_percent", share(row->total, all));
    batch_seconds(e, "own_seconds", (double)row->own * sum->round_s);
    batch_seconds(e, "total_seconds", (double)row->total * sum->round_s);
    emit_string(e, "function", STYLE_FUNCTION, row->function->name);
    describe_shown(e, true, "file", STYLE_FILE, EMIT_OF_STRING(row->function->filename), place);
    if (row->line > 0)
        emit_hidden_int(e, "line", row->line);
    else
        emit_hidden_null(e, "line");
    emit_hidden_uint(e, "own", row->own);
    emit_hidden_uint(e, "total", row->total);
    e->ops->field(e, "own_start_percent", STYLE_PLAIN, NULL,
                  EMIT_OF_DOUBLE(share(row->own_start, start)));
    e->ops->field(e, "total_start_percent", STYLE_PLAIN, NULL,
                  EMIT_OF_DOUBLE(share(row->total_start, start)));
    emit_hidden_uint(e, "own_start", row->own_start);
    emit_hidden_uint(e, "total_start", row->total_start);
    emit_end(e);
}

static void emit_functions(const struct batch *batch, const struct calltree *tree,
                           const struct monitor_summary *sum)
{
    static const struct emit_column columns[] = {
        {.name = "own_percent", .header = "%Own", .right = true},
        {.name = "total_percent", .header = "%Total", .right = true},
        {.name = "own_seconds", .header = "Own s", .right = true},
        {.name = "total_seconds", .header = "Total s", .right = true},
        {.name = "function", .header = "Function", .fit = EMIT_FIT_SHRINKS},
        {.name = "file", .header = "File:Line", .fit = EMIT_FIT_TAIL},
    };
    struct emitter *e = batch->emitter;
    const struct profile_options options = {
        .lines = batch->options->lines,
        .sort = batch->options->sort,
        .reverse = batch->options->reverse,
        .filter = batch->filter,
    };
    profile_rows rows = {0};

    profile_table(tree, &options, &rows);
    emit_begin_table(e, batch->options->lines ? "lines" : "functions", columns,
                     sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rows.count; i++)
        if (batch->options->limit == 0 || i < batch->options->limit)
            emit_row(e, &rows.data[i], tree, sum);
    emit_end(e);
    if (batch->options->limit != 0 && rows.count > batch->options->limit)
        emit_textf(e, STYLE_DIM, "(%zu more; --limit 0 shows all)\n",
                   rows.count - batch->options->limit);
    array_deinit(&rows);
}

/* As `info threads` shows it: "app.py:12 C.f". */
static void emit_frame(struct emitter *e, const struct monitor_thread *thread, size_t level)
{
    const struct sample_frame *frame = &thread->frames.data[level];
    const char *file = frame->function->filename, *slash = strrchr(file, '/');
    CLEANUP_FREE char *line = xasprintf(":%d", frame->line);
    bool shown = level == 0;
    bool verified = thread->frames.count - level <= thread->verified;

    emit_begin_object(e, NULL);
    emit_hidden_uint(e, "level", level);
    if (shown && !verified)
        emit_textf(e, STYLE_WARNING, "? ");
    describe_shown(e, shown, "file", STYLE_FILE, EMIT_OF_STRING(file),
                   slash != NULL ? slash + 1 : file);
    if (frame->line > 0)
        describe_shown(e, shown, "line", STYLE_NUMBER, EMIT_OF_INT(frame->line), line);
    else
        emit_hidden_null(e, "line");
    if (shown)
        emit_text(e, " ");
    describe_shown(e, shown, "function", STYLE_FUNCTION, EMIT_OF_STRING(frame->function->name),
                   frame->function->name);
    emit_hidden_bool(e, "verified", verified);
    emit_end(e);
}

/* Of one CPU, in the interval. */
static void emit_cpu(const struct batch *batch, uint64_t ran_ns, double seconds)
{
    double ran = (double)ran_ns / 1e9;

    if (batch->monitor->knows_cpu && seconds > 0)
        batch_percent(batch->emitter, "on_cpu_percent", 100 * ran / seconds);
    else
        emit_hidden_null(batch->emitter, "on_cpu_percent");
}

static void emit_thread(const struct batch *batch, struct monitor_thread *thread, double seconds)
{
    struct emitter *e = batch->emitter;
    const struct monitor *monitor = batch->monitor;
    bool waits = monitor_waits(batch->monitor, thread)[0] != '\0';
    double still = (double)monitor_still_ns(monitor, thread) / 1e9;
    double moved = (double)(thread->seen_ns - thread->moved_ns) / 1e9;

    emit_begin_object(e, NULL);
    if (thread->process != NULL)
        emit_int(e, "pid", STYLE_NUMBER, thread->process->pid);
    emit_uint(e, "num", STYLE_NUMBER, thread->own_num);
    emit_int(e, "tid", STYLE_NUMBER, thread->tid);
    emit_string(e, "name", STYLE_PLAIN, thread->name);
    describe_shown(e, true, "state", STYLE_PLAIN, EMIT_OF_STRING(thread_state_name(thread->state)),
                   monitor_state_name(monitor, thread));
    emit_hidden_bool(e, "ended", thread->ended);
    batch_percent(e, "running_percent",
                  100 * monitor_share(monitor, thread->marked.running - thread->before.running));
    batch_percent(e, "gil_percent",
                  100 * monitor_share(monitor, thread->marked.gil - thread->before.gil));
    emit_cpu(batch, thread->marked.ran_ns - thread->before.ran_ns, seconds);
    emit_as(e, "still_seconds", STYLE_NUMBER, EMIT_OF_DOUBLE(still), still > 0 ? "%.1f" : "",
            still);
    e->ops->field(e, "moved_seconds", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(moved));
    emit_hidden_bool(e, "gil", thread->gil);
    emit_hidden_string(e, "proof", proof_kind_name(thread->proof.kind));
    emit_begin_list(e, "frames");
    for (size_t level = 0; level < thread->frames.count; level++)
        emit_frame(e, thread, level);
    emit_end(e);
    /* In the cell of the frame; for how long is in its own column. */
    if (waits) {
        emit_text(e, ": ");
        describe_waiting(e, thread->waiting, true, false);
    } else {
        emit_hidden_null(e, "waits");
    }
    emit_end(e);
}

static void emit_threads(const struct batch *batch, const struct monitor_summary *sum)
{
    static const struct emit_column columns[] = {
        {.name = "pid", .header = "Pid", .right = true},
        {.name = "num", .header = "Num", .right = true},
        {.name = "tid", .header = "Tid", .right = true, .fit = EMIT_FIT_LEAVES},
        {.name = "name", .header = "Name", .fit = EMIT_FIT_SHRINKS},
        {.name = "state", .header = "State"},
        {.name = "running_percent", .header = "%Run", .right = true},
        {.name = "gil_percent", .header = "%GIL", .right = true, .fit = EMIT_FIT_LEAVES},
        {.name = "on_cpu_percent", .header = "%CPU", .right = true, .fit = EMIT_FIT_LEAVES},
        {.name = "still_seconds", .header = "Still s", .right = true},
        {.name = "frames", .header = "Frame: what it waits in", .fit = EMIT_FIT_WRAPS},
    };
    struct emitter *e = batch->emitter;

    size_t skipped = batch->options->monitor.subprocesses ? 0 : 1;

    emit_begin_table(e, "threads", columns + skipped, sizeof columns / sizeof *columns - skipped);
    for (size_t i = 0; i < batch->monitor->threads.count; i++)
        emit_thread(batch, batch->monitor->threads.data[i], sum->seconds);
    emit_end(e);
}

static size_t tasks_shown(const struct batch *batch)
{
    return batch->options->limit != 0 ? TASKS_SHOWN : SIZE_MAX;
}

static bool is_time_for_tasks(const struct batch *batch)
{
    return batch->options->limit == 0 || batch->tasks_left_out == 0 ||
           clock_now_ns() - batch->tasks_ns >= TASKS_SHARE * batch->tasks_took_ns;
}

/* The sampler waits while tasks are read, and what they wait in: of thousands that is done less
 * often, and for the first ones only. */
static struct error *read_tasks(struct batch *batch, task_array *ret)
{
    uint64_t begun = clock_now_ns();
    struct error *error = NULL;

    if (!is_time_for_tasks(batch)) {
        batch->tasks_left_out = batch->tasks_count;
        return NULL;
    }
    error = monitor_tasks(batch->monitor, ret);
    batch->tasks_count = ret->count;
    batch->tasks_left_out = ret->count > tasks_shown(batch) ? ret->count - tasks_shown(batch) : 0;
    batch->tasks_ns = clock_now_ns();
    batch->tasks_took_ns = batch->tasks_ns - begun;
    return error;
}

static void emit_left_out(const struct batch *batch, size_t shown)
{
    struct emitter *e = batch->emitter;

    if (batch->tasks_left_out > 0 && shown > 0)
        emit_textf(e, STYLE_WARNING, "%zu more tasks are not shown; `info tasks` has all of them\n",
                   batch->tasks_left_out);
    else if (batch->tasks_left_out > 0)
        emit_textf(e, STYLE_WARNING,
                   "\n%zu tasks %.1f s ago: so many are not read for each screen; `info tasks` "
                   "has them\n",
                   batch->tasks_left_out, (double)(clock_now_ns() - batch->tasks_ns) / 1e9);
    emit_hidden_uint(e, "tasks_left_out", batch->tasks_left_out);
}

/* A process without tasks has no table of them. */
static void emit_tasks(struct batch *batch)
{
    struct runtime *runtime = batch->session->runtime;
    struct repr *repr = task_waiting_repr(runtime);
    task_array tasks = {0};
    struct error *error = read_tasks(batch, &tasks);

    if (error != NULL) {
        emit_text(batch->emitter, "\n");
        emit_quoted(batch->emitter, STYLE_WARNING, error->message);
        emit_text(batch->emitter, "\n");
    } else if (tasks.count > 0) {
        emit_text(batch->emitter, "\n");
    }
    describe_tasks(batch->emitter, runtime, repr, &tasks, tasks_shown(batch), false);
    emit_left_out(batch, tasks.count);
    task_array_deinit(&tasks);
    repr_destroy(repr);
    error_destroy(error);
}

/* What the others had of the interval, so that nothing of it is without a cause. */
static void emit_ended(const struct batch *batch)
{
    struct emitter *e = batch->emitter;
    const struct monitor_ended *ended = &batch->monitor->ended_threads;

    if (ended->threads == 0) {
        emit_hidden_null(e, "ended_threads");
        return;
    }
    emit_begin_object(e, "ended_threads");
    emit_text(e, "And ");
    emit_uint(e, "count", STYLE_NUMBER, ended->threads);
    emit_textf(e, STYLE_PLAIN, " thread%s that ended: ran ", ended->threads == 1 ? "" : "s");
    batch_percent(e, "running_percent", 100 * monitor_share(batch->monitor, ended->counts.running));
    emit_text(e, " %, GIL ");
    batch_percent(e, "gil_percent", 100 * monitor_share(batch->monitor, ended->counts.gil));
    emit_text(e, " %\n");
    /* What they had after they were last asked nobody knows. */
    emit_hidden_null(e, "on_cpu_percent");
    emit_end(e);
}

static void emit_deadlocks(const struct batch *batch)
{
    deadlock_list deadlocks = {0};

    monitor_deadlocks(batch->monitor, &deadlocks);
    describe_deadlocks(batch->emitter, &deadlocks);
    deadlock_list_deinit(&deadlocks);
}

/* What the interval had that has just ended. The monitor is locked. */
static void emit_screen(struct batch *batch, unsigned number)
{
    struct emitter *e = batch->emitter;
    struct monitor *monitor = batch->monitor;
    struct monitor_summary sum;
    bool idle = batch->options->idle;

    ask_process(batch);
    monitor_mark(monitor);
    monitor_summary(monitor, MONITOR_INTERVAL, &sum);
    /* Where nearly nothing runs, what does not run is what there is to see. */
    if (!monitor_leaves_idle(monitor) && sum.counted < MONITOR_QUIET && sum.unseen == 0)
        idle = true;

    const struct monitor_thread *sleeper = monitor_gil_sleeper(monitor);

    if (!monitor_leaves_idle(monitor) && sleeper != NULL &&
        monitor_still_ns(monitor, sleeper) >= 1000000000u)
        idle = true;

    const struct calltree *tree = &monitor->trees[idle ? MONITOR_ALL : MONITOR_RUNNING];

    if (number > 0)
        emit_text(e, "\n");
    emit_begin_object(e, NULL);
    batch_emit_process(batch);
    batch_emit_head(batch, &sum);
    emit_hidden_bool(e, "idle", idle);
    emit_hidden_bool(e, "cpu_time", batch->options->monitor.cpu);
    if (batch->options->monitor.cpu)
        emit_text(e, "Only CPU time is counted.\n");
    emit_hidden_uint(e, "counted", profile_interval(tree));
    emit_text(e, "\n");
    emit_functions(batch, tree, &sum);
    emit_text(e, "\n");
    emit_threads(batch, &sum);
    emit_ended(batch);
    emit_tasks(batch);
    emit_deadlocks(batch);
    emit_hidden_string(e, "ended", monitor->ended);
    if (monitor->ended != NULL) {
        emit_text(e, "\n");
        emit_quoted(e, STYLE_WARNING, monitor->ended);
        emit_text(e, "\n");
    }
    emit_end(e);
    emit_flush(e);
}

/* True when the time has come; false: Ctrl-C, or the reader has had enough. */
static bool wait_until(const struct batch *batch, uint64_t time_ns, bool *ended)
{
    bool was_away = false;

    *ended = false;
    for (;;) {
        uint64_t now = clock_now_ns();
        struct timespec nap = {.tv_nsec = NAP_NS};

        if (!was_away && now > time_ns + AWAY_NS) {
            was_away = true;
            time_ns = now + 2 * NAP_NS;
        }

        if (session_interrupted(batch->session) || emit_enough(batch->emitter))
            return false;
        monitor_lock(batch->monitor);
        *ended = batch->monitor->ended != NULL;
        monitor_unlock(batch->monitor);
        if (*ended || now >= time_ns)
            return true;
        if (time_ns - now < (uint64_t)NAP_NS)
            nap.tv_nsec = (long)(time_ns - now);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
    }
}

static void show_screens(struct batch *batch)
{
    const struct top_options *options = batch->options;
    uint64_t delay_ns = (uint64_t)(options->seconds * 1e9);
    uint64_t due_ns = clock_now_ns();
    bool ended = false;

    for (unsigned i = 0; !ended && (options->rounds == 0 || i < options->rounds); i++) {
        due_ns += delay_ns;
        if (!wait_until(batch, due_ns, &ended))
            return;
        monitor_lock(batch->monitor);
        emit_screen(batch, i);
        monitor_unlock(batch->monitor);
        /* On the beat, unless it has taken so long that the next interval would be none. */
        if (clock_now_ns() > due_ns + delay_ns / 2)
            due_ns = clock_now_ns();
    }
}

struct error *top_batch(struct session *s, const struct top_options *options, struct emitter *e)
{
    struct batch batch = {.session = s, .options = options, .emitter = e};
    struct front_end *f = s->front_end;

    struct monitor_options patient = options->monitor;

    patient.patient = true;
    TRY(profile_filter_create(options->filter, &batch.filter));

    struct error *error = monitor_start(s->runtime, &patient, &batch.monitor);

    if (error != NULL) {
        profile_filter_destroy(batch.filter);
        return error;
    }
    if (f->catch_interrupt != NULL)
        f->catch_interrupt(f, s, true);
    ask_process(&batch);
    emit_begin_list(e, "screens");
    show_screens(&batch);
    emit_end(e);
    if (f->catch_interrupt != NULL)
        f->catch_interrupt(f, s, false);
    monitor_stop(batch.monitor);
    profile_filter_destroy(batch.filter);
    free(batch.command);
    return NULL;
}
