/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/real-time.h"

#include <sched.h>

#include "base/memory.h"
#include "target/procfs.h"

static const char *policy_name(int policy)
{
    switch (policy & ~SCHED_RESET_ON_FORK) {
    case SCHED_FIFO:
        return "SCHED_FIFO";
    case SCHED_RR:
        return "SCHED_RR";
    case SCHED_DEADLINE:
        return "SCHED_DEADLINE";
    default:
        return NULL;
    }
}

char *real_time_thread(pid_t pid)
{
    pid_array tids = {0};
    char *words = NULL;

    error_ignore(procfs_tasks(pid, &tids));
    for (size_t i = 0; i < tids.count && words == NULL; i++) {
        int policy = sched_getscheduler(tids.data[i]);
        const char *name = policy >= 0 ? policy_name(policy) : NULL;
        struct sched_param param = {0};

        if (name == NULL || sched_getparam(tids.data[i], &param) != 0)
            continue;
        words = xasprintf("thread %d has real-time priority (%s %d)", (int)tids.data[i], name,
                          param.sched_priority);
    }
    array_deinit(&tids);
    return words;
}
