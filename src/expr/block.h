/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names that an expression binds itself. A block is what Python calls so: code whose names are its
 * own, here a lambda or a comprehension, and the expression as a whole. Who is made within it keeps
 * the block and not what its names stand for, so a name means what it does when it is asked for.
 */
#ifndef EXPR_BLOCK_H
#define EXPR_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "expr/parse.h"
#include "expr/value.h"

struct binding {
    const char *name;
    bool bound; /* else the name is the block's, and stands for nothing yet */
    struct value value;
};

struct block {
    struct block *outer;   /* NULL: of the expression as a whole */
    bool is_comprehension; /* := within it binds a name of the block around it */
    struct binding *bindings;
    size_t count, capacity;
};

struct block *block_create(struct arena *arena, struct block *outer, bool is_comprehension);
/* The name is the block's from now on. */
struct binding *block_declare(struct arena *arena, struct block *block, const char *name);
/* The names of a target: a, (b, *c). */
void block_declare_target(struct arena *arena, struct block *block, const struct node *target);
/* The names that := within the node binds in its block, as far as no lambda is between. */
void block_declare_assigned(struct arena *arena, struct block *block, const struct node *node);
void block_bind(struct arena *arena, struct block *block, const char *name,
                const struct value *value);
/* The binding of a name in the innermost block that has it, *owner; NULL: none has. */
struct binding *block_find(struct block *block, const char *name, const struct block **owner);
/* The block whose names := binds. */
struct block *block_of_assignments(struct block *block);

#endif
