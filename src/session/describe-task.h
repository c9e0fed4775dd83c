/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the tasks of asyncio are said, in text and JSON. */
#ifndef SESSION_DESCRIBE_TASK_H
#define SESSION_DESCRIBE_TASK_H

#include "python/task.h"
#include "session/emit.h"

struct repr;
struct runtime;

/* A table `tasks` of them. repr: see task_waiting_repr(). */
void describe_tasks(struct emitter *e, struct runtime *runtime, struct repr *repr,
                    const task_array *tasks);

#endif
