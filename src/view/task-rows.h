/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tasks of asyncio among the rows of threads: below the thread that runs their loop. */
#ifndef VIEW_TASK_ROWS_H
#define VIEW_TASK_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "python/task.h"

struct live;
struct repr;
struct task_words;
struct thread_row;
struct thread_rows;

/* As of the last update. */
struct task_rows {
    bool wanted; /* they are to be read at all */
    bool folded; /* ... but only to be counted */
    task_array tasks;
    struct task_words *words;  /* one a task: what was found out of it */
    uint64_t read_ns, took_ns; /* when they were read, and for how long */
    char *why_not;     /* why there are none: a sentence; owned; NULL: there is no such reason */
    struct repr *repr; /* what writes what they wait for; NULL: not yet */
};

void task_rows_deinit(struct task_rows *rows);

/* With the monitor locked: reads them anew, and then puts those that the filter lets pass below the
 * rows of their threads, which are there already. */
void task_rows_read(struct task_rows *rows, const struct live *live);
void task_rows_insert(struct thread_rows *rows, const struct live *live);
/* Whether the filter has a match in one of those that the thread runs. */
bool task_rows_match(const struct task_rows *rows, const struct live *live, unsigned thread);
/* How many it runs. */
size_t task_rows_count(const struct task_rows *rows, unsigned thread);

/* What the task of a row waits in, if it is one. */
void task_rows_ask(struct task_rows *rows, const struct live *live, struct thread_row *row);

#endif
