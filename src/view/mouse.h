/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons and the wheel as SGR reports (xterm's 1000 and 1006), which keys.c reads; a terminal that
 * has none passes over it. */
#ifndef VIEW_MOUSE_H
#define VIEW_MOUSE_H

#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

#endif
