/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands about windows share: their names, and whether there can be any. */
#ifndef COMMANDS_WINDOWS_H
#define COMMANDS_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "session/session.h"

/* ERROR_UNSUPPORTED: this front end has no windows. */
struct error *windows_find(struct session *s, const struct windows_ops **ret);
/* The same, with a pane that is open. */
struct error *windows_find_pane(struct session *s, const struct windows_ops **ret);

/* "none", "top", "threads", "src" */
const char *windows_layout_name(enum windows_layout layout);

/* Whether a word of so many bytes can only mean that one: "cmd" or the pane, which is called by
 * what it shows as well. */
bool windows_is_command(const char *word, size_t length);
bool windows_is_pane(const struct windows *windows, const char *word, size_t length);

#endif
