/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screen.c and surface.c share, and nobody else. */
#ifndef VIEW_INTERNAL_H
#define VIEW_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>

#include <curses.h>

#include "view/line.h"
#include "view/palette.h"
#include "view/screen.h"

struct screen {
    struct screen_options options;
    struct line line; /* of a screen that has all of the terminal */
    SCREEN *curses;
    FILE *memory, *nothing; /* what curses writes to, and what it takes for a keyboard */
    struct palette looks;   /* as the terminal can show them */
    struct palette palette; /* as they are to be shown now */
    bool utf8;              /* the locale is */
    int rows, columns;
    bool entered;         /* the terminal is ours to draw on */
    bool showing;         /* something was drawn since */
    bool anew;            /* all of it is to be drawn with the next update */
    struct termios modes; /* the terminal's before */
    bool has_modes;       /* it has some */
    char *leave;          /* what gives it back */
    size_t leave_size;
    char *home; /* the cursor into the corner, where curses believes it if others have moved it */
    char *address, *save, *restore, *clear_row, *set_region; /* where it has some rows only */
    int cursor_row, cursor_column;                           /* -1: no cursor */
    bool cursor_shown;
    char *buffer; /* an update on its way */
    size_t buffer_size;
    struct screen_counters counters;
};

/* curses has one screen that its functions speak of. */
void screen_use(struct screen *screen);

#endif
