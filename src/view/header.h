/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first lines of the live view: which process, how its threads do, how the sampling does. */
#ifndef VIEW_HEADER_H
#define VIEW_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/monitor.h"
#include "view/surface.h"

struct live;
struct session;

/* As of the last update. */
struct header {
    pid_t pid;
    char *command;    /* owned */
    char *version;    /* "CPython 3.12.1"; owned */
    uint64_t born_ns; /* when the process started, on CLOCK_MONOTONIC; 0: not known */
    size_t threads;
    size_t processes, refused; /* that are sampled, and cannot be; 0: one alone is */
    bool has_gil, knows_gc, knows_cpu;
    struct monitor_summary interval, start;
    char *holder_name; /* of the thread that had the GIL most; owned, or NULL */
    double rate;       /* rounds a second, as asked for */
    uint64_t nothing_ran_ns;
    unsigned sleeper;    /* the thread that sleeps with the GIL; 0: none does ... */
    uint64_t sleeps_ns;  /* ... and for how long */
    const char *stopper; /* who has stopped it: "signal"; NULL: nobody */
    struct monitor_stillness stillness;
    char *unseen;   /* why not all that ran was seen, where that is known; owned, or NULL */
    char *deadlock; /* the first one, in words; owned; NULL: none is known */
};

void header_init(struct header *header, const struct session *s);
void header_deinit(struct header *header);

/* With the monitor locked. */
void header_update(struct header *header, struct monitor *monitor);

/* "Nothing has run for 12s", "21 of 22 threads have not moved for 42s": what there is to say of a
 * process in which nearly nothing has run in the last interval. NULL: it is none. Free it. */
char *header_stillness(const struct header *header);

/* Rows that it takes of so many. */
int header_height(int rows);
void header_draw(const struct header *header, const struct live *live,
                 const struct surface *surface);

#endif
