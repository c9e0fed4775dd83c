/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks of asyncio in memory that the input writes, in the layout of any version: listed, with the
 * coroutines that they are in and what they wait in.
 *
 * The input: the version; then what world_rewrite() takes. Its places are the tasks and all that
 * makes them, by number: see fill().
 */
#include "../unit/fake-tasks.h"
#include "base/memory.h"
#include "fuzz.h"
#include "python/snapshot.h"
#include "python/task.h"
#include "python/type.h"
#include "repr/repr.h"
#include "repr/task-waiting.h"
#include "world.h"

#define TSTATE_BYTES 4096

/* Each piece of memory that is new is a place at every 256 bytes, so that records reach all of it.
 */
static void add_since(struct world *world, uint64_t begin)
{
    for (; begin < world->fake->end && world->count < WORLD_PLACES_MAX; begin += 256)
        world_add(world, begin);
}

/* A thread's list of tasks (3.14+) that leads to two of them. */
static void link_tasks(struct fake *fake, uint64_t tstate, uint64_t first, uint64_t second)
{
    const struct layout *layout = fake->layout;
    uint64_t head = tstate + layout->tstate_impl.asyncio_tasks_head.offset;

    if (!layout_has(layout->tstate_impl.asyncio_tasks_head) || !layout_has(layout->task.task_node))
        return;
    fake_put_u64(fake, head, first + layout->task.task_node.offset);
    fake_put_u64(fake, first + layout->task.task_node.offset,
                 second + layout->task.task_node.offset);
    fake_put_u64(fake, second + layout->task.task_node.offset, head);
}

static uint64_t fill(struct world *world)
{
    struct fake *fake = world->fake;
    uint64_t begin = fake->end;
    uint64_t tstate = fake_alloc(fake, TSTATE_BYTES);
    uint64_t inner = fake_coroutine(fake, "inner", fake_str(fake, "a future"));
    uint64_t tasks[] = {fake_task(fake, fake_coroutine(fake, "outer", inner)),
                        fake_task(fake, inner)};

    fake_put_tasks(fake, tasks, 2);
    link_tasks(fake, tstate, tasks[0], tasks[1]);
    add_since(world, begin);
    return tstate;
}

static void tell(struct fake *fake, const task_array *tasks)
{
    struct repr *repr = task_waiting_repr(fake->runtime);

    for (size_t i = 0; i < tasks->count; i++) {
        struct task_waiting waiting;

        task_waiting_read(fake->runtime, repr, tasks, &tasks->data[i], &waiting);
        free(task_waiting_text(&waiting));
        task_waiting_deinit(&waiting);
    }
    repr_destroy(repr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct world world = {.fake = fake_create((int)(fuzz_take(&input, 1) % (size_t)fake_versions))};
    struct fake *fake = world.fake;
    struct snapshot snapshot = {0};
    struct thread thread = {.num = 1, .interp = fake->interpreter};
    struct types *types = types_create(fake->runtime);
    task_array tasks = {0};

    if (fake_has_tasks(fake)) {
        thread.tstate = fill(&world);
        world_rewrite(&world, &input);
        array_push(&snapshot.threads, thread);
        error_ignore(task_list(fake->runtime, types, &snapshot, &tasks));
        tell(fake, &tasks);
    }
    task_array_deinit(&tasks);
    types_destroy(types);
    array_deinit(&snapshot.threads);
    fake_destroy(fake);
    return 0;
}
