/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task of asyncio: the coroutines that it is in, innermost first, and what it waits in. */
#include <stdlib.h>

#include "base/memory.h"
#include "sample/function.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/thread-rows.h"

struct coroutine {
    struct sample_frame at;
    bool verified;
};

struct task_page {
    struct page page;
    uint64_t address;
    struct task_rows tasks;
    ARRAY(struct coroutine) coroutines;
    char *title, *more; /* owned */
    bool gone;          /* it is done */
};

static struct task_page *task_of(struct page *page)
{
    return (struct task_page *)page;
}

static const struct task *find(const struct task_page *t, size_t *index)
{
    for (size_t i = 0; i < t->tasks.tasks.count; i++) {
        *index = i;
        if (t->tasks.tasks.data[i].address == t->address)
            return &t->tasks.tasks.data[i];
    }
    return NULL;
}

/* "waiting: asyncio.sleep [3 s left]"; free it. */
static char *state_of(struct task_page *t, const struct task *task, size_t index)
{
    struct thread_row row = {
        .is_task = true, .task_index = index, .where = xstrdup(""), .waits = xstrdup("")};
    char *text;

    task_rows_ask(&t->tasks, t->page.live, &row);
    text = xasprintf("%s%s%s", task_state_name(task->state), row.waits[0] != '\0' ? ": " : "",
                     row.waits);
    free(row.where);
    free(row.waits);
    return text;
}

static void task_update(struct page *page)
{
    struct task_page *t = task_of(page);
    size_t index;
    const struct task *task;

    task_rows_read(&t->tasks, page->live);
    task = find(t, &index);
    t->gone = task == NULL;
    if (task == NULL)
        return;
    free(t->title);
    free(t->more);
    t->title = task->stack.num != 0
                   ? xasprintf("Task %s of thread %u", task->name != NULL ? task->name : "",
                               task->stack.num)
                   : xasprintf("Task %s", task->name != NULL ? task->name : "");
    t->more = state_of(t, task, index);
    array_clear(&t->coroutines);
    for (size_t i = 0; i < task->stack.frames.count; i++) {
        const struct frame *frame = &task->stack.frames.data[i];

        struct sample_frame at = monitor_frame(page->live->monitor, frame);

        if (at.function != NULL)
            array_push(&t->coroutines,
                       ((struct coroutine){
                           .at = at, .verified = task->stack.proof.kind != PROOF_UNVERIFIED}));
    }
    list_set_count(&page->list, t->coroutines.count);
}

static void draw_line(const struct task_page *t, size_t at, const struct surface *line)
{
    const struct coroutine *coroutine = &t->coroutines.data[at];
    bool selected = at == t->page.list.selected;
    int column, half = line->width / 2;

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    column = surface_print(line, 0, 0, 6, selected ? LOOK_SELECTED : LOOK_DIM, "%3zu ", at);
    if (!coroutine->verified)
        column += surface_put(line, 0, column, 2, selected ? LOOK_SELECTED : LOOK_WARNING, FIT_LEFT,
                              "? ");
    column += surface_put(line, 0, column, half, selected ? LOOK_SELECTED : LOOK_FUNCTION,
                          FIT_MIDDLE, coroutine->at.function->name);

    CLEANUP_FREE char *place =
        coroutine->at.line > 0
            ? xasprintf("%s:%d", coroutine->at.function->filename, coroutine->at.line)
            : xstrdup(coroutine->at.function->filename);

    surface_put(line, 0, column + 2, line->width - column - 2, selected ? LOOK_SELECTED : LOOK_FILE,
                FIT_TAIL, place);
}

static void task_draw(struct page *page, const struct surface *surface)
{
    struct task_page *t = task_of(page);
    struct list *list = &page->list;
    int used = surface_put(surface, 0, 0, surface->width, LOOK_TITLE, FIT_LEFT,
                           t->title != NULL ? t->title : "A task");

    surface_put(surface, 0, used + 2, surface->width - used - 2,
                t->gone ? LOOK_WARNING : LOOK_PLAIN, FIT_LEFT,
                t->gone           ? "is done; this is what was seen last"
                : t->more != NULL ? t->more
                                  : "");
    list_place(list, 1, surface->height - 1);
    for (int i = 0; i < list->height && list->first + (size_t)i < t->coroutines.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);

        draw_line(t, list->first + (size_t)i, &line);
    }
}

static void its_source(struct page *page, const struct keys_event *event)
{
    struct task_page *t = task_of(page);
    const struct coroutine *coroutine;

    (void)event;
    if (page->list.selected >= t->coroutines.count)
        return;
    coroutine = &t->coroutines.data[page->list.selected];
    live_push(page->live, source_create(page->live, coroutine->at.function, coroutine->at.line));
}

static const struct keys_binding task_keys[] = {
    {{KEYS_ENTER, KEYS_RIGHT, 'l'}, its_source, "source", "the source of a coroutine"},
    {{0}, NULL, NULL, NULL},
};

static void task_destroy(struct page *page)
{
    struct task_page *t = task_of(page);

    task_rows_deinit(&t->tasks);
    array_deinit(&t->coroutines);
    free(t->title);
    free(t->more);
    free(t);
}

const struct page_class task_class = {
    .name = "a task",
    .keys = task_keys,
    .update = task_update,
    .draw = task_draw,
    .destroy = task_destroy,
};

struct page *task_create(struct live *live, uint64_t address)
{
    struct task_page *t = xcalloc(1, sizeof *t);

    t->page.class = &task_class;
    t->page.live = live;
    t->address = address;
    t->tasks.wanted = true;
    return &t->page;
}
