/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/palette.h"

#include <curses.h>

/* One look: -1 is the terminal's own colour. */
struct shade {
    short foreground, background;
    attr_t attributes;
};

/* Without colours nothing is told by them alone: what stands out is what one must find. */
static const struct shade shades_none[LOOK_COUNT] = {
    [LOOK_BOLD] = {.attributes = A_BOLD},
    [LOOK_FUNCTION] = {.attributes = A_BOLD},
    [LOOK_WARNING] = {.attributes = A_BOLD},
    [LOOK_ERROR] = {.attributes = A_BOLD},
    [LOOK_TITLE] = {.attributes = A_BOLD},
    [LOOK_COLUMNS] = {.attributes = A_REVERSE},
    [LOOK_SORTED] = {.attributes = A_REVERSE | A_BOLD},
    [LOOK_SELECTED] = {.attributes = A_REVERSE},
    [LOOK_SELECTED_LESS] = {.attributes = A_UNDERLINE},
    [LOOK_KEY] = {.attributes = A_REVERSE},
    [LOOK_HEAT + 2] = {.attributes = A_BOLD},
    [LOOK_HEAT + 3] = {.attributes = A_BOLD},
    [LOOK_FLAME + 0] = {.attributes = A_REVERSE},
    [LOOK_FLAME + 2] = {.attributes = A_REVERSE},
    [LOOK_FLAME + 4] = {.attributes = A_REVERSE},
};

/* As ui/color.c has it: only what can be read on a dark ground and on a light one. */
static const struct shade shades_few[LOOK_COUNT] = {
    [LOOK_PLAIN] = {-1, -1, A_NORMAL},
    [LOOK_DIM] = {-1, -1, A_DIM},
    [LOOK_BOLD] = {-1, -1, A_BOLD},
    [LOOK_FUNCTION] = {-1, -1, A_BOLD},
    [LOOK_FILE] = {COLOR_GREEN, -1, A_NORMAL},
    [LOOK_NUMBER] = {COLOR_CYAN, -1, A_NORMAL},
    [LOOK_VARIABLE] = {COLOR_CYAN, -1, A_NORMAL},
    [LOOK_VALUE] = {-1, -1, A_NORMAL},
    [LOOK_GOOD] = {COLOR_GREEN, -1, A_NORMAL},
    [LOOK_WARNING] = {COLOR_MAGENTA, -1, A_NORMAL},
    [LOOK_ERROR] = {COLOR_RED, -1, A_BOLD},
    [LOOK_TITLE] = {-1, -1, A_BOLD},
    [LOOK_COLUMNS] = {COLOR_BLACK, COLOR_GREEN, A_NORMAL},
    [LOOK_SORTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL},
    [LOOK_SELECTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL},
    [LOOK_SELECTED_LESS] = {-1, -1, A_REVERSE},
    [LOOK_KEY] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL},
    [LOOK_HEAT + 0] = {-1, -1, A_NORMAL},
    [LOOK_HEAT + 1] = {-1, -1, A_BOLD},
    [LOOK_HEAT + 2] = {COLOR_RED, -1, A_NORMAL},
    [LOOK_HEAT + 3] = {COLOR_RED, -1, A_BOLD},
    [LOOK_FLAME + 0] = {COLOR_BLACK, COLOR_RED, A_NORMAL},
    [LOOK_FLAME + 1] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL},
    [LOOK_FLAME + 2] = {COLOR_BLACK, COLOR_MAGENTA, A_NORMAL},
    [LOOK_FLAME + 3] = {COLOR_BLACK, COLOR_RED, A_NORMAL},
    [LOOK_FLAME + 4] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL},
    [LOOK_FLAME + 5] = {COLOR_BLACK, COLOR_MAGENTA, A_NORMAL},
};

/* What is better with 256: the others are as above. */
static const struct {
    enum look look;
    struct shade shade;
} shades_many[] = {
    {LOOK_COLUMNS, {16, 108, A_NORMAL}},   {LOOK_SORTED, {16, 80, A_NORMAL}},
    {LOOK_SELECTED, {16, 80, A_NORMAL}},   {LOOK_KEY, {16, 80, A_NORMAL}},
    {LOOK_HEAT + 1, {136, -1, A_NORMAL}},  {LOOK_HEAT + 2, {166, -1, A_NORMAL}},
    {LOOK_HEAT + 3, {160, -1, A_BOLD}},    {LOOK_FLAME + 0, {16, 209, A_NORMAL}},
    {LOOK_FLAME + 1, {16, 215, A_NORMAL}}, {LOOK_FLAME + 2, {16, 221, A_NORMAL}},
    {LOOK_FLAME + 3, {16, 173, A_NORMAL}}, {LOOK_FLAME + 4, {16, 179, A_NORMAL}},
    {LOOK_FLAME + 5, {16, 216, A_NORMAL}},
};

static void set(struct palette *palette, enum look look, const struct shade *shade, bool colors)
{
    short pair = (short)(look + 1);

    palette->attributes[look] = shade->attributes;
    palette->pairs[look] = 0;
    if (colors && (shade->foreground >= 0 || shade->background >= 0) &&
        init_pair(pair, shade->foreground, shade->background) == OK)
        palette->pairs[look] = pair;
}

void palette_init(struct palette *ret, bool colors)
{
    /* A terminal that cannot say "your own colour" would get ours for all that it shows. */
    colors = colors && has_colors() && start_color() == OK && use_default_colors() == OK &&
             COLORS >= 8 && COLOR_PAIRS > LOOK_COUNT;
    for (int i = 0; i < LOOK_COUNT; i++)
        set(ret, (enum look)i, colors ? &shades_few[i] : &shades_none[i], colors);
    for (size_t i = 0; colors && COLORS >= 256 && i < sizeof shades_many / sizeof *shades_many; i++)
        set(ret, shades_many[i].look, &shades_many[i].shade, colors);
}
