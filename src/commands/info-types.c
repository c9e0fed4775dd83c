/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/info-names.h"
#include "session/hold.h"

static struct error *info_types_run(struct session *s, const char *args, struct emitter *e)
{
    return info_names_run(s, args, NAMES_OF_TYPES, e);
}

const struct command info_types_command = {
    .name = "info types",
    .group = GROUP_WHAT,
    .usage = INFO_NAMES_USAGE,
    .summary = "List the classes of a module, with their bases",
    .help = INFO_NAMES_HELP "What is in one of them `ptype` shows.\n"
                            "\n"
                            "    info types -m 'app.*'\n",
    .options = info_names_option_table,
    .needs = NEEDS_FRAME,
    .values = hold_always,
    .run = info_types_run,
};
