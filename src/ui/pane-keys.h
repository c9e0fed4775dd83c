/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pane has of readline: keys of the command line that are about it, and its size. */
#ifndef UI_PANE_KEYS_H
#define UI_PANE_KEYS_H

/* Once readline is initialized: gdb's Ctrl-X A and Ctrl-X O; Ctrl-L, wherever the user has it. */
void pane_keys_bind(void);

/* readline's idea of the terminal is the part below the pane. */
void pane_keys_tell_size(void);

/* Shows the pane or takes it away, around the line that is being typed; arguments as readline gives
 * them. */
int pane_keys_toggle(int count, int key);

#endif
