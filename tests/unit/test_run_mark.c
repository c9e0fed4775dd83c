/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mark against the kernel's count of time slices, of a thread that is given a CPU again and
 * again: src/target/run-mark.h. */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "runner.h"
#include "target/offcpu.h"
#include "target/run-mark.h"

#define SECONDS 2

static pid_t child;
static struct run_marks marks;
static struct offcpu_watch watch;

/* Runs for a while, sleeps for a while. */
static void be_busy(void)
{
    static volatile unsigned count;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        for (unsigned i = 0; i < 20000; i++)
            count++;
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    }
}

static void setup(void)
{
    child = fork();
    if (child == 0)
        be_busy();
    run_marks_init(&marks);
    marks.left = 1;
    ck_assert(error_ignore(offcpu_watch_init(&watch, child, child)));
}

static void teardown(void)
{
    run_mark_clear(&marks, &watch.mark);
    run_marks_deinit(&marks);
    offcpu_watch_deinit(&watch);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* Where the kernel gives marks and counts slices. */
static bool can_be_tried(void)
{
    offcpu_recount(&watch);
    return !watch.by_switches && run_mark_set(&marks, &watch.mark, child);
}

/* What the mark says to be still has had no slice: it moves before the thread runs. */
START_TEST(still_is_still)
{
    uint64_t end = clock_now_ns() + SECONDS * 1000000000ull;
    unsigned still = 0, moved = 0;

    if (!can_be_tried())
        return;
    while (clock_now_ns() < end) {
        run_mark_renew(&watch.mark);
        offcpu_recount(&watch);

        uint64_t slices = watch.slices;

        for (volatile unsigned i = 0; i < 20000; i++)
            continue;
        offcpu_recount(&watch);
        if (!run_mark_is_still(&watch.mark)) {
            moved++;
            continue;
        }
        ck_assert_uint_eq(slices, watch.slices);
        still++;
    }
    ck_assert_uint_gt(still, 0);
    ck_assert_uint_gt(moved, 0);
}
END_TEST

/* Of one that runs it proves what the count would prove. */
START_TEST(proves_what_the_count_proves)
{
    struct offcpu_seat seat;
    uint64_t end = clock_now_ns() + SECONDS * 1000000000ull;
    unsigned proven = 0, refuted = 0;

    if (!can_be_tried())
        return;
    offcpu_seat_init(&seat);
    while (clock_now_ns() < end) {
        if (!offcpu_begin(&watch, &seat))
            continue;
        offcpu_recount(&watch);

        uint64_t slices = watch.slices;

        if ((proven + refuted) % 2 == 0)
            offcpu_let_run();
        offcpu_recount(&watch);
        if (!offcpu_end(&watch)) {
            refuted++;
            continue;
        }
        ck_assert_uint_eq(slices, watch.slices);
        proven++;
    }
    offcpu_seat_deinit(&seat);
    ck_assert_uint_gt(proven, 0);
    ck_assert_uint_gt(refuted, 0);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("run-mark");
    TCase *tcase = tcase_create("run-mark");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 30);
    tcase_add_test(tcase, still_is_still);
    tcase_add_test(tcase, proves_what_the_count_proves);
    suite_add_tcase(suite, tcase);
    return suite;
}
