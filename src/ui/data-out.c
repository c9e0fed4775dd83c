/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data-out.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* What stdout was before it was taken; -1: it was not. */
static int taken = -1;

int data_out_take(struct front_end *f)
{
    (void)f;
    if (taken >= 0)
        return taken;
    /* What was said before is not held back until it would be in the wrong place. */
    fflush(stdout);
    taken = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (taken >= 0)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    return taken;
}
