/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long values over several lines. */
#ifndef COMMANDS_WRAP_H
#define COMMANDS_WRAP_H

#include <stddef.h>

#include "base/error.h"
#include "session/emit.h"

/*
 * Says a value in text alone, as pprint does: what fits in width columns stays on its line, else
 * each element of its outermost container gets one, and so on inside of these. column: where the
 * first line begins. A width of 0 breaks nothing.
 */
void wrap_text(struct emitter *e, enum style style, const char *value, size_t column, size_t width);

#endif
