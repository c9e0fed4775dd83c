/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/windows.h"

static struct error *tui_enable_run(struct session *s, const char *args, struct emitter *e)
{
    const struct windows_ops *ops;

    (void)e;
    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "tui enable takes no arguments");
    TRY(windows_find(s, &ops));
    if (ops->get(s->front_end).layout != WINDOWS_NONE)
        return NULL;
    return ops->set_layout(s->front_end, s, ops->get(s->front_end).last_layout);
}

const struct command tui_enable_command = {
    .name = "tui enable",
    .group = GROUP_TIME,
    .usage = "",
    .summary = "Show the pane with the layout that it had last, top at first",
    .run = tui_enable_run,
};
