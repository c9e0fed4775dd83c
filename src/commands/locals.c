/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/variables.h"
#include "session/hold.h"

static struct error *locals_run(struct session *s, const char *args, struct emitter *e)
{
    return variables_run(s, args, VARIABLES_LOCALS, e);
}

static const char *const aliases[] = {"info locals", NULL};

const struct command locals_command = {
    .name = "locals",
    .aliases = aliases,
    .group = GROUP_WHAT,
    .usage = "[OPTION...] [frame N] [thread N]",
    .summary = "Print the variables of a frame: arguments, locals and those of enclosing functions",
    .help =
        "Of the selected frame, unless one is named.  Values are read when the command runs, each\n"
        "as Python's repr() would print it; nothing is run in the target.  Instances of classes\n"
        "show their attributes.  Unbound variables are left out; of a module or a class body the\n"
        "names that it has so far are shown.  `set print elements|string|depth|width` say where\n"
        "values are cut, and whether they are broken into lines.\n"
        "\n"
        "    locals\n"
        "    locals frame 2\n"
        "    locals thread 3 frame 1\n"
        "    locals -string unlimited\n",
    .options = print_option_table,
    .needs = NEEDS_THREAD,
    .complete = variables_complete,
    .values = hold_always,
    .run = locals_run,
};
