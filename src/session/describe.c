/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/describe.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "repr/waiting.h"

bool describe_is_verified(const struct thread *thread, size_t level)
{
    return thread->frames.count - level <= thread->proof.verified_frames;
}

static void emit_position(struct emitter *e, const struct frame *frame)
{
    const struct code_position *at = &frame->position;

    if (at->line == 0) {
        emit_hidden_null(e, "end_line");
        emit_hidden_null(e, "column");
        emit_hidden_null(e, "end_column");
        return;
    }
    emit_hidden_int(e, "end_line", at->end_line);
    if (at->column >= 0)
        emit_hidden_int(e, "column", at->column);
    else
        emit_hidden_null(e, "column");
    if (at->end_column >= 0)
        emit_hidden_int(e, "end_column", at->end_column);
    else
        emit_hidden_null(e, "end_column");
}

void describe_shown(struct emitter *e, bool shown, const char *name, enum style style,
                    struct emit_value value, const char *text)
{
    e->ops->field(e, name, style, shown ? text : NULL, value);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static void emit_function(struct emitter *e, const struct code *code, bool shown)
{
    /* Text shows the better of the two names, JSON has both. */
    describe_shown(e, shown, "function", STYLE_FUNCTION, EMIT_OF_STRING(code->name),
                   code_display_name(code));
    emit_hidden_string(e, "qualname", code->qualname);
}

static void emit_place(struct emitter *e, const struct frame *frame, bool shown, const char *file)
{
    CLEANUP_FREE char *line = xasprintf("%d", frame->position.line);

    describe_shown(e, shown, "file", STYLE_FILE, EMIT_OF_STRING(frame->code->filename), file);
    if (frame->position.line == 0) {
        emit_hidden_null(e, "line");
        return;
    }
    if (shown)
        emit_text(e, ":");
    describe_shown(e, shown, "line", STYLE_NUMBER, EMIT_OF_INT(frame->position.line), line);
}

void describe_frame(struct emitter *e, const char *name, const struct thread *thread, size_t level,
                    enum describe_text text)
{
    describe_open_frame(e, name, thread, level, text);
    emit_end(e);
}

void describe_open_frame(struct emitter *e, const char *name, const struct thread *thread,
                         size_t level, enum describe_text text)
{
    const struct frame *frame = &thread->frames.data[level];
    const struct code *code = frame->code;
    bool shown = text != DESCRIBE_HIDDEN;
    bool verified = describe_is_verified(thread, level);

    emit_begin_object(e, name);
    if (text == DESCRIBE_LINE)
        emit_as(e, "level", STYLE_NUMBER, EMIT_OF_UINT(level), "#%-2zu ", level);
    else
        emit_hidden_uint(e, "level", level);
    if (text == DESCRIBE_LINE && !verified)
        emit_textf(e, STYLE_WARNING, "? ");
    if (text == DESCRIBE_SHORT) {
        emit_place(e, frame, true, base_name(code->filename));
        emit_text(e, " ");
        emit_function(e, code, true);
    } else {
        emit_function(e, code, shown);
        if (shown)
            emit_text(e, " at ");
        emit_place(e, frame, shown, code->filename);
    }
    emit_hidden_string(e, "kind", "python");
    emit_position(e, frame);
    emit_hidden_bool(e, "entry", frame->entry);
    emit_hidden_bool(e, "verified", verified);
    if (text == DESCRIBE_LINE)
        emit_text(e, "\n");
}

/* The stop is not over yet: the end of the answer tells how long it took. */
static bool is_still_stopped(const struct proof *proof)
{
    return proof->kind == PROOF_STOPPED && proof->stopped_us == 0;
}

char *describe_proof(const struct thread *thread)
{
    const struct proof *proof = &thread->proof;

    switch (proof->kind) {
    case PROOF_STOPPED:
        return is_still_stopped(proof) ? xstrdup("stopped, time at the end")
                                       : xasprintf("stopped %u us", proof->stopped_us);
    case PROOF_CORE:
        return xstrdup("core");
    case PROOF_CONSISTENT:
        return xstrdup(proof_how_name(proof->how));
    case PROOF_UNVERIFIED:
        break;
    }
    const char *why = proof->cpu_refused ? "; we may not run on its CPU" : "";

    if (proof->verified_frames == 0)
        return xasprintf("unverified%s", why);
    return xasprintf("unverified but for the %zu outermost frame%s%s", proof->verified_frames,
                     proof->verified_frames == 1 ? "" : "s", why);
}

/* Whom a signal or a debugger has stopped is neither running nor waiting for anything. */
static const char *shown_state(const struct thread *thread)
{
    return thread->os_state == 'T'   ? "stopped"
           : thread->os_state == 't' ? "traced"
                                     : thread_state_name(thread->state);
}

void describe_thread_fields(struct emitter *e, const struct thread *thread, bool shown,
                            bool interpreter)
{
    const struct proof *proof = &thread->proof;
    CLEANUP_FREE char *num = xasprintf("%u", thread->num);
    CLEANUP_FREE char *tid = thread->tid != 0 ? xasprintf("%d", thread->tid) : xstrdup("?");
    CLEANUP_FREE char *proof_text = describe_proof(thread);
    CLEANUP_FREE char *interp = xasprintf("%lld", (long long)thread->interp_id);
    const char *state = thread_state_name(thread->state);

    describe_shown(e, shown, "num", STYLE_NUMBER, EMIT_OF_UINT(thread->num), num);
    describe_shown(e, shown, "tid", STYLE_PLAIN,
                   thread->tid != 0 ? EMIT_OF_INT(thread->tid) : EMIT_OF_NULL, tid);
    describe_shown(e, shown, "name", STYLE_PLAIN, EMIT_OF_STRING(thread->name), thread->name);
    describe_shown(e, shown, "state", STYLE_PLAIN, EMIT_OF_STRING(state), shown_state(thread));
    describe_shown(e, shown, "gil", STYLE_GOOD, EMIT_OF_BOOL(thread->gil),
                   thread->gil ? "GIL" : "");
    emit_begin_object(e, "proof");
    if (shown)
        emit_textf(e, proof->kind == PROOF_UNVERIFIED ? STYLE_WARNING : STYLE_DIM, "%s",
                   proof->kind == PROOF_UNVERIFIED ? "unverified" : proof_text);
    emit_hidden_string(e, "kind", proof_kind_name(proof->kind));
    emit_hidden_string(e, "how", proof->how == PROOF_HOW_NONE ? NULL : proof_how_name(proof->how));
    emit_hidden_uint(e, "retries", proof->retries);
    if (is_still_stopped(proof))
        emit_hidden_null(e, "stopped_us");
    else
        emit_hidden_uint(e, "stopped_us", proof->stopped_us);
    emit_hidden_uint(e, "verified_frames", proof->verified_frames);
    emit_hidden_bool(e, "cpu_refused", proof->cpu_refused);
    emit_end(e);
    emit_hidden_int(e, "native_id", thread->native_id);
    emit_hidden_uint(e, "ident", thread->ident);
    describe_shown(e, shown, "interpreter", STYLE_NUMBER, EMIT_OF_INT(thread->interp_id),
                   interpreter ? interp : "");
    emit_hidden_bool(e, "python_name", thread->python_name);
    emit_hidden_string(e, "os_state", (char[]){thread->os_state, '\0'});
    emit_hidden_string(e, "error", thread->error != NULL ? thread->error->message : NULL);
    emit_hidden_bool(e, "truncated", thread->truncated);
}

void describe_thread_line(struct emitter *e, const struct thread *thread,
                          const struct waiting *waiting)
{
    CLEANUP_FREE char *proof = describe_proof(thread);

    emit_textf(e, STYLE_TITLE, "Thread %u", thread->num);
    emit_text(e, " \"");
    emit_quoted(e, STYLE_PLAIN, thread->name);
    emit_text(e, "\"");
    if (thread->tid != 0)
        emit_textf(e, STYLE_PLAIN, " (tid %d)", thread->tid);
    if (thread->interp_id != 0)
        emit_textf(e, STYLE_PLAIN, " of interpreter %lld", (long long)thread->interp_id);
    if (thread->os_state == 'T' || thread->os_state == 't')
        emit_textf(e, STYLE_WARNING, " stopped by a %s",
                   thread->os_state == 'T' ? "signal" : "debugger");
    else
        emit_textf(e, STYLE_PLAIN, " %s",
                   thread->state == THREAD_UNKNOWN ? "in unknown state"
                                                   : thread_state_name(thread->state));
    if (thread->os_state == 'D')
        emit_textf(e, STYLE_WARNING, ", in uninterruptible sleep");
    if (thread->gil)
        emit_textf(e, STYLE_GOOD, ", holds the GIL");
    emit_textf(e, thread->proof.kind == PROOF_UNVERIFIED ? STYLE_WARNING : STYLE_DIM, " [%s]",
               proof);
    if (waiting != NULL && waiting->waits && waiting->os.kind != OS_WAIT_STOPPED) {
        CLEANUP_FREE char *text = waiting_text(waiting);

        emit_text(e, waiting->gil ? ", waits for " : ": ");
        emit_quoted(e, STYLE_PLAIN, text);
    }
    emit_text(e, "\n");
}

void describe_span(struct emitter *e, const struct snapshot *snapshot, bool shown)
{
    uint64_t span_us = (snapshot->ended_ns - snapshot->started_ns) / 1000;

    emit_hidden_uint(e, "span_us", span_us);
    emit_hidden_bool(e, "one_moment", snapshot->one_moment);
    if (!shown)
        return;
    if (snapshot->one_moment)
        emit_textf(e, STYLE_DIM, "\n(All threads at one moment.)\n");
    else
        emit_textf(e, STYLE_DIM, "\n(Threads read one after the other, within %.1f ms.)\n",
                   (double)span_us / 1000);
}

static void emit_descriptors(struct emitter *e, const struct os_wait *os)
{
    emit_begin_list(e, "descriptors");
    for (size_t i = 0; i < os->descriptor_count && i < OS_WAIT_DESCRIPTORS; i++)
        emit_hidden_int(e, NULL, os->descriptors[i]);
    emit_end(e);
}

static void emit_limit(struct emitter *e, const char *name, const struct os_wait *os,
                       enum os_wait_limit limit)
{
    if (os->limit == limit)
        e->ops->field(e, name, STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(os->seconds));
    else
        emit_hidden_null(e, name);
}

/* For how long, at the least. */
static void emit_still(struct emitter *e, const struct waiting *waiting, bool shown)
{
    double seconds;
    CLEANUP_FREE char *words = NULL;

    if (waiting->ran_ns == 0) {
        emit_hidden_null(e, "seconds");
        return;
    }
    seconds = (double)(clock_now_ns() - waiting->ran_ns) / 1e9;
    words = seconds >= 1 ? text_age(seconds) : xstrdup("");
    if (shown && seconds >= 1)
        emit_text(e, " for ");
    describe_shown(e, shown, "seconds", STYLE_NUMBER, EMIT_OF_DOUBLE(seconds), words);
}

static void emit_awaited(struct emitter *e, const struct waiting *waiting)
{
    const struct awaited *awaited = &waiting->awaited;
    CLEANUP_FREE char *address = xasprintf("0x%" PRIx64, awaited->object);

    if (awaited->kind == AWAITED_NOTHING) {
        emit_hidden_null(e, "for");
        return;
    }
    emit_begin_object(e, "for");
    emit_hidden_string(e, "kind", awaited_kind_name(awaited->kind));
    emit_hidden_string(e, "address", address);
    if (waiting->holder != 0)
        emit_hidden_uint(e, "thread", waiting->holder);
    else
        emit_hidden_null(e, "thread");
    emit_end(e);
}

void describe_waiting(struct emitter *e, const struct waiting *waiting, bool shown, bool has_time)
{
    const struct os_wait *os = &waiting->os;
    CLEANUP_FREE char *text = waiting_text(waiting);

    if (!waiting->waits) {
        emit_hidden_null(e, "waits");
        return;
    }
    emit_begin_object(e, "waits");
    describe_shown(e, shown, "text", STYLE_PLAIN, EMIT_OF_STRING(text), text);
    emit_still(e, waiting, shown && has_time);
    emit_hidden_string(e, "library", waiting->library);
    emit_hidden_string(e, "call", waiting->call);
    emit_awaited(e, waiting);
    emit_hidden_bool(e, "gil", waiting->gil);
    emit_hidden_string(e, "syscall", os->kind == OS_WAIT_CALL ? os->name : NULL);
    emit_hidden_string(e, "os", waiting->os_text);
    emit_descriptors(e, os);
    emit_limit(e, "seconds_left", os, OS_WAIT_LEFT);
    emit_limit(e, "seconds_at_most", os, OS_WAIT_AT_MOST);
    emit_end(e);
}

void describe_deadlocks(struct emitter *e, const deadlock_list *deadlocks)
{
    emit_begin_list(e, "deadlocks");
    for (size_t i = 0; i < deadlocks->count; i++) {
        emit_begin_list(e, NULL);
        for (size_t j = 0; j < deadlocks->data[i].threads.count; j++)
            emit_hidden_uint(e, NULL, deadlocks->data[i].threads.data[j]);
        emit_end(e);
    }
    emit_end(e);
    for (size_t i = 0; i < deadlocks->count; i++) {
        emit_textf(e, STYLE_ERROR, "\nDeadlock: ");
        emit_quoted(e, STYLE_PLAIN, deadlocks->data[i].text);
        emit_text(e, "\n");
    }
}
