/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a SyntaxError has found fault with, as TracebackException._format_syntax_error() of
 * Lib/traceback.py shows it, and 2.7's format_exception_only().
 */
#ifndef REPR_SYNTAX_ERROR_H
#define REPR_SYNTAX_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "repr/repr.h"

/* The strings are UTF-8, and owned. */
struct syntax_error {
    char *place;        /* "/app/x.py", "<string>": a traceback says where; NULL: it does not */
    char *line;         /* the number of the line there, or what stands for it */
    char *text;         /* what is shown of the line; NULL: none */
    char *marks;        /* under it; NULL: none */
    char *message;      /* behind the type */
    int64_t column;     /* where the mark begins in the line, from 1; 0: it is not said */
    int64_t end_column; /* where it ends (3.10+) */
};

/* ERROR_NOT_FOUND: it is one of 2.7 that does not say where; ERROR_FAULT. */
struct error *syntax_error_read(struct repr *repr, uint64_t address, struct syntax_error *ret);
void syntax_error_deinit(struct syntax_error *syntax);

#endif
