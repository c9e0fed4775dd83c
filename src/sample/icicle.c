/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/icicle.h"

#include <stdlib.h>
#include <string.h>

#include "sample/calltree.h"
#include "sample/function.h"

void icicle_deinit(struct icicle *icicle)
{
    array_deinit(&icicle->boxes);
    array_deinit(&icicle->members);
}

/* Nodes of one function that were called from the nodes of one box. */
struct group {
    const struct function *function;
    uint32_t node; /* one of them, until groups are put together */
    uint64_t own, total;
    size_t members, member_count;
};

typedef ARRAY(struct group) groups;

static int compare_functions(const struct function *a, const struct function *b)
{
    int order = strcmp(a->name, b->name);

    if (order == 0)
        order = strcmp(a->filename, b->filename);
    if (order == 0)
        order = (a->firstlineno > b->firstlineno) - (a->firstlineno < b->firstlineno);
    if (order == 0)
        order = (a->id > b->id) - (a->id < b->id);
    return order;
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    return x->function == y->function ? 0 : compare_functions(x->function, y->function);
}

/* What was called from the box, a group a function, in the order of their names. */
static void find_callees(struct icicle *icicle, const struct calltree *tree, size_t box,
                         groups *found)
{
    const struct icicle_box *caller = &icicle->boxes.data[box];

    array_clear(found);
    for (size_t i = 0; i < caller->member_count; i++) {
        uint32_t member = icicle->members.data[caller->members + i];

        for (uint32_t at = tree->nodes.data[member].child; at != 0;
             at = tree->nodes.data[at].sibling) {
            const struct calltree_node *node = &tree->nodes.data[at];

            array_push(found, ((struct group){.function = node->function,
                                              .node = at,
                                              .own = node->own,
                                              .total = node->total}));
        }
    }
    if (found->count == 0)
        return;
    qsort(found->data, found->count, sizeof *found->data, compare_groups);

    size_t count = 0;

    for (size_t i = 0; i < found->count; i++) {
        struct group group = found->data[i];

        if (count == 0 || found->data[count - 1].function != group.function) {
            group.members = icicle->members.count;
            found->data[count++] =
                (struct group){.function = group.function, .members = icicle->members.count};
        }

        struct group *whole = &found->data[count - 1];

        array_push(&icicle->members, group.node);
        whole->member_count++;
        whole->own += group.own;
        whole->total += group.total;
    }
    found->count = count;
}

/* Where so many samples are in a row of width cells for all of them. */
static int cell(uint64_t samples, uint64_t all, int width)
{
    return all == 0 ? 0 : (int)((double)samples / (double)all * width + 0.5);
}

static void add_box(struct icicle *icicle, size_t parent, const struct group *group)
{
    array_push(&icicle->boxes, ((struct icicle_box){
                                   .function = group->function,
                                   .parent = parent,
                                   .row = icicle->boxes.data[parent].row + 1,
                                   .own = group->own,
                                   .total = group->total,
                                   .members = group->members,
                                   .member_count = group->member_count,
                               }));
}

/* The root and what the zoom leads through, each as wide as the picture. */
static void build_zoomed(struct icicle *icicle, const struct calltree *tree,
                         const icicle_path *zoom, int width)
{
    groups found = {0};

    array_push(&icicle->members, 0);
    array_push(&icicle->boxes, ((struct icicle_box){.right = width,
                                                    .own = tree->nodes.data[0].own,
                                                    .total = tree->nodes.data[0].total,
                                                    .member_count = 1}));
    for (size_t i = 0; i < zoom->count; i++) {
        const struct group *next = NULL;

        find_callees(icicle, tree, i, &found);
        for (size_t j = 0; j < found.count && next == NULL; j++)
            if (found.data[j].function == zoom->data[i])
                next = &found.data[j];
        if (next == NULL)
            break;
        add_box(icicle, i, next);
        icicle->boxes.data[i + 1].right = width;
    }
    icicle->zoomed = icicle->boxes.count - 1;
    array_deinit(&found);
}

/* What was called from a box, below it. */
static void build_below(struct icicle *icicle, const struct calltree *tree, size_t box,
                        const struct icicle_box *zoomed, int width, groups *found)
{
    uint64_t start = icicle->boxes.data[box].start;

    find_callees(icicle, tree, box, found);
    for (size_t i = 0; i < found->count; i++) {
        const struct group *group = &found->data[i];
        int left = cell(start - zoomed->start, zoomed->total, width);
        int right = cell(start - zoomed->start + group->total, zoomed->total, width);

        if (right > left) {
            add_box(icicle, box, group);

            struct icicle_box *added = &icicle->boxes.data[icicle->boxes.count - 1];

            added->left = left;
            added->right = right;
            added->start = start;
        } else {
            icicle->boxes.data[box].left_out++;
        }
        start += group->total;
    }
}

void icicle_build(struct icicle *icicle, const struct calltree *tree, const icicle_path *zoom,
                  int width)
{
    groups found = {0};

    array_clear(&icicle->boxes);
    array_clear(&icicle->members);
    build_zoomed(icicle, tree, zoom, width);

    struct icicle_box zoomed = icicle->boxes.data[icicle->zoomed];

    for (size_t i = icicle->zoomed; i < icicle->boxes.count; i++)
        build_below(icicle, tree, i, &zoomed, width, &found);
    array_deinit(&found);
}

/* The first box that was called from one, or the number of boxes. Its siblings follow. */
static size_t first_below(const struct icicle *icicle, size_t box)
{
    size_t at = box + 1;

    while (at < icicle->boxes.count && icicle->boxes.data[at].parent != box)
        at++;
    return at;
}

size_t icicle_find(const struct icicle *icicle, const icicle_path *path)
{
    size_t found = 0;

    for (size_t i = 0; i < path->count; i++) {
        size_t at = first_below(icicle, found);

        while (at < icicle->boxes.count && icicle->boxes.data[at].parent == found &&
               icicle->boxes.data[at].function != path->data[i])
            at++;
        if (at == icicle->boxes.count || icicle->boxes.data[at].parent != found)
            break;
        found = at;
    }
    return found;
}

void icicle_path_of(const struct icicle *icicle, size_t box, icicle_path *path)
{
    size_t row = icicle->boxes.data[box].row;

    array_clear(path);
    array_reserve(path, row + 1);
    path->count = row;
    for (size_t at = box; at != 0; at = icicle->boxes.data[at].parent)
        path->data[--row] = icicle->boxes.data[at].function;
}

static size_t widest_below(const struct icicle *icicle, size_t box)
{
    size_t widest = box;

    for (size_t at = first_below(icicle, box);
         at < icicle->boxes.count && icicle->boxes.data[at].parent == box; at++)
        if (widest == box || icicle->boxes.data[at].total > icicle->boxes.data[widest].total)
            widest = at;
    return widest;
}

size_t icicle_beside(const struct icicle *icicle, size_t box, enum icicle_way way)
{
    const struct icicle_box *boxes = icicle->boxes.data;

    switch (way) {
    case ICICLE_UP:
        return boxes[box].parent;
    case ICICLE_DOWN:
        return widest_below(icicle, box);
    case ICICLE_LEFT:
        return box > 0 && boxes[box - 1].row == boxes[box].row ? box - 1 : box;
    case ICICLE_RIGHT:
        return box + 1 < icicle->boxes.count && boxes[box + 1].row == boxes[box].row ? box + 1
                                                                                     : box;
    }
    return box;
}
