/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The call that a frame is in, as it was written: "time.sleep(30)", "self._sock.recv_into(b)",
 * "with lock". It is put together from the instructions before the present one, so that it can be
 * had of every version, and names what the source names. Arguments that are numbers, strings or
 * None are written by value where they are constants or plain variables.
 */
#ifndef REPR_CALL_TEXT_H
#define REPR_CALL_TEXT_H

#include <stddef.h>

struct runtime;
struct sockets;
struct variables_view;

/*
 * Of the thread's frame at that level, which has not moved on. NULL: it is at no call, or it cannot
 * be told which. What is known of sockets is the caller's. Free it.
 */
char *call_text(const struct variables_view *view, size_t level, struct sockets *sockets);

#endif
