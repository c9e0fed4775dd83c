/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/wrap.h"
#include "python/runtime.h"
#include "repr/signature.h"
#include "session/completion.h"
#include "session/words.h"
#include "target/target.h"

static struct error *parse_number(const char **at, const char *what, uint64_t *ret)
{
    size_t length = strcspn(*at, " \t");
    CLEANUP_FREE char *word = xstrndup(*at, length);

    if (!text_to_u64(word, ret))
        return error_create(ERROR_USAGE, "\"%s\" is not the number of a %s", word, what);
    *at = words_skip_blanks(*at + length);
    return NULL;
}

struct error *variables_parse(struct session *s, const char *args, const struct thread **thread,
                              size_t *level)
{
    uint64_t frame = 0, num = 0;
    bool frame_given = false, thread_given = false;

    for (const char *at = args; *at != '\0';) {
        bool is_frame = text_starts_with(at, "frame ");

        if (!is_frame && !text_starts_with(at, "thread "))
            return error_create(ERROR_USAGE, "\"%s\" is neither `frame N` nor `thread N`", at);
        at = words_skip_blanks(at + strcspn(at, " "));
        TRY(parse_number(&at, is_frame ? "frame" : "thread", is_frame ? &frame : &num));
        frame_given |= is_frame;
        thread_given |= !is_frame;
    }
    *thread = session_thread(s);
    *level = s->frame;
    if (thread_given) {
        const struct thread *other =
            num <= UINT32_MAX ? snapshot_thread(s->snapshot, (unsigned)num) : NULL;

        if (other == NULL)
            return error_create(ERROR_NOT_FOUND, "Unknown thread %llu", (unsigned long long)num);
        if (other != *thread)
            *level = 0;
        *thread = other;
    }
    if (*thread == NULL)
        return error_create(ERROR_NOT_FOUND, "The selected thread %u has ended; see `info threads`",
                            s->thread);
    if (frame_given)
        *level = frame <= SIZE_MAX ? (size_t)frame : SIZE_MAX;
    if ((*thread)->frames.count == 0)
        return error_create(ERROR_NOT_FOUND, "Thread %u has no Python frames", (*thread)->num);
    if (*level >= (*thread)->frames.count)
        return error_create(ERROR_NOT_FOUND, "No frame at level %zu", *level);
    return NULL;
}

void variables_complete(struct session *s, struct completions *c)
{
    const char *line = c->line;
    size_t length = strlen(line);

    if (print_options_complete(s, c, &line))
        return;
    while (length > 0 && strchr(" \t", c->line[length - 1]) != NULL)
        length--;
    if (length >= 6 && strncmp(c->line + length - 6, "thread", 6) == 0) {
        completion_add_threads(s, c);
    } else if (length < 5 || strncmp(c->line + length - 5, "frame", 5) != 0) {
        c->add(c, "frame");
        c->add(c, "thread");
    }
}

void variables_emit_cut(struct emitter *e, unsigned cut)
{
    const char *name;

    emit_hidden_bool(e, "truncated", cut != 0);
    emit_begin_list(e, "cut");
    for (size_t i = 0; (name = repr_cut_name(cut, i)) != NULL; i++)
        emit_hidden_string(e, NULL, name);
    emit_end(e);
}

void variables_emit_value(struct emitter *e, struct repr *repr, struct slot_value value,
                          size_t column, size_t width)
{
    struct repr_result result = {0};

    if (value.is_number) {
        result.type = xstrdup("int");
        result.text = xasprintf("%lld", (long long)value.number);
    } else {
        repr_object(repr, value.object, &result);
    }
    emit_hidden_string(e, "type", result.type);
    if (width == 0) {
        emit_string(e, "value", STYLE_VALUE, result.text);
    } else {
        emit_hidden_string(e, "value", result.text);
        wrap_text(e, STYLE_VALUE, result.text, column, width);
    }
    if (value.object != 0) {
        CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)value.object);

        emit_hidden_string(e, "address", address);
    } else {
        emit_hidden_null(e, "address");
    }
    variables_emit_cut(e, result.cut);
    repr_result_deinit(&result);
}

void variables_emit_def(struct emitter *e, struct repr *repr, const char *before, const char *name,
                        uint64_t function)
{
    CLEANUP_FREE char *signature = NULL;
    bool async = false;

    if (function != 0)
        error_ignore(signature_text(repr, function, &signature, &async));
    emit_text(e, before);
    emit_text(e, async ? "async def " : "def ");
    emit_string(e, "name", STYLE_FUNCTION, name);
    if (signature != NULL) {
        emit_string(e, "signature", STYLE_PLAIN, signature);
    } else {
        emit_hidden_null(e, "signature");
        emit_text(e, "(...)");
    }
    emit_hidden_bool(e, "async", async);
}

static void show_one(struct repr *repr, const struct variable *variable, size_t width,
                     const char *indent, struct emitter *e)
{
    struct slot_value value = {
        .object = variable->object,
        .number = variable->number,
        .is_number = variable->object == 0,
    };

    emit_begin_object(e, NULL);
    emit_text(e, indent);
    emit_string(e, "name", STYLE_VARIABLE, variable->name);
    emit_hidden_string(e, "kind", variable_kind_name(variable->kind));
    emit_text(e, " = ");
    variables_emit_value(e, repr, value,
                         strlen(indent) + text_width(variable->name) + strlen(" = "), width);
    emit_text(e, "\n");
    emit_end(e);
}

static struct error *show_all(struct session *s, struct repr *repr, const variable_array *variables,
                              enum variables_which which, size_t width, const char *indent,
                              struct emitter *e)
{
    struct error *error = NULL;
    size_t shown = 0;

    emit_begin_list(e, "variables");
    for (size_t i = 0; i < variables->count && error == NULL && !emit_enough(e); i++) {
        if (which == VARIABLES_ARGS && variables->data[i].kind != VARIABLE_ARG)
            continue;
        if (session_interrupted(s))
            error = session_interrupted_error();
        /* What lies together is read once, but no value is older than its line. */
        target_cache_on(s->target);
        if (error == NULL)
            show_one(repr, &variables->data[i], width, indent, e);
        target_cache_off(s->target);
        shown++;
    }
    TRY(error);
    emit_end(e);
    if (shown == 0)
        emit_textf(e, STYLE_PLAIN, "%sNo %s.\n", indent,
                   which == VARIABLES_ARGS      ? "arguments"
                   : which == VARIABLES_GLOBALS ? "globals"
                                                : "locals");
    return NULL;
}

struct error *variables_show(struct session *s, struct repr *repr,
                             const struct variables_view *view, size_t level,
                             enum variables_which which, size_t width, const char *indent,
                             struct emitter *e)
{
    variable_array variables = {0};
    struct error *error = which == VARIABLES_GLOBALS ? variables_globals(view, level, &variables)
                                                     : variables_locals(view, level, &variables);

    if (error == NULL)
        error = show_all(s, repr, &variables, which, width, indent, e);
    variables_deinit(&variables);
    return error;
}

size_t variables_returned(const struct variables_view *view)
{
    struct variables_view now;

    variables_view_init(&now, view->runtime, view->thread);

    size_t first = now.first;

    variables_view_deinit(&now);
    return first;
}

void variables_emit_ran(const struct variables_view *view, struct emitter *e)
{
    if (view->ran)
        emit_textf(e, STYLE_WARNING,
                   "(Thread %u has run since its stack was read: this is the frame as it is now, "
                   "and may be another call.)\n",
                   view->thread->num);
}

void variables_emit_age(struct session *s, const struct variables_view *view, size_t level,
                        const char *what, struct emitter *e)
{
    struct error *gone = target_check(s->target);
    bool moved;
    bool before = !error_ignore(variables_check(view, level, &moved));
    bool stale = variables_returned(view) > level;

    emit_hidden_bool(e, "moved", moved);
    emit_hidden_bool(e, "ran_since", view->ran || snapshot_has_run(view->runtime, view->thread));
    emit_hidden_bool(e, "stale", stale);
    if (gone != NULL) {
        emit_textf(e, STYLE_WARNING, "(While %s read: ", what != NULL ? what : "the value was");
        emit_quoted(e, STYLE_WARNING, gone->message);
        emit_textf(e, STYLE_WARNING, ".)\n");
        error_destroy(gone);
    } else if (what == NULL) {
        return;
    } else if (before) {
        emit_textf(e, STYLE_WARNING,
                   "(Frame %zu has returned since it was read; `bt` reads anew.)\n", level);
    } else if (stale) {
        emit_textf(e, STYLE_WARNING, "(The frame returned while %s read.)\n", what);
    } else {
        variables_emit_ran(view, e);
    }
}

struct error *variables_run(struct session *s, const char *args, enum variables_which which,
                            struct emitter *e)
{
    const struct thread *thread;
    struct variables_view view;
    struct print_options options;
    size_t level;

    TRY(print_options_parse(s, &args, &options));
    TRY(variables_parse(s, args, &thread, &level));
    emit_hidden_uint(e, "thread", thread->num);
    emit_hidden_uint(e, "level", level);
    variables_view_init(&view, s->runtime, thread);

    struct repr *repr = repr_create(s->runtime, options.limits);
    struct error *error = variables_show(s, repr, &view, level, which, options.width, "", e);

    repr_destroy(repr);
    if (error == NULL)
        variables_emit_age(s, &view, level, "its variables were", e);
    variables_view_deinit(&view);
    return error;
}
