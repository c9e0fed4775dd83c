/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular expressions of the user. */
#ifndef COMMANDS_PATTERN_H
#define COMMANDS_PATTERN_H

#include <regex.h>

#include "base/error.h"

/* regcomp(); free ret with regfree(). ERROR_USAGE: what is wrong with the text. */
struct error *pattern_compile(const char *text, int flags, regex_t *ret);

#endif
