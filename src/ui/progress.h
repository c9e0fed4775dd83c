/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command that takes its time has of the front end: a line that changes, and Ctrl-C. */
#ifndef UI_PROGRESS_H
#define UI_PROGRESS_H

#include <stdbool.h>

struct front_end;
struct session;

/* For struct front_end, where stderr is a terminal. */
void progress_show(struct front_end *f, const char *line);

/* For struct front_end: SIGINT, SIGTERM and SIGHUP set session->interrupted; off: as before. */
void progress_catch_interrupt(struct front_end *f, struct session *s, bool on);

#endif
