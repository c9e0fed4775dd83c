/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/pattern.h"

struct error *pattern_compile(const char *text, int flags, regex_t *ret)
{
    int status = regcomp(ret, text, flags);
    char reason[128];

    if (status == 0)
        return NULL;
    regerror(status, ret, reason, sizeof reason);
    return error_create(ERROR_USAGE, "\"%s\" is no regular expression: %s", text, reason);
}
