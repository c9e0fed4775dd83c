/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The evaluation stack of a frame: what its instructions have put there and not yet taken.
 *
 * CPython keeps how deep it is in the frame only while the frame does not run: while it calls
 * another Python function (3.11+), has handed out its stack to the garbage collector (3.14+), or is
 * a generator at rest. Otherwise the depth before the present instruction is what bytecode.h has
 * worked out (3.9+): that many values are in their places, except for those that the
 * instruction has consumed already.
 */
#ifndef PYTHON_FRAME_STACK_H
#define PYTHON_FRAME_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/bytecode.h"
#include "python/snapshot.h"
#include "python/variables.h"

struct runtime;

enum stack_source {
    STACK_UNKNOWN,  /* the frame does not say, and it cannot be worked out */
    STACK_SAVED,    /* the frame says */
    STACK_COMPUTED, /* from the instructions */
};

/* "unknown", "saved", "computed". */
const char *stack_source_name(enum stack_source source);

struct frame_stack {
    enum stack_source source;
    ARRAY(struct slot_value) values; /* from the bottom; an empty one is CPython's NULL */
};

/* bytecode: that of the frame. ERROR_CORRUPT: the frame says what cannot be. */
struct error *frame_stack_read(struct runtime *runtime, const struct frame *frame,
                               const struct bytecode *bytecode, struct frame_stack *ret);
/* The value on its top, or beneath where that is an empty one, as over what is awaited in 3.15; if
 * the frame itself says how deep it is; *known false: it does not. */
struct error *frame_stack_top(struct runtime *runtime, const struct frame *frame, bool *known,
                              struct slot_value *ret);
void frame_stack_deinit(struct frame_stack *stack);

#endif
