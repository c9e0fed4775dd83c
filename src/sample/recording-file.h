/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file that a recording goes to. Whether it can be written is seen before anything is sampled;
 * a file that is there already stays as it is until the whole of the new one is on the disk.
 */
#ifndef SAMPLE_RECORDING_FILE_H
#define SAMPLE_RECORDING_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

struct recording_file {
    char *path;       /* as it was given; owned */
    FILE *out;        /* open for writing: a new file beside it, or itself (a pipe, /dev/stdout) */
    char *place;      /* where the new file is to be put; NULL: it is written in place; owned */
    char *unfinished; /* the name of the new file; NULL: it has none yet; owned */
    char *rescued; /* where the copy is that had no room in its place; NULL: there is none; owned */
    bool passed;   /* out was open already: it goes on where it stands, and is not cut */
};

/*
 * ERROR_OS: it cannot be written, and why: that its disk is full, too, where that is known. On
 * error there is nothing to close. What is open already
 * (/dev/stdout, /dev/fd/3) is written to where it stands.
 */
struct error *recording_file_open(const char *path, struct recording_file *ret);
/* The same of a descriptor, which stays the caller's; path: what to call it. */
struct error *recording_file_open_fd(int fd, const char *path, struct recording_file *ret);
/* The descriptor that a path like /dev/stdout or /proc/self/fd/3 is a name of; "-" is that of
 * stdout; -1: none. */
int recording_file_fd(const char *path);
/* What was not written leaves nothing behind. */
void recording_file_close(struct recording_file *file);

/*
 * Has write(arg, out) write the recording and puts it in its place. ERROR_OS: that failed; where a
 * copy could be saved elsewhere, with that suffix, it is file->rescued, and the error says that
 * what
 * ("the recording") is there.
 */
struct error *recording_file_write(struct recording_file *file, const char *what,
                                   const char *suffix, void (*write)(const void *arg, FILE *out),
                                   const void *arg);

#endif
