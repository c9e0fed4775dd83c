/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "target/procfs.h"

static int take_fd(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

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

enum { MAX_FOLDERS = 128, MAX_LINKS = 40 };

/* The folders from the root to where a walk is. */
struct walk {
    int folders[MAX_FOLDERS];
    size_t count;
};

static void walk_up(struct walk *walk, size_t count)
{
    while (walk->count > count)
        close(walk->folders[--walk->count]);
}

/* Puts the target of the link fd before *rest; false with errno. */
static bool follow(struct walk *walk, int fd, char **rest, const char *at)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(fd, "", target, sizeof target - 1);

    if (length < 0)
        return false;
    target[length] = '\0';
    if (target[0] == '/')
        walk_up(walk, 1);

    char *next = xasprintf("%s/%s", target, at);

    free(*rest);
    *rest = next;
    return true;
}

static int walk_down(struct walk *walk, const char *path)
{
    CLEANUP_FREE char *rest = xstrdup(path);
    const char *at = rest;
    int links = 0;

    for (;;) {
        at += strspn(at, "/");

        size_t length = strcspn(at, "/");
        CLEANUP_FREE char *name = xstrndup(at, length);

        at += length;
        if (length == 0)
            return errno = EISDIR, -1;
        if (strcmp(name, ".") == 0)
            continue;
        if (strcmp(name, "..") == 0) {
            if (walk->count > 1)
                walk_up(walk, walk->count - 1);
            continue;
        }

        CLEANUP_CLOSE int fd =
            openat(walk->folders[walk->count - 1], name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
        struct stat stat;

        if (fd < 0 || fstat(fd, &stat) < 0)
            return -1;
        if (S_ISLNK(stat.st_mode)) {
            if (++links > MAX_LINKS)
                return errno = ELOOP, -1;
            if (!follow(walk, fd, &rest, at))
                return -1;
            at = rest;
        } else if (at[strspn(at, "/")] == '\0') {
            return take_fd(&fd);
        } else {
            if (walk->count == MAX_FOLDERS)
                return errno = ENAMETOOLONG, -1;
            walk->folders[walk->count++] = take_fd(&fd);
        }
    }
}

/*
 * What openat2() does, for a kernel before 5.6 and for containers whose seccomp filter does not
 * know it: ".." leads to the folder that we came from, so nothing leads out of the root.
 */
static int open_by_steps(int root, const char *path)
{
    struct walk walk = {.folders = {fcntl(root, F_DUPFD_CLOEXEC, 0)}, .count = 1};

    if (walk.folders[0] < 0)
        return -1;

    int fd = walk_down(&walk, path);
    int errnum = errno;

    walk_up(&walk, 0);
    errno = errnum;
    return fd;
}

static int open_in_root(int root, const char *path)
{
    struct open_how how = {
        .flags = O_PATH | O_CLOEXEC,
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how);

    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return open_by_steps(root, path);
    return fd;
}

/* found: an O_PATH descriptor, -1 with errno. */
static struct error *open_found(int found, const char *path, int *ret)
{
    char link[32];
    struct stat stat;

    if (found < 0)
        return error_os(errno, path, "cannot open");
    if (fstat(found, &stat) < 0)
        return error_os(errno, path, "cannot look at");
    if (!S_ISREG(stat.st_mode))
        return error_create(ERROR_UNSUPPORTED, "%s is not a regular file", path);
    snprintf(link, sizeof link, "/proc/self/fd/%d", found);
    *ret = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return *ret < 0 ? error_os(errno, path, "cannot open") : NULL;
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
    CLEANUP_CLOSE int found = open_in_root(root, full);

    return open_found(found, path, ret);
}

struct error *files_open_own(const char *path, int *ret)
{
    CLEANUP_CLOSE int found = open(path, O_PATH | O_CLOEXEC);

    return open_found(found, path, ret);
}

static bool is_same(const char *path, const char *other)
{
    struct stat one, two;

    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

bool files_are_ours(pid_t pid)
{
    char root[64], mounts[64];

    snprintf(root, sizeof root, "/proc/%d/root", pid);
    snprintf(mounts, sizeof mounts, "/proc/%d/ns/mnt", pid);
    return is_same(root, "/") && is_same(mounts, "/proc/self/ns/mnt");
}
