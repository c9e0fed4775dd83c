/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "commands/commands.h"
#include "session/monitoring.h"
#include "session/session.h"

static struct error *shell_run(struct session *s, const char *args, struct emitter *e)
{
    struct front_end *f = s->front_end;

    if (f == NULL || f->shell == NULL)
        return error_create(ERROR_UNSUPPORTED, "There is no shell here");

    monitoring_release(s); /* it may take its time */

    int status = f->shell(f, args);
    int errnum = errno;

    monitoring_hold(s);

    if (status < 0)
        return error_os(errnum, NULL, "cannot start a shell");
    emit_hidden_int(e, "status", status);
    return NULL;
}

static const char *const aliases[] = {"!", NULL};

const struct command shell_command = {
    .name = "shell",
    .aliases = aliases,
    .group = GROUP_SUPPORT,
    .usage = "[COMMAND]",
    .summary = "Run a command of the shell, or a shell",
    .help = "$SHELL runs it, /bin/sh where that is not set.  !COMMAND is the same.\n",
    .run = shell_run,
};
