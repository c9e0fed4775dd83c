/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two recordings beside each other, read from their collapsed files: ours, or those of whoever
 * writes a stack a line.
 */
#ifndef SAMPLE_COMPARISON_H
#define SAMPLE_COMPARISON_H

#include <stdint.h>

#include "base/error.h"
#include "sample/calltree.h"

struct comparison {
    struct function_table *functions; /* of both */
    struct calltree before, after;    /* after has the nodes of both */
    /* By node of after: what it had before. */
    ARRAY(uint64_t) before_total, before_own;
};

/*
 * lines: frames of different lines are different ones; else of different functions only, since
 * lines move when a program is changed. ERROR_OS: a file cannot be read; ERROR_CORRUPT: a line of
 * it is no stack and a count. On error there is nothing to deinit.
 */
struct error *comparison_init(struct comparison *comparison, const char *before, const char *after,
                              bool lines);
void comparison_deinit(struct comparison *comparison);

/* A function's share of all samples, with what it called. */
struct comparison_change {
    const struct function *function;
    double before, after; /* parts of 1 */
};

typedef ARRAY(struct comparison_change) comparison_changes;

/* All functions of both, those with the greatest difference first; free it with array_deinit(). */
void comparison_list(const struct comparison *comparison, comparison_changes *ret);

#endif
