/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "session/completion.h"
#include "session/describe.h"
#include "session/session.h"
#include "session/words.h"

enum { MAX_NUM = 1000 * 1000 }; /* a typing error in a range shall not take all day */

struct apply {
    ARRAY(unsigned) nums;
    const char *command; /* within the arguments */
    bool quiet;          /* -q: no headers */
    bool go_on;          /* -c: an error is shown, and the next thread comes */
    bool silent;         /* -s: an error is not even shown */
};

static struct error *usage(void)
{
    return error_create(ERROR_USAGE,
                        "Usage: thread apply [-q|-c|-s] all|LIST COMMAND, where LIST is "
                        "like \"1 3-5\"");
}

/* "3" or "3-5" */
static struct error *parse_range(const char *word, struct apply *a)
{
    const char *dash = strchr(word, '-');
    CLEANUP_FREE char *low = xstrndup(word, dash != NULL ? (size_t)(dash - word) : strlen(word));
    uint64_t first, last;

    if (!text_to_u64(low, &first) || !text_to_u64(dash != NULL ? dash + 1 : low, &last) ||
        first == 0 || last < first || last > MAX_NUM)
        return error_create(ERROR_USAGE, "\"%s\" is neither the number of a thread nor a range",
                            word);
    for (uint64_t num = first; num <= last; num++)
        array_push(&a->nums, (unsigned)num);
    return NULL;
}

static struct error *parse(struct session *s, const char *args, struct apply *a)
{
    bool all = false;
    const char *at = args;

    for (; *at != '\0'; at = words_skip_blanks(at)) {
        CLEANUP_FREE char *word = xstrndup(at, strcspn(at, " \t"));

        if (strcmp(word, "-q") == 0)
            a->quiet = true;
        else if (strcmp(word, "-c") == 0)
            a->go_on = true;
        else if (strcmp(word, "-s") == 0)
            a->go_on = a->silent = true;
        else if (strcmp(word, "all") == 0 && a->nums.count == 0)
            all = true;
        else if (isdigit((unsigned char)word[0]) && !all)
            TRY(parse_range(word, a));
        else
            break;
        at += strlen(word);
        if (all)
            break;
    }
    /* gdb's switches may stand after the list as well. */
    for (at = words_skip_blanks(at); at[0] == '-' && strchr("qcs", at[1]) != NULL && at[1] != '\0';
         at = words_skip_blanks(at + 2)) {
        a->quiet |= at[1] == 'q';
        a->go_on |= at[1] != 'q';
        a->silent |= at[1] == 's';
    }
    a->command = at;
    if (*at == '\0' || (!all && a->nums.count == 0))
        return usage();
    for (size_t i = 0; all && i < s->snapshot->threads.count; i++)
        array_push(&a->nums, s->snapshot->threads.data[i].num);
    return NULL;
}

static struct error *apply_to(struct session *s, const struct apply *a, unsigned num,
                              struct emitter *e)
{
    const struct thread *thread = snapshot_thread(s->snapshot, num);
    unsigned depth = e->depth;

    if (thread == NULL) {
        emit_warning(e, "Unknown thread %u", num);
        return NULL;
    }
    emit_begin_object(e, NULL);
    emit_hidden_uint(e, "num", num);
    if (!a->quiet) {
        emit_text(e, "\n");
        describe_thread_line(e, thread, NULL);
    }
    emit_begin_object(e, "result");
    s->thread = num;
    s->frame = 0;

    struct error *error = session_execute(s, a->command, e);

    if (error != NULL && (!a->go_on || error->kind == ERROR_INTERRUPTED))
        return error;
    emit_end_to(e, depth + 1);
    if (error != NULL && !a->silent) {
        emit_quoted(e, STYLE_ERROR, error->message);
        emit_text(e, ".\n");
        emit_hidden_string(e, "error", error->message);
    }
    error_destroy(error);
    emit_end(e);
    return NULL;
}

static struct error *apply_all(struct session *s, const struct apply *a, struct emitter *e)
{
    unsigned changes = s->target_changes;

    emit_begin_list(e, "threads");
    for (size_t i = 0; i < a->nums.count && !emit_enough(e) && !s->quit; i++) {
        if (session_interrupted(s))
            return session_interrupted_error();
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
    struct apply a = {0};
    unsigned thread = s->thread;
    size_t frame = s->frame;
    bool fixed = s->fixed_snapshot;
    unsigned changes = s->target_changes;
    struct error *error = parse(s, args, &a);

    if (error == NULL) {
        s->fixed_snapshot = true;
        error = apply_all(s, &a, e);
        s->fixed_snapshot = fixed;
        if (s->target_changes == changes) {
            s->thread = thread;
            s->frame = frame;
        }
    }
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
        completion_add_commands(s, c);
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
