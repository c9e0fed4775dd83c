/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process behind a target: who it is, what is mapped in it, and how its
 * thread numbers translate. target->process, for a live target.
 */
#ifndef TARGET_PROCESS_H
#define TARGET_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "target/maps.h"
#include "target/procfs.h"
#include "target/target.h"

struct module;

struct process {
    pid_t pid;
    pid_t inner_pid;          /* as the process itself sees it */
    bool other_pid_namespace; /* then thread numbers need translating too */
    struct procfs_stat stat;  /* when it was opened */
    bool files_are_ours;      /* files.h: the same */
    struct maps maps;
    uint64_t maps_read_ns;          /* CLOCK_MONOTONIC: when they were */
    ARRAY(struct module *) modules; /* the program first, then by address; owned */
    uint64_t image_bytes;           /* what module-file.c has copied of its memory */
    int mem_fd; /* /proc/PID/mem where process_vm_readv is not allowed, else -1 */
};

/* Behind target_open() and target_check(). */
struct error *process_create(pid_t pid, struct process **ret);
void process_destroy(struct process *process);
struct error *process_check(struct process *process);
struct error *process_read(void *arg, const struct target_range *ranges, size_t count);

/* Reads maps and modules again, after the target has loaded something. */
struct error *process_update_maps(struct process *process);

/* CPU time that the process has had, threads that have ended included; false: it is not told. */
bool process_cpu_ns(pid_t pid, uint64_t *ret);

/*
 * The thread numbers of the process, as we see them and as it sees them (equal in one PID
 * namespace). Both arrays have one entry a thread, in the same order.
 */
struct error *process_threads(struct process *process, pid_array *outer, pid_array *inner);

#endif
