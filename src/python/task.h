/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tasks of asyncio that are not done: what asyncio.all_tasks() has, of all loops of all
 * threads. Lib/asyncio/tasks.py keeps them in a WeakSet, Modules/_asynciomodule.c in one of its own
 * (3.6) and in lists of thread states and interpreters (3.14+).
 */
#ifndef PYTHON_TASK_H
#define PYTHON_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/snapshot.h"
#include "python/type.h"

struct runtime;

enum task_state {
    TASK_RUNNING, /* its coroutine has the thread of its loop */
    TASK_READY,   /* its turn comes when the loop gets to it */
    TASK_WAITING, /* for a future */
};

/* "running", "ready", "waiting". */
const char *task_state_name(enum task_state state);

struct task {
    uint64_t address;
    char *name; /* of get_name(); NULL: this version has none (3.7 and older); owned */
    enum task_state state;
    bool cancelling; /* it was asked to end: repr() says so */
    uint64_t loop;   /* its event loop */
    uint64_t ident;  /* of the thread that runs the loop; 0: none does, or the loop does not say */
    uint64_t waiter; /* the future; 0: it waits for none */
    /*
     * Its coroutine, and what that awaits, as a stack: num, tid, ident and proof are those of the
     * loop's thread; of a task that runs it is the coroutine alone, the rest is on the thread's
     * stack.
     */
    struct thread stack;
};

typedef ARRAY(struct task) task_array;
void task_array_deinit(task_array *tasks);

/*
 * Appends the tasks of all threads of the snapshot, by loop and name. What a thread of which it was
 * seen that it has not run meanwhile has is proven, with its proof; else unverified.
 * ERROR_UNSUPPORTED: where they are cannot be told, and why. A process without asyncio has none.
 */
struct error *task_list(struct runtime *runtime, struct types *types,
                        const struct snapshot *snapshot, task_array *ret);

#endif
