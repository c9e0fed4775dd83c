/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/selection.h"

static struct error *up_run(struct session *s, const char *args, struct emitter *e)
{
    int64_t count;

    TRY(selection_count(args, &count));
    TRY(selection_move(s, count));
    selection_show_frame(s, e);
    return NULL;
}

const struct command up_command = {
    .name = "up",
    .group = GROUP_WHERE,
    .usage = "[N]",
    .summary = "Select and print the frame that called this one",
    .help = "With N, go that many frames towards the oldest one.\n",
    .needs = NEEDS_FRAME,
    .run = up_run,
};
