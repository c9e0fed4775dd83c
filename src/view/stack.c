/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of one thread as it was last seen, newest frame first, and what it waits in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "sample/function.h"
#include "view/live.h"
#include "view/pages.h"

struct stack_frame_line {
    const struct function *function;
    char *name, *place; /* owned */
    int line;
    bool verified;
};

struct stack_page {
    struct page page;
    unsigned num;
    size_t depth;       /* of the selected frame, from the oldest one: frames come and go above */
    bool selects;       /* ... which is still to be found */
    bool gone;          /* the thread has ended */
    char *title, *more; /* owned */
    ARRAY(struct stack_frame_line) lines;
};

static struct stack_page *stack_of(struct page *page)
{
    return (struct stack_page *)page;
}

static void clear(struct stack_page *s)
{
    for (size_t i = 0; i < s->lines.count; i++) {
        free(s->lines.data[i].name);
        free(s->lines.data[i].place);
    }
    array_clear(&s->lines);
}

static char *state_of(struct monitor *monitor, struct monitor_thread *thread)
{
    const char *waits = monitor_waits(monitor, thread);
    CLEANUP_FREE char *still = NULL;

    if (thread->still_ns == 0)
        return xasprintf("%s%s", thread_state_name(thread->state),
                         thread->gil ? ", holds the GIL" : "");
    still = text_age((double)(clock_now_ns() - thread->still_ns) / 1e9);
    return xasprintf("%s for %s%s%s", thread_state_name(thread->state), still,
                     waits[0] != '\0' ? ", in " : "", waits);
}

static void push_frames(struct stack_page *s, const struct monitor_thread *thread)
{
    for (size_t i = 0; i < thread->frames.count; i++) {
        const struct sample_frame *frame = &thread->frames.data[i];
        struct stack_frame_line line = {
            .function = frame->function,
            .name = xstrdup(frame->function->name),
            .place = frame->line > 0 ? xasprintf("%s:%d", frame->function->filename, frame->line)
                                     : xstrdup(frame->function->filename),
            .line = frame->line,
            .verified = thread->frames.count - i <= thread->verified,
        };

        array_push(&s->lines, line);
    }
}

static void stack_update(struct page *page)
{
    struct stack_page *s = stack_of(page);
    struct monitor *monitor = page->live->monitor;
    struct monitor_thread *thread = monitor_thread(monitor, s->num);

    s->gone = thread == NULL;
    if (thread == NULL)
        return;
    clear(s);
    push_frames(s, thread);
    free(s->title);
    free(s->more);
    s->title = xasprintf("Thread %u %s", thread->num, thread->name);
    s->more = state_of(monitor, thread);
    list_set_count(&page->list, s->lines.count);
    if ((s->selects || page->list.moved) && s->depth < s->lines.count)
        page->list.selected = s->lines.count - 1 - s->depth;
}

static void remember_selected(struct page *page)
{
    struct stack_page *s = stack_of(page);

    s->selects = false;
    if (page->list.selected < s->lines.count)
        s->depth = s->lines.count - 1 - page->list.selected;
}

static void select_frame(struct page *page)
{
    remember_selected(page);
    live_select(page->live, stack_of(page)->num, page->list.selected);
}

static void selected_elsewhere(struct page *page, unsigned thread, size_t level)
{
    struct stack_page *s = stack_of(page);

    if (thread != s->num || level >= s->lines.count)
        return;
    page->list.selected = level;
    page->list.moved = level > 0; /* frame 0 is whichever is the newest */
    remember_selected(page);
}

static void draw_frame(const struct surface *line, const struct stack_frame_line *l, size_t level,
                       bool selected)
{
    int left = line->width - 8, place = left * 2 / 5;

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    surface_print(line, 0, 1, 6, selected ? LOOK_SELECTED : LOOK_DIM, "%s%zu",
                  l->verified ? " #" : "?#", level);
    surface_put(line, 0, 8, left - place - 1, selected ? LOOK_SELECTED : LOOK_FUNCTION, FIT_MIDDLE,
                l->name);
    surface_put(line, 0, 8 + left - place, place, selected ? LOOK_SELECTED : LOOK_FILE, FIT_TAIL,
                l->place);
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
    for (int i = 0; i < list->height && list->first + (size_t)i < s->lines.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;

        draw_frame(&line, &s->lines.data[at], at, at == list->selected);
    }
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct stack_page *s = stack_of(page);
    size_t at = page->list.selected;

    (void)event;
    if (at < s->lines.count)
        live_push(page->live, frame_create(page->live, s->num, s->lines.data[at].function,
                                           s->lines.count - 1 - at, s->lines.data[at].line));
}

static void its_function(struct page *page, const struct keys_event *event)
{
    struct stack_page *s = stack_of(page);

    (void)event;
    if (page->list.selected < s->lines.count)
        live_push(page->live,
                  calls_create(page->live, s->lines.data[page->list.selected].function));
}

static const struct keys_binding stack_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT}, go_deeper, "source, locals", "the source and the locals of a frame"},
    {{'c'}, its_function, "callers", "who calls the function, and what it calls"},
    {{0}, NULL, NULL, NULL},
};

static void stack_destroy(struct page *page)
{
    struct stack_page *s = stack_of(page);

    clear(s);
    array_deinit(&s->lines);
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
    s->depth = depth;
    s->selects = true;
    return &s->page;
}
