/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A brief stop of some threads of a process, for who asks for one moment: PTRACE_SEIZE and
 * PTRACE_INTERRUPT, which send no signal. The kernel lets every thread go when the thread that
 * traces it ends, however it ends; so each stop has a tracing thread of its own, and nothing that
 * happens to this program leaves a thread stopped.
 */
#ifndef TARGET_STOP_H
#define TARGET_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct target;

/* One thread that is to stand still. */
struct stop_thread {
    pid_t tid;
    bool stopped;        /* it stood still while the callback ran */
    uint64_t stopped_ns; /* for how long at the most */

    /* stop.c's own */
    bool seized;
    int signal;       /* that was about to be delivered, and is when it goes on; 0: none */
    uint64_t runs_ns; /* CLOCK_MONOTONIC: when it was last seen not to have stopped yet */
};

struct stop_options {
    uint64_t budget_ns; /* since the first has stopped; reading fails when it is spent */
    /*
     * Run while the threads stand still, in another thread of this program than the
     * caller's, who waits. It may read the target; it must not wait for anybody.
     */
    void (*run)(void *arg);
    void *arg;
};

/*
 * Stops the threads, runs the callback, lets them go. A thread that has ended, or does not stop
 * in time (one in the kernel that cannot be interrupted), is not `stopped`, and the
 * callback runs all the same: it looks at the flags itself. Threads that are stopped by job control
 * are not to be asked for: they stand still by themselves.
 *
 * *ret_overrun: the budget was spent before the callback had ended, and what it read last failed
 * (ERROR_INTERRUPTED). ERROR_OS with EPERM: tracing is refused, nothing was stopped, and the
 * callback did not run; the message names another tracer if there is one.
 */
struct error *stop_run(struct target *target, struct stop_thread *threads, size_t count,
                       const struct stop_options *options, bool *ret_overrun);

#endif
