/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/sampler.h"

#include <sys/prctl.h>
#include <time.h>

#include "base/clock.h"

#define SECOND_NS 1000000000ull

/* Timers of ordinary threads may come fifty microseconds late: too late for a thousand a second. */
void sampler_init(struct sampler *sampler, struct sample_source *source, double rate)
{
    int slack = prctl(PR_GET_TIMERSLACK);

    *sampler = (struct sampler){
        .source = source, .rate = rate, .slack_ns = slack > 0 ? (unsigned long)slack : 0};
    prctl(PR_SET_TIMERSLACK, 1ul);
}

void sampler_deinit(struct sampler *sampler)
{
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

static uint64_t own_cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
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

struct error *sampler_run(struct sampler *sampler, uint64_t until_ns, uint64_t rounds,
                          bool (*stop)(void *arg), void *arg)
{
    struct sample_sink sink = {take, sampler};
    uint64_t period = (uint64_t)((double)SECOND_NS / sampler->rate);
    uint64_t started = clock_now_ns();
    uint64_t cpu = own_cpu_ns();
    uint64_t deadline = sampler->deadline_ns;
    uint64_t made = 0;
    struct error *error = NULL;

    period = period > 0 ? period : 1;
    if (deadline < started)
        deadline = started;
    else if (deadline > started + period) /* the rate has been raised */
        deadline = started + period;
    while (error == NULL && (rounds == 0 || made < rounds) && (stop == NULL || !stop(arg))) {
        uint64_t now = clock_now_ns();

        if (now >= until_ns)
            break;
        if (now < deadline) {
            sleep_until(deadline < until_ns ? deadline : until_ns);
            continue;
        }
        error = sampler->source->round(sampler->source, &sink);
        made++;
        sampler->stats.rounds++;
        deadline += period;
        now = clock_now_ns();
        if (now > deadline) {
            uint64_t missed = (now - deadline) / period;

            sampler->stats.missed += missed;
            deadline += missed * period;
        }
    }
    sampler->deadline_ns = deadline;
    sampler->stats.running_ns += clock_now_ns() - started;
    sampler->stats.cpu_ns += own_cpu_ns() - cpu;
    sampler->source->counters(sampler->source, &sampler->stats.source);
    return error;
}

void sampler_flush(struct sampler *sampler)
{
    struct sample_sink sink = {take, sampler};

    sampler->source->flush(sampler->source, &sink);
    if (sampler->source->rest != NULL)
        sampler->source->rest(sampler->source);
    sampler->source->counters(sampler->source, &sampler->stats.source);
}
