/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/family-cpu.h"

#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "target/procfs.h"

static uint64_t from_ticks(uint64_t ticks)
{
    long per_second = sysconf(_SC_CLK_TCK);

    return per_second > 0 ? ticks * (1000000000u / (uint64_t)per_second) : 0;
}

void family_cpu_init(struct family_cpu *cpu, pid_t pid, const struct procfs_stat *stat,
                     bool was_there)
{
    *cpu = (struct family_cpu){.pid = pid, .seen_ns = clock_now_ns()};
    family_cpu_look(cpu);
    family_cpu_look_at_reaped(cpu, stat);
    if (was_there) {
        cpu->settled_ns = cpu->had_ns;
        cpu->known_ns = cpu->reaped_ns;
    }
}

void family_cpu_look(struct family_cpu *cpu)
{
    uint64_t now = clock_now_ns();
    struct timespec time;
    clockid_t clock;

    if (cpu->gone)
        return;
    if (clock_getcpuclockid(cpu->pid, &clock) == 0 && clock_gettime(clock, &time) == 0) {
        cpu->had_ns = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
    } else {
        uint64_t since = now - cpu->seen_ns;

        cpu->had_ns += since < cpu->had_ns ? since : cpu->had_ns;
        cpu->gone = true;
    }
    cpu->seen_ns = now;
}

void family_cpu_look_at_reaped(struct family_cpu *cpu, const struct procfs_stat *stat)
{
    uint64_t reaped = from_ticks(stat->reaped_cpu_ticks);

    if (reaped > cpu->reaped_ns)
        cpu->reaped_ns = reaped;
}

void family_cpu_settle(struct family_cpu *cpu, bool missed)
{
    if (missed && cpu->had_ns > cpu->settled_ns)
        cpu->missed_ns += cpu->had_ns - cpu->settled_ns;
    cpu->settled_ns = cpu->had_ns;
}

void family_cpu_end(struct family_cpu *parent, const struct family_cpu *child)
{
    if (parent != NULL)
        parent->known_ns += child->had_ns + child->reaped_ns;
}

uint64_t family_cpu_missed(const struct family_cpu *cpu)
{
    uint64_t unseen = cpu->reaped_ns > cpu->known_ns ? cpu->reaped_ns - cpu->known_ns : 0;

    return cpu->missed_ns + unseen;
}
