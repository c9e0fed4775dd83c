/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The chain of frames of one thread state, as addresses: what has to be read
 * while the thread stands still. What the code objects say is looked up after.
 */
#ifndef PYTHON_STACK_H
#define PYTHON_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"

struct runtime;

/* No Python program has more; a chain that does is not believed. */
#define STACK_MAX_FRAMES 2000000

struct stack_frame {
    uint64_t address;    /* PyFrameObject (-3.10) or _PyInterpreterFrame */
    uint64_t code;       /* PyCodeObject */
    int64_t instruction; /* -3.10: f_lasti in its own units; 3.11+: address of the instruction */
    int32_t lineno;      /* -3.10: a line that a trace function has set; 0: the code's table says */
    int32_t tlbc_index;  /* free-threaded: which copy of the bytecode; else 0 */
    bool entry;          /* entered from C (3.11+) */
    bool generator;      /* the frame is part of a generator or coroutine (3.11+) */
};

struct stack {
    ARRAY(struct stack_frame) frames; /* newest first, shims left out */
    bool truncated;                   /* there are more than were asked for */
    struct error *error;              /* where the chain broke, NULL: it ended */
};

/* Reads the stack of the PyThreadState at tstate; max 0: all of it. Never fails: see stack->error.
 */
void stack_read(struct runtime *runtime, uint64_t tstate, size_t max, struct stack *ret);
void stack_deinit(struct stack *stack);

/* One frame by itself, which no thread need be running. */
struct error *stack_read_frame(struct runtime *runtime, uint64_t address, struct stack_frame *ret);

/* How many of the outermost frames of the two are the same. */
size_t stack_common_outer(const struct stack *a, const struct stack *b);
/* True if both are whole and equal. */
bool stack_equal(const struct stack *a, const struct stack *b);

#endif
