/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each thread: what it does, or what it waits in and for how long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sample/function.h"
#include "session/session.h"
#include "session/settings.h"
#include "view/live.h"
#include "view/pages.h"

/* As of the last update. */
struct thread_row {
    unsigned num;
    char *name;  /* owned */
    char *where; /* its innermost frame; owned */
    enum thread_state state;
    bool gil, stuck, unverified;
    double running, gil_share; /* of the last interval */
    double still;              /* seconds for which it has stood still; see still_seconds() */
};

struct threads {
    struct page page;
    ARRAY(struct thread_row) rows;
    unsigned selected; /* thread; 0: the first */
};

static struct threads *threads_of(struct page *page)
{
    return (struct threads *)page;
}

static void clear(struct threads *t)
{
    for (size_t i = 0; i < t->rows.count; i++) {
        free(t->rows.data[i].name);
        free(t->rows.data[i].where);
    }
    array_clear(&t->rows);
}

static char *where_of(const struct monitor_thread *thread)
{
    const struct sample_frame *frame = &thread->frames.data[0];
    const char *slash;

    if (thread->frames.count == 0)
        return xstrdup("(no Python code)");
    slash = strrchr(frame->function->filename, '/');
    return xasprintf("%s  %s:%d", frame->function->name,
                     slash != NULL ? slash + 1 : frame->function->filename, frame->line);
}

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

/* For how long it is in one place, and if it waits also has not run: one that wakes up every second
 * to wait in the same line again is not stuck. */
static double still_seconds(const struct monitor_thread *thread, uint64_t now)
{
    uint64_t since = thread->moved_ns;

    if (thread->still_ns > since)
        since = thread->still_ns;
    return since < now ? (double)(now - since) / 1e9 : 0;
}

static void push_row(struct threads *t, const struct monitor_thread *thread, double stuck_after)
{
    uint64_t rounds = thread->marked.rounds - thread->before.rounds;
    struct thread_row row = {
        .num = thread->num,
        .name = xstrdup(thread->name),
        .where = where_of(thread),
        .state = thread->state,
        .gil = thread->gil,
        .unverified = thread->proof.kind == PROOF_UNVERIFIED,
        .running = share(thread->marked.running - thread->before.running, rounds),
        .gil_share = share(thread->marked.gil - thread->before.gil, rounds),
        .still = still_seconds(thread, clock_now_ns()),
    };

    row.stuck = stuck_after > 0 && row.still >= stuck_after;
    array_push(&t->rows, row);
}

static void remember_selected(struct page *page)
{
    struct threads *t = threads_of(page);

    if (page->list.selected < t->rows.count)
        t->selected = t->rows.data[page->list.selected].num;
}

static void threads_update(struct page *page)
{
    struct threads *t = threads_of(page);
    const struct monitor *monitor = page->live->monitor;
    double stuck_after = (double)setting_number(page->live->session->settings, SETTING_STUCK_AFTER);

    clear(t);
    for (size_t i = 0; i < monitor->threads.count; i++)
        push_row(t, monitor->threads.data[i], stuck_after);
    list_set_count(&page->list, t->rows.count);
    for (size_t i = 0; i < t->rows.count; i++)
        if (t->rows.data[i].num == t->selected)
            page->list.selected = i;
}

enum { NAME_WIDTH = 16, STILL_AT = 9 + NAME_WIDTH + 19, WHERE_AT = STILL_AT + 8 };

static void draw_titles(const struct surface *line)
{
    surface_put(line, 0, 0, line->width, LOOK_COLUMNS, FIT_LEFT, "");
    surface_put(line, 0, 0, 5, LOOK_COLUMNS, FIT_RIGHT, "NUM");
    surface_put(line, 0, 6, NAME_WIDTH, LOOK_COLUMNS, FIT_LEFT, "THREAD");
    surface_put(line, 0, 7 + NAME_WIDTH, 8, LOOK_COLUMNS, FIT_LEFT, "STATE");
    surface_put(line, 0, 16 + NAME_WIDTH, 5, LOOK_COLUMNS, FIT_RIGHT, "%RUN");
    surface_put(line, 0, 22 + NAME_WIDTH, 5, LOOK_COLUMNS, FIT_RIGHT, "%GIL");
    surface_put(line, 0, STILL_AT, 7, LOOK_COLUMNS, FIT_RIGHT, "STILL");
    surface_put(line, 0, WHERE_AT, line->width, LOOK_COLUMNS, FIT_LEFT, "WHERE");
}

static void draw_share(const struct surface *line, int column, bool selected, double share)
{
    char text[32];

    snprintf(text, sizeof text, "%.0f", 100 * share);
    surface_put(line, 0, column, 5, selected ? LOOK_SELECTED : look_of_share(share), FIT_RIGHT,
                text);
}

static void draw_row(const struct surface *line, const struct thread_row *row, bool selected)
{
    enum look plain = selected ? LOOK_SELECTED : LOOK_PLAIN;
    enum look still = selected ? LOOK_SELECTED : row->stuck ? LOOK_ERROR : LOOK_DIM;
    enum look state = selected                       ? LOOK_SELECTED
                      : row->state == THREAD_RUNNING ? LOOK_GOOD
                                                     : LOOK_DIM;
    char text[32];

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    surface_put(line, 0, 0, 1, still, FIT_LEFT, row->stuck ? "!" : "");
    snprintf(text, sizeof text, "%u", row->num);
    surface_put(line, 0, 1, 4, selected ? LOOK_SELECTED : LOOK_NUMBER, FIT_RIGHT, text);
    surface_put(line, 0, 6, NAME_WIDTH, plain, FIT_LEFT, row->name);
    surface_put(line, 0, 7 + NAME_WIDTH, 8, state, FIT_LEFT, thread_state_name(row->state));
    draw_share(line, 16 + NAME_WIDTH, selected, row->running);
    draw_share(line, 22 + NAME_WIDTH, selected, row->gil_share);
    header_age(row->still, text);
    surface_put(line, 0, STILL_AT, 7, still, FIT_RIGHT, row->still >= 1 ? text : "");
    surface_put(line, 0, WHERE_AT, line->width, plain, FIT_LEFT, row->where);
}

static void threads_draw(struct page *page, const struct surface *surface)
{
    struct threads *t = threads_of(page);
    struct surface titles = surface_rows(surface, 0, 1);
    struct list *list = &page->list;

    draw_titles(&titles);
    list_place(list, 1, surface->height - 1);
    for (int i = 0; i < list->height && list->first + (size_t)i < t->rows.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;

        draw_row(&line, &t->rows.data[at], at == list->selected);
    }
}

/* Only that thread in the table; all of them again. */
static void only(struct page *page, const struct keys_event *event)
{
    struct threads *t = threads_of(page);
    struct live *live = page->live;
    struct monitor_options options = live->monitor->options;

    (void)event;
    if (page->list.selected >= t->rows.count)
        return;
    options.thread = options.thread == 0 ? t->rows.data[page->list.selected].num : 0;
    live_set(live, &options);
    if (options.thread != 0)
        live_say(live, "Only thread %u is counted; o counts all of them again", options.thread);
    else
        live_say(live, "All threads are counted");
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct threads *t = threads_of(page);

    (void)event;
    if (page->list.selected < t->rows.count)
        live_push(page->live,
                  stack_create(page->live, t->rows.data[page->list.selected].num, STACK_NEWEST));
}

static const struct keys_binding threads_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT}, go_deeper, "stack", "the stack of the thread"},
    {{'o'}, only, "only it", "count only the selected thread, or all of them again"},
    {{0}, NULL, NULL, NULL},
};

static void threads_destroy(struct page *page)
{
    struct threads *t = threads_of(page);

    clear(t);
    array_deinit(&t->rows);
    free(t);
}

const struct page_class threads_class = {
    .name = "threads",
    .keys = threads_keys,
    .update = threads_update,
    .draw = threads_draw,
    .selected = remember_selected,
    .destroy = threads_destroy,
};

struct page *threads_create(struct live *live)
{
    struct threads *t = xcalloc(1, sizeof *t);

    t->page.class = &threads_class;
    t->page.live = live;
    return &t->page;
}
