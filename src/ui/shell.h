/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handing the terminal to another program. */
#ifndef UI_SHELL_H
#define UI_SHELL_H

#include "session/session.h"

/* front_end.shell: a line for $SHELL, "" for an interactive one. Returns its exit status, 128 + the
 * signal that ended it, or -1 with errno. */
int shell_run(struct front_end *f, const char *line);
/* The same with what it prints on stderr: for `--json`, where stdout is not for others. */
int shell_run_on_stderr(struct front_end *f, const char *line);

#endif
