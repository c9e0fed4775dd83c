/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "commands/commands.h"
#include "commands/windows.h"
#include "session/words.h"

/* The window that the words name, the pane where they name none; *rest: what follows. */
static bool find_window(const struct windows *windows, const char *words, bool *command,
                        const char **rest)
{
    size_t length = strcspn(words, " \t");

    *command = windows_is_command(words, length);
    *rest = words;
    if (strchr("+-0123456789", words[0]) != NULL)
        return words[0] != '\0';
    *rest = words_skip_blanks(words + length);
    return *command || windows_is_pane(windows, words, length);
}

static struct error *winheight_run(struct session *s, const char *args, struct emitter *e)
{
    const struct windows_ops *ops;
    const char *words;
    bool command;
    uint64_t number;

    TRY(windows_find_pane(s, &ops));

    struct windows windows = ops->get(s->front_end);

    if (!find_window(&windows, args, &command, &words))
        return error_create(ERROR_USAGE, "Usage: winheight [pane|cmd] [+|-]LINES");

    char sign = words[0] == '+' || words[0] == '-' ? words[0] : '\0';
    const char *digits = words_skip_blanks(sign != '\0' ? words + 1 : words);

    if (!text_to_u64(digits, &number) || number > INT16_MAX)
        return error_create(ERROR_USAGE, "\"%s\" is not a number of lines", words);

    int rows = (int)number;
    int now = command ? windows.command_rows : windows.pane_rows;

    if (sign != '\0')
        rows = sign == '+' ? now + rows : now - rows;
    if (command)
        rows = windows.pane_rows + windows.command_rows - rows;
    TRY(ops->set_pane_rows(s->front_end, rows));
    emit_hidden_int(e, "pane_rows", ops->get(s->front_end).pane_rows);
    return NULL;
}

static void winheight_complete(struct session *s, struct completions *c)
{
    (void)s;
    if (c->line[0] != '\0')
        return;
    c->add(c, "cmd");
    c->add(c, "pane");
}

static const char *const aliases[] = {"wh", NULL};

const struct command winheight_command = {
    .name = "winheight",
    .aliases = aliases,
    .group = GROUP_TIME,
    .usage = "[pane|cmd] [+|-]LINES",
    .summary = "Make the pane higher or lower",
    .help = "`winheight 12` gives it twelve lines of the terminal, `winheight +3` three more, "
            "`winheight cmd 8`\n"
            "all but eight.  Both windows keep some lines whatever is asked for.\n",
    .complete = winheight_complete,
    .run = winheight_run,
};
