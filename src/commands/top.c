/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/top.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/option-number.h"
#include "commands/top-batch.h"
#include "python/snapshot.h"
#include "python/thread.h"
#include "sample/sampler.h"
#include "session/completion.h"
#include "session/session.h"
#include "session/words.h"

#define MAX_SECONDS 1e6

static struct error *parse_count(const char *option, const char *word, unsigned *ret)
{
    uint64_t number;

    if (word == NULL || !text_to_u64(word, &number) || number > UINT32_MAX)
        return error_create(ERROR_USAGE, "%s takes a whole number", option);
    *ret = (unsigned)number;
    return NULL;
}

static struct error *no_option(const char *option)
{
    return error_create(ERROR_USAGE, "\"%s\" is no option; see `help top`", option);
}

/* Options that take no argument; false: it is none of them. */
static bool parse_switch(const char *option, struct top_options *ret)
{
    if (strcmp(option, "--idle") == 0)
        ret->idle = true;
    else if (strcmp(option, "--gil") == 0)
        ret->monitor.gil = true;
    else if (strcmp(option, "--lines") == 0)
        ret->lines = true;
    else if (strcmp(option, "--reverse") == 0)
        ret->reverse = true;
    else
        return false;
    return true;
}

/* As the top of procps takes them: "-b", "-d 5", "-d5", "-bn2". */
static struct error *parse_letters(const char *letters, const char **at, struct top_options *ret)
{
    for (const char *letter = letters; *letter != '\0'; letter++) {
        const char option[] = {'-', *letter, '\0'};

        if (*letter == 'b') {
            ret->batch = true;
        } else if (*letter == 'i') {
            ret->idle = true;
        } else if (strchr("dnr", *letter) == NULL) {
            return no_option(option);
        } else {
            CLEANUP_FREE char *word = letter[1] != '\0' ? xstrdup(letter + 1) : words_next(at);

            if (*letter == 'd')
                return option_number(option, word, MAX_SECONDS, &ret->seconds);
            if (*letter == 'r')
                return option_number(option, word, SAMPLER_MAX_RATE, &ret->monitor.rate);
            return parse_count(option, word, &ret->rounds);
        }
    }
    return NULL;
}

static struct error *parse_sort(const char *word, enum profile_column *ret)
{
    if (word != NULL && profile_column_named(word, ret))
        return NULL;
    return error_create(ERROR_USAGE,
                        "--sort takes own, total, own-start, total-start, function or file");
}

static struct error *parse_option(const char *option, const char **at, struct top_options *ret)
{
    if (option[0] == '-' && option[1] != '-' && option[1] != '\0')
        return parse_letters(option + 1, at, ret);
    if (parse_switch(option, ret))
        return NULL;

    CLEANUP_FREE char *word = words_next(at);

    if (strcmp(option, "--limit") == 0)
        return parse_count(option, word, &ret->limit);
    if (strcmp(option, "--sort") == 0)
        return parse_sort(word, &ret->sort);
    if (strcmp(option, "--thread") == 0) {
        TRY(parse_count(option, word, &ret->monitor.thread));
        if (ret->monitor.thread > 0)
            return NULL;
        return error_create(ERROR_USAGE, "--thread takes a number as `info threads` shows it");
    }
    return no_option(option);
}

static struct error *parse(const char *args, struct top_options *ret)
{
    *ret = (struct top_options){
        .monitor.rate = MONITOR_RATE,
        .sort = PROFILE_OWN,
        .seconds = TOP_SECONDS,
        .rounds = 1,
        .limit = TOP_LIMIT,
    };
    for (const char *at = args;;) {
        CLEANUP_FREE char *option = words_next(&at);

        if (option == NULL)
            break;
        TRY(parse_option(option, &at, ret));
    }
    if (ret->idle && ret->monitor.gil)
        return error_create(ERROR_USAGE, "--gil and --idle: who holds the GIL is not idle");
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
    struct top_options options;

    TRY(parse(args, &options));
    if (options.monitor.thread != 0)
        TRY(check_thread(s, options.monitor.thread));
    if (f->top != NULL && !options.batch)
        return f->top(f, s, &options);
    return top_batch(s, &options, e);
}

static void top_complete(struct session *s, struct completions *c)
{
    static const char *const options[] = {"-b",      "-n",     "-d",        "-r",
                                          "-i",      "--idle", "--gil",     "--thread",
                                          "--lines", "--sort", "--reverse", "--limit"};
    CLEANUP_FREE char *last = NULL;

    for (const char *at = c->line;;) {
        char *word = words_next(&at);

        if (word == NULL)
            break;
        free(last);
        last = word;
    }
    if (last != NULL && strcmp(last, "--thread") == 0) {
        completion_add_threads(s, c);
    } else if (last != NULL && strcmp(last, "--sort") == 0) {
        for (size_t i = 0; i < PROFILE_COLUMNS; i++)
            c->add(c, profile_column_name((enum profile_column)i));
    } else {
        for (size_t i = 0; i < sizeof options / sizeof *options; i++)
            c->add(c, options[i]);
    }
}

const struct command top_command = {
    .name = "top",
    .group = GROUP_TIME,
    .usage = "[-b] [-n N] [-d SECONDS] [-r HZ] [-i|--idle] [--gil] [--thread N]\n"
             "[--lines] [--sort COLUMN] [--reverse] [--limit ROWS]",
    .summary = "Show which functions and threads take the time, as it goes on",
    .help =
        "Reads the stacks of all threads so many times a second, without stopping the process, and "
        "shows\n"
        "every SECONDS what each function had of the time since then: %Own in itself, %Total with "
        "what\n"
        "it called, where a function that is on a stack several times counts once.  The shares are "
        "of\n"
        "the samples of threads that ran or wanted to; with --idle of all threads.  When nearly "
        "nothing\n"
        "runs, all threads are counted, and it is said how many have not moved, and for how long.\n"
        "\n"
        "How many threads ran is an average, and so is what of that was on a CPU: the others "
        "wanted "
        "one.\n"
        "STILL is for how long a thread has not run and is on the same line; one that only waits "
        "for "
        "the\n"
        "GIL stands still too.  Of what it waits in it is said whose it is, where that is known, "
        "and "
        "of\n"
        "threads that wait for one another that they are a deadlock (see `info threads`).\n"
        "\n"
        "On a terminal this is a screen of its own; `?` explains its keys.  With -b, and where "
        "stdout is no\n"
        "terminal, it is plain text.\n"
        "\n"
        "    -b             plain text: a screen after the other\n"
        "    -n N           so many of them, 1 by default; 0: until Ctrl-C or the end of the "
        "process\n"
        "    -d SECONDS     from one to the next, 1 by default\n"
        "    -r HZ          samples a second of each thread, 100 by default\n"
        "    -i, --idle     threads that wait as well, not only those that run or want to\n"
        "    --gil          only the thread that holds the GIL\n"
        "    --thread N     only this one, by its number in `info threads`\n"
        "    --lines        a row for each line of a function\n"
        "    --sort COLUMN  own (the default), total, own-start, total-start (since it was "
        "started),\n"
        "                   function or file\n"
        "    --reverse      the other way round\n"
        "    --limit ROWS   so many functions at most, 30 by default; 0: all\n"
        "\n"
        "    top -b -d 5\n"
        "    top -b -n 3 -d 2 --lines\n",
    .needs = NEEDS_TARGET,
    .no_repeat = true,
    .takes_words = true,
    .complete = top_complete,
    .run = top_run,
};
