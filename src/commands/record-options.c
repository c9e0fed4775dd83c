/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/record-options.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/option-number.h"
#include "python/interpreter.h"
#include "sample/format.h"
#include "sample/sampler.h"
#include "session/completion.h"
#include "session/session.h"
#include "session/words.h"
#include "target/target.h"

#define DEFAULT_RATE 100.0
#define MAX_SECONDS 1e9

/* An option either sets a flag or takes a word; offsets are those in struct record_options. */
struct option {
    const char *name;
    size_t flag;
    bool off; /* the flag is taken away */
    struct error *(*take)(const char *name, const char *word, struct record_options *ret);
    void (*complete)(struct session *s, struct completions *c);
};

static struct error *take_duration(const char *name, const char *word, struct record_options *ret)
{
    char *end = NULL;
    double unit = 1;

    ret->seconds = word != NULL ? strtod(word, &end) : 0;
    if (word != NULL && end > word && strcmp(end, "ms") == 0) {
        unit = 1e-3;
        end += strlen(end);
    } else if (word != NULL && end > word && *end != '\0' && end[1] == '\0') {
        unit = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : 0;
        end++;
    }
    ret->seconds *= unit;
    if (word == NULL || end == word || *end != '\0' || !(ret->seconds > 0) ||
        ret->seconds > MAX_SECONDS)
        return error_create(ERROR_USAGE,
                            "%s takes a time above 0: seconds, or 100ms, 90s, 5m, 2h, at most "
                            "%.0f s",
                            name, MAX_SECONDS);
    return NULL;
}

static struct error *take_rate(const char *name, const char *word, struct record_options *ret)
{
    return option_number(name, word, SAMPLER_MAX_RATE, &ret->rate);
}

static struct error *take_file(const char *name, const char *word, struct record_options *ret)
{
    if (word == NULL || word[0] == '\0')
        return error_create(ERROR_USAGE, "%s takes the name of a file", name);
    free(ret->path);
    ret->path = xstrdup(word);
    return NULL;
}

static struct error *take_format(const char *name, const char *word, struct record_options *ret)
{
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

static struct error *take_thread(const char *name, const char *word, struct record_options *ret)
{
    uint64_t num;

    if (word == NULL || !text_to_u64(word, &num) || num == 0 || num >= UINT32_MAX)
        return error_create(ERROR_USAGE, "%s takes a number as `info threads` shows it", name);
    ret->source.thread = (unsigned)num;
    return NULL;
}

static struct error *take_filter(const char *name, const char *word, struct record_options *ret)
{
    if (word == NULL || word[0] == '\0')
        return error_create(ERROR_USAGE, "%s takes a regular expression", name);
    free(ret->filter.pattern);
    ret->filter.pattern = xstrdup(word);
    return sample_filter_check(word);
}

#define FLAG(name, member)                                                                         \
    {                                                                                              \
        name, offsetof(struct record_options, member), false, NULL, NULL                           \
    }

static const struct option table[] = {
    {"-d", 0, false, take_duration, NULL},
    {"-r", 0, false, take_rate, NULL},
    {"-o", 0, false, take_file, complete_file},
    {"-f", 0, false, take_format, complete_format},
    {"--duration", 0, false, take_duration, NULL},
    {"--rate", 0, false, take_rate, NULL},
    {"--output", 0, false, take_file, complete_file},
    {"--format", 0, false, take_format, complete_format},
    FLAG("--threads", tree.threads),
    FLAG("--idle", source.idle),
    FLAG("--wall", source.idle),
    FLAG("--cpu", filter.cpu),
    FLAG("--gil", source.gil),
    FLAG("--gc", source.gc),
    FLAG("--lines", tree.lines),
    {"--functions", offsetof(struct record_options, tree.lines), true, NULL, NULL},
    {"--thread", 0, false, take_thread, completion_add_threads},
    {"--filter", 0, false, take_filter, NULL},
    FLAG("--subprocesses", subprocesses),
    FLAG("--by-command", tree.by_command),
    /* The letters that py-spy has for them. */
    FLAG("-g", source.gil),
    FLAG("-i", source.idle),
    FLAG("-t", tree.threads),
    FLAG("-s", subprocesses),
    {"-F", offsetof(struct record_options, tree.lines), true, NULL, NULL},
};

static const struct option *option_named(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].name) == length && strncmp(table[i].name, name, length) == 0)
            return &table[i];
    return NULL;
}

bool record_option_is_subprocesses(const char *word)
{
    const struct option *option = option_named(word, strlen(word));

    return option != NULL && option->take == NULL &&
           (option->flag == offsetof(struct record_options, subprocesses) ||
            option->flag == offsetof(struct record_options, tree.by_command));
}

/* "--rate=500" and "-r500": the word is in the same one; NULL: it is not. */
static const char *word_within(const char *name, const struct option **ret)
{
    size_t length = strcspn(name, "=");

    if (strncmp(name, "--", 2) == 0 && name[length] == '=') {
        *ret = option_named(name, length);
        return *ret != NULL && (*ret)->take != NULL ? name + length + 1 : NULL;
    }
    if (name[0] == '-' && name[1] != '-' && strlen(name) > 2) {
        *ret = option_named(name, 2);
        return *ret != NULL && (*ret)->take != NULL ? name + 2 : NULL;
    }
    return NULL;
}

static struct error *parse_option(const char *name, const char **at, struct record_options *ret)
{
    const struct option *option = option_named(name, strlen(name));
    const char *within = option == NULL ? word_within(name, &option) : NULL;

    if (within != NULL)
        return option->take(option->name, within, ret);
    if (strcmp(name, "-n") == 0 || strcmp(name, "--native") == 0)
        return error_create(ERROR_UNSUPPORTED,
                            "%s: the frames of C are not read, only those of Python", name);
    if (strcmp(name, "-p") == 0 || strcmp(name, "--pid") == 0 || text_starts_with(name, "--pid="))
        return error_create(ERROR_USAGE,
                            "%s: the process stands before the command: \"pyinspect PID record "
                            "...\"",
                            name);
    if (option == NULL || option_named(name, strlen(name)) == NULL)
        return error_create(ERROR_USAGE, "\"%s\" is no option; see `help record`", name);
    if (option->take == NULL) {
        *(bool *)((char *)ret + option->flag) = !option->off;
        return NULL;
    }

    CLEANUP_FREE char *word = words_next(at);

    return option->take(name, word, ret);
}

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
    for (const char *at = args;;) {
        CLEANUP_FREE char *name = words_next(&at);

        if (name == NULL)
            break;
        TRY(parse_option(name, &at, ret));
    }
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

void record_options_complete(struct session *s, struct completions *c)
{
    const char *end = c->line + strlen(c->line);

    while (end > c->line && end[-1] == ' ')
        end--;

    const char *start = end;

    while (start > c->line && start[-1] != ' ')
        start--;

    const struct option *last = option_named(start, (size_t)(end - start));

    if (last != NULL && last->take != NULL) {
        if (last->complete != NULL)
            last->complete(s, c);
        return;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        c->add(c, table[i].name);
}
