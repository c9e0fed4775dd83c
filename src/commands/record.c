/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "commands/commands.h"
#include "commands/output-file.h"
#include "commands/record-options.h"
#include "commands/record-report.h"
#include "python/layout.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "python/thread.h"
#include "sample/family-source.h"
#include "sample/format.h"
#include "sample/recording-file.h"
#include "sample/recording.h"
#include "sample/sampler.h"
#include "sample/unseen.h"
#include "session/session.h"
#include "session/version.h"
#include "session/words.h"
#include "target/process.h"
#include "target/procfs.h"
#include "target/real-time.h"
#include "target/target.h"

#define PROGRESS_NS 200000000ull
/* So often it is looked whether the process is stopped, where nobody is told of the progress. */
#define LOOK_NS 1000000000ull

static bool should_stop(void *arg)
{
    return session_interrupted(arg);
}

static pid_t pid_of(const struct session *s)
{
    return s->target != NULL ? s->target->pid : s->started;
}

/* 'T': by a signal, 't': by a debugger; else '\0'. */
static char stop_state(const struct session *s)
{
    struct procfs_stat stat;

    return error_ignore(procfs_stat(pid_of(s), 0, &stat)) &&
                   (stat.state == 'T' || stat.state == 't')
               ? stat.state
               : '\0';
}

/* We have started it: it is the same program to who has asked for that, whatever it becomes. */
static bool is_ours(const struct session *s)
{
    return s->launched != 0 && pid_of(s) == s->launched;
}

/* Of threads that run before all others: the kernel's count against what was seen. Where other
 * samples than those of threads that run are taken, or fewer, or of others, nobody can tell. */
static void see_unseen(const struct session *s, const struct record_options *options,
                       const struct sampler *sampler, uint64_t had_ns, struct record_end *ret)
{
    const struct live_source_options *source = &options->source;
    const struct sampler_stats *stats = &sampler->stats;
    double seconds = (double)stats->running_ns / 1e9;
    uint64_t now_ns;

    if (source->idle || source->gil || source->gc || source->thread != 0 || options->subprocesses ||
        stats->gap_ns > 0 || had_ns == 0 || !process_cpu_ns(pid_of(s), &now_ns) || now_ns < had_ns)
        return;

    double seen =
        (double)stats->samples * sampler_sample_ns(stats, options->filter.period_ns) / 1e9;
    double unseen = unseen_seconds(seconds, stats->rounds, (double)(now_ns - had_ns) / 1e9, seen);

    ret->unseen_ns = (uint64_t)(unseen * 1e9);
    free(take_pointer(ret->unseen_why));
    if (unseen > 0)
        ret->unseen_why = real_time_thread(pid_of(s));
}

/* Samples to the end, whatever ends it. */
static struct error *sample(struct session *s, const struct record_options *options,
                            struct sampler *sampler, const struct calltree *tree,
                            struct record_end *ret)
{
    struct front_end *f = s->front_end;
    uint64_t until =
        options->seconds > 0 ? clock_now_ns() + (uint64_t)(options->seconds * 1e9) : UINT64_MAX;
    struct error *error = NULL;
    uint64_t had_ns = 0;
    bool passed = false;

    process_cpu_ns(pid_of(s), &had_ns);
    *ret = (struct record_end){.ended = "duration"};
    while (error == NULL && clock_now_ns() < until) {
        uint64_t now = clock_now_ns();
        uint64_t next = now + (f->progress != NULL ? PROGRESS_NS : LOOK_NS);

        /* The program has it as well, and may have more to do; the next one is for us. */
        if (session_interrupted(s) && s->started != 0 && !passed) {
            passed = true;
            s->interrupted = 0;
        }
        if (session_interrupted(s)) {
            ret->ended = "interrupt";
            s->interrupted = 0; /* that was all it was for: the report is to be seen */
            break;
        }
        error = sampler_run(sampler, next < until ? next : until, 0, should_stop, s);
        see_unseen(s, options, sampler, had_ns, ret);
        if (stop_state(s) != '\0')
            ret->stopped_ns += clock_now_ns() - now;
        if (f->progress != NULL && error == NULL) {
            CLEANUP_FREE char *line =
                record_progress(options, &sampler->stats, tree, s->started != 0);

            f->progress(f, line);
        }
    }
    sampler_flush(sampler);
    see_unseen(s, options, sampler, had_ns, ret);
    if (f->progress != NULL)
        f->progress(f, NULL);
    if (error != NULL && error->kind == ERROR_EXITED && sampler->stats.rounds > 0) {
        ret->why = xstrdup(error->message);
        error_destroy(error);
        error = NULL;
        ret->ended = "exit";
    }
    return error;
}

static void begin_recording(struct session *s, const struct record_options *options,
                            struct recording *ret)
{
    CLEANUP_FREE char *version =
        s->runtime != NULL ? layout_version_long(s->runtime->hexversion) : NULL;

    recording_init(ret, &options->tree, options->format->timed, options->filter.period_ns);
    ret->pid = pid_of(s);
    if (!error_ignore(procfs_cmdline(ret->pid, &ret->command)))
        ret->command = xstrdup("?");
    ret->cpu = options->filter.cpu;
    ret->counted = record_options_counted(options);
    ret->maker = xasprintf("pyinspect %s", version_number());
    ret->version = version != NULL ? xasprintf("CPython %s", version) : xstrdup("CPython");
}

struct to_write {
    const struct format *format;
    const struct recording *recording;
};

static void write_recording(const void *arg, FILE *out)
{
    const struct to_write *what = arg;

    what->format->write(what->recording, out);
}

/* A tree of a day's samples, or of a thousand frames each, takes its time. */
static struct error *write_file(struct session *s, const struct record_options *options,
                                const struct recording *recording, struct recording_file *file)
{
    struct front_end *f = s->front_end;
    CLEANUP_FREE char *what =
        xasprintf("the recording (%" PRIu64 " sample%s)", recording->tree.samples,
                  recording->tree.samples == 1 ? "" : "s");
    CLEANUP_FREE char *doing = xasprintf("Writing %s", what);
    struct error *error;

    if (f->progress != NULL)
        f->progress(f, doing);
    error = recording_file_write(file, what, options->format->suffix, write_recording,
                                 &(struct to_write){options->format, recording});
    if (f->progress != NULL)
        f->progress(f, NULL);
    return error;
}

/* The last resort: no disk would have it. */
static struct error *write_to_stdout(struct session *s, const struct recording *recording,
                                     struct error *error)
{
    const struct format *format = format_named("collapsed");
    struct recording_file file;

    if (!error_ignore(output_file_open(s, "-", &file)))
        return error;
    format->write(recording, file.out);
    if (fflush(file.out) == 0)
        error = error_append(error, "it has gone to stdout, as %s", format->name);
    recording_file_close(&file);
    return error;
}

/* "CPython 3.12.1, 3.13.0": of all that were sampled, each once. Free it. */
static char *versions_of(const family_member_array *members)
{
    char *text = xstrdup("CPython");

    for (size_t i = 0; i < members->count; i++) {
        uint32_t hexversion = members->data[i].sampled ? members->data[i].hexversion : 0;
        bool is_first = true;

        for (size_t j = 0; j < i && is_first; j++)
            is_first = !members->data[j].sampled || members->data[j].hexversion != hexversion;
        if (hexversion == 0 || !is_first)
            continue;

        CLEANUP_FREE char *before = text;
        CLEANUP_FREE char *version = layout_version_long(hexversion);

        text = xasprintf("%s%s %s", before, strchr(before, ' ') != NULL ? "," : "", version);
    }
    return text;
}

/* What is known of a family only when it has been sampled. */
static void describe_family(const family_member_array *members, struct recording *recording)
{
    recording->processes = 0;
    for (size_t i = 0; i < members->count; i++)
        recording->processes += members->data[i].sampled;
    free(recording->version);
    recording->version = versions_of(members);
}

/* From the source to the file, and what is to be said of it. */
static struct error *sample_and_write(struct session *s, const struct record_options *options,
                                      struct sample_source *source, struct recording *recording,
                                      struct recording_file *file, struct emitter *e)
{
    struct sample_filter *filter =
        sample_filter_create(&options->filter, recording_sink(recording));
    family_member_array members = {0};
    struct sampler sampler;
    struct record_end end;
    struct error *error;

    sampler_init(&sampler, source, options->rate);
    sampler_add_sink(&sampler, sample_filter_sink(filter));
    error = sample(s, options, &sampler, &recording->tree, &end);
    recording->stats = sampler.stats;
    if (options->subprocesses || is_ours(s))
        family_source_members(source, &members);
    if (options->subprocesses)
        describe_family(&members, recording);
    if (error == NULL && options->subprocesses && recording->processes == 0)
        error = error_create(ERROR_NOT_FOUND,
                             "No Python code was seen in process %d, nor in what it started: "
                             "nothing was written",
                             (int)recording->pid);
    if (error == NULL) {
        error = write_file(s, options, recording, file);
        if (error != NULL && file->rescued == NULL && !file->passed)
            error = write_to_stdout(s, recording, error);
    }
    end.path = file->rescued != NULL ? file->rescued : options->path;
    if (error == NULL || file->rescued != NULL)
        record_summary(options, recording, &members, &end, e);
    family_members_deinit(&members);
    free(end.why);
    free(end.unseen_why);
    sampler_deinit(&sampler);
    sample_filter_destroy(filter);
    return error;
}

/* A wrong number would be sampled for a long time. A program that was just started is yet to start
 * its threads. */
static struct error *check_thread(struct session *s, const struct record_options *options)
{
    unsigned thread = options->source.thread;
    bool found = false;

    if (thread == 0 || s->started)
        return NULL;

    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    struct error *error = thread_list(s->runtime, snapshot);

    for (size_t i = 0; i < snapshot->threads.count; i++)
        found = found || snapshot->threads.data[i].num == thread;
    snapshot_destroy(snapshot);
    if (error == NULL && !found)
        error = error_create(ERROR_NOT_FOUND, "there is no thread %u; `info threads` lists them",
                             thread);
    return error;
}

static struct sample_source *create_source(struct session *s, const struct record_options *options)
{
    struct family_options whom = {
        .pid = pid_of(s),
        .runtime = s->runtime,
        .layout_file = s->layout_file,
        .alone = !options->subprocesses,
        .adopts = options->subprocesses && s->started != 0,
    };

    if (!options->subprocesses && !is_ours(s))
        return live_source_create(s->runtime, &options->source);
    return family_source_create(&whom, &options->source);
}

/* It runs nothing: that there are few samples is not for another reason. */
static void warn_if_stopped(struct session *s, struct emitter *e)
{
    char state = s->target != NULL ? stop_state(s) : '\0';

    if (state != '\0')
        emit_warning(e, "process %d is stopped (%s); it runs no code until it goes on",
                     (int)s->target->pid, state == 'T' ? "SIGSTOP" : "by a debugger");
}

static struct error *record(struct session *s, const struct record_options *options,
                            struct emitter *e)
{
    struct front_end *f = s->front_end;
    struct recording_file file;
    struct recording recording;
    struct sample_source *source;
    struct error *error;

    TRY(check_thread(s, options));
    warn_if_stopped(s, e);
    TRY(output_file_open(s, options->path, &file));
    begin_recording(s, options, &recording);
    source = create_source(s, options);
    /* To the end: a second Ctrl-C is not to cost what the first one has saved. */
    if (f->catch_interrupt != NULL)
        f->catch_interrupt(f, s, true);
    error = sample_and_write(s, options, source, &recording, &file, e);
    if (f->catch_interrupt != NULL)
        f->catch_interrupt(f, s, false);
    source->destroy(source);
    recording_deinit(&recording);
    recording_file_close(&file);
    return error;
}

static struct error *record_run(struct session *s, const char *args, struct emitter *e)
{
    struct record_options options;

    TRY(record_options_parse(s, args, &options));

    struct error *error = record(s, &options, e);

    record_options_deinit(&options);
    return error;
}

static struct error *record_check(struct session *s, const char *args)
{
    struct record_options options;
    struct recording_file file;

    TRY(record_options_parse(s, args, &options));

    struct error *error = recording_file_open(options.path, &file);

    if (error == NULL)
        recording_file_close(&file);
    record_options_deinit(&options);
    return error;
}

const struct command record_command = {
    .name = "record",
    .group = GROUP_TIME,
    .usage = "[-d TIME] [-r HZ] [-o FILE] [-f FORMAT] [--threads] [--idle|--cpu|--gil|--gc]\n"
             "[--lines|--functions] [--thread N] [--filter REGEX] [--subprocesses|--by-command]",
    .summary = "Sample the stacks for a while and write a flame graph or a profile",
    .help =
        "Reads the stack of each running thread so many times a second and adds them up, without "
        "stopping\n"
        "the process.  It ends after TIME, at Ctrl-C (or SIGTERM, SIGHUP, SIGQUIT), or with the "
        "process;\n"
        "what was sampled is written in each case.  Every sample carries a proof, as `bt` has it; "
        "of a\n"
        "stack that could not be proven only the verified outer frames are written, and the rest "
        "as a\n"
        "frame \"[unverified]\".  Whether code was replaced meanwhile is seen a moment later; of "
        "the last\n"
        "moments before an end it cannot be, and such samples are counted as unchecked.\n",
    .options = record_option_table,
    .more =
        "    record -d 30 -o out.svg\n"
        "    record -r 1000 -d 5 -o out.collapsed --threads\n"
        "    record -d 1m --filter 'handle_request .*/views\\.py' -o views.svg\n"
        "\n"
        "`pyinspect record -o out.svg -- PROGRAM ARG...` records a program from its start to its "
        "end,\n"
        "and exits with its status.  If it becomes another program (execve), that is recorded as "
        "well; with\n"
        "--subprocesses it may be anything that starts Python, and what it leaves behind is "
        "followed to\n"
        "its end.  Ctrl-C, SIGTERM, SIGHUP and SIGQUIT are passed on to it, and recording goes on "
        "until\n"
        "it has ended; the second Ctrl-C ends the recording.  The terminal is the program's: the "
        "progress is\n"
        "shown only while it writes elsewhere.  A process that was attached to is recorded until "
        "it calls\n"
        "execve, unless --subprocesses follows it.\n"
        "\n"
        "Children of --subprocesses are looked for every few milliseconds while that is cheap; how "
        "much CPU\n"
        "time those had that came and went unseen is told.  `diff` compares two recordings.\n",
    .needs = NEEDS_TARGET,
    .no_repeat = true,
    .takes_words = true,
    .check = record_check,
    /* A shell that starts Python is no Python. */
    .from_start = record_options_name_subprocesses,
    .run = record_run,
};
