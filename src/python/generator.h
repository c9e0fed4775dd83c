/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a generator or coroutine stands: its frame is a PyFrameObject (-3.10) or lies within the
 * object (Objects/genobject.c, enum _framestate in pycore_frame.h).
 */
#ifndef PYTHON_GENERATOR_H
#define PYTHON_GENERATOR_H

#include <stdint.h>

#include "base/error.h"
#include "python/snapshot.h"
#include "python/type.h"

struct runtime;

/*
 * The code of the generator, coroutine or asynchronous generator at address, which is the code
 * cache's, and the line that it is suspended at, runs or begins with; 0: it has ended.
 */
struct error *generator_position(struct runtime *runtime, uint64_t address,
                                 const struct code **code, int *line);

enum generator_state {
    GENERATOR_SUSPENDED, /* or not begun */
    GENERATOR_RUNNING,
    GENERATOR_ENDED, /* it has no frame any more */
};

/* The frame of it; of one that has ended there is none. */
struct error *generator_frame(struct runtime *runtime, uint64_t address, struct frame *frame,
                              enum generator_state *state);

/*
 * cr_await: which coroutine or generator the suspended one with that frame awaits; 0: none, what it
 * awaits is something else. Asynchronous generators and wrappers are gone through.
 */
struct error *generator_awaits(struct runtime *runtime, struct types *types,
                               const struct frame *frame, uint64_t *ret);

#endif
