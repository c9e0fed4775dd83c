/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The format of the Firefox Profiler (profiler.firefox.com), version 24 of what Gecko writes. */
#ifndef SAMPLE_GECKO_H
#define SAMPLE_GECKO_H

#include <stdio.h>

struct recording;

void gecko_write(const struct recording *recording, FILE *out);

#endif
