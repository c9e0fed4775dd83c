/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/family-process.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/runtime.h"
#include "target/access.h"
#include "target/target.h"

/* A child of another program is that until it calls execve, which most do at once; what Python has
 * forked is Python. */
#define FIRST_TRY_NS 30000000ull
#define LAST_TRY_NS 10000000000ull

static char *command_of(pid_t pid)
{
    char *command = NULL;

    return error_ignore(procfs_cmdline(pid, &command)) ? command : xstrdup("?");
}

static void begin_to_wait(struct family_process *process, const struct procfs_stat *stat,
                          uint64_t now)
{
    process->stat = *stat;
    process->sampled = process->has_samples = process->forked = process->is_other = false;
    process->about.state = FAMILY_WAITING;
    process->seen_ns = now;
    process->next_try_ns = now + FIRST_TRY_NS;
    free(process->about.about.command);
    process->about.about.command = command_of(process->about.about.pid);
}

struct family_process *family_process_create(pid_t pid, const struct procfs_stat *stat,
                                             bool was_there, uint64_t now)
{
    struct family_process *process = xcalloc(1, sizeof *process);

    process->about.about.pid = pid;
    begin_to_wait(process, stat, now);
    family_cpu_init(&process->cpu, pid, stat, was_there);
    return process;
}

void family_process_destroy(struct family_process *process)
{
    if (process == NULL)
        return;
    family_member_deinit(&process->about);
    free(process);
}

static void take(void *arg, const struct sample *sample)
{
    struct family_process *process = arg;

    process->has_samples = true;
    process->sink->take(process->sink->arg, sample);
}

static struct sample_sink sink_of(struct family_process *process, const struct sample_sink *sink)
{
    process->sink = sink;
    return (struct sample_sink){take, process};
}

struct error *family_process_round(struct family_process *process, const struct sample_sink *sink)
{
    struct sample_sink through = sink_of(process, sink);

    return process->source->round(process->source, &through);
}

void family_process_flush(struct family_process *process, const struct sample_sink *sink)
{
    struct sample_sink through = sink_of(process, sink);

    process->source->flush(process->source, &through);
}

static void start(const struct family_setup *setup, struct family_process *process)
{
    struct live_source_options options = setup->options;

    if (!setup->alone) {
        options.thread = 0;
        options.process = &process->about.about;
    }
    free(take_pointer(process->about.why));
    process->about.state = FAMILY_SAMPLED;
    process->about.hexversion = process->runtime->hexversion;
    process->sampled = process->about.sampled = true;
    family_cpu_look(&process->cpu);
    family_cpu_settle(&process->cpu, true);
    process->source = live_source_create(process->runtime, &options);
}

void family_process_use(const struct family_setup *setup, struct family_process *process,
                        struct runtime *runtime)
{
    process->borrowed = true;
    process->target = runtime->target;
    process->runtime = runtime;
    start(setup, process);
}

static void add_to_lost(const struct sample_source *source, struct source_counters *lost)
{
    struct source_counters counters;

    source->counters(source, &counters);
    lost->reads += counters.reads;
    lost->retries += counters.retries;
    lost->replaced += counters.replaced;
    lost->unchecked += counters.unchecked;
}

void family_process_stop(struct family_setup *setup, struct family_process *process,
                         const struct sample_sink *sink)
{
    if (process->source != NULL) {
        if (sink != NULL)
            family_process_flush(process, sink);
        family_cpu_look(&process->cpu);
        family_cpu_settle(&process->cpu, false);
        add_to_lost(process->source, &setup->lost);
        process->source->destroy(take_pointer(process->source));
    }
    if (process->runtime != NULL && setup->leaves != NULL)
        setup->leaves(setup->leaves_arg, process->runtime);
    if (!process->borrowed) {
        runtime_destroy(process->runtime);
        target_destroy(process->target);
    }
    process->borrowed = false;
    process->runtime = NULL;
    process->target = NULL;
}

void family_process_lose(struct family_setup *setup, struct family_process *process,
                         const struct sample_sink *sink)
{
    family_process_stop(setup, process, sink);
    process->about.state = FAMILY_WAITING;
    process->next_try_ns = clock_now_ns() + FIRST_TRY_NS;
}

static struct error *attach(const struct family_setup *setup, struct family_process *process)
{
    TRY(target_open(process->about.about.pid, &process->target));

    struct error *error = runtime_attach(process->target, setup->layout_file, &process->runtime);

    if (error != NULL)
        target_destroy(take_pointer(process->target));
    return error;
}

static void try_to_attach(const struct family_setup *setup, struct family_process *process,
                          uint64_t now)
{
    struct error *error = attach(setup, process);
    bool refused = error != NULL && error->kind == ERROR_OS &&
                   (error->errnum == EPERM || error->errnum == EACCES);

    process->is_other = error != NULL && error->kind == ERROR_NOT_FOUND;
    if (error == NULL) {
        start(setup, process);
        return;
    }
    if (!refused && now - process->seen_ns < LAST_TRY_NS) {
        /* A program that is new may be starting Python; one that is old rather not. */
        process->next_try_ns = now + FIRST_TRY_NS + (now - process->seen_ns) / 2;
    } else if (error->kind == ERROR_NOT_FOUND) {
        process->about.state = FAMILY_OTHER;
        family_cpu_look(&process->cpu);
        family_cpu_settle(&process->cpu, false);
    } else {
        if (refused)
            error = access_explain(process->about.about.pid, error);
        process->about.state = FAMILY_REFUSED;
        free(process->about.why);
        process->about.why = xstrdup(error->message);
    }
    error_destroy(error);
}

bool family_process_runs(const struct family_process *process, const struct procfs_stat *stat)
{
    return process->stat.start_code == stat->start_code &&
           process->stat.start_stack == stat->start_stack &&
           process->stat.arg_start == stat->arg_start;
}

bool family_process_follow(struct family_setup *setup, struct family_process *process,
                           const struct sample_sink *sink, uint64_t now)
{
    struct procfs_stat stat;

    if (!error_ignore(procfs_stat(process->about.about.pid, 0, &stat)) ||
        stat.start_ticks != process->stat.start_ticks)
        return false;
    process->stat.ppid = stat.ppid;
    family_cpu_look_at_reaped(&process->cpu, &stat);
    if (stat.state == 'Z' || stat.state == 'X' || stat.memory == 0)
        return false;
    /* In the middle of execve the new program has no start yet: it is seen to change once more. */
    if (!family_process_runs(process, &stat)) {
        family_process_stop(setup, process, sink);
        /* A fork that was only on its way to execve. */
        if (process->forked && !process->has_samples && process->about.execs == 0)
            process->sampled = process->about.sampled = false;
        process->about.execs += process->sampled;
        begin_to_wait(process, &stat, now);
    }
    if (process->about.state == FAMILY_WAITING && now >= process->next_try_ns)
        try_to_attach(setup, process, now);
    return true;
}

uint64_t family_process_settle(struct family_process *process, struct family_process *parent)
{
    uint64_t missed;

    /* What it had while it was being waited for has not been sampled, unless it is known to have
     * been another program. */
    family_cpu_look(&process->cpu);
    family_cpu_settle(&process->cpu, process->about.state == FAMILY_WAITING && !process->is_other);
    missed = family_cpu_missed(&process->cpu);
    family_cpu_end(parent != NULL ? &parent->cpu : NULL, &process->cpu);
    return missed;
}
