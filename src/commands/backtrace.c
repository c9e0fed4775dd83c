/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/repeats.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/variables.h"
#include "repr/waiting.h"
#include "session/completion.h"
#include "session/describe.h"
#include "session/hold.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/words.h"

struct request {
    int64_t count; /* frames of each thread: the newest, or when negative the oldest; 0: all */
    bool all;
    bool full; /* with the variables of each frame */
    ARRAY(unsigned) threads;
};

static struct error *parse(const char *args, struct request *ret)
{
    bool counted = false;

    for (const char *at = args; *at != '\0'; at = words_skip_blanks(at)) {
        size_t length = strcspn(at, " \t");
        CLEANUP_FREE char *word = xstrndup(at, length);
        uint64_t num;

        at += length;
        if (strcmp(word, "all") == 0)
            ret->all = true;
        else if (!counted && text_to_i64(word, &ret->count))
            counted = true;
        else if (text_to_u64(word, &num) && num > 0 && num < UINT32_MAX)
            array_push(&ret->threads, (unsigned)num);
        else if (strcmp(word, "full") == 0 || strcmp(word, "-full") == 0)
            ret->full = true;
        else
            return error_create(ERROR_USAGE,
                                "\"%s\" is neither a number nor `all`; see `help "
                                "backtrace`",
                                word);
    }
    if (ret->all && ret->threads.count > 0)
        return error_create(ERROR_USAGE, "either `all` or numbers of threads, not both");
    return NULL;
}

/* A frame that has returned since is no reason to leave out the others. */
static struct error *show_full(struct session *s, struct repr *repr,
                               const struct variables_view *view, size_t level, struct emitter *e)
{
    size_t width = print_options_default(s).width;
    unsigned depth = e->depth;
    struct error *error =
        variables_show(s, repr, view, level, VARIABLES_LOCALS, width, "        ", e);
    bool moved;

    if (error == NULL && error_ignore(variables_check(view, level, &moved)))
        emit_hidden_bool(e, "moved", moved);
    if (error == NULL || error->kind == ERROR_INTERRUPTED || error->kind == ERROR_EXITED)
        return error;
    emit_end_to(e, depth);
    emit_textf(e, STYLE_WARNING, "        (%s)\n", error->message);
    emit_hidden_string(e, "error", error->message);
    emit_hidden_bool(e, "stale", error->kind == ERROR_STALE);
    error_destroy(error);
    return NULL;
}

/* Frames that repeat, as those of a recursion do: each is at the same line of the same function. */
struct folding {
    struct repeats_list list;
    struct repeats found;
    size_t shown, end; /* those before are shown; the next that may begin to repeat */
};

static bool is_same(const void *arg, size_t a, size_t b)
{
    const struct thread *thread = arg;
    const struct frame *left = &thread->frames.data[a], *right = &thread->frames.data[b];

    return left->code == right->code && left->position.line == right->position.line &&
           describe_is_verified(thread, a) == describe_is_verified(thread, b);
}

static void show_line(struct folding *f, const struct thread *thread, size_t level,
                      struct emitter *e)
{
    if (level >= f->end) {
        bool folds = repeats_find(&f->list, level, &f->found);

        f->shown = folds ? level + f->list.most * f->found.period : level + 1;
        f->end = folds ? level + f->found.times * f->found.period : f->shown;
    }
    describe_frame(e, NULL, thread, level, level < f->shown ? DESCRIBE_LINE : DESCRIBE_HIDDEN);
    if (level + 1 == f->end && f->end > f->shown) {
        CLEANUP_FREE char *text = repeats_text(&f->list, &f->found);

        emit_textf(e, STYLE_DIM, "    %s\n", text);
    }
}

/* *returned: how many of the newest frames were gone when all had been read. The stack is read
 * twice, however many frames there are. */
static struct error *show_frames(struct session *s, const struct thread *thread, size_t first,
                                 size_t end, bool full, struct emitter *e, size_t *returned)
{
    struct variables_view view = {0};
    struct repr *repr = NULL;
    struct error *error = NULL;
    struct folding folding = {
        .list = {end, (size_t)setting_number(s->settings, SETTING_BACKTRACE_REPEATS), is_same,
                 thread},
    };

    if (full) {
        repr = repr_create(s->runtime, print_options_default(s).limits);
        variables_view_init(&view, s->runtime, thread);
    }
    for (size_t level = first; level < end && error == NULL && !emit_enough(e); level++) {
        if (session_interrupted(s)) {
            error = session_interrupted_error();
            break;
        }
        if (!full) {
            show_line(&folding, thread, level, e);
            continue;
        }
        describe_open_frame(e, NULL, thread, level, DESCRIBE_LINE);
        error = show_full(s, repr, &view, level, e);
        if (error == NULL)
            emit_end(e);
    }
    *returned = full && error == NULL ? variables_returned(&view) : 0;
    if (full && error == NULL)
        variables_emit_ran(&view, e);
    if (full)
        variables_view_deinit(&view);
    repr_destroy(repr);
    return error;
}

/* One thread, as work that is done while nobody runs if values are wanted. */
struct thread_job {
    const struct runtime *runtime;
    const struct request *request;
    const struct thread *thread;
    struct waiting_reader *reader;
};

static void show_returned(const struct thread_job *job, size_t returned, size_t first, size_t end,
                          struct emitter *e)
{
    emit_hidden_bool(e, "ran_since", snapshot_has_run(job->runtime, job->thread));
    emit_hidden_uint(e, "stale_frames", returned);
    if (returned > first)
        emit_textf(e, STYLE_WARNING,
                   "(Of frames that returned while they were read: those up to %zu.)\n",
                   (returned < end ? returned : end) - 1);
}

static struct error *show_thread_body(struct session *s, void *arg, struct emitter *e)
{
    const struct thread_job *job = arg;
    const struct request *request = job->request;
    const struct thread *thread = job->thread;
    size_t total = thread->frames.count, returned;
    size_t first = 0;
    size_t end = total;
    struct waiting waiting;

    if (request->count > 0 && (uint64_t)request->count < total)
        end = (size_t)request->count;
    if (request->count < 0 && (uint64_t)-request->count < total)
        first = total - (size_t)-request->count;

    waiting_read(job->reader, thread, &waiting);
    waiting_find_holder(&waiting, s->snapshot);
    /* `thread apply` has said it already. */
    if (!s->fixed_snapshot)
        describe_thread_line(e, thread, &waiting);
    describe_thread_fields(e, thread, false, false);
    describe_waiting(e, &waiting, false, false);
    waiting_deinit(&waiting);
    emit_begin_list(e, "frames");
    TRY(show_frames(s, thread, first, end, request->full, e, &returned));
    emit_end(e);
    if (request->full)
        show_returned(job, returned, first, end, e);
    if (end < total || thread->truncated)
        emit_text(e, "(More stack frames follow...)\n");
    if (total == 0 && thread->error == NULL)
        emit_text(e, "No Python frames.\n");
    if (thread->error != NULL) {
        emit_textf(e, STYLE_WARNING, "Backtrace stopped: ");
        emit_quoted(e, STYLE_WARNING, thread->error->message);
        emit_text(e, "\n");
    }
    return NULL;
}

static bool rereads_thread(struct session *s, void *arg, const struct thread *thread)
{
    const struct thread_job *job = arg;

    return !s->fixed_snapshot && thread == job->thread;
}

static struct error *show_thread(struct session *s, const struct request *request,
                                 struct waiting_reader *reader, const struct thread *thread,
                                 struct emitter *e)
{
    struct thread_job job = {s->runtime, request, thread, reader};
    struct hold_work work = {
        .run = show_thread_body,
        .reread = rereads_thread,
        .arg = &job,
        .proof_name = "values_proof",
    };

    emit_begin_object(e, NULL);
    TRY(request->full ? hold_run(s, &work, e) : show_thread_body(s, &job, e));
    emit_end(e);
    return NULL;
}

static bool is_wanted(const struct session *s, const struct request *request,
                      const struct thread *thread)
{
    if (request->all)
        return true;
    if (request->threads.count == 0)
        return thread->num == s->thread;
    for (size_t i = 0; i < request->threads.count; i++)
        if (request->threads.data[i] == thread->num)
            return true;
    return false;
}

static struct error *show_threads(struct session *s, const struct request *request,
                                  struct waiting_reader *reader, struct emitter *e)
{
    bool any = false;

    for (size_t i = 0; i < s->snapshot->threads.count && !emit_enough(e); i++) {
        if (!is_wanted(s, request, &s->snapshot->threads.data[i]))
            continue;
        if (any)
            emit_text(e, "\n");
        any = true;
        TRY(show_thread(s, request, reader, &s->snapshot->threads.data[i], e));
    }
    return NULL;
}

static struct error *show(struct session *s, const struct request *request, struct emitter *e)
{
    struct waiting_reader *reader;
    deadlock_list deadlocks = {0};
    struct error *error;

    for (size_t i = 0; i < request->threads.count; i++)
        if (snapshot_thread(s->snapshot, request->threads.data[i]) == NULL)
            return error_create(ERROR_NOT_FOUND, "Unknown thread %u", request->threads.data[i]);
    if (!request->all && request->threads.count == 0 && session_thread(s) == NULL)
        return session_no_thread(s);
    reader = waiting_reader_create(s->runtime, s->snapshot, 0, true);
    emit_begin_list(e, "threads");
    error = show_threads(s, request, reader, e);
    if (error == NULL) {
        emit_end(e);
        waiting_deadlocks(reader, &deadlocks);
        describe_deadlocks(e, &deadlocks);
    }
    deadlock_list_deinit(&deadlocks);
    waiting_reader_destroy(reader);
    TRY(error);
    /* Of what is held as a whole, the end of that says it. */
    describe_span(e, s->snapshot, !s->holding && (request->all || request->threads.count > 1));
    return NULL;
}

static bool backtrace_values(const char *args)
{
    struct request request = {0};
    bool full = error_ignore(parse(args, &request)) && request.full;

    array_deinit(&request.threads);
    return full;
}

static bool backtrace_wants(struct session *s, const char *args, const struct thread *thread)
{
    struct request request = {0};
    bool wanted = error_ignore(parse(args, &request)) && is_wanted(s, &request, thread);

    array_deinit(&request.threads);
    return wanted;
}

static struct error *backtrace_run(struct session *s, const char *args, struct emitter *e)
{
    struct request request = {0};
    struct error *error = parse(args, &request);

    if (error == NULL)
        error = show(s, &request, e);
    array_deinit(&request.threads);
    return error;
}

static void backtrace_complete(struct session *s, struct completions *c)
{
    c->add(c, "all");
    c->add(c, "full");
    c->add(c, "-full");
    completion_add_threads(s, c);
}

static const char *const aliases[] = {"bt", "where", NULL};

const struct command backtrace_command = {
    .name = "backtrace",
    .aliases = aliases,
    .group = GROUP_WHERE,
    .usage = "[-stop] [full] [N|-N] [all|THREAD...]",
    .summary = "Print the stack of the selected thread, of some, or of all",
    .help =
        "Frame 0 is the newest and is printed first.  The first number is N, which prints the N\n"
        "newest frames, or -N, the N oldest; 0 prints all.  THREAD are numbers as `info threads`\n"
        "shows them: `bt 0 3` is all frames of thread 3.  With `full` each frame is followed by "
        "its\n"
        "variables, as `locals` prints them.  Of frames in a row at one line of one function, as "
        "a\n"
        "recursion has them, three are printed (`set backtrace repeats`), and with `full` all; "
        "where up to\n"
        "eight functions call one another in turn, three turns.\n"
        "\n"
        "With -stop, or after `set stop brief`, threads that run are stopped for the moment of "
        "the\n"
        "read, and all that is printed is of that moment.\n"
        "\n"
        "Each call reads the target anew.  The line of each thread ends with the proof of its "
        "stack:\n"
        "off-cpu (the thread did not run while it was read), reread (a dozen reads over\n"
        "about a millisecond were all equal), stopped, or unverified: then frames marked with "
        "? may\n"
        "not belong together.  `info proof` says more.\n"
        "\n"
        "    bt\n"
        "    bt all\n"
        "    bt -5 all\n"
        "    bt full 3\n",
    .needs = NEEDS_SNAPSHOT, /* `bt all` needs no selected thread */
    .fresh = true,
    .values = backtrace_values,
    .wants = backtrace_wants,
    .complete = backtrace_complete,
    .run = backtrace_run,
};
