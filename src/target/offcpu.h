/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proof that a thread did not run while it was read, without stopping it:
 * the kernel counts how often each thread was given a CPU
 * (/proc/PID/task/TID/schedstat). A thread that was off the CPU when the count was taken, and whose
 * count has not moved since, has not run in between.
 *
 * A blocked thread is off the CPU by itself. A running one is not, but it
 * cannot run on a CPU that we are running on: the reader moves to the target's CPU, and what it
 * reads in the microseconds until it is preempted stands still.
 */
#ifndef TARGET_OFFCPU_H
#define TARGET_OFFCPU_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "target/run-mark.h"

/* Our place on the CPUs: moved to a target's, and given back. One per answer. */
struct offcpu_seat {
    cpu_set_t home; /* what we were allowed to run on before */
    int cpu;        /* where we are pinned, -1: nowhere */
    bool refused;   /* a cpuset forbids the move that was last asked for */
    bool away;      /* we may not run on all of home, and our slice is short */
};

void offcpu_seat_init(struct offcpu_seat *seat);
/* Moves to a CPU, and has just been given it; false: a cpuset forbids it, or we are elsewhere
 * again. */
bool offcpu_sit(struct offcpu_seat *seat, int cpu);
/* Gives the CPU back at once, by going to another one where home has one: who may run anywhere
 * stays where he is, and the target would wait for the end of a slice of milliseconds. */
void offcpu_seat_leave(struct offcpu_seat *seat);
void offcpu_seat_deinit(struct offcpu_seat *seat); /* leaves, and goes back home */

/* Leaves the CPU that we sit on to the others for a moment that is long enough to get there. */
void offcpu_let_run(void);

/* How often a thread had been given a CPU up to some time, and for how long it had run. */
struct offcpu_count {
    uint64_t slices, ran_ns;
    bool by_switches; /* see offcpu_watch */
    bool known;
};

/* One thread under observation. */
struct offcpu_watch {
    pid_t pid, tid;
    int fd;         /* schedstat, -1 where the kernel has none */
    int stat_fd;    /* stat and syscall of the thread, held open while it is watched; -1: not */
    int syscall_fd; /* opened yet */
    struct run_mark mark; /* where it is set, it says what the count would; owned by who set it */
    uint64_t slices;      /* the count when the watch began */
    uint64_t ran_ns;      /* and the time that it had run, as far as the kernel had added it up */
    bool by_switches;     /* the kernel counts no slices: context switches instead */
    bool proven;          /* it was off the CPU after the count was taken */
    bool blocked;         /* because it was not runnable; else because we sat on its CPU */
    int cpu;              /* on which it was when its place was last looked at; -1: it never was */
    char state;           /* /proc's letter; 'R' where it was not looked at because it runs */
};

/* Begins to watch; ERROR_NOT_FOUND: the thread has ended. */
struct error *offcpu_watch_init(struct offcpu_watch *watch, pid_t pid, pid_t tid);
void offcpu_watch_deinit(struct offcpu_watch *watch);

/* Takes the count and sees whether the thread is off the CPU; returns watch->proven. */
bool offcpu_begin(struct offcpu_watch *watch, struct offcpu_seat *seat);
/* The same for a thread that is blocked; one that is not is left alone, and not proven. */
bool offcpu_begin_blocked(struct offcpu_watch *watch);
/* True if the thread has not run since offcpu_begin() found it off the CPU. */
bool offcpu_end(struct offcpu_watch *watch);

enum offcpu_look {
    OFFCPU_NOT,    /* it is not off the CPU */
    OFFCPU_PROVEN, /* it is, as offcpu_begin() says */
    OFFCPU_SAME,   /* it is, was found blocked when it was last looked at, and has not run since */
};

/* offcpu_begin() of a thread that is looked at again and again: SAME is one read. */
enum offcpu_look offcpu_look(struct offcpu_watch *watch, struct offcpu_seat *seat);
/* The count of now, for a thread that somebody keeps from running, or whose mark stands for it. */
void offcpu_recount(struct offcpu_watch *watch);
/* The count that was last taken. */
struct offcpu_count offcpu_count(const struct offcpu_watch *watch);
/* False if the thread has not run since that count was taken; true as well where nobody can tell.
 */
bool offcpu_has_run(pid_t pid, pid_t tid, const struct offcpu_count *then);
/* Whether a thread that had the one count and then the other has not run in between. */
bool offcpu_same_count(const struct offcpu_count *a, const struct offcpu_count *b);
/* True if the thread is no more: what offcpu_begin() could not read is not there. */
bool offcpu_has_ended(const struct offcpu_watch *watch);

#endif
