/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/windows.h"

static struct error *tui_disable_run(struct session *s, const char *args, struct emitter *e)
{
    const struct windows_ops *ops;

    (void)e;
    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "tui disable takes no arguments");
    TRY(windows_find(s, &ops));
    return ops->set_layout(s->front_end, s, WINDOWS_NONE);
}

const struct command tui_disable_command = {
    .name = "tui disable",
    .group = GROUP_TIME,
    .usage = "",
    .summary = "Take the pane away",
    .run = tui_disable_run,
};
