/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "commands/carets.h"
#include "commands/commands.h"
#include "commands/print-options.h"
#include "repr/exception.h"
#include "repr/syntax-error.h"
#include "python/runtime.h"
#include "python/thread-exceptions.h"
#include "python/variables.h"
#include "session/describe.h"
#include "session/emit-fields.h"
#include "session/listing.h"
#include "session/hold.h"
#include "session/session.h"

#define FILES_MAX 64
/* TracebackException's max_group_width and max_group_depth. */
#define GROUP_WIDTH_MAX 15
#define GROUP_DEPTH_MAX 10
#define REPEATED_MAX 3 /* equal lines in a row, as Lib/traceback.py has it */

struct source {
    const char *file; /* a code object's */
    struct listing listing;
    bool there;
};

/* What is shown, in the shape of Lib/traceback.py: TracebackException.format(). */
struct showing {
    struct session *s;
    struct emitter *e;
    ARRAY(struct source) sources;
    ARRAY(uint64_t) shown; /* addresses of exceptions that are on the screen already */
    unsigned depth;        /* of exception groups in one another */
    bool need_close;       /* the last member of a group has still to be underlined */
};

static void showing_deinit(struct showing *w)
{
    for (size_t i = 0; i < w->sources.count; i++)
        if (w->sources.data[i].there)
            listing_deinit(&w->sources.data[i].listing);
    array_deinit(&w->sources);
    array_deinit(&w->shown);
}

static bool is_shown(const struct showing *w, const struct exception *exception)
{
    for (size_t i = 0; i < w->shown.count; i++)
        if (w->shown.data[i] == exception->address)
            return true;
    return false;
}

/* What a line begins with inside of a group. */
static void begin_line(struct showing *w, const char *margin)
{
    emit_textf(w->e, STYLE_DIM, "%*s%s", (int)(2 * w->depth), "",
               w->depth == 0    ? ""
               : margin != NULL ? margin
                                : "| ");
}

static const struct listing *find_source(struct showing *w, const char *file)
{
    struct source source = {.file = file};

    for (size_t i = 0; i < w->sources.count; i++)
        if (strcmp(w->sources.data[i].file, file) == 0)
            return w->sources.data[i].there ? &w->sources.data[i].listing : NULL;
    if (w->sources.count == FILES_MAX)
        return NULL;
    source.there = error_ignore(listing_read(w->s, file, &source.listing));
    array_push(&w->sources, source);
    return source.there ? &w->sources.data[w->sources.count - 1].listing : NULL;
}

/* The lines of source, and the marks under them; each behind a margin and an indentation. */
static void show_source(struct showing *w, const struct traceback_entry *entry, bool shown)
{
    const struct listing *listing = find_source(w, entry->code->filename);
    unsigned marks = w->s->runtime->layout.traits.traceback_marks;
    caret_lines lines = {0}, plain = {0};

    if (listing != NULL) {
        carets_make(listing, entry->position, marks, &lines);
        carets_make(listing, entry->position, 0, &plain);
    }
    emit_hidden_string(w->e, "source", plain.count > 0 ? plain.data[0] : NULL);
    for (size_t i = 0; shown && i < lines.count; i++) {
        begin_line(w, NULL);
        emit_text(w->e, "    ");
        emit_quoted(w->e, STYLE_PLAIN, lines.data[i]);
        emit_text(w->e, "\n");
    }
    caret_lines_deinit(&plain);
    caret_lines_deinit(&lines);
}

static void show_entry(struct showing *w, const struct traceback_entry *entry, bool shown)
{
    struct emitter *e = w->e;
    const struct code *code = entry->code;
    const struct code_position *at = &entry->position;
    struct emit_value line = at->line > 0 ? EMIT_OF_INT(at->line) : EMIT_OF_NULL;
    CLEANUP_FREE char *number = at->line > 0 ? xasprintf("%d", at->line) : xstrdup("None");

    if (shown) {
        begin_line(w, NULL);
        emit_text(e, "  File \"");
    }
    emit_begin_object(e, NULL);
    describe_shown(e, shown, "file", STYLE_FILE, EMIT_OF_STRING(code->filename), code->filename);
    emit_text(e, shown ? "\", line " : "");
    describe_shown(e, shown, "line", STYLE_NUMBER, line, number);
    emit_text(e, shown ? ", in " : "");
    describe_shown(e, shown, "function", STYLE_FUNCTION, EMIT_OF_STRING(code->name), code->name);
    emit_hidden_string(e, "qualname", code->qualname);
    if (at->column >= 0 && at->end_column >= 0) {
        emit_hidden_int(e, "end_line", at->end_line);
        emit_hidden_int(e, "column", at->column);
        emit_hidden_int(e, "end_column", at->end_column);
    }
    emit_text(e, shown ? "\n" : "");
    show_source(w, entry, shown);
    emit_end(e);
}

static void show_repeated(struct showing *w, size_t repeated)
{
    if (repeated <= REPEATED_MAX)
        return;
    begin_line(w, NULL);
    emit_textf(w->e, STYLE_DIM, "  [Previous line repeated %zu more time%s]\n",
               repeated - REPEATED_MAX, repeated - REPEATED_MAX == 1 ? "" : "s");
}

static void show_traceback(struct showing *w, const struct exception *exception, const char *margin)
{
    size_t repeated = 0;

    if (exception->traceback.count > 0) {
        begin_line(w, margin);
        emit_textf(w->e, STYLE_PLAIN, "%sTraceback (most recent call last):\n",
                   exception->is_group ? "Exception Group " : "");
    }
    emit_begin_list(w->e, "traceback");
    for (size_t i = 0; i < exception->traceback.count && !emit_enough(w->e); i++) {
        const struct traceback_entry *entry = &exception->traceback.data[i];
        const struct traceback_entry *before = entry - 1;

        if (i > 0 && entry->code == before->code && entry->position.line == before->position.line) {
            repeated++;
        } else {
            show_repeated(w, repeated);
            repeated = 1;
        }
        show_entry(w, entry, repeated <= REPEATED_MAX);
    }
    emit_end(w->e);
    show_repeated(w, repeated);
    emit_hidden_bool(w->e, "traceback_cut", exception->traceback_cut);
    if (exception->traceback_cut) {
        begin_line(w, NULL);
        emit_text(w->e, "  (The rest of the traceback is not here.)\n");
    }
}

/* With its tabs, as a traceback has it. */
static void show_text(struct showing *w, enum style style, const char *text)
{
    for (const char *tab; (tab = strchr(text, '\t')) != NULL; text = tab + 1) {
        CLEANUP_FREE char *part = xstrndup(text, (size_t)(tab - text));

        emit_quoted(w->e, style, part);
        emit_text(w->e, "\t");
    }
    emit_quoted(w->e, style, text);
}

/* Text that may have several lines, each on its own; the first goes on the line that is open. */
static void show_lines(struct showing *w, enum style style, const char *text)
{
    for (const char *at = text;;) {
        const char *end = strchr(at, '\n');
        CLEANUP_FREE char *line = xstrndup(at, end != NULL ? (size_t)(end - at) : strlen(at));

        show_text(w, style, line);
        emit_text(w->e, "\n");
        if (end == NULL)
            return;
        begin_line(w, NULL);
        at = end + 1;
    }
}

static void show_indented(struct showing *w, const char *text)
{
    begin_line(w, NULL);
    emit_text(w->e, "    ");
    show_lines(w, STYLE_PLAIN, text);
}

/* What a SyntaxError is about stands between its traceback and its message. */
static void show_syntax(struct showing *w, const struct syntax_error *syntax)
{
    struct emitter *e = w->e;

    if (syntax == NULL)
        return;
    emit_begin_object(e, "syntax");
    if (syntax->place != NULL) {
        begin_line(w, NULL);
        emit_text(e, "  File \"");
        emit_string(e, "file", STYLE_FILE, syntax->place);
        emit_text(e, "\", line ");
        emit_as(e, "line", STYLE_NUMBER,
                syntax->line[0] == 'N' ? EMIT_OF_NULL
                                       : EMIT_OF_INT(strtoll(syntax->line, NULL, 10)),
                "%s", syntax->line);
        emit_text(e, "\n");
    } else {
        emit_hidden_null(e, "file");
        emit_hidden_null(e, "line");
    }
    emit_hidden_string(e, "text", syntax->text);
    emit_hidden_int(e, "column", syntax->column);
    emit_hidden_int(e, "end_column", syntax->end_column);
    emit_hidden_string(e, "message", syntax->message);
    if (syntax->text != NULL)
        show_indented(w, syntax->text);
    if (syntax->marks != NULL)
        show_indented(w, syntax->marks);
    emit_end(e);
}

static void show_message(struct showing *w, const struct exception *exception)
{
    const char *message =
        exception->syntax != NULL ? exception->syntax->message : exception->message;
    bool own_str = exception->own_str && exception->syntax == NULL;
    struct emitter *e = w->e;
    bool any = message != NULL && message[0] != '\0';

    show_syntax(w, exception->syntax);
    begin_line(w, NULL);
    emit_string(e, "type", STYLE_ERROR, exception->type != NULL ? exception->type : "?");
    emit_hidden_string(e, "message", exception->message);
    emit_hidden_bool(e, "own_str", exception->own_str);
    if (exception->address != 0) {
        CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)exception->address);

        emit_hidden_string(e, "address", address);
    } else {
        emit_hidden_null(e, "address");
    }
    if (any && own_str)
        emit_text(e, " with the arguments ");
    else if (any)
        emit_text(e, ": ");
    if (any)
        show_lines(w, STYLE_PLAIN, message);
    else
        emit_text(e, "\n");
    if (any && own_str) {
        begin_line(w, NULL);
        emit_textf(e, STYLE_DIM,
                   "(Its message would be made by its own __str__, which is not "
                   "run.)\n");
    }
    emit_hidden_string(e, "unread", exception->unread);
    if (exception->unread != NULL) {
        begin_line(w, NULL);
        emit_text(e, "(");
        emit_quoted(e, STYLE_WARNING, exception->unread);
        emit_text(e, ")\n");
    }
    emit_begin_list(e, "notes");
    for (size_t i = 0; i < exception->notes.count; i++) {
        begin_line(w, NULL);
        show_lines(w, STYLE_PLAIN, exception->notes.data[i]);
        emit_hidden_string(e, NULL, exception->notes.data[i]);
    }
    emit_end(e);
}

static void show_exception(struct showing *w, const char *name, const struct exception *exception);

/* Beyond what a traceback shows: as fields alone. */
static void show_fields(struct showing *w, const char *name, const struct exception *exception)
{
    struct emitter *e = w->e;
    struct emit_fields fields;

    emit_fields_init(&fields, e);
    w->e = &fields.emitter;
    show_exception(w, name, exception);
    w->e = e;
}

static void begin_member(struct showing *w, size_t index, bool is_last)
{
    CLEANUP_FREE char *title =
        index < GROUP_WIDTH_MAX ? xasprintf("%zu", index + 1) : xstrdup("...");

    w->need_close |= is_last;
    emit_textf(w->e, STYLE_DIM, "%*s%s---------------- %s ----------------\n", (int)(2 * w->depth),
               "", index == 0 ? "+-+" : "  +", title);
    w->depth++;
}

static void end_member(struct showing *w, bool is_last)
{
    if (is_last && w->need_close) {
        emit_textf(w->e, STYLE_DIM, "%*s+------------------------------------\n",
                   (int)(2 * w->depth), "");
        w->need_close = false;
    }
    w->depth--;
}

static void show_members(struct showing *w, const struct exception *exception)
{
    size_t count = exception->group.count;
    size_t shown = count < GROUP_WIDTH_MAX ? count : GROUP_WIDTH_MAX;
    size_t rest = exception->group_size > shown ? exception->group_size - shown : 0;

    emit_hidden_uint(w->e, "group_size", exception->group_size);
    emit_begin_list(w->e, "group");
    for (size_t i = 0; i < shown && !emit_enough(w->e); i++) {
        bool is_last = rest == 0 && i + 1 == shown;

        begin_member(w, i, is_last);
        show_exception(w, NULL, exception->group.data[i]);
        end_member(w, is_last);
    }
    if (rest > 0) {
        begin_member(w, GROUP_WIDTH_MAX, true);
        begin_line(w, NULL);
        emit_textf(w->e, STYLE_PLAIN, "and %zu more exception%s\n", rest, rest == 1 ? "" : "s");
        end_member(w, true);
    }
    for (size_t i = shown; i < count && !emit_enough(w->e); i++)
        show_fields(w, NULL, exception->group.data[i]);
    emit_end(w->e);
}

/* One that came before: shown first, as it happened first. */
static void show_before(struct showing *w, const char *name, const struct exception *exception,
                        bool shown, const char *words)
{
    if (exception == NULL) {
        emit_hidden_null(w->e, name);
        return;
    }
    /* A context that `from` has suppressed is in no traceback, and is left to `print`. */
    if (!shown)
        return;
    show_exception(w, name, exception);
    begin_line(w, NULL);
    emit_text(w->e, "\n");
    begin_line(w, NULL);
    emit_textf(w->e, STYLE_TITLE, "%s\n", words);
    begin_line(w, NULL);
    emit_text(w->e, "\n");
}

static void show_itself(struct showing *w, const struct exception *exception)
{
    bool outermost = w->depth == 0 && exception->is_group;

    w->depth += outermost;
    show_traceback(w, exception, outermost ? "+ " : NULL);
    show_message(w, exception);
    if (exception->is_group)
        show_members(w, exception);
    w->depth -= outermost;
}

static void show_exception(struct showing *w, const char *name, const struct exception *exception)
{
    bool from_cause = exception->cause != NULL;
    struct emitter *e = w->e;
    struct emit_fields fields;

    if (exception->address != 0)
        array_push(&w->shown, exception->address);
    emit_begin_object(w->e, name);
    show_before(w, "cause", exception->cause, true,
                "The above exception was the direct cause of the following exception:");
    show_before(w, "context", exception->context, !from_cause && !exception->suppress_context,
                "During handling of the above exception, another exception occurred:");
    emit_hidden_bool(w->e, "suppress_context", exception->suppress_context);
    if (exception->is_group && w->depth > GROUP_DEPTH_MAX) {
        begin_line(w, NULL);
        emit_textf(e, STYLE_PLAIN, "... (max_group_depth is %d)\n", GROUP_DEPTH_MAX);
        emit_fields_init(&fields, e);
        w->e = &fields.emitter;
    }
    show_itself(w, exception);
    w->e = e;
    emit_end(e);
}

static struct exception *read_one(struct session *s, struct repr *repr,
                                  const struct thread_exception *found)
{
    return found->made ? exception_read(s->runtime, repr, found->value, found->traceback)
                       : exception_read_raised(s->runtime, repr, found->type, found->value,
                                               found->traceback);
}

/* One that came up in another one's traceback is named once more, and no more than that. */
static void show_again(struct showing *w, const struct exception *exception)
{
    emit_begin_object(w->e, "exception");
    emit_hidden_bool(w->e, "repeated", true);
    show_message(w, exception);
    emit_text(w->e, "(Its traceback is above.)\n");
    emit_end(w->e);
}

static void show_found(struct showing *w, const struct thread *thread, struct repr *repr,
                       const struct thread_exception *found)
{
    struct emitter *e = w->e;
    struct exception *exception = read_one(w->s, repr, found);

    emit_begin_object(e, NULL);
    emit_hidden_string(e, "state", found->raised ? "raised" : "handled");
    if (found->level_known) {
        emit_text(e, "Handled by frame ");
        emit_textf(e, STYLE_NUMBER, "%zu", found->level);
        emit_text(e, ", ");
        describe_frame(e, "frame", thread, found->level, DESCRIBE_PLACE);
    } else {
        emit_hidden_null(e, "frame");
        emit_text(e, found->raised ? "Raised, and not caught yet"
                                   : "Handled by a frame that cannot be told");
    }
    emit_text(e, ":\n\n");
    if (is_shown(w, exception))
        show_again(w, exception);
    else
        show_exception(w, "exception", exception);
    emit_end(e);
    exception_destroy(exception);
}

static bool has_moved(struct session *s, const struct thread *thread)
{
    struct variables_view view;
    bool moved = false;

    if (thread->frames.count == 0)
        return false;
    variables_view_init(&view, s->runtime, thread);
    if (!error_ignore(variables_check(&view, 0, &moved)))
        moved = true;
    moved = moved || view.ran;
    variables_view_deinit(&view);
    return moved;
}

static struct error *show_all(struct session *s, const struct thread *thread,
                              const thread_exception_array *found, struct emitter *e)
{
    CLEANUP(showing_deinit) struct showing w = {.s = s, .e = e};
    struct repr *repr = repr_create(s->runtime, print_options_default(s).limits);
    struct error *error = NULL;

    emit_begin_list(e, "exceptions");
    for (size_t i = 0; i < found->count && !emit_enough(e) && error == NULL; i++) {
        if (session_interrupted(s))
            error = session_interrupted_error();
        emit_text(e, i > 0 ? "\n" : "");
        if (error == NULL)
            show_found(&w, thread, repr, &found->data[i]);
    }
    repr_destroy(repr);
    TRY(error);
    emit_end(e);
    return NULL;
}

static struct error *info_exception_run(struct session *s, const char *args, struct emitter *e)
{
    const struct thread *thread = session_thread(s);
    thread_exception_array found = {0};
    struct error *broken, *error;

    if (args[0] != '\0')
        return error_create(ERROR_USAGE,
                            "info exception takes no arguments; it is about the selected thread");

    bool moved = has_moved(s, thread);

    broken = thread_exceptions(s->runtime, thread, &found);
    emit_hidden_uint(e, "thread", thread->num);
    if (found.count == 0 && broken == NULL)
        emit_textf(e, STYLE_PLAIN, "Thread %u handles no exception.\n", thread->num);
    error = show_all(s, thread, &found, e);
    array_deinit(&found);
    moved = moved || has_moved(s, thread);
    emit_hidden_bool(e, "moved", moved);
    emit_hidden_string(e, "error", broken != NULL ? broken->message : NULL);
    if (broken != NULL)
        emit_warning(e, "there may be more: %s", broken->message);
    if (moved)
        emit_text(e, "(The thread has gone on since its stack was read: frames may be wrong.)\n");
    error_destroy(broken);
    return error;
}

const struct command info_exception_command = {
    .name = "info exception",
    .group = GROUP_WHAT,
    .usage = "",
    .summary = "Print the exceptions that the selected thread handles, as tracebacks",
    .help =
        "The newest first, each with the frame whose `except` or `finally` is handling it, and in\n"
        "the shape of Python's own tracebacks: what it came from stands above it.  One that was\n"
        "raised and not caught yet is shown as well.  From 3.11 on what was being computed is\n"
        "marked, as Python does.  Of an exception whose message is made by a __str__ of its own\n"
        "class, which is not run, the arguments are shown; those of the standard library are "
        "known.\n"
        "Under a SyntaxError's place stands what it has found fault with.\n"
        "\n"
        "    info exception\n"
        "    thread apply all info exception\n",
    .needs = NEEDS_THREAD,
    .values = hold_always,
    .run = info_exception_run,
};
