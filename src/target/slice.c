/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/slice.h"

#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The least that __setparam_fair() of kernel/sched/syscalls.c takes. */
#define SLICE_NS 100000

/* struct sched_attr of linux/sched/types.h, which cannot be had together with sched.h. */
struct attributes {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime; /* of an ordinary thread: its slice, 0: the kernel's own */
    uint64_t deadline;
    uint64_t period;
};

static void set(uint64_t slice_ns)
{
    struct attributes attributes = {0};

    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) < 0 ||
        attributes.policy != SCHED_OTHER)
        return;
    attributes.size = sizeof attributes;
    attributes.runtime = slice_ns;
    syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void slice_shorten(void)
{
    set(SLICE_NS);
}

void slice_reset(void)
{
    set(0);
}
