/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/flame-layout.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What is narrower than one in so many is left out: it could be seen at no zoom that one uses. */
#define NARROWEST 20000

struct sibling {
    const struct calltree_node *node;
    uint32_t index;
};

typedef ARRAY(struct sibling) sibling_array;

/* By name, so that two drawings of one program look alike; 0: they are put together. */
static int compare_siblings(const void *a, const void *b)
{
    const struct calltree_node *left = ((const struct sibling *)a)->node;
    const struct calltree_node *right = ((const struct sibling *)b)->node;
    int order =
        left->function == right->function ? 0 : strcmp(left->function->name, right->function->name);

    if (order == 0 && left->function != right->function)
        order = strcmp(left->function->filename, right->function->filename);
    if (order == 0)
        order = (left->line > right->line) - (left->line < right->line);
    if (order == 0)
        order = (left->function > right->function) - (left->function < right->function);
    return order;
}

/* Who is called comes after who calls, so from the end each is done before it is asked for. */
static void measure(struct flame_layout *layout)
{
    const struct calltree *tree = layout->tree;

    layout->heights = xcalloc(tree->nodes.count, sizeof *layout->heights);
    for (size_t i = tree->nodes.count; i-- > 1;) {
        const struct calltree_node *node = &tree->nodes.data[i];

        if (node->total > 0 && layout->heights[node->parent] <= layout->heights[i])
            layout->heights[node->parent] = layout->heights[i] + 1;
    }
}

/* Appends the node to the members of the box, which is the last one that has any. */
static void add_member(struct flame_layout *layout, struct flame_box *box, uint32_t node)
{
    array_push(&layout->members, node);
    box->count++;
    box->own += layout->tree->nodes.data[node].own;
    if (layout->before.own != NULL)
        box->before_own += layout->before.own[node];
}

static void add_total(const struct flame_layout *layout, struct flame_box *box, uint32_t node)
{
    box->total += layout->tree->nodes.data[node].total;
    if (layout->before.total != NULL)
        box->before_total += layout->before.total[node];
}

static bool is_left_out(const struct flame_layout *layout, uint32_t node)
{
    return layout->heights[node] >= FLAME_INNER_ROWS;
}

/* In place of its one node, with all below that which is too far from either end. */
static void stand_for(struct flame_layout *layout, struct flame_box *box)
{
    const struct calltree *tree = layout->tree;
    uint32_t frames = layout->heights[layout->members.data[box->first]] + 1 - FLAME_INNER_ROWS;
    CLEANUP_FREE char *name =
        xasprintf("[%" PRIu32 " frame%s left out]", frames, frames == 1 ? "" : "s");

    /* The list grows behind us. */
    for (size_t i = box->first; i < layout->members.count; i++)
        for (uint32_t child = tree->nodes.data[layout->members.data[i]].child; child != 0;
             child = tree->nodes.data[child].sibling)
            if (is_left_out(layout, child))
                add_member(layout, box, child);
    box->stands_for = true;
    box->function = function_intern(layout->names, name, "", 0);
    box->line = 0;
    if (frames > layout->deepest)
        layout->deepest = frames;
}

static void find_children(const struct flame_layout *layout, const struct flame_box *box,
                          sibling_array *ret)
{
    const struct calltree *tree = layout->tree;

    for (size_t i = 0; i < box->count; i++) {
        const struct calltree_node *node = &tree->nodes.data[layout->members.data[box->first + i]];

        for (uint32_t child = node->child; child != 0; child = tree->nodes.data[child].sibling)
            if (!box->stands_for || !is_left_out(layout, child))
                array_push(ret, ((struct sibling){&tree->nodes.data[child], child}));
    }
    if (ret->count > 0)
        qsort(ret->data, ret->count, sizeof *ret->data, compare_siblings);
}

static void push_children(struct flame_layout *layout, const struct flame_box *parent,
                          uint64_t narrowest)
{
    sibling_array children = {0};
    uint64_t left = parent->left;

    find_children(layout, parent, &children);
    for (size_t i = 0, next; i < children.count; i = next) {
        struct flame_box box = {
            .function = children.data[i].node->function,
            .line = children.data[i].node->line,
            .row = parent->row + 1,
            .left = left,
            .first = layout->members.count,
        };

        for (next = i; next < children.count &&
                       compare_siblings(&children.data[i], &children.data[next]) == 0;
             next++) {
            add_member(layout, &box, children.data[next].index);
            add_total(layout, &box, children.data[next].index);
        }
        left += box.total;
        if (box.total < narrowest) {
            layout->members.count = box.first;
            layout->small += box.total > 0 ? box.count : 0;
            layout->gone += box.total > 0 ? 0 : box.before_total;
            continue;
        }
        if (box.row == FLAME_OUTER_ROWS && is_left_out(layout, children.data[i].index))
            stand_for(layout, &box);
        array_push(&layout->boxes, box);
    }
    array_deinit(&children);
}

void flame_layout_init(struct flame_layout *layout, const struct calltree *tree,
                       struct flame_before before)
{
    uint64_t narrowest = tree->nodes.data[0].total / NARROWEST;
    struct flame_box root = {.function = tree->nodes.data[0].function};

    *layout = (struct flame_layout){.tree = tree, .before = before};
    layout->names = function_table_create();
    measure(layout);
    add_member(layout, &root, 0);
    add_total(layout, &root, 0);
    array_push(&layout->boxes, root);
    /* Row by row: what is pushed is gone through in turn. */
    for (size_t i = 0; i < layout->boxes.count; i++) {
        struct flame_box box = layout->boxes.data[i];

        if (box.row + 1 > layout->rows)
            layout->rows = box.row + 1;
        push_children(layout, &box, narrowest > 0 ? narrowest : 1);
    }
}

void flame_layout_deinit(struct flame_layout *layout)
{
    array_deinit(&layout->boxes);
    array_deinit(&layout->members);
    free(take_pointer(layout->heights));
    function_table_destroy(take_pointer(layout->names));
}
