/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the tasks of asyncio are said, in text and JSON. */
#ifndef SESSION_DESCRIBE_TASK_H
#define SESSION_DESCRIBE_TASK_H

#include <stdbool.h>

#include "python/task.h"
#include "session/emit.h"

struct repr;
struct runtime;

/* `tasks`: a table, or each with all of its coroutines, as `bt` shows frames; of so many at most.
 * repr: see task_waiting_repr(). */
void describe_tasks(struct emitter *e, struct runtime *runtime, struct repr *repr,
                    const task_array *tasks, size_t most, bool coroutines);

#endif
