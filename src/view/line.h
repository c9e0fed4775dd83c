/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line to a terminal, which may be a slow one. What it does not take at once is kept here, and
 * nobody waits for it; who draws asks line_is_behind(), and draws nothing until what was drawn has
 * arrived: what has changed meanwhile is then one picture, not a queue of them.
 *
 * How much of it a pseudoterminal, ssh and the network between still have nobody can ask. But the
 * terminal can be asked for a sign of life (DSR) behind a picture, and its answer says that it has
 * drawn that. Terminals that never answer are not waited for.
 */
#ifndef VIEW_LINE_H
#define VIEW_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

struct line {
    int out;           /* not owned */
    int fd;            /* the same, which never blocks; -1: there is none, and out blocks */
    ARRAY(char) left;  /* that it has not taken */
    bool asks;         /* the terminal knows the question */
    bool answers;      /* ... and has answered it */
    bool is_asked;     /* and has not answered yet, */
    uint64_t asked_ns; /* ... since then */
    uint64_t took_ns;  /* from the last question to its answer */
};

/* asks: the terminal is one that knows the question. */
void line_init(struct line *line, int out, bool asks);
void line_deinit(struct line *line);

void line_write(struct line *line, const char *bytes, size_t size);
/* Without a line: waits until all of it is taken. Somebody else may have set the terminal to
 * O_NONBLOCK: its descriptor is shared. */
void line_write_whole(int out, const char *bytes, size_t size);
/* Behind a picture. */
void line_ask(struct line *line);
/* The keyboard has brought the answer. */
void line_has_answered(struct line *line);

/* Sends what it takes; true: something of what was written is still on its way. */
bool line_is_behind(struct line *line);
/* What poll() is to wait for, until there is room for the rest; -1: nothing. */
int line_waits_for(const struct line *line);
/* When line_is_behind() is to be asked again, should nothing happen before; UINT64_MAX: never. */
uint64_t line_until_ns(const struct line *line);

/* What is on its way, as far as it can still be caught, and its answer, are of no use any more. The
 * answer is waited for, up to two seconds. While the terminal does not echo. */
void line_drop(struct line *line);

#endif
