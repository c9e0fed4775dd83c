/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line, as words. */
#ifndef UI_OPTIONS_H
#define UI_OPTIONS_H

#include <stdbool.h>

#include "base/array.h"
#include "ui/batch.h"
#include "ui/color.h"

struct options {
    ARRAY(struct batch_item) commands; /* -ex and -x in their order; their texts are owned */
    enum color_when color;
    bool batch, no_init, quiet, json, dump_manual;
    const char *layout_file; /* or NULL, as all below; not owned */
    const char *core;
    const char *pid;
    char **words; /* a command: what follows PID, or stands before "--" or alone */
    size_t word_count;
    char **program; /* what follows "--", NULL-terminated */
    char **argv; /* the command line as argp read it; owned, and so are the strings in new_words */
    ARRAY(char *) new_words;
};

/* Ends the program at --help, --version (status 0) and at a usage error (status 1, on stderr). */
void options_parse(int argc, char **argv, struct options *ret);
void options_deinit(struct options *options);

#endif
