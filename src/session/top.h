/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `top` was asked for, as the front end that draws it is told. */
#ifndef SESSION_TOP_H
#define SESSION_TOP_H

#include <stdbool.h>

#include "sample/monitor.h"
#include "sample/profile.h"

struct top_options {
    struct monitor_options monitor; /* rate, --gil, --thread */
    bool idle;                      /* count threads that wait as well */
    char *filter;                   /* functions and files that it finds; NULL: all; owned */
    bool threads;                   /* the first page is that of the threads */
    bool lines;                     /* a row a line; else a row a function */
    enum profile_column sort;
    bool reverse;
    double seconds;  /* between two screens, -d */
    unsigned rounds; /* screens in batch mode, -n; 0: no end */
    unsigned limit;  /* rows in batch mode; 0: all */
    bool batch;      /* -b: plain text, even on a terminal */
};

#define TOP_SECONDS 1.0
#define TOP_LIMIT 30

#endif
