/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/describe-task.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "repr/task-waiting.h"
#include "session/describe.h"

static void emit_waits(struct emitter *e, const struct task *task,
                       const struct task_waiting *waiting, const char *before)
{
    CLEANUP_FREE char *text = task_waiting_text(waiting);
    CLEANUP_FREE char *future = xasprintf("0x%" PRIx64, task->waiter);

    if (task->state != TASK_WAITING) {
        emit_hidden_null(e, "waits");
        return;
    }
    if (text[0] != '\0')
        emit_text(e, before);
    emit_begin_object(e, "waits");
    emit_string(e, "text", STYLE_PLAIN, text);
    emit_hidden_string(e, "library", waiting->library);
    emit_hidden_string(e, "object", waiting->object);
    emit_hidden_string(e, "future", future);
    emit_begin_list(e, "tasks");
    for (size_t i = 0; i < waiting->tasks.count; i++) {
        CLEANUP_FREE char *address = xasprintf("0x%" PRIx64, waiting->tasks.data[i]);

        emit_hidden_string(e, NULL, address);
    }
    emit_end(e);
    if (waiting->has_left)
        e->ops->field(e, "seconds_left", STYLE_PLAIN, NULL, EMIT_OF_DOUBLE(waiting->seconds_left));
    else
        emit_hidden_null(e, "seconds_left");
    emit_end(e);
}

static void emit_thread(struct emitter *e, const struct task *task)
{
    if (task->stack.num != 0)
        emit_uint(e, "thread", STYLE_NUMBER, task->stack.num);
    else
        emit_as(e, "thread", STYLE_DIM, EMIT_OF_NULL, "-");
}

static void emit_name(struct emitter *e, const struct task *task)
{
    CLEANUP_FREE char *address = xasprintf("0x%" PRIx64, task->address);

    describe_shown(e, true, "name", STYLE_PLAIN,
                   task->name != NULL ? EMIT_OF_STRING(task->name) : EMIT_OF_NULL,
                   task->name != NULL ? task->name : address);
}

static void emit_state(struct emitter *e, const struct task *task)
{
    CLEANUP_FREE char *address = xasprintf("0x%" PRIx64, task->address);
    CLEANUP_FREE char *loop = xasprintf("0x%" PRIx64, task->loop);

    emit_string(e, "state", STYLE_PLAIN, task_state_name(task->state));
    emit_hidden_bool(e, "cancelling", task->cancelling);
    emit_hidden_string(e, "address", address);
    emit_hidden_string(e, "loop", loop);
    emit_hidden_string(e, "proof", proof_kind_name(task->stack.proof.kind));
}

/* A row of the table: of its coroutines text shows the one of the program. */
static void emit_row(struct emitter *e, const struct task *task, const struct task_waiting *waiting)
{
    const struct thread *stack = &task->stack;

    emit_begin_object(e, NULL);
    emit_thread(e, task);
    emit_name(e, task);
    emit_state(e, task);
    emit_begin_list(e, "frames");
    if (stack->proof.kind == PROOF_UNVERIFIED)
        emit_textf(e, STYLE_WARNING, "? ");
    for (size_t level = 0; level < stack->frames.count; level++)
        describe_frame(e, NULL, stack, level,
                       level == waiting->level ? DESCRIBE_SHORT : DESCRIBE_HIDDEN);
    emit_end(e);
    emit_waits(e, task, waiting, stack->frames.count > 0 ? ": " : "");
    emit_end(e);
}

/* All of its coroutines, as `bt` shows the frames of a thread. */
static void emit_coroutines(struct emitter *e, const struct task *task,
                            const struct task_waiting *waiting)
{
    emit_begin_object(e, NULL);
    emit_text(e, "Task \"");
    emit_name(e, task);
    emit_text(e, "\" of thread ");
    emit_thread(e, task);
    emit_text(e, " ");
    emit_state(e, task);
    emit_waits(e, task, waiting, ": ");
    emit_text(e, "\n");
    emit_begin_list(e, "frames");
    for (size_t level = 0; level < task->stack.frames.count; level++)
        describe_frame(e, NULL, &task->stack, level, DESCRIBE_LINE);
    emit_end(e);
    emit_end(e);
}

void describe_tasks(struct emitter *e, struct runtime *runtime, struct repr *repr,
                    const task_array *tasks, size_t most, bool coroutines)
{
    static const struct emit_column columns[] = {
        {.name = "thread", .header = "Thread", .right = true},
        {.name = "name", .header = "Task", .fit = EMIT_FIT_SHRINKS},
        {.name = "state", .header = "State"},
        {.name = "frames", .header = "Coroutine: what it waits in"},
    };

    if (coroutines)
        emit_begin_list(e, "tasks");
    else
        emit_begin_table(e, "tasks", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < tasks->count && i < most; i++) {
        struct task_waiting waiting;

        task_waiting_read(runtime, repr, tasks, &tasks->data[i], &waiting);
        if (coroutines && i > 0)
            emit_text(e, "\n");
        if (coroutines)
            emit_coroutines(e, &tasks->data[i], &waiting);
        else
            emit_row(e, &tasks->data[i], &waiting);
        task_waiting_deinit(&waiting);
    }
    emit_end(e);
}
