/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selecting a frame or a thread and showing what was selected, for frame, up, down and thread.
 */
#ifndef COMMANDS_SELECTION_H
#define COMMANDS_SELECTION_H

#include <stdint.h>

#include "base/error.h"
#include "session/emit.h"
#include "session/session.h"

/* ERROR_NOT_FOUND: the selected thread has no frame of that level. */
struct error *selection_set_frame(struct session *s, uint64_t level);

/* Moves by that many levels (up is positive), as far as there are frames; not at all at an end. */
struct error *selection_move(struct session *s, int64_t levels);

/* The selected frame and its source line, as fields of the command's result. */
void selection_show_frame(struct session *s, struct emitter *e);

/* The optional count of up and down: 1 without one. */
struct error *selection_count(const char *args, int64_t *ret);

#endif
