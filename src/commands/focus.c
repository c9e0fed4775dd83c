/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "commands/commands.h"
#include "commands/windows.h"

static struct error *focus_run(struct session *s, const char *args, struct emitter *e)
{
    const struct windows_ops *ops;

    TRY(windows_find_pane(s, &ops));

    struct windows windows = ops->get(s->front_end);
    size_t length = strlen(args);
    bool pane = windows_is_pane(&windows, args, length);

    /* There are two of them. */
    if (strcmp(args, "next") == 0 || strcmp(args, "prev") == 0)
        pane = !windows.pane_has_keyboard;
    else if (!pane && !windows_is_command(args, length))
        return error_create(ERROR_USAGE,
                            args[0] == '\0' ? "Usage: focus cmd|pane|next|prev"
                                            : "There is no window \"%s\"; see "
                                              "`info win`",
                            args);
    /* By its name it is that page, wherever its keys have led. */
    if (pane && strncmp("pane", args, length) != 0 && strcmp(args, "next") != 0 &&
        strcmp(args, "prev") != 0)
        TRY(ops->set_layout(s->front_end, s, windows.layout));
    emit_hidden_string(e, "focus", pane ? "pane" : "cmd");
    return ops->set_keyboard(s->front_end, pane);
}

static void focus_complete(struct session *s, struct completions *c)
{
    (void)s;
    if (c->line[0] != '\0')
        return;
    c->add(c, "cmd");
    c->add(c, "pane");
    c->add(c, "next");
    c->add(c, "prev");
}

const struct command focus_command = {
    .name = "focus",
    .group = GROUP_TIME,
    .usage = "cmd|pane|next|prev",
    .summary = "Give the keyboard to the pane, or to the command line",
    .help =
        "The pane has its own keys: arrows, Enter, those that sort; `?` shows them.  Escape gives "
        "the\n"
        "keyboard back to the command line, where the line that was being typed stands as it was; "
        "the page\n"
        "of the pane stays too, and Backspace is the key that goes back to the page before.  "
        "Ctrl-X "
        "O\n"
        "changes from one to the other.  While the pane has the keyboard it has the mouse too: a "
        "click "
        "selects,\n"
        "the wheel scrolls.  The name of the layout means the pane too (`focus "
        "src`).\n",
    .complete = focus_complete,
    .run = focus_run,
};
