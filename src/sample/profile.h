/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a tree of calls says, as tables: functions or lines with what they had, callers and callees
 * of a function, the heaviest stacks through it. Pure functions of the tree. All counts are
 * samples; a function or line that is on a stack several times counts once.
 */
#ifndef SAMPLE_PROFILE_H
#define SAMPLE_PROFILE_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

struct calltree;
struct function;

enum profile_column {
    PROFILE_OWN,         /* of the last interval */
    PROFILE_TOTAL,       /* the same, with what was called */
    PROFILE_OWN_START,   /* since the start */
    PROFILE_TOTAL_START, /* the same, with what was called */
    PROFILE_FUNCTION,    /* its name */
    PROFILE_FILE,        /* its file and line */
    PROFILE_COLUMNS,
};

/* Of an extended regular expression, in which small letters alone stand for both, as in less; NULL
 * or "": *ret is NULL. ERROR_USAGE: it is none. */
struct error *profile_filter_create(const char *text, regex_t **ret);
/* Accepts NULL. */
void profile_filter_destroy(regex_t *filter);
/* Whether its name or its file has a match; NULL: it has. */
bool profile_matches(const regex_t *filter, const struct function *function);

/* "own", "total", "own-start", ...: as `top --sort` takes them. */
const char *profile_column_name(enum profile_column column);
/* By an unambiguous beginning of the name. */
bool profile_column_named(const char *name, enum profile_column *ret);

struct profile_options {
    bool lines;               /* a row a line; else a row a function */
    enum profile_column sort; /* numbers from the most to the least, names from a to z */
    bool reverse;             /* the other way round */
    const regex_t *filter;    /* only rows whose function or file has a match; NULL: all */
    bool unseen;              /* rows that had nothing in the last interval as well */
};

struct profile_row {
    const struct function *function;
    int line;                        /* of lines; else the first line of the function */
    uint64_t own, total;             /* of the last interval, which calltree_mark() has ended */
    uint64_t own_start, total_start; /* since the start */
};

typedef ARRAY(struct profile_row) profile_rows;

/* What a row's counts are parts of: samples of the last interval, and since the start. */
uint64_t profile_interval(const struct calltree *tree);
uint64_t profile_start(const struct calltree *tree);

/* Fills rows, which is emptied first. Rows that are equal in the column stay in the order of total,
 * then of name. */
void profile_table(const struct calltree *tree, const struct profile_options *options,
                   profile_rows *ret);

/*
 * Who called the function, and what it called: a row each with total_start, the samples in which
 * that one called it, or it that one; own_start of a callee: of these, those that ended in the
 * callee. Sorted by total_start. `self`: what ended in the function; `all`: in which it was.
 * Counts are since the start, but for self_now and all_now: the same of the last interval. A stack
 * that begins with the function has no caller: a row with function NULL.
 */
struct profile_calls {
    uint64_t self, all, self_now, all_now;
    profile_rows callers, callees;
};

void profile_calls(const struct calltree *tree, const struct function *function,
                   struct profile_calls *ret);
void profile_calls_deinit(struct profile_calls *calls);

/* The lines of a function that were seen, by line, with their counts: how hot each line is. */
void profile_lines(const struct calltree *tree, const struct function *function, profile_rows *ret);

/*
 * The same of a file: rows.data[n - 1] is of its line n, up to the last one that was seen; of no
 * function. A line counts once a stack also where it is of several functions: of one and of a
 * lambda in it.
 */
void profile_file(const struct calltree *tree, const char *filename, profile_rows *ret);

/* Nodes in which samples with the function on their stack ended, the heaviest first, at most max of
 * them. function NULL: all stacks. The path is up through `parent`. */
struct profile_path {
    uint32_t node;
    uint64_t own; /* samples that ended there */
};

typedef ARRAY(struct profile_path) profile_paths;

void profile_heaviest(const struct calltree *tree, const struct function *function, size_t max,
                      profile_paths *ret);

#endif
