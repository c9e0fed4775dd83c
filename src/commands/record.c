/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "python/layout.h"
#include "python/runtime.h"
#include "sample/format.h"
#include "sample/live-source.h"
#include "sample/recording.h"
#include "sample/sampler.h"
#include "session/completion.h"
#include "session/session.h"
#include "session/words.h"
#include "target/procfs.h"
#include "target/target.h"

#define DEFAULT_RATE 100.0
#define PROGRESS_NS 200000000ull
#define MAX_SECONDS 1e9

struct request {
    double seconds; /* 0: until Ctrl-C or the target's end */
    double rate;
    char *path; /* owned */
    const struct format *format;
    struct calltree_options tree;
    struct live_source_options source;
};

static void request_deinit(struct request *request)
{
    free(take_pointer(request->path));
}

/* The next word of *at, which may be in quotes; NULL: there is none. Free it. */
static char *next_word(const char **at)
{
    const char *start = words_skip_blanks(*at);
    char quote = *start == '"' || *start == '\'' ? *start : '\0';
    size_t length;

    if (*start == '\0')
        return NULL;
    if (quote != '\0')
        start++;
    length = quote != '\0' ? strcspn(start, quote == '"' ? "\"" : "'") : strcspn(start, " \t");
    *at = start + length;
    if (quote != '\0' && **at == quote)
        ++*at;
    return xstrndup(start, length);
}

static struct error *parse_number(const char *option, const char *word, double most, double *ret)
{
    char *end = NULL;

    *ret = word != NULL ? strtod(word, &end) : 0;
    if (word == NULL || end == word || *end != '\0' || !(*ret > 0) || *ret > most)
        return error_create(ERROR_USAGE, "%s takes a number above 0, at most %.0f", option, most);
    return NULL;
}

static struct error *parse_format(const char *word, const struct format **ret)
{
    *ret = word != NULL ? format_named(word) : NULL;
    if (*ret == NULL)
        return error_create(ERROR_USAGE, "there is no format \"%s\"; `help record` lists them",
                            word != NULL ? word : "");
    return NULL;
}

static struct error *parse_option(const char *option, const char **at, struct request *ret)
{
    CLEANUP_FREE char *word = NULL;

    if (strcmp(option, "--threads") == 0)
        ret->tree.threads = true;
    else if (strcmp(option, "--idle") == 0)
        ret->source.idle = true;
    else if (strcmp(option, "--gil") == 0)
        ret->source.gil = true;
    else if (strcmp(option, "--lines") == 0)
        ret->tree.lines = true;
    else if (strcmp(option, "--functions") == 0)
        ret->tree.lines = false;
    else {
        word = next_word(at);
        if (strcmp(option, "-d") == 0)
            return parse_number(option, word, MAX_SECONDS, &ret->seconds);
        if (strcmp(option, "-r") == 0)
            return parse_number(option, word, SAMPLER_MAX_RATE, &ret->rate);
        if (strcmp(option, "-f") == 0)
            return parse_format(word, &ret->format);
        if (strcmp(option, "-o") == 0) {
            if (word == NULL || word[0] == '\0')
                return error_create(ERROR_USAGE, "-o takes the name of a file");
            free(ret->path);
            ret->path = take_pointer(word);
            return NULL;
        }
        if (strcmp(option, "--thread") == 0) {
            uint64_t num;

            if (word == NULL || !text_to_u64(word, &num) || num == 0 || num >= UINT32_MAX)
                return error_create(ERROR_USAGE,
                                    "--thread takes a number as `info threads` shows it");
            ret->source.thread = (unsigned)num;
            return NULL;
        }
        return error_create(ERROR_USAGE, "\"%s\" is no option; see `help record`", option);
    }
    return NULL;
}

static struct error *parse(struct session *s, const char *args, struct request *ret)
{
    *ret = (struct request){.rate = DEFAULT_RATE, .tree.lines = true};
    for (const char *at = args;;) {
        CLEANUP_FREE char *option = next_word(&at);

        if (option == NULL)
            break;
        TRY(parse_option(option, &at, ret));
    }
    if (ret->source.idle && ret->source.gil)
        return error_create(ERROR_USAGE, "--gil and --idle: who holds the GIL is not idle");
    if (ret->format == NULL && ret->path != NULL) {
        ret->format = format_of_path(ret->path);
        if (ret->format == NULL)
            return error_create(ERROR_USAGE,
                                "what kind of file is \"%s\"?  Name it with -f, or with a suffix "
                                "(.svg, .collapsed, ...)",
                                ret->path);
    }
    if (ret->format == NULL)
        ret->format = &format_table[0];
    if (ret->path == NULL)
        ret->path = xasprintf("pyinspect-%d%s", (int)s->target->pid, ret->format->suffix);
    return NULL;
}

/* What the loop is asked between two samples. */
struct watch {
    struct session *session;
    const struct sampler *sampler;
    const struct request *request;
    uint64_t started_ns, next_ns;
};

static bool should_stop(void *arg)
{
    struct watch *watch = arg;

    return session_interrupted(watch->session);
}

static void show_progress(const struct watch *watch)
{
    struct front_end *f = watch->session->front_end;
    const struct sampler_stats *stats = &watch->sampler->stats;
    double seconds = (double)stats->running_ns / 1e9;
    CLEANUP_FREE char *of =
        watch->request->seconds > 0 ? xasprintf(" of %.0f", watch->request->seconds) : xstrdup("");
    CLEANUP_FREE char *line = xasprintf(
        "Recording: %.1f%s s, %" PRIu64 " samples, %.0f of %.0f Hz kept, %.2f %% unverified  "
        "(Ctrl-C ends it)",
        seconds, of, stats->samples, seconds > 0 ? (double)stats->rounds / seconds : 0,
        watch->request->rate,
        stats->samples > 0 ? 100 * (double)stats->unverified / (double)stats->samples : 0);

    f->progress(f, line);
}

/* Samples to the end, whatever ends it; *ended: what did. */
static struct error *sample(struct session *s, const struct request *request,
                            struct sampler *sampler, const char **ended)
{
    struct front_end *f = s->front_end;
    struct watch watch = {s, sampler, request, clock_now_ns(), 0};
    uint64_t until =
        request->seconds > 0 ? watch.started_ns + (uint64_t)(request->seconds * 1e9) : UINT64_MAX;
    struct error *error = NULL;

    *ended = "duration";
    while (error == NULL && clock_now_ns() < until) {
        uint64_t next = f->progress != NULL ? clock_now_ns() + PROGRESS_NS : until;

        if (session_interrupted(s)) {
            *ended = "interrupt";
            break;
        }
        error = sampler_run(sampler, next < until ? next : until, 0, should_stop, &watch);
        if (f->progress != NULL)
            show_progress(&watch);
    }
    sampler_flush(sampler);
    if (f->progress != NULL)
        f->progress(f, NULL);
    if (error != NULL && error->kind == ERROR_EXITED && sampler->stats.rounds > 0) {
        error_destroy(error);
        error = NULL;
        *ended = "exit";
    }
    return error;
}

/* Opened before anything is sampled, and not emptied before there is something to write. */
static struct error *open_output(const char *path, FILE **ret)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

    if (fd < 0)
        return error_os(errno, path, "cannot write the recording");
    *ret = fdopen(fd, "w");
    if (*ret == NULL) {
        int errnum = errno;

        close(fd);
        return error_os(errnum, path, "cannot write the recording");
    }
    return NULL;
}

static struct error *write_to(const struct request *request, const struct recording *recording,
                              FILE *out, const char *path)
{
    struct error *error = NULL;

    /* What is no file (/dev/stdout, a pipe) cannot be cut. */
    if (ftruncate(fileno(out), 0) < 0 && errno != EINVAL)
        error = error_os(errno, path, "cannot write the recording");
    errno = 0;
    if (error == NULL)
        request->format->write(recording, out);
    if (error == NULL && (ferror(out) || fflush(out) != 0))
        error = error_os(errno != 0 ? errno : EIO, path, "cannot write the recording");
    return error;
}

/* A full disk should not cost what took an hour to record: it may fit elsewhere. */
static struct error *rescue(struct request *request, const struct recording *recording,
                            struct error *error)
{
    const char *folder = getenv("TMPDIR");
    char *path = xasprintf("%s/pyinspect-%d-XXXXXX%s", folder != NULL ? folder : "/tmp",
                           (int)recording->pid, request->format->suffix);
    int fd = mkstemps(path, (int)strlen(request->format->suffix));
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (out == NULL || !error_ignore(write_to(request, recording, out, path))) {
        if (out != NULL)
            fclose(out);
        free(path);
        return error;
    }
    fclose(out);
    error = error_prefix(error, "the recording is in %s", path);
    free(path);
    return error;
}

static void emit_share(struct emitter *e, const char *name, uint64_t part, uint64_t whole)
{
    double share = whole > 0 ? 100 * (double)part / (double)whole : 0;

    emit_as(e, name, STYLE_NUMBER, EMIT_OF_DOUBLE(share), "%.2f", share);
}

static void summarise(const struct request *request, const struct recording *recording,
                      const char *ended, struct emitter *e)
{
    const struct sampler_stats *stats = &recording->stats;
    double seconds = (double)stats->running_ns / 1e9;
    double kept = seconds > 0 ? (double)stats->rounds / seconds : 0;

    emit_text(e, "Wrote ");
    emit_string(e, "file", STYLE_FILE, request->path);
    emit_text(e, " (");
    emit_string(e, "format", STYLE_PLAIN, request->format->name);
    emit_text(e, "): ");
    emit_uint(e, "samples", STYLE_NUMBER, stats->samples);
    emit_text(e, " samples in ");
    emit_as(e, "seconds", STYLE_NUMBER, EMIT_OF_DOUBLE(seconds), "%.2f", seconds);
    emit_text(e, " s; ");
    emit_as(e, "rate_kept", STYLE_NUMBER, EMIT_OF_DOUBLE(kept), "%.1f", kept);
    emit_text(e, " of ");
    emit_as(e, "rate", STYLE_NUMBER, EMIT_OF_DOUBLE(request->rate), "%g", request->rate);
    emit_text(e, " Hz kept, ");
    emit_uint(e, "missed", STYLE_NUMBER, stats->missed);
    emit_text(e, " deadlines missed; ");
    emit_share(e, "unverified_percent", stats->unverified, stats->samples);
    emit_text(e, " % unverified; our CPU ");
    emit_share(e, "cpu_percent", stats->cpu_ns, stats->running_ns);
    emit_text(e, " %\n");
    emit_hidden_uint(e, "unverified", stats->unverified);
    emit_hidden_uint(e, "rounds", stats->rounds);
    emit_hidden_uint(e, "retries", stats->source.retries);
    emit_hidden_uint(e, "reads", stats->source.reads);
    emit_hidden_uint(e, "replaced_code", stats->source.replaced);
    emit_hidden_uint(e, "functions", recording->tree.by_function.count);
    emit_hidden_uint(e, "cut", recording->tree.cut);
    emit_hidden_string(e, "ended", ended);
    if (strcmp(ended, "exit") == 0)
        emit_text(e, "The process has ended.\n");
    if (stats->samples == 0 && !request->source.idle)
        emit_text(e, "No thread ran Python code; --idle has those that wait as well.\n");
    if (recording->tree.cut > 0)
        emit_warning(e, "%" PRIu64 " samples went deeper than there is memory for",
                     recording->tree.cut);
}

static struct error *record(struct session *s, struct request *request, struct emitter *e)
{
    CLEANUP_FCLOSE FILE *out = NULL;
    struct recording recording;
    struct sampler sampler;
    const char *ended = NULL;
    struct front_end *f = s->front_end;

    TRY(open_output(request->path, &out));
    if (request->format->timed)
        request->tree.threads = false;
    recording_init(&recording, &request->tree, request->format->timed,
                   (uint64_t)(1e9 / request->rate));
    recording.pid = s->target->pid;
    if (!error_ignore(procfs_cmdline(s->target->pid, &recording.command)))
        recording.command = xstrdup("?");

    CLEANUP_FREE char *version = layout_version_long(s->runtime->hexversion);

    recording.version = xasprintf("CPython %s", version);

    struct sample_source *source = live_source_create(s->runtime, &request->source);

    sampler_init(&sampler, source, request->rate);
    sampler_add_sink(&sampler, recording_sink(&recording));
    if (f->catch_interrupt != NULL)
        f->catch_interrupt(f, s, true);

    struct error *error = sample(s, request, &sampler, &ended);

    if (f->catch_interrupt != NULL)
        f->catch_interrupt(f, s, false);
    recording.stats = sampler.stats;
    if (error == NULL) {
        error = write_to(request, &recording, out, request->path);
        if (error != NULL)
            error = rescue(request, &recording, error);
    }
    if (error == NULL)
        summarise(request, &recording, ended, e);
    sampler_deinit(&sampler);
    source->destroy(source);
    recording_deinit(&recording);
    return error;
}

static struct error *record_run(struct session *s, const char *args, struct emitter *e)
{
    struct request request;
    struct error *error = parse(s, args, &request);

    if (error == NULL)
        error = record(s, &request, e);
    request_deinit(&request);
    return error;
}

static void record_complete(struct session *s, struct completions *c)
{
    static const char *const options[] = {"-d",     "-r",    "-o",      "-f",          "--threads",
                                          "--idle", "--gil", "--lines", "--functions", "--thread"};
    size_t length = strlen(c->line);
    const char *last = c->line + length;

    while (last > c->line && last[-1] == ' ')
        last--;
    if (last - c->line >= 2 && strncmp(last - 2, "-o", 2) == 0) {
        completion_add_files(c);
    } else if (last - c->line >= 2 && strncmp(last - 2, "-f", 2) == 0) {
        for (const struct format *format = format_table; format->name != NULL; format++)
            c->add(c, format->name);
    } else if (last - c->line >= 8 && strncmp(last - 8, "--thread", 8) == 0) {
        completion_add_threads(s, c);
    } else {
        for (size_t i = 0; i < sizeof options / sizeof *options; i++)
            c->add(c, options[i]);
    }
}

const struct command record_command = {
    .name = "record",
    .group = GROUP_TIME,
    .usage = "[-d SECONDS] [-r HZ] [-o FILE] [-f FORMAT] [--threads] [--idle] [--gil]\n"
             "[--lines|--functions] [--thread N]",
    .summary = "Sample the stacks for a while and write a flame graph or a profile",
    .help =
        "Reads the stack of each running thread so many times a second and adds them up, without "
        "stopping\n"
        "the process.  It ends after SECONDS, at Ctrl-C, or with the process; what was sampled is "
        "written\n"
        "in each case.  Every sample carries a proof, as `bt` has it; of a stack that could not be "
        "proven\n"
        "only the verified outer frames are written, and the rest as a frame \"[unverified]\".\n"
        "\n"
        "    -d SECONDS     for how long; without it, until Ctrl-C or the end of the process\n"
        "    -r HZ          samples a second of each thread, 100 by default\n"
        "    -o FILE        where to; pyinspect-PID.svg by default\n"
        "    -f FORMAT      svg, html, collapsed, speedscope, gecko or pprof; by default what the\n"
        "                   suffix of FILE says: .svg .html .collapsed .speedscope.json "
        ".gecko.json\n"
        "                   .pb.gz\n"
        "    --threads      each thread by itself, named first in each stack\n"
        "    --idle         threads that wait as well, not only those that run or want to\n"
        "    --gil          only the thread that holds the GIL\n"
        "    --lines        tell apart the lines of a function (the default)\n"
        "    --functions    do not\n"
        "    --thread N     only this one, by its number in `info threads`\n"
        "\n"
        "    record -d 30 -o out.svg\n"
        "    record -r 1000 -d 5 -o out.collapsed --threads\n",
    .needs = NEEDS_TARGET,
    .no_repeat = true,
    .complete = record_complete,
    .run = record_run,
};
