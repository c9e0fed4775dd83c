/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/task-waiting.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/set.h"
#include "python/variables.h"
#include "python/view.h"
#include "repr/kinds.h"
#include "repr/library.h"
#include "repr/repr.h"
#include "repr/wait-library.h"
#include "target/target.h"

struct repr *task_waiting_repr(struct runtime *runtime)
{
    return repr_create(runtime, (struct repr_limits){.elements = 3, .string = 60, .depth = 2});
}

/* Of a set of tasks so many are looked at, and so many named. */
enum { MEMBERS_MAX = 10000, NAMES_MAX = 3 };

/* The frames of a task as variables.h has those of a thread: they stand still. */
static struct variables_view view_of(struct runtime *runtime, const struct task *task)
{
    return (struct variables_view){.runtime = runtime, .thread = &task->stack};
}

/* How many of the innermost frames are the library's. */
static size_t count_library(const struct task *task)
{
    size_t count = 0;

    while (count < task->stack.frames.count &&
           wait_library_file(task->stack.frames.data[count].code->filename) != NULL)
        count++;
    return count;
}

/* What `asyncio` has under its own name is called by that: asyncio.queues.Queue.get is
 * asyncio.Queue.get. */
static void shorten(char *name)
{
    static const char *const modules[] = {"futures.",    "locks.",   "queues.",
                                          "runners.",    "streams.", "subprocess.",
                                          "taskgroups.", "tasks.",   "timeouts."};
    static const char package[] = "asyncio.";
    size_t length = strlen(package);

    if (name == NULL || strncmp(name, package, length) != 0)
        return;
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        size_t skipped = strlen(modules[i]);

        if (strncmp(name + length, modules[i], skipped) == 0) {
            memmove(name + length, name + length + skipped, strlen(name + length + skipped) + 1);
            return;
        }
    }
}

static uint64_t find_local(const struct variables_view *view, size_t level, const char *name)
{
    variable_array locals = {0};
    uint64_t object = 0;

    error_ignore(variables_locals(view, level, &locals));
    for (size_t i = 0; i < locals.count; i++)
        if (strcmp(locals.data[i].name, name) == 0)
            object = locals.data[i].object;
    variables_deinit(&locals);
    return object;
}

/* asyncio.sleep() keeps the handle of its timer, which has the time of the loop's clock:
 * CLOCK_MONOTONIC, unless the loop is one of its own kind. */
static void find_left(struct repr *repr, uint64_t handle, struct task_waiting *ret)
{
    const struct type *type;
    uint64_t when;
    double seconds;

    if (handle == 0 || !error_ignore(library_get(repr, handle, "_when", &when)) ||
        !error_ignore(types_of(repr->types, when, &type)) || type->kind != KIND_FLOAT ||
        !error_ignore(target_read(repr->runtime->target,
                                  when + repr->runtime->layout.float_.ob_fval.offset, &seconds,
                                  sizeof seconds)))
        return;
    ret->has_left = true;
    ret->seconds_left = seconds - (double)clock_now_ns() / 1e9;
}

/* What a plain future says of itself is that a task waits for it. */
static char *write_future(struct repr *repr, uint64_t future)
{
    const struct type *type;

    if (error_ignore(types_of(repr->types, future, &type)) && type->kind == KIND_FUTURE)
        return xasprintf("%s at 0x%llx", type_short_name(type), (unsigned long long)future);
    return repr_text(repr, future);
}

/* ---- the tasks that it waits for */

static void add_task(struct repr *repr, const task_array *tasks, uint64_t address,
                     struct task_waiting *ret)
{
    const struct type *type;

    /* What most wait for: it need not be looked for among all tasks. */
    if (address == 0 ||
        (error_ignore(types_of(repr->types, address, &type)) && type->kind == KIND_FUTURE))
        return;
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->data[i].address == address)
            array_push(&ret->tasks, address);
}

static void list_members(struct runtime *runtime, uint64_t list, set_items_array *ret)
{
    struct sequence items;
    uint64_t item;

    if (!error_ignore(sequence_of_list(runtime, list, &items)))
        return;
    for (uint64_t i = 0; i < items.count && i < MEMBERS_MAX; i++) {
        if (!error_ignore(target_read_u64(runtime->target, items.address + 8 * i, &item)))
            return;
        array_push(ret, item);
    }
}

/* Of a list or a set. */
static void add_members(struct repr *repr, const task_array *tasks, uint64_t object,
                        struct task_waiting *ret)
{
    set_items_array members = {0};
    const struct type *type;

    if (object == 0 || !error_ignore(types_of(repr->types, object, &type)))
        return;
    if (type->kind == KIND_SET)
        error_ignore(set_items(repr->runtime, object, MEMBERS_MAX, &members));
    else if (type->kind == KIND_LIST)
        list_members(repr->runtime, object, &members);
    for (size_t i = 0; i < members.count; i++)
        add_task(repr, tasks, members.data[i], ret);
    array_deinit(&members);
}

static char *name_of(const task_array *tasks, uint64_t address)
{
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->data[i].address == address && tasks->data[i].name != NULL)
            return xstrdup(tasks->data[i].name);
    return xasprintf("task 0x%llx", (unsigned long long)address);
}

static char *names_of(const task_array *tasks, const task_addresses *addresses)
{
    size_t shown = addresses->count > NAMES_MAX ? NAMES_MAX : addresses->count;
    char *text = NULL;

    for (size_t i = 0; i < shown; i++) {
        CLEANUP_FREE char *before = text;
        CLEANUP_FREE char *name = name_of(tasks, addresses->data[i]);

        text = before == NULL ? xstrdup(name) : xasprintf("%s, %s", before, name);
    }
    if (shown < addresses->count) {
        CLEANUP_FREE char *before = text;

        text = xasprintf("%s and %zu more", before, addresses->count - shown);
    }
    return text;
}

/* What it waits for itself, the children of what gather() has made, those that are given to wait(),
 * and what wait_for() has made a task of (-3.11). */
static void find_tasks(struct repr *repr, const struct variables_view *view,
                       const task_array *tasks, const struct task *task, size_t library,
                       struct task_waiting *ret)
{
    uint64_t children;

    add_task(repr, tasks, task->waiter, ret);
    if (ret->tasks.count == 0 &&
        error_ignore(object_attribute(repr->runtime, task->waiter, "_children", &children)))
        add_members(repr, tasks, children, ret);
    if (ret->tasks.count == 0 && library > 0) {
        add_members(repr, tasks, find_local(view, library - 1, "fs"), ret);
        add_task(repr, tasks, find_local(view, library - 1, "fut"), ret);
    }
    ret->names = names_of(tasks, &ret->tasks);
}

/* Of the library's innermost frames the outermost that has a name to tell: `async with lock` is
 * Lock.acquire. */
static size_t tell_library(const struct task *task, size_t library, struct task_waiting *ret)
{
    struct thread stack = task->stack;

    if (library > 1 && strcmp(stack.frames.data[library - 1].code->name, "__aenter__") == 0)
        library--;
    stack.frames.count = library;
    ret->library = wait_library_name(&stack);
    shorten(ret->library);
    return library;
}

static void read_waiting(struct runtime *runtime, struct repr *repr, const task_array *tasks,
                         const struct task *task, size_t library, struct task_waiting *ret)
{
    struct variables_view view = view_of(runtime, task);
    uint64_t object = 0;

    find_tasks(repr, &view, tasks, task, library, ret);
    if (ret->tasks.count > 0)
        return;
    if (library > 0) {
        find_left(repr, find_local(&view, library - 1, "h"), ret);
        /* Whose method it is, or the socket that it is given. */
        object = find_local(&view, library - 1, "sock");
        if (object == 0)
            object = find_local(&view, library - 1, "self");
    }
    if (!ret->has_left)
        ret->object = object != 0 ? repr_text(repr, object) : write_future(repr, task->waiter);
}

void task_waiting_read(struct runtime *runtime, struct repr *repr, const task_array *tasks,
                       const struct task *task, struct task_waiting *ret)
{
    size_t library = count_library(task);

    *ret = (struct task_waiting){.level = library < task->stack.frames.count ? library : 0};
    if (task->stack.frames.count == 0 || task->state != TASK_WAITING)
        return;
    library = tell_library(task, library, ret);
    target_cache_on(runtime->target);
    read_waiting(runtime, repr, tasks, task, library, ret);
    target_cache_off(runtime->target);
}

void task_waiting_deinit(struct task_waiting *waiting)
{
    free(take_pointer(waiting->library));
    free(take_pointer(waiting->object));
    free(take_pointer(waiting->names));
    array_deinit(&waiting->tasks);
}

char *task_waiting_text(const struct task_waiting *waiting)
{
    const char *library = waiting->library != NULL ? waiting->library : "";
    const char *of = waiting->names != NULL    ? waiting->names
                     : waiting->object != NULL ? waiting->object
                                               : "";
    const char *between = library[0] != '\0' && of[0] != '\0' ? ": " : "";

    if (waiting->has_left && waiting->seconds_left >= 0)
        return xasprintf("%s [%.1f s left]", library, waiting->seconds_left);
    if (waiting->has_left)
        return xasprintf("%s [%.1f s late]", library, -waiting->seconds_left);
    return xasprintf("%s%s%s", library, between, of);
}
