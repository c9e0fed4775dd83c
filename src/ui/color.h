/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours: when there are any, and which. */
#ifndef UI_COLOR_H
#define UI_COLOR_H

#include <stdbool.h>

#include "session/emit.h"

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* "auto", "always", "never"; false for another word. */
bool color_parse(const char *when, enum color_when *ret);

/* auto: fd is a terminal that knows colours, and NO_COLOR (no-color.org) is not set. */
bool color_wanted(enum color_when when, int fd);

/* What switches a style on; "" for a plain one. COLOR_END switches it off. */
const char *color_start(enum style style);
#define COLOR_END "\033[0m"

#endif
