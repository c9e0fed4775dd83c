/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

#include "base/memory.h"
#include "ui/user-file.h"

static char *history_path(void)
{
    return user_file_path("XDG_STATE_HOME", ".local/state", "history");
}

/* Under sudo the folder may be another user's: root leaves no files of its own there. */
static bool is_ours(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && status.st_uid == geteuid();
}

/* Makes the folders above path that are missing; false if the last of them is not ours. */
static bool make_folders(const char *path)
{
    CLEANUP_FREE char *folder = xstrdup(path);

    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0700);
        *slash = '/';
    }
    *strrchr(folder, '/') = '\0';
    return is_ours(folder);
}

void history_start(const struct settings *settings)
{
    CLEANUP_FREE char *path = history_path();
    long size = setting_number(settings, SETTING_HISTORY_SIZE);

    using_history();
    if (path != NULL && is_ours(path))
        read_history(path);
    if (size > 0)
        stifle_history((int)size);
}

void history_note(const char *line)
{
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;

    if (last == NULL || strcmp(last->line, line) != 0)
        add_history(line);
}

void history_stop(const struct settings *settings)
{
    CLEANUP_FREE char *path = history_path();
    long size = setting_number(settings, SETTING_HISTORY_SIZE);

    if (!setting_bool(settings, SETTING_HISTORY_SAVE) || path == NULL || !make_folders(path))
        return;
    if (size > 0)
        stifle_history((int)size);
    else
        unstifle_history();

    mode_t mask = umask(077); /* command lines may hold what is not for others */

    write_history(path);
    umask(mask);
    clear_history();
}
