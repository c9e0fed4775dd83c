/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/task-rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "repr/repr.h"
#include "repr/task-waiting.h"
#include "view/live.h"
#include "view/thread-rows.h"

/* The sampler waits meanwhile: of thousands of tasks they are read less often, for at most one part
 * in so many of the time. */
#define READ_SHARE 20

/* Both NULL: it was not asked yet. */
struct task_words {
    char *where, *waits;
};

static void clear(struct task_rows *rows)
{
    for (size_t i = 0; i < rows->tasks.count; i++) {
        free(rows->words[i].where);
        free(rows->words[i].waits);
    }
    free(take_pointer(rows->words));
    task_array_deinit(&rows->tasks);
    free(take_pointer(rows->why_not));
    repr_destroy(take_pointer(rows->repr));
}

void task_rows_deinit(struct task_rows *rows)
{
    clear(rows);
}

void task_rows_read(struct task_rows *rows, const struct live *live)
{
    /* The last picture has those that there were last, and a pause those that it began with. */
    if (!rows->wanted || live->monitor->ended != NULL ||
        (live->monitor->paused_ns != 0 && rows->words != NULL))
        return;

    task_array tasks = {0};
    uint64_t now = clock_now_ns();

    if (now - rows->read_ns < READ_SHARE * rows->took_ns)
        return;

    struct error *error = monitor_tasks(live->monitor, &tasks);

    rows->read_ns = clock_now_ns();
    rows->took_ns = rows->read_ns - now;
    if (tasks.count == 0 && monitor_has_ended(live->monitor)) {
        error_destroy(error);
        return;
    }
    clear(rows);
    rows->tasks = tasks;
    rows->words = xcalloc(rows->tasks.count + 1, sizeof *rows->words);
    if (error != NULL)
        rows->why_not = xstrdup(error->message);
    error_destroy(error);
}

size_t task_rows_count(const struct task_rows *rows, unsigned thread)
{
    size_t count = 0;

    for (size_t i = 0; i < rows->tasks.count; i++)
        count += rows->tasks.data[i].stack.num == thread;
    return count;
}

static bool has_match(const struct live *live, const char *text)
{
    return text != NULL && regexec(live->regex, text, 0, NULL, 0) == 0;
}

static bool matches(const struct live *live, const struct task *task)
{
    if (live->regex == NULL || has_match(live, task->name))
        return true;
    for (size_t i = 0; i < task->stack.frames.count; i++)
        if (has_match(live, code_display_name(task->stack.frames.data[i].code)) ||
            has_match(live, task->stack.frames.data[i].code->filename))
            return true;
    return false;
}

bool task_rows_match(const struct task_rows *rows, const struct live *live, unsigned thread)
{
    for (size_t i = 0; i < rows->tasks.count; i++)
        if (rows->tasks.data[i].stack.num == thread && matches(live, &rows->tasks.data[i]))
            return true;
    return false;
}

static char *where_of(const struct task *task, size_t level)
{
    const struct frame *frame;
    const char *slash;

    if (level >= task->stack.frames.count)
        return xstrdup("");
    frame = &task->stack.frames.data[level];
    slash = strrchr(frame->code->filename, '/');
    return xasprintf("%s%s  %s:%d", task->stack.proof.kind == PROOF_UNVERIFIED ? "? " : "",
                     code_display_name(frame->code),
                     slash != NULL ? slash + 1 : frame->code->filename, frame->position.line);
}

static struct thread_row row_of(const struct task *task, size_t index)
{
    return (struct thread_row){
        .num = task->stack.num,
        .is_task = true,
        .task = task->address,
        .task_index = index,
        .task_state = task->state,
        .name = task->name != NULL ? xstrdup(task->name)
                                   : xasprintf("0x%llx", (unsigned long long)task->address),
        .where = where_of(task, 0),
        .waits = xstrdup(""),
        .whose = xstrdup(""),
    };
}

static void push_tasks(struct thread_rows *rows, const struct live *live, unsigned thread)
{
    for (size_t i = 0; i < rows->tasks.tasks.count; i++) {
        const struct task *task = &rows->tasks.tasks.data[i];

        if (task->stack.num == thread && matches(live, task))
            array_push(&rows->rows, row_of(task, i));
    }
}

void task_rows_insert(struct thread_rows *rows, const struct live *live)
{
    size_t count = rows->rows.count;
    struct thread_row *threads = rows->rows.data;

    if (rows->tasks.tasks.count == 0 || rows->tasks.folded)
        return;
    rows->rows.data = NULL;
    array_deinit(&rows->rows);
    for (size_t i = 0; i < count; i++) {
        array_push(&rows->rows, threads[i]);
        push_tasks(rows, live, threads[i].num);
    }
    free(threads);
    /* Those of loops that nobody runs. */
    push_tasks(rows, live, 0);
}

void task_rows_ask(struct task_rows *rows, const struct live *live, struct thread_row *row)
{
    const struct task *task = &rows->tasks.data[row->task_index];
    struct task_words *words = &rows->words[row->task_index];
    struct task_waiting waiting;

    if (words->where == NULL && live->monitor->ended == NULL) {
        if (rows->repr == NULL)
            rows->repr = task_waiting_repr(live->monitor->runtime);
        task_waiting_read(live->monitor->runtime, rows->repr, &rows->tasks, task, &waiting);
        words->where = where_of(task, waiting.level);
        words->waits = task_waiting_text(&waiting);
        task_waiting_deinit(&waiting);
    }
    if (words->where == NULL)
        return;
    free(row->where);
    free(row->waits);
    row->where = xstrdup(words->where);
    row->waits = xstrdup(words->waits);
}
