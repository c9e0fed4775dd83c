/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pyinspect` alone: the Python processes here, and which of them to look at. */
#ifndef UI_PICK_H
#define UI_PICK_H

#include <sys/types.h>

#include "session/session.h"
#include "ui/output.h"

/*
 * Shows what `ps` shows and asks for a pid. *ret: the pid, 0 if
 * none was chosen. False if the list failed.
 */
bool pick_process(struct session *s, struct output *o, pid_t *ret);

#endif
