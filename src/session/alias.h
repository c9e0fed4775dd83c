/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's own names for commands, with arguments: `alias -- locks = thread apply all bt 3`. */
#ifndef SESSION_ALIAS_H
#define SESSION_ALIAS_H

#include <stddef.h>

#include "base/error.h"

struct aliases;
struct session;

struct aliases *aliases_create(void);
/* Accepts NULL. */
void aliases_destroy(struct aliases *aliases);

/*
 * name becomes another spelling of command, which starts with one there is. A
 * name that is already the user's is replaced; ERROR_USAGE if it is one of pyinspect's own.
 */
struct error *alias_define(struct session *s, const char *name, const char *command);

size_t alias_count(const struct aliases *aliases);
const char *alias_name(const struct aliases *aliases, size_t i);
const char *alias_expansion(const struct aliases *aliases, size_t i);

#endif
