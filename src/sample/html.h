/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of its own: how it was sampled, the flame graph, and the table of functions. */
#ifndef SAMPLE_HTML_H
#define SAMPLE_HTML_H

#include <stdio.h>

struct recording;

void html_write(const struct recording *recording, FILE *out);

#endif
