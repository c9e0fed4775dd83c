/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several threads, or a thread and its objects, as they were at one moment: while all that is read
 * is read, nobody runs. Who is blocked does so by himself, which is proven as ever
 * (target/offcpu.h); for the others we sit on their CPU, or stop them if that is allowed. A stop is
 * no longer than the reading of the few that run.
 */
#ifndef PYTHON_MOMENT_H
#define PYTHON_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;
struct thread;

struct moment_thread {
    struct thread *thread; /* with a tid */
    bool reread;           /* its frames are to be read anew */
    bool ended;            /* out: the thread is gone */
    bool read;             /* out: its frames and proof are there, of the moment of all that are */
};

struct moment_options {
    size_t max_frames;  /* of each thread, 0: all */
    uint64_t budget_ns; /* what all stops together may take; 0: nobody is stopped */
    /*
     * What is to be read besides, or NULL. Then no thread of the process may run, else none of
     * those that are named. With a stop it is called in another thread of this program: see
     * stop_run(). again() undoes it, because somebody ran meanwhile, before it is called once more.
     */
    void (*run)(void *arg);
    void (*again)(void *arg);
    void *arg;
};

struct moment_report {
    bool one_moment;     /* nobody ran while frames and callback read */
    bool changing;       /* one_moment, but a dict or set was in the middle of a change at it */
    bool overrun;        /* the budget was spent: what was read last failed */
    unsigned stopped_us; /* the longest that a thread was stopped, all tries together */
    unsigned tries;
};

/*
 * Reads the frames of those with `reread`, and then calls run(). A thread that could not be had at
 * the moment of the others is not `read`; without run() nothing of it was changed, with it its
 * frames are no good, and must be read in another way. ERROR_OS: tracing is refused, and nothing
 * was done.
 */
struct error *moment_hold(struct runtime *runtime, struct moment_thread *threads, size_t count,
                          const struct moment_options *options, struct moment_report *ret);

#endif
