/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "commands/commands.h"
#include "session/completion.h"
#include "session/session.h"

static struct error *complete_run(struct session *s, const char *args, struct emitter *e)
{
    CLEANUP(word_list_deinit) struct word_list found = {0};
    size_t start;

    completion_find(s, args, &found, &start);
    emit_begin_list(e, "candidates");
    for (size_t i = 0; i < found.count; i++) {
        emit_as(e, NULL, STYLE_PLAIN, EMIT_OF_STRING(found.data[i]), "%.*s%s", (int)start, args,
                found.data[i]);
        emit_text(e, "\n");
    }
    emit_end(e);
    return NULL;
}

const struct command complete_command = {
    .name = "complete",
    .group = GROUP_SUPPORT,
    .usage = "TEXT",
    .summary = "Print what TAB would offer after a text",
    .no_repeat = true,
    .whole_name = true, /* `c` is gdb's continue */
    .run = complete_run,
};
