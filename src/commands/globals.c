/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/variables.h"

static struct error *globals_run(struct session *s, const char *args, struct emitter *e)
{
    return variables_run(s, args, VARIABLES_GLOBALS, e);
}

static const char *const aliases[] = {"info globals", NULL};

const struct command globals_command = {
    .name = "globals",
    .aliases = aliases,
    .group = GROUP_WHAT,
    .usage = "[OPTION...] [frame N] [thread N]",
    .summary = "Print the global variables that a frame sees",
    .help = "Of the selected frame, unless one is named; see `help locals`.\n",
    .needs = NEEDS_THREAD,
    .complete = variables_complete,
    .run = globals_run,
};
