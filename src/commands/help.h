/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One form of list for help, apropos and info. */
#ifndef COMMANDS_HELP_H
#define COMMANDS_HELP_H

#include "session/emit.h"

/* An object {"name", "summary"}; in text "NAME -- SUMMARY", as gdb prints it. */
void help_emit_line(struct emitter *e, const char *name, const char *summary);

#endif
