/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of each thread as it was last seen, newest frame first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sample/function.h"
#include "view/live.h"
#include "view/pages.h"

/* A line of the page: a thread, or a frame of the one above. */
struct stack_line {
    unsigned num;   /* of the thread */
    bool is_thread; /* text is its name, and place its state */
    bool verified;
    size_t level;
    char *text, *place;              /* owned */
    const struct function *function; /* of a frame */
    size_t depth;                    /* ... from the oldest one */
    int line;                        /* ... where it is */
};

struct stacks {
    struct page page;
    ARRAY(struct stack_line) lines;
    unsigned selected;      /* thread; 0: none */
    size_t selected_offset; /* lines below its first */
};

static struct stacks *stacks_of(struct page *page)
{
    return (struct stacks *)page;
}

static void clear(struct stacks *s)
{
    for (size_t i = 0; i < s->lines.count; i++) {
        free(s->lines.data[i].text);
        free(s->lines.data[i].place);
    }
    array_clear(&s->lines);
}

static bool matches(const struct live *live, const struct monitor_thread *thread)
{
    if (live->regex == NULL)
        return true;
    for (size_t i = 0; i < thread->frames.count; i++) {
        const struct function *function = thread->frames.data[i].function;

        if (regexec(live->regex, function->name, 0, NULL, 0) == 0 ||
            regexec(live->regex, function->filename, 0, NULL, 0) == 0)
            return true;
    }
    return false;
}

static void push_thread(struct stacks *s, const struct monitor_thread *thread)
{
    struct stack_line head = {
        .num = thread->num,
        .is_thread = true,
        .verified = true,
        .text = xasprintf("Thread %u %s", thread->num, thread->name),
        .place = xasprintf("%s%s", thread_state_name(thread->state),
                           thread->gil ? ", holds the GIL" : ""),
    };

    array_push(&s->lines, head);
    for (size_t i = 0; i < thread->frames.count; i++) {
        const struct sample_frame *frame = &thread->frames.data[i];
        struct stack_line line = {
            .num = thread->num,
            .level = i,
            .function = frame->function,
            .depth = thread->frames.count - 1 - i,
            .line = frame->line,
            .verified = i + thread->verified >= thread->frames.count,
            .text = xstrdup(frame->function->name),
            .place = frame->line > 0 ? xasprintf("%s:%d", frame->function->filename, frame->line)
                                     : xstrdup(frame->function->filename),
        };

        array_push(&s->lines, line);
    }
}

static void find_selected(struct stacks *s)
{
    struct list *list = &s->page.list;

    list_set_count(list, s->lines.count);
    for (size_t i = 0; s->selected != 0 && i < s->lines.count; i++) {
        if (s->lines.data[i].num != s->selected)
            continue;
        list->selected = i;
        while (list->selected < i + s->selected_offset && list->selected + 1 < s->lines.count &&
               s->lines.data[list->selected + 1].num == s->selected)
            list->selected++;
        return;
    }
}

static void remember_selected(struct page *page)
{
    struct stacks *s = stacks_of(page);
    size_t at = page->list.selected;

    if (at >= s->lines.count)
        return;
    s->selected = s->lines.data[at].num;
    s->selected_offset = 0;
    while (at > 0 && s->lines.data[at - 1].num == s->selected) {
        at--;
        s->selected_offset++;
    }
}

static void select_line(struct page *page)
{
    const struct stacks *s = stacks_of(page);

    remember_selected(page);
    if (page->list.selected < s->lines.count)
        live_select(page->live, s->selected, s->lines.data[page->list.selected].level);
}

static void selected_elsewhere(struct page *page, unsigned thread, size_t level)
{
    struct stacks *s = stacks_of(page);

    if (s->selected == thread && (s->selected_offset == level + 1 || level == 0))
        return;
    s->selected = thread;
    s->selected_offset = level + 1;
    find_selected(s);
}

static void stacks_update(struct page *page)
{
    struct stacks *s = stacks_of(page);
    const struct monitor *monitor = page->live->monitor;

    clear(s);
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];

        if (matches(page->live, thread))
            push_thread(s, thread);
    }
    find_selected(s);
}

static void draw_thread(const struct surface *line, const struct stack_line *l, bool selected)
{
    int used = surface_put(line, 0, 0, line->width, selected ? LOOK_SELECTED : LOOK_TITLE, FIT_LEFT,
                           l->text);

    surface_print(line, 0, used + 2, line->width - used - 2, selected ? LOOK_SELECTED : LOOK_DIM,
                  "%s", l->place);
}

static void draw_frame(const struct surface *line, const struct stack_line *l, bool selected)
{
    int left = line->width - 8;
    int place = left * 2 / 5;

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    surface_print(line, 0, 1, 6, selected ? LOOK_SELECTED : LOOK_DIM, "%s%zu",
                  l->verified ? " #" : "?#", l->level);
    surface_put(line, 0, 8, left - place - 1, selected ? LOOK_SELECTED : LOOK_FUNCTION, FIT_MIDDLE,
                l->text);
    surface_put(line, 0, 8 + left - place, place, selected ? LOOK_SELECTED : LOOK_FILE, FIT_TAIL,
                l->place);
}

static void stacks_draw(struct page *page, const struct surface *surface)
{
    struct stacks *s = stacks_of(page);
    struct list *list = &page->list;

    list_place(list, 0, surface->height);
    if (s->lines.count == 0)
        surface_put(surface, 1, 2, surface->width, LOOK_DIM, FIT_LEFT,
                    page->live->regex != NULL ? "No stack has a function or file that matches"
                                              : "No thread was seen yet");
    for (int i = 0; i < list->height && list->first + (size_t)i < s->lines.count; i++) {
        struct surface line = surface_rows(surface, i, 1);
        size_t at = list->first + (size_t)i;
        const struct stack_line *l = &s->lines.data[at];

        if (l->is_thread)
            draw_thread(&line, l, at == list->selected);
        else
            draw_frame(&line, l, at == list->selected);
    }
}

static void go_deeper(struct page *page, const struct keys_event *event)
{
    struct stacks *s = stacks_of(page);
    const struct stack_line *line = &s->lines.data[page->list.selected];

    (void)event;
    if (page->list.selected >= s->lines.count)
        return;
    if (line->is_thread)
        live_push(page->live, stack_create(page->live, line->num, STACK_NEWEST));
    else
        live_push(page->live,
                  frame_create(page->live, line->num, line->function, line->depth, line->line));
}

static const struct keys_binding stacks_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT}, go_deeper, "deeper", "the stack, or source and locals of the frame"},
    {{0}, NULL, NULL, NULL},
};

static void stacks_destroy(struct page *page)
{
    struct stacks *s = stacks_of(page);

    clear(s);
    array_deinit(&s->lines);
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
