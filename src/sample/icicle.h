/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tree of calls as a flame graph that hangs down: boxes in rows, one row a depth, each as wide as
 * its share, for a picture of so many cells. The lines of a function are one box. Boxes beside
 * each other are in the order of their names, so that they stay where they are while samples come
 * in. A box that would have no cell of its own is left out, and what it calls too.
 */
#ifndef SAMPLE_ICICLE_H
#define SAMPLE_ICICLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

struct calltree;
struct function;

struct icicle_box {
    const struct function *function; /* NULL: the root, which is everything */
    size_t parent;                   /* index; the root is its own */
    size_t row;                      /* the root has 0 */
    int left, right;                 /* cells left to right - 1 */
    uint64_t own, total;             /* samples */
    uint64_t start;                  /* samples to the left of it */
    size_t left_out;                 /* functions that it called and that have no box */
    size_t members, member_count;    /* its nodes of the tree, in icicle.members */
};

/* Functions from the root's callee on: which box is meant, in this picture and the next. */
typedef ARRAY(const struct function *) icicle_path;

struct icicle {
    ARRAY(struct icicle_box) boxes; /* row by row, from left to right; boxes.data[0] is the root */
    ARRAY(uint32_t) members;
    size_t zoomed; /* the box that has the whole width, with those that it was called from */
};

void icicle_deinit(struct icicle *icicle);

/*
 * The picture of a tree. zoom: the box that gets the whole width; of a path that is not in the tree
 * as far as it is. What the boxes say is good while the tree's functions live.
 */
void icicle_build(struct icicle *icicle, const struct calltree *tree, const icicle_path *zoom,
                  int width);

/* The box of a path, or where the path leaves the picture. */
size_t icicle_find(const struct icicle *icicle, const icicle_path *path);
/* The path of a box, into path. */
void icicle_path_of(const struct icicle *icicle, size_t box, icicle_path *path);

enum icicle_way { ICICLE_UP, ICICLE_DOWN, ICICLE_LEFT, ICICLE_RIGHT };

/*
 * The box beside one: what called it; the widest that it called; the next in its row, whoever
 * called that. The same box where there is none.
 */
size_t icicle_beside(const struct icicle *icicle, size_t box, enum icicle_way way);

#endif
