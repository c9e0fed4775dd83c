/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several threads as they were at one moment, by a brief stop of those that run. Who is blocked is
 * not stopped: that it has not run from before the stop until after it is proven as ever
 * (target/offcpu.h), so the stop is no longer than the reading of the few that run.
 */
#ifndef PYTHON_STOPPED_H
#define PYTHON_STOPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;
struct thread;

struct stopped_thread {
    struct thread *thread; /* with a tid */
    bool reread;           /* its frames are to be read anew */
    bool ended;            /* out: the thread is gone */
    bool read;             /* out: its frames and proof are there, of the moment of all that are */
};

struct stopped_callback {
    void (*run)(void *arg);   /* in another thread of this program; see stop_run() */
    void (*again)(void *arg); /* undoes what run() did: somebody woke up meanwhile */
    void *arg;
};

struct stopped_report {
    bool one_moment;     /* nobody ran while frames and callback read */
    bool overrun;        /* the budget was spent: what was read last failed */
    unsigned stopped_us; /* the longest that a thread was stopped, all tries together */
    unsigned tries;
};

/*
 * Reads the frames of those with `reread`, and then runs the callback (which may be NULL), while
 * none of the threads runs; with a callback no other thread of the process either. budget_ns is
 * what all stops together may take. A thread that could not be had at the moment of the others is
 * not `read`; without a callback nothing of it was changed, with one its frames are no good: they
 * must be read in another way. ERROR_OS: tracing is refused, and nothing was done.
 */
struct error *stopped_hold(struct runtime *runtime, struct stopped_thread *threads, size_t count,
                           size_t max_frames, uint64_t budget_ns,
                           const struct stopped_callback *callback, struct stopped_report *ret);

#endif
