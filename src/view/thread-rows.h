/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threads as a table: what each does, or what it waits in and for how long. */
#ifndef VIEW_THREAD_ROWS_H
#define VIEW_THREAD_ROWS_H

#include <stdbool.h>

#include "base/array.h"
#include "python/snapshot.h"
#include "view/surface.h"

struct list;
struct live;

struct thread_row {
    unsigned num;
    char *name;  /* owned */
    char *where; /* its innermost frame; owned */
    char *waits; /* what it waits in; "" if it runs, or was not asked; owned */
    char *whose; /* and only whose that is, for where there is little room; "" if it is not known;
                    owned */
    enum thread_state state;
    bool gil, stuck;
    double running, gil_share, on_cpu; /* of the last interval */
    double still;                      /* seconds; see monitor_still_since(); 0: it runs */
};

struct thread_rows {
    ARRAY(struct thread_row) rows; /* by number, as of the last update */
};

void thread_rows_deinit(struct thread_rows *rows);
/* With the monitor locked. Of count threads from the first-th on it is asked what they wait in:
 * those that are to be seen. */
void thread_rows_update(struct thread_rows *rows, const struct live *live, size_t first,
                        size_t count);
/* A line of titles and the rows below it that the list says; list NULL: the first ones, of which
 * none is selected. */
void thread_rows_draw(const struct thread_rows *rows, const struct surface *surface,
                      struct list *list);

#endif
