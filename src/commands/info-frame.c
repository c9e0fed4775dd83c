/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "python/variables.h"
#include "session/describe.h"
#include "session/session.h"

static const char *kind_of(const struct code *code)
{
    uint32_t flags = code->flags;

    if (strcmp(code->name, "<module>") == 0)
        return "module";
    if (flags & CODE_FLAG_ASYNC_GENERATOR)
        return "asynchronous generator";
    if (flags & (CODE_FLAG_COROUTINE | CODE_FLAG_ITERABLE_COROUTINE))
        return "coroutine";
    if (flags & CODE_FLAG_GENERATOR)
        return "generator";
    return "function";
}

static void show_position(const struct frame *frame, struct emitter *e)
{
    const struct code_position *at = &frame->position;

    emit_text(e, "  instruction at byte ");
    emit_int(e, "lasti", STYLE_NUMBER, frame->lasti);
    if (frame->code->bytecode_size != 0) {
        emit_text(e, " of ");
        emit_uint(e, "bytecode_size", STYLE_NUMBER, frame->code->bytecode_size);
    }
    if (at->line == 0)
        emit_text(e, ", which has no line");
    else if (at->column >= 0 && at->end_line == at->line)
        emit_textf(e, STYLE_PLAIN, ", line %d, columns %d to %d", at->line, at->column,
                   at->end_column);
    else if (at->column >= 0)
        emit_textf(e, STYLE_PLAIN, ", line %d column %d to line %d column %d", at->line, at->column,
                   at->end_line, at->end_column);
    emit_text(e, "\n");
}

/* Whether the frame has returned since its stack was read: what was verified is no longer so. */
static bool has_returned(struct session *s, const struct thread *thread)
{
    struct variables_view view;
    bool moved, returned;

    variables_view_init(&view, s->runtime, thread);

    struct error *error = variables_check(&view, s->frame, &moved);

    returned = error != NULL && error->kind == ERROR_STALE;
    error_destroy(error);
    variables_view_deinit(&view);
    return returned;
}

static void show_proof(struct session *s, const struct thread *thread, struct emitter *e)
{
    CLEANUP_FREE char *proof = describe_proof(thread);
    bool stale = has_returned(s, thread);

    emit_hidden_bool(e, "stale", stale);
    if (stale)
        emit_textf(e, STYLE_WARNING, "  stale: the frame has returned since it was read\n");
    else
        emit_textf(e, STYLE_PLAIN, "  %s [%s]\n",
                   describe_is_verified(thread, s->frame) ? "verified" : "not verified", proof);
}

static struct error *info_frame_run(struct session *s, const char *args, struct emitter *e)
{
    const struct thread *thread = session_thread(s);
    const struct frame *frame = session_frame(s);
    const struct code *code = frame->code;
    const char *kind = kind_of(code);

    if (args[0] != '\0')
        return error_create(ERROR_USAGE,
                            "info frame takes no arguments; select one with `frame N`");
    emit_textf(e, STYLE_PLAIN, "Stack level %zu of thread %u: ", s->frame, thread->num);
    describe_frame(e, "frame", thread, s->frame, DESCRIBE_PLACE);
    emit_text(e, kind[0] == 'a' ? "\n  code of an " : "\n  code of a ");
    emit_string(e, "code_kind", STYLE_PLAIN, kind);
    emit_text(e, " whose first line is ");
    emit_int(e, "firstlineno", STYLE_NUMBER, code->firstlineno);
    emit_text(e, ", at ");
    emit_address(e, "code", STYLE_ADDRESS, code->address);
    emit_text(e, "; frame at ");
    emit_address(e, "address", STYLE_ADDRESS, frame->address);
    emit_text(e, "\n");
    show_position(frame, e);
    if (s->frame + 1 < thread->frames.count) {
        emit_text(e, "  called by frame ");
        describe_frame(e, "called_by", thread, s->frame + 1, DESCRIBE_LINE);
    } else {
        emit_text(e, "  the outermost frame\n");
    }
    if (s->frame > 0) {
        emit_text(e, "  calls frame ");
        describe_frame(e, "calls", thread, s->frame - 1, DESCRIBE_LINE);
    }
    if (frame->entry)
        emit_text(e, "  entered from C\n");

    show_proof(s, thread, e);
    return NULL;
}

const struct command info_frame_command = {
    .name = "info frame",
    .group = GROUP_WHAT,
    .usage = "",
    .summary = "Print all about the selected frame",
    .help = "As it was when its stack was read; a frame that has returned since is called stale.\n",
    .needs = NEEDS_FRAME,
    .run = info_frame_run,
};
