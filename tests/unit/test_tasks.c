/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks of asyncio whose memory says what cannot be, of every version: what there is to be listed
 * is listed, within two seconds and 100 MB.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "bounds.h"
#include "fake-tasks.h"
#include "fake.h"
#include "python/snapshot.h"
#include "python/task.h"
#include "python/type.h"
#include "runner.h"

#define TSTATE_BYTES 4096

static struct fake *fake;
static const struct layout *layout;
static struct snapshot snapshot;

static void begin(int version)
{
    struct thread thread = {.num = 1};

    fake = fake_create(version);
    layout = fake->layout;
    thread.interp = fake->interpreter;
    thread.tstate = fake_alloc(fake, TSTATE_BYTES);
    snapshot = (struct snapshot){0};
    array_push(&snapshot.threads, thread);
    bounds_begin();
}

static void end(void)
{
    bounds_end();
    array_deinit(&snapshot.threads);
    fake_destroy(fake);
    fake = NULL;
}

/* Tasks are listed, or an error; how many frames all of them have. */
static bool list(size_t *tasks, size_t *frames)
{
    struct types *types = types_create(fake->runtime);
    task_array found = {0};

    bounds_start();

    bool listed = error_ignore(task_list(fake->runtime, types, &snapshot, &found));

    bounds_check("tasks");
    *tasks = found.count;
    *frames = 0;
    for (size_t i = 0; i < found.count; i++)
        *frames += found.data[i].stack.frames.count;
    task_array_deinit(&found);
    types_destroy(types);
    return listed;
}

START_TEST(tasks_are_listed_with_what_they_await)
{
    size_t tasks, frames;

    begin(_i);
    if (fake_has_tasks(fake)) {
        uint64_t inner = fake_coroutine(fake, "inner", fake_str(fake, "a future"));
        uint64_t both[] = {fake_task(fake, fake_coroutine(fake, "outer", inner)),
                           fake_task(fake, inner)};

        fake_put_tasks(fake, both, 2);
        /* The lists of the thread and the interpreter are empty. */
        if (layout_has(layout->tstate_impl.asyncio_tasks_head)) {
            uint64_t head =
                snapshot.threads.data[0].tstate + layout->tstate_impl.asyncio_tasks_head.offset;

            fake_put_u64(fake, head, head);
        }
        /* Of free-threaded builds it is not known where the lists are. */
        bool known =
            !layout_has(layout->interp.asyncio_tasks_head) || layout_has(layout->task.task_node);

        ck_assert_int_eq(list(&tasks, &frames), known);
        ck_assert_uint_eq(tasks, known ? 2 : 0);
        ck_assert_uint_eq(frames, known ? 3 : 0);
    }
    end();
}
END_TEST

START_TEST(what_cannot_be_ends)
{
    size_t tasks, frames;

    begin(_i);
    if (fake_has_tasks(fake)) {
        /* It awaits itself; no coroutine; nothing at all; no task; nowhere. */
        uint64_t many[] = {fake_task(fake, fake_coroutine(fake, "self", 0)),
                           fake_task(fake, fake_str(fake, "no coroutine")), FAKE_NOWHERE,
                           fake_str(fake, "no task"), fake_task(fake, FAKE_NOWHERE)};
        uint64_t set = fake_put_tasks(fake, many, 5);

        list(&tasks, &frames);
        /* Sizes that no set has. */
        fake_put(fake, set, layout->set.used, (uint64_t)1 << 39);
        fake_put(fake, set, layout->set.mask, ((uint64_t)1 << 39) - 1);
        ck_assert(!list(&tasks, &frames));
        fake_put(fake, set, layout->set.mask, UINT64_MAX);
        ck_assert(!list(&tasks, &frames));
    }
    end();
}
END_TEST

START_TEST(a_list_that_does_not_come_back_ends)
{
    size_t tasks, frames;

    begin(_i);
    if (fake_has_tasks(fake) && layout_has(layout->tstate_impl.asyncio_tasks_head)) {
        uint64_t head =
            snapshot.threads.data[0].tstate + layout->tstate_impl.asyncio_tasks_head.offset;
        uint64_t first = fake_alloc(fake, 512) + 256, second = fake_alloc(fake, 512) + 256;

        fake_put_tasks(fake, NULL, 0);
        fake_put_u64(fake, head, first);
        fake_put_u64(fake, first, second);
        fake_put_u64(fake, second, first);
        ck_assert(!list(&tasks, &frames));
        fake_put_u64(fake, second, FAKE_NOWHERE);
        ck_assert(!list(&tasks, &frames));
    }
    end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("tasks");
    TCase *lies = tcase_create("tasks");

    tcase_set_timeout(lies, 120);
    tcase_add_loop_test(lies, tasks_are_listed_with_what_they_await, 0, fake_versions);
    tcase_add_loop_test(lies, what_cannot_be_ends, 0, fake_versions);
    tcase_add_loop_test(lies, a_list_that_does_not_come_back_ends, 0, fake_versions);
    suite_add_tcase(suite, lies);
    return suite;
}
