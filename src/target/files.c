/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "target/procfs.h"

/*
 * The target's working directory as a path below its root. Both links are shown
 * from our own root, so the one is a prefix of the other where the target is in a chroot.
 */
static char *working_directory(pid_t pid)
{
    char path[64];
    CLEANUP_FREE char *root = NULL;
    CLEANUP_FREE char *cwd = NULL;

    snprintf(path, sizeof path, "/proc/%d/root", pid);
    if (!error_ignore(procfs_link(path, &root)))
        return xstrdup("/");
    snprintf(path, sizeof path, "/proc/%d/cwd", pid);
    if (!error_ignore(procfs_link(path, &cwd)))
        return xstrdup("/");
    if (strcmp(root, "/") != 0 && text_starts_with(cwd, root))
        return xstrdup(cwd + strlen(root));
    return take_pointer(cwd);
}

struct error *files_open(pid_t pid, const char *path, int *ret)
{
    char root_path[64];

    snprintf(root_path, sizeof root_path, "/proc/%d/root", pid);

    CLEANUP_CLOSE int root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (root < 0)
        return error_os(errno, root_path, "cannot open the target's root directory");

    CLEANUP_FREE char *cwd = path[0] == '/' ? xstrdup("") : working_directory(pid);
    CLEANUP_FREE char *full = xasprintf("%s/%s", cwd, path);
    struct open_how how = {
        /* A FIFO or a terminal under that name must not hold us up. */
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };
    CLEANUP_CLOSE int fd = (int)syscall(SYS_openat2, root, full, &how, sizeof how);

    if (fd < 0)
        return error_os(errno, path, "cannot open");

    struct stat stat;

    if (fstat(fd, &stat) < 0)
        return error_os(errno, path, "cannot look at");
    if (!S_ISREG(stat.st_mode))
        return error_create(ERROR_UNSUPPORTED, "%s is not a regular file", path);
    *ret = fd;
    fd = -1;
    return NULL;
}
