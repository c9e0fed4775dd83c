/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flame graph as one SVG that holds its own style and script, and opens from disk in any browser:
 * search, zoom, own and total of what the pointer is on, all of it by keyboard as well.
 */
#ifndef SAMPLE_SVG_H
#define SAMPLE_SVG_H

#include <stdio.h>

struct recording;

void svg_write(const struct recording *recording, FILE *out);

/* The element alone, for a page that has it among others. */
void svg_write_element(const struct recording *recording, FILE *out);

/* Text between tags or in an attribute: what could steer anything is escaped. */
void svg_write_text(const char *text, FILE *out);

#endif
