/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/last-run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "target/offcpu.h"
#include "target/procfs.h"

/* se.exec_start, in nanoseconds of the clock of the CPU that the thread is or was on. */
static bool read_exec_start(const char *path, uint64_t *ret)
{
    CLEANUP_FREE char *text = NULL;
    uint64_t ms, ns;
    const char *at;

    if (!error_ignore(procfs_read(path, &text, NULL)))
        return false;
    at = strstr(text, "se.exec_start");
    at = at != NULL ? strchr(at, ':') : NULL;
    if (at == NULL || sscanf(at, ": %" SCNu64 ".%6" SCNu64, &ms, &ns) != 2)
        return false;
    *ret = ms * 1000000 + ns;
    return *ret != 0;
}

/* Our own thread has just been given the CPU, so that what the kernel notes of it is now. */
static bool measure(struct last_run *clocks, int cpu)
{
    struct offcpu_seat seat;
    uint64_t there;

    offcpu_seat_init(&seat);

    bool ok = offcpu_sit(&seat, cpu) && read_exec_start("/proc/thread-self/sched", &there);

    /* Should we be put off the CPU before that, it is late, and less time seems to have passed. */
    clocks->measured_ns[cpu] = ok ? clock_now_ns() : 0;
    if (ok)
        clocks->behind_ns[cpu] = (int64_t)(clocks->measured_ns[cpu] - there);
    offcpu_seat_deinit(&seat);
    return ok;
}

bool last_run_find(struct last_run *clocks, pid_t pid, pid_t tid, uint64_t *ret)
{
    struct procfs_stat stat;
    uint64_t ran, now = clock_now_ns();
    char path[64];
    int cpu;

    snprintf(path, sizeof path, "/proc/%d/task/%d/sched", (int)pid, (int)tid);
    if (!error_ignore(procfs_stat(pid, tid, &stat)) || !read_exec_start(path, &ran))
        return false;
    cpu = stat.processor;
    if (cpu < 0 || cpu >= LAST_RUN_CPUS)
        return false;
    /* What the clock has lost since it was measured would seem to be time that has passed. */
    if ((clocks->measured_ns[cpu] == 0 ||
         ran + (uint64_t)clocks->behind_ns[cpu] > clocks->measured_ns[cpu]) &&
        !measure(clocks, cpu))
        return false;
    ran += (uint64_t)clocks->behind_ns[cpu];
    *ret = ran < now ? ran : now;
    return true;
}
