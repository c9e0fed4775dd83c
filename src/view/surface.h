/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rectangle of the screen to draw on. Who draws knows its size, and not where it is or what else
 * there is: a page may have the whole terminal, or a few lines above a prompt. Nothing is seen
 * before screen_show().
 */
#ifndef VIEW_SURFACE_H
#define VIEW_SURFACE_H

#include <stdbool.h>
#include <stddef.h>

struct screen;

struct surface {
    struct screen *screen;
    int row, column; /* of its corner on the screen */
    int height, width;
};

/* How text looks: colours where there are any, else what the terminal has for standing out. */
enum look {
    LOOK_PLAIN,
    LOOK_DIM,
    LOOK_BOLD,
    LOOK_FUNCTION,
    LOOK_FILE,
    LOOK_NUMBER,
    LOOK_VARIABLE,
    LOOK_VALUE,
    LOOK_GOOD,
    LOOK_WARNING,
    LOOK_ERROR,
    LOOK_TITLE,                 /* what a page is about */
    LOOK_COLUMNS,               /* the names of columns */
    LOOK_SORTED,                /* ... of the one that it is sorted by */
    LOOK_SELECTED,              /* the line that Enter is for */
    LOOK_SELECTED_LESS,         /* the same in a part of the screen that has no keyboard */
    LOOK_KEY,                   /* a key, in the line that names some */
    LOOK_HEAT,                  /* LOOK_HEAT + 0 to HEAT_COUNT - 1: from some time to a lot of it */
    LOOK_FLAME = LOOK_HEAT + 4, /* LOOK_FLAME + 0 to FLAME_COUNT - 1: boxes side by side */
    LOOK_COUNT = LOOK_FLAME + 6,
};

enum { HEAT_COUNT = LOOK_FLAME - LOOK_HEAT, FLAME_COUNT = LOOK_COUNT - LOOK_FLAME };

/* The heat of a share, 0 to 1; LOOK_DIM where there is none at all. */
enum look look_of_share(double share);

/* Where text stands in its field, and where it is cut when it is too long. */
enum fit {
    FIT_LEFT,   /* its end is cut */
    FIT_RIGHT,  /* stands at the right; its beginning is cut */
    FIT_TAIL,   /* stands at the left; its beginning is cut: file names */
    FIT_MIDDLE, /* stands at the left; both ends are kept: qualified names */
};

/* The same surface without what is above first, count rows high at most; may be empty. */
struct surface surface_rows(const struct surface *surface, int first, int count);
struct surface surface_columns(const struct surface *surface, int first, int count);

/*
 * Puts text into a field of width columns (at most up to the surface's edge) and fills what is left
 * of it with blanks. The text may be the target's: what could steer a terminal is escaped, and what
 * the locale cannot show. Where the field lies outside the surface nothing happens. The columns
 * that the text has taken.
 */
int surface_put(const struct surface *surface, int row, int column, int width, enum look look,
                enum fit fit, const char *utf8);
/* The same, left, from a format. */
int surface_print(const struct surface *surface, int row, int column, int width, enum look look,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));
/* A share, 0 to 1, at the right of the field in row 0: in percent, of so many decimals, in its
 * heat. */
void surface_put_share(const struct surface *surface, int column, int width, int decimals,
                       bool selected, double share);

/*
 * Puts text over as many rows as it needs, from that row on, broken at blanks where there are any.
 * The rows that it needs, also of a surface that has fewer: rows that are not there are passed over
 * at both ends.
 */
int surface_wrap(const struct surface *surface, int row, int column, int width, enum look look,
                 const char *utf8);

/* The look of what stands there already changes. */
void surface_paint(const struct surface *surface, int row, int column, int width, enum look look);

/* Columns that surface_put() needs for all of the text. */
int surface_width(const struct surface *surface, const char *utf8);

/* What stands for itself; each is one column wide, and ASCII where the locale has no more. */
enum glyph {
    GLYPH_ELLIPSIS,
    GLYPH_LINE,   /* from left to right */
    GLYPH_STROKE, /* from top to bottom */
    GLYPH_BRANCH,
    GLYPH_LAST_BRANCH,
    GLYPH_OPEN,   /* a part of a tree that is shown */
    GLYPH_CLOSED, /* ... that is not */
    GLYPH_DOWN,   /* sorted, the largest first */
    GLYPH_UP,
    GLYPH_POINTER,
    GLYPH_BLOCK,
    GLYPH_DOT,
    GLYPH_COUNT,
};

const char *surface_glyph(const struct surface *surface, enum glyph glyph);

#endif
