/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/weights.h"

#include "base/memory.h"
#include "sample/calltree.h"
#include "view/live.h"
#include "view/surface.h"

/* The tree to begin with, then the other one. */
static const struct calltree *tree_of(struct weights *w, const struct live *live, bool first)
{
    const struct calltree *tree = first ? live_tree(live) : &live->monitor->trees[MONITOR_ALL];

    w->all = profile_start(tree);
    w->waits = tree == &live->monitor->trees[MONITOR_ALL];
    return tree;
}

void weights_of_function(struct weights *w, const struct live *live,
                         const struct function *function)
{
    profile_lines(tree_of(w, live, true), function, &w->lines);
    if (w->lines.count == 0)
        profile_lines(tree_of(w, live, false), function, &w->lines);
}

void weights_of_file(struct weights *w, const struct live *live, const char *filename)
{
    profile_file(tree_of(w, live, true), filename, &w->lines);
    if (w->lines.count == 0)
        profile_file(tree_of(w, live, false), filename, &w->lines);
}

void weights_deinit(struct weights *w)
{
    array_deinit(&w->lines);
}

double weights_share(const struct weights *w, uint64_t count)
{
    return w->all > 0 ? (double)count / (double)w->all : 0;
}

void weights_draw_base(const struct weights *w, const struct live *live, bool newer,
                       const struct surface *surface, int row, int column)
{
    CLEANUP_FREE char *counted = live_counted(live, w->waits);
    int width = surface->width - column;

    if (newer)
        surface_put(surface, row, column, width, LOOK_WARNING, FIT_LEFT,
                    "The file has changed since the start: these may be other lines");
    else if (w->lines.count > 0)
        surface_print(surface, row, column, width, LOOK_DIM, "since the start, of %s", counted);
}
