/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emitter that hands on the fields and drops all text: for what only JSON is to have. */
#ifndef SESSION_EMIT_FIELDS_H
#define SESSION_EMIT_FIELDS_H

#include "session/emit.h"

struct emit_fields {
    struct emitter emitter; /* first: the callbacks find the rest from it */
    struct emitter *to;
};

/* to stays the caller's. Nothing is to be undone at the end. */
void emit_fields_init(struct emit_fields *fields, struct emitter *to);

#endif
