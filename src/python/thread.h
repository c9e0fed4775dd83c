/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The threads of a target: every PyThreadState of every interpreter, with the
 * kernel's and Python's names for it.
 */
#ifndef PYTHON_THREAD_H
#define PYTHON_THREAD_H

#include "base/error.h"
#include "python/snapshot.h"

struct runtime;
struct thread_numbers;

/* Which number each thread was given, for the length of a session. */
struct thread_numbers *thread_numbers_create(void);
/* Accepts NULL. */
void thread_numbers_destroy(struct thread_numbers *numbers);

/* Fills snapshot->threads, by number, without their stacks. */
struct error *thread_list(struct runtime *runtime, struct snapshot *snapshot);

/*
 * Whether another state names the same OS thread, and this one may be run by another OS thread than
 * the one that it names, whose being off the CPU proves nothing of it then.
 */
bool thread_is_shared(const struct runtime *runtime, const struct snapshot *snapshot,
                      const struct thread *thread);
/* Whether both are states of one OS thread. */
bool thread_is_twin(const struct thread *a, const struct thread *b);
/* Whether their OS thread has entered the other one's interpreter from this one, neither of which
 * holds its GIL; has_frames: the other one's stack is not empty. */
bool thread_is_left(const struct runtime *runtime, const struct thread *thread,
                    const struct thread *other, bool has_frames);
/* Whether its OS thread has entered another interpreter from this state, by who holds the GIL and,
 * once they are read, by the frames of the others. */
bool thread_has_left(const struct runtime *runtime, const struct snapshot *snapshot,
                     const struct thread *thread);

#endif
