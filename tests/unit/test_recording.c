/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of recording in seconds: samples of a made-up source, whose clock is made up too. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runner.h"
#include "sample/function.h"
#include "sample/gecko.h"
#include "sample/pending.h"
#include "sample/recording.h"
#include "sample/sample-filter.h"
#include "sample/speedscope.h"

#define HZ 100
#define PERIOD_NS (1000000000ull / HZ)
#define HOUR (3600 * HZ) /* rounds */
/* The sanitizers, under which a round takes sixty times as long, have memory of their own, which
 * mallinfo2() says nothing of. */
#ifdef __SANITIZE_ADDRESS__
#define DAY (2 * HOUR)
#else
#define DAY (24 * HOUR)
#endif
#define FUNCTIONS 40
#define DEPTH 6

static struct function_table *functions;
static const struct function *known[FUNCTIONS];
static struct recording recording;
static struct pending pending;
static struct sample_thread thread;
static uint64_t now_ns, random_state;

static void setup(void)
{
    functions = function_table_create();
    for (int i = 0; i < FUNCTIONS; i++) {
        CLEANUP_FREE char *name = xasprintf("f%d", i);

        known[i] = function_intern(functions, name, "/app/x.py", i + 1);
    }
    thread = (struct sample_thread){.num = 1, .tid = 4242, .name = xstrdup("main")};
    random_state = 1;
}

static void begin(bool timed)
{
    recording_init(&recording, &(struct calltree_options){.lines = true}, timed, PERIOD_NS);
    recording.command = xstrdup("made up");
    recording.version = xstrdup("CPython 0");
    now_ns = recording.started_ns;
}

static void teardown(void)
{
    recording_deinit(&recording);
    pending_deinit(&pending);
    function_table_destroy(functions);
    free(thread.name);
}

static unsigned draw(unsigned below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

/* One round: a stack whose frames are each one of two, so that there are 2^DEPTH of them. */
static void run_round(void)
{
    unsigned which = draw(1u << DEPTH);
    struct pending_sample sample = {
        .thread = &thread,
        .time_ns = now_ns,
        .state = THREAD_RUNNING,
        .proof = {.kind = PROOF_CONSISTENT, .how = PROOF_OFF_CPU},
        .ran_ns = now_ns - recording.started_ns + 1,
    };

    pending_begin(&pending, &sample);
    for (unsigned i = 0; i < DEPTH; i++) {
        unsigned number = 2 * (DEPTH - i) + (which >> i & 1);

        pending_push(&pending, (struct sample_frame){known[number], (int)number}, NULL);
    }
    pending_end(&pending, true);
    now_ns += PERIOD_NS;
}

static void run_rounds(int count, struct sample_sink sink)
{
    for (int i = 0; i < count; i++) {
        run_round();
        if (i % 20 == 19)
            pending_flush(&pending, &sink);
    }
    pending_flush(&pending, &sink);
}

START_TEST(a_day_takes_no_more_memory_than_an_hour)
{
    struct sample_filter_options options = {
        .cpu = true, .period_ns = PERIOD_NS, .pattern = "f[0-9]"};
    struct sample_filter *filter;
    struct sample_sink sink;
    size_t after_an_hour;

    begin(false);
    filter = sample_filter_create(&options, recording_sink(&recording));
    sink = sample_filter_sink(filter);
    run_rounds(HOUR, sink);
    after_an_hour = mallinfo2().uordblks;
    run_rounds(DAY - HOUR, sink);
    ck_assert_uint_eq(mallinfo2().uordblks, after_an_hour);
    ck_assert_uint_eq(recording.tree.samples, DAY);
    ck_assert_uint_eq(recording.tree.nodes.data[0].total, DAY);
    sample_filter_destroy(filter);
}
END_TEST

START_TEST(what_stays_the_same_is_one_event)
{
    begin(true);
    for (int i = 0; i < DAY; i++) {
        struct sample_frame frame = {known[i / (DAY / 4)], 1};
        struct sample sample = {
            .thread = &thread, .time_ns = now_ns, .frames = &frame, .count = 1, .verified = 1};
        struct sample_sink sink = recording_sink(&recording);

        sink.take(sink.arg, &sample);
        /* The clock is never quite on time. */
        now_ns = recording.started_ns + (uint64_t)(i + 1) * PERIOD_NS + draw(PERIOD_NS / 4);
    }
    ck_assert_uint_eq(recording.events.count, 4);
    ck_assert_uint_eq(recording.events.data[3].count, DAY / 4);
}
END_TEST

/* By memchr(): for strstr() and memmem() the sanitizers look at all of the rest each time. */
static size_t count_of(const char *text, const char *word)
{
    const char *end = text + strlen(text);
    size_t count = 0, length = strlen(word);

    while ((text = memchr(text, word[0], (size_t)(end - text))) != NULL) {
        if (strncmp(text, word, length) == 0)
            count++;
        text++;
    }
    return count;
}

START_TEST(threads_that_come_and_go_are_bounded)
{
    struct sample_sink sink;
    char *text = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&text, &size);
    size_t before;

    begin(true);
    sink = recording_sink(&recording);
    for (int i = 0; i < RECORDING_MAX_THREADS + 20000; i++) {
        thread.num++;
        run_rounds(3, sink);
        if (i == RECORDING_MAX_THREADS)
            before = mallinfo2().uordblks;
    }
    ck_assert_uint_eq(recording.threads.count, RECORDING_MAX_THREADS + 1);
    /* Events alone are what grows. */
    ck_assert_uint_lt(mallinfo2().uordblks,
                      before + recording.events.capacity * sizeof(struct recording_event));
    speedscope_write(&recording, out);
    fclose(out);
    ck_assert_uint_eq(count_of(text, "\"type\":\"evented\""), RECORDING_MAX_THREADS + 1);
    ck_assert_uint_eq(count_of(text, "\"name\":\"other threads\""), 1);
    ck_assert_uint_eq(count_of(text, "\"type\":\"O\""), count_of(text, "\"type\":\"C\""));
    free(text);
}
END_TEST

START_TEST(events_of_a_thread_are_found_in_order)
{
    struct recording_order order;
    struct sample_sink sink;

    begin(true);
    sink = recording_sink(&recording);
    for (int i = 0; i < 3000; i++) {
        thread.num = 1 + draw(7);
        run_rounds(1, sink);
    }
    recording_order_init(&recording, &order);
    for (uint32_t i = 0; i < recording.threads.count; i++) {
        uint64_t last = 0;

        for (size_t at = order.first[i]; at < order.first[i + 1]; at++) {
            const struct recording_event *event = &recording.events.data[order.events[at]];

            ck_assert_uint_eq(event->thread, i);
            ck_assert_uint_gt(event->time_ns, last);
            last = event->time_ns;
        }
    }
    ck_assert_uint_eq(order.first[recording.threads.count], recording.events.count);
    recording_order_deinit(&order);
}
END_TEST

static void take_one(struct sample_sink sink)
{
    struct sample_frame frame = {known[0], 1};
    struct sample sample = {
        .thread = &thread, .time_ns = now_ns, .frames = &frame, .count = 1, .verified = 1};

    sink.take(sink.arg, &sample);
    now_ns += PERIOD_NS;
}

static void rename_to(const char *name)
{
    free(thread.name);
    thread.name = xstrdup(name);
}

static const char *name_of_node(uint32_t node)
{
    return recording.tree.nodes.data[node].function->name;
}

START_TEST(a_thread_is_called_what_it_was_called_last)
{
    struct sample_sink sink;

    begin(true);
    recording.tree.options.threads = true;
    sink = recording_sink(&recording);
    take_one(sink);
    rename_to("another");
    take_one(sink);
    ck_assert_uint_eq(recording.threads.count, 1);
    ck_assert_str_eq(recording.threads.data[0].name, "another");
    ck_assert_uint_eq(recording.tree.nodes.count, 3);
    ck_assert_str_eq(name_of_node(1), "thread 1 (another)");
    ck_assert_uint_eq(recording.tree.nodes.data[1].total, 2);
}
END_TEST

START_TEST(a_process_that_becomes_another_program_has_other_threads)
{
    struct sample_process process = {42, "python one.py"};
    struct sample_sink sink;

    begin(true);
    recording.tree.options.processes = recording.tree.options.threads = true;
    thread.process = &process;
    sink = recording_sink(&recording);
    take_one(sink);
    process.command = "python two.py";
    take_one(sink);
    take_one(sink);
    ck_assert_uint_eq(recording.threads.count, 2);
    ck_assert_str_eq(recording.threads.data[0].process, "python one.py");
    ck_assert_str_eq(recording.threads.data[1].process, "python two.py");
    ck_assert_uint_eq(recording.events.data[1].count, 2);
    ck_assert_str_eq(name_of_node(1), "process 42 (python one.py)");
}
END_TEST

START_TEST(processes_of_one_command_are_put_together)
{
    static const char *const commands[][2] = {
        {"python3.11 w.py --port 8001", "processes (python3.11 w.py --port N)"},
        {"python3.11 w.py --port 8002", "processes (python3.11 w.py --port N)"},
        {"/v/3.11.7/bin/python w2.py", "processes (/v/3.11.7/bin/python w2.py)"},
        {"1 -c spawn(fd=5, pipe=17) x3 4", "processes (N -c spawn(fd=N, pipe=N) x3 N)"},
    };
    struct sample_process process = {0};
    struct sample_sink sink;

    begin(false);
    recording.tree.options =
        (struct calltree_options){.processes = true, .by_command = true, .threads = true};
    thread.process = &process;
    sink = recording_sink(&recording);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        process.pid++;
        process.command = (char *)commands[i][0];
        take_one(sink);
        ck_assert_str_eq(name_of_node((uint32_t)(i < 2 ? 1 : 3 * i - 2)), commands[i][1]);
    }
    ck_assert_uint_eq(recording.tree.nodes.count, 10);
    ck_assert_uint_eq(recording.tree.nodes.data[2].total, 2);
}
END_TEST

/* Which of the samples of one thread pass, of which each says how much CPU time it has had. */
static uint64_t passed(const uint64_t *ran_ms, size_t count)
{
    struct sample_filter_options options = {.cpu = true, .period_ns = PERIOD_NS};
    struct sample_filter *filter = sample_filter_create(&options, recording_sink(&recording));
    struct sample_sink sink = sample_filter_sink(filter);
    uint64_t before = recording.tree.samples;

    for (size_t i = 0; i < count; i++) {
        struct sample_frame frame = {known[0], 1};
        struct sample sample = {.thread = &thread,
                                .frames = &frame,
                                .count = 1,
                                .verified = 1,
                                .ran_ns = ran_ms[i] * 1000000};

        sink.take(sink.arg, &sample);
    }
    sample_filter_destroy(filter);
    return recording.tree.samples - before;
}

START_TEST(cpu_time_is_paid_with_samples)
{
    begin(false);
    /* The first counts; then one for each 10 ms. */
    ck_assert_uint_eq(passed((uint64_t[]){500, 510, 520, 530}, 4), 4);
    ck_assert_uint_eq(passed((uint64_t[]){500, 505, 510, 515, 520}, 5), 3);
    ck_assert_uint_eq(passed((uint64_t[]){500, 500, 500, 500}, 4), 1);
    /* What was had between two looks is made up for when it is seen running again. */
    ck_assert_uint_eq(passed((uint64_t[]){500, 530, 530, 530, 530}, 5), 4);
    /* Another thread with the same number begins anew. */
    ck_assert_uint_eq(passed((uint64_t[]){500, 3, 13, 23}, 4), 3);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("recording");
    TCase *tests = tcase_create("recording");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, a_day_takes_no_more_memory_than_an_hour);
    tcase_add_test(tests, what_stays_the_same_is_one_event);
    tcase_add_test(tests, threads_that_come_and_go_are_bounded);
    tcase_add_test(tests, events_of_a_thread_are_found_in_order);
    tcase_add_test(tests, a_thread_is_called_what_it_was_called_last);
    tcase_add_test(tests, a_process_that_becomes_another_program_has_other_threads);
    tcase_add_test(tests, processes_of_one_command_are_put_together);
    tcase_add_test(tests, cpu_time_is_paid_with_samples);
    suite_add_tcase(suite, tests);
    return suite;
}
