/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which locks a thread has. A plain lock does not know, but a frame within `with lock:` has
 * what leaves it on its evaluation stack.
 */
#ifndef REPR_HELD_H
#define REPR_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

struct code;
struct runtime;
struct thread;
struct types;

/* The Lock or RLock at object, or that a method at object is bound to; 0: it is none. */
uint64_t held_lock_of(struct runtime *runtime, struct types *types, uint64_t object);

/* Whether the plain lock says that nobody has it. */
bool held_lock_is_free(struct runtime *runtime, struct types *types, uint64_t lock);

/* Whether it is Condition.wait(), which gives back the lock that it was called with. */
bool held_is_given_back(const struct code *code);

struct held_lock {
    uint64_t lock;
    uint64_t ident; /* threading.get_ident() of who has it */
    size_t level;   /* of its frame that is within `with lock:` */
};

typedef ARRAY(struct held_lock) held_locks;

/*
 * Appends the plain locks that the frames of the thread have entered with `with`, and are still
 * within. What cannot be seen is left out: of a thread whose stack is not proven, or moves on
 * meanwhile; and a lock that Condition.wait() may have given back. Never fails.
 */
void held_find(struct runtime *runtime, struct types *types, const struct thread *thread,
               held_locks *ret);

#endif
