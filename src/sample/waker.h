/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells the sampler the time from another CPU than the one that it sits on. A timer that is set
 * where the sampler sits goes off on the target's CPU, and is set anew there: on a virtual machine
 * that is several exits to the hypervisor, and more than all the rest of a sample. Whoever is woken
 * from another CPU needs one interrupt there.
 *
 * A second thread sets timers, many at a time, which wake the sampler by themselves; only where
 * deadlines are nearer than a timer is precise, it spins and rings a bell.
 */
#ifndef SAMPLE_WAKER_H
#define SAMPLE_WAKER_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

struct waker;

/*
 * home: the CPUs that it may run on. All other functions are for the thread that calls this one, in
 * which a signal of real time (WAKER_SIGNAL) is blocked from now on. NULL: it is not to be had.
 */
#define WAKER_SIGNAL (SIGRTMIN + 1)
struct waker *waker_create(const cpu_set_t *home);
/* Accepts NULL. */
void waker_destroy(struct waker *waker);

/* Keeps it away from a CPU; false: it has no other one, and is of no use. */
bool waker_avoid(struct waker *waker, int cpu);

/* To sleep for less takes longer than that: with such a period the other thread spins. */
#define WAKER_SPIN_NS 50000u
/* From now on waker_sleep() is called for times that are whole periods after deadline_ns. */
void waker_start(struct waker *waker, uint64_t deadline_ns, uint64_t period_ns);
void waker_stop(struct waker *waker);

/*
 * Sleeps until time_ns (CLOCK_MONOTONIC); a signal, or nothing at all, may end it earlier. For a
 * time that it was not told of it sets a timer here.
 */
void waker_sleep(struct waker *waker, uint64_t time_ns);

/* The CPU time that the other thread has had. */
uint64_t waker_cpu_ns(const struct waker *waker);

#endif
