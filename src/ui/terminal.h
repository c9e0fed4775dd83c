/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal without readline: its size, and a plain question. */
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/settings.h"

/* So many of the terminal's rows are for text, below something else; 0: all of them. */
void terminal_set_rows(int rows);

/* What `set height` and `set width` say, or the terminal behind fd (the part of it that
 * is for text); 0 is unlimited. */
size_t terminal_height(const struct settings *settings, int fd);
size_t terminal_width(const struct settings *settings, int fd);

/* What terminal_ask() does when a signal has come while it waits: true, if all was laid out anew
 * and it is to ask again. NULL: nothing. */
void terminal_on_resize(bool (*again)(void));

/* Called with true when terminal_ask() begins to wait, and with false when it has its answer.
 * NULL: nothing. */
void terminal_on_question(void (*asks)(bool begins));

/* Called again and again while it waits: what else goes on, and until when (CLOCK_MONOTONIC) it
 * need not be called again; UINT64_MAX: never. NULL: nothing. */
void terminal_on_wait(uint64_t (*goes_on)(void));

/*
 * Prints prompt, and again after each layout, on stdout and reads a line from stdin, without its
 * newline; free it. NULL at end of input, and when a signal has set *interrupted (may be NULL).
 */
char *terminal_ask(const char *prompt, const char *again, volatile sig_atomic_t *interrupted);

#endif
