/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/version.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/memory.h"
#include "python/layout.h"
#include "session/words.h"

#ifndef PACKAGE_VERSION
#error "PACKAGE_VERSION comes from configure"
#endif

const char *version_number(void)
{
    return PACKAGE_VERSION;
}

char *version_pythons(void)
{
    CLEANUP(word_list_deinit) struct word_list versions = {0};

    /* Every number that a version may have is asked for: which there are, the tables say. */
    for (uint32_t major = 2; major <= 3; major++) {
        for (uint32_t minor = 0; minor < 64; minor++) {
            uint32_t hexversion = major << 24 | minor << 16;
            struct layout layout;

            if (!error_ignore(layout_builtin(hexversion, false, &layout)))
                continue;

            CLEANUP_FREE char *version = layout_version_short(hexversion);

            array_push(&versions, xstrdup(version));
            layout_deinit(&layout);
        }
    }
    return word_list_join(&versions);
}

char *version_text(void)
{
    CLEANUP_FREE char *pythons = version_pythons();

    return xasprintf("pyinspect %s\n"
                     "Knows CPython %s.\n"
                     "License GPLv3+: GNU GPL version 3 or later "
                     "<https://gnu.org/licenses/gpl.html>.\n"
                     "This is free software: you are free to change and redistribute it.\n"
                     "There is NO WARRANTY, to the extent permitted by law.\n",
                     version_number(), pythons);
}
