/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numpy's objects in memory that lies: src/repr/numpy*.c. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "base/memory.h"
#include "fake.h"
#include "lies.h"
#include "repr/numpy.h"
#include "runner.h"

static int version;

static const struct repr_limits usual = {200, 200, 3};
static const struct repr_limits none = {0, 0, 0};

/* Loop: an even number is numpy 1, an odd one numpy 2. */
static void begin(int i)
{
    lies_begin(i / 2);
    version = i % 2 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4);
}

static char *written(uint64_t object, struct repr_limits limits)
{
    char *text;

    bounds_start();
    text = ask_repr(fake, object, limits, version);
    bounds_check(text);
    return text;
}

/* Words and bytes behind the header of an object. */
static void put(uint64_t object, unsigned offset, unsigned size, uint64_t value)
{
    struct layout_field field = {.offset = fake->layout->object.size + offset,
                                 .size = (uint16_t)size};

    fake_put(fake, object, field, value);
}

static uint64_t make_descr(char kind, uint64_t size)
{
    uint64_t descr = fake_object(fake, fake_type(fake, "numpy.dtype"), 160);

    put(descr, 8, 1, (uint8_t)kind);
    put(descr, 10, 1, '=');
    put(descr, version < NUMPY_VERSION(2, 0) ? 16 : 24, version < NUMPY_VERSION(2, 0) ? 4 : 8,
        size);
    return descr;
}

struct shape {
    uint64_t nd;
    uint64_t dimensions[3], strides[3];
};

static uint64_t make_array(uint64_t descr, struct shape shape, uint64_t data)
{
    uint64_t array = fake_object(fake, fake_type(fake, "numpy.ndarray"), 96);
    uint64_t numbers = fake_alloc(fake, 1024);

    for (unsigned i = 0; i < 3; i++) {
        fake_put_u64(fake, numbers + 8 * i, shape.dimensions[i]);
        fake_put_u64(fake, numbers + 512 + 8 * i, shape.strides[i]);
    }
    put(array, 0, 8, data);
    put(array, 8, 4, shape.nd);
    put(array, 16, 8, numbers);
    put(array, 24, 8, numbers + 512);
    put(array, 40, 8, descr);
    return array;
}

static uint64_t make_data(void)
{
    uint64_t data = fake_alloc(fake, 4096);

    for (uint64_t i = 0; i < 6; i++)
        fake_put_u64(fake, data + 8 * i, i);
    return data;
}

static void ends_with(const char *text, const char *with)
{
    size_t length = strlen(text), tail = strlen(with);

    ck_assert_msg(length >= tail && strcmp(text + length - tail, with) == 0, "%.300s", text);
}

START_TEST(an_array_as_it_is)
{
    begin(_i);

    uint64_t data = make_data();
    struct shape shape = {2, {2, 3}, {24, 8}};
    CLEANUP_FREE char *good = written(make_array(make_descr('i', 8), shape, data), usual);
    CLEANUP_FREE char *scalar =
        written(make_array(make_descr('u', 8), (struct shape){0}, data + 16), usual);

    ends_with(good, " [[0, 1, 2], [3, 4, 5]]>");
    ck_assert_ptr_nonnull(strstr(good, "<numpy.ndarray shape=(2, 3) dtype=int64 at 0x"));
    ends_with(scalar, " 2>");
    lies_end();
}
END_TEST

/* With the sanitizers two million objects take seconds: of the oldest and the newest version. */
static bool takes_millions(int i)
{
#ifdef __SANITIZE_ADDRESS__
    return i < 2 || i >= 2 * (fake_versions - 1);
#else
    (void)i;
    return true;
#endif
}

START_TEST(an_array_that_lies)
{
    begin(_i);

    uint64_t data = make_data(), descr = make_descr('i', 8);
    struct shape huge = {1, {(uint64_t)1 << 61}, {0}};
    struct shape empty = {2, {(uint64_t)1 << 61, 0}, {0, 0}};
    struct shape far = {2, {3, 3}, {(uint64_t)1 << 61, (uint64_t)-8}};
    struct shape negative = {1, {(uint64_t)-1}, {8}};
    struct shape many = {1000000, {1}, {8}};
    struct shape few = {1, {3}, {8}};
    const struct {
        uint64_t array;
        const char *end;       /* of what is written of it */
        const char *unlimited; /* where that ends otherwise without limits */
    } lies[] = {
        {make_array(descr, huge, data), ", 0, ...]>", ", 0, ... (cut at 2000000 objects)]>"},
        {make_array(descr, empty, data), ", [], ...]>", ", [], ... (cut at 2000000 objects)]>"},
        {make_array(descr, few, 8), ">", NULL},
        {make_array(descr, far, data), ">", NULL},
        {make_array(descr, negative, data), ">", NULL},
        {make_array(descr, many, data), ">", NULL},
        {make_array(make_descr('x', 8), few, data), ">", NULL},
        {make_array(make_descr('\xff', 8), few, data), ">", NULL},
        {make_array(make_descr('i', 3), few, data), " ...>", NULL},
        {make_array(make_descr('S', INT32_MAX), few, data), ">", NULL},
        {make_array(make_descr('U', 4), few, data), ">", NULL},
        {make_array(make_descr('M', 8), few, data), ">", NULL},
        {make_array(make_descr('O', 8), few, data), ">", NULL},
        {make_array(8, few, data), ">", NULL},
    };

    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        CLEANUP_FREE char *limited = written(lies[i].array, usual);

        ends_with(limited, lies[i].end);
        if (lies[i].unlimited != NULL && !takes_millions(_i))
            continue;

        CLEANUP_FREE char *all = written(lies[i].array, none);

        ends_with(all, lies[i].unlimited != NULL ? lies[i].unlimited : lies[i].end);
    }
    lies_end();
}
END_TEST

/* Its only item is the array itself. */
START_TEST(an_array_within_itself)
{
    begin(_i);

    uint64_t data = fake_alloc(fake, 64);
    struct shape one = {1, {1}, {8}};
    uint64_t array = make_array(make_descr('O', 8), one, data);

    fake_put_u64(fake, data, array);

    CLEANUP_FREE char *text = written(array, none);

    ends_with(text, " ...>]>");
    lies_end();
}
END_TEST

START_TEST(moments_of_any_time)
{
    begin(_i);

    for (int unit = -1; unit < 16; unit++) {
        static const int64_t values[] = {0, -1, INT64_MAX, INT64_MIN, INT64_MIN + 1, 86400};

        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            uint64_t moment = fake_object(fake, fake_type(fake, "numpy.datetime64"), 64);

            put(moment, 0, 8, (uint64_t)values[i]);
            put(moment, 8, 4, (uint32_t)unit);
            put(moment, 12, 4, i % 2 == 0 ? 1 : INT32_MAX);

            CLEANUP_FREE char *text = written(moment, usual);

            ck_assert(strlen(text) > 5 && strlen(text) < 80);
        }
    }
    lies_end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("numpy");
    TCase *tcase = tcase_create("numpy");
    int loops = 2 * fake_versions;

    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, an_array_as_it_is, 0, loops);
    tcase_add_loop_test(tcase, an_array_that_lies, 0, loops);
    tcase_add_loop_test(tcase, an_array_within_itself, 0, loops);
    tcase_add_loop_test(tcase, moments_of_any_time, 0, loops);
    suite_add_tcase(suite, tcase);
    return suite;
}
