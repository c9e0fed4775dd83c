/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/recording-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

/* "out.svg.unfinished-Xb3f0q" */
#define UNFINISHED ".unfinished-"
#define MAX_LINKS 40
#define MAX_NAMES 100

static struct error *cannot_write(int errnum, const char *path)
{
    return error_os(errnum, path, "cannot write the recording");
}

/* Another file of such a name would be another one: a device, what a process has open. */
static bool is_special(const char *path)
{
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

int recording_file_fd(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    uint64_t fd;

    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (text_starts_with(path, folders[i]) && text_to_u64(path + strlen(folders[i]), &fd) &&
            fd <= INT_MAX)
            return (int)fd;
    return -1;
}

/* "out" of "out/x.svg"; "." of "x.svg". Free it. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return xstrdup(".");
    return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

/* Where a file of that name is, or would be: through each link, to one that is not there as well.
 * NULL: nowhere; errno says why. Free it. */
static char *find_place(const char *path)
{
    char *place = realpath(path, NULL);

    if (place != NULL)
        return place;
    place = xstrdup(path);
    for (int i = 0; i < MAX_LINKS; i++) {
        char link[PATH_MAX];
        ssize_t size = readlink(place, link, sizeof link - 1);
        CLEANUP_FREE char *folder = folder_of(place);

        if (size < 0)
            return place;
        link[size] = '\0';
        free(place);
        place = link[0] == '/' ? xstrdup(link) : xasprintf("%s/%s", folder, link);
    }
    free(place);
    errno = ELOOP;
    return NULL;
}

/* The mode that open() would have given a new file. */
static mode_t mode_of_new(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

/*
 * A new file in the folder of the old one, which it can be put in the place of; -1: there can be
 * none. It has no name, so that whatever ends us leaves nothing behind; where the file system does
 * not have that, its name says what it is.
 */
static int open_beside(const char *place, const struct stat *old, char **ret)
{
    CLEANUP_FREE char *folder = folder_of(place);
    char *name = NULL;
    int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);

    if (fd < 0) {
        name = xasprintf("%s" UNFINISHED "XXXXXX", place);
        fd = mkostemp(name, O_CLOEXEC);
    }
    /* Somebody else's file keeps its owner, or is written in place. */
    if (fd >= 0 &&
        (fchmod(fd, old != NULL ? old->st_mode & 07777 : mode_of_new()) < 0 ||
         (old != NULL && old->st_uid != geteuid() && fchown(fd, old->st_uid, old->st_gid) < 0))) {
        close(fd);
        if (name != NULL)
            unlink(name);
        fd = -1;
    }
    if (fd < 0)
        free(take_pointer(name));
    *ret = name;
    return fd;
}

struct error *recording_file_open_fd(int fd, const char *path, struct recording_file *ret)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    int flags = copy >= 0 ? fcntl(copy, F_GETFL) : -1;
    int errnum = flags < 0 ? errno : EBADF;

    *ret = (struct recording_file){.passed = true};
    if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY) {
        ret->out = fdopen(copy, "w");
        errnum = errno;
    }
    if (ret->out == NULL) {
        if (copy >= 0)
            close(copy);
        return cannot_write(errnum, path);
    }
    ret->path = xstrdup(path);
    return NULL;
}

/* Nothing at all is left for what is new; a full quota shows only when something is written. */
static bool is_full(int fd)
{
    struct statvfs disk;

    return fstatvfs(fd, &disk) == 0 && disk.f_blocks > 0 &&
           (geteuid() == 0 ? disk.f_bfree : disk.f_bavail) == 0;
}

struct error *recording_file_open(const char *path, struct recording_file *ret)
{
    int passed = recording_file_fd(path);

    if (passed >= 0)
        return recording_file_open_fd(passed, path, ret);

    CLEANUP_FREE char *place = find_place(path);
    struct stat stat_buffer;
    bool is_there = stat(path, &stat_buffer) == 0;
    int fd = -1;

    *ret = (struct recording_file){0};
    if (place == NULL)
        return cannot_write(errno, path);
    if (is_there) {
        /* Who may not write to it may not put another one in its place either. */
        fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd < 0)
            return cannot_write(errno, path);
    }
    if (!is_there ||
        (S_ISREG(stat_buffer.st_mode) && stat_buffer.st_nlink == 1 && !is_special(path))) {
        int beside = open_beside(place, is_there ? &stat_buffer : NULL, &ret->unfinished);

        if (beside < 0 && !is_there)
            return cannot_write(errno, path);
        if (beside >= 0) {
            if (fd >= 0)
                close(fd);
            fd = beside;
            ret->place = take_pointer(place);
        }
    }
    if (ret->place != NULL && is_full(fd)) {
        close(fd);
        recording_file_close(ret);
        return cannot_write(ENOSPC, path);
    }
    ret->out = fdopen(fd, "w");
    if (ret->out == NULL) {
        int errnum = errno;

        close(fd);
        recording_file_close(ret);
        return cannot_write(errnum, path);
    }
    ret->path = xstrdup(path);
    return NULL;
}

void recording_file_close(struct recording_file *file)
{
    if (file->out != NULL)
        fclose(take_pointer(file->out));
    if (file->unfinished != NULL)
        unlink(file->unfinished);
    free(take_pointer(file->unfinished));
    free(take_pointer(file->place));
    free(take_pointer(file->path));
    free(take_pointer(file->rescued));
}

static struct error *write_all(FILE *out, const char *path, bool passed,
                               void (*write)(const void *arg, FILE *out), const void *arg)
{
    /* What is no file (a pipe) cannot be cut. */
    if (!passed && ftruncate(fileno(out), 0) < 0 && errno != EINVAL)
        return cannot_write(errno, path);
    errno = 0;
    write(arg, out);
    if (ferror(out) || fflush(out) != 0)
        return cannot_write(errno != 0 ? errno : EIO, path);
    /* Some file systems say only now that there is no room; EINVAL and EROFS: it has no disk. */
    if (fsync(fileno(out)) < 0 && errno != EINVAL && errno != EROFS)
        return cannot_write(errno, path);
    return NULL;
}

static bool link_to(int fd, const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

/* What has no name yet gets the one that it is to have, or one from which it can be renamed to that
 * of a file that is there. */
static bool give_a_name(struct recording_file *file)
{
    int fd = fileno(file->out);

    if (link_to(fd, file->place))
        return true;
    for (int i = 0; errno == EEXIST && file->unfinished == NULL && i < MAX_NAMES; i++) {
        char *name = xasprintf("%s" UNFINISHED "%d-%d", file->place, (int)getpid(), i);

        if (link_to(fd, name))
            file->unfinished = take_pointer(name);
        free(name);
    }
    return file->unfinished != NULL;
}

static struct error *put_in_place(struct recording_file *file)
{
    if (file->unfinished == NULL && !give_a_name(file))
        return cannot_write(errno, file->path);
    if (file->unfinished == NULL)
        return NULL;
    if (rename(file->unfinished, file->place) < 0)
        return cannot_write(errno, file->path);
    free(take_pointer(file->unfinished));
    return NULL;
}

/* A copy in that folder. NULL: it was not to be; free it. */
static char *copy_to(const char *folder, const char *suffix,
                     void (*write)(const void *arg, FILE *out), const void *arg)
{
    CLEANUP_FREE char *path = xasprintf("%s/pyinspect-XXXXXX%s", folder, suffix);
    int fd = mkostemps(path, (int)strlen(suffix), O_CLOEXEC);
    CLEANUP_FCLOSE FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (out == NULL)
        return NULL;
    if (!error_ignore(write_all(out, path, false, write, arg))) {
        unlink(path);
        return NULL;
    }
    return take_pointer(path);
}

/* A full disk should not cost what took an hour to record: it may fit elsewhere. */
static struct error *rescue(struct recording_file *file, const char *what, const char *suffix,
                            void (*write)(const void *arg, FILE *out), const void *arg,
                            struct error *error)
{
    const char *const folders[] = {getenv("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm",
                                   getenv("HOME")};

    for (size_t i = 0; i < sizeof folders / sizeof *folders && file->rescued == NULL; i++)
        if (folders[i] != NULL && folders[i][0] != '\0')
            file->rescued = copy_to(folders[i], suffix, write, arg);
    if (file->rescued == NULL)
        return error_append(
            error, "there was no room in $TMPDIR, /tmp, /var/tmp, /dev/shm and $HOME either");
    return error_append(error, "%s is in %s", what, file->rescued);
}

struct error *recording_file_write(struct recording_file *file, const char *what,
                                   const char *suffix, void (*write)(const void *arg, FILE *out),
                                   const void *arg)
{
    /* That nobody reads a pipe any more is to be an error; of stdout it is what ends a program. */
    void (*before)(int) = file->passed ? SIG_ERR : signal(SIGPIPE, SIG_IGN);
    struct error *error = write_all(file->out, file->path, file->passed, write, arg);

    if (error == NULL && file->place != NULL)
        error = put_in_place(file);
    if (error != NULL)
        error = rescue(file, what, suffix, write, arg, error);
    if (before != SIG_ERR)
        signal(SIGPIPE, before);
    return error;
}
