/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a process can or cannot be read: the kernel's rules (ptrace(2), "Ptrace
 * access mode checking"), looked at one by one, and the one that refuses said
 * with its remedy.
 */
#ifndef TARGET_ACCESS_H
#define TARGET_ACCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "target/procfs.h"

enum access_verdict {
    ACCESS_GRANTED,
    ACCESS_OTHER_USER,     /* the user or group differs, and we have no CAP_SYS_PTRACE */
    ACCESS_NO_CAPABILITY,  /* we are root, but without CAP_SYS_PTRACE (a container) */
    ACCESS_NOT_DUMPABLE,   /* it changed its user, or its file is not readable */
    ACCESS_YAMA,           /* /proc/sys/kernel/yama/ptrace_scope */
    ACCESS_USER_NAMESPACE, /* it lives in a user namespace where we have no rights */
    ACCESS_MORE_CAPABLE,   /* it has capabilities that we lack */
    ACCESS_OTHER,          /* refused, and none of the above: seccomp or another security module */
};

struct access_report {
    pid_t pid;
    struct procfs_status self, target;
    int yama_scope;  /* -1: this kernel has no Yama */
    bool sys_ptrace; /* we have CAP_SYS_PTRACE */
    bool dumpable;   /* as far as the owner of /proc/PID tells */
    bool descendant; /* of ours */
    bool other_pid_namespace, other_mount_namespace, other_user_namespace;
    bool other_root; /* chroot */
    bool can_read;   /* a byte of its memory was read */
    enum access_verdict verdict;
    char *sentence; /* cause and remedy, or that it can be read; owned */
};

/* ERROR_NOT_FOUND, ERROR_EXITED (zombie): there is nothing to look at. */
struct error *access_report_init(struct access_report *report, pid_t pid);
void access_report_deinit(struct access_report *report);

/*
 * A refusal (ERROR_OS with EPERM or EACCES) with its cause and remedy in the place of the
 * system call's words; any other error as it is. Takes cause, which may be NULL.
 */
struct error *access_explain(pid_t pid, struct error *cause);

/* "alice (uid 1000)", or "uid 1000". Free it. */
char *access_user_name(uid_t uid);

#endif
