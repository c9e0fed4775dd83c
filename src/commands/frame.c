/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "session/describe.h"
#include "session/session.h"
#include "session/words.h"

/* The newest frame of that function, or -1. */
static int64_t level_of(const struct thread *thread, const char *name)
{
    for (size_t i = 0; i < thread->frames.count; i++) {
        const struct code *code = thread->frames.data[i].code;

        if (strcmp(code->name, name) == 0 || strcmp(code_display_name(code), name) == 0)
            return (int64_t)i;
    }
    return -1;
}

/* Of the selected thread, else of the first that has one; *moved: that is another one. */
static struct error *select_function(struct session *s, const char *name, bool *moved)
{
    int64_t level = level_of(session_thread(s), name);
    unsigned thread = s->thread;

    for (size_t i = 0; i < s->snapshot->threads.count && level < 0; i++) {
        level = level_of(&s->snapshot->threads.data[i], name);
        thread = s->snapshot->threads.data[i].num;
    }
    if (level < 0)
        return error_create(ERROR_NOT_FOUND, "No frame for function \"%s\" in any thread", name);
    *moved = thread != s->thread;
    s->thread = thread;
    s->frame = (size_t)level;
    return NULL;
}

static struct error *select_level(struct session *s, const char *text)
{
    uint64_t level;

    if (!text_to_u64(text, &level))
        return error_create(ERROR_USAGE, "\"%s\" is not a frame's number; see `help frame`", text);
    return selection_set_frame(s, level);
}

/* What follows a word of the arguments; NULL: they do not begin with it. */
static const char *after_word(const char *args, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(args, word, length) != 0 || strchr(" \t", args[length]) == NULL)
        return NULL;
    return words_skip_blanks(args + length);
}

static struct error *frame_run(struct session *s, const char *args, struct emitter *e)
{
    const char *function = after_word(args, "function");
    const char *level = after_word(args, "level");
    bool moved = false;

    if (function != NULL && function[0] == '\0')
        return error_create(ERROR_USAGE, "Usage: frame function NAME");
    if (level != NULL && level[0] == '\0')
        return error_create(ERROR_USAGE, "Usage: frame level N");
    if (function != NULL)
        TRY(select_function(s, function, &moved));
    else if (args[0] != '\0')
        TRY(select_level(s, level != NULL ? level : args));
    if (moved)
        describe_thread_line(e, session_thread(s), NULL);
    emit_hidden_uint(e, "thread", s->thread);
    selection_show_frame(s, e);
    return NULL;
}

static void frame_complete(struct session *s, struct completions *c)
{
    if (strcmp(c->line, "") == 0) {
        c->add(c, "function");
        c->add(c, "level");
        return;
    }
    if (after_word(c->line, "function") == NULL || s->snapshot == NULL)
        return;
    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        const struct thread *thread = &s->snapshot->threads.data[i];

        for (size_t j = 0; j < thread->frames.count; j++)
            c->add(c, code_display_name(thread->frames.data[j].code));
    }
}

static const char *const aliases[] = {"f", NULL};

const struct command frame_command = {
    .name = "frame",
    .aliases = aliases,
    .group = GROUP_WHERE,
    .usage = "[[level] N|function NAME]",
    .summary = "Select and print a frame of the selected thread",
    .help =
        "Without an argument prints the selected frame.  Frames are those that were last read, by\n"
        "bt, info threads or refresh.  A function that is not on the selected thread's stack is\n"
        "looked for on those of the others.\n",
    .needs = NEEDS_FRAME,
    .complete = frame_complete,
    .run = frame_run,
};
