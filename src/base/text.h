/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text of unknown manners. Strings inside the program are UTF-8; what came from
 * a target is made harmless before a terminal sees it.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Writes size bytes of UTF-8 with everything that could steer a terminal
 * (C0 and C1 controls, DEL, bidirectional overrides, invisible blanks, bytes that are no UTF-8) as
 * \n, \t, \xNN or \uNNNN.
 */
void text_write_escaped(FILE *out, const char *utf8, size_t size);

/* The same as a new string; free it. */
char *text_escaped(const char *utf8);

/*
 * What some terminals draw as one with its neighbours, in fewer columns than there are, and others
 * do not: what joins emoji, says their colour or that they are some, and letters that are flags.
 */
bool text_joins(uint32_t code_point);
/* The string with all of that as \uNNNN, so that all agree on how wide it is; free it. */
char *text_unjoined(const char *utf8);

/* Columns that the string takes on a terminal (after escaping). */
size_t text_width(const char *utf8);
/* Columns as tracebacks count them: _display_width() of Lib/traceback.py. */
size_t text_display_width(const uint32_t *code_points, size_t count);
/* Bytes of a string without controls that fit into so many columns. */
size_t text_fitting(const char *utf8, size_t columns);

/*
 * Appends one code point as UTF-8 to out; a lone surrogate or a value past
 * U+10FFFF as Python's escape (\udc80, \U00110000), because JSON and terminals cannot carry it.
 */
void text_write_code_point(FILE *out, uint32_t code_point);

/* Bytes from a file system or a 2.7 str: valid UTF-8 as it is, other bytes as \xNN. Free it. */
char *text_from_bytes(const uint8_t *bytes, size_t size);

/* A length of time: "3d04h", "2h05m", "3m07s", "12s". Free it. */
char *text_age(double seconds);

bool text_starts_with(const char *text, const char *prefix);

/* A decimal or 0x number that fills the whole string; false otherwise or past the limits. */
bool text_to_u64(const char *text, uint64_t *ret);
bool text_to_i64(const char *text, int64_t *ret);

#endif
