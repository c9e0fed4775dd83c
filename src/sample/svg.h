/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flame graph in one file, with its own style and script: opens from disk in any browser. */
#ifndef SAMPLE_SVG_H
#define SAMPLE_SVG_H

#include <stdio.h>

struct recording;

void svg_write(const struct recording *recording, FILE *out);

#endif
