/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups that help and the man page sort the commands into. */
#ifndef COMMANDS_GROUPS_H
#define COMMANDS_GROUPS_H

#include "session/command.h"

/* For `help GROUP`, in gdb's words: "stack", "data", ... */
const char *group_name(enum command_group group);
/* A phrase without a full stop: "Where every thread is". */
const char *group_title(enum command_group group);

#endif
