/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one command prints values: `set print`, and its own options before its arguments. */
#ifndef COMMANDS_PRINT_OPTIONS_H
#define COMMANDS_PRINT_OPTIONS_H

#include <stddef.h>

#include "base/error.h"
#include "repr/repr.h"
#include "session/session.h"

struct print_options {
    struct repr_limits limits;
    size_t width; /* columns of text that a value is broken into; 0: it is not */
};

/* What `set print` says. */
struct print_options print_options_default(const struct session *s);

/*
 * The same with `-elements N`, `-string N`, `-depth N` and `-width N` over it, which are taken from
 * the start of *args; `--` ends them. What is none of these begins the arguments.
 */
struct error *print_options_parse(const struct session *s, const char **args,
                                  struct print_options *ret);

/* For command.complete: adds the options if only such were given before, and moves *line behind
 * them. */
void print_options_complete(struct completions *c, const char **line);

/* For the help of commands that take them. */
#define PRINT_OPTIONS_HELP                                                                         \
    "-elements N, -string N, -depth N and -width N stand before everything else and do for this\n" \
    "command what `set print` does for all; `unlimited` is a number too, and -- ends them.  "      \
    "What\n"                                                                                       \
    "is left out is `...`; of a container that lies too deep `[... 3 items]`, while `[...]` is\n"  \
    "Python's own mark of one that is within itself.\n"

#endif
