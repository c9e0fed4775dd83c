/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads and frames as every command shows them: the same fields in JSON,
 * the same line in text.
 */
#ifndef SESSION_DESCRIBE_H
#define SESSION_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>

#include "python/snapshot.h"
#include "repr/deadlock.h"
#include "session/emit.h"

struct waiting;
struct waiting_reader;

/* How much of a frame the text shows; JSON always has all of its fields. */
enum describe_text {
    DESCRIBE_LINE,   /* "#0  C.f at /app/app.py:12\n" */
    DESCRIBE_PLACE,  /* "C.f at /app/app.py:12" */
    DESCRIBE_SHORT,  /* "app.py:12 C.f", for a table: what matters stands first, should it be cut */
    DESCRIBE_HIDDEN, /* nothing */
};

/*
 * One frame as an object: level, function, qualname, file, line, kind, end_line, column,
 * end_column, entry, verified. name: of the object, NULL in a list.
 */
void describe_frame(struct emitter *e, const char *name, const struct thread *thread, size_t level,
                    enum describe_text text);

/* The same without the object's end, for who has more to say of the frame. */
void describe_open_frame(struct emitter *e, const char *name, const struct thread *thread,
                         size_t level, enum describe_text text);

/* The fields of a thread but its frames: num, tid, name, state, gil, proof, ...; text shows those
 * of a table's row, or nothing. interpreter: its number too. */
void describe_thread_fields(struct emitter *e, const struct thread *thread, bool shown,
                            bool interpreter);

/*
 * A field that text shows in these words, or does not show at all. text may be NULL where it is
 * not.
 */
void describe_shown(struct emitter *e, bool shown, const char *name, enum style style,
                    struct emit_value value, const char *text);

/* "Thread 1 "MainThread" (tid 4242) idle, holds the GIL [off-cpu]\n", as words; waiting: and
 * what it waits in, unless NULL. */
void describe_thread_line(struct emitter *e, const struct thread *thread,
                          const struct waiting *waiting);

/* The proof in a few words: "off-cpu", "reread", "unverified, the 4 outermost frames hold". Free
 * it. */
char *describe_proof(const struct thread *thread);

/* True if the frame at that level is among the verified ones. */
bool describe_is_verified(const struct thread *thread, size_t level);

/* What a thread waits in (repr/waiting.h), as an object `waits`, null where it does not; in words
 * if shown, with for how long if has_time. */
void describe_waiting(struct emitter *e, const struct waiting *waiting, bool shown, bool has_time);

/* Who waits for one another (waiting_deadlocks()): a list `deadlocks`, and a sentence for each. */
void describe_deadlocks(struct emitter *e, const deadlock_list *deadlocks);

/* Over which time the threads were read, and whether they are of one moment; in words if shown. */
void describe_span(struct emitter *e, const struct snapshot *snapshot, bool shown);

#endif
