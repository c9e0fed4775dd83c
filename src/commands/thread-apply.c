/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "commands/apply.h"
#include "commands/commands.h"
#include "commands/thread-list.h"
#include "session/completion.h"
#include "session/describe.h"
#include "session/session.h"
#include "session/words.h"

struct threads_apply {
    struct apply apply;
    thread_list nums;
};

static struct error *usage(void)
{
    return error_create(ERROR_USAGE,
                        "Usage: thread apply [-q|-c|-s] all|LIST COMMAND, where LIST is "
                        "like \"1 3-5\"");
}

static struct error *parse(struct session *s, const char *args, struct threads_apply *a)
{
    bool all = false;
    const char *at = args;

    apply_take_switches(&a->apply, &at);
    while (*at != '\0' && !all) {
        CLEANUP_FREE char *word = xstrndup(at, strcspn(at, " \t"));

        if (apply_is_all(word) && a->nums.count == 0)
            all = true;
        else if (isdigit((unsigned char)word[0]))
            TRY(thread_list_add(&a->nums, word));
        else
            break;
        /* gdb's switches may stand after the list as well. */
        at += strlen(word);
        apply_take_switches(&a->apply, &at);
    }
    a->apply.command = at;
    if (*at == '\0' || (!all && a->nums.count == 0))
        return usage();
    for (size_t i = 0; all && i < s->snapshot->threads.count; i++)
        array_push(&a->nums, s->snapshot->threads.data[i].num);
    return NULL;
}

static struct error *apply_to(struct session *s, const struct threads_apply *a, unsigned num,
                              struct emitter *e)
{
    const struct thread *thread = snapshot_thread(s->snapshot, num);

    if (thread == NULL) {
        emit_warning(e, "Unknown thread %u", num);
        return NULL;
    }
    emit_begin_object(e, NULL);
    emit_hidden_uint(e, "num", num);
    if (!a->apply.quiet) {
        emit_text(e, "\n");
        describe_thread_line(e, thread, NULL);
    }
    s->thread = num;
    s->frame = 0;
    TRY(apply_run(s, &a->apply, e));
    emit_end(e);
    return NULL;
}

static struct error *apply_all(struct session *s, void *arg, struct emitter *e)
{
    const struct threads_apply *a = arg;
    unsigned changes = s->target_changes;

    emit_begin_list(e, "threads");
    for (size_t i = 0; i < a->nums.count && !emit_enough(e) && !s->quit; i++) {
        TRY(apply_to(s, a, a->nums.data[i], e));
        /* The command may have been one that lets go of the process, or takes another. */
        if (s->target == NULL)
            return error_create(ERROR_NOT_FOUND, "No process any more.  Use `attach PID`");
        if (s->target_changes != changes)
            return error_create(ERROR_NOT_FOUND,
                                "Another process is attached now, and its threads are others");
    }
    emit_end(e);
    return NULL;
}

static struct error *thread_apply_run(struct session *s, const char *args, struct emitter *e)
{
    struct threads_apply a = {0};
    struct error *error = parse(s, args, &a);

    if (error == NULL)
        error = apply_keeping(s, e, &a, apply_all);
    array_deinit(&a.nums);
    return error;
}

static void thread_apply_complete(struct session *s, struct completions *c)
{
    const char *at = c->line;
    struct completions before = *c;
    bool any = false;

    for (; isdigit((unsigned char)*at) || text_starts_with(at, "all ") ||
           (*at == '-' && isalpha((unsigned char)at[1]));
         at = words_skip_blanks(at + strcspn(at, " \t"))) {
        any |= *at != '-';
    }
    if (!any)
        c->add(c, "all");
    if (!any || *at == '\0')
        completion_add_threads(s, c);
    if (any) {
        c->line = at;
        completion_add_line(s, c);
        *c = before;
    }
}

const struct command thread_apply_command = {
    .name = "thread apply",
    .group = GROUP_WHERE,
    .usage = "[-q|-c|-s] all|LIST COMMAND",
    .summary = "Run a command for each of several threads",
    .help =
        "LIST are numbers of threads as `info threads` shows them, and ranges: 1 3-5.  All "
        "threads\n"
        "are read once, before the first, so that what is shown is one moment.  An error ends it;\n"
        "with -c it is shown and the next thread comes, with -s it is not even shown.  -q leaves\n"
        "out the line before each thread.\n"
        "\n"
        "    thread apply all bt 3\n"
        "    thread apply 2 4-6 frame 1\n",
    .needs = NEEDS_SNAPSHOT,
    .fresh = true,
    .complete = thread_apply_complete,
    .run = thread_apply_run,
};
