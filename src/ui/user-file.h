/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the user's own files are, by the XDG base directory specification. This program is run as
 * root, and under sudo $HOME may be another user's: what is not ours is neither read nor written,
 * and no link is followed.
 */
#ifndef UI_USER_FILE_H
#define UI_USER_FILE_H

#include <stdbool.h>

#include "base/error.h"

struct user_file {
    char *path;       /* for people; NULL without a $HOME; owned */
    int folder;       /* descriptor of the folder that holds it; -1: none; owned */
    const char *name; /* in that folder; the caller's */
};

/*
 * The folder $VARIABLE/pyinspect, or $HOME/FALLBACK/pyinspect where the variable is not set to an
 * absolute path; it and every folder on the way to it from $HOME (or $VARIABLE, where that is not
 * below $HOME) are our own. `make` makes those that are missing, once it is known whose the first
 * is. ERROR_NOT_FOUND: there is no such folder, or no $HOME; ERROR_UNSUPPORTED: it is not ours.
 * ret->path is there after an error too.
 */
struct error *user_file_init(const char *variable, const char *fallback, const char *name,
                             bool make, struct user_file *ret);
void user_file_deinit(struct user_file *file);

/*
 * The file itself: a regular one of ours that nobody else may write to. *ret is an O_PATH
 * descriptor, which /proc/self/fd leads to; the caller's to close. Errors as above.
 */
struct error *user_file_find(const struct user_file *file, int *ret);

#endif
