/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "session/session.h"
#include "session/words.h"

static struct error *select_function(struct session *s, const char *name)
{
    const struct thread *thread = session_thread(s);

    for (size_t i = 0; i < thread->frames.count; i++) {
        const struct code *code = thread->frames.data[i].code;

        if (strcmp(code->name, name) == 0 || strcmp(code_display_name(code), name) == 0) {
            s->frame = i;
            return NULL;
        }
    }
    return error_create(ERROR_NOT_FOUND, "No frame for function \"%s\"", name);
}

static struct error *frame_run(struct session *s, const char *args, struct emitter *e)
{
    uint64_t level;

    if (strcmp(args, "function") == 0)
        return error_create(ERROR_USAGE, "Usage: frame function NAME");
    if (text_starts_with(args, "function "))
        TRY(select_function(s, words_skip_blanks(args + strlen("function "))));
    else if (args[0] != '\0' && !text_to_u64(args, &level))
        return error_create(ERROR_USAGE, "\"%s\" is not a frame's number; see `help frame`", args);
    else if (args[0] != '\0')
        TRY(selection_set_frame(s, level));
    selection_show_frame(s, e);
    return NULL;
}

static void frame_complete(struct session *s, struct completions *c)
{
    const struct thread *thread = session_thread(s);

    if (strcmp(c->line, "") == 0) {
        c->add(c, "function");
        return;
    }
    for (size_t i = 0; thread != NULL && i < thread->frames.count; i++)
        c->add(c, code_display_name(thread->frames.data[i].code));
}

static const char *const aliases[] = {"f", NULL};

const struct command frame_command = {
    .name = "frame",
    .aliases = aliases,
    .group = GROUP_WHERE,
    .usage = "[N|function NAME]",
    .summary = "Select and print a frame of the selected thread",
    .help =
        "Without an argument prints the selected frame.  Frames are those that were last read, by\n"
        "bt, info threads or refresh.\n",
    .needs = NEEDS_FRAME,
    .complete = frame_complete,
    .run = frame_run,
};
