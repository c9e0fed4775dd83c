/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stops the output at each full screen and asks, in gdb's words. */
#ifndef UI_PAGER_H
#define UI_PAGER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "session/settings.h"

struct pager;

struct transcript;

/* out is the terminal's stream; what goes there is kept in transcript as well (NULL: none);
 * *interrupted is set by Ctrl-C. All stay the caller's. */
struct pager *pager_create(FILE *out, struct transcript *transcript,
                           const struct settings *settings, volatile sig_atomic_t *interrupted);
/* Accepts NULL. */
void pager_destroy(struct pager *pager);

/* A new command: the screen counts from here. */
void pager_start(struct pager *pager);
/* Text as it is to be shown; it takes up rows. Ctrl-C ends it as an answer of q does. */
void pager_write(struct pager *pager, const char *text);
/* A sequence that switches a colour; it takes up nothing. */
void pager_style(struct pager *pager, const char *sequence);
/* True once the user wants no more of this command; then nothing is written. */
bool pager_enough(const struct pager *pager);

#endif
