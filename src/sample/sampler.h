/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks a source for samples at a rate, on absolute deadlines, and hands them to
 * whoever wants them. A deadline that was slept through or came while the last round was still at
 * work is counted as missed, and not made up for.
 */
#ifndef SAMPLE_SAMPLER_H
#define SAMPLE_SAMPLER_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "sample/gap.h"
#include "sample/source.h"

struct sampler_stats {
    uint64_t rounds;     /* deadlines that were kept */
    uint64_t missed;     /* deadlines that were not, outside of gaps */
    uint64_t samples;    /* stacks of threads that the sinks were given */
    uint64_t unverified; /* of these */
    uint64_t running_ns; /* the time that it has sampled, without gaps */
    uint64_t gap_ns;     /* time in which nothing was sampled, though it was to be */
    uint64_t cpu_ns;     /* our own CPU time in it, of all threads */
    struct source_counters source;
};

/* Rounds a second: never more than were asked for, however short the time was. */
double sampler_rate_kept(const struct sampler_stats *stats, uint64_t period_ns);

/* The time that a sample stands for: since the last deadline that was kept, on average. */
double sampler_sample_ns(const struct sampler_stats *stats, uint64_t period_ns);

struct waker;

struct sampler {
    struct sample_source *source; /* not owned */
    double rate;                  /* rounds per second; may be changed between runs */
    ARRAY(struct sample_sink) sinks;
    struct sampler_stats stats; /* up to date after sampler_run() */
    uint64_t deadline_ns;       /* of the next round, where the last run has ended before it */
    unsigned long slack_ns;     /* the timer slack that was there before */
    cpu_set_t home;             /* the CPUs that we may run on */
    struct waker *waker;        /* NULL: not needed yet, or not to be had (then no_waker) */
    bool no_waker;
    struct gap gap;
    int avoided; /* the CPU that the waker keeps away from */
};

/* A second's rounds at most. */
#define SAMPLER_MAX_RATE 100000.0

void sampler_init(struct sampler *sampler, struct sample_source *source, double rate);
void sampler_deinit(struct sampler *sampler);

/* take is called from within sampler_run() and sampler_flush(), for each sample in turn. */
void sampler_add_sink(struct sampler *sampler, struct sample_sink sink);

/*
 * Samples until the clock (CLOCK_MONOTONIC) says until_ns, until rounds more rounds were made (0:
 * any number), or until stop(arg) is true, which is asked before each round (NULL: never). May be
 * called again and again: a run goes on where the last one ended, deadlines in between are not
 * missed. The error of the source ends it; ERROR_EXITED: the target's end. What the source holds
 * back stays there for the next run, or for sampler_flush().
 */
struct error *sampler_run(struct sampler *sampler, uint64_t until_ns, uint64_t rounds,
                          bool (*stop)(void *arg), void *arg);

/* All that was sampled so far goes to the sinks, no CPU of the target's is held any longer, and
 * nobody is woken until the next run. */
void sampler_flush(struct sampler *sampler);

#endif
