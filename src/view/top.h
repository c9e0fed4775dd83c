/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VIEW_TOP_H
#define VIEW_TOP_H

#include "base/error.h"

struct front_end;
struct session;
struct top_options;

/*
 * front_end.top: the live view on all of the terminal, until the user leaves it. Afterwards the
 * terminal is as it was; of a target that has ended the last picture stays. ERROR_UNSUPPORTED:
 * nothing can be drawn here.
 */
struct error *top_show(struct front_end *f, struct session *s, const struct top_options *options);

#endif
