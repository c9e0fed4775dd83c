/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function: who calls it, what it calls, and the stacks that it is on now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sample/calltree.h"
#include "sample/function.h"
#include "sample/profile.h"
#include "view/live.h"
#include "view/pages.h"

enum line_kind { LINE_TITLE, LINE_HEADING, LINE_FUNCTION, LINE_STACK, LINE_NOTE };

/* Each as of the last update. */
struct calls_line {
    enum line_kind kind;
    char *text, *place;              /* owned */
    const struct function *function; /* LINE_FUNCTION: where Enter leads to; NULL: nowhere */
    double share;                    /* of all samples with the function */
    double now;                      /* of those of the last interval; below 0: not known */
    unsigned num;                    /* LINE_STACK: the thread */
    size_t depth;                    /* ... and how far from the oldest frame the function is */
};

/* What there was at the end of an interval: a tree keeps no such counts of its nodes. */
struct calls_past {
    bool known;
    uint64_t all;
    profile_rows callers, callees; /* total_start of each */
};

struct calls {
    struct page page;
    const struct function *function;
    char *name, *file;         /* owned */
    double own, total;         /* shares of all samples */
    double own_now, total_now; /* ... of those of the last interval */
    struct profile_calls found;
    struct calls_past marked, before; /* the last interval is what lies between */
    const struct calltree *tree;      /* which they are of */
    uint64_t marked_ns;               /* when the last one ended */
    bool by_now;                      /* sorted by its shares */
    size_t was_selected;
    ARRAY(struct calls_line) lines;
};

static struct calls *calls_of(struct page *page)
{
    return (struct calls *)page;
}

static void clear(struct calls *c)
{
    for (size_t i = 0; i < c->lines.count; i++) {
        free(c->lines.data[i].text);
        free(c->lines.data[i].place);
    }
    array_clear(&c->lines);
}

static void past_deinit(struct calls_past *past)
{
    array_deinit(&past->callers);
    array_deinit(&past->callees);
}

static int compare_functions(const void *left, const void *right)
{
    const struct profile_row *a = left, *b = right;

    return (a->function > b->function) - (a->function < b->function);
}

/* In the order in which count_of() looks for one. */
static void copy_rows(profile_rows *to, const profile_rows *from)
{
    array_clear(to);
    for (size_t i = 0; i < from->count; i++)
        array_push(to, from->data[i]);
    if (to->count > 1)
        qsort(to->data, to->count, sizeof *to->data, compare_functions);
}

/* Once an interval, and where what is counted has become another tree: that has no past. */
static void keep_past(struct calls *c, const struct calltree *tree)
{
    uint64_t marked_ns = c->page.live->monitor->marked.ns;
    bool other = tree != c->tree || c->found.all < c->marked.all;

    if (c->marked.known && !other && marked_ns == c->marked_ns)
        return;
    c->tree = tree;
    c->marked_ns = marked_ns;

    struct calls_past oldest = c->before;

    c->before = c->marked;
    c->before.known = c->before.known && !other;
    c->marked = oldest;
    c->marked.known = true;
    c->marked.all = c->found.all;
    copy_rows(&c->marked.callers, &c->found.callers);
    copy_rows(&c->marked.callees, &c->found.callees);
}

static uint64_t count_of(const profile_rows *rows, const struct function *function)
{
    const struct profile_row wanted = {.function = function};
    const struct profile_row *row = rows->count > 0 ? bsearch(&wanted, rows->data, rows->count,
                                                              sizeof *rows->data, compare_functions)
                                                    : NULL;

    return row != NULL ? row->total_start : 0;
}

static char *place_of(const struct function *function, int line)
{
    return line > 0 ? xasprintf("%s:%d", function->filename, line) : xstrdup(function->filename);
}

static double share_of(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static void push_text(struct calls *c, enum line_kind kind, const char *text)
{
    array_push(&c->lines,
               ((struct calls_line){.kind = kind, .text = xstrdup(text), .place = xstrdup("")}));
}

/* A row with what it had in the last interval. */
struct ranked {
    const struct profile_row *row;
    double now;
};

static int compare_now(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->now != b->now)
        return a->now < b->now ? 1 : -1;
    /* They stand in the order of their share since the start. */
    return (a->row > b->row) - (a->row < b->row);
}

static double share_now(const struct calls *c, const profile_rows *marked,
                        const profile_rows *before, const struct function *function)
{
    if (!c->before.known)
        return -1;
    return share_of(count_of(marked, function) - count_of(before, function),
                    c->marked.all - c->before.all);
}

static void push_function(struct calls *c, const struct ranked *ranked)
{
    const struct function *function = ranked->row->function;
    /* What has no file is no function, but a remark: "[unverified]". */
    bool real = function != NULL && function->filename[0] != '\0';

    array_push(
        &c->lines,
        ((struct calls_line){
            .kind = LINE_FUNCTION,
            .text = xstrdup(function != NULL ? function->name : "(nobody: it is the oldest)"),
            .place = real ? place_of(function, function->firstlineno) : xstrdup(""),
            .function = real ? function : NULL,
            .share = share_of(ranked->row->total_start, c->found.all),
            .now = ranked->now,
        }));
}

/* rows: those found now; marked, before: what they had at the ends of the last interval. */
static void push_functions(struct calls *c, const char *title, const profile_rows *rows,
                           const profile_rows *marked, const profile_rows *before, const char *none)
{
    CLEANUP_FREE struct ranked *ranked = xcalloc(rows->count + 1, sizeof *ranked);

    push_text(c, LINE_TITLE, title);
    for (size_t i = 0; i < rows->count; i++)
        ranked[i] = (struct ranked){
            .row = &rows->data[i],
            .now = share_now(c, marked, before, rows->data[i].function),
        };
    if (c->by_now)
        qsort(ranked, rows->count, sizeof *ranked, compare_now);
    for (size_t i = 0; i < rows->count; i++)
        push_function(c, &ranked[i]);
    if (rows->count == 0)
        push_text(c, LINE_NOTE, none);
}

/* The threads that are in it as they were last seen; the innermost one counts. */
static void push_stacks(struct calls *c, const struct monitor *monitor)
{
    size_t before;

    push_text(c, LINE_HEADING, "IN IT NOW");
    before = c->lines.count;
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];

        for (size_t level = 0; level < thread->frames.count; level++) {
            const struct sample_frame *frame = &thread->frames.data[level];

            if (frame->function != c->function)
                continue;

            CLEANUP_FREE char *title = monitor_thread_title(thread);

            array_push(&c->lines, ((struct calls_line){
                                      .kind = LINE_STACK,
                                      .text = xasprintf("thread %s %s, %s", title, thread->name,
                                                        thread_state_name(thread->state)),
                                      .place = xasprintf("line %d, frame %zu of %zu", frame->line,
                                                         level, thread->frames.count),
                                      .num = thread->num,
                                      .depth = thread->frames.count - 1 - level,
                                  }));
            break;
        }
    }
    if (c->lines.count == before)
        push_text(c, LINE_NOTE, "no thread");
}

/* Whether Enter has somewhere to go from there. */
static bool leads(const struct calls *c, size_t line)
{
    const struct calls_line *l = &c->lines.data[line];

    return l->kind == LINE_STACK || (l->kind == LINE_FUNCTION && l->function != NULL);
}

/* The next line that leads somewhere, in the direction of the last move, or else the other one. */
static void select_line_that_leads(struct page *page)
{
    struct calls *c = calls_of(page);
    struct list *list = &page->list;
    size_t count = c->lines.count, at = list->selected;
    bool down = at >= c->was_selected;

    for (int turn = 0; turn < 2 && at < count && !leads(c, at); turn++, down = !down)
        for (at = list->selected; at < count && !leads(c, at);)
            at += down ? 1 : SIZE_MAX;
    if (at < count)
        list->selected = at;
    /* The titles above the first of them are seen with it. */
    for (at = list->selected; at > 0 && at <= count && !leads(c, at - 1);)
        at--;
    if (at == 0)
        list->first = 0;
    c->was_selected = list->selected;
}

static void calls_update(struct page *page)
{
    struct calls *c = calls_of(page);
    const struct calltree *tree = live_tree(page->live);
    uint64_t all = profile_start(tree), now = profile_interval(tree);

    profile_calls(tree, c->function, &c->found);
    keep_past(c, tree);
    c->own = share_of(c->found.self, all);
    c->total = share_of(c->found.all, all);
    c->own_now = share_of(c->found.self_now, now);
    c->total_now = share_of(c->found.all_now, now);
    clear(c);
    push_functions(c, "CALLED BY", &c->found.callers, &c->marked.callers, &c->before.callers,
                   "nobody was seen to");
    push_functions(c, "CALLS", &c->found.callees, &c->marked.callees, &c->before.callees,
                   "nothing was seen");
    push_stacks(c, page->live->monitor);
    list_set_count(&page->list, c->lines.count);
    select_line_that_leads(page);
}

enum { SHARE_WIDTH = 6, SHARES_WIDTH = 2 * (SHARE_WIDTH + 1) + 1 };

static void draw_share(const struct surface *line, int column, bool selected, double share)
{
    if (share >= 0)
        surface_put_share(line, column, SHARE_WIDTH, 1, selected, share);
}

static void draw_title(const struct calls *c, const struct surface *line,
                       const struct calls_line *title, bool selected)
{
    static const char *const names[] = {"%ALL", "%NOW"};
    enum look look = selected ? LOOK_SELECTED : LOOK_COLUMNS;

    surface_put(line, 0, 0, line->width, look, FIT_LEFT, "");
    surface_put(line, 0, SHARES_WIDTH, line->width, look, FIT_LEFT, title->text);
    for (int now = 0; now < 2 && title->kind == LINE_TITLE; now++) {
        bool sorted = c->by_now == (now == 1);
        CLEANUP_FREE char *name =
            xasprintf("%s%s", names[now], sorted ? surface_glyph(line, GLYPH_DOWN) : "");

        surface_put(line, 0, now == 1 ? 0 : SHARE_WIDTH + 1, SHARE_WIDTH,
                    sorted && !selected ? LOOK_SORTED : look, FIT_RIGHT, name);
    }
}

static void draw_line(const struct surface *surface, const struct calls_line *line, bool selected)
{
    bool function = line->kind == LINE_FUNCTION;
    enum look text = function ? LOOK_FUNCTION : line->kind == LINE_NOTE ? LOOK_DIM : LOOK_PLAIN;
    int left = surface->width - SHARES_WIDTH - 1;
    int place = line->kind == LINE_NOTE ? 0 : left * 2 / 5;

    if (selected)
        surface_put(surface, 0, 0, surface->width, LOOK_SELECTED, FIT_LEFT, "");
    if (function) {
        draw_share(surface, 0, selected, line->now);
        draw_share(surface, SHARE_WIDTH + 1, selected, line->share);
    }
    surface_put(surface, 0, SHARES_WIDTH, left - place - 1, selected ? LOOK_SELECTED : text,
                FIT_MIDDLE, line->text);
    surface_put(surface, 0, SHARES_WIDTH + left - place, place,
                selected ? LOOK_SELECTED : LOOK_FILE, FIT_TAIL, line->place);
}

static void draw_heading(const struct calls *c, const struct surface *surface)
{
    CLEANUP_FREE char *start =
        xasprintf("own %.1f%%, total %.1f%% since the start", 100 * c->own, 100 * c->total);
    CLEANUP_FREE char *both =
        xasprintf("own %.1f%%, total %.1f%% now; %s", 100 * c->own_now, 100 * c->total_now, start);
    int file = surface_width(surface, c->file);
    /* Of a long name as much as leaves the shares, and something of the file, their room. */
    int most = surface->width - surface_width(surface, start) - 4 - (file < 20 ? file : 20);
    int name = surface_width(surface, c->name);
    int used = surface_put(surface, 0, 0,
                           name < most ? name
                           : most > 16 ? most
                                       : 16,
                           LOOK_TITLE, FIT_MIDDLE, c->name) +
               2;
    bool roomy =
        used + surface_width(surface, both) + 2 + (file < 20 ? file : 20) <= surface->width;

    used += surface_put(surface, 0, used, surface->width - used, LOOK_PLAIN, FIT_LEFT,
                        roomy ? both : start);
    surface_put(surface, 0, used + 2, surface->width - used - 2, LOOK_FILE, FIT_TAIL, c->file);
}

static void calls_draw(struct page *page, const struct surface *surface)
{
    struct calls *c = calls_of(page);
    struct list *list = &page->list;

    draw_heading(c, surface);
    list_place(list, 1, surface->height - 1);
    for (int i = 0; i < list->height && list->first + (size_t)i < c->lines.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;
        const struct calls_line *shown = &c->lines.data[at];

        if (shown->kind == LINE_TITLE || shown->kind == LINE_HEADING)
            draw_title(c, &line, shown, at == list->selected);
        else
            draw_line(&line, shown, at == list->selected);
    }
}

/* ---- keys */

static void its_source(struct page *page, const struct keys_event *event)
{
    (void)event;
    live_push(page->live, source_create(page->live, calls_of(page)->function, 0));
}

static void sort_by(struct page *page, bool by_now)
{
    calls_of(page)->by_now = by_now;
    live_update(page->live);
}

static void sort_now(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, true);
}

static void sort_start(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, false);
}

static void sort_other(struct page *page, const struct keys_event *event)
{
    (void)event;
    sort_by(page, !calls_of(page)->by_now);
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct calls *c = calls_of(page);
    const struct calls_line *line = &c->lines.data[page->list.selected];

    (void)event;
    if (page->list.selected >= c->lines.count || !leads(c, page->list.selected))
        live_say(page->live, "There is nothing here to go to");
    else if (line->kind == LINE_FUNCTION)
        live_push(page->live, calls_create(page->live, line->function));
    else
        live_push(page->live, stack_create(page->live, line->num, line->depth));
}

static const struct keys_binding calls_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT}, go_deeper, "go there", "the function, or the stack of the thread"},
    {{'l'}, its_source, "source", "the source of the function in the title"},
    {{'1'}, sort_now, NULL, "sort by shares of the last interval"},
    {{'2'}, sort_start, NULL, "... by those since the start"},
    {{'<', ',', '>', '.'}, sort_other, NULL, "sort by the other column"},
    {{0}, NULL, NULL, NULL},
};

static void calls_destroy(struct page *page)
{
    struct calls *c = calls_of(page);

    clear(c);
    array_deinit(&c->lines);
    past_deinit(&c->marked);
    past_deinit(&c->before);
    profile_calls_deinit(&c->found);
    free(c->name);
    free(c->file);
    free(c);
}

const struct page_class calls_class = {
    .name = "a function",
    .keys = calls_keys,
    .update = calls_update,
    .draw = calls_draw,
    .selected = select_line_that_leads,
    .destroy = calls_destroy,
};

struct page *calls_create(struct live *live, const struct function *function)
{
    struct calls *c = xcalloc(1, sizeof *c);

    c->page.class = &calls_class;
    c->page.live = live;
    c->page.list.selected = 1; /* below the first title */
    c->function = function;
    c->name = xstrdup(function->name);
    c->file = place_of(function, function->firstlineno);
    return &c->page;
}
