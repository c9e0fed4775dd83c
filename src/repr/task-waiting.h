/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a task of asyncio waits in: the function of the standard library, as of a thread
 * (waiting.h), and the object that it is about, or the tasks. Each is there only if it could be
 * told.
 */
#ifndef REPR_TASK_WAITING_H
#define REPR_TASK_WAITING_H

#include <stdbool.h>
#include <stdint.h>

#include "python/task-find.h"
#include "python/task.h"

struct repr;
struct runtime;

struct task_waiting {
    char *library;        /* "asyncio.Queue.get", before 3.11 "asyncio.get"; owned, or NULL */
    char *object;         /* "<Queue at 0x7f... maxsize=0 _getters[1]>"; owned, or NULL */
    task_addresses tasks; /* other tasks, that are not done, that it waits for */
    char *names;          /* of the first of these: "Task-3, Task-4"; owned, or NULL */
    bool has_left;        /* it sleeps: */
    double seconds_left;  /* for so long; negative: it is late */
    size_t level; /* of the innermost frame that is the program's; 0 if all are the library's */
};

/* What writes the objects: as much of each as a line has room for. */
struct repr *task_waiting_repr(struct runtime *runtime);

/* tasks: among which the task is looked for that it may wait for. Never fails. */
void task_waiting_read(struct runtime *runtime, struct repr *repr, const task_array *tasks,
                       const struct task *task, struct task_waiting *ret);
void task_waiting_deinit(struct task_waiting *waiting);

/* "asyncio.Queue.get: <Queue ...>", "asyncio.sleep [3.2 s left]", "Task-3", "" where it does not
 * wait. Free it. */
char *task_waiting_text(const struct task_waiting *waiting);

#endif
