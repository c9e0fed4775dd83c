/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/selection.h"

static struct error *down_run(struct session *s, const char *args, struct emitter *e)
{
    int64_t count;

    TRY(selection_count(args, &count));
    TRY(selection_move(s, -count));
    selection_show_frame(s, e);
    return NULL;
}

const struct command down_command = {
    .name = "down",
    .group = GROUP_WHERE,
    .usage = "[N]",
    .summary = "Select and print the frame that this one called",
    .help = "With N, go that many frames towards the newest one.\n",
    .needs = NEEDS_FRAME,
    .run = down_run,
};
