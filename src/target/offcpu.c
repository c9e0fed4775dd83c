/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/offcpu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "target/procfs.h"
#include "target/slice.h"

void offcpu_seat_init(struct offcpu_seat *seat)
{
    *seat = (struct offcpu_seat){.cpu = -1};
    if (sched_getaffinity(0, sizeof seat->home, &seat->home) < 0)
        seat->refused = true;
}

void offcpu_seat_leave(struct offcpu_seat *seat)
{
    cpu_set_t elsewhere = seat->home;

    if (seat->cpu < 0)
        return;
    CPU_CLR(seat->cpu, &elsewhere);
    seat->cpu = -1;
    if (CPU_COUNT(&elsewhere) > 0)
        sched_setaffinity(0, sizeof elsewhere, &elsewhere);
}

void offcpu_seat_deinit(struct offcpu_seat *seat)
{
    offcpu_seat_leave(seat);
    if (!seat->away)
        return;
    sched_setaffinity(0, sizeof seat->home, &seat->home);
    slice_reset();
    seat->away = false;
}

/* A shorter time is over before we have left: setting the timer alone takes ten microseconds on a
 * virtual machine. */
void offcpu_let_run(void)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 50000}, NULL);
}

bool offcpu_sit(struct offcpu_seat *seat, int cpu)
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
        if (!seat->away)
            slice_shorten();
        seat->away = true;
    }

    /* Waking up puts us before the one that runs; what is left of our slice might be nothing. */
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 1000}, NULL);
    return sched_getcpu() == cpu;
}

struct error *offcpu_watch_init(struct offcpu_watch *watch, pid_t pid, pid_t tid)
{
    char path[64];

    *watch = (struct offcpu_watch){
        .pid = pid, .tid = tid, .fd = -1, .stat_fd = -1, .syscall_fd = -1, .cpu = -1, .state = '?'};
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
    int *const fds[] = {&watch->fd, &watch->stat_fd, &watch->syscall_fd};

    for (size_t i = 0; i < 3; i++) {
        if (*fds[i] >= 0)
            close(*fds[i]);
        *fds[i] = -1;
    }
}

/* From the start of a file of the thread, which is opened at first use; false: it is not there. */
static bool read_file(const struct offcpu_watch *watch, int *fd, const char *name, char *buffer,
                      size_t size)
{
    if (*fd < 0) {
        char path[64];

        snprintf(path, sizeof path, "/proc/%d/task/%d/%s", watch->pid, watch->tid, name);
        *fd = open(path, O_RDONLY | O_CLOEXEC);
        if (*fd < 0)
            return false;
    }

    ssize_t got = pread(*fd, buffer, size - 1, 0);

    if (got <= 0)
        return false;
    buffer[got] = '\0';
    return true;
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
        char *at = buffer;

        *ran_ns = strtoull(at, &at, 10);
        strtoull(at, &at, 10);
        *slices = strtoull(at, &at, 10);
        /* A thread that lives was given a CPU once: 0 means that this kernel does not count. */
        if (*slices != 0)
            return true;
        *ran_ns = 0;
        watch->by_switches = true;
    }

    struct procfs_status status;

    if (!error_ignore(procfs_status(watch->pid, watch->tid, &status)))
        return false;
    *slices = status.context_switches;
    return true;
}

/* same: it has not been given a CPU since it was last taken. */
static bool retake_count(struct offcpu_watch *watch, bool *same)
{
    uint64_t slices = watch->slices, ran_ns = watch->ran_ns;

    if (watch->mark.page != NULL) {
        *same = run_mark_is_still(&watch->mark);
        run_mark_renew(&watch->mark);
        return true;
    }
    if (!read_count(watch, &watch->slices, &watch->ran_ns))
        return false;
    *same = slices == watch->slices && ran_ns == watch->ran_ns;
    return true;
}

static bool take_count(struct offcpu_watch *watch)
{
    bool same;

    return retake_count(watch, &same);
}

/*
 * True if the thread was blocked and off every CPU at this moment. The state letter alone would not
 * do: a thread calls itself asleep a moment before it leaves the CPU. /proc/.../syscall waits until
 * it has left, and says "running" for one that is not blocked (wait_task_inactive() in the kernel).
 * ended: it has no stack any more, so that it waits nowhere.
 */
static bool is_blocked_or_ended(struct offcpu_watch *watch, bool *ended)
{
    char buffer[16];

    if (!read_file(watch, &watch->syscall_fd, "syscall", buffer, sizeof buffer))
        return false;
    *ended = strcmp(buffer, "-1 0x0 0x0\n") == 0;
    return strncmp(buffer, "running", 7) != 0;
}

static bool is_blocked(struct offcpu_watch *watch)
{
    bool ended;

    return is_blocked_or_ended(watch, &ended);
}

/* The letter of its state, and the CPU that it is on or was last on. */
static bool read_place(struct offcpu_watch *watch, int *cpu)
{
    char buffer[1024];

    if (!read_file(watch, &watch->stat_fd, "stat", buffer, sizeof buffer) ||
        !procfs_stat_place(buffer, &watch->state, cpu))
        return false;
    watch->cpu = *cpu;
    return true;
}

bool offcpu_begin_blocked(struct offcpu_watch *watch)
{
    watch->blocked = take_count(watch) && is_blocked(watch);
    watch->proven = watch->blocked;
    return watch->proven;
}

/* Where it is after the count was taken, in this order. We run here, so it does not run here from
 * then on, and if it goes elsewhere to run, the count moves. */
static bool is_on_our_cpu(struct offcpu_watch *watch, const struct offcpu_seat *seat, int *cpu)
{
    return read_place(watch, cpu) && *cpu == seat->cpu && sched_getcpu() == seat->cpu;
}

/* Whether it is off the CPU, or can be had so, now that the count was taken. */
static bool is_off_cpu(struct offcpu_watch *watch, struct offcpu_seat *seat)
{
    int cpu = -1;

    /* Who was waiting on the CPU on which we have just woken up is there to be read at once. */
    if (is_on_our_cpu(watch, seat, &cpu) && watch->state == 'R' && !watch->by_switches)
        return watch->proven = true;
    if (cpu < 0 || watch->state == 'Z' || watch->state == 'X')
        return false;
    if (watch->state != 'R' && is_blocked(watch))
        return watch->proven = watch->blocked = true;
    /* Switches are counted when a thread leaves the CPU, which is too late for one that may run. */
    if (watch->by_switches || !offcpu_sit(seat, cpu))
        return false;
    watch->proven = take_count(watch) && is_on_our_cpu(watch, seat, &cpu);
    return watch->proven;
}

bool offcpu_begin(struct offcpu_watch *watch, struct offcpu_seat *seat)
{
    watch->blocked = watch->proven = false;
    return take_count(watch) && is_off_cpu(watch, seat);
}

bool offcpu_end(struct offcpu_watch *watch)
{
    uint64_t slices, ran_ns;

    if (!watch->proven)
        return false;
    if (watch->mark.page != NULL)
        return run_mark_is_still(&watch->mark);
    if (!read_count(watch, &slices, &ran_ns) || slices != watch->slices || ran_ns != watch->ran_ns)
        return false;
    /* Without slices, one that was woken and still runs would not have been counted yet. */
    return !watch->by_switches || is_blocked(watch);
}

enum offcpu_look offcpu_look(struct offcpu_watch *watch, struct offcpu_seat *seat)
{
    bool was_blocked = watch->blocked;
    bool ended = false, same = false;
    bool counted = retake_count(watch, &same);

    watch->blocked = watch->proven = false;
    if (!counted)
        return OFFCPU_NOT;
    if (was_blocked) {
        /* Without slices, one that was woken and still runs would not have been counted yet. */
        if (same && !watch->by_switches)
            watch->blocked = true;
        /* Who waits for the GIL has run, and is blocked again: that is one look, not two. */
        else
            watch->blocked = is_blocked_or_ended(watch, &ended) && !ended;
        watch->proven = watch->blocked;
        if (watch->blocked)
            return same ? OFFCPU_SAME : OFFCPU_PROVEN;
    }
    return is_off_cpu(watch, seat) ? OFFCPU_PROVEN : OFFCPU_NOT;
}

void offcpu_recount(struct offcpu_watch *watch)
{
    if (!read_count(watch, &watch->slices, &watch->ran_ns))
        watch->slices = 0;
}

struct offcpu_count offcpu_count(const struct offcpu_watch *watch)
{
    return (struct offcpu_count){
        .slices = watch->slices,
        .ran_ns = watch->ran_ns,
        .by_switches = watch->by_switches,
        .known = watch->slices != 0,
    };
}

bool offcpu_has_run(pid_t pid, pid_t tid, const struct offcpu_count *then)
{
    struct offcpu_watch watch;
    bool ran;

    if (!then->known || tid == 0 || !error_ignore(offcpu_watch_init(&watch, pid, tid)))
        return true;
    watch.slices = then->slices;
    watch.ran_ns = then->ran_ns;
    watch.by_switches |= then->by_switches;
    watch.proven = true;
    ran = !offcpu_end(&watch);
    offcpu_watch_deinit(&watch);
    return ran;
}

bool offcpu_same_count(const struct offcpu_count *a, const struct offcpu_count *b)
{
    return a->known && b->known && a->by_switches == b->by_switches && a->slices == b->slices &&
           a->ran_ns == b->ran_ns;
}

bool offcpu_has_ended(const struct offcpu_watch *watch)
{
    char path[64];

    /* A main thread stays as a zombie until all others have ended, and somebody has asked. */
    if (watch->state == 'Z' || watch->state == 'X')
        return true;
    snprintf(path, sizeof path, "/proc/%d/task/%d", watch->pid, watch->tid);
    return access(path, F_OK) < 0;
}
