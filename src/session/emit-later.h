/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An emitter that keeps what is said until it may be: while threads of the target stand still,
 * nobody waits for a terminal.
 */
#ifndef SESSION_EMIT_LATER_H
#define SESSION_EMIT_LATER_H

#include "session/emit.h"

struct emit_later;

struct emit_later *emit_later_create(void);
/* Accepts NULL. */
void emit_later_destroy(struct emit_later *later);

struct emitter *emit_later_emitter(struct emit_later *later);

/* Says all of it to another emitter, with whatever is open left open. */
void emit_later_replay(const struct emit_later *later, struct emitter *e);

#endif
