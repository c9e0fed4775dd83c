/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UI_INIT_FILE_H
#define UI_INIT_FILE_H

#include "session/session.h"
#include "ui/output.h"

/*
 * Runs the commands in the user's init file, if there is one and nobody else can have
 * written it. Never one from the current folder: this program is run as root.
 */
void init_file_run(struct session *s, struct output *o);

#endif
