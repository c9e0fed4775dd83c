/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The target's files, as the target sees them: paths are resolved inside its
 * own root directory, and cannot lead outside it.
 */
#ifndef TARGET_FILES_H
#define TARGET_FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/*
 * Opens a regular file of the target for reading; *ret is the caller's to close. A relative path
 * starts at the target's present working directory.
 */
struct error *files_open(pid_t pid, const char *path, int *ret);

/*
 * The same for a path of our own, or one of the kernel's links to a target's file. Like
 * files_open() it opens nothing that is not a regular file: to open a device may be to act on it.
 */
struct error *files_open_own(const char *path, int *ret);

/* Whether a path from the root leads the process to what it leads us to: one root in one mount
 * namespace. */
bool files_are_ours(pid_t pid);

#endif
