/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of gdb that are not here for a reason, which whoever types one is told. */
#ifndef SESSION_REFUSED_H
#define SESSION_REFUSED_H

#include <stdbool.h>

struct refused {
    const char *names;  /* "break,b,info breakpoints" */
    const char *reason; /* a sentence without a full stop: why not, and what there is instead */
};

/*
 * The entry of a table (which ends with names NULL) that has a name, or is_exact false: that has
 * one that begins so, of three characters at the least. NULL: none; accepts a table of NULL.
 */
const struct refused *refused_find(const struct refused *table, const char *name, bool is_exact);

/* commands/refused.c: handed to the session by main. */
extern const struct refused refused_table[];

#endif
