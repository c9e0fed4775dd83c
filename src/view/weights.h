/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lines of source had of the time since the start, beside which they are shown. */
#ifndef VIEW_WEIGHTS_H
#define VIEW_WEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "sample/profile.h"

struct function;
struct live;
struct surface;

struct weights {
    profile_rows lines; /* with their counts, which are parts of: */
    uint64_t all;
    bool waits; /* ... samples of threads that wait, too */
};

/*
 * As the table counts; where that has nothing of them, because they only wait, of all threads. Of a
 * function they are those that were seen, of a file lines.data[n - 1] is line n. While the monitor
 * is locked.
 */
void weights_of_function(struct weights *w, const struct live *live,
                         const struct function *function);
void weights_of_file(struct weights *w, const struct live *live, const char *filename);
void weights_deinit(struct weights *w);

/* A count as a share, 0 to 1. */
double weights_share(const struct weights *w, uint64_t count);

/* What they are shares of, and whether the file is another one by now, in a row of its own. */
void weights_draw_base(const struct weights *w, const struct live *live, bool newer,
                       const struct surface *surface, int row, int column);

#endif
