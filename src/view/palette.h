/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a look is on the terminal there is: in 256 colours, in 8 or 16, or without any. */
#ifndef VIEW_PALETTE_H
#define VIEW_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

#include "view/surface.h"

/* As curses has it: attributes, and the number of a pair of colours. */
struct palette {
    uint32_t attributes[LOOK_COUNT];
    short pairs[LOOK_COUNT];
};

/* For the screen of curses that is set; colors: they are wanted. */
void palette_init(struct palette *ret, bool colors);

#endif
