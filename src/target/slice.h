/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How soon the calling thread gets a CPU on which another one runs. Since Linux 6.6 the one that
 * runs keeps it for its slice, some 3 ms, whoever wakes up: what is read then is what the other one
 * does when its slice ends or when it goes to sleep, and never what it does in its first
 * milliseconds. Since 6.12 one whose own slice is shorter gets the CPU at once, within the ordinary
 * scheduling class and for everybody.
 */
#ifndef TARGET_SLICE_H
#define TARGET_SLICE_H

/* Makes the slice of the calling thread as short as the kernel has them. Where it cannot be had,
 * nothing happens. */
void slice_shorten(void);
/* The kernel's own again. */
void slice_reset(void);

#endif
