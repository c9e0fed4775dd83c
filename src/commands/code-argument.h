/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which code `info code` and `disassemble` speak of: an expression's, or a frame's. */
#ifndef COMMANDS_CODE_ARGUMENT_H
#define COMMANDS_CODE_ARGUMENT_H

#include "base/error.h"
#include "python/code.h"
#include "python/snapshot.h"
#include "session/emit.h"
#include "session/session.h"

struct code_argument {
    const struct code *code;
    const struct frame *frame; /* that runs it: the selected one if there was no expression */
};

struct error *code_argument_parse(struct session *s, const char *args, struct code_argument *ret);

/* The fields name, qualname, file, firstlineno and code (its address). Text: "f in x.py, line 12".
 */
void code_argument_describe(const struct code *code, struct emitter *e);

#endif
