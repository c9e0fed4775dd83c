/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COMMANDS_SHOW_H
#define COMMANDS_SHOW_H

#include <stdbool.h>

#include "base/error.h"
#include "session/emit.h"

struct session;

/* Every setting and its value, in a table. */
struct error *show_all(struct session *s, struct emitter *e);
/* The same of those whose names begin so ("print"). False: there are none. */
bool show_group(struct session *s, const char *words, struct emitter *e);

#endif
