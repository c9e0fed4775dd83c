/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of functions or lines: who eats the time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/function.h"
#include "sample/profile.h"
#include "session/top.h"
#include "view/common-keys.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/thread-rows.h"

struct functions {
    struct page page;
    struct profile_options options;
    profile_rows rows;
    struct thread_rows threads; /* below, where there is room for them: */
    int thread_rows;            /* ... so many, with the titles */
    uint64_t interval, start;   /* what the counts are parts of */
    double sample_seconds;      /* what one sample stands for */
    const struct function *selected;
    int selected_line;
    struct {
        int column, width;
    } titles[PROFILE_COLUMNS]; /* where they were drawn; a width of 0: not at all */
};

static struct functions *functions_of(struct page *page)
{
    return (struct functions *)page;
}

static void remember_selected(struct page *page)
{
    struct functions *f = functions_of(page);

    f->selected = NULL;
    if (page->list.moved && page->list.selected < f->rows.count) {
        f->selected = f->rows.data[page->list.selected].function;
        f->selected_line = f->rows.data[page->list.selected].line;
    }
}

/* Rows come, go and change places: the selected one is the same as before. Of a function that has
 * become lines it is the first. */
static void find_selected(struct functions *f)
{
    struct list *list = &f->page.list;
    bool found = false;

    list_set_count(list, f->rows.count);
    if (!list->moved)
        list->selected = 0;
    for (size_t i = 0; f->selected != NULL && i < f->rows.count; i++) {
        const struct profile_row *row = &f->rows.data[i];
        bool exact = !f->options.lines || row->line == f->selected_line;

        if (row->function != f->selected || (found && !exact))
            continue;
        list->selected = i;
        if (exact)
            return;
        found = true;
    }
}

static void functions_update(struct page *page)
{
    struct functions *f = functions_of(page);
    struct live *live = page->live;
    const struct calltree *tree = live_tree(live);

    f->options.lines = live->lines;
    f->options.filter = live->regex;
    profile_table(tree, &f->options, &f->rows);
    f->interval = profile_interval(tree);
    f->start = profile_start(tree);
    f->sample_seconds = live_seconds(live, 1);
    find_selected(f);
    /* Without a screen yet they are asked for nothing, which is not for long. */
    thread_rows_update(&f->threads, live);
    thread_rows_ask(&f->threads, live, 0, (size_t)f->thread_rows);
}

/* ---- drawing */

enum { SHARE_WIDTH = 6, TIME_WIDTH = 8, NARROW = 76 };

static void draw_time(const struct surface *line, int column, enum look look, double seconds)
{
    CLEANUP_FREE char *text = seconds >= 6000 ? text_age(seconds)
                                              : xasprintf("%.*fs",
                                                          seconds < 10    ? 2
                                                          : seconds < 100 ? 1
                                                                          : 0,
                                                          seconds);

    surface_put(line, 0, column, TIME_WIDTH, look, FIT_RIGHT, text);
}

static void draw_share(const struct surface *line, int column, bool selected, uint64_t part,
                       uint64_t whole)
{
    surface_put_share(line, column, SHARE_WIDTH, 1, selected,
                      whole > 0 ? (double)part / (double)whole : 0);
}

/* The last part of a path is what tells files apart: where there is little room only that. */
static const char *shown_file(const char *path, int room)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL || slash[1] == '\0' || (int)strlen(path) <= room ? path : slash + 1;
}

static void draw_place(const struct surface *line, int column, int width, bool selected,
                       const struct profile_row *row)
{
    const struct function *function = row->function;

    if (function->filename[0] == '\0')
        return;

    CLEANUP_FREE char *number = row->line > 0 ? xasprintf(":%d", row->line) : xstrdup("");
    CLEANUP_FREE char *text =
        xasprintf("%s%s", shown_file(function->filename, width - (int)strlen(number)), number);

    surface_put(line, 0, column, width, selected ? LOOK_SELECTED : LOOK_FILE, FIT_TAIL, text);
}

/* The columns of shares and times, then names in what is left. */
struct widths {
    bool shares, times;
    int name, place; /* columns of the text */
    int name_at, place_at;
};

static struct widths widths_for(const struct functions *f, int width)
{
    struct widths w = {.shares = true, .times = true};
    bool by_time = f->options.sort == PROFILE_OWN_START || f->options.sort == PROFILE_TOTAL_START;

    if (width < NARROW) {
        w.shares = !by_time;
        w.times = by_time;
    }
    w.name_at = 1 + (w.shares ? 2 * (SHARE_WIDTH + 1) : 0) + (w.times ? 2 * (TIME_WIDTH + 1) : 0);

    int left = width - w.name_at - 1;

    w.place = left * 2 / 5;
    if (left - w.place > 60)
        w.place = left - 60;
    w.name = left - w.place;
    w.place_at = w.name_at + w.name + 1;
    return w;
}

static void draw_row(const struct functions *f, const struct widths *w, const struct surface *line,
                     const struct profile_row *row, bool selected)
{
    enum look look = selected ? LOOK_SELECTED : LOOK_PLAIN;
    int column = 0;

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    if (w->shares) {
        draw_share(line, column, selected, row->own, f->interval);
        draw_share(line, column + SHARE_WIDTH + 1, selected, row->total, f->interval);
        column += 2 * (SHARE_WIDTH + 1);
    }
    if (w->times) {
        draw_time(line, column, look, (double)row->own_start * f->sample_seconds);
        draw_time(line, column + TIME_WIDTH + 1, look,
                  (double)row->total_start * f->sample_seconds);
    }
    surface_put(line, 0, w->name_at, w->name, selected ? LOOK_SELECTED : LOOK_FUNCTION, FIT_MIDDLE,
                row->function->name);
    draw_place(line, w->place_at, w->place, selected, row);
}

static void draw_title(struct functions *f, const struct surface *line, int column, int width,
                       enum profile_column sorts, const char *title, bool right)
{
    bool sorted = f->options.sort == sorts;
    CLEANUP_FREE char *text =
        xasprintf("%s%s", title,
                  sorted ? surface_glyph(line, f->options.reverse ? GLYPH_UP : GLYPH_DOWN) : "");

    f->titles[sorts].column = column;
    f->titles[sorts].width = width;
    surface_put(line, 0, column, width, sorted ? LOOK_SORTED : LOOK_COLUMNS,
                right ? FIT_RIGHT : FIT_LEFT, text);
}

static void draw_titles(struct functions *f, const struct widths *w, const struct surface *line)
{
    int column = 0;

    memset(f->titles, 0, sizeof f->titles);
    surface_put(line, 0, 0, line->width, LOOK_COLUMNS, FIT_LEFT, "");
    if (w->shares) {
        draw_title(f, line, column, SHARE_WIDTH, PROFILE_OWN, "%OWN", true);
        column += SHARE_WIDTH + 1;
        draw_title(f, line, column, SHARE_WIDTH, PROFILE_TOTAL, "%TOT", true);
        column += SHARE_WIDTH + 1;
    }
    if (w->times) {
        draw_title(f, line, column, TIME_WIDTH, PROFILE_OWN_START, "OWN", true);
        column += TIME_WIDTH + 1;
        draw_title(f, line, column, TIME_WIDTH, PROFILE_TOTAL_START, "TOTAL", true);
    }
    draw_title(f, line, w->name_at, w->name, PROFILE_FUNCTION, "FUNCTION", false);
    draw_title(f, line, w->place_at, w->place, PROFILE_FILE, "FILE:LINE", false);
}

/* What is counted has not run. */
static char *why_nothing(const struct live *live)
{
    const struct monitor_options *options = &live->monitor->options;
    char *text;

    if (live->header.unseen != NULL)
        return xasprintf("What runs is not seen: %s", live->header.unseen);
    if (options->gil)
        return xstrdup("No thread was seen with the GIL");
    if (options->thread != 0)
        return xasprintf("Thread %u was not seen to run", options->thread);
    if (options->cpu)
        return xstrdup("No thread has had CPU time");
    text = header_stillness(&live->header);
    return text != NULL ? text : xstrdup("No thread was seen to run");
}

/* Why there are no rows. */
static void draw_nothing(const struct functions *f, const struct surface *surface)
{
    const struct live *live = f->page.live;

    if (live->updates == 0 || live->header.start.samples == 0) {
        surface_put(surface, 1, 2, surface->width, LOOK_DIM, FIT_LEFT,
                    live->monitor->paused_ns != 0 ? "Nothing has been sampled: paused (p goes on)"
                                                  : "Sampling ...");
        return;
    }
    if (live->regex != NULL && f->start > 0) {
        surface_print(surface, 1, 2, surface->width, LOOK_PLAIN, "No function or file matches /%s/",
                      live->filter);
        return;
    }

    CLEANUP_FREE char *text = why_nothing(live);

    surface_put(surface, 1, 2, surface->width, LOOK_WARNING, FIT_LEFT, text);
    surface_put(surface, 3, 2, surface->width, LOOK_PLAIN, FIT_LEFT,
                monitor_leaves_idle(live->monitor)
                    ? "t shows what the threads wait in"
                    : "t shows what the threads wait in, i counts them here");
}

/* Rows at the lower end that the threads get: on a large screen, where the table is not less for
 * it. */
static int rows_for_threads(const struct functions *f, int height)
{
    int wanted = 2 + (int)(f->threads.rows.count < 1000 ? f->threads.rows.count : 1000);
    int most = height / 3;

    if (height < 30)
        return 0;
    return wanted < most ? wanted : most;
}

static void functions_draw(struct page *page, const struct surface *surface)
{
    struct functions *f = functions_of(page);
    struct widths w = widths_for(f, surface->width);
    struct surface titles = surface_rows(surface, 0, 1);
    struct list *list = &page->list;

    int threads = rows_for_threads(f, surface->height);

    f->thread_rows = threads;

    struct surface below = surface_rows(surface, surface->height - threads + 1, threads - 1);

    draw_titles(f, &w, &titles);
    list_place(list, 1, surface->height - 1 - threads);
    if (threads > 0)
        thread_rows_draw(&f->threads, &below, NULL);
    if (f->rows.count == 0)
        draw_nothing(f, surface);
    for (int i = 0; i < list->height && list->first + (size_t)i < f->rows.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;

        draw_row(f, &w, &line, &f->rows.data[at], at == list->selected);
    }
}

/* ---- keys */

static void sort_by(struct page *page, enum profile_column column)
{
    struct functions *f = functions_of(page);

    f->options.sort = column;
    f->options.reverse = false;
    live_update(page->live);
}

static void sort_1(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, PROFILE_OWN);
}

static void sort_2(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, PROFILE_TOTAL);
}

static void sort_3(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, PROFILE_OWN_START);
}

static void sort_4(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, PROFILE_TOTAL_START);
}

static void sort_left(struct page *page, const struct keys_event *event)
{
    enum profile_column sort = functions_of(page)->options.sort;

    (void)event;
    sort_by(page, (sort + PROFILE_COLUMNS - 1) % PROFILE_COLUMNS);
}

static void sort_right(struct page *page, const struct keys_event *event)
{
    enum profile_column sort = functions_of(page)->options.sort;

    (void)event;
    sort_by(page, (sort + 1) % PROFILE_COLUMNS);
}

static void reverse(struct page *page, const struct keys_event *event)
{
    struct functions *f = functions_of(page);

    (void)event;
    f->options.reverse = !f->options.reverse;
    live_update(page->live);
}

/* On a title: sorts by it, or the other way round. */
static void click(struct page *page, const struct keys_event *event)
{
    struct functions *f = functions_of(page);

    if (event->row != 0) {
        common_click(page, event);
        return;
    }
    for (size_t i = 0; i < PROFILE_COLUMNS; i++) {
        int into = event->column - f->titles[i].column;

        if (into < 0 || into >= f->titles[i].width)
            continue;
        if (f->options.sort == (enum profile_column)i)
            reverse(page, event);
        else
            sort_by(page, (enum profile_column)i);
    }
}

static void lines_or_functions(struct page *page, const struct keys_event *event)
{
    (void)event;
    page->live->lines = !page->live->lines;
    live_update(page->live);
}

/* The selected row, if it is one of a function; it is said if it is not. */
static const struct profile_row *selected_function(struct page *page)
{
    struct functions *f = functions_of(page);
    const struct profile_row *row;

    if (page->list.selected >= f->rows.count)
        return NULL;
    row = &f->rows.data[page->list.selected];
    if (row->function->filename[0] != '\0')
        return row;
    live_say(page->live, "%s is no function: it is what could not be proven of a stack",
             row->function->name);
    return NULL;
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    const struct profile_row *row = selected_function(page);

    (void)event;
    if (row != NULL)
        live_push(page->live, calls_create(page->live, row->function));
}

static void its_source(struct page *page, const struct keys_event *event)
{
    const struct profile_row *row = selected_function(page);
    bool lines = functions_of(page)->options.lines;

    (void)event;
    if (row != NULL)
        live_push(page->live, source_create(page->live, row->function, lines ? row->line : 0));
}

static const struct keys_binding functions_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT}, go_deeper, "callers", "who calls it, what it calls, who is in it"},
    {{'l'}, its_source, NULL, "its source, with what each line had"},
    {{'1', 'P'}, sort_1, NULL, "sort by own time in the last interval"},
    {{'2'}, sort_2, NULL, "... by total time, with what was called"},
    {{'3', 'T'}, sort_3, NULL, "... by own time since the start"},
    {{'4'}, sort_4, NULL, "... by total time since the start"},
    {{'<', ','}, sort_left, NULL, "sort by the column to the left or right"},
    {{'>', '.'}, sort_right, NULL, NULL},
    {{'R'}, reverse, NULL, "sort the other way round"},
    {{KEYS_CLICK}, click, NULL, "selects a line; on a title: sorts by it"},
    {{'L'}, lines_or_functions, "lines", "lines instead of functions, and back"},
    {{0}, NULL, NULL, NULL},
};

static void functions_destroy(struct page *page)
{
    struct functions *f = functions_of(page);

    array_deinit(&f->rows);
    thread_rows_deinit(&f->threads);
    free(f);
}

const struct page_class functions_class = {
    .name = "functions",
    .keys = functions_keys,
    .update = functions_update,
    .draw = functions_draw,
    .selected = remember_selected,
    .destroy = functions_destroy,
};

struct page *functions_create(struct live *live, const struct top_options *options)
{
    struct functions *f = xcalloc(1, sizeof *f);

    f->page.class = &functions_class;
    f->page.live = live;
    f->options.sort = options->sort;
    f->options.reverse = options->reverse;
    f->options.unseen = true;
    return &f->page;
}
