/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a terminal, by whoever draws on it. */
#ifndef VIEW_TERMINFO_H
#define VIEW_TERMINFO_H

/* By its name in terminfo, of the terminal that curses speaks of at present; without the waits for
 * old hardware ("$<5>"), as it goes out. NULL: the terminal has none. Free it. */
char *terminfo_sequence(const char *name);

/* Its size; 24 by 80 where it tells none. */
void terminfo_size(int fd, int *height, int *width);

#endif
