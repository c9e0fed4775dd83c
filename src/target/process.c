/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "target/files.h"
#include "target/module.h"

static struct error *gone(pid_t pid, const char *how)
{
    return error_create(ERROR_EXITED, "process %d %s", pid, how);
}

/* How many threads other than the main one have not ended. */
static size_t count_other_threads(pid_t pid)
{
    pid_array tasks = {0};
    size_t count = 0;

    error_ignore(procfs_tasks(pid, &tasks));
    for (size_t i = 0; i < tasks.count; i++) {
        struct procfs_stat stat;

        if (tasks.data[i] != pid && error_ignore(procfs_stat(pid, tasks.data[i], &stat)) &&
            stat.state != 'Z' && stat.state != 'X')
            count++;
    }
    array_deinit(&tasks);
    return count;
}

/* pthread_exit() in the main thread: /proc/PID shows no memory any more, nor a file. */
static struct error *headless(pid_t pid, size_t others)
{
    return error_create(ERROR_UNSUPPORTED,
                        "the main thread of process %d has ended while %zu other%s, and "
                        "the kernel shows a process through its main thread alone",
                        pid, others, others == 1 ? " runs" : "s run");
}

static struct error *zombie(pid_t pid, const struct procfs_stat *stat)
{
    struct procfs_stat parent = {0};
    size_t others = count_other_threads(pid);

    if (others > 0)
        return headless(pid, others);
    error_ignore(procfs_stat(stat->ppid, 0, &parent));
    return error_create(ERROR_EXITED,
                        "process %d is a zombie: it has exited, and its parent %d (%s) has not "
                        "waited for it yet",
                        pid, stat->ppid, parent.comm[0] != '\0' ? parent.comm : "?");
}

/* /proc has an entry for every thread too; only a listing of /proc leaves them out. */
static struct error *check_is_process(pid_t pid, pid_t tgid)
{
    struct procfs_stat stat = {0};

    if (tgid == pid)
        return NULL;
    error_ignore(procfs_stat(tgid, 0, &stat));
    return error_create(ERROR_NOT_FOUND,
                        "%d is a thread of process %d (%s): attach to %d, and select it with "
                        "\"thread find %d\"",
                        pid, tgid, stat.comm[0] != '\0' ? stat.comm : "?", tgid, pid);
}

struct error *process_create(pid_t pid, struct process **ret)
{
    struct procfs_stat stat;
    struct procfs_status status;
    struct error *error = pid > 0 ? procfs_stat(pid, 0, &stat)
                                  : error_create(ERROR_NOT_FOUND, "not a process number");

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return error_create(ERROR_NOT_FOUND, "there is no process %d", pid);
    }
    TRY(error);
    TRY(procfs_status(pid, 0, &status));
    TRY(check_is_process(pid, status.tgid));
    if (stat.state == 'Z' || stat.state == 'X')
        return zombie(pid, &stat);

    struct process *process = xcalloc(1, sizeof *process);

    process->pid = pid;
    process->inner_pid = status.inner_pid;
    process->other_pid_namespace = status.other_pid_namespace;
    process->stat = stat;
    process->files_are_ours = files_are_ours(pid);
    process->mem_fd = -1;
    error = process_update_maps(process);
    if (error == NULL && process->maps.list.count == 0)
        error = error_create(ERROR_NOT_FOUND,
                             "process %d has no memory of its own: it is a "
                             "kernel thread or about to exit",
                             pid);
    if (error != NULL) {
        process_destroy(process);
        return error;
    }
    *ret = process;
    return NULL;
}

void process_destroy(struct process *process)
{
    if (process == NULL)
        return;
    for (size_t i = 0; i < process->modules.count; i++)
        module_destroy(process->modules.data[i]);
    array_deinit(&process->modules);
    maps_deinit(&process->maps);
    if (process->mem_fd >= 0)
        close(process->mem_fd);
    free(process);
}

/* In the middle of execve, or on its way out: what the memory holds is not said for a moment. */
static struct error *look_now(const struct process *process, struct procfs_stat *ret)
{
    enum { TRIES = 20, PAUSE_NS = 1000000 };

    TRY(procfs_stat(process->pid, 0, ret));
    for (int i = 0; i < TRIES && ret->start_code == 0 && process->stat.start_code != 0 &&
                    ret->memory != 0 && ret->state != 'Z' && ret->state != 'X';
         i++) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
        TRY(procfs_stat(process->pid, 0, ret));
    }
    return NULL;
}

struct error *process_check(struct process *process)
{
    struct procfs_stat now;
    const struct procfs_stat *then = &process->stat;
    struct error *error = look_now(process, &now);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return gone(process->pid, "has exited");
    }
    TRY(error);
    if (now.start_ticks != then->start_ticks)
        return gone(process->pid, "has exited, and another process has its number now");
    /* Memory goes first: what it said of it is no other program's then. */
    if (now.state == 'Z' || now.state == 'X' || now.memory == 0) {
        size_t others = count_other_threads(process->pid);

        return others > 0 ? headless(process->pid, others) : gone(process->pid, "has exited");
    }
    /* It has given up its memory, and is not yet said to be gone. */
    if (now.start_code == 0 && then->start_code != 0)
        return gone(process->pid, "has exited");
    if (now.start_code != then->start_code || now.start_stack != then->start_stack ||
        now.arg_start != then->arg_start)
        return gone(process->pid, "runs another program now (it called execve); attach again");
    return NULL;
}

struct error *process_update_maps(struct process *process)
{
    struct maps maps;

    TRY(maps_read(process->pid, &maps));
    maps_deinit(&process->maps);
    process->maps = maps;
    process->maps_read_ns = clock_now_ns();
    module_list_update(process);
    return NULL;
}

struct error *process_threads(struct process *process, pid_array *outer, pid_array *inner)
{
    struct error *error = procfs_tasks(process->pid, outer);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return gone(process->pid, "has exited");
    }
    TRY(error);
    for (size_t i = 0; i < outer->count; i++) {
        struct procfs_status status = {.inner_pid = outer->data[i]};

        /* A thread may end between the listing and this look: it keeps the number we know. */
        if (process->other_pid_namespace)
            error_ignore(procfs_status(process->pid, outer->data[i], &status));
        array_push(inner, status.inner_pid);
    }
    return NULL;
}

static struct error *mem_read(struct process *process, const struct target_range *ranges,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t done = 0;

        while (done < ranges[i].size) {
            ssize_t got = pread(process->mem_fd, (char *)ranges[i].buffer + done,
                                ranges[i].size - done, (off_t)(ranges[i].address + done));

            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return error_fault(ranges[i].address + done, "no readable memory");
            done += (size_t)got;
        }
    }
    return NULL;
}

/* The address at which a read that moved `done` bytes stopped. */
static uint64_t stopped_at(const struct target_range *ranges, size_t count, size_t done)
{
    for (size_t i = 0; i < count; i++) {
        if (done < ranges[i].size)
            return ranges[i].address + done;
        done -= ranges[i].size;
    }
    return 0;
}

/* Containers' seccomp filters forbid process_vm_readv more often than /proc/PID/mem. */
static struct error *fall_back(struct process *process, int errnum,
                               const struct target_range *ranges, size_t count)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/mem", process->pid);
    process->mem_fd = open(path, O_RDONLY | O_CLOEXEC);
    if (process->mem_fd < 0)
        return error_os(errnum, NULL, "cannot read the memory of process %d", process->pid);
    return mem_read(process, ranges, count);
}

struct error *process_read(void *arg, const struct target_range *ranges, size_t count)
{
    struct process *process = arg;
    struct iovec local[IOV_MAX];
    struct iovec remote[IOV_MAX];
    size_t total = 0;

    if (process->mem_fd >= 0)
        return mem_read(process, ranges, count);
    for (size_t i = 0; i < count; i++) {
        local[i] = (struct iovec){ranges[i].buffer, ranges[i].size};
        remote[i] = (struct iovec){(void *)(uintptr_t)ranges[i].address, ranges[i].size};
        total += ranges[i].size;
    }

    ssize_t got = process_vm_readv(process->pid, local, count, remote, count, 0);

    if (got >= 0 && (size_t)got == total)
        return NULL;
    if (got >= 0)
        return error_fault(stopped_at(ranges, count, (size_t)got), "no readable memory");
    switch (errno) {
    case EFAULT:
        return error_fault(ranges[0].address, "no readable memory");
    case ESRCH:
        return gone(process->pid, "has exited");
    case EPERM:
    case ENOSYS:
        return fall_back(process, errno, ranges, count);
    default:
        return error_os(errno, NULL, "cannot read the memory of process %d", process->pid);
    }
}

bool process_cpu_ns(pid_t pid, uint64_t *ret)
{
    struct timespec time;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return false;
    *ret = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
    return true;
}
