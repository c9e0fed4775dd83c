/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal in two parts: something is drawn on its upper rows, and in the rows below them
 * everything goes on as ever, but scrolls among them only. The terminal does it by itself, with
 * the scroll region that it has had since the VT100; who writes below need not know.
 *
 * Whatever ends the program, the terminal scrolls as a whole again: rescue.h.
 */
#ifndef VIEW_REGION_H
#define VIEW_REGION_H

#include <stdbool.h>

#include "base/error.h"

struct region;

/* in, out: descriptors of the terminal. Writes nothing yet. ERROR_UNSUPPORTED: the terminal cannot
 * scroll a part of itself. */
struct error *region_create(int in, int out, struct region **ret);
/* Closes it first; accepts NULL. */
void region_destroy(struct region *region);

/*
 * From here on the topmost rows of so many do not scroll. The lower part is blank, the cursor at
 * the beginning of its last row. What the terminal showed before scrolls away, as it does when so
 * many lines are printed; that of an earlier call is gone.
 */
void region_split(struct region *region, int rows, int upper);
/* For handlers of signals, of a terminal that is split: it scrolls as a whole, and in parts again.
 * The cursor is in the last row. */
void region_leave_in_handler(const struct region *region);
void region_return_in_handler(const struct region *region);
/* The terminal scrolls as a whole, until region_restore(); nothing moves, the cursor neither. */
void region_lend(struct region *region);
/* The same once more after somebody may have undone it: nothing moves, the cursor neither. */
void region_restore(struct region *region);
/* The lower part blank, the cursor in its last row. */
void region_clear(struct region *region);
/* The cursor to the beginning of the last row: what is printed there scrolls. */
void region_to_bottom(struct region *region);
/* Keys go to the upper part, and the mouse does: there is no cursor then. Else both are the lower
 * part's, where the mouse is left to the terminal. */
void region_give_keyboard(struct region *region, bool upper);

/*
 * The terminal scrolls as a whole again, the cursor is at the beginning of a row. leave_upper: as
 * it stands (somebody else is to use the terminal for a while); else the upper part goes, and the
 * lower one takes its place.
 */
void region_end(struct region *region, bool leave_upper);

#endif
