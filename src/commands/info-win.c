/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/windows.h"

static void show_window(struct emitter *e, const char *name, int rows, int columns,
                        bool has_keyboard)
{
    emit_begin_object(e, NULL);
    emit_string(e, "name", STYLE_PLAIN, name);
    emit_int(e, "lines", STYLE_NUMBER, rows);
    emit_int(e, "columns", STYLE_NUMBER, columns);
    emit_as(e, "focus", STYLE_GOOD, EMIT_OF_BOOL(has_keyboard), "%s",
            has_keyboard ? "(has focus)" : "");
    emit_end(e);
}

static struct error *info_win_run(struct session *s, const char *args, struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "name", .header = "Name"},
        {.name = "lines", .header = "Lines"},
        {.name = "columns", .header = "Columns"},
        {.name = "focus", .header = "Focus"},
    };
    const struct windows_ops *ops;

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "info win takes no arguments");
    TRY(windows_find_pane(s, &ops));

    struct windows windows = ops->get(s->front_end);

    emit_begin_table(e, "windows", columns, sizeof columns / sizeof *columns);
    show_window(e, windows_layout_name(windows.layout), windows.pane_rows, windows.columns,
                windows.pane_has_keyboard);
    show_window(e, "cmd", windows.command_rows, windows.columns, !windows.pane_has_keyboard);
    emit_end(e);
    return NULL;
}

const struct command info_win_command = {
    .name = "info win",
    .group = GROUP_TIME,
    .usage = "",
    .summary = "List the windows on the terminal, with their sizes",
    .run = info_win_run,
};
