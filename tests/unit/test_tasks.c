/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks of asyncio whose memory says what cannot be, of every version: what there is to be listed
 * is listed, within two seconds and 100 MB.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "bounds.h"
#include "fake.h"
#include "python/snapshot.h"
#include "python/task.h"
#include "python/type.h"
#include "runner.h"

#define TSTATE_BYTES 4096

static struct fake *fake;
static const struct layout *layout;
static struct snapshot snapshot;

/* No version of Python 2 has asyncio. */
static bool has_coroutines(void)
{
    return !layout->traits.strings_are_bytes && layout->generator.size != 0;
}

static uint64_t instance(const struct fake_names *names)
{
    uint64_t class = fake_class(fake, "Made", fake->object_type, fake_dict(fake, NULL, NULL, 0));

    return fake_instance(fake, class, fake_dict_of(fake, names));
}

/* A coroutine that is suspended and has that on the top of its stack: itself, if that is 0. */
static uint64_t coroutine(const char *name, uint64_t awaits)
{
    uint64_t ret = fake_object(fake, fake_type(fake, "coroutine"), 1024);
    uint64_t code = fake_code(fake, name, "/app/x.py", 10);
    uint64_t top = awaits != 0 ? awaits : ret;

    if (layout_has(layout->generator.gi_iframe)) {
        uint64_t frame = ret + layout->generator.gi_iframe.offset;
        uint64_t instruction = code + layout->code.co_code_adaptive.offset + 4;

        fake_put(fake, frame, layout->iframe.executable, code);
        fake_put(fake, frame, layout->iframe.prev_instr, instruction);
        fake_put(fake, frame, layout->iframe.instr_ptr, instruction);
        fake_put(fake, frame, layout->iframe.stacktop, 1);
        fake_put(fake, frame, layout->iframe.stackpointer,
                 frame + layout->iframe.localsplus.offset + 8);
        fake_put_u64(fake, frame + layout->iframe.localsplus.offset, top);
        fake_put(fake, ret, layout->generator.gi_frame_state,
                 (uint64_t)(layout->traits.generator_ended - 2));
    } else {
        uint64_t frame = fake_alloc(fake, layout->pyframe.size + 8);
        uint64_t bottom = fake_alloc(fake, 8);

        fake_put(fake, frame, layout->pyframe.f_code, code);
        fake_put(fake, frame, layout->pyframe.f_lasti, 2);
        fake_put(fake, frame, layout->pyframe.f_valuestack, bottom);
        fake_put(fake, frame, layout->pyframe.f_stacktop, bottom + 8);
        fake_put(fake, frame, layout->pyframe.f_stackdepth, 1);
        fake_put_u64(fake, bottom, top);
        fake_put(fake, ret, layout->generator.gi_frame, frame);
    }
    return ret;
}

static uint64_t task(uint64_t coro)
{
    struct fake_names names = {0};

    fake_name(&names, "_state", fake_str(fake, "PENDING"));
    fake_name(&names, "_loop", fake_str(fake, "loop"));
    fake_name(&names, "_coro", coro);
    fake_name(&names, "_fut_waiter", coro);
    fake_name(&names, "_name", fake_str(fake, "made"));
    return instance(&names);
}

/* The set of weak references that asyncio.tasks has. */
static uint64_t put_tasks(const uint64_t *tasks, size_t count)
{
    uint64_t set = fake_object(fake, fake_type(fake, "set"), 256);
    uint64_t table = fake_alloc(fake, 16 * 64);
    struct fake_names weak = {0}, module = {0}, modules = {0};

    for (size_t i = 0; i < count; i++) {
        uint64_t reference = fake_object(fake, fake_type(fake, "weakref"), 128);

        fake_put(fake, reference, layout->weakref.wr_object, tasks[i]);
        fake_put_u64(fake, table + 16 * i, reference);
        fake_put_u64(fake, table + 16 * i + 8, i);
    }
    fake_put(fake, set, layout->set.used, count);
    fake_put(fake, set, layout->set.mask, 63);
    fake_put(fake, set, layout->set.table, table);
    fake_name(&weak, "data", set);
    fake_name(&module, "_scheduled_tasks", instance(&weak));
    fake_name(&modules, "asyncio.tasks", instance(&module));
    fake_put(fake, fake->interpreter, layout->interp.modules, fake_dict_of(fake, &modules));
    return set;
}

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
    if (has_coroutines()) {
        uint64_t inner = coroutine("inner", fake_str(fake, "a future"));
        uint64_t both[] = {task(coroutine("outer", inner)), task(inner)};

        put_tasks(both, 2);
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
    if (has_coroutines()) {
        /* It awaits itself; no coroutine; nothing at all; no task; nowhere. */
        uint64_t many[] = {task(coroutine("self", 0)), task(fake_str(fake, "no coroutine")),
                           FAKE_NOWHERE, fake_str(fake, "no task"), task(FAKE_NOWHERE)};
        uint64_t set = put_tasks(many, 5);

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
    if (has_coroutines() && layout_has(layout->tstate_impl.asyncio_tasks_head)) {
        uint64_t head =
            snapshot.threads.data[0].tstate + layout->tstate_impl.asyncio_tasks_head.offset;
        uint64_t first = fake_alloc(fake, 512) + 256, second = fake_alloc(fake, 512) + 256;

        put_tasks(NULL, 0);
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
