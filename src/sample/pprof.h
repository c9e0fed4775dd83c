/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The format of pprof: a gzipped protocol buffer, proto/profile.proto of github.com/google/pprof.
 */
#ifndef SAMPLE_PPROF_H
#define SAMPLE_PPROF_H

#include <stdio.h>

struct recording;

void pprof_write(const struct recording *recording, FILE *out);

#endif
