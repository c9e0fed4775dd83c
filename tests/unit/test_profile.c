/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables over a tree of calls: order, filter, callers and callees, lines, the heaviest stacks. */
#include <regex.h>
#include <string.h>

#include "runner.h"
#include "sample/calltree.h"
#include "sample/function.h"
#include "sample/profile.h"

static struct function_table *functions;
static struct calltree tree;
static profile_rows rows;
static struct profile_calls calls;

static void setup(void)
{
    functions = function_table_create();
    calltree_init(&tree, &(struct calltree_options){.lines = true});
}

static void teardown(void)
{
    array_deinit(&rows);
    profile_calls_deinit(&calls);
    memset(&calls, 0, sizeof calls);
    calltree_deinit(&tree);
    function_table_destroy(functions);
}

/* Lower case functions are in lower.py, others in UPPER.py. */
static const struct function *function(char name)
{
    return function_intern(functions, (char[]){name, '\0'},
                           name >= 'a' ? "/app/lower.py" : "/app/UPPER.py", 200 - name);
}

/* count samples of a stack: a letter a function, the oldest first; line: of the newest. */
static void add(const char *stack, int line, int count)
{
    static const struct sample_thread thread = {.num = 1};
    struct sample_frame frames[16];
    size_t depth = strlen(stack);
    struct sample sample = {.thread = &thread, .frames = frames, .count = depth, .verified = depth};

    for (size_t i = 0; i < depth; i++)
        frames[i] = (struct sample_frame){function(stack[depth - 1 - i]), i == 0 ? line : 1};
    for (int i = 0; i < count; i++)
        calltree_add(&tree, &sample);
}

/* The first letters of the rows' functions; '-' where there is none. */
static const char *letters(const profile_rows *of)
{
    static char text[64];

    for (size_t i = 0; i < of->count; i++)
        text[i] = of->data[i].function != NULL ? of->data[i].function->name[0] : '-';
    text[of->count] = '\0';
    return text;
}

static const char *table(const struct profile_options *options)
{
    profile_table(&tree, options, &rows);
    return letters(&rows);
}

#define TABLE(...) table(&(struct profile_options){__VA_ARGS__})

START_TEST(order)
{
    add("ab", 1, 5);
    add("aC", 1, 3);
    calltree_mark(&tree);
    add("ab", 1, 1);
    add("aC", 1, 2);
    calltree_mark(&tree);
    ck_assert_uint_eq(profile_interval(&tree), 3);
    ck_assert_uint_eq(profile_start(&tree), 11);
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN), "Cba");
    ck_assert_uint_eq(rows.data[0].own, 2);
    ck_assert_uint_eq(rows.data[0].own_start, 5);
    ck_assert_uint_eq(rows.data[2].total, 3);
    ck_assert_uint_eq(rows.data[2].total_start, 11);
    ck_assert_int_eq(rows.data[0].line, 200 - 'C');
    ck_assert_str_eq(TABLE(.sort = PROFILE_TOTAL), "aCb");
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN_START), "bCa");
    ck_assert_str_eq(TABLE(.sort = PROFILE_TOTAL_START), "abC");
    ck_assert_str_eq(TABLE(.sort = PROFILE_FUNCTION), "Cab");
    ck_assert_str_eq(TABLE(.sort = PROFILE_FILE), "Cba");
    ck_assert_str_eq(TABLE(.sort = PROFILE_FUNCTION, .reverse = true), "baC");
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN, .reverse = true), "abC");
}
END_TEST

/* The order of what is equal does not depend on that of their coming. */
START_TEST(ties)
{
    add("b", 1, 1);
    add("a", 1, 1);
    add("c", 1, 1);
    calltree_mark(&tree);
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN), "abc");
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN, .reverse = true), "abc");
}
END_TEST

START_TEST(unseen)
{
    add("a", 1, 1);
    calltree_mark(&tree);
    add("b", 1, 1);
    calltree_mark(&tree);
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN), "b");
    ck_assert_str_eq(TABLE(.sort = PROFILE_OWN, .unseen = true), "ba");
    ck_assert_uint_eq(rows.data[1].total, 0);
    ck_assert_uint_eq(rows.data[1].total_start, 1);
}
END_TEST

START_TEST(filter)
{
    regex_t regex;

    add("ab", 1, 1);
    add("aC", 1, 1);
    calltree_mark(&tree);
    ck_assert_int_eq(regcomp(&regex, "^b$", REG_EXTENDED | REG_NOSUB), 0);
    ck_assert_str_eq(TABLE(.filter = &regex), "b");
    regfree(&regex);
    ck_assert_int_eq(regcomp(&regex, "UPP.R", REG_EXTENDED | REG_NOSUB), 0);
    ck_assert_str_eq(TABLE(.filter = &regex), "C");
    regfree(&regex);
}
END_TEST

START_TEST(by_line)
{
    add("ab", 3, 1);
    add("ab", 4, 2);
    calltree_mark(&tree);
    ck_assert_str_eq(TABLE(.lines = true, .sort = PROFILE_OWN), "bba");
    ck_assert_int_eq(rows.data[0].line, 4);
    ck_assert_uint_eq(rows.data[0].own, 2);
    ck_assert_int_eq(rows.data[1].line, 3);
    ck_assert_str_eq(TABLE(.lines = true, .sort = PROFILE_FILE), "abb");
    ck_assert_int_eq(rows.data[1].line, 3);

    profile_lines(&tree, function('b'), &rows);
    ck_assert_uint_eq(rows.count, 2);
    ck_assert_int_eq(rows.data[0].line, 3);
    ck_assert_uint_eq(rows.data[1].own_start, 2);
    ck_assert_uint_eq(rows.data[1].own, 2);
}
END_TEST

START_TEST(callers_and_callees)
{
    add("afx", 1, 3);
    add("bf", 1, 2);
    add("bfy", 1, 4);
    add("f", 1, 1);
    add("bz", 1, 7);
    profile_calls(&tree, function('f'), &calls);
    ck_assert_uint_eq(calls.all, 10);
    ck_assert_uint_eq(calls.self, 3);
    ck_assert_str_eq(letters(&calls.callers), "ba-");
    ck_assert_uint_eq(calls.callers.data[0].total_start, 6);
    ck_assert_uint_eq(calls.callers.data[1].total_start, 3);
    ck_assert_uint_eq(calls.callers.data[2].total_start, 1);
    ck_assert_str_eq(letters(&calls.callees), "yx");
    ck_assert_uint_eq(calls.callees.data[0].total_start, 4);
    ck_assert_uint_eq(calls.callees.data[0].own_start, 4);
}
END_TEST

START_TEST(calls_in_recursion_count_once)
{
    add("affgfg", 1, 1);
    profile_calls(&tree, function('f'), &calls);
    ck_assert_uint_eq(calls.all, 1);
    ck_assert_uint_eq(calls.self, 0);
    ck_assert_uint_eq(calls.callers.count, 3); /* a, f, g */
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(calls.callers.data[i].total_start, 1);
    ck_assert_uint_eq(calls.callees.count, 2); /* f, g: twice, and once in the stack */
    for (size_t i = 0; i < 2; i++) {
        const struct profile_row *row = &calls.callees.data[i];

        ck_assert_uint_eq(row->total_start, 1);
        ck_assert_uint_eq(row->own_start, row->function == function('g'));
    }
    /* Another time, another function: nothing of the first is left. */
    profile_calls(&tree, function('z'), &calls);
    ck_assert_uint_eq(calls.all + calls.callers.count + calls.callees.count, 0);
}
END_TEST

START_TEST(lines_of_a_file_count_once_a_stack)
{
    add("ab", 5, 4);
    add("abc", 5, 2); /* a and b on line 1 */
    add("aba", 1, 3);
    add("aC", 5, 1);
    profile_file(&tree, "/app/lower.py", &rows);
    ck_assert_uint_eq(rows.count, 5);
    ck_assert_int_eq(rows.data[0].line, 1);
    ck_assert_uint_eq(rows.data[0].own_start, 3);
    ck_assert_uint_eq(rows.data[0].total_start, 10);
    ck_assert_uint_eq(rows.data[1].total_start, 0);
    ck_assert_uint_eq(rows.data[4].own_start, 6);
    ck_assert_uint_eq(rows.data[4].total_start, 6);
    profile_file(&tree, "/app/UPPER.py", &rows);
    ck_assert_uint_eq(rows.count, 5);
    ck_assert_uint_eq(rows.data[4].total_start, 1);
    profile_file(&tree, "/app/none.py", &rows);
    ck_assert_uint_eq(rows.count, 0);
}
END_TEST

START_TEST(heaviest)
{
    profile_paths paths = {0};

    add("ab", 1, 2);
    add("abc", 1, 5);
    add("ad", 1, 9);
    profile_heaviest(&tree, function('b'), 10, &paths);
    ck_assert_uint_eq(paths.count, 2);
    ck_assert_uint_eq(paths.data[0].own, 5);
    ck_assert_ptr_eq(tree.nodes.data[paths.data[0].node].function, function('c'));
    ck_assert_uint_eq(paths.data[1].own, 2);
    profile_heaviest(&tree, NULL, 1, &paths);
    ck_assert_uint_eq(paths.count, 1);
    ck_assert_uint_eq(paths.data[0].own, 9);
    array_deinit(&paths);
}
END_TEST

START_TEST(columns_by_name)
{
    enum profile_column column;

    for (size_t i = 0; i < PROFILE_COLUMNS; i++) {
        ck_assert(profile_column_named(profile_column_name((enum profile_column)i), &column));
        ck_assert_int_eq(column, (int)i);
    }
    ck_assert(profile_column_named("to", &column));
    ck_assert_int_eq(column, PROFILE_TOTAL);
    ck_assert(profile_column_named("own-", &column));
    ck_assert_int_eq(column, PROFILE_OWN_START);
    ck_assert(profile_column_named("fu", &column));
    ck_assert_int_eq(column, PROFILE_FUNCTION);
    ck_assert(!profile_column_named("f", &column));
    ck_assert(!profile_column_named("", &column));
    ck_assert(!profile_column_named("functions", &column));
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("profile");
    TCase *tests = tcase_create("profile");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, order);
    tcase_add_test(tests, ties);
    tcase_add_test(tests, unseen);
    tcase_add_test(tests, filter);
    tcase_add_test(tests, by_line);
    tcase_add_test(tests, callers_and_callees);
    tcase_add_test(tests, calls_in_recursion_count_once);
    tcase_add_test(tests, lines_of_a_file_count_once_a_stack);
    tcase_add_test(tests, heaviest);
    tcase_add_test(tests, columns_by_name);
    suite_add_tcase(suite, tests);
    return suite;
}
