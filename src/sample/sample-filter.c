/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/sample-filter.h"

#include <regex.h>
#include <stdlib.h>
#include <uthash.h>

#include "base/memory.h"

/* Beyond so many threads it begins anew: a program that starts one for each request never ends. */
#define MAX_THREADS 65536
/* What a thread has had and that no sample has passed for, at most: it was never seen running. */
#define MAX_OWED 100

/* What is known of a thread's CPU time. */
struct clock {
    pid_t tid;
    uint64_t ran_ns;  /* when it was last seen */
    uint64_t owed_ns; /* of that, no sample has passed for */
    UT_hash_handle hh;
};

struct sample_filter {
    struct sample_filter_options options; /* the pattern is not owned */
    struct sample_sink sink;
    regex_t regex;
    bool without;     /* the pattern is not to be found */
    ARRAY(char) seen; /* by function id: 0 not looked at yet, else 'y' or 'n' */
    struct clock *clocks;
};

static const char *expression_of(const char *pattern, bool *without)
{
    *without = pattern[0] == '!';
    return *without ? pattern + 1 : pattern;
}

struct error *sample_filter_check(const char *pattern)
{
    bool without;
    regex_t regex;
    int code = regcomp(&regex, expression_of(pattern, &without), REG_EXTENDED | REG_NOSUB);

    if (code != 0) {
        char message[256];

        regerror(code, &regex, message, sizeof message);
        return error_create(ERROR_USAGE, "\"%s\" is no regular expression: %s", pattern, message);
    }
    regfree(&regex);
    return NULL;
}

static bool function_matches(struct sample_filter *filter, const struct function *function)
{
    while (filter->seen.count <= function->id)
        array_push(&filter->seen, '\0');

    char *seen = &filter->seen.data[function->id];

    if (*seen == '\0') {
        CLEANUP_FREE char *label = xasprintf("%s (%s)", function->name, function->filename);

        *seen = regexec(&filter->regex, label, 0, NULL, 0) == 0 ? 'y' : 'n';
    }
    return *seen == 'y';
}

static bool stack_matches(struct sample_filter *filter, const struct sample *sample)
{
    bool found = false;

    for (size_t i = 0; i < sample->verified && !found; i++)
        found = function_matches(filter, sample->frames[sample->count - 1 - i].function);
    return found != filter->without;
}

void sample_filter_forget(struct sample_filter *filter)
{
    struct clock *clock, *next;

    if (filter == NULL)
        return;
    HASH_ITER (hh, filter->clocks, clock, next) {
        HASH_DEL(filter->clocks, clock);
        free(clock);
    }
}

/* How many samples the thread's CPU time is owed: as many as there were periods of it since the
 * last one, whatever deadlines were missed. One that is seen for the first time has been running
 * just now: that is a period. */
static uint32_t take_owed(struct sample_filter *filter, const struct sample *sample)
{
    uint64_t period = filter->options.period_ns;
    pid_t tid = sample->thread->tid;
    struct clock *clock;

    if (sample->ran_ns == 0 || tid == 0)
        return sample->state == THREAD_RUNNING ? 1 + sample->repeats : 0;
    HASH_FIND_INT(filter->clocks, &tid, clock);
    if (clock == NULL) {
        if (HASH_COUNT(filter->clocks) >= MAX_THREADS)
            sample_filter_forget(filter);
        clock = xcalloc(1, sizeof *clock);
        clock->tid = tid;
        clock->ran_ns = sample->ran_ns;
        clock->owed_ns = period;
        HASH_ADD_INT(filter->clocks, tid, clock);
    }
    /* Less than before: another thread has got its number. */
    if (sample->ran_ns > clock->ran_ns)
        clock->owed_ns += sample->ran_ns - clock->ran_ns;
    clock->ran_ns = sample->ran_ns;
    if (clock->owed_ns > MAX_OWED * period)
        clock->owed_ns = MAX_OWED * period;

    uint32_t owed = (uint32_t)(clock->owed_ns / period);

    clock->owed_ns -= owed * period;
    return owed;
}

static void take(void *arg, const struct sample *sample)
{
    struct sample_filter *filter = arg;
    struct sample passed = *sample;

    if (filter->options.cpu) {
        uint32_t owed = take_owed(filter, sample);

        if (owed == 0)
            return;
        passed.repeats = owed - 1;
    }
    if (filter->options.pattern == NULL || stack_matches(filter, sample))
        filter->sink.take(filter->sink.arg, &passed);
}

struct sample_filter *sample_filter_create(const struct sample_filter_options *options,
                                           struct sample_sink sink)
{
    struct sample_filter *filter = xcalloc(1, sizeof *filter);

    filter->options = *options;
    filter->sink = sink;
    if (options->pattern != NULL &&
        regcomp(&filter->regex, expression_of(options->pattern, &filter->without),
                REG_EXTENDED | REG_NOSUB) != 0)
        filter->options.pattern = NULL; /* it had passed the check: there is no memory for it */
    return filter;
}

void sample_filter_destroy(struct sample_filter *filter)
{
    if (filter == NULL)
        return;
    if (filter->options.pattern != NULL)
        regfree(&filter->regex);
    sample_filter_forget(filter);
    array_deinit(&filter->seen);
    free(filter);
}

struct sample_sink sample_filter_sink(struct sample_filter *filter)
{
    return (struct sample_sink){take, filter};
}
