/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "session/session.h"
#include "target/target.h"

static struct error *detach_run(struct session *s, const char *args, struct emitter *e)
{
    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "detach takes no arguments");
    /* Not asked of the dispatcher: a process that has ended can be let go of too. */
    if (s->target == NULL)
        return error_create(ERROR_NOT_FOUND, "No process.  Use `attach PID`");
    emit_text(e, "Detached from ");
    emit_int(e, "pid", STYLE_NUMBER, s->target->pid);
    emit_text(e, ".\n");
    session_detach(s);
    return NULL;
}

const struct command detach_command = {
    .name = "detach",
    .group = GROUP_PROCESS,
    .usage = "",
    .summary = "Stop inspecting the process, which runs on",
    .no_repeat = true,
    .run = detach_run,
};
