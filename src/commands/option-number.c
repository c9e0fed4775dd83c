/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/option-number.h"

#include <stdlib.h>

struct error *option_number(const char *option, const char *word, double most, double *ret)
{
    char *end = NULL;

    *ret = word != NULL ? strtod(word, &end) : 0;
    if (word == NULL || end == word || *end != '\0' || !(*ret > 0) || *ret > most)
        return error_create(ERROR_USAGE, "%s takes a number above 0, at most %.0f", option, most);
    return NULL;
}
