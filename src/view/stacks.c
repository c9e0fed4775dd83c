/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of each thread as it was last seen, newest frame first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sample/function.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/stack-lines.h"

struct stacks {
    struct page page;
    struct stack_lines stack;
    bool unfolded;          /* recursion is shown frame by frame */
    unsigned selected;      /* thread; 0: none */
    size_t selected_offset; /* lines below its first */
};

static struct stacks *stacks_of(struct page *page)
{
    return (struct stacks *)page;
}

static void find_selected(struct stacks *s)
{
    struct list *list = &s->page.list;

    list_set_count(list, s->stack.lines.count);
    for (size_t i = 0; s->selected != 0 && i < s->stack.lines.count; i++) {
        if (s->stack.lines.data[i].num != s->selected)
            continue;
        list->selected = i;
        while (list->selected < i + s->selected_offset &&
               list->selected + 1 < s->stack.lines.count &&
               s->stack.lines.data[list->selected + 1].num == s->selected)
            list->selected++;
        return;
    }
}

static void remember_selected(struct page *page)
{
    struct stacks *s = stacks_of(page);
    size_t at = page->list.selected;

    if (at >= s->stack.lines.count)
        return;
    s->selected = s->stack.lines.data[at].num;
    s->selected_offset = 0;
    while (at > 0 && s->stack.lines.data[at - 1].num == s->selected) {
        at--;
        s->selected_offset++;
    }
}

static void select_line(struct page *page)
{
    const struct stacks *s = stacks_of(page);

    remember_selected(page);
    if (page->list.selected < s->stack.lines.count)
        live_select(page->live, s->selected, s->stack.lines.data[page->list.selected].level);
}

static void selected_elsewhere(struct page *page, unsigned thread, size_t level)
{
    struct stacks *s = stacks_of(page);

    if (s->selected == thread && (s->selected_offset == level + 1 || level == 0))
        return;
    s->selected = thread;
    s->selected_offset = 0;
    if (stack_lines_find(&s->stack, thread, level, &page->list.selected))
        remember_selected(page);
    find_selected(s);
}

static void stacks_update(struct page *page)
{
    struct stacks *s = stacks_of(page);
    const struct monitor *monitor = page->live->monitor;

    stack_lines_clear(&s->stack);
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];

        if (!live_matches(page->live, thread))
            continue;
        stack_lines_push_thread(&s->stack, thread);
        stack_lines_push_frames(&s->stack, thread, live_repeats(page->live, s->unfolded));
    }
    find_selected(s);
}

static void stacks_draw(struct page *page, const struct surface *surface)
{
    struct stacks *s = stacks_of(page);
    struct list *list = &page->list;

    list_place(list, 0, surface->height);
    if (s->stack.lines.count == 0)
        surface_put(surface, 1, 2, surface->width, LOOK_DIM, FIT_LEFT,
                    page->live->regex != NULL ? "No thread, function or file matches"
                                              : "No thread was seen yet");
    for (int i = 0; i < list->height && list->first + (size_t)i < s->stack.lines.count; i++) {
        struct surface line = surface_rows(surface, i, 1);
        size_t at = list->first + (size_t)i;

        stack_lines_draw(&s->stack, at, &line, at == list->selected);
    }
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct stacks *s = stacks_of(page);
    const struct stack_line *line;

    (void)event;
    if (page->list.selected >= s->stack.lines.count)
        return;
    line = &s->stack.lines.data[page->list.selected];
    if (line->folded > 0) {
        s->unfolded = true;
        live_update(page->live);
    } else if (line->is_thread)
        live_push(page->live, stack_create(page->live, line->num, STACK_NEWEST));
    else
        live_push(page->live,
                  frame_create(page->live, line->num, line->function, line->depth, line->line));
}

static const struct keys_binding stacks_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT},
     go_deeper,
     "deeper",
     "the stack, or source and locals of the frame; unfolds recursion"},
    {{0}, NULL, NULL, NULL},
};

static void stacks_destroy(struct page *page)
{
    struct stacks *s = stacks_of(page);

    stack_lines_deinit(&s->stack);
    free(s);
}

const struct page_class stacks_class = {
    .name = "stacks",
    .keys = stacks_keys,
    .update = stacks_update,
    .draw = stacks_draw,
    .selected = select_line,
    .select = selected_elsewhere,
    .destroy = stacks_destroy,
};

struct page *stacks_create(struct live *live)
{
    struct stacks *s = xcalloc(1, sizeof *s);

    s->page.class = &stacks_class;
    s->page.live = live;
    return &s->page;
}
