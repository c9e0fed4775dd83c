/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples added up: a tree of calls, and what each function and line had of them, by itself and
 * with what it called. Its memory is bounded: what no longer fits is counted where it was called
 * from.
 */
#ifndef SAMPLE_CALLTREE_H
#define SAMPLE_CALLTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "sample/source.h"

#define CALLTREE_MAX_NODES 4000000

struct calltree_node {
    const struct function *function;
    int line;                /* 0: none, or functions are not told apart by line */
    uint32_t parent;         /* index; the root is its own */
    uint32_t child, sibling; /* the first of its children, the next of its parent's; 0: none */
    uint32_t by_function, by_line; /* the entries that count it */
    uint64_t own;                  /* samples that ended here */
    uint64_t total;                /* and in what was called from here */
};

/* What a function, or one line of it, had: recursion counts once a sample. */
struct calltree_entry {
    const struct function *function;
    int line; /* 0 in by_function */
    uint64_t own, total;
    uint64_t own_marked, total_marked; /* the same when calltree_mark() was last called */
    uint64_t own_before, total_before; /* and the time before that */
    uint64_t last;                     /* the number of the last addition that it was in */
};

struct calltree_options {
    bool processes;  /* each process that a sample names has a tree of its own under the root */
    bool by_command; /* processes that differ in numbers alone are one of these */
    bool threads;    /* each thread has one, under the root or its process */
    bool lines;      /* nodes by line; else by function */
};

struct calltree {
    struct calltree_options options;
    ARRAY(struct calltree_node) nodes;        /* the root is nodes.data[0] */
    ARRAY(struct calltree_entry) by_function; /* in order of appearance; without threads */
    ARRAY(struct calltree_entry) by_line;
    uint64_t samples, unverified;
    uint64_t samples_marked, unverified_marked;
    uint64_t samples_before, unverified_before;
    uint64_t cut;                 /* samples that were too deep for the memory */
    uint64_t additions;           /* calls of calltree_add() and the like */
    struct calltree_index *index; /* finds children and entries */
    struct function_table *own_functions;
    const struct function *unverified_function;
};

void calltree_init(struct calltree *tree, const struct calltree_options *options);
void calltree_deinit(struct calltree *tree);
/* Begins anew. Functions of a source must outlive what they are in. */
void calltree_clear(struct calltree *tree);

/*
 * Adds a sample: the verified frames, and one called "[unverified]" in place of what lies inside of
 * them. The node that it ended in.
 */
uint32_t calltree_add(struct calltree *tree, const struct sample *sample);
/* The same sample so many times; 0: only its nodes are made. */
uint32_t calltree_add_many(struct calltree *tree, const struct sample *sample, uint64_t times);
/* The same as a sink of a sampler. */
struct sample_sink calltree_sink(struct calltree *tree);

/* An interval ends, and the next one begins. What the last one had is own_marked - own_before and
 * so on, until it is marked again. */
void calltree_mark(struct calltree *tree);

/* "function (file:line)", or the name alone where there is no file. Free it. */
char *calltree_label(const struct calltree_node *node);

#endif
