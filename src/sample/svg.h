/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A flame graph as one SVG that holds its own style and script, and opens from disk in any browser:
 * search, zoom, own and total of what the pointer is on, all of it by keyboard as well.
 */
#ifndef SAMPLE_SVG_H
#define SAMPLE_SVG_H

#include <stdint.h>
#include <stdio.h>

#include "sample/facts.h"
#include "sample/flame-layout.h"

struct calltree;
struct recording;

/* What is drawn: the widths are those of the tree. */
struct svg_drawing {
    const struct calltree *tree;
    /* NULL: as part of a page that has them; what the drawing leaves out is said all the same. */
    const char *title;
    const fact_array *facts; /* below the title */
    /*
     * A comparison: what each node of the tree had in an earlier one, and all samples of that. Then
     * the colours are those of the difference, each as a part of its own whole: red for more, blue
     * for less. NULL: none, and each file has a colour.
     */
    struct flame_before before;
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
