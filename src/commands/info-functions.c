/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/info-names.h"
#include "session/hold.h"

static struct error *info_functions_run(struct session *s, const char *args, struct emitter *e)
{
    return info_names_run(s, args, NAMES_OF_FUNCTIONS, e);
}

const struct command info_functions_command = {
    .name = "info functions",
    .group = GROUP_WHAT,
    .usage = INFO_NAMES_USAGE,
    .summary = "List the functions of a module, with their parameters",
    .help = INFO_NAMES_HELP
    "Functions that are written in C do not say which parameters they have.  What is defined in\n"
    "another module and imported is there, too.\n"
    "\n"
    "    info functions ^handle\n",
    .options = info_names_option_table,
    .needs = NEEDS_FRAME,
    .values = hold_always,
    .run = info_functions_run,
};
