/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a thread that waits last ran, before anybody looked: the kernel notes by the clock of its
 * scheduler when it put the thread off the CPU (se.exec_start in /proc/PID/task/TID/sched, see
 * kernel/sched/debug.c). That clock is one of each CPU, and stands still while interrupts and the
 * hypervisor have it: so what comes of it is the least time that can have passed. Of a thread that
 * fell asleep and was moved to another CPU before it was taken off the queue (EEVDF, Linux 6.12)
 * the kernel has forgotten it (migrate_task_rq_fair() in kernel/sched/fair.c) until the thread runs
 * again.
 */
#ifndef TARGET_LAST_RUN_H
#define TARGET_LAST_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define LAST_RUN_CPUS 1024

/* How far the clock of each CPU was from CLOCK_MONOTONIC, and when; 0: it was not measured. It is
 * measured anew for who has run since. */
struct last_run {
    int64_t behind_ns[LAST_RUN_CPUS];
    uint64_t measured_ns[LAST_RUN_CPUS];
};

/*
 * *ret: by CLOCK_MONOTONIC, not before the thread last ran. False: the kernel does not say. We run
 * on the thread's CPU for a moment. Who calls has seen that the thread waits.
 */
bool last_run_find(struct last_run *clocks, pid_t pid, pid_t tid, uint64_t *ret);

#endif
