/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that is put together: what % and format() share. A piece is padded to a width, a double is
 * written in digits.
 */
#ifndef EXPR_WRITER_H
#define EXPR_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct expr;
struct value;

/* Widths and precisions that are written. */
#define WRITER_WIDTH_MAX 100000

struct writer {
    struct expr *e; /* in whose arena the text is */
    uint32_t *text;
    size_t count, room;
};

struct error *writer_put(struct writer *w, const uint32_t *characters, size_t count);
struct error *writer_put_many(struct writer *w, uint32_t character, int64_t count);

/* The text as a str; bytes: (2.7) of the bytes that its characters are. */
struct error *writer_take(struct writer *w, bool bytes, struct value *ret);

/* How a piece is padded: '<' '>' '^', or '=' behind the sign of a number. */
struct padding {
    int64_t width;
    uint32_t fill;
    char align;
};
/* sign: how many of the first characters '=' leaves before the padding. */
struct error *writer_put_padded(struct writer *w, const struct padding *padding,
                                const uint32_t *text, size_t count, size_t sign);
/* The same of ASCII. */
struct error *writer_put_padded_text(struct writer *w, const struct padding *padding,
                                     const char *text, size_t sign);

/* ERROR_UNSUPPORTED: wider than is written. */
struct error *writer_check_width(int64_t width, int64_t precision);

/* A double that is not negative, as printf() has it for that one of "eEfFgG"; free it. */
char *writer_double(char type, bool alternate, int precision, double number);
/* "-", "+", " " or "": for one of '+', ' ' or 0. */
const char *writer_sign(uint32_t sign, bool negative);

#endif
