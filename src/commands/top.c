/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/top.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/top-batch.h"
#include "python/snapshot.h"
#include "python/thread.h"
#include "sample/sampler.h"
#include "session/completion.h"
#include "session/option.h"
#include "session/session.h"

#define MAX_SECONDS 1e6

static struct error *take_count(const char *name, const char *word, unsigned *ret)
{
    uint64_t number;

    if (word == NULL || !text_to_u64(word, &number) || number > UINT32_MAX)
        return error_create(ERROR_USAGE, "%s takes a whole number", name);
    *ret = (unsigned)number;
    return NULL;
}

static struct error *take_rounds(const char *name, const char *word, void *ret)
{
    return take_count(name, word, &((struct top_options *)ret)->rounds);
}

static struct error *take_limit(const char *name, const char *word, void *ret)
{
    return take_count(name, word, &((struct top_options *)ret)->limit);
}

static struct error *take_seconds(const char *name, const char *word, void *ret)
{
    return option_number(name, word, MAX_SECONDS, &((struct top_options *)ret)->seconds);
}

static struct error *take_rate(const char *name, const char *word, void *ret)
{
    return option_number(name, word, SAMPLER_MAX_RATE, &((struct top_options *)ret)->monitor.rate);
}

static struct error *take_thread(const char *name, const char *word, void *ret)
{
    return option_thread(name, word, &((struct top_options *)ret)->monitor.thread);
}

static struct error *take_sort(const char *name, const char *word, void *ret)
{
    if (word != NULL && profile_column_named(word, &((struct top_options *)ret)->sort))
        return NULL;
    return error_create(ERROR_USAGE,
                        "%s takes own, total, own-start, total-start, function or file", name);
}

static struct error *take_filter(const char *name, const char *word, void *to)
{
    struct top_options *ret = to;
    regex_t *checked;

    if (word == NULL || word[0] == '\0')
        return error_create(ERROR_USAGE, "%s takes a regular expression", name);
    free(ret->filter);
    ret->filter = xstrdup(word);
    TRY(profile_filter_create(word, &checked));
    profile_filter_destroy(checked);
    return NULL;
}

static void complete_sort(struct session *s, struct completions *c)
{
    (void)s;
    for (size_t i = 0; i < PROFILE_COLUMNS; i++)
        c->add(c, profile_column_name((enum profile_column)i));
}

#define FLAG(member) .flag = offsetof(struct top_options, member)

static const struct option options[] = {
    {"-b, --batch", NULL, "plain text: a screen after the other", FLAG(batch)},
    {"-n", "N", "so many of them, 1 by default; 0: until Ctrl-C or the end of the process",
     .take = take_rounds, .others = "--iterations, --count"},
    {"-d", "SECONDS", "from one to the next, 1 by default", .take = take_seconds,
     .others = "--delay, --interval, --refresh, --seconds"},
    {"-r, --rate", "HZ", "samples a second of each thread, 100 by default", .take = take_rate,
     .others = "-F, --frequency, --freq, --hz"},
    {"-i, --idle", NULL, "threads that wait as well, not only those that run or want to",
     FLAG(idle)},
    {"--gil", NULL, "only the thread that holds the GIL", FLAG(monitor.gil),
     .others = "-g, --gil-only"},
    {"--cpu", NULL, "CPU time alone, not who waits for a CPU", FLAG(monitor.cpu),
     .others = "--cpu-time"},
    {"--thread", "N", "only this one, by its number in `info threads`", .take = take_thread,
     .complete = completion_add_threads, .others = "--tid"},
    {"-s, --subprocesses", NULL,
     "all Python processes that the process starts as well, and that these start: one table of all",
     FLAG(monitor.subprocesses), .others = "--children, --follow"},
    {"--filter", "REGEX", "only functions and files with a match; small letters stand for both",
     .take = take_filter, .others = "--function, --grep, -f"},
    {"--threads", NULL, "the screen begins with the threads", FLAG(threads), .others = "-H, -t"},
    {"--lines", NULL, "a row for each line of a function", FLAG(lines)},
    {"--sort", "COLUMN",
     "own (the default), total, own-start, total-start (since it was started), function or file",
     .take = take_sort, .complete = complete_sort, .others = "-o, --sort-key, --order"},
    {"--reverse", NULL, "the other way round", FLAG(reverse)},
    {"--limit", "ROWS",
     "so many functions at most, 30 by default; 0: all, and of thousands of tasks all as well",
     .take = take_limit, .others = "--rows, --top"},
    OPTION_END,
};

static struct error *parse(const char *args, struct top_options *ret)
{
    *ret = (struct top_options){
        .monitor.rate = MONITOR_RATE,
        .sort = PROFILE_OWN,
        .seconds = TOP_SECONDS,
        .rounds = 1,
        .limit = TOP_LIMIT,
    };
    TRY(option_parse(options, "top", args, ret));
    if (ret->monitor.subprocesses && ret->monitor.thread != 0)
        return error_create(ERROR_USAGE,
                            "--thread and --subprocesses: each process numbers its own threads");
    if (ret->monitor.gil && ret->monitor.cpu)
        return error_create(ERROR_USAGE, "--gil and --cpu: one of them");
    if (ret->idle && ret->monitor.gil)
        return error_create(ERROR_USAGE, "--gil and --idle: who holds the GIL is not idle");
    if (ret->idle && ret->monitor.cpu)
        return error_create(ERROR_USAGE, "--cpu and --idle: who is on the CPU is not idle");
    return NULL;
}

/* Nothing would ever be counted of a thread that is not there. */
static struct error *check_thread(struct session *s, unsigned num)
{
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    struct error *error = thread_list(s->runtime, snapshot);

    if (error == NULL && snapshot_thread(snapshot, num) == NULL)
        error = error_create(ERROR_NOT_FOUND, "There is no thread %u; see `info threads`", num);
    snapshot_destroy(snapshot);
    return error;
}

static struct error *top_run(struct session *s, const char *args, struct emitter *e)
{
    struct front_end *f = s->front_end;
    struct top_options top;
    struct error *error = parse(args, &top);

    top.monitor.layout_file = s->layout_file;
    if (error == NULL && top.monitor.thread != 0)
        error = check_thread(s, top.monitor.thread);
    if (error == NULL && f->top != NULL && !top.batch)
        error = f->top(f, s, &top);
    else if (error == NULL)
        error = top_batch(s, &top, e);
    free(top.filter);
    return error;
}

const struct command top_command = {
    .name = "top",
    .group = GROUP_TIME,
    .usage = "[-b] [-n N] [-d SECONDS] [-r HZ] [-i|--idle|--cpu|--gil] [--thread N]\n"
             "[-s|--subprocesses] [--filter REGEX] [--threads] [--lines] [--sort COLUMN] "
             "[--reverse] [--limit ROWS]",
    .summary = "Show which functions and threads take the time, as it goes on",
    .help =
        "Reads the stacks of all threads so many times a second, without stopping the process, and "
        "shows\n"
        "every SECONDS what each function had of the time since then: %Own in itself, %Total with "
        "what\n"
        "it called, where a function that is on a stack several times counts once.  The shares are "
        "of\n"
        "the samples of threads that ran or wanted to; with --idle of all threads, with --cpu of "
        "the "
        "CPU\n"
        "time that threads have had (seconds are of that, too).  When nearly nothing\n"
        "runs, all threads are counted, and it is said how many have not moved, and for how long; "
        "so\n"
        "they are while a thread sleeps with the GIL in its hands, which keeps all others from "
        "going on.\n"
        "\n"
        "A thread of real-time priority (chrt) is not interrupted, and not seen while it runs: "
        "what "
        "the\n"
        "kernel says that threads have had, and was not seen, is told.\n"
        "\n"
        "How many threads ran is an average, and so is what of that was on a CPU: the others "
        "wanted "
        "one.\n"
        "STILL is for how long a thread has not run and is on the same line, at the last sample; "
        "one "
        "that only\n"
        "waits for the "
        "GIL stands still too.  Of what it waits in it is said whose it is, where that is known, "
        "and "
        "of\n"
        "threads that wait for one another that they are a deadlock (see `info threads`).  Below a "
        "thread\n"
        "that runs an event loop of asyncio are its tasks, and what these wait in (see `info "
        "tasks`).\n"
        "... is there where a thread has moved on and has not been asked yet.  Where most of an "
        "interval was\n"
        "not sampled, nothing is said of what ran in it but the CPU time.\n"
        "\n"
        "With --subprocesses the table is of all processes together, and each thread says of which "
        "it "
        "is; tasks\n"
        "of asyncio are those of the first one alone, and so is the source that `l` shows.  One "
        "that "
        "cannot be\n"
        "read is named.  What ends within some milliseconds may be missed (see `record`).\n"
        "\n"
        "On a terminal this is a screen of its own; `?` explains its keys.  With -b, and where "
        "stdout is no\n"
        "terminal, it is plain text.\n",
    .options = options,
    .more = "    top -b -d 5\n"
            "    top -b -n 3 -d 2 --lines\n",
    .needs = NEEDS_TARGET,
    .no_repeat = true,
    .takes_words = true,
    .run = top_run,
};
