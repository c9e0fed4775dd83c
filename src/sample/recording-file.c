/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/recording-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static struct error *cannot_write(int errnum, const char *path)
{
    return error_os(errnum, path, "cannot write the recording");
}

/* Names of what is open already (/dev/stdout): another file of that name would be another one. */
static bool is_open_already(const char *path)
{
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

/* The mode that open() would have given a new file. */
static mode_t mode_of_new(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

/* A new file in the folder of the old one, which it can be renamed to; -1: there can be none. */
static int open_beside(const char *path, const struct stat *old, char **ret)
{
    char *name = xasprintf("%s.XXXXXX", path);
    int fd = mkostemp(name, O_CLOEXEC);

    /* Somebody else's file keeps its owner, or is written in place. */
    if (fd >= 0 &&
        (fchmod(fd, old != NULL ? old->st_mode & 07777 : mode_of_new()) < 0 ||
         (old != NULL && old->st_uid != geteuid() && fchown(fd, old->st_uid, old->st_gid) < 0))) {
        close(fd);
        unlink(name);
        fd = -1;
    }
    if (fd < 0)
        free(take_pointer(name));
    *ret = name;
    return fd;
}

struct error *recording_file_open(const char *path, struct recording_file *ret)
{
    CLEANUP_FREE char *real = realpath(path, NULL);
    struct stat stat_buffer;
    bool is_there = stat(path, &stat_buffer) == 0;
    int fd = -1;

    *ret = (struct recording_file){0};
    if (is_there) {
        /* Who may not write to it may not put another one in its place either. */
        fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd < 0)
            return cannot_write(errno, path);
    }
    if (!is_there ||
        (S_ISREG(stat_buffer.st_mode) && stat_buffer.st_nlink == 1 && !is_open_already(path))) {
        int beside =
            open_beside(real != NULL ? real : path, is_there ? &stat_buffer : NULL, &ret->written);

        if (beside < 0 && !is_there)
            return cannot_write(errno, path);
        if (beside >= 0 && fd >= 0)
            close(fd);
        if (beside >= 0)
            fd = beside;
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
    if (file->written != NULL)
        unlink(file->written);
    free(take_pointer(file->written));
    free(take_pointer(file->path));
}

static struct error *write_all(FILE *out, const char *path,
                               void (*write)(const void *arg, FILE *out), const void *arg)
{
    /* What is no file (/dev/stdout, a pipe) cannot be cut. */
    if (ftruncate(fileno(out), 0) < 0 && errno != EINVAL)
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

/* "out.svg.Xb3f0q" is to be out.svg, or where a link of that name leads to. */
static struct error *put_in_place(struct recording_file *file)
{
    CLEANUP_FREE char *place = xstrndup(file->written, strlen(file->written) - strlen(".XXXXXX"));

    if (rename(file->written, place) < 0)
        return cannot_write(errno, file->path);
    free(take_pointer(file->written));
    return NULL;
}

/* A full disk should not cost what took an hour to record: it may fit elsewhere. */
static struct error *rescue(const char *suffix, void (*write)(const void *arg, FILE *out),
                            const void *arg, struct error *error)
{
    const char *folder = getenv("TMPDIR");
    CLEANUP_FREE char *path = xasprintf(
        "%s/pyinspect-XXXXXX%s", folder != NULL && folder[0] != '\0' ? folder : "/tmp", suffix);
    int fd = mkostemps(path, (int)strlen(suffix), O_CLOEXEC);
    CLEANUP_FCLOSE FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (out == NULL)
        return error;
    if (!error_ignore(write_all(out, path, write, arg))) {
        unlink(path);
        return error;
    }
    return error_prefix(error, "the recording is in %s", path);
}

struct error *recording_file_write(struct recording_file *file, const char *suffix,
                                   void (*write)(const void *arg, FILE *out), const void *arg)
{
    struct error *error = write_all(file->out, file->path, write, arg);

    if (error == NULL && file->written != NULL)
        error = put_in_place(file);
    return error == NULL ? NULL : rescue(suffix, write, arg, error);
}
