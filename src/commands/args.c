/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/variables.h"

static struct error *args_run(struct session *s, const char *args, struct emitter *e)
{
    return variables_run(s, args, VARIABLES_ARGS, e);
}

static const char *const aliases[] = {"info args", NULL};

const struct command args_command = {
    .name = "args",
    .aliases = aliases,
    .group = GROUP_WHAT,
    .usage = "[OPTION...] [frame N] [thread N]",
    .summary = "Print the arguments of a frame",
    .help = "Of the selected frame, unless one is named; see `help locals`.\n",
    .needs = NEEDS_THREAD,
    .complete = variables_complete,
    .run = args_run,
};
