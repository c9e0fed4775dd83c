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

enum line_kind { LINE_TITLE, LINE_FUNCTION, LINE_STACK, LINE_NOTE };

/* Each as of the last update. */
struct calls_line {
    enum line_kind kind;
    char *text, *place;              /* owned */
    const struct function *function; /* LINE_FUNCTION: where Enter leads to; NULL: nowhere */
    double share;                    /* of all samples with the function */
    unsigned num;                    /* LINE_STACK: the thread */
    size_t depth;                    /* ... and how far from the oldest frame the function is */
};

struct calls {
    struct page page;
    const struct function *function;
    char *name, *file; /* owned */
    double own, total; /* shares of all samples */
    struct profile_calls found;
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

static void push_functions(struct calls *c, const char *title, const profile_rows *rows,
                           const char *none)
{
    push_text(c, LINE_TITLE, title);
    for (size_t i = 0; i < rows->count; i++) {
        const struct profile_row *row = &rows->data[i];
        const struct function *function = row->function;
        /* What has no file is no function, but a remark: "[unverified]". */
        bool real = function != NULL && function->filename[0] != '\0';

        array_push(&c->lines,
                   ((struct calls_line){
                       .kind = LINE_FUNCTION,
                       .text = xstrdup(function != NULL ? function->name
                                                        : "(nobody: it is the "
                                                          "oldest)"),
                       .place = real ? place_of(function, function->firstlineno) : xstrdup(""),
                       .function = real ? function : NULL,
                       .share = share_of(row->total_start, c->found.all),
                   }));
    }
    if (rows->count == 0)
        push_text(c, LINE_NOTE, none);
}

/* The threads that are in it as they were last seen; the innermost one counts. */
static void push_stacks(struct calls *c, const struct monitor *monitor)
{
    size_t before;

    push_text(c, LINE_TITLE, "IN IT NOW");
    before = c->lines.count;
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];

        for (size_t level = 0; level < thread->frames.count; level++) {
            const struct sample_frame *frame = &thread->frames.data[level];

            if (frame->function != c->function)
                continue;
            array_push(&c->lines,
                       ((struct calls_line){
                           .kind = LINE_STACK,
                           .text = xasprintf("thread %u %s, %s", thread->num, thread->name,
                                             thread_state_name(thread->state)),
                           .place = xasprintf("line %d, frame %zu of %zu", frame->line, level,
                                              thread->frames.count),
                           .num = thread->num,
                           .depth = thread->frames.count - 1 - level,
                       }));
            break;
        }
    }
    if (c->lines.count == before)
        push_text(c, LINE_NOTE, "no thread");
}

static void calls_update(struct page *page)
{
    struct calls *c = calls_of(page);
    const struct calltree *tree = live_tree(page->live);
    uint64_t all = profile_start(tree);

    profile_calls(tree, c->function, &c->found);
    c->own = share_of(c->found.self, all);
    c->total = share_of(c->found.all, all);
    clear(c);
    push_functions(c, "CALLED BY", &c->found.callers, "nobody was seen to");
    push_functions(c, "CALLS", &c->found.callees, "nothing was seen");
    push_stacks(c, page->live->monitor);
    list_set_count(&page->list, c->lines.count);
}

enum { SHARE_WIDTH = 6 };

static void draw_line(const struct surface *surface, const struct calls_line *line, bool selected)
{
    enum look plain = selected ? LOOK_SELECTED : LOOK_PLAIN;
    int left = surface->width - SHARE_WIDTH - 2, place = left * 2 / 5;
    char share[16];

    if (selected)
        surface_put(surface, 0, 0, surface->width, LOOK_SELECTED, FIT_LEFT, "");
    switch (line->kind) {
    case LINE_TITLE:
        surface_put(surface, 0, 0, surface->width, selected ? LOOK_SELECTED : LOOK_COLUMNS,
                    FIT_LEFT, line->text);
        return;
    case LINE_NOTE:
        surface_put(surface, 0, SHARE_WIDTH + 1, left, selected ? LOOK_SELECTED : LOOK_DIM,
                    FIT_LEFT, line->text);
        return;
    case LINE_FUNCTION:
        snprintf(share, sizeof share, "%.1f", 100 * line->share);
        surface_put(surface, 0, 0, SHARE_WIDTH,
                    selected ? LOOK_SELECTED : look_of_share(line->share), FIT_RIGHT, share);
        break;
    case LINE_STACK:
        break;
    }
    surface_put(surface, 0, SHARE_WIDTH + 1, left - place - 1,
                selected                      ? LOOK_SELECTED
                : line->kind == LINE_FUNCTION ? LOOK_FUNCTION
                                              : plain,
                FIT_MIDDLE, line->text);
    surface_put(surface, 0, SHARE_WIDTH + 1 + left - place, place,
                selected ? LOOK_SELECTED : LOOK_FILE, FIT_TAIL, line->place);
}

static void calls_draw(struct page *page, const struct surface *surface)
{
    struct calls *c = calls_of(page);
    struct list *list = &page->list;
    int used = surface_put(surface, 0, 0, surface->width, LOOK_TITLE, FIT_MIDDLE, c->name);

    used += surface_print(surface, 0, used + 2, surface->width, LOOK_PLAIN,
                          "own %.1f%%, total %.1f%% since the start", 100 * c->own, 100 * c->total);
    surface_put(surface, 0, used + 4, surface->width - used - 4, LOOK_FILE, FIT_TAIL, c->file);
    list_place(list, 1, surface->height - 1);
    for (int i = 0; i < list->height && list->first + (size_t)i < c->lines.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;

        draw_line(&line, &c->lines.data[at], at == list->selected);
    }
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct calls *c = calls_of(page);
    const struct calls_line *line = &c->lines.data[page->list.selected];

    (void)event;
    if (page->list.selected >= c->lines.count)
        return;
    if (line->kind == LINE_FUNCTION && line->function != NULL)
        live_push(page->live, calls_create(page->live, line->function));
    else if (line->kind == LINE_STACK)
        live_push(page->live, stack_create(page->live, line->num, line->depth));
}

static const struct keys_binding calls_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT}, go_deeper, "go there", "the function, or the stack of the thread"},
    {{0}, NULL, NULL, NULL},
};

static void calls_destroy(struct page *page)
{
    struct calls *c = calls_of(page);

    clear(c);
    array_deinit(&c->lines);
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
