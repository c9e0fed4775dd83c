/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frame objects, such as a traceback holds: PyFrameObject, which is the frame itself until 3.10,
 * and then points to it (Include/frameobject.h, Include/internal/pycore_frame.h).
 */
#ifndef PYTHON_FRAME_OBJECT_H
#define PYTHON_FRAME_OBJECT_H

#include <stdint.h>

#include "base/error.h"

struct code;
struct frame;
struct runtime;
struct stack_frame;

/* The code of the frame object at address, which is the code cache's, and f_lineno. */
struct error *frame_object_position(struct runtime *runtime, uint64_t address,
                                    const struct code **code, int *line);

/* What the frame object at address is, or points to. */
struct error *frame_object_frame(struct runtime *runtime, uint64_t address, struct frame *ret);

/* f_lineno of a frame with that code. */
int frame_object_line(const struct runtime *runtime, const struct stack_frame *frame,
                      const struct code *code);

#endif
