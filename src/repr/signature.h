/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of a function that is written in Python, from its code object and its defaults, as
 * inspect.signature() writes them without annotations (Lib/inspect.py).
 */
#ifndef REPR_SIGNATURE_H
#define REPR_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "repr/repr.h"

/*
 * "(self, a, b=2, /, c=3, *rest, d, **kw)" of the function at that address; free *ret. *async: it
 * is a coroutine function or an asynchronous generator. ERROR_UNSUPPORTED: it has hundreds of them.
 */
struct error *signature_text(struct repr *repr, uint64_t function, char **ret, bool *async);

#endif
