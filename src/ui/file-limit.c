/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/file-limit.h"

#include <stdbool.h>
#include <sys/resource.h>

static struct rlimit ours;
static bool raised;

void file_limit_raise(void)
{
    struct rlimit most;

    if (getrlimit(RLIMIT_NOFILE, &ours) != 0)
        return;
    most = ours;
    most.rlim_cur = most.rlim_max;
    raised = setrlimit(RLIMIT_NOFILE, &most) == 0;
}

void file_limit_restore(void)
{
    if (raised)
        setrlimit(RLIMIT_NOFILE, &ours);
}
