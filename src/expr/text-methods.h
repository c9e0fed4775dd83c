/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the methods of str and bytes have in common: text-methods.c, text-codec.c. */
#ifndef EXPR_TEXT_METHODS_H
#define EXPR_TEXT_METHODS_H

#include "expr/internal.h"

/* A str, or bytes widened. */
struct text {
    const uint32_t *data;
    size_t count;
    bool bytes;
};

struct method_call {
    struct expr *e;
    const struct call *call;
    struct text of;
    bool refused; /* it is not told what the call gives */
    struct value *ret;
};

#define METHOD(name) struct error *name(struct method_call *m)

static inline struct error *refuse(struct method_call *m)
{
    m->refused = true;
    return NULL;
}

/* False: it is no str or bytes, or may be one with methods of its own. */
struct error *text_method_take(struct expr *e, const struct value *value, struct text *ret,
                               bool *is_text);
bool text_method_is_ascii(const struct text *text);

/* ---- text-codec.c */

METHOD(text_method_encode);
METHOD(text_method_decode);

#endif
