/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "session/session.h"

static struct error *refresh_run(struct session *s, const char *args, struct emitter *e)
{
    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "refresh takes no arguments");

    size_t count = s->snapshot->threads.count;

    emit_as(e, "threads", STYLE_NUMBER, EMIT_OF_UINT(count), "%zu", count);
    emit_textf(e, STYLE_PLAIN, " thread%s read in ", count == 1 ? "" : "s");

    double ms = (double)(s->snapshot->ended_ns - s->snapshot->started_ns) / 1e6;

    emit_as(e, "ms", STYLE_NUMBER, EMIT_OF_DOUBLE(ms), "%.1f ms", ms);
    emit_text(e, ".\n");
    return NULL;
}

const struct command refresh_command = {
    .name = "refresh",
    .group = GROUP_WHERE,
    .usage = "",
    .summary = "Read the threads and their stacks again",
    .help =
        "Commands that print one frame or move between frames talk about the stacks as they were\n"
        "last read, by this command or by one that always reads anew, such as bt and\n"
        "info threads.  The selected thread stays selected, and so does the frame while it is "
        "there.\n",
    .needs = NEEDS_SNAPSHOT,
    .fresh = true,
    .run = refresh_run,
};
