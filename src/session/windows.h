/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of a terminal that shows something above the command line, as the commands see them:
 * the pane, which goes on showing it, and below it the command window, where one types.
 */
#ifndef SESSION_WINDOWS_H
#define SESSION_WINDOWS_H

#include <stdbool.h>

#include "base/error.h"

struct front_end;
struct session;

/* What the pane shows. */
enum windows_layout {
    WINDOWS_NONE, /* there is no pane */
    WINDOWS_TOP,
    WINDOWS_THREADS,
    WINDOWS_SRC,
    WINDOWS_COUNT,
};

/* Sizes in characters. */
struct windows {
    enum windows_layout layout;
    enum windows_layout last_layout; /* of the pane that there was; WINDOWS_TOP if there was none */
    bool pane_has_keyboard;
    int pane_rows; /* 0: there is none */
    int command_rows;
    int columns;
};

/* Errors are sentences for the user. */
struct windows_ops {
    struct windows (*get)(struct front_end *f);
    struct error *(*set_layout)(struct front_end *f, struct session *s, enum windows_layout layout);
    struct error *(*set_keyboard)(struct front_end *f, bool pane);
    /* As near to that as the terminal allows. */
    struct error *(*set_pane_rows)(struct front_end *f, int rows);
};

#endif
