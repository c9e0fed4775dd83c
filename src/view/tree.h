/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Variables as a tree whose branches the user opens, with their values as of the last update. What
 * is open stays so by name when all of it is read anew.
 */
#ifndef VIEW_TREE_H
#define VIEW_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "python/variables.h"
#include "view/surface.h"

struct runtime;

struct tree_line {
    unsigned depth;
    char *name, *type, *value; /* owned; type may be NULL */
    char *path;                /* what tells it from all others; owned */
    bool can_open, open;
    bool note; /* a remark, and no variable: only its name */
};

typedef ARRAY(struct tree_line) tree_lines;

struct tree {
    tree_lines lines;
    ARRAY(char *) open; /* paths; owned */
};

void tree_deinit(struct tree *tree);
void tree_lines_clear(tree_lines *lines);

/* Reads the variables and what is open of them into lines, in place of what these have. */
void tree_read(const struct tree *tree, struct runtime *runtime, const variable_array *variables,
               tree_lines *lines);

/* Opens or closes what the line shows. It is seen with the next update. */
void tree_toggle(struct tree *tree, size_t line);
/* The line that a line is a part of; itself at the outermost. */
size_t tree_parent(const struct tree *tree, size_t line);

void tree_draw_line(const struct tree *tree, size_t line, const struct surface *surface,
                    bool selected);

#endif
