/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/info-names.h"
#include "session/hold.h"

static struct error *info_variables_run(struct session *s, const char *args, struct emitter *e)
{
    return info_names_run(s, args, NAMES_OF_VARIABLES, e);
}

const struct command info_variables_command = {
    .name = "info variables",
    .group = GROUP_WHAT,
    .usage = INFO_NAMES_USAGE,
    .summary = "List the variables of a module: what is no function, class or module",
    .help = INFO_NAMES_HELP "They are printed as `globals` prints them.\n"
                            "\n"
                            "    info variables -m app.settings TIMEOUT\n",
    .options = info_names_option_table,
    .needs = NEEDS_FRAME,
    .values = hold_always,
    .run = info_variables_run,
};
