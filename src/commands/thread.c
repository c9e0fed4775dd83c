/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <regex.h>
#include <string.h>

#include "base/text.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "session/completion.h"
#include "session/describe.h"
#include "session/session.h"
#include "session/words.h"
#include "target/target.h"

/* Shows the selected thread as gdb does: a line in brackets, then its newest frame. */
static struct error *show(struct session *s, const char *words, struct emitter *e)
{
    const struct thread *thread = session_thread(s);

    if (thread == NULL)
        return session_no_thread(s);
    emit_textf(e, STYLE_PLAIN, "[%s %u (tid %d, \"", words, thread->num, thread->tid);
    emit_quoted(e, STYLE_PLAIN, thread->name);
    emit_text(e, "\")]\n");
    emit_begin_object(e, "thread");
    describe_thread_fields(e, thread, false, false);
    emit_end(e);
    if (session_frame(s) != NULL)
        selection_show_frame(s, e);
    else
        emit_text(e, "No Python frames.\n");
    return NULL;
}

static struct error *find(struct session *s, const char *pattern, struct emitter *e)
{
    regex_t regex;
    bool any = false;

    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return error_create(ERROR_USAGE, "\"%s\" is not a regular expression", pattern);
    emit_begin_list(e, "threads");
    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        const struct thread *thread = &s->snapshot->threads.data[i];

        if (regexec(&regex, thread->name, 0, NULL, 0) != 0)
            continue;
        any = true;
        emit_begin_object(e, NULL);
        emit_text(e, "Thread ");
        emit_uint(e, "num", STYLE_NUMBER, thread->num);
        emit_text(e, " has name '");
        emit_string(e, "name", STYLE_PLAIN, thread->name);
        emit_text(e, "'\n");
        emit_end(e);
    }
    emit_end(e);
    regfree(&regex);
    if (!any)
        emit_textf(e, STYLE_PLAIN, "No threads match '%s'\n", pattern);
    return NULL;
}

static struct error *thread_run(struct session *s, const char *args, struct emitter *e)
{
    uint64_t num;

    if (args[0] == '\0')
        return show(s, "Current thread is", e);
    if (strcmp(args, "find") == 0)
        return error_create(ERROR_USAGE, "Usage: thread find REGEXP");
    if (text_starts_with(args, "find "))
        return find(s, words_skip_blanks(args + strlen("find ")), e);
    if (!text_to_u64(args, &num) || num == 0 || num > UINT32_MAX)
        return error_create(ERROR_USAGE, "\"%s\" is not a thread's number; see `info threads`",
                            args);
    /* It may have been started after the stacks were last read. */
    if (snapshot_thread(s->snapshot, (unsigned)num) == NULL && !s->fixed_snapshot) {
        TRY(target_check(s->target));
        TRY(session_refresh(s, NULL, ""));
    }
    if (snapshot_thread(s->snapshot, (unsigned)num) == NULL)
        return error_create(ERROR_NOT_FOUND, "Unknown thread %u; see `info threads`",
                            (unsigned)num);
    s->thread = (unsigned)num;
    s->frame = 0;
    return show(s, "Switching to thread", e);
}

static void thread_complete(struct session *s, struct completions *c)
{
    c->add(c, "apply");
    c->add(c, "find");
    completion_add_threads(s, c);
}

static const char *const aliases[] = {"t", NULL};

const struct command thread_command = {
    .name = "thread",
    .aliases = aliases,
    .group = GROUP_WHERE,
    .usage = "[N|find REGEXP]",
    .summary = "Select and print a thread",
    .help = "Without an argument prints the selected thread.  `thread find` lists the threads "
            "whose name\n"
            "matches.\n",
    .needs = NEEDS_SNAPSHOT,
    .complete = thread_complete,
    .run = thread_run,
};
