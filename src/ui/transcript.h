/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was lately printed and typed, to be shown again when the terminal or a part of it gets
 * another size: terminals lose or break what they showed.
 */
#ifndef UI_TRANSCRIPT_H
#define UI_TRANSCRIPT_H

#include <stddef.h>
#include <stdio.h>

struct transcript;

struct transcript *transcript_create(void);
/* Accepts NULL. */
void transcript_destroy(struct transcript *transcript);

/* Text as it went to the terminal: harmless, with sequences that switch colours. NULL is no
 * transcript. */
void transcript_add(struct transcript *transcript, const char *text, size_t length);

/* Forgets all of it. */
void transcript_clear(struct transcript *transcript);

/* The last lines, as many as fit into so many rows. Where the last one has no end, it ends in the
 * last row; else that is free. */
void transcript_show(const struct transcript *transcript, FILE *out, size_t rows, size_t columns);

#endif
