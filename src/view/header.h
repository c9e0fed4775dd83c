/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first lines of the live view: which process, how its threads do, how the sampling does. */
#ifndef VIEW_HEADER_H
#define VIEW_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "view/surface.h"

struct live;
struct monitor;
struct session;

/* As of the last update. */
struct header {
    pid_t pid;
    char *command;    /* owned */
    char *version;    /* "CPython 3.12.1"; owned */
    uint64_t born_ns; /* when the process started, on CLOCK_MONOTONIC; 0: not known */
    size_t threads, running;
    bool has_gil, knows_gc;
    double gil, gc, unverified, cpu; /* shares, 0 to 1, of the last interval */
    unsigned holder;                 /* which thread had the GIL most; 0: none */
    char *holder_name;               /* owned */
    uint64_t samples;                /* since the start */
    double achieved, rate;           /* rounds a second: reached in the last interval, asked for */
    uint64_t nothing_ran_ns;
};

void header_init(struct header *header, const struct session *s);
void header_deinit(struct header *header);

/* With the monitor locked. */
void header_update(struct header *header, const struct monitor *monitor);

/* Rows that it takes of so many. */
int header_height(int rows);
void header_draw(const struct header *header, const struct live *live,
                 const struct surface *surface);

/* "12s", "3m07s", "2h05m", "3d04h"; short, for columns. */
void header_age(double seconds, char ret[32]);

#endif
