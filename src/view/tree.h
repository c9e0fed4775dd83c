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

struct tree {
    ARRAY(struct tree_line) lines;
    ARRAY(char *) open; /* paths; owned */
};

void tree_deinit(struct tree *tree);

/* Reads the variables and what is open of them. */
void tree_update(struct tree *tree, struct runtime *runtime, const variable_array *variables);

/* Opens or closes what the line shows. It is seen with the next update. */
void tree_toggle(struct tree *tree, size_t line);
/* The line that a line is a part of; itself at the outermost. */
size_t tree_parent(const struct tree *tree, size_t line);

void tree_draw_line(const struct tree *tree, size_t line, const struct surface *surface,
                    bool selected);

#endif
