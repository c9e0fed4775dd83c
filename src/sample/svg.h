/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flame graph as one SVG that holds its own style and script, and opens from disk in any browser:
 * search, zoom, own and total of what the pointer is on, all of it by keyboard as well.
 */
#ifndef SAMPLE_SVG_H
#define SAMPLE_SVG_H

#include <stdint.h>
#include <stdio.h>

struct calltree;
struct recording;

/* What is drawn: the widths are those of the tree. */
struct svg_drawing {
    const struct calltree *tree;
    const char *title;   /* NULL: it has no heading, as part of a page that has one */
    const char *summary; /* below the title */
    /*
     * A comparison: what each node of the tree had in an earlier one, in total and by itself, and
     * all samples of that. Then the colours are those of the difference, each as a part of its own
     * whole: red for more, blue for less. NULL: none, and each file has a colour.
     */
    const uint64_t *before_total, *before_own;
    uint64_t before_samples;
};

/* A file of its own. */
void svg_write_drawing(const struct svg_drawing *drawing, FILE *out);
void svg_write(const struct recording *recording, FILE *out);

/* The element alone, without a heading, for a page that has it among others. */
void svg_write_element(const struct recording *recording, FILE *out);

/* Text between tags or in an attribute: what could steer anything is escaped. */
void svg_write_text(const char *text, FILE *out);

#endif
