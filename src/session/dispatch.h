/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a line of words to a command. */
#ifndef SESSION_DISPATCH_H
#define SESSION_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "session/command.h"

struct session;

/*
 * The command that a line means and its arguments, trimmed; free *args. NULL for
 * a blank line and a comment. ERROR_USAGE: undefined or ambiguous.
 */
struct error *dispatch_find(struct session *s, const char *line, const struct command **ret,
                            char **args);

/*
 * How far the words of a line lead, for completion and help: path is the full name that its first
 * words stand for ("info", "thread apply", "" if none), command what has that name (NULL for a
 * prefix of names only), rest what follows, untrimmed. Aliases of the user are expanded.
 */
struct dispatch_path {
    char *path;
    const struct command *command;
    char *rest;
};

void dispatch_path_deinit(struct dispatch_path *path);
struct error *dispatch_walk(struct session *s, const char *line, struct dispatch_path *ret);

/* True if there are commands whose names go on after path. */
bool dispatch_has_subcommands(const struct session *s, const char *path);

#endif
