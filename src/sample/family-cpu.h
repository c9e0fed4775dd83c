/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much CPU time of a process and of what it starts went by unsampled: a child that comes and
 * goes between two looks is in no list any more, but the kernel counts its time to the parent that
 * has waited for it (cutime and cstime of proc(5)). From that goes what those children had that
 * were seen. All in nanoseconds, to the clock tick.
 */
#ifndef SAMPLE_FAMILY_CPU_H
#define SAMPLE_FAMILY_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct procfs_stat;

/* Of one process. */
struct family_cpu {
    pid_t pid;
    uint64_t had_ns;     /* CPU time, when it was last seen */
    uint64_t seen_ns;    /* when that was */
    uint64_t settled_ns; /* of had_ns: sampled, or told to be missing, or not to be sampled */
    uint64_t missed_ns;  /* of had_ns: not sampled */
    uint64_t reaped_ns;  /* what its children had that it has waited for */
    uint64_t known_ns;   /* of these, those that were seen */
    bool gone;
};

/* was_there: what it had before is not ours to sample; false: it has begun meanwhile. */
void family_cpu_init(struct family_cpu *cpu, pid_t pid, const struct procfs_stat *stat,
                     bool was_there);
/* Asks the kernel for its time. Once it is gone, the time since it was last seen counts as its own,
 * up to as much again as it had: it was seen somewhere in the middle of its life. */
void family_cpu_look(struct family_cpu *cpu);
/* The same of what its children had. */
void family_cpu_look_at_reaped(struct family_cpu *cpu, const struct procfs_stat *stat);
/* All that it has had up to now, since the last time, is one or the other. */
void family_cpu_settle(struct family_cpu *cpu, bool missed);
/* The child has ended, and its time is in what the parent has reaped. parent: NULL: none of ours.
 */
void family_cpu_end(struct family_cpu *parent, const struct family_cpu *child);
/* What of the process, and of its children, was not sampled. */
uint64_t family_cpu_missed(const struct family_cpu *cpu);

#endif
