/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of earlier sessions, in readline's history. */
#ifndef UI_HISTORY_H
#define UI_HISTORY_H

#include "session/settings.h"

void history_start(const struct settings *settings);
/* Not a second time if it is the line before. */
void history_note(const char *line);
/* Writes the file, if `set history save` is on. */
void history_stop(const struct settings *settings);

#endif
