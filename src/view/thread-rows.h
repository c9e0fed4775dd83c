/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threads as a table: what each does, or what it waits in and for how long. */
#ifndef VIEW_THREAD_ROWS_H
#define VIEW_THREAD_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "python/snapshot.h"
#include "view/surface.h"
#include "view/task-rows.h"

struct list;
struct live;
struct monitor_thread;

/* By which it can be sorted; what it waits in is asked only of the threads that are seen. */
enum thread_column {
    THREAD_COLUMN_NUM,
    THREAD_COLUMN_NAME,
    THREAD_COLUMN_STATE,
    THREAD_COLUMN_RUN,
    THREAD_COLUMN_GIL,
    THREAD_COLUMN_CPU,
    THREAD_COLUMN_STILL,
    THREAD_COLUMN_WHERE,
    THREAD_COLUMNS,
};

struct thread_row {
    struct monitor_thread *thread; /* while the monitor is locked; NULL: it is a task */
    unsigned num;
    unsigned own_num; /* as its process has it; 0: a task */
    unsigned order;   /* of its process, where there are several */
    char *name;       /* with its process before it, where there are several; owned */
    char *where;      /* its innermost frame; owned */
    char *waits;      /* what it waits in; "" if it runs, or was not asked; owned */
    char *whose; /* and only whose that is, for where there is little room; "" if it is not known;
                    owned */
    enum thread_state state;
    const char *state_name; /* or what else there is to say of it */
    bool gil, stuck;
    double running, gil_share, on_cpu; /* of the last interval */
    double still;                      /* seconds; see monitor_still_ns(); 0: it runs */
    bool is_task; /* of asyncio, which the thread runs: of what is above it has num, name, where and
                     waits */
    uint64_t task; /* its address */
    size_t task_index;
    enum task_state task_state;
};

struct thread_rows {
    enum thread_column sort;       /* numbers of time from the most to the least, others upwards */
    bool reverse;                  /* the other way round */
    bool filtered;                 /* only threads that live_matches() */
    struct task_rows tasks;        /* below their threads, if these are wanted */
    ARRAY(struct thread_row) rows; /* as of the last update */
    size_t next;                   /* of the rows that are seen, which is asked first */
    uint64_t ended;                /* threads of the last interval, which have no row ... */
    double ended_running, ended_gil; /* ... and had this of it */
};

void thread_rows_deinit(struct thread_rows *rows);
/* With the monitor locked: all of them, and then, of count rows from the first-th on, what they
 * wait in: those that are to be seen. Where that takes long some of them have to wait for the next
 * time: they have what was known, or "...". */
void thread_rows_update(struct thread_rows *rows, const struct live *live);
void thread_rows_ask(struct thread_rows *rows, const struct live *live, size_t first, size_t count);
/* The column whose title stands there, in rows so wide; false: it is none to be sorted by. */
bool thread_rows_title_at(const struct thread_rows *rows, int width, int column,
                          enum thread_column *ret);
/* A line of titles and the rows below it that the list says; list NULL: the first ones, of which
 * none is selected. */
void thread_rows_draw(const struct thread_rows *rows, const struct surface *surface,
                      struct list *list);

#endif
