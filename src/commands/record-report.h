/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `record` says while it samples, and afterwards. */
#ifndef COMMANDS_RECORD_REPORT_H
#define COMMANDS_RECORD_REPORT_H

#include "commands/record-options.h"
#include "sample/recording.h"
#include "session/emit.h"

/* A line of less than 80 columns: the time, samples, the rate, the unverified, two blanks apart.
 * is_started: with a program, which Ctrl-C is for. Free it. */
char *record_progress(const struct record_options *options, const struct sampler_stats *stats,
                      const struct calltree *tree, bool is_started);

struct record_end {
    const char *path;    /* the file that was written; not owned */
    const char *ended;   /* "duration", "interrupt" or "exit" */
    char *why;           /* how the process ended, or NULL; owned */
    uint64_t stopped_ns; /* so long the process was stopped, roughly */
    uint64_t unseen_ns;  /* CPU time that it had, and was not seen to run */
    char *unseen_why;    /* a thread that is why; NULL: none is; owned */
};

/* members: of a family source, else empty. */
void record_summary(const struct record_options *options, const struct recording *recording,
                    const family_member_array *members, const struct record_end *end,
                    struct emitter *e);

#endif
