/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

#include "base/memory.h"
#include "ui/user-file.h"

static bool find_file(bool make, struct user_file *ret)
{
    return error_ignore(user_file_init("XDG_STATE_HOME", ".local/state", "history", make, ret));
}

/* readline's own functions take a path, which they would open a second time. */
static void read_lines(int fd)
{
    char path[32];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);

    CLEANUP_FCLOSE FILE *in = fopen(path, "re");
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;
    ssize_t length;

    while (in != NULL && (length = getline(&line, &capacity, in)) > 0) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (line[0] != '\0')
            add_history(line);
    }
}

static void write_lines(const struct user_file *file)
{
    CLEANUP_FREE char *temporary = xasprintf("%s.%d", file->name, (int)getpid());
    HIST_ENTRY **entries = history_list();
    struct stat status;

    /* A link or another user's file under that name stays as it is. */
    if (fstatat(file->folder, file->name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        (!S_ISREG(status.st_mode) || status.st_uid != geteuid()))
        return;
    unlinkat(file->folder, temporary, 0);

    /* 0600: command lines may hold what is not for others. */
    CLEANUP_CLOSE int fd =
        openat(file->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (out == NULL)
        return;
    fd = -1;
    for (size_t i = 0; entries != NULL && entries[i] != NULL; i++)
        fprintf(out, "%s\n", entries[i]->line);

    bool failed = ferror(out) != 0;

    failed = fclose(out) != 0 || failed;
    if (failed || renameat(file->folder, temporary, file->folder, file->name) != 0)
        unlinkat(file->folder, temporary, 0);
}

void history_start(const struct settings *settings)
{
    CLEANUP(user_file_deinit) struct user_file file;
    CLEANUP_CLOSE int fd = -1;
    long size = setting_number(settings, SETTING_HISTORY_SIZE);

    using_history();
    if (find_file(false, &file) && error_ignore(user_file_find(&file, &fd)))
        read_lines(fd);
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
    CLEANUP(user_file_deinit) struct user_file file = {.folder = -1};
    long size = setting_number(settings, SETTING_HISTORY_SIZE);

    if (!setting_bool(settings, SETTING_HISTORY_SAVE) || !find_file(true, &file))
        return;
    if (size > 0)
        stifle_history((int)size);
    else
        unstifle_history();
    write_lines(&file);
    clear_history();
}
