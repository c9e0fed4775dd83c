/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prompt: readline, its history and completion, and what Ctrl-C means. */
#ifndef UI_REPL_H
#define UI_REPL_H

#include "session/session.h"
#include "ui/output.h"

/* From here on Ctrl-C ends the command that runs, and not the program. */
void repl_catch_interrupt(struct session *s);

struct transcript;

/* Reads and runs lines, which are kept in transcript as well, until `quit`, end of input or a
 * signal that ends the program: that one, which is the caller's to raise once it has put everything
 * away; 0: none. */
int repl_run(struct session *s, struct output *o, struct transcript *transcript);

/* front_end.ask at a terminal. */
char *repl_ask(struct front_end *f, const char *prompt);

#endif
