/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/access.h"

#include <errno.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "target/maps.h"
#include "target/target.h"

char *access_user_name(uid_t uid)
{
    const struct passwd *entry = getpwuid(uid);

    return entry != NULL ? xasprintf("%s (uid %u)", entry->pw_name, uid) : xasprintf("uid %u", uid);
}

static int read_yama_scope(void)
{
    CLEANUP_FREE char *text = NULL;
    uint64_t scope;

    if (!error_ignore(procfs_read("/proc/sys/kernel/yama/ptrace_scope", &text, NULL)))
        return -1;
    text[strcspn(text, "\n")] = '\0';
    return text_to_u64(text, &scope) ? (int)scope : -1;
}

/* Links of namespaces that may not be read are taken for the same: nothing is claimed then. */
static bool differs(pid_t pid, const char *link)
{
    char path[64];
    CLEANUP_FREE char *ours = NULL;
    CLEANUP_FREE char *theirs = NULL;

    snprintf(path, sizeof path, "/proc/self/%s", link);
    if (!error_ignore(procfs_link(path, &ours)))
        return false;
    snprintf(path, sizeof path, "/proc/%d/%s", pid, link);
    if (!error_ignore(procfs_link(path, &theirs)))
        return false;
    return strcmp(ours, theirs) != 0;
}

static bool is_descendant(pid_t pid)
{
    struct procfs_stat stat;

    for (int depth = 0; depth < 1000 && pid > 1; depth++) {
        if (!error_ignore(procfs_stat(pid, 0, &stat)))
            return false;
        if (stat.ppid == getpid())
            return true;
        pid = stat.ppid;
    }
    return false;
}

/* The kernel gives the files in /proc/PID to root when the process is not dumpable. */
static bool is_dumpable(pid_t pid, const struct procfs_status *status)
{
    char path[64];
    struct stat stat_of_file;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    return stat(path, &stat_of_file) < 0 || stat_of_file.st_uid == status->euid ||
           stat_of_file.st_uid != 0;
}

static struct error *try_reading(pid_t pid)
{
    struct target *target;
    struct maps maps;
    struct error *error;
    uint8_t byte;

    TRY(target_open(pid, &target));
    error = maps_read(pid, &maps);
    for (size_t i = 0; error == NULL && i < maps.list.count; i++) {
        if (!maps.list.data[i].read)
            continue;
        error = target_read(target, maps.list.data[i].start, &byte, 1);
        if (error == NULL || error->kind != ERROR_FAULT)
            break;
        error_destroy(take_pointer(error));
    }
    maps_deinit(&maps);
    target_destroy(target);
    return error;
}

static bool same_user(const struct access_report *report)
{
    uid_t uid = report->self.uid;
    gid_t gid = report->self.gid;
    const struct procfs_status *target = &report->target;

    return uid == target->uid && uid == target->euid && uid == target->suid && gid == target->gid &&
           gid == target->egid && gid == target->sgid;
}

/* In the order in which the kernel asks. */
static enum access_verdict judge(const struct access_report *report)
{
    if (report->can_read)
        return ACCESS_GRANTED;
    if (report->sys_ptrace && report->other_user_namespace)
        return ACCESS_USER_NAMESPACE;
    if (report->yama_scope == 3 || (report->yama_scope == 2 && !report->sys_ptrace))
        return ACCESS_YAMA;
    if (report->sys_ptrace)
        return ACCESS_OTHER;
    if (report->self.euid == 0)
        return ACCESS_NO_CAPABILITY;
    if (!same_user(report))
        return ACCESS_OTHER_USER;
    if (!report->dumpable)
        return ACCESS_NOT_DUMPABLE;
    if ((report->target.cap_permitted & ~report->self.cap_permitted) != 0)
        return ACCESS_MORE_CAPABLE;
    if (report->yama_scope == 1 && !report->descendant)
        return ACCESS_YAMA;
    return ACCESS_OTHER;
}

static char *write_sentence(const struct access_report *report)
{
    CLEANUP_FREE char *ours = access_user_name(report->self.euid);
    CLEANUP_FREE char *theirs = access_user_name(report->target.uid);
    CLEANUP_FREE char *refusal = xasprintf("cannot read the memory of process %d", report->pid);

    switch (report->verdict) {
    case ACCESS_GRANTED:
        return xasprintf("the memory of process %d can be read", report->pid);
    case ACCESS_OTHER_USER:
        return xasprintf("%s: it belongs to %s and you are %s; run pyinspect as that user or as "
                         "root (sudo pyinspect %d)",
                         refusal, theirs, ours, report->pid);
    case ACCESS_NO_CAPABILITY:
        return xasprintf("%s: you are root without CAP_SYS_PTRACE, as in a container; start the "
                         "container with --cap-add=SYS_PTRACE, or run pyinspect on its host",
                         refusal);
    case ACCESS_NOT_DUMPABLE:
        return xasprintf("%s: it is not dumpable (it changed its user or group, or its program "
                         "is not readable); run pyinspect as root (sudo pyinspect %d)",
                         refusal, report->pid);
    case ACCESS_YAMA:
        if (report->yama_scope == 3)
            return xasprintf("%s: kernel.yama.ptrace_scope is 3, which forbids it to everyone "
                             "until the next boot",
                             refusal);
        return xasprintf("%s: kernel.yama.ptrace_scope is %d, which %s; run pyinspect as root "
                         "(sudo pyinspect %d), start the program by it (pyinspect -- PROGRAM), or "
                         "`sysctl kernel.yama.ptrace_scope=0`",
                         refusal, report->yama_scope,
                         report->yama_scope == 1 ? "allows only a parent to look at its children"
                                                 : "allows it only with CAP_SYS_PTRACE",
                         report->pid);
    case ACCESS_USER_NAMESPACE:
        return xasprintf("%s: it lives in another user namespace, where you have no "
                         "CAP_SYS_PTRACE; run pyinspect as root of the host, or inside that "
                         "namespace (nsenter -U -t %d)",
                         refusal, report->pid);
    case ACCESS_MORE_CAPABLE:
        return xasprintf("%s: it has capabilities that you lack; run pyinspect as root (sudo "
                         "pyinspect %d)",
                         refusal, report->pid);
    case ACCESS_OTHER:
        break;
    }
    return xasprintf("%s: the kernel refuses, though user, capabilities and Yama would allow it; "
                     "a seccomp filter or a security module (SELinux, AppArmor) around %s is the "
                     "likely cause",
                     refusal, report->self.seccomp != 0 ? "pyinspect" : "it");
}

struct error *access_report_init(struct access_report *report, pid_t pid)
{
    *report = (struct access_report){.pid = pid, .yama_scope = read_yama_scope()};

    struct error *error = try_reading(pid);

    /* Only a refusal is a finding; that the process is not there at all is the caller's news. */
    if (error != NULL && error->kind != ERROR_OS)
        return error;
    report->can_read = error_ignore(error);
    TRY(procfs_status(getpid(), 0, &report->self));
    TRY(procfs_status(pid, 0, &report->target));
    report->sys_ptrace = (report->self.cap_effective >> CAP_SYS_PTRACE) & 1;
    report->dumpable = is_dumpable(pid, &report->target);
    report->descendant = is_descendant(pid);
    report->other_pid_namespace = report->target.other_pid_namespace;
    report->other_mount_namespace = differs(pid, "ns/mnt");
    report->other_user_namespace = differs(pid, "ns/user");
    report->other_root = differs(pid, "root");
    report->verdict = judge(report);
    report->sentence = write_sentence(report);
    return NULL;
}

void access_report_deinit(struct access_report *report)
{
    free(take_pointer(report->sentence));
}

struct error *access_explain(pid_t pid, struct error *cause)
{
    struct access_report report;

    if (cause == NULL || cause->kind != ERROR_OS ||
        (cause->errnum != EPERM && cause->errnum != EACCES))
        return cause;
    if (error_ignore(access_report_init(&report, pid)) && report.verdict != ACCESS_GRANTED) {
        free(cause->message);
        cause->message = take_pointer(report.sentence);
    }
    access_report_deinit(&report);
    return cause;
}
