/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The -o of a command. */
#ifndef COMMANDS_OUTPUT_FILE_H
#define COMMANDS_OUTPUT_FILE_H

#include "base/error.h"
#include "sample/recording-file.h"

struct session;

/* Opens it to be written; where that is stdout, the session says what it says on stderr from then
 * on. Close it. */
struct error *output_file_open(struct session *s, const char *path, struct recording_file *ret);

#endif
