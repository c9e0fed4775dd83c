/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mark against the kernel's count of time slices, of a thread that is given a CPU again and
 * again: src/target/run-mark.h. */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
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
static volatile unsigned *done; /* by the child: more and more */

/* Runs for a while, sleeps for a while. */
static void be_busy(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        for (unsigned i = 0; i < 20000; i++)
            ++*done;
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    }
}

static void setup(void)
{
    done = mmap(NULL, sizeof *done, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne((const void *)done, MAP_FAILED);
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
    munmap((void *)done, sizeof *done);
}

/* Where the kernel gives marks and counts slices. */
static bool can_be_tried(void)
{
    offcpu_recount(&watch);
    return !watch.by_switches && run_mark_set(&marks, &watch.mark, child);
}

/* Each slice moves it. The kernel counts a slice a moment before. */
START_TEST(moves_with_each_slice)
{
    uint64_t end = clock_now_ns() + SECONDS * 1000000000ull;
    unsigned moved = 0;

    if (!can_be_tried())
        return;
    while (clock_now_ns() < end) {
        run_mark_renew(&watch.mark);
        offcpu_recount(&watch);

        uint64_t slices = watch.slices;

        while (watch.slices == slices)
            offcpu_recount(&watch);
        for (uint64_t late = clock_now_ns() + 5000000000ull;
             run_mark_is_still(&watch.mark) && clock_now_ns() < late;)
            offcpu_let_run();
        ck_assert(!run_mark_is_still(&watch.mark));
        moved++;
    }
    ck_assert_uint_gt(moved, 0);
}
END_TEST

/* Who is off the CPU, and still by the mark, has done nothing: it moves before the thread runs. */
START_TEST(still_has_done_nothing)
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

        unsigned before = *done;

        if ((proven + refuted) % 2 == 0)
            offcpu_let_run();

        unsigned after = *done;

        if (!offcpu_end(&watch)) {
            refuted++;
            continue;
        }
        ck_assert_uint_eq(before, after);
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
    tcase_add_test(tcase, moves_with_each_slice);
    tcase_add_test(tcase, still_has_done_nothing);
    suite_add_tcase(suite, tcase);
    return suite;
}
