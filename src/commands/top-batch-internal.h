/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `top -b`, for the files that make it: top-batch.c, and top-head.c, which has the first lines of a
 * screen. */
#ifndef COMMANDS_TOP_BATCH_INTERNAL_H
#define COMMANDS_TOP_BATCH_INTERNAL_H

#include <regex.h>
#include <stddef.h>
#include <stdint.h>

struct emitter;
struct monitor;
struct monitor_summary;
struct session;
struct top_options;

struct batch {
    struct session *session;
    const struct top_options *options;
    struct monitor *monitor;
    struct emitter *emitter;
    regex_t *filter;  /* NULL: none; owned */
    char *command;    /* of the process, when it was last asked; owned, or NULL */
    uint64_t born_ns; /* when it started, of CLOCK_MONOTONIC */
    /* Of asyncio's: how many there were when they were read last, when that was, for how long, and
     * how many are not in the table. */
    size_t tasks_count, tasks_left_out;
    uint64_t tasks_ns, tasks_took_ns;
};

/* A number with a digit behind the point, and with two. */
void batch_percent(struct emitter *e, const char *name, double value);
void batch_seconds(struct emitter *e, const char *name, double value);

/* Which process it is; how its threads do, how the sampling does, and what else there is to say of
 * the interval as a whole. With the monitor locked. */
void batch_emit_process(const struct batch *batch);
void batch_emit_head(const struct batch *batch, const struct monitor_summary *sum);

#endif
