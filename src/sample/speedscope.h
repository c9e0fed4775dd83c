/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file format of speedscope.app, a profile for each thread, with the times at which it was so.
 */
#ifndef SAMPLE_SPEEDSCOPE_H
#define SAMPLE_SPEEDSCOPE_H

#include <stdio.h>

struct recording;

void speedscope_write(const struct recording *recording, FILE *out);

#endif
