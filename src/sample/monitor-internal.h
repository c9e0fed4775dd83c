/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A monitor, for the files that make it: monitor.c, which runs it, and monitor-samples.c, which
 * counts what it finds. */
#ifndef SAMPLE_MONITOR_INTERNAL_H
#define SAMPLE_MONITOR_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sample/gap.h"
#include "sample/monitor.h"
#include "sample/sampler.h"
#include "target/last-run.h"

struct monitor_waits;
struct sample_filter;

struct monitor_worker {
    struct monitor *monitor;
    pthread_t thread;
    struct sample_source source; /* round() of `inner`, with the monitor locked */
    struct sample_source *inner;
    struct sampler sampler;

    /* The lock is a queue: at a high rate the sampler would else come first again and again. */
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* any of what follows */
    uint64_t next, serving;
    bool resting; /* the thread has seen that it is to pause */

    atomic_bool stop, pause;
    _Atomic double rate;

    uint64_t newest_ns; /* of the samples so far */
    uint64_t looked_ns; /* newest_ns when it was last looked who is gone */
    uint64_t cpu_ns;    /* CPU time of ours when counting began, and what was had in pauses since */
    uint64_t pause_cpu_ns; /* what it was when it was paused */
    uint64_t round_ns;     /* when the last round was made; 0: there was none, or a pause since */
    uint64_t missed;       /* what the sampler had counted then */
    struct gap gap;
    uint64_t process_ns, clock_ns; /* CPU time of the process when it was asked last, and when that
                                      was; 0: it was not, or a pause since */

    struct last_run clocks;
    struct monitor_waits *waits;
    unsigned children, child_threads; /* so many have had a place in the order so far, a number */
    struct sample_filter *cpu_filter; /* NULL: CPU time is not what is counted */
};

/* The live source that reads by that runtime; NULL: it does no more. */
const struct sample_source *monitor_source_of(const struct monitor *monitor,
                                              const struct runtime *runtime);
/* The thread was read by itself, blocked since ran_ns (0: it is not known), and that is newer than
 * its last sample. All of its frames. */
void monitor_take_blocked(const struct monitor *monitor, struct monitor_thread *thread,
                          const struct thread *read, uint64_t ran_ns);
/* What takes the samples of a source. */
struct sample_sink monitor_sink(struct monitor *monitor);
/* Whoever counts CPU time begins anew, with the options of now. */
void monitor_begin_cpu(struct monitor *monitor);

#endif
