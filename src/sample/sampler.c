/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/sampler.h"

#include <sched.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/clock.h"
#include "sample/waker.h"

#define SECOND_NS 1000000000ull
/* From this rate on it matters where the timer is set. */
#define WAKER_PERIOD_NS 20000000u
/* A round that comes sooner after the one before would find the target where it was. A timer of our
 * own may go off before we have left the CPU to the target, so there it is longer. */
#define PAUSE_NS 1000u
#define TIMER_PAUSE_NS 40000u

/* Timers of ordinary threads may come fifty microseconds late: too late for a thousand a second. */
void sampler_init(struct sampler *sampler, struct sample_source *source, double rate)
{
    int slack = prctl(PR_GET_TIMERSLACK);

    *sampler = (struct sampler){
        .source = source,
        .rate = rate,
        .slack_ns = slack > 0 ? (unsigned long)slack : 0,
        .avoided = -1,
    };
    prctl(PR_SET_TIMERSLACK, 1ul);
    sampler->no_waker = sched_getaffinity(0, sizeof sampler->home, &sampler->home) < 0;
}

void sampler_deinit(struct sampler *sampler)
{
    waker_destroy(sampler->waker);
    prctl(PR_SET_TIMERSLACK, sampler->slack_ns); /* 0: the default */
    array_deinit(&sampler->sinks);
}

void sampler_add_sink(struct sampler *sampler, struct sample_sink sink)
{
    array_push(&sampler->sinks, sink);
}

static void take(void *arg, const struct sample *sample)
{
    struct sampler *sampler = arg;

    sampler->stats.samples += 1 + (uint64_t)sample->repeats;
    if (sample->proof.kind == PROOF_UNVERIFIED)
        sampler->stats.unverified += 1 + (uint64_t)sample->repeats;
    for (size_t i = 0; i < sampler->sinks.count; i++)
        sampler->sinks.data[i].take(sampler->sinks.data[i].arg, sample);
}

/* Of the thread that samples, which calls it, and of the one that wakes it up. */
static uint64_t cpu_ns(const struct sampler *sampler)
{
    return clock_cpu_ns() + (sampler->waker != NULL ? waker_cpu_ns(sampler->waker) : 0);
}

/* Whether the next deadline is told by the waker, from another CPU than the one that we sit on. */
static bool is_woken(struct sampler *sampler, uint64_t deadline, uint64_t period)
{
    int cpu = sampler->source->cpu != NULL ? sampler->source->cpu(sampler->source) : -1;

    if (cpu < 0 || period > WAKER_PERIOD_NS || sampler->no_waker)
        return false;
    if (sampler->waker == NULL || sampler->avoided != cpu) {
        if (sampler->waker == NULL)
            sampler->waker = waker_create(&sampler->home);
        sampler->avoided = cpu;
        sampler->no_waker = sampler->waker == NULL || !waker_avoid(sampler->waker, cpu);
    }
    if (!sampler->no_waker)
        waker_start(sampler->waker, deadline, period);
    return !sampler->no_waker;
}

static void sleep_until(uint64_t time_ns)
{
    struct timespec deadline = {
        .tv_sec = (time_t)(time_ns / SECOND_NS),
        .tv_nsec = (long)(time_ns % SECOND_NS),
    };

    /* A signal ends the sleep early: whoever sent it may want us to stop. */
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}

/* Since the last round, or the beginning of the run. */
static uint64_t note_gap(struct sampler *sampler, uint64_t since_ns, uint64_t period)
{
    uint64_t gap_ns = since_ns >= period ? gap_find(&sampler->gap, since_ns, period) : 0;

    sampler->stats.gap_ns += gap_ns;
    return gap_ns;
}

/* The next deadline after one that has passed, from where a round can be made the earliest. */
static uint64_t skip_missed(struct sampler *sampler, uint64_t deadline, uint64_t earliest,
                            uint64_t period, uint64_t gap_ns, bool woken)
{
    uint64_t missed = (earliest - deadline) / period;

    /* What is late by less than a period is made up for, unless its timer has gone off. */
    missed += woken && period >= WAKER_SPIN_NS;
    sampler->stats.missed += gap_ns == 0 ? missed : 0;
    return deadline + missed * period;
}

struct error *sampler_run(struct sampler *sampler, uint64_t until_ns, uint64_t rounds,
                          bool (*stop)(void *arg), void *arg)
{
    struct sample_sink sink = {take, sampler};
    uint64_t period = (uint64_t)((double)SECOND_NS / sampler->rate);
    uint64_t started = clock_now_ns();
    uint64_t cpu = cpu_ns(sampler);
    uint64_t deadline = sampler->deadline_ns;
    uint64_t earliest = 0;
    uint64_t ended = started, gaps_ns = sampler->stats.gap_ns;
    uint64_t made = 0;
    bool woken = false;
    struct error *error = NULL;

    period = period > 0 ? period : 1;
    if (deadline < started)
        deadline = started;
    else if (deadline > started + period) /* the rate has been raised */
        deadline = started + period;
    while (error == NULL && (rounds == 0 || made < rounds) && (stop == NULL || !stop(arg))) {
        uint64_t now = clock_now_ns();
        uint64_t next = deadline > earliest ? deadline : earliest;

        if (now >= until_ns)
            break;
        if (now < next) {
            next = next < until_ns ? next : until_ns;
            if (woken)
                waker_sleep(sampler->waker, next);
            else
                sleep_until(next);
            continue;
        }
        error = sampler->source->round(sampler->source, &sink);
        made++;
        sampler->stats.rounds++;
        deadline += period;
        woken = is_woken(sampler, deadline, period);
        now = clock_now_ns();
        earliest = now + (woken ? PAUSE_NS : TIMER_PAUSE_NS);

        uint64_t gap_ns = note_gap(sampler, now - ended, period);

        ended = now;
        if (earliest > deadline)
            deadline = skip_missed(sampler, deadline, earliest, period, gap_ns, woken);
    }
    sampler->deadline_ns = deadline;
    note_gap(sampler, clock_now_ns() - ended, period);
    sampler->stats.running_ns += clock_now_ns() - started - (sampler->stats.gap_ns - gaps_ns);
    sampler->stats.cpu_ns += cpu_ns(sampler) - cpu;
    sampler->source->counters(sampler->source, &sampler->stats.source);
    return error;
}

void sampler_flush(struct sampler *sampler)
{
    struct sample_sink sink = {take, sampler};

    /* Not at the end of a run: another one often follows, for which its timers are set already. */
    if (sampler->waker != NULL)
        waker_stop(sampler->waker);
    sampler->source->flush(sampler->source, &sink);
    if (sampler->source->rest != NULL)
        sampler->source->rest(sampler->source);
    sampler->source->counters(sampler->source, &sampler->stats.source);
}

double sampler_rate_kept(const struct sampler_stats *stats, uint64_t period_ns)
{
    /* Each deadline, kept or not, is one period, of which the last one may not be over. */
    uint64_t asked_ns = (stats->rounds + stats->missed) * period_ns;
    uint64_t time_ns = stats->running_ns > asked_ns ? stats->running_ns : asked_ns;

    return time_ns > 0 ? (double)stats->rounds * SECOND_NS / (double)time_ns : 0;
}

double sampler_sample_ns(const struct sampler_stats *stats, uint64_t period_ns)
{
    double periods =
        stats->rounds > 0 ? (double)(stats->rounds + stats->missed) / (double)stats->rounds : 1;

    return periods * (double)period_ns;
}
