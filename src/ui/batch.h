/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are not typed at a prompt: those of the command line, and lines from a pipe. */
#ifndef UI_BATCH_H
#define UI_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "ui/output.h"

struct batch_item {
    char *text;   /* a command line, or the name of a file of them (-x) */
    bool is_file; /* run like `source`; with an answer for each command where answers are single */
};

/* Runs each item until `quit`, the later ones also when one failed; true if none did. */
bool batch_run(struct session *s, struct output *o, const struct batch_item *items, size_t count);

/* The same with the lines of stdin. */
bool batch_run_stdin(struct session *s, struct output *o);

#endif
