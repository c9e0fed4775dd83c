/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What threads have run against what they were found to run: what is chance, and what is not. */
#include "runner.h"
#include "sample/unseen.h"

START_TEST(who_is_seen)
{
    ck_assert(unseen_seconds(10, 1000, 3.8, 3.8) == 0);
    /* Who waits for a CPU wants to run. */
    ck_assert(unseen_seconds(10, 1000, 3.8, 9) == 0);
    ck_assert(unseen_seconds(0, 0, 1, 0) == 0);
    ck_assert(unseen_seconds(1, 0, 1, 0) == 0);
}
END_TEST

START_TEST(chance)
{
    /* A thread that runs half of the time, in a hundred rounds: 40 of them are no wonder. */
    ck_assert(unseen_seconds(1, 100, 0.5, 0.4) == 0);
    ck_assert(unseen_seconds(1, 10, 0.5, 0.1) == 0);
    /* In ten thousand they are. */
    ck_assert_double_eq_tol(unseen_seconds(100, 10000, 50, 40), 10, 1e-9);
}
END_TEST

START_TEST(who_is_not)
{
    ck_assert_double_eq_tol(unseen_seconds(2, 200, 0.76, 0), 0.76, 1e-9);
    /* What is little is not worth a word. */
    ck_assert(unseen_seconds(100, 10000, 4, 0) == 0);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("unseen");
    TCase *tests = tcase_create("unseen");

    tcase_add_test(tests, who_is_seen);
    tcase_add_test(tests, chance);
    tcase_add_test(tests, who_is_not);
    suite_add_tcase(suite, tests);
    return suite;
}
