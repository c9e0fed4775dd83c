/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions of the user in the selected frame, for print, whatis and what else takes one. */
#ifndef COMMANDS_EXPRESSION_H
#define COMMANDS_EXPRESSION_H

#include "expr/expr.h"
#include "session/command.h"
#include "session/session.h"

/* Evaluations that see the target through one cache of its pages. */
struct expression {
    struct session *session;
    struct variables_view view;
    struct expr_scope scope;
};

/* A frame is selected. */
void expression_begin(struct expression *expression, struct session *s);
void expression_end(struct expression *expression);

/* Says whether the frame has moved on, or returned while it was read: "moved", "ran_since",
 * "stale"; in words only if the result depends on the frame. */
void expression_emit_proof(struct expression *expression, bool of_frame, struct emitter *e);

/* For command.complete: what may follow in the expression that begins at line and ends with the
 * word. */
void expression_complete(struct session *s, struct completions *c, const char *line);

#endif
