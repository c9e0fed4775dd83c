/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "session/session.h"

static struct error *quit_run(struct session *s, const char *args, struct emitter *e)
{
    (void)e;
    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "quit takes no arguments");
    s->quit = true;
    return NULL;
}

static const char *const aliases[] = {"exit", "q", NULL};

const struct command quit_command = {
    .name = "quit",
    .aliases = aliases,
    .group = GROUP_PROCESS,
    .usage = "",
    .summary = "Leave pyinspect; the process runs on as it always did",
    .no_repeat = true,
    .run = quit_run,
};
