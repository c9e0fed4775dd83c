/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal while something is drawn on it. curses draws into memory, and what it made of an
 * update goes to the terminal with one write(): nothing is seen half drawn, a slow line is used
 * once, and the update can be put between saving and restoring the cursor. So a screen may have
 * all of the terminal, or its topmost rows while something else has the others.
 *
 * The terminal is as it was before after screen_leave(), and whatever ends the program: rescue.h.
 */
#ifndef VIEW_SCREEN_H
#define VIEW_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "view/surface.h"

/* Below that a sentence takes the place of a page. */
enum { SCREEN_MIN_COLUMNS = 40, SCREEN_MIN_ROWS = 8 };

struct screen_options {
    int in, out; /* descriptors of the terminal */
    int rows;    /* so many of the topmost rows, and no keyboard; 0: all of it */
    bool colors;
    bool mouse;  /* not with rows */
    bool shared; /* somebody else writes to it too: each update is of all of it */
};

struct line;
struct screen;

/* One at a time: when curses (6.4) frees a screen, the others lose theirs. Draws nothing yet and
 * leaves the terminal alone. ERROR_UNSUPPORTED: it cannot be drawn on; ERROR_OS. */
struct error *screen_create(const struct screen_options *options, struct screen **ret);
/* Leaves it first; accepts NULL. */
void screen_destroy(struct screen *screen);

/* From the next screen_show() on the terminal is ours, all of it drawn anew; also again after it
 * was stopped or has another size. */
void screen_enter(struct screen *screen);
/* The terminal as it was, the cursor where it was. */
void screen_leave(struct screen *screen);

/* True if the terminal has another size than what is drawn on; that is changed then. */
bool screen_fit(struct screen *screen);
/* Another number of rows, for a screen that has some: all are drawn anew. */
void screen_set_rows(struct screen *screen, int rows);

/* Whether keys go to what is drawn (at first they do): LOOK_SELECTED is LOOK_SELECTED_LESS else. */
void screen_set_keyboard(struct screen *screen, bool has_keyboard);

/* All of it, to be drawn on; blank. */
struct surface screen_begin(struct screen *screen);
/* What was drawn since screen_begin() is seen; only what is different goes out. A terminal that
 * is gone is no error here: the keyboard tells. */
void screen_show(struct screen *screen);
/* That what is shown goes out on (view/line.h), of a screen that has all of the terminal. */
struct line *screen_line(struct screen *screen);
/* The cursor stands there after screen_show(), until screen_begin(); else there is none. */
void screen_set_cursor(const struct surface *surface, int row, int column);

/* What was shown last as lines of text in the locale's encoding, without its last row and the blank
 * lines before that; also after screen_leave(). Free it. */
char *screen_text(const struct screen *screen);

/* Bytes that went to the terminal, and updates that had any. */
struct screen_counters {
    uint64_t bytes, updates;
};
struct screen_counters screen_counters(const struct screen *screen);

#endif
