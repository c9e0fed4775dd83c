/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal is given back also when the program ends in the middle of something: by a crash, by
 * abort(), by exit(), by a signal that nobody has a handler for. There is one terminal, so there is
 * one rescue at a time.
 */
#ifndef VIEW_RESCUE_H
#define VIEW_RESCUE_H

#include <stddef.h>
#include <termios.h>

/* What to write to out and which modes to give to in; bytes must stay until rescue_stop(). */
void rescue_start(int in, int out, const struct termios *modes, const char *bytes, size_t size);
void rescue_stop(void);

#endif
