/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets pass on to a sink only some samples of a source. */
#ifndef SAMPLE_SAMPLE_FILTER_H
#define SAMPLE_SAMPLE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "sample/source.h"

struct sample_filter;

struct sample_filter_options {
    /*
     * CPU time instead of the state that a thread is in: a sample passes for each period_ns of CPU
     * time that its thread has had. Samples of threads that wait for a CPU are left out so, and
     * samples times period is the CPU time.
     */
    bool cpu;
    uint64_t period_ns;
    /*
     * Only stacks with a verified frame in whose "function (file)" the extended regular expression
     * is found; begins with '!': only those without such a frame. NULL: all.
     */
    char *pattern;
};

/* ERROR_USAGE: the pattern is none, and why. */
struct error *sample_filter_check(const char *pattern);

/* The pattern must have passed sample_filter_check(); sink's arg must outlive the filter. */
struct sample_filter *sample_filter_create(const struct sample_filter_options *options,
                                           struct sample_sink sink);
/* What threads have had until they are seen again counts for nothing. Accepts NULL. */
void sample_filter_forget(struct sample_filter *filter);
/* Accepts NULL. */
void sample_filter_destroy(struct sample_filter *filter);

struct sample_sink sample_filter_sink(struct sample_filter *filter);

#endif
