/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/show.h"
#include "session/completion.h"
#include "session/session.h"
#include "session/settings.h"

static struct error *set_run(struct session *s, const char *args, struct emitter *e)
{
    enum setting_id id;
    const char *value;

    if (args[0] == '\0')
        return show_all(s, e);
    TRY(setting_find(s->settings, args, &id, &value));
    return setting_assign(s->settings, id, value);
}

const struct command set_command = {
    .name = "set",
    .group = GROUP_SUPPORT,
    .usage = "[SETTING VALUE]",
    .summary = "Change a setting, or list them all",
    .help =
        "`show` alone lists the settings.  Numbers may be \"unlimited\", the screen's height and\n"
        "width also \"auto\".\n"
        "\n"
        "    set pagination off\n"
        "    set listsize 20\n",
    .no_repeat = true,
    .complete = completion_add_settings,
    .run = set_run,
};
