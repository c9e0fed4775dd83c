/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may follow at the cursor. All of completion but the keyboard: the front
 * end hands in the line and shows the candidates.
 */
#ifndef SESSION_COMPLETION_H
#define SESSION_COMPLETION_H

#include <stddef.h>

#include "session/command.h"
#include "session/words.h"

struct session;

/*
 * The candidates for the word that ends line (which is cut at the cursor),
 * sorted; each goes in place of line + *start. The caller empties the list with word_list_deinit().
 */
void completion_find(struct session *s, const char *line, struct word_list *ret, size_t *start);

/* For command.complete: thread numbers of the present snapshot. */
void completion_add_threads(struct session *s, struct completions *c);
/* Names of commands and the user's aliases, word by word. */
void completion_add_commands(struct session *s, struct completions *c);
/* All that may follow in a command line within another one's arguments, of which c->line is. */
void completion_add_line(struct session *s, struct completions *c);
/* Names of settings, word by word; and after a whole name the values that it can have. */
void completion_add_settings(struct session *s, struct completions *c);
/* File names; a folder ends in '/'. */
void completion_add_files(struct completions *c);

#endif
