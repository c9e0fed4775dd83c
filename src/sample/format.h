/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of files that a recording can be written to. */
#ifndef SAMPLE_FORMAT_H
#define SAMPLE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct recording;

struct format {
    const char *name;
    const char *suffix; /* of a file's name */
    const char *what;   /* for people */
    bool timed;         /* needs recording.timed; threads are apart in it anyway */
    void (*write)(const struct recording *recording, FILE *out);
};

/* All of them, ended by one without a name; the first is the default. */
extern const struct format format_table[];

/* By its name, or by the longest suffix of path that is one's; NULL: none. */
const struct format *format_named(const char *name);
const struct format *format_of_path(const char *path);
/* ".svg, .collapsed, ... or .pb.gz"; free it. */
char *format_suffixes(void);

#endif
