/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands with options of their own read in the same way. */
#ifndef COMMANDS_OPTION_NUMBER_H
#define COMMANDS_OPTION_NUMBER_H

#include "base/error.h"

/* A number above 0 and at most `most`. word: what stands after the option; NULL: nothing.
 * ERROR_USAGE names the option. */
struct error *option_number(const char *option, const char *word, double most, double *ret);

#endif
