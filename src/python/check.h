/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A layout is a claim. Before anything read through it is shown, it is compared with what
 * must be so in every CPython: type(type) is type, sys.modules is a dict with
 * str keys, a thread state points back to its interpreter, a frame leads to a code object.
 */
#ifndef PYTHON_CHECK_H
#define PYTHON_CHECK_H

#include "base/error.h"

struct runtime;

/*
 * Compares runtime->layout with the target and fills in runtime->type_type,
 * unicode_type and code_type. ERROR_UNSUPPORTED says what does not hold;
 * ERROR_NOT_FOUND: the interpreter is not initialised (or no longer).
 */
struct error *check_layout(struct runtime *runtime);

#endif
