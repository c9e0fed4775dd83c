/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the boxes of a flame graph stand. A box is a node of the tree, but for stacks that are
 * deeper than a drawing can be: there one box stands for the frames in the middle, and the inner
 * ends of all that lies below it are put together by function and line, so that what has taken the
 * time is seen with all that it has taken.
 */
#ifndef SAMPLE_FLAME_LAYOUT_H
#define SAMPLE_FLAME_LAYOUT_H

#include <stdint.h>

#include "base/array.h"
#include "sample/calltree.h"

/* So many rows from the outside are drawn, and so many from the inside of what is deeper. */
#define FLAME_OUTER_ROWS 2000
#define FLAME_INNER_ROWS 1000

struct flame_box {
    const struct function *function;
    int line;                          /* 0: none */
    uint32_t row;                      /* 0: the root */
    uint64_t left;                     /* in samples, as what follows */
    uint64_t total, own;               /* own: with those of frames that it stands for */
    uint64_t before_total, before_own; /* in an earlier recording */
    size_t first, count;               /* its nodes: in members */
    bool stands_for;                   /* frames that are not drawn; its nodes are all of them */
};

/* An earlier recording, by node; NULL: there is none. */
struct flame_before {
    const uint64_t *total, *own;
};

struct flame_layout {
    const struct calltree *tree;
    struct flame_before before;
    ARRAY(struct flame_box) boxes; /* outer ones first, in the order of drawing */
    ARRAY(uint32_t) members;
    uint32_t rows;
    uint32_t deepest;             /* the most frames in a row that a box stands for */
    uint64_t small;               /* frames that are too narrow to be seen */
    uint64_t gone;                /* samples of the earlier recording in frames that are no more */
    uint32_t *heights;            /* by node: rows above it */
    struct function_table *names; /* of boxes that stand for others */
};

void flame_layout_init(struct flame_layout *layout, const struct calltree *tree,
                       struct flame_before before);
void flame_layout_deinit(struct flame_layout *layout);

#endif
