/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef UI_MANUAL_H
#define UI_MANUAL_H

#include <stdio.h>

#include "session/command.h"

/* The COMMANDS and SETTINGS sections of the man page, as roff. */
void manual_write(FILE *out, const struct command *const *commands);

#endif
