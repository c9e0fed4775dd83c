/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variables of a frame and their values, for locals, args, globals and backtrace. */
#ifndef COMMANDS_VARIABLES_H
#define COMMANDS_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "commands/print-options.h"
#include "python/variables.h"
#include "session/emit.h"
#include "session/session.h"

enum variables_which { VARIABLES_LOCALS, VARIABLES_ARGS, VARIABLES_GLOBALS };

/* The frame that `[frame N] [thread N]` names, else the selected one. */
struct error *variables_parse(struct session *s, const char *args, const struct thread **thread,
                              size_t *level);
/* For command.complete. */
void variables_complete(struct session *s, struct completions *c);

/* A command's whole result: the variables of the frame of args. */
struct error *variables_run(struct session *s, const char *args, enum variables_which which,
                            struct emitter *e);

/* The list "variables" of one frame, each line behind indent, each value as repr writes it, broken
 * into width columns unless that is 0. */
struct error *variables_show(struct session *s, struct repr *repr,
                             const struct variables_view *view, size_t level,
                             enum variables_which which, size_t width, const char *indent,
                             struct emitter *e);

/* How many of the newest frames of the view's snapshot are no longer there: reads the stack anew.
 */
size_t variables_returned(const struct variables_view *view);

/*
 * How the frame has fared since the snapshot, and since the view: the fields "moved", "ran_since"
 * and "stale", and in words what of it matters. what: "the value was"; NULL: nothing of the frame
 * was read, and no words.
 */
void variables_emit_age(struct session *s, const struct variables_view *view, size_t level,
                        const char *what, struct emitter *e);
/* Words about a thread that has run between the snapshot and the view. */
void variables_emit_ran(const struct variables_view *view, struct emitter *e);

/* The fields "truncated" and "cut" of a value, of which that was left out (enum repr_cut). */
void variables_emit_cut(struct emitter *e, unsigned cut);

/* The fields of a value: type, value (which text shows), address, and those of its cuts. The text
 * begins in that column, and is broken into width columns unless that is 0. */
void variables_emit_value(struct emitter *e, struct repr *repr, struct slot_value value,
                          size_t column, size_t width);

/* The fields of a function of that name: name, signature, async; in words "def run(self, job)",
 * behind before. function: 0, or written in C: it does not say what it takes. */
void variables_emit_def(struct emitter *e, struct repr *repr, const char *before, const char *name,
                        uint64_t function);

#endif
