/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The code object behind an object that can be called or run, as dis._get_code_object() of
 * Lib/dis.py finds it.
 */
#ifndef PYTHON_CODE_FIND_H
#define PYTHON_CODE_FIND_H

#include <stdint.h>

#include "base/error.h"

struct runtime;

/*
 * Of a function, a method, a generator, a coroutine, or a code object itself. ERROR_NOT_FOUND: what
 * is there has none of Python's.
 */
struct error *code_find(struct runtime *runtime, uint64_t object, uint64_t *ret);

/* Where the code of such an object is: "/app/x.py:12". NULL: it has none. Free it. */
char *code_place(struct runtime *runtime, uint64_t object);

#endif
