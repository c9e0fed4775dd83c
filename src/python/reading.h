/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One read of one thread: its stack and the code objects on it, and what becomes of them when they
 * are believed.
 */
#ifndef PYTHON_READING_H
#define PYTHON_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "python/stack.h"

struct code;
struct frame;
struct proof;
struct runtime;
struct thread;

struct reading {
    struct stack stack;        /* its error also says which code object could not be read */
    const struct code **codes; /* one a frame; owned by the code cache */
    bool holds_gil;
    uint64_t *bytecodes; /* one a frame: where the instructions that it runs begin; 0: unknown */
};

/*
 * Reads the stack and then the code objects in the same breath: a thread that runs on may free
 * them. At most max frames, 0: all.
 */
void reading_take(struct runtime *runtime, const struct thread *thread, size_t max,
                  struct reading *ret);
void reading_deinit(struct reading *reading);

/* Whether the code objects are still those that the reading has; looks at the target if a new epoch
 * of the code cache has begun since. */
bool reading_confirm(struct runtime *runtime, const struct reading *reading);

/*
 * What one frame of a read says. bytecode: where the instructions that it runs begin, 0: unknown.
 * lasti: the byte offset of its instruction, -1 before the first. A frame that is incomplete is
 * still being set up, and not there for Python either (_PyFrame_IsIncomplete()).
 */
uint64_t reading_bytecode(struct runtime *runtime, const struct stack_frame *raw,
                          const struct code *code);
int reading_lasti(const struct runtime *runtime, const struct stack_frame *raw, uint64_t bytecode);
bool reading_is_incomplete(const struct runtime *runtime, const struct stack_frame *raw,
                           const struct code *code, int lasti);

/* The frame with all that its code says. */
struct frame reading_frame(const struct runtime *runtime, const struct stack_frame *raw,
                           const struct code *code, uint64_t bytecode);

/* Gives the thread its frames, up to the first whose code could not be read, the reading's error,
 * and the proof; all of the frames count as verified. Whether it holds the GIL is part of what is
 * proven of one that stood still. */
void reading_settle(struct runtime *runtime, struct reading *reading, struct thread *thread,
                    const struct proof *proof);

#endif
