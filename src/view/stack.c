/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of one thread as it was last seen, newest frame first, and what it waits in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/function.h"
#include "session/session.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/stack-lines.h"

#define SECOND_NS 1000000000ull

struct stack_page {
    struct page page;
    unsigned num;
    unsigned elsewhere; /* the thread that the commands have selected */
    size_t depth;       /* of the selected frame, from the oldest one: frames come and go above */
    bool selects;       /* ... which is still to be found */
    bool gone;          /* the thread has ended */
    char *title, *more; /* owned */
    struct stack_lines stack;
    bool unfolded; /* recursion is shown frame by frame */
};

static struct stack_page *stack_of(struct page *page)
{
    return (struct stack_page *)page;
}

static char *state_of(struct monitor *monitor, struct monitor_thread *thread)
{
    const char *state = monitor_state_name(monitor, thread);
    const char *waits = monitor_stopper(monitor) == NULL ? monitor_waits(monitor, thread) : "";
    uint64_t still_ns = monitor_still_ns(monitor, thread);
    CLEANUP_FREE char *still = text_age((double)still_ns / 1e9);

    if (still_ns == 0)
        return xasprintf("%s%s", state, thread->gil ? ", holds the GIL" : "");
    return xasprintf("%s%s%s%s%s", state, still_ns >= SECOND_NS ? " for " : "",
                     still_ns >= SECOND_NS ? still : "", waits[0] != '\0' ? ": " : "", waits);
}

/* The line of a frame so far from the oldest one. */
static bool find_depth(const struct stack_page *s, size_t depth, size_t *ret)
{
    return depth < s->stack.levels &&
           stack_lines_find(&s->stack, s->num, s->stack.levels - 1 - depth, ret);
}

static void stack_update(struct page *page)
{
    struct stack_page *s = stack_of(page);
    struct monitor *monitor = page->live->monitor;
    struct monitor_thread *thread = monitor_thread(monitor, s->num);

    s->gone = thread == NULL;
    if (thread == NULL)
        return;
    stack_lines_clear(&s->stack);
    stack_lines_push_frames(&s->stack, thread, live_repeats(page->live, s->unfolded));
    free(s->title);
    free(s->more);

    CLEANUP_FREE char *number = monitor_thread_title(thread);

    s->title = xasprintf("Thread %s %s", number, thread->name);
    s->more = state_of(monitor, thread);
    list_set_count(&page->list, s->stack.lines.count);
    if (s->selects || page->list.moved)
        find_depth(s, s->depth, &page->list.selected);
}

static void remember_selected(struct page *page)
{
    struct stack_page *s = stack_of(page);

    s->selects = false;
    if (page->list.selected < s->stack.lines.count)
        s->depth = s->stack.lines.data[page->list.selected].depth;
}

static void select_frame(struct page *page)
{
    const struct stack_page *s = stack_of(page);

    remember_selected(page);
    if (page->list.selected < s->stack.lines.count)
        live_select(page->live, s->num, s->stack.lines.data[page->list.selected].level);
}

static void selected_elsewhere(struct page *page, unsigned thread, size_t level)
{
    struct stack_page *s = stack_of(page);

    if (thread != s->num && thread != s->elsewhere) {
        s->num = thread;
        s->unfolded = s->page.list.moved = false;
        s->page.list.selected = 0;
        live_update(page->live);
    }
    s->elsewhere = thread;
    if (thread != s->num || !stack_lines_find(&s->stack, thread, level, &page->list.selected))
        return;
    page->list.moved = level > 0; /* frame 0 is whichever is the newest */
    remember_selected(page);
}

static void stack_draw(struct page *page, const struct surface *surface)
{
    struct stack_page *s = stack_of(page);
    struct list *list = &page->list;
    int used = surface_put(surface, 0, 0, surface->width, LOOK_TITLE, FIT_LEFT,
                           s->title != NULL ? s->title : "");

    if (s->gone)
        surface_put(surface, 0, used + 2, surface->width - used - 2, LOOK_WARNING, FIT_LEFT,
                    "has ended; this is what was seen last");
    else
        surface_put(surface, 0, used + 2, surface->width - used - 2, LOOK_PLAIN, FIT_LEFT,
                    s->more != NULL ? s->more : "");
    list_place(list, 1, surface->height - 1);
    for (int i = 0; i < list->height && list->first + (size_t)i < s->stack.lines.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;

        stack_lines_draw(&s->stack, at, &line, at == list->selected);
    }
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct stack_page *s = stack_of(page);
    size_t at = page->list.selected;

    (void)event;
    if (at >= s->stack.lines.count)
        return;

    const struct stack_line *line = &s->stack.lines.data[at];

    if (line->folded > 0) {
        s->unfolded = true;
        live_update(page->live);
    } else {
        live_push(page->live,
                  frame_create(page->live, s->num, line->function, line->depth, line->line));
    }
}

static void its_function(struct page *page, const struct keys_event *event)
{
    struct stack_page *s = stack_of(page);

    (void)event;
    if (page->list.selected < s->stack.lines.count)
        live_push(page->live,
                  calls_create(page->live, s->stack.lines.data[page->list.selected].function));
}

static const struct keys_binding stack_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT},
     go_deeper,
     "source, locals",
     "the source and the locals of a frame; unfolds recursion"},
    {{'c'}, its_function, "callers", "who calls the function, and what it calls"},
    {{0}, NULL, NULL, NULL},
};

static void stack_destroy(struct page *page)
{
    struct stack_page *s = stack_of(page);

    stack_lines_deinit(&s->stack);
    free(s->title);
    free(s->more);
    free(s);
}

const struct page_class stack_class = {
    .name = "a stack",
    .keys = stack_keys,
    .update = stack_update,
    .draw = stack_draw,
    .selected = select_frame,
    .select = selected_elsewhere,
    .destroy = stack_destroy,
};

struct page *stack_create(struct live *live, unsigned num, size_t depth)
{
    struct stack_page *s = xcalloc(1, sizeof *s);

    s->page.class = &stack_class;
    s->page.live = live;
    s->num = num;
    s->elsewhere = live->session->thread;
    s->depth = depth;
    s->selects = true;
    return &s->page;
}
