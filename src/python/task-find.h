/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where asyncio keeps its tasks: in a WeakSet, which is `_all_tasks` of asyncio.tasks (3.7-3.11) or
 * `_scheduled_tasks` (3.12+), and of 3.6 a variable of the _asyncio module; in a set while they
 * begin eagerly (3.12+); and from 3.14 on in a linked list of the thread that has made them, or of
 * the interpreter when that has ended (Modules/_asynciomodule.c, pycore_tstate.h).
 */
#ifndef PYTHON_TASK_FIND_H
#define PYTHON_TASK_FIND_H

#include <stdint.h>

#include "base/array.h"
#include "base/error.h"

struct runtime;
struct snapshot;
struct types;

typedef ARRAY(uint64_t) task_addresses;

/*
 * Appends the tasks of the interpreters of the snapshot's threads, each once, those that are done
 * and not yet freed among them. ERROR_UNSUPPORTED: where they are cannot be told.
 */
struct error *task_find(struct runtime *runtime, struct types *types,
                        const struct snapshot *snapshot, task_addresses *ret);

#endif
