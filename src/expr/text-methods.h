/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the methods of str, bytes and bytearray have in common: text-*.c. */
#ifndef EXPR_TEXT_METHODS_H
#define EXPR_TEXT_METHODS_H

#include "expr/internal.h"

/* Characters that are looked for: the search in a long text takes the product of the two at worst.
 */
#define TEXT_PART_MAX 1000

/* A str, or bytes widened. */
struct text {
    const uint32_t *data;
    size_t count;
    bool bytes, array; /* array: of a bytearray */
};

struct method_call {
    struct expr *e;
    const char *name;
    const struct call *call;
    const struct value *self;
    struct text of; /* what that is */
    bool refused;   /* it is not told what the call gives */
    struct value *ret;
};

#define METHOD(name) struct error *name(struct method_call *m)

static inline struct error *refuse(struct method_call *m)
{
    m->refused = true;
    return NULL;
}

/* ERROR_UNSUPPORTED: what it gives of these characters, tables say that the target has. */
struct error *text_method_needs_tables(const struct method_call *m)
    __attribute__((returns_nonnull, warn_unused_result));
/* False: it is no str, bytes or bytearray. */
struct error *text_method_take(struct expr *e, const struct value *value, struct text *ret,
                               bool *is_text);
/* Of an argument; false: it is not text as the object is. */
struct error *text_method_argument(struct method_call *m, size_t index, struct text *ret,
                                   bool *is_same);
/* What is looked for: text_method_argument() of what is not too long. */
struct error *text_method_part(struct method_call *m, size_t index, struct text *ret,
                               bool *is_same);
/* The argument that may also be given by name; NULL: it is not given. false: others are. */
bool text_method_keyword(const struct method_call *m, const char *name, const struct value **ret);
/* Part of a text, or one of this room's own, as one of the object's type. */
struct error *text_method_make(const struct method_call *m, const uint32_t *data, size_t count,
                               struct value *ret);
bool text_method_is_ascii(const struct text *text);
/* Py_ISSPACE(), Py_UNICODE_ISSPACE(). */
bool text_method_is_space(const struct text *of, uint32_t c);
/* What white space is beyond ASCII depends on the version of Unicode in 2.7, or on its locale. */
bool text_method_knows_spaces(const struct method_call *m);
/* Where the part is between the two; end: nowhere. */
size_t text_method_find(const struct text *text, const struct text *part, size_t from, size_t end);
/* The arguments behind the part, as ADJUST_INDICES() of stringlib/find.h has them; start may lie
 * behind the end. */
struct error *text_method_limits(struct method_call *m, size_t *start, size_t *end);

/* ---- text-case.c */

METHOD(text_method_capitalize);
METHOD(text_method_hex);
METHOD(text_method_is);
METHOD(text_method_lower);
METHOD(text_method_swapcase);
METHOD(text_method_title);
METHOD(text_method_upper);

/* ---- text-codec.c */

METHOD(text_method_encode);
METHOD(text_method_decode);

/* ---- text-find.c */

METHOD(text_method_find_in);
METHOD(text_method_partition);
METHOD(text_method_remove);

/* ---- text-pad.c */

METHOD(text_method_expandtabs);
METHOD(text_method_pad);
METHOD(text_method_zfill);

/* ---- text-split.c */

METHOD(text_method_rsplit);
METHOD(text_method_split);
METHOD(text_method_splitlines);
METHOD(text_method_strip);

#endif
