/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The live view as a pane above the command line. repl.c waits, for keys and for the time; this
 * knows what they mean for the pane. There is one terminal, so there is one pane.
 */
#ifndef UI_PANE_H
#define UI_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "session/session.h"
#include "session/windows.h"
#include "ui/transcript.h"

/* For struct front_end, at a terminal. */
extern const struct windows_ops pane_windows;

/* The session whose target is shown, and what is printed again when sizes change; both must
 * outlive it. */
void pane_init(struct session *s, struct transcript *transcript);
/* The terminal as it is without a pane. */
void pane_deinit(void);

/* front_end.top: on all of the terminal, and back to the pane. */
struct error *pane_show_top(struct front_end *f, struct session *s,
                            const struct top_options *options);

bool pane_is_open(void);
/* Keys are the pane's. */
bool pane_has_keyboard(void);
void pane_set_keyboard(bool on);
/* Shows it with its last layout, or takes it away. */
struct error *pane_toggle(void);

/* Draws what has changed, if it is time; returns when it is time again, of CLOCK_MONOTONIC. Only
 * while nobody prints. */
uint64_t pane_tick(void);
/* Reads what was typed for the pane. False: the terminal is gone. */
bool pane_read_keys(int keyboard);
/* The next byte of what was typed behind the key that gave the keyboard back: it is for the command
 * line. -1: there is none. */
int pane_next_rest(void);
/* Ctrl-X A was typed in it: true once. */
bool pane_wants_away(void);
/* After the session's thread or frame was selected by it: true once. */
bool pane_has_selected(void);

/* The lower part as it was, bottom up, below a pane of the terminal's present size; then the cursor
 * is where a prompt goes. */
void pane_lay_out(void);
/*
 * A command asks something below, until it is called with false: then pane_tick_beside() is to be
 * called in place of pane_tick(). Where the command is in the midst of reading the pane stands
 * still, and says so.
 */
void pane_question(bool begins);
uint64_t pane_tick_beside(void);
/* Ctrl-L: only the prompt is left. */
void pane_clear(void);
/* Before what is printed, so that it scrolls from the last row. */
void pane_to_bottom(void);
/* After something that may have drawn over it, or have had the terminal scroll as a whole. */
void pane_restore(void);
/* For the handler of a signal that stops the program: the terminal as a whole, and its parts
 * again; pane_lay_out() is to follow. */
void pane_stop(void);
void pane_go_on(void);
/* Somebody else has the terminal until pane_resume(), which draws anew. */
void pane_suspend(void);
void pane_resume(void);

#endif
