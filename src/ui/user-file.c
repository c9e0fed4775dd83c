/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/user-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

static struct error *os_error(int errnum, const char *path)
{
    if (errnum == ENOENT)
        return error_create(ERROR_NOT_FOUND, "there is no %s", path);
    return error_os(errnum, path, "cannot open");
}

/* fd is an O_PATH descriptor of what path names. */
static struct error *check_owner(int fd, const char *path, struct stat *status)
{
    if (fstat(fd, status) != 0)
        return error_os(errno, path, "cannot look at");
    if (S_ISLNK(status->st_mode))
        return error_create(ERROR_UNSUPPORTED, "%s is a symbolic link", path);
    if (status->st_uid != geteuid())
        return error_create(ERROR_UNSUPPORTED, "%s belongs to another user (%u)", path,
                            (unsigned)status->st_uid);
    return NULL;
}

static struct error *check_folder(int fd, const char *path)
{
    struct stat status;

    TRY(check_owner(fd, path, &status));
    if (!S_ISDIR(status.st_mode))
        return error_create(ERROR_UNSUPPORTED, "%s is not a folder", path);
    return NULL;
}

/* Goes down from `base`, a path, by `below`, its names. */
static struct error *descend(const char *base, const char *below, bool make, int *ret)
{
    CLEANUP_CLOSE int folder = open(base, O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP_FREE char *path = xstrdup(base);

    if (folder < 0)
        return os_error(errno, base);
    TRY(check_folder(folder, base));
    for (below += strspn(below, "/"); *below != '\0'; below += strspn(below, "/")) {
        size_t length = strcspn(below, "/");
        CLEANUP_FREE char *name = xstrndup(below, length);
        CLEANUP_FREE char *whole = xasprintf("%s/%s", path, name);

        if (make)
            mkdirat(folder, name, 0700);

        int next = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

        if (next < 0)
            return os_error(errno, whole);
        close(folder);
        folder = next;
        TRY(check_folder(folder, whole));
        free(path);
        path = take_pointer(whole);
        below += length;
    }
    *ret = folder;
    folder = -1;
    return NULL;
}

struct error *user_file_init(const char *variable, const char *fallback, const char *name,
                             bool make, struct user_file *ret)
{
    const char *folder = getenv(variable);
    const char *home = getenv("HOME");
    bool has_home = home != NULL && home[0] == '/';
    CLEANUP_FREE char *home_slash = xasprintf("%s/", has_home ? home : "");
    CLEANUP_FREE char *below = NULL;
    const char *base = home;

    *ret = (struct user_file){.folder = -1, .name = name};
    /* The specification: a relative path counts as none. */
    if (folder == NULL || folder[0] != '/') {
        below = xasprintf("%s/pyinspect", fallback);
    } else if (has_home && text_starts_with(folder, home_slash)) {
        below = xasprintf("%s/pyinspect", folder + strlen(home_slash));
    } else {
        base = folder;
        below = xstrdup("pyinspect");
    }
    if (base == home && !has_home)
        return error_create(ERROR_NOT_FOUND, "there is no $HOME");
    ret->path = xasprintf("%s/%s/%s", base, below, name);
    return descend(base, below, make, &ret->folder);
}

void user_file_deinit(struct user_file *file)
{
    if (file->folder >= 0)
        close(file->folder);
    free(file->path);
    *file = (struct user_file){.folder = -1};
}

struct error *user_file_find(const struct user_file *file, int *ret)
{
    CLEANUP_CLOSE int fd = openat(file->folder, file->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;

    if (fd < 0)
        return os_error(errno, file->path);
    TRY(check_owner(fd, file->path, &status));
    if (!S_ISREG(status.st_mode))
        return error_create(ERROR_UNSUPPORTED, "%s is not a regular file", file->path);
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return error_create(ERROR_UNSUPPORTED, "others may write to %s", file->path);
    *ret = fd;
    fd = -1;
    return NULL;
}
