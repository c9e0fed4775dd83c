/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool color_parse(const char *when, enum color_when *ret)
{
    static const char *const words[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(when, words[i]) == 0) {
            *ret = (enum color_when)i;
            return true;
        }
    }
    return false;
}

bool color_wanted(enum color_when when, int fd)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    if (no_color != NULL && no_color[0] != '\0')
        return false;
    if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
        return false;
    return isatty(fd) != 0;
}

const char *color_start(enum style style)
{
    /* Of the sixteen only those that can be read on a dark ground and on a light one. */
    static const char *const codes[STYLE_COUNT] = {
        [STYLE_FUNCTION] = "\033[1m", [STYLE_FILE] = "\033[32m",     [STYLE_NUMBER] = "\033[36m",
        [STYLE_ADDRESS] = "\033[34m", [STYLE_VARIABLE] = "\033[36m", [STYLE_TITLE] = "\033[1m",
        [STYLE_GOOD] = "\033[32m",    [STYLE_WARNING] = "\033[35m",  [STYLE_ERROR] = "\033[31m",
        [STYLE_DIM] = "\033[2m",
    };

    return codes[style] != NULL ? codes[style] : "";
}
