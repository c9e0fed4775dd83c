/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of Lib/enum.py as containers of their members, and called with a value. */
#ifndef EXPR_ENUM_H
#define EXPR_ENUM_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/internal.h"

/* Of a class whose metaclass is the library's: what its methods give. */
struct error *enum_item(struct expr *e, const struct value *class, const struct value *name,
                        struct value *ret);
struct error *enum_each(struct expr *e, const struct value *class, EXPR_VISITOR((*visit)),
                        void *arg);
struct error *enum_length(struct expr *e, const struct value *class, uint64_t *ret);
struct error *enum_contains(struct expr *e, const struct value *class, const struct value *item,
                            bool *ret);

/* Whether a call of it looks for the member of a value; and that call. *done false: it does
 * something else. */
bool enum_is_class(struct expr *e, const struct value *value);
struct error *enum_call(struct expr *e, const struct value *class, const struct call *call,
                        bool *done, struct value *ret);

#endif
