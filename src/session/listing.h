/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Source text of the target, read through its own root directory.
 */
#ifndef SESSION_LISTING_H
#define SESSION_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "base/error.h"
#include "session/emit.h"
#include "session/session.h"

/* A source file, whole. */
struct listing {
    char *text;          /* owned */
    ARRAY(char *) lines; /* into text, without line ends; lines.data[0] is line 1 */
    bool newer;          /* it was changed after the process started */
};

/* Where `list` goes on. */
struct listing_place {
    char *file;      /* owned */
    int first, last; /* lines shown last; last is 0 when nothing was shown yet */
};

/* ERROR_NOT_FOUND: what the code object names is no file ("<string>"), or it is not there. */
struct error *listing_read(struct session *s, const char *file, struct listing *ret);
/* The same of another process. */
struct error *listing_read_of(struct target *target, const char *file, struct listing *ret);
void listing_deinit(struct listing *listing);

/* The text of a line as a screen needs it: with blanks for its tabs. Free it. */
char *listing_text(const struct listing *listing, size_t line);

/* Of a file that is newer, once for each process. */
void listing_warn(struct session *s, const char *file, const struct listing *listing,
                  struct emitter *e);

/* One line as an object's fields: its number and its text, tabs expanded on the screen. */
void listing_emit_line(struct emitter *e, const struct listing *listing, size_t line);

/* Sets s->listed (a copy of file); NULL forgets. */
void listing_set_place(struct session *s, const char *file, int first, int last);

/*
 * The line that frame is at, as gdb prints it under the frame: number and text. Nothing where
 * there is no source to be had: the frame itself was the answer. Warns (listing_warn()).
 */
void listing_show_current(struct session *s, struct emitter *e);

#endif
