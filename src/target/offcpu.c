/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/offcpu.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "target/procfs.h"

void offcpu_seat_init(struct offcpu_seat *seat)
{
    *seat = (struct offcpu_seat){.cpu = -1};
    if (sched_getaffinity(0, sizeof seat->home, &seat->home) < 0)
        seat->refused = true;
}

void offcpu_seat_deinit(struct offcpu_seat *seat)
{
    if (seat->cpu >= 0)
        sched_setaffinity(0, sizeof seat->home, &seat->home);
    seat->cpu = -1;
}

static bool sit_on(struct offcpu_seat *seat, int cpu)
{
    cpu_set_t one;

    if (cpu < 0 || cpu >= CPU_SETSIZE)
        return false;
    seat->refused = false;
    if (seat->cpu != cpu) {
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (sched_setaffinity(0, sizeof one, &one) < 0) {
            seat->refused = true;
            return false;
        }
        seat->cpu = cpu;
    }

    /* Waking up puts us before the one that runs; what is left of our slice might be nothing. */
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 1000}, NULL);
    return sched_getcpu() == cpu;
}

struct error *offcpu_watch_init(struct offcpu_watch *watch, pid_t pid, pid_t tid)
{
    char path[64];

    *watch = (struct offcpu_watch){.pid = pid, .tid = tid, .fd = -1, .state = '?'};
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", pid, tid);
    watch->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (watch->fd < 0) {
        snprintf(path, sizeof path, "/proc/%d/task/%d", pid, tid);
        if (access(path, F_OK) < 0)
            return error_create(ERROR_NOT_FOUND, "thread %d has ended", tid);
        watch->by_switches = true;
    }
    return NULL;
}

void offcpu_watch_deinit(struct offcpu_watch *watch)
{
    if (watch->fd >= 0)
        close(watch->fd);
    watch->fd = -1;
}

/*
 * How often the thread was given a CPU, and for how long. On a preemptible kernel
 * one that is preempted just while it falls asleep is not counted when it comes back, but its time
 * is.
 */
static bool read_count(struct offcpu_watch *watch, uint64_t *slices, uint64_t *ran_ns)
{
    char buffer[128];

    *ran_ns = 0;

    if (!watch->by_switches) {
        ssize_t got = pread(watch->fd, buffer, sizeof buffer - 1, 0);

        if (got <= 0)
            return false;
        buffer[got] = '\0';
        /* A thread that lives was given a CPU once: 0 means that this kernel does not count. */
        if (sscanf(buffer, "%" SCNu64 " %*u %" SCNu64, ran_ns, slices) == 2 && *slices != 0)
            return true;
        watch->by_switches = true;
    }

    struct procfs_status status;

    if (!error_ignore(procfs_status(watch->pid, watch->tid, &status)))
        return false;
    *slices = status.context_switches;
    return true;
}

/*
 * True if the thread was blocked and off every CPU at this moment. The state letter alone would not
 * do: a thread calls itself asleep a moment before it leaves the CPU. /proc/.../syscall waits until
 * it has left, and says "running" for one that is not blocked (wait_task_inactive() in the kernel).
 */
static bool is_blocked(const struct offcpu_watch *watch)
{
    char path[64];
    char buffer[16] = {0};

    snprintf(path, sizeof path, "/proc/%d/task/%d/syscall", watch->pid, watch->tid);

    CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || read(fd, buffer, sizeof buffer - 1) <= 0)
        return false;
    return strncmp(buffer, "running", 7) != 0;
}

static bool is_on_our_cpu(const struct offcpu_watch *watch, const struct offcpu_seat *seat)
{
    struct procfs_stat stat;

    return error_ignore(procfs_stat(watch->pid, watch->tid, &stat)) &&
           stat.processor == seat->cpu && sched_getcpu() == seat->cpu;
}

bool offcpu_begin_blocked(struct offcpu_watch *watch)
{
    watch->blocked = read_count(watch, &watch->slices, &watch->ran_ns) && is_blocked(watch);
    watch->proven = watch->blocked;
    return watch->proven;
}

bool offcpu_begin(struct offcpu_watch *watch, struct offcpu_seat *seat)
{
    if (offcpu_begin_blocked(watch))
        return true;
    /* Switches are counted when a thread leaves the CPU, which is too late for one that may run. */
    if (watch->by_switches)
        return false;

    struct procfs_stat stat;

    if (!error_ignore(procfs_stat(watch->pid, watch->tid, &stat)))
        return false;
    watch->state = stat.state;
    if (!sit_on(seat, stat.processor))
        return false;

    /* In this order: count, then where it is. We run here, so it does not run here from then on,
     * and if it goes elsewhere to run, the count moves. */
    watch->proven = read_count(watch, &watch->slices, &watch->ran_ns) && is_on_our_cpu(watch, seat);
    return watch->proven;
}

bool offcpu_end(struct offcpu_watch *watch)
{
    uint64_t slices, ran_ns;

    if (!watch->proven || !read_count(watch, &slices, &ran_ns) || slices != watch->slices ||
        ran_ns != watch->ran_ns)
        return false;
    /* Without slices, one that was woken and still runs would not have been counted yet. */
    return !watch->by_switches || is_blocked(watch);
}
