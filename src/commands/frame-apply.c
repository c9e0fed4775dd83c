/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "commands/apply.h"
#include "commands/commands.h"
#include "session/completion.h"
#include "session/describe.h"
#include "session/session.h"
#include "session/words.h"

struct frames_apply {
    struct apply apply;
    ARRAY(size_t) levels;
};

static struct error *usage(void)
{
    return error_create(ERROR_USAGE, "Usage: frame apply all|N|-N|level LEVEL... [-q|-c|-s] "
                                     "COMMAND, where LEVEL is like 2 or 1-3");
}

static void add_range(struct frames_apply *a, size_t first, size_t end)
{
    for (size_t level = first; level < end; level++)
        array_push(&a->levels, level);
}

/* "3" or "3-5" */
static struct error *add_levels(struct frames_apply *a, const char *word, size_t count)
{
    const char *dash = strchr(word, '-');
    CLEANUP_FREE char *low = xstrndup(word, dash != NULL ? (size_t)(dash - word) : strlen(word));
    uint64_t first, last;

    if (!text_to_u64(low, &first) || !text_to_u64(dash != NULL ? dash + 1 : low, &last) ||
        last < first)
        return error_create(ERROR_USAGE, "\"%s\" is neither the number of a frame nor a range",
                            word);
    if (last >= count)
        return error_create(ERROR_NOT_FOUND, "No frame at level %llu", (unsigned long long)last);
    add_range(a, (size_t)first, (size_t)last + 1);
    return NULL;
}

/* Which frames of count; *at goes on behind. */
static struct error *parse_frames(struct frames_apply *a, const char **at, size_t count)
{
    CLEANUP_FREE char *word = xstrndup(*at, strcspn(*at, " \t"));
    int64_t number;

    if (word[0] == '\0')
        return usage();
    *at = words_skip_blanks(*at + strlen(word));
    if (strcmp(word, "level") == 0) {
        while (isdigit((unsigned char)**at)) {
            CLEANUP_FREE char *level = xstrndup(*at, strcspn(*at, " \t"));

            TRY(add_levels(a, level, count));
            *at = words_skip_blanks(*at + strlen(level));
        }
        return a->levels.count > 0 ? NULL : usage();
    }
    if (apply_is_all(word)) {
        add_range(a, 0, count);
    } else if (text_to_i64(word, &number) && number != 0) {
        if (number > 0)
            add_range(a, 0, (uint64_t)number < count ? (size_t)number : count);
        else
            add_range(a, (uint64_t)-number < count ? count - (size_t)-number : 0, count);
    } else {
        return usage();
    }
    return NULL;
}

static struct error *parse(struct session *s, const char *args, struct frames_apply *a)
{
    apply_take_switches(&a->apply, &args);
    TRY(parse_frames(a, &args, session_thread(s)->frames.count));
    apply_take_switches(&a->apply, &args);
    a->apply.command = args;
    return args[0] != '\0' ? NULL : usage();
}

static struct error *apply_to(struct session *s, const struct frames_apply *a, size_t level,
                              struct emitter *e)
{
    emit_begin_object(e, NULL);
    describe_frame(e, "frame", session_thread(s), level,
                   a->apply.quiet ? DESCRIBE_HIDDEN : DESCRIBE_LINE);
    s->frame = level;
    TRY(apply_run(s, &a->apply, e));
    emit_end(e);
    return NULL;
}

static struct error *apply_all(struct session *s, void *arg, struct emitter *e)
{
    const struct frames_apply *a = arg;
    unsigned changes = s->target_changes;
    unsigned thread = s->thread;

    emit_begin_list(e, "frames");
    for (size_t i = 0; i < a->levels.count && !emit_enough(e) && !s->quit; i++) {
        TRY(apply_to(s, a, a->levels.data[i], e));
        if (s->target_changes != changes)
            return error_create(ERROR_NOT_FOUND, "The process of these frames is let go");
        s->thread = thread;
    }
    emit_end(e);
    return NULL;
}

static struct error *frame_apply_run(struct session *s, const char *args, struct emitter *e)
{
    struct frames_apply a = {0};
    struct error *error = parse(s, args, &a);

    if (error == NULL)
        error = apply_keeping(s, e, &a, apply_all);
    array_deinit(&a.levels);
    return error;
}

static void frame_apply_complete(struct session *s, struct completions *c)
{
    struct frames_apply a = {0};
    const char *at = c->line;
    struct completions before = *c;

    apply_take_switches(&a.apply, &at);
    if (*at == '\0') {
        c->add(c, "all");
        c->add(c, "level");
    } else if (session_thread(s) != NULL &&
               error_ignore(parse_frames(&a, &at, session_thread(s)->frames.count))) {
        apply_take_switches(&a.apply, &at);
        c->line = at;
        completion_add_line(s, c);
        *c = before;
    }
    array_deinit(&a.levels);
}

const struct command frame_apply_command = {
    .name = "frame apply",
    .group = GROUP_WHERE,
    .usage = "all|N|-N|level LEVEL... [-q|-c|-s] COMMAND",
    .summary = "Run a command for each of several frames of the selected thread",
    .help =
        "N are the N newest frames, -N the N oldest, LEVEL numbers as bt shows them, and ranges.\n"
        "The stack is read once, before the first.  An error ends it; with -c it is shown and the\n"
        "next frame comes, with -s it is not even shown.  -q leaves out the line before each "
        "frame.\n"
        "\n"
        "    frame apply all -s p self.name\n"
        "    frame apply level 0 2-4 locals\n"
        "    thread apply all frame apply 1 args\n",
    .needs = NEEDS_FRAME,
    .fresh = true,
    .complete = frame_apply_complete,
    .run = frame_apply_run,
};
