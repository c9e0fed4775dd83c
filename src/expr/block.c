/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/block.h"

#include <string.h>

struct block *block_create(struct arena *arena, struct block *outer, bool is_comprehension)
{
    struct block *block = arena_take(arena, sizeof *block);

    block->outer = outer;
    block->is_comprehension = is_comprehension;
    return block;
}

static struct binding *find_own(const struct block *block, const char *name)
{
    for (size_t i = 0; i < block->count; i++)
        if (strcmp(block->bindings[i].name, name) == 0)
            return &block->bindings[i];
    return NULL;
}

struct binding *block_declare(struct arena *arena, struct block *block, const char *name)
{
    struct binding *binding = find_own(block, name);

    if (binding != NULL)
        return binding;
    if (block->count == block->capacity)
        block->bindings = arena_grow(arena, block->bindings, block->count, &block->capacity,
                                     sizeof *block->bindings);
    binding = &block->bindings[block->count++];
    binding->name = name;
    return binding;
}

void block_declare_target(struct arena *arena, struct block *block, const struct node *target)
{
    if (target->kind == NODE_NAME)
        block_declare(arena, block, target->name);
    for (size_t i = 0; i < target->count; i++)
        block_declare_target(arena, block, target->children[i]);
}

void block_declare_assigned(struct arena *arena, struct block *block, const struct node *node)
{
    if (node == NULL || !node->assigns || node->kind == NODE_LAMBDA)
        return;
    if (node->kind == NODE_NAMED)
        block_declare(arena, block, node->name);
    for (size_t i = 0; i < node->count; i++)
        block_declare_assigned(arena, block, node->children[i]);
}

void block_bind(struct arena *arena, struct block *block, const char *name,
                const struct value *value)
{
    struct binding *binding = block_declare(arena, block, name);

    binding->bound = true;
    binding->value = *value;
}

struct binding *block_find(struct block *block, const char *name, const struct block **owner)
{
    for (; block != NULL; block = block->outer) {
        struct binding *binding = find_own(block, name);

        *owner = block;
        if (binding != NULL)
            return binding;
    }
    return NULL;
}

struct block *block_of_assignments(struct block *block)
{
    while (block->is_comprehension)
        block = block->outer;
    return block;
}
