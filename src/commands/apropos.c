/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/help.h"
#include "commands/pattern.h"
#include "session/session.h"
#include "session/settings.h"

static bool matches(const regex_t *regex, const char *text)
{
    return text != NULL && regexec(regex, text, 0, NULL, 0) == 0;
}

static bool command_matches(const regex_t *regex, const struct command *command)
{
    for (const char *const *a = command->aliases; a != NULL && *a != NULL; a++) {
        if (matches(regex, *a))
            return true;
    }

    CLEANUP_FREE char *help = command_help(command);

    return matches(regex, command->name) || matches(regex, command->summary) ||
           matches(regex, command->usage) || matches(regex, help);
}

static struct error *apropos_run(struct session *s, const char *args, struct emitter *e)
{
    regex_t regex;
    bool any = false;

    if (args[0] == '\0')
        return error_create(ERROR_USAGE, "The regular expression to search for is missing");

    TRY(pattern_compile(args, REG_EXTENDED | REG_ICASE | REG_NOSUB, &regex));
    emit_begin_list(e, "commands");
    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if (command_matches(&regex, *c)) {
            help_emit_line(e, (*c)->name, (*c)->summary);
            any = true;
        }
    }
    emit_end(e);
    emit_begin_list(e, "settings");
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        if (matches(&regex, setting_name(id)) || matches(&regex, setting_help(id))) {
            CLEANUP_FREE char *name = xasprintf("set %s", setting_name(id));

            help_emit_line(e, name, setting_help(id));
            any = true;
        }
    }
    emit_end(e);
    regfree(&regex);
    if (!any)
        emit_text(e, "Nothing matches.\n");
    return NULL;
}

const struct command apropos_command = {
    .name = "apropos",
    .group = GROUP_SUPPORT,
    .usage = "REGEX",
    .summary = "Search the names and the help of commands and settings",
    .help = "The regular expression is an extended one (POSIX); upper and lower case are equal.\n",
    .no_repeat = true,
    .run = apropos_run,
};
