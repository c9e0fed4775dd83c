/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which exceptions a thread is handling, and which one is on its way, by what it keeps of them: in
 * the thread state and in the generators that run (3.7+), and in the frames that handle them.
 *
 * What a handler has interrupted is kept by the frame: on its evaluation stack, where its
 * block stack (3.6-3.10) or the bytecode (3.11+) says, or in the frame object (2.7). So from the
 * newest frame outwards each handled exception is found together with its frame.
 */
#ifndef PYTHON_THREAD_EXCEPTIONS_H
#define PYTHON_THREAD_EXCEPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/snapshot.h"

struct runtime;

struct thread_exception {
    uint64_t value;     /* the exception; or (-3.11, on its way) what it will be made of, or 0 */
    uint64_t type;      /* -3.10; else 0 */
    uint64_t traceback; /* likewise */
    bool raised;        /* it is on its way and nobody has caught it yet */
    bool made;          /* value is the exception itself */
    bool level_known;   /* the frame of that level handles it */
    size_t level;
};

typedef ARRAY(struct thread_exception) thread_exception_array;

/*
 * Appends them, the newest first. An error tells why there may be more of them than were found.
 */
struct error *thread_exceptions(struct runtime *runtime, const struct thread *thread,
                                thread_exception_array *ret);

#endif
