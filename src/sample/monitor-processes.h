/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of a monitor that samples several: a tree of them, of which each Python has a
 * runtime of its own, which comes and goes with it. */
#ifndef SAMPLE_MONITOR_PROCESSES_H
#define SAMPLE_MONITOR_PROCESSES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/family-member.h"

struct monitor;
struct monitor_waits;
struct runtime;
struct sample_process;
struct sample_source;

struct monitor_process {
    pid_t pid;
    unsigned order;              /* of appearance; 0: the one that was asked for */
    char *command;               /* owned */
    struct runtime *runtime;     /* the source's; NULL: it is not, or no more, to be read */
    struct monitor_waits *waits; /* by that runtime; owned */
    uint64_t cpu_ns;             /* CPU time when it was last asked; 0: it was not */
    bool lives;                  /* monitor_processes_sync()'s */
};

/* That of a sample, which is made where it is new. NULL: NULL. */
struct monitor_process *monitor_process_of(struct monitor *monitor,
                                           const struct sample_process *about);

/* Asks a family source which processes there are, and who can be read. */
void monitor_processes_sync(struct monitor *monitor, const struct sample_source *source);
/* Appends those that cannot be read, and why; family_members_deinit(). While it is locked. */
void monitor_processes_refused(const struct monitor *monitor, family_member_array *ret);
/* Those that are gone, and of which no thread is left. */
void monitor_processes_drop(struct monitor *monitor);
/* For family_options: what was read by that runtime ends with it. arg: the monitor. */
void monitor_processes_leave(void *arg, struct runtime *runtime);
/* CPU time that those that live have had since they were last asked. */
uint64_t monitor_processes_cpu(struct monitor *monitor);
/* What they have from now on counts. */
void monitor_processes_forget_cpu(struct monitor *monitor);
void monitor_processes_clear(struct monitor *monitor);

#endif
