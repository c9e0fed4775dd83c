/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who waits for whom in a ring; which locks frames hold that lie, what they wait for and which call
 * they are at; files of the library: src/repr/deadlock.c, held.c, awaited.c, call-text.c,
 * wait-library.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fake.h"
#include "python/snapshot.h"
#include "python/type.h"
#include "python/variables.h"
#include "repr/awaited.h"
#include "repr/call-text.h"
#include "repr/deadlock.h"
#include "repr/held.h"
#include "repr/wait-library.h"
#include "runner.h"
#include "target/sockets.h"

/* "ab ba ca": a waits for b, b for a, c for a. The rings by their members, "ab". */
static char *rings(const char *edges)
{
    deadlock_members members = {0};
    deadlock_list found = {0};
    char *text;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    for (const char *edge = edges; edge[0] != '\0'; edge += edge[2] == ' ' ? 3 : 2)
        array_push(&members, ((struct deadlock_member){.num = (unsigned)edge[0],
                                                       .name = "x",
                                                       .ident = (uint64_t)edge[0],
                                                       .awaited.ident = (uint64_t)edge[1]}));
    deadlock_find(&members, &found);
    for (size_t i = 0; i < found.count; i++) {
        fputs(i > 0 ? " " : "", out);
        for (size_t j = 0; j < found.data[i].threads.count; j++)
            fputc((int)found.data[i].threads.data[j], out);
    }
    fclose(out);
    deadlock_list_deinit(&found);
    array_deinit(&members);
    return text;
}

START_TEST(all_rings_and_no_other)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"ab", ""},
        {"aa", "a"},
        {"ab ba", "ab"},
        {"ba ab", "ab"},
        {"ab bc", ""},
        {"ab bc cb", "bc"}, /* the way to a ring is no part of it */
        {"ab bb ca db", "b"},
        {"ab bc ca de ed fd", "abc de"},
        {"ab ba ab ba", "ab"}, /* who is told of twice */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP_FREE char *found = rings(cases[i][0]);

        ck_assert_msg(strcmp(found, cases[i][1]) == 0, "%s: \"%s\", not \"%s\"", cases[i][0], found,
                      cases[i][1]);
    }
}
END_TEST

START_TEST(a_ring_in_words)
{
    deadlock_members members = {0};
    deadlock_list found = {0};

    array_push(&members, ((struct deadlock_member){
                             .num = 2, .name = "left", .ident = 1, .awaited.ident = 9}));
    array_push(&members, ((struct deadlock_member){
                             .num = 7, .name = "right", .ident = 9, .awaited.ident = 1}));
    deadlock_find(&members, &found);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(found.data[0].text, "t2 left waits for t7 right, which waits for t2");
    deadlock_list_deinit(&found);
    array_deinit(&members);
}
END_TEST

START_TEST(many_threads)
{
    enum { COUNT = 3000 };

    deadlock_members members = {0};
    deadlock_list found = {0};

    for (unsigned i = 1; i <= COUNT; i++)
        array_push(&members,
                   ((struct deadlock_member){
                       .num = i, .name = "x", .ident = i, .awaited.ident = i % COUNT + 1}));
    deadlock_find(&members, &found);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.data[0].threads.count, COUNT);
    deadlock_list_deinit(&found);
    array_deinit(&members);
}
END_TEST

/* Of three frames, whatever their stacks claim. */
static void check_nothing_is_held(struct fake *fake)
{
    static const char *const calls[] = {NULL, "a.b.c.acquire()", "with a.b", "a[",
                                        ".",  "acquire()"};
    struct snapshot_options options = {0};
    struct types *types = types_create(fake->runtime);
    held_locks held = {0};
    struct sockets *sockets = sockets_create(fake->runtime->target);
    struct awaited awaited;
    struct snapshot *snapshot;
    uint64_t before;

    ck_assert_ptr_null(snapshot_take(fake->runtime, &options, &snapshot));

    struct variables_view view = {.runtime = fake->runtime, .thread = &snapshot->threads.data[0]};

    ck_assert_uint_eq(snapshot->threads.count, 1);
    snapshot->threads.data[0].proof.kind = PROOF_CONSISTENT;
    before = fake->reads;
    held_find(fake->runtime, types, &snapshot->threads.data[0], &held);
    ck_assert_uint_eq(held.count, 0);
    ck_assert_uint_lt(fake->reads - before, 3000);
    before = fake->reads;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        awaited_find(&view, types, calls[i], i % 2 == 0, &awaited);
        ck_assert_int_eq(awaited.kind, AWAITED_NOTHING);
    }
    for (size_t level = 0; level < snapshot->threads.data[0].frames.count; level++)
        free(call_text(&view, level, sockets));
    ck_assert_uint_lt(fake->reads - before, 30000);
    array_deinit(&held);
    sockets_destroy(sockets);
    types_destroy(types);
    snapshot_destroy(snapshot);
}

START_TEST(stacks_that_lie)
{
    struct fake *fake = fake_create(_i);
    const struct layout *layout = fake->layout;
    uint64_t itself = fake_object(fake, 0, 256);
    const uint64_t places[] = {0, 1, FAKE_NOWHERE, itself, FAKE_BASE, UINT64_MAX - 7};

    /* An object whose type is itself, all of whose fields lead to it. */
    for (uint64_t at = 0; at < 256; at += 8)
        fake_put_u64(fake, itself + at, itself);
    for (int level = 0; level < 3; level++)
        fake_push(fake, level == 1 ? fake_code(fake, "acquire", "<frozen importlib._bootstrap>", 10)
                                   : fake_code(fake, "f", "/app/x.py", 10));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (layout_has(layout->tstate.frame)) {
            fake_put(fake, fake->newest, layout->pyframe.f_iblock, i % 2 == 0 ? 20 : UINT32_MAX);
            fake_put(fake, fake->newest, layout->pyframe.f_valuestack, places[i]);
            for (uint64_t block = 0; block < 20; block++)
                fake_put(fake,
                         fake->newest + layout->pyframe.f_blockstack.offset +
                             block * layout->block.size,
                         layout->block.b_level, block < 10 ? block : UINT32_MAX - block);
        } else {
            uint64_t bottom = fake->newest + layout->iframe.localsplus.offset;

            fake_put(fake, fake->newest, layout->iframe.stacktop, (uint64_t)i * 1000000);
            fake_put(fake, fake->newest, layout->iframe.stackpointer, places[i]);
            for (uint64_t slot = 0; slot < 8; slot++)
                fake_put_u64(fake, bottom + 8 * slot, places[i]);
        }
        check_nothing_is_held(fake);
    }
    fake_destroy(fake);
}
END_TEST

START_TEST(files_of_the_library)
{
    static const struct {
        const char *file, *within;
    } files[] = {
        {"/usr/lib/python3.11/threading.py", "threading.py"},
        {"/usr/lib64/python3.12/asyncio/tasks.py", "asyncio/tasks.py"},
        {"/opt/lib/python-envs/3.13/lib/python3.13t/queue.py", "queue.py"},
        {"/usr/lib/python311.zip/queue.py", "queue.py"},
        {"/srv/lib/python-app/main.py", NULL},
        {"/srv/lib/pythonic/queue.py", NULL},
        {"/usr/lib/python3/dist-packages/queue.py", NULL},
        {"/usr/lib/python3.11/site-packages/app/queue.py", NULL},
        {"/usr/lib/python3.11", NULL},
        {"queue.py", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        ck_assert_pstr_eq(wait_library_file(files[i].file), files[i].within);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("deadlock");
    TCase *tcase = tcase_create("deadlock");

    tcase_add_test(tcase, all_rings_and_no_other);
    tcase_add_test(tcase, a_ring_in_words);
    tcase_add_test(tcase, many_threads);
    tcase_add_test(tcase, files_of_the_library);
    tcase_add_loop_test(tcase, stacks_that_lie, 0, fake_versions);
    suite_add_tcase(suite, tcase);
    return suite;
}
