/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time in which nothing was sampled: told from rounds that come late, and given to no sample. */
#include <string.h>
#include <time.h>

#include "runner.h"
#include "sample/gap.h"
#include "sample/sampler.h"

#define MS 1000000ull

START_TEST(as_usual)
{
    struct gap gap = {0};

    for (int i = 0; i < 100; i++)
        ck_assert_uint_eq(gap_find(&gap, 10 * MS, 10 * MS), 0);
    /* A machine that is busy. */
    ck_assert_uint_eq(gap_find(&gap, 200 * MS, 10 * MS), 0);
    ck_assert_uint_eq(gap_find(&gap, 0, 10 * MS), 0);
}
END_TEST

START_TEST(a_gap)
{
    struct gap gap = {0};

    for (int i = 0; i < 100; i++)
        gap_find(&gap, 10 * MS, 10 * MS);

    uint64_t found = gap_find(&gap, 15000 * MS, 10 * MS);

    ck_assert_uint_ge(found, 14980 * MS);
    ck_assert_uint_le(found, 14990 * MS + 1);
    /* And the next one, too, is none of what is usual. */
    ck_assert_uint_gt(gap_find(&gap, 15000 * MS, 10 * MS), 14000 * MS);
}
END_TEST

START_TEST(rounds_that_take_long)
{
    struct gap gap = {0};
    uint64_t sum = 0;

    /* 100 Hz are asked for, and a round takes half a second. */
    for (int i = 0; i < 100; i++)
        sum += gap_find(&gap, 500 * MS, 10 * MS);
    ck_assert_uint_le(sum, 2000 * MS);
    ck_assert_uint_eq(gap_find(&gap, 500 * MS, 10 * MS), 0);
    ck_assert_uint_gt(gap_find(&gap, 10000 * MS, 10 * MS), 9000 * MS);
}
END_TEST

START_TEST(low_rates)
{
    struct gap gap = {0};

    ck_assert_uint_eq(gap_find(&gap, 1000 * MS, 1000 * MS), 0);
    ck_assert_uint_eq(gap_find(&gap, 3000 * MS, 1000 * MS), 0);
}
END_TEST

/* ---- the sampler */

static int rounds;

static struct error *run_round(struct sample_source *source, const struct sample_sink *sink)
{
    (void)source;
    (void)sink;
    if (++rounds == 5)
        nanosleep(&(struct timespec){.tv_sec = 2}, NULL);
    return NULL;
}

static void flush(struct sample_source *source, const struct sample_sink *sink)
{
    (void)source;
    (void)sink;
}

static void counters(const struct sample_source *source, struct source_counters *ret)
{
    (void)source;
    memset(ret, 0, sizeof *ret);
}

START_TEST(no_sample_stands_for_it)
{
    struct sample_source source = {.round = run_round, .flush = flush, .counters = counters};
    struct sampler sampler;
    const uint64_t period = 10 * MS;

    rounds = 0;
    sampler_init(&sampler, &source, 100);
    ck_assert_ptr_null(sampler_run(&sampler, UINT64_MAX, 20, NULL, NULL));
    ck_assert_uint_eq(sampler.stats.rounds, 20);
    ck_assert_uint_ge(sampler.stats.gap_ns, 1700 * MS);
    /* 200 deadlines went by in it: none of the other 20 is to pay for these. */
    ck_assert_uint_lt(sampler.stats.missed, 100);
    ck_assert(sampler_sample_ns(&sampler.stats, period) < 6 * (double)period);
    ck_assert(sampler_rate_kept(&sampler.stats, period) > 100.0 / 6);
    sampler_deinit(&sampler);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("gap");
    TCase *tests = tcase_create("gap");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, as_usual);
    tcase_add_test(tests, a_gap);
    tcase_add_test(tests, rounds_that_take_long);
    tcase_add_test(tests, low_rates);
    tcase_add_test(tests, no_sample_stands_for_it);
    suite_add_tcase(suite, tests);
    return suite;
}
