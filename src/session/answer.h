/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the last command that read the target has cost, and what stands behind it: `info proof`. */
#ifndef SESSION_ANSWER_H
#define SESSION_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "python/stopped.h"
#include "target/target.h"

struct session;

struct answer {
    char *command;                /* the line, NULL: nothing was read yet; owned */
    struct target_counters spent; /* system calls that read memory, and bytes */
    uint64_t took_ns;
    bool new_snapshot;           /* threads were read for it */
    bool held;                   /* it ran in a stop: */
    struct stopped_report hold;  /* ... this one */
    struct target_counters from; /* answer_begin() */
    uint64_t began_ns;
};

void answer_deinit(struct answer *answer);

/* Around a command; line is copied. */
void answer_begin(struct session *s, const char *line);
void answer_end(struct session *s);

#endif
