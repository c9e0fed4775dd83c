/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "session/completion.h"
#include "session/session.h"

static struct error *source_run(struct session *s, const char *args, struct emitter *e)
{
    if (args[0] == '\0')
        return error_create(ERROR_USAGE, "The name of the file is missing");
    return session_source(s, args, e);
}

static void source_complete(struct session *s, struct completions *c)
{
    (void)s;
    completion_add_files(c);
}

const struct command source_command = {
    .name = "source",
    .group = GROUP_SUPPORT,
    .usage = "FILE",
    .summary = "Run the commands in a file",
    .help =
        "One command a line; blank lines and those that begin with # are passed over.  The first\n"
        "command that fails ends it.\n",
    .complete = source_complete,
    .run = source_run,
};
