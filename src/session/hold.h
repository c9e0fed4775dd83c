/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command that runs while the target stands still (`set stop brief`, or -stop before its
 * arguments).
 */
#ifndef SESSION_HOLD_H
#define SESSION_HOLD_H

#include <stdbool.h>

#include "session/command.h"

/*
 * Runs command->run() in a brief stop, with a selected thread whose frames are read anew if the
 * snapshot is new (it was taken for this command). What it emits is kept back until the target runs
 * again, and is followed by the proof. Errors are the command's; ERROR_OS: stopping is refused.
 */
struct error *hold_run(struct session *s, const struct command *command, const char *args,
                       bool new_snapshot, struct emitter *e);

/* For command.values. */
bool hold_always(const char *args);

#endif
