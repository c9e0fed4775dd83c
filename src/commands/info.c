/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "commands/commands.h"
#include "commands/help.h"
#include "session/session.h"

static struct error *info_run(struct session *s, const char *args, struct emitter *e)
{
    (void)args; /* a word that is no subcommand does not come here */
    emit_text(e, "\"info\" must be followed by the name of an info command:\n\n");
    emit_begin_list(e, "commands");
    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if (text_starts_with((*c)->name, "info "))
            help_emit_line(e, (*c)->name, (*c)->summary);
    }
    emit_end(e);
    return NULL;
}

static const char *const aliases[] = {"i", NULL};

const struct command info_command = {
    .name = "info",
    .aliases = aliases,
    .group = GROUP_SUPPORT,
    .usage = "",
    .summary = "Print what is known about the process: a list of the info commands",
    .no_repeat = true,
    .run = info_run,
};
