/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one command prints values: `set print`, and its own options before its arguments. */
#ifndef COMMANDS_PRINT_OPTIONS_H
#define COMMANDS_PRINT_OPTIONS_H

#include <stddef.h>

#include "base/error.h"
#include "repr/repr.h"
#include "session/option.h"
#include "session/session.h"

struct print_options {
    struct repr_limits limits;
    size_t width; /* columns of text that a value is broken into; 0: it is not */
};

/* What `set print` says. */
struct print_options print_options_default(const struct session *s);

/* -elements and so on; for command.options. */
extern const struct option print_option_table[];

/* The same with the options at the start of *args over it. What is none begins the arguments. */
struct error *print_options_parse(const struct session *s, const char **args,
                                  struct print_options *ret);

/* For command.complete: option_complete_leading() of them. */
bool print_options_complete(struct session *s, struct completions *c, const char **line);

#endif
