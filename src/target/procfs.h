/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel says of a process and its threads in /proc, see proc(5).
 */
#ifndef TARGET_PROCFS_H
#define TARGET_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "base/error.h"

typedef ARRAY(pid_t) pid_array;

/* From /proc/PID/stat or /proc/PID/task/TID/stat. */
struct procfs_stat {
    char comm[64]; /* the kernel's name of the thread */
    char state;    /* R S D T t Z X I */
    pid_t ppid;
    uint64_t cpu_ticks;        /* user and system time, in clock ticks (sysconf(_SC_CLK_TCK)) */
    uint64_t reaped_cpu_ticks; /* the same of children that it has waited for */
    uint64_t start_ticks;      /* when it started, in clock ticks since boot */
    uint64_t memory;      /* virtual, in bytes; 0: a kernel thread, or one that is about to exit */
    uint64_t start_code;  /* these three change when the process executes another program; 0 for */
    uint64_t start_stack; /* those who may not read its memory */
    uint64_t arg_start;
    int processor; /* the CPU it runs on or last ran on */
    bool leaving;  /* it exits, or is being killed (PF_EXITING, PF_SIGNALED of linux/sched.h) */
};

/* From /proc/PID/status. */
struct procfs_status {
    uid_t uid, euid, suid, fsuid;
    gid_t gid, egid, sgid, fsgid;
    pid_t tgid;               /* the process: another number where it was asked of a thread */
    pid_t tracer;             /* TracerPid, 0: none */
    pid_t inner_pid;          /* the innermost number of NSpid */
    bool other_pid_namespace; /* NSpid has more than one number */
    uint64_t cap_effective, cap_permitted;
    int no_new_privs, seccomp;
    uint64_t context_switches; /* voluntary and involuntary */
};

/* Reads a whole small file of /proc; *ret is NUL-terminated and to be freed. At most 64 MiB. */
struct error *procfs_read(const char *path, char **ret, size_t *size);

/* tid 0: of the process. ERROR_NOT_FOUND: there is no such process or thread. */
struct error *procfs_stat(pid_t pid, pid_t tid, struct procfs_stat *ret);
/* Only the state and the processor, from the text of such a file; false: it is none. Who runs, but
 * only to leave, is as good as dead: X. */
bool procfs_stat_place(const char *text, char *state, int *processor);
struct error *procfs_status(pid_t pid, pid_t tid, struct procfs_status *ret);

/* The threads of a process, in the kernel's order (the first is the main thread). */
struct error *procfs_tasks(pid_t pid, pid_array *ret);

/* The processes that it has started and that are there; ERROR_NOT_FOUND: it is not. */
struct error *procfs_children(pid_t pid, pid_array *ret);

/* Every process that there is to see. */
struct error *procfs_processes(pid_array *ret);

/* The command line with single spaces, NULs replaced; "[comm]" where it is empty. Free it. */
struct error *procfs_cmdline(pid_t pid, char **ret);

/* The target of a link such as /proc/PID/exe or /proc/PID/ns/pid. Free it. */
struct error *procfs_link(const char *path, char **ret);

/* Seconds since the process started. */
struct error *procfs_age(const struct procfs_stat *stat, double *ret);

#endif
