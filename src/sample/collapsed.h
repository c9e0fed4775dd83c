/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "outermost;...;innermost count", a line a stack: what flamegraph.pl and many others read. */
#ifndef SAMPLE_COLLAPSED_H
#define SAMPLE_COLLAPSED_H

#include <stdio.h>

struct calltree;

void collapsed_write(const struct calltree *tree, FILE *out);

#endif
