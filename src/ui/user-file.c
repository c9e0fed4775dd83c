/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/user-file.h"

#include <stdlib.h>

#include "base/memory.h"

char *user_file_path(const char *variable, const char *fallback, const char *name)
{
    const char *folder = getenv(variable);
    const char *home = getenv("HOME");

    /* The specification: a relative path counts as none. */
    if (folder != NULL && folder[0] == '/')
        return xasprintf("%s/pyinspect/%s", folder, name);
    if (home != NULL && home[0] == '/')
        return xasprintf("%s/%s/pyinspect/%s", home, fallback, name);
    return NULL;
}
