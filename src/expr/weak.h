/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of wrapper.c for containers whose keys, values or elements are weak references, the
 * `data` of WeakKeyDictionary, WeakValueDictionary (Lib/weakref.py) and WeakSet (_weakrefset.py).
 */
#ifndef EXPR_WEAK_H
#define EXPR_WEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/internal.h"

/* The value beside a key that is weak; ret: NULL of a set. */
struct error *weak_find_key(struct expr *e, const struct value *data, const struct value *key,
                            struct value *ret, bool *found);
/* What the reference at a key refers to. */
struct error *weak_find_value(struct expr *e, const struct value *data, const struct value *key,
                              struct value *ret, bool *found);
/* Each that is still there; values: of a dict of references, their keys. */
struct error *weak_each(struct expr *e, const struct value *data, bool values,
                        EXPR_VISITOR((*visit)), void *arg);
/* of: what has the data. */
struct error *weak_length(struct expr *e, const struct value *of, const struct value *data,
                          uint64_t *ret);

/* What a weakref.proxy() stands for. ERROR_NOT_FOUND: it has gone. */
struct error *weak_behind_proxy(struct expr *e, const struct value *proxy, struct value *ret);

#endif
