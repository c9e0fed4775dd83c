/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples added up: recursion, threads, lines, what is not verified, rounds at once, intervals. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runner.h"
#include "sample/calltree.h"
#include "sample/function.h"

static struct function_table *functions;
static struct calltree tree;

static void init(bool threads, bool lines)
{
    calltree_deinit(&tree);
    calltree_init(&tree, &(struct calltree_options){.threads = threads, .lines = lines});
}

static void setup(void)
{
    functions = function_table_create();
    calltree_init(&tree, &(struct calltree_options){.lines = true});
}

static void teardown(void)
{
    calltree_deinit(&tree);
    function_table_destroy(functions);
}

static const struct function *function(char name)
{
    return function_intern(functions, (char[]){name, '\0'}, "/app/x.py", name);
}

/* A letter a function, the oldest first, and the line of the newest; the others are at line 1. */
static struct sample stack(const char *letters, int line, struct sample_frame *frames)
{
    static const struct sample_thread thread = {.num = 1, .name = "MainThread"};
    size_t depth = strlen(letters);

    for (size_t i = 0; i < depth; i++)
        frames[i] = (struct sample_frame){function(letters[depth - 1 - i]), i == 0 ? line : 1};
    return (struct sample){.thread = &thread, .frames = frames, .count = depth, .verified = depth};
}

static uint32_t add(const char *letters, int line)
{
    struct sample_frame frames[16];
    struct sample sample = stack(letters, line, frames);

    return calltree_add(&tree, &sample);
}

static const struct calltree_entry *entry(char name)
{
    for (size_t i = 0; i < tree.by_function.count; i++)
        if (tree.by_function.data[i].function == function(name))
            return &tree.by_function.data[i];
    ck_abort_msg("there is no %c", name);
}

static const struct calltree_entry *line_entry(char name, int line)
{
    for (size_t i = 0; i < tree.by_line.count; i++)
        if (tree.by_line.data[i].function == function(name) && tree.by_line.data[i].line == line)
            return &tree.by_line.data[i];
    ck_abort_msg("there is no line %d of %c", line, name);
}

static void check_entry(const struct calltree_entry *e, uint64_t own, uint64_t total)
{
    ck_assert_uint_eq(e->own, own);
    ck_assert_uint_eq(e->total, total);
}

START_TEST(own_and_total)
{
    add("abc", 1);
    add("abd", 1);
    add("ab", 1);
    check_entry(entry('a'), 0, 3);
    check_entry(entry('b'), 1, 3);
    check_entry(entry('c'), 1, 1);
    ck_assert_uint_eq(tree.samples, 3);
    ck_assert_uint_eq(tree.nodes.data[0].total, 3);
    ck_assert_uint_eq(tree.nodes.data[0].own, 0);
    ck_assert_uint_eq(tree.nodes.count, 5);
}
END_TEST

START_TEST(recursion_counts_once)
{
    add("fff", 1);
    add("fgf", 1);
    check_entry(entry('f'), 2, 2);
    check_entry(entry('g'), 0, 1);
    check_entry(line_entry('f', 1), 2, 2);
    /* In the tree each level has its own. */
    ck_assert_uint_eq(tree.nodes.count, 6);
}
END_TEST

START_TEST(lines_are_apart)
{
    uint32_t first = add("ab", 5), second = add("ab", 6);

    ck_assert_uint_ne(first, second);
    ck_assert_uint_eq(add("ab", 5), first);
    check_entry(line_entry('b', 5), 2, 2);
    check_entry(line_entry('b', 6), 1, 1);
    check_entry(line_entry('a', 1), 0, 3);
    check_entry(entry('b'), 3, 3);

    init(false, false);
    ck_assert_uint_eq(add("ab", 5), add("ab", 6));
    check_entry(entry('b'), 2, 2);
}
END_TEST

START_TEST(threads_are_apart)
{
    struct sample_thread threads[] = {{.num = 1, .name = "MainThread"}, {.num = 2, .name = "w"}};
    uint32_t ends[2];

    init(true, true);
    for (size_t i = 0; i < 2; i++) {
        struct sample_frame frames[16];
        struct sample sample = stack("ab", 1, frames);

        sample.thread = &threads[i];
        ends[i] = calltree_add(&tree, &sample);
    }
    ck_assert_uint_ne(ends[0], ends[1]);

    uint32_t top = tree.nodes.data[tree.nodes.data[ends[1]].parent].parent;

    ck_assert_str_eq(tree.nodes.data[top].function->name, "thread 2 (w)");
    ck_assert_uint_eq(tree.nodes.data[top].parent, 0);
    /* Functions are the same in all threads, and threads are no functions. */
    check_entry(entry('b'), 2, 2);
    ck_assert_uint_eq(tree.by_function.count, 3 + 1);
    for (size_t i = 0; i < tree.by_function.count; i++)
        if (strncmp(tree.by_function.data[i].function->name, "thread", 6) == 0)
            check_entry(&tree.by_function.data[i], 0, 0);
}
END_TEST

START_TEST(what_is_not_verified)
{
    struct sample_frame frames[16];
    struct sample sample = stack("abcd", 1, frames);

    sample.verified = 2;
    uint32_t end = calltree_add(&tree, &sample);

    ck_assert_str_eq(tree.nodes.data[end].function->name, "[unverified]");
    ck_assert_ptr_eq(tree.nodes.data[tree.nodes.data[end].parent].function, function('b'));
    check_entry(entry('b'), 0, 1);
    ck_assert_uint_eq(tree.unverified, 1);
}
END_TEST

START_TEST(rounds_at_once)
{
    struct sample_frame frames[16];
    struct sample sample = stack("aba", 1, frames);

    sample.repeats = 9;
    uint32_t end = calltree_add(&tree, &sample);
    add("ab", 1);
    check_entry(entry('a'), 10, 11);
    check_entry(entry('b'), 1, 11);
    ck_assert_uint_eq(tree.samples, 11);
    ck_assert_uint_eq(tree.nodes.data[end].own, 10);
    sample.verified = 1;
    calltree_add(&tree, &sample);
    ck_assert_uint_eq(tree.unverified, 10);
}
END_TEST

START_TEST(intervals)
{
    add("ab", 1);
    calltree_mark(&tree);
    add("ab", 1);
    add("ac", 1);
    calltree_mark(&tree);
    add("ac", 1); /* of the next one */

    const struct calltree_entry *a = entry('a'), *b = entry('b'), *c = entry('c');

    ck_assert_uint_eq(a->total_marked - a->total_before, 2);
    ck_assert_uint_eq(b->own_marked - b->own_before, 1);
    ck_assert_uint_eq(c->own_marked - c->own_before, 1);
    check_entry(c, 2, 2);
    ck_assert_uint_eq(tree.samples_marked - tree.samples_before, 2);
    calltree_mark(&tree);
    b = entry('b');
    ck_assert_uint_eq(b->own_marked - b->own_before, 0);
}
END_TEST

START_TEST(cleared)
{
    add("ab", 1);
    calltree_mark(&tree);
    calltree_clear(&tree);
    ck_assert_uint_eq(tree.samples, 0);
    ck_assert_uint_eq(tree.samples_marked, 0);
    ck_assert_uint_eq(tree.nodes.count, 1);
    ck_assert_uint_eq(tree.by_function.count, 0);
    add("b", 1);
    check_entry(entry('b'), 1, 1);
    ck_assert(tree.options.lines);
}
END_TEST

/* More functions than the first tables have room for, found again after these have grown. */
START_TEST(many)
{
    struct sample_frame frame = {.line = 1};
    static const struct sample_thread thread = {.num = 1};
    struct sample sample = {.thread = &thread, .frames = &frame, .count = 1, .verified = 1};

    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            CLEANUP_FREE char *name = xasprintf("f%d", i);

            frame.function = function_intern(functions, name, "x.py", i);
            calltree_add(&tree, &sample);
        }
    ck_assert_uint_eq(tree.nodes.count, 5001);
    ck_assert_uint_eq(tree.by_function.count, 5000);
    ck_assert_uint_eq(tree.by_line.count, 5000);
    for (size_t i = 0; i < 5000; i++)
        check_entry(&tree.by_function.data[i], 2, 2);
    ck_assert_uint_eq(tree.cut, 0);
}
END_TEST

/* What no longer fits is counted where it was called from. */
START_TEST(cut)
{
    uint32_t end = add("ab", 1);
    struct calltree_node last = tree.nodes.data[end];

    array_reserve(&tree.nodes, CALLTREE_MAX_NODES - tree.nodes.count);
    while (tree.nodes.count < CALLTREE_MAX_NODES)
        array_push(&tree.nodes, last);
    ck_assert_uint_eq(add("abc", 1), end);
    ck_assert_uint_eq(tree.cut, 1);
    check_entry(entry('b'), 2, 2);
    ck_assert_uint_eq(add("ab", 1), end);
    ck_assert_uint_eq(tree.cut, 1);
}
END_TEST

START_TEST(labels)
{
    CLEANUP_FREE char *label = calltree_label(&tree.nodes.data[add("ab", 12)]);
    CLEANUP_FREE char *root = calltree_label(&tree.nodes.data[0]);

    ck_assert_str_eq(label, "b (/app/x.py:12)");
    ck_assert_str_eq(root, "all");
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("calltree");
    TCase *tests = tcase_create("calltree");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, own_and_total);
    tcase_add_test(tests, recursion_counts_once);
    tcase_add_test(tests, lines_are_apart);
    tcase_add_test(tests, threads_are_apart);
    tcase_add_test(tests, what_is_not_verified);
    tcase_add_test(tests, rounds_at_once);
    tcase_add_test(tests, intervals);
    tcase_add_test(tests, cleared);
    tcase_add_test(tests, many);
    tcase_add_test(tests, cut);
    tcase_add_test(tests, labels);
    suite_add_tcase(suite, tests);
    return suite;
}
