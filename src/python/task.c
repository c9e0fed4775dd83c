/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/chain.h"
#include "python/generator.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/task-find.h"
#include "python/view.h"
#include "target/offcpu.h"
#include "target/target.h"

#define NAME_MAX_CHARACTERS 1000
#define FRAMES_MAX 10000
/* So often a thread that has run meanwhile is asked again. */
#define TRIES 5
/* So many tasks are gone through again to prove them, those of all loops together. */
#define READS_MAX 1000000
/* fut_state */
enum { PENDING };

const char *task_state_name(enum task_state state)
{
    static const char *const names[] = {"running", "ready", "waiting"};

    return names[state];
}

static void task_deinit(struct task *task)
{
    free(task->name);
    array_deinit(&task->stack.frames);
}

void task_array_deinit(task_array *tasks)
{
    for (size_t i = 0; i < tasks->count; i++)
        task_deinit(&tasks->data[i]);
    array_deinit(tasks);
}

/* ---- what a task says of itself */

struct words {
    uint64_t state, loop, coro, waiter, must_cancel, cancels, name;
};

/* Of the class in C, or of what derives from it. */
static struct error *read_task(struct runtime *runtime, uint64_t address, struct words *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->future.state,     layout->future.loop,
                                    layout->task.coro,        layout->task.fut_waiter,
                                    layout->task.must_cancel, layout->task.num_cancels,
                                    layout->task.name};
    uint64_t v[7];

    TRY(view_read_fields(runtime->target, address, fields, 7, v));
    *ret = (struct words){v[0], v[1], v[2], v[3], v[4], v[5], v[6]};
    return NULL;
}

/* Of the class in Python, which is there where that in C is not. */
static struct error *read_python_task(struct runtime *runtime, struct types *types,
                                      uint64_t address, struct words *ret)
{
    CLEANUP_FREE char *state = NULL;
    const struct type *type;
    uint64_t value;

    if (!error_ignore(object_attribute(runtime, address, "_state", &value)))
        return error_create(ERROR_UNSUPPORTED,
                            "How this build of _asyncio lays out its tasks is not known");
    TRY(string_read(runtime, value, NULL, NAME_MAX_CHARACTERS, &state));
    ret->state = strcmp(state, "PENDING") == 0 ? PENDING : PENDING + 1;
    TRY(object_attribute(runtime, address, "_loop", &ret->loop));
    TRY(object_attribute(runtime, address, "_coro", &ret->coro));
    TRY(object_attribute(runtime, address, "_fut_waiter", &ret->waiter));
    if (error_ignore(types_of(types, ret->waiter, &type)) && type->kind == KIND_NONE)
        ret->waiter = 0;
    if (error_ignore(object_attribute(runtime, address, "_must_cancel", &value)))
        error_ignore(object_int(runtime, value, &ret->must_cancel));
    if (error_ignore(object_attribute(runtime, address, "_num_cancels_requested", &value)))
        error_ignore(object_int(runtime, value, &ret->cancels));
    error_ignore(object_attribute(runtime, address, "_name", &ret->name));
    return NULL;
}

/* From 3.12 on it is a number until somebody asks for it. */
static char *read_name(struct runtime *runtime, struct types *types, uint64_t name)
{
    const struct type *type;
    char *text = NULL;
    uint64_t number;

    if (name == 0)
        return NULL;
    if (error_ignore(types_of(types, name, &type)) && type->kind == KIND_INT)
        return error_ignore(object_int(runtime, name, &number))
                   ? xasprintf("Task-%llu", (unsigned long long)number)
                   : NULL;
    return error_ignore(string_read(runtime, name, NULL, NAME_MAX_CHARACTERS, &text)) ? text : NULL;
}

/* Frames from the coroutine inwards, which are then turned over: newest first. */
static struct error *read_frames(struct runtime *runtime, struct types *types, uint64_t coroutine,
                                 struct task *task)
{
    struct chain chain = {0};
    struct thread *stack = &task->stack;

    while (coroutine != 0 && stack->frames.count < FRAMES_MAX) {
        enum generator_state state;
        const struct type *type;
        struct frame frame;

        TRY(types_of(types, coroutine, &type));
        /* Cython's, say. */
        if (type->kind != KIND_COROUTINE && type->kind != KIND_GENERATOR &&
            type->kind != KIND_ASYNC_GENERATOR)
            break;
        if (chain_goes_round(&chain, coroutine))
            return error_create(ERROR_CORRUPT, "a coroutine that awaits itself");
        TRY(generator_frame(runtime, coroutine, &frame, &state));
        if (state == GENERATOR_ENDED)
            break;
        array_push(&stack->frames, frame);
        if (state == GENERATOR_RUNNING) {
            task->state = TASK_RUNNING;
            break;
        }
        TRY(generator_awaits(runtime, types, &frame, &coroutine));
    }
    for (size_t i = 0; i < stack->frames.count / 2; i++) {
        struct frame *a = &stack->frames.data[i];
        struct frame *b = &stack->frames.data[stack->frames.count - 1 - i];
        struct frame kept = *a;

        *a = *b;
        *b = kept;
    }
    return NULL;
}

/* get_ident() of the thread that is in the loop's run_forever(). */
static uint64_t loop_thread(struct runtime *runtime, uint64_t loop)
{
    uint64_t object, ident;

    return error_ignore(object_attribute(runtime, loop, "_thread_id", &object)) &&
                   error_ignore(object_int(runtime, object, &ident))
               ? ident
               : 0;
}

/* loop: as in read_all(); of the others no more is read. */
static struct error *read_one(struct runtime *runtime, struct types *types, uint64_t address,
                              uint64_t loop, struct task *ret, bool *pending)
{
    const struct type *type;
    struct words words = {0};

    *ret = (struct task){.address = address};
    *pending = false;
    TRY(types_of(types, address, &type));
    if (type->kind == KIND_TASK)
        TRY(read_task(runtime, address, &words));
    else
        TRY(read_python_task(runtime, types, address, &words));
    if (words.state != PENDING || (loop != 0 && words.loop != loop))
        return NULL;
    *pending = true;
    ret->loop = words.loop;
    ret->waiter = words.waiter;
    ret->state = words.waiter != 0 ? TASK_WAITING : TASK_READY;
    ret->cancelling = layout_has(runtime->layout.task.num_cancels) ? (int32_t)words.cancels > 0
                                                                   : words.must_cancel != 0;
    ret->name = read_name(runtime, types, words.name);
    ret->ident = loop_thread(runtime, words.loop);
    return read_frames(runtime, types, words.coro, ret);
}

/* ---- all of them */

/* loop: those of that one alone; 0: of all. What has gone while it was looked at is left out. */
static struct error *read_all(struct runtime *runtime, struct types *types,
                              const struct snapshot *snapshot, uint64_t loop, task_array *ret)
{
    task_addresses found = {0};
    struct error *error;
    struct error *first = NULL;

    target_cache_on(runtime->target);
    error = task_find(runtime, types, snapshot, &found);
    for (size_t i = 0; error == NULL && i < found.count; i++) {
        struct task task;
        bool pending;
        struct error *failed = read_one(runtime, types, found.data[i], loop, &task, &pending);

        if (failed == NULL && pending) {
            array_push(ret, task);
            continue;
        }
        task_deinit(&task);
        if (first == NULL)
            first = failed;
        else
            error_destroy(failed);
    }
    target_cache_off(runtime->target);
    /* One or the other may have ended; all of them have not. */
    if (error == NULL && ret->count == 0 && first != NULL)
        error = take_pointer(first);
    error_destroy(first);
    array_deinit(&found);
    return error;
}

static const struct thread *thread_of(const struct snapshot *snapshot, uint64_t ident)
{
    for (size_t i = 0; ident != 0 && i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].ident == ident)
            return &snapshot->threads.data[i];
    return NULL;
}

/* The tasks of a loop while its thread stays blocked, which is the proof that they are of one
 * moment. */
static bool read_proven(struct runtime *runtime, struct types *types,
                        const struct snapshot *snapshot, const struct thread *thread, uint64_t loop,
                        task_array *ret)
{
    struct offcpu_watch watch;
    bool proven = false;

    if (runtime->target->process == NULL || thread == NULL || thread->tid == 0 ||
        !error_ignore(offcpu_watch_init(&watch, runtime->target->pid, thread->tid)))
        return false;
    for (int i = 0; i < TRIES && !proven; i++) {
        task_array tasks = {0};

        proven = offcpu_begin_blocked(&watch) &&
                 error_ignore(read_all(runtime, types, snapshot, loop, &tasks)) &&
                 offcpu_end(&watch);
        for (size_t t = 0; proven && t < tasks.count; t++) {
            struct thread *stack = &tasks.data[t].stack;

            stack->proof = (struct proof){.kind = PROOF_CONSISTENT,
                                          .how = PROOF_OFF_CPU,
                                          .retries = (unsigned)i,
                                          .verified_frames = stack->frames.count,
                                          .count = offcpu_count(&watch)};
            array_push(ret, tasks.data[t]);
        }
        if (proven)
            array_deinit(&tasks);
        else
            task_array_deinit(&tasks);
    }
    offcpu_watch_deinit(&watch);
    return proven;
}

static void tell_thread(struct task *task, const struct thread *thread)
{
    if (thread == NULL)
        return;
    task->stack.num = thread->num;
    task->stack.tid = thread->tid;
    task->stack.ident = thread->ident;
    task->stack.tstate = thread->tstate;
    task->stack.interp = thread->interp;
}

static int compare_tasks(const void *left, const void *right)
{
    const struct task *a = left, *b = right;
    int order = 0;

    if (a->stack.num != b->stack.num)
        return a->stack.num < b->stack.num ? -1 : 1;
    if (a->loop != b->loop)
        return a->loop < b->loop ? -1 : 1;
    if (a->name != NULL && b->name != NULL)
        order = strverscmp(a->name, b->name);
    return order != 0 ? order : (a->address > b->address) - (a->address < b->address);
}

static int compare_loops(const void *left, const void *right)
{
    const struct task *a = left, *b = right;

    return (a->loop > b->loop) - (a->loop < b->loop);
}

struct error *task_list(struct runtime *runtime, struct types *types,
                        const struct snapshot *snapshot, task_array *ret)
{
    task_array seen = {0};
    struct error *error = read_all(runtime, types, snapshot, 0, &seen);
    size_t loops = 0;
    bool proven = false;

    if (seen.count > 1)
        qsort(seen.data, seen.count, sizeof *seen.data, compare_loops);
    for (size_t i = 0; i < seen.count; i++) {
        struct task *task = &seen.data[i];

        /* For each loop all tasks are gone through again. */
        if (i == 0 || task->loop != task[-1].loop)
            proven = ++loops * seen.count <= READS_MAX &&
                     read_proven(runtime, types, snapshot, thread_of(snapshot, task->ident),
                                 task->loop, ret);
        if (proven) {
            task_deinit(task);
            continue;
        }
        task->stack.proof.kind = PROOF_UNVERIFIED;
        array_push(ret, *task);
    }
    array_deinit(&seen);
    for (size_t i = 0; i < ret->count; i++)
        tell_thread(&ret->data[i], thread_of(snapshot, ret->data[i].ident));
    if (ret->count > 1)
        qsort(ret->data, ret->count, sizeof *ret->data, compare_tasks);
    return error;
}
