/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "commands/commands.h"
#include "commands/windows.h"

/* "next" and "prev" go round, as gdb's do; there is no way round to "none". */
static bool find_layout(enum windows_layout now, const char *word, enum windows_layout *ret)
{
    bool any = false;

    if (strcmp(word, "next") == 0) {
        *ret = now + 1 < WINDOWS_COUNT ? now + 1 : WINDOWS_NONE + 1;
        return true;
    }
    if (strcmp(word, "prev") == 0) {
        *ret = now > WINDOWS_NONE + 1 ? now - 1 : WINDOWS_COUNT - 1;
        return true;
    }
    for (enum windows_layout layout = WINDOWS_NONE; layout < WINDOWS_COUNT && !any; layout++) {
        any = text_starts_with(windows_layout_name(layout), word);
        *ret = layout;
    }
    /* "t" may be the one or the other. */
    return any && strcmp(word, "t") != 0;
}

static struct error *layout_run(struct session *s, const char *args, struct emitter *e)
{
    const struct windows_ops *windows;
    enum windows_layout layout;

    TRY(windows_find(s, &windows));
    if (args[0] == '\0')
        return error_create(ERROR_USAGE, "Usage: layout top|threads|src|none");
    if (!find_layout(windows->get(s->front_end).layout, args, &layout))
        return error_create(ERROR_USAGE,
                            "\"%s\" is not a layout; there are top, threads, src and none", args);
    emit_hidden_string(e, "layout", windows_layout_name(layout));
    return windows->set_layout(s->front_end, s, layout);
}

static void layout_complete(struct session *s, struct completions *c)
{
    (void)s;
    if (c->line[0] != '\0')
        return;
    for (enum windows_layout layout = WINDOWS_NONE; layout < WINDOWS_COUNT; layout++)
        c->add(c, windows_layout_name(layout));
    c->add(c, "next");
    c->add(c, "prev");
}

const struct command layout_command = {
    .name = "layout",
    .group = GROUP_TIME,
    .usage = "top|threads|src|none|next|prev",
    .summary = "Show the live view as a pane above the command line",
    .help =
        "    top      what eats the time, as the command `top` shows it\n"
        "    threads  each thread: what it waits in, and for how long\n"
        "    src      the source of the selected frame; it follows frame, up, down and thread, and "
        "says how\n"
        "             old that is where the thread has gone on\n"
        "    none     no pane\n"
        "    next, prev   the one after and the one before\n"
        "\n"
        "The pane goes on while one types below it.  What commands print scrolls in the lower "
        "part, and\n"
        "stops at each of its pages.  A command holds the pane up while it runs or asks for the "
        "next page; that\n"
        "time counts for nothing, and is told as \"not sampled\".\n"
        "A thread or frame that is selected in the pane is that of the commands, and the other way "
        "round.\n"
        "\n"
        "    Ctrl-X A          shows the pane and takes it away\n"
        "    Ctrl-X O          gives the keyboard to the pane; Escape or Ctrl-X O gives it back, "
        "on "
        "each\n"
        "                      of its pages, which stays as it is (Backspace: to the page before)\n"
        "    winheight +5      makes the pane larger\n"
        "    Ctrl-L            clears the lower part and draws the pane anew\n",
    .complete = layout_complete,
    .run = layout_run,
};
