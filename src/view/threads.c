/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of threads. */
#include <stdlib.h>

#include "base/memory.h"
#include "python/task.h"
#include "session/session.h"
#include "view/common-keys.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/thread-rows.h"

struct threads {
    struct page page;
    struct thread_rows rows;
    int width;              /* of the rows, when they were drawn last */
    unsigned selected;      /* thread; 0: the first */
    uint64_t selected_task; /* ... and its task; 0: it itself */
};

/* So many are asked before it is known how many there is room for. */
enum { FIRST_ROWS = 100 };

static struct threads *threads_of(struct page *page)
{
    return (struct threads *)page;
}

static void remember_selected(struct page *page)
{
    struct threads *t = threads_of(page);

    if (page->list.selected < t->rows.rows.count) {
        t->selected = t->rows.rows.data[page->list.selected].num;
        t->selected_task = t->rows.rows.data[page->list.selected].task;
    }
    live_update(page->live); /* others are seen now, and are to be asked */
}

static void select_thread(struct page *page)
{
    remember_selected(page);
    live_select(page->live, threads_of(page)->selected, 0);
}

static void show_selected(struct threads *t)
{
    bool found = false;

    /* Of a task that has ended, or is folded, the thread is. */
    for (size_t i = 0; i < t->rows.rows.count && !found; i++) {
        const struct thread_row *row = &t->rows.rows.data[i];

        found = row->num == t->selected && row->task == t->selected_task;
        if (found || (row->num == t->selected && !row->is_task))
            t->page.list.selected = i;
    }
}

static void selected_elsewhere(struct page *page, unsigned thread, size_t level)
{
    (void)level;
    threads_of(page)->selected = thread;
    threads_of(page)->selected_task = 0;
    show_selected(threads_of(page));
}

static void threads_update(struct page *page)
{
    struct threads *t = threads_of(page);
    struct list *list = &page->list;

    thread_rows_update(&t->rows, page->live);
    list_set_count(list, t->rows.rows.count);
    show_selected(t);
    list_place(list, list->row, list->height);
    thread_rows_ask(&t->rows, page->live, list->first,
                    list->height > 0 ? (size_t)list->height : FIRST_ROWS);
}

static void threads_draw(struct page *page, const struct surface *surface)
{
    struct threads *t = threads_of(page);

    t->width = surface->width;
    list_place(&page->list, 1, surface->height - 1 - (t->rows.tasks.why_not != NULL));
    thread_rows_draw(&t->rows, surface, &page->list);
    if (t->rows.tasks.why_not != NULL)
        surface_put(surface, surface->height - 1, 0, surface->width, LOOK_WARNING, FIT_LEFT,
                    t->rows.tasks.why_not);
    if (t->rows.rows.count == 0 && page->live->regex != NULL)
        surface_print(surface, 2, 2, surface->width - 2, LOOK_PLAIN,
                      "No thread, and no function or file on a stack, matches /%s/",
                      page->live->filter);
}

/* ---- keys */

static void sort_by(struct page *page, enum thread_column column, bool reverse)
{
    struct threads *t = threads_of(page);

    t->rows.sort = column;
    t->rows.reverse = reverse;
    /* Who sorts wants to see the first ones, as in top. */
    page->list = (struct list){.row = page->list.row, .height = page->list.height};
    t->selected = 0;
    live_update(page->live);
}

static void sort_column(struct page *page, const struct keys_event *event)
{
    sort_by(page, (enum thread_column)(event->code - '1'), false);
}

static void sort_left(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, (threads_of(page)->rows.sort + THREAD_COLUMNS - 1) % THREAD_COLUMNS, false);
}

static void sort_right(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, (threads_of(page)->rows.sort + 1) % THREAD_COLUMNS, false);
}

static void reverse(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, threads_of(page)->rows.sort, !threads_of(page)->rows.reverse);
}

/* On a title: sorts by it, or the other way round. */
static void click(struct page *page, const struct keys_event *event)
{
    struct threads *t = threads_of(page);
    enum thread_column column;

    if (event->row != 0)
        common_click(page, event);
    else if (thread_rows_title_at(&t->rows, t->width, event->column, &column))
        sort_by(page, column, column == t->rows.sort && !t->rows.reverse);
}

/* Only that thread in the table; all of them again. */
static void only(struct page *page, const struct keys_event *event)
{
    struct threads *t = threads_of(page);
    struct live *live = page->live;
    unsigned num = 0;

    (void)event;
    if (live->monitor->options.subprocesses) {
        live_say(live, "With several processes all threads are counted");
        return;
    }
    if (page->list.selected < t->rows.rows.count)
        num = t->rows.rows.data[page->list.selected].num;
    if (num != 0 || live->monitor->options.thread != 0)
        live_set_only(live, live->monitor->options.thread != num ? num : 0);
}

static void fold_tasks(struct page *page, const struct keys_event *event)
{
    struct task_rows *tasks = &threads_of(page)->rows.tasks;

    (void)event;
    tasks->folded = !tasks->folded;
    live_update(page->live);
    if (tasks->why_not != NULL)
        live_say(page->live, "%s", tasks->why_not);
    else if (tasks->tasks.count == 0)
        live_say(page->live, "There are no tasks of asyncio");
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct threads *t = threads_of(page);
    const struct thread_row *row;

    (void)event;
    if (page->list.selected >= t->rows.rows.count)
        return;
    row = &t->rows.rows.data[page->list.selected];
    /* What a task that runs is in is on the stack of its thread. */
    if (row->is_task && (row->task_state != TASK_RUNNING || row->num == 0))
        live_push(page->live, task_create(page->live, row->task));
    else
        live_push(page->live, stack_create(page->live, row->num, STACK_NEWEST));
}

static const struct keys_binding threads_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT},
     go_deeper,
     "stack",
     "the stack of the thread, or the coroutines of the task"},
    {{'a'},
     fold_tasks,
     NULL,
     "the tasks of asyncio below their thread, or only how many there are"},
    {{'o'}, only, "only it", "count only the selected thread; once more: all of them again"},
    {{'1', '2', '3', '4'}, sort_column, NULL, "sort by number, name, state, %RUN"},
    {{'5', '6', '7', '8'}, sort_column, NULL, "... by %GIL, %CPU, STILL, where it is"},
    {{'<', ','}, sort_left, NULL, "sort by the column to the left or right"},
    {{'>', '.'}, sort_right, NULL, NULL},
    {{'R'}, reverse, NULL, "sort the other way round"},
    {{KEYS_CLICK}, click, NULL, "selects a thread; on a title: sorts by it"},
    {{0}, NULL, NULL, NULL},
};

static void threads_destroy(struct page *page)
{
    thread_rows_deinit(&threads_of(page)->rows);
    free(page);
}

const struct page_class threads_class = {
    .name = "threads",
    .keys = threads_keys,
    .update = threads_update,
    .draw = threads_draw,
    .selected = select_thread,
    .select = selected_elsewhere,
    .destroy = threads_destroy,
};

struct page *threads_create(struct live *live)
{
    struct threads *t = xcalloc(1, sizeof *t);

    t->page.class = &threads_class;
    t->page.live = live;
    t->rows.filtered = true;
    t->rows.tasks.wanted = true;
    t->selected = live->selects ? live->session->thread : 0;
    return &t->page;
}
