/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/record-options.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/interpreter.h"
#include "sample/format.h"
#include "sample/sampler.h"
#include "session/completion.h"
#include "session/session.h"
#include "target/target.h"

#define DEFAULT_RATE 100.0
#define MAX_SECONDS 1e9

static struct error *take_duration(const char *name, const char *word, void *ret)
{
    double *seconds = &((struct record_options *)ret)->seconds;
    char *end = NULL;
    double unit = 1;

    *seconds = word != NULL ? strtod(word, &end) : 0;
    if (word != NULL && end > word && strcmp(end, "ms") == 0) {
        unit = 1e-3;
        end += strlen(end);
    } else if (word != NULL && end > word && *end != '\0' && end[1] == '\0') {
        unit = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : 0;
        end++;
    }
    *seconds *= unit;
    if (word == NULL || end == word || *end != '\0' || !(*seconds > 0) || *seconds > MAX_SECONDS)
        return error_create(ERROR_USAGE,
                            "%s takes a time above 0: seconds, or 100ms, 90s, 5m, 2h, at most "
                            "%.0f s",
                            name, MAX_SECONDS);
    return NULL;
}

static struct error *take_rate(const char *name, const char *word, void *to)
{
    return option_number(name, word, SAMPLER_MAX_RATE, &((struct record_options *)to)->rate);
}

static struct error *take_file(const char *name, const char *word, void *to)
{
    struct record_options *ret = to;

    if (word == NULL || word[0] == '\0')
        return error_create(ERROR_USAGE, "%s takes the name of a file", name);
    free(ret->path);
    ret->path = xstrdup(word);
    return NULL;
}

static struct error *take_format(const char *name, const char *word, void *to)
{
    struct record_options *ret = to;

    (void)name;
    ret->format = word != NULL ? format_named(word) : NULL;
    if (ret->format == NULL)
        return error_create(ERROR_USAGE, "there is no format \"%s\"; `help record` lists them",
                            word != NULL ? word : "");
    return NULL;
}

static void complete_format(struct session *s, struct completions *c)
{
    (void)s;
    for (const struct format *format = format_table; format->name != NULL; format++)
        c->add(c, format->name);
}

static void complete_file(struct session *s, struct completions *c)
{
    (void)s;
    completion_add_files(c);
}

static struct error *take_thread(const char *name, const char *word, void *to)
{
    return option_thread(name, word, &((struct record_options *)to)->source.thread);
}

static struct error *take_filter(const char *name, const char *word, void *to)
{
    struct record_options *ret = to;

    if (word == NULL || word[0] == '\0')
        return error_create(ERROR_USAGE, "%s takes a regular expression", name);
    free(ret->filter.pattern);
    ret->filter.pattern = xstrdup(word);
    return sample_filter_check(word);
}

static struct error *refuse_native(const char *name, const char *word, void *to)
{
    (void)word;
    (void)to;
    return error_create(ERROR_UNSUPPORTED, "%s: the frames of C are not read, only those of Python",
                        name);
}

static struct error *refuse_pid(const char *name, const char *word, void *to)
{
    (void)word;
    (void)to;
    return error_create(ERROR_USAGE,
                        "%s: the process stands before the command: \"pyinspect PID record ...\"",
                        name);
}

#define FLAG(member) .flag = offsetof(struct record_options, member)

/* Letters and long names are py-spy's where it has some. */
const struct option record_option_table[] = {
    {"-d, --duration", "TIME",
     "for how long: seconds, or 100ms, 90s, 5m, 2h; without it, until Ctrl-C or the end of the "
     "process",
     .take = take_duration},
    {"-r, --rate", "HZ", "samples a second of each thread, 100 by default", .take = take_rate},
    {"-o, --output", "FILE",
     "where to; pyinspect-PID.svg by default.  A file that is there already is replaced without a "
     "question, once the "
     "new one is complete.  - is stdout (it needs -f): what there is to say goes to stderr then",
     .take = take_file, .complete = complete_file},
    {"-f, --format", "FORMAT",
     "svg (or flamegraph), html, collapsed (or raw), speedscope, gecko or pprof; by default what "
     "the suffix of FILE says: .svg .html .collapsed .speedscope.json .gecko.json .pb.gz; .folded "
     "is collapsed, another .json speedscope.  A \";\" of a name is \\x3b in collapsed, where it "
     "would end a frame",
     .take = take_format, .complete = complete_format},
    {"--lines", NULL, "tell apart the lines of a function (the default)", FLAG(tree.lines)},
    {"-F, --functions", NULL, "do not", FLAG(tree.lines), .off = true},
    {"-t, --threads", NULL, "each thread by itself, named first in each stack", FLAG(tree.threads)},
    {"--thread", "N", "only this one, by its number in `info threads`", .take = take_thread,
     .complete = completion_add_threads},
    {"-s, --subprocesses", NULL,
     "what the process starts as well, and what that starts, now and later: each process by "
     "itself, named first in each stack.  What is not Python is left out; what may not be read is "
     "named at the end",
     FLAG(subprocesses)},
    {"--by-command", NULL,
     "the same, but processes whose command lines are equal, numbers aside, are one; speedscope "
     "and gecko keep them apart",
     FLAG(tree.by_command)},
    {.help = "Which samples count.  By default those of threads that run or are ready to, in "
             "Python or C.  "
             "One that waits for the GIL waits, as for any lock, but for the moments in which it "
             "wakes up "
             "to ask for it again:"},
    {"-i, --idle, --wall", NULL, "threads that wait as well: wall-clock time", FLAG(source.idle)},
    {"--cpu", NULL,
     "CPU time: for each period of it that a thread has had, one sample.  A thread that is ready, "
     "but waits for a CPU, does not count",
     FLAG(filter.cpu)},
    {"-g, --gil", NULL, "only the thread that holds the GIL", FLAG(source.gil)},
    {"--gc", NULL, "only the thread that holds the GIL while its interpreter collects garbage",
     FLAG(source.gc)},
    {"--filter", "REGEX",
     "only stacks with a frame in whose \"function (file)\" the extended regular expression is "
     "found; with !REGEX, only those without.  The stacks are kept whole.  What is unverified of a "
     "stack is not looked at",
     .take = take_filter},
    {"-n, --native", NULL, NULL, .take = refuse_native},
    {"-p, --pid", "PID", NULL, .take = refuse_pid},
    OPTION_END,
};

/* What contradicts itself, or cannot be had of this Python. */
static struct error *check(const struct session *s, const struct record_options *options)
{
    const char *narrow = options->source.gil   ? "--gil"
                         : options->source.gc  ? "--gc"
                         : options->filter.cpu ? "--cpu"
                                               : NULL;

    if (options->source.idle && narrow != NULL)
        return error_create(ERROR_USAGE, "%s and --idle (or --wall): %s is not idle", narrow,
                            options->filter.cpu ? "who is on the CPU" : "who holds the GIL");
    if (options->subprocesses && options->source.thread != 0)
        return error_create(ERROR_USAGE,
                            "--thread and --subprocesses: each process numbers its own threads");
    if (options->source.gc && s->runtime != NULL && !interpreter_tells_collecting(s->runtime))
        return error_create(ERROR_UNSUPPORTED,
                            "this Python does not say where it keeps whether it collects garbage");
    return NULL;
}

static struct error *parse_all(struct session *s, const char *args, struct record_options *ret)
{
    TRY(option_parse(record_option_table, "record", args, ret));
    ret->subprocesses = ret->subprocesses || ret->tree.by_command;
    TRY(check(s, ret));
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
        ret->path =
            xasprintf("pyinspect-%d%s", s->target != NULL ? (int)s->target->pid : (int)s->started,
                      ret->format->suffix);
    ret->filter.period_ns = (uint64_t)(1e9 / ret->rate);
    /* Where each thread has a profile of its own, it needs no frame. */
    if (ret->format->timed)
        ret->tree.threads = false;
    ret->tree.processes = ret->subprocesses && !ret->format->timed;
    return NULL;
}

bool record_options_name_subprocesses(const char *args)
{
    struct record_options options = {0};
    bool ok = error_ignore(option_parse(record_option_table, "record", args, &options));
    bool found = ok && (options.subprocesses || options.tree.by_command);

    record_options_deinit(&options);
    return found;
}

struct error *record_options_parse(struct session *s, const char *args, struct record_options *ret)
{
    *ret = (struct record_options){.rate = DEFAULT_RATE, .tree.lines = true};

    struct error *error = parse_all(s, args, ret);

    if (error != NULL)
        record_options_deinit(ret);
    return error;
}

void record_options_deinit(struct record_options *options)
{
    free(take_pointer(options->path));
    free(take_pointer(options->filter.pattern));
}

char *record_options_counted(const struct record_options *options)
{
    const char *what = options->source.gc     ? "who holds the GIL while garbage is collected"
                       : options->source.gil  ? "who holds the GIL"
                       : options->filter.cpu  ? "CPU time"
                       : options->source.idle ? "all threads, those that wait as well"
                                              : "threads that run or are ready to";
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    fputs(what, out);
    if (options->source.thread != 0)
        fprintf(out, "; thread %u only", options->source.thread);
    if (options->subprocesses)
        fputs("; what it starts as well", out);
    if (options->tree.by_command)
        fputs(", processes of one command as one", out);
    if (options->filter.pattern != NULL && options->filter.pattern[0] == '!')
        fprintf(out, "; stacks without %s", options->filter.pattern + 1);
    else if (options->filter.pattern != NULL)
        fprintf(out, "; stacks with %s", options->filter.pattern);
    fclose(out);
    return text;
}
