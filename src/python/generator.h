/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a generator or coroutine stands: its frame is a PyFrameObject (-3.10) or lies within the
 * object (Objects/genobject.c, enum _framestate in pycore_frame.h).
 */
#ifndef PYTHON_GENERATOR_H
#define PYTHON_GENERATOR_H

#include <stdint.h>

#include "base/error.h"

struct code;
struct runtime;

/*
 * The code of the generator, coroutine or asynchronous generator at address, which is the code
 * cache's, and the line that it is suspended at, runs or begins with; 0: it has ended.
 */
struct error *generator_position(struct runtime *runtime, uint64_t address,
                                 const struct code **code, int *line);

#endif
