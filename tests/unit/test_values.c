/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values in memory that lies: no crash, no endless work, and the rest is still shown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "fake.h"
#include "python/number.h"
#include "repr/repr.h"
#include "python/type.h"
#include "runner.h"
#include "target/target.h"

static struct fake *fake;

static uint64_t make_list(uint64_t type, uint64_t count, uint64_t items)
{
    uint64_t list = fake_object(fake, type, 64);

    fake_put(fake, list, fake->layout->var_object.ob_size, count);
    fake_put(fake, list, fake->layout->list.ob_item, items);
    fake_put(fake, list, fake->layout->list.allocated, count);
    return list;
}

/* Within two seconds, and of a bounded size. */
static char *written(uint64_t object, struct repr_limits limits, unsigned *cut)
{
    struct repr *repr = repr_create(fake->runtime, limits);
    struct repr_result result;
    clock_t start = clock();

    repr_object(repr, object, &result);
    repr_destroy(repr);
    ck_assert(clock() - start < 2 * CLOCKS_PER_SEC);
    ck_assert(strlen(result.text) < (size_t)100 << 20);
    if (cut != NULL)
        *cut = result.cut;
    free(result.type);
    return result.text;
}

static const struct repr_limits usual = {200, 200, 3};
static const struct repr_limits none = {0, 0, 0};

static void begin(int version)
{
    fake = fake_create(version);
}

static void end(void)
{
    fake_destroy(fake);
    fake = NULL;
}

START_TEST(an_object_that_is_nowhere)
{
    begin(_i);

    CLEANUP_FREE char *nowhere = written(FAKE_NOWHERE, usual, NULL);
    CLEANUP_FREE char *no_type = written(fake_object(fake, FAKE_NOWHERE, 64), usual, NULL);
    CLEANUP_FREE char *own_type =
        written(fake_object(fake, fake_alloc(fake, 1024), 64), usual, NULL);

    ck_assert_str_eq(nowhere, "<unreadable at 0x7000000000>");
    ck_assert(strncmp(no_type, "<unreadable at 0x", 17) == 0);
    ck_assert(strncmp(own_type, "<unreadable at 0x", 17) == 0);
    end();
}
END_TEST

START_TEST(a_list_that_claims_too_much)
{
    begin(_i);

    uint64_t type = fake_type(fake, "list");
    uint64_t items = fake_alloc(fake, 64);

    for (int i = 0; i < 8; i++)
        fake_put_u64(fake, items + 8 * (uint64_t)i, make_list(type, 0, 0));

    unsigned cut;
    CLEANUP_FREE char *huge = written(make_list(type, (uint64_t)1 << 47, items), none, &cut);
    CLEANUP_FREE char *impossible = written(make_list(type, (uint64_t)1 << 61, items), none, NULL);
    CLEANUP_FREE char *negative = written(make_list(type, (uint64_t)-5, items), none, NULL);
    CLEANUP_FREE char *elsewhere = written(make_list(type, 3, FAKE_NOWHERE), none, NULL);
    CLEANUP_FREE char *inner = NULL;

    ck_assert(strncmp(huge, "[[], [], ", 9) == 0);
    ck_assert_uint_eq(cut, REPR_CUT_SIZE);
    ck_assert_str_eq(huge + strlen(huge) - 30, "], ... (cut at 2000000 objects)]" + 2);
    ck_assert(strncmp(negative, "<unreadable at", 14) == 0);
    ck_assert(strncmp(impossible, "<unreadable at", 14) == 0);
    ck_assert_str_eq(elsewhere, "[<unreadable at 0x7000000000>]");
    fake_put_u64(fake, items + 8, FAKE_NOWHERE);
    inner = written(make_list(type, 3, items), none, NULL);
    ck_assert_str_eq(inner, "[[], <unreadable at 0x7000000000>, []]");
    end();
}
END_TEST

START_TEST(a_list_deeper_than_any)
{
    begin(_i);

    uint64_t type = fake_type(fake, "list");
    uint64_t items = fake_alloc(fake, 8);
    uint64_t list = make_list(type, 0, 0);
    unsigned cut;

    for (int i = 0; i < 200000; i++) {
        fake_put_u64(fake, items, list);
        list = make_list(type, 1, items);
        items = fake_alloc(fake, 8);
    }

    CLEANUP_FREE char *text = written(list, none, &cut);

    ck_assert_uint_eq(cut, REPR_CUT_DEPTH);
    ck_assert_ptr_nonnull(strstr(text, "[[... 1 item]]"));

    CLEANUP_FREE char *shallow = written(list, usual, &cut);

    ck_assert_str_eq(shallow, "[[[[... 1 item]]]]");
    end();
}
END_TEST

START_TEST(a_list_within_itself)
{
    begin(_i);

    uint64_t type = fake_type(fake, "list");
    uint64_t items = fake_alloc(fake, 8);
    uint64_t list = make_list(type, 1, items);

    fake_put_u64(fake, items, list);

    unsigned cut;
    CLEANUP_FREE char *text = written(list, usual, &cut);

    ck_assert_str_eq(text, "[[...]]");
    ck_assert_uint_eq(cut, 0);
    end();
}
END_TEST

START_TEST(strings_that_cannot_be)
{
    begin(_i);
    if (fake->layout->traits.strings_are_bytes) {
        end();
        return;
    }

    const struct layout *layout = fake->layout;
    uint64_t str = fake_str(fake, "abc");

    fake_put(fake, str, layout->object.ob_type, fake_type(fake, "str"));

    CLEANUP_FREE char *good = written(str, usual, NULL);

    ck_assert_str_eq(good, "'abc'");
    fake_put(fake, str, layout->ascii.length, (uint64_t)-1);

    CLEANUP_FREE char *negative = written(str, none, NULL);

    ck_assert(strncmp(negative, "<unreadable at", 14) == 0);
    fake_put(fake, str, layout->ascii.length, (uint64_t)1 << 48);

    CLEANUP_FREE char *huge = written(str, none, NULL);

    ck_assert(strncmp(huge, "<unreadable at", 14) == 0);
    end();
}
END_TEST

START_TEST(dict_keys_of_an_impossible_size)
{
    begin(_i);
    if (layout_has(fake->layout->dict.ma_table)) {
        end();
        return;
    }

    const struct layout *layout = fake->layout;
    uint64_t dict = fake_object(fake, fake_type(fake, "dict"), 128);
    uint64_t keys = fake_alloc(fake, 256);

    fake_put(fake, dict, layout->dict.ma_used, 3);
    fake_put(fake, dict, layout->dict.ma_keys, keys);
    for (unsigned size = 0; size < 256; size += 5) {
        fake_put(fake, keys, layout->dict_keys.dk_size, (uint64_t)1 << (size % 64));
        fake_put(fake, keys, layout->dict_keys.dk_log2_size, size);
        fake_put(fake, keys, layout->dict_keys.dk_log2_index_bytes, size);
        fake_put(fake, keys, layout->dict_keys.dk_nentries, (uint64_t)1 << (size % 64));

        CLEANUP_FREE char *text = written(dict, none, NULL);

        ck_assert(strcmp(text, "{}") == 0 || strncmp(text, "<unreadable at", 14) == 0);
    }
    end();
}
END_TEST

START_TEST(bases_that_go_round)
{
    begin(_i);

    uint64_t one = fake_type(fake, "one");
    uint64_t two = fake_type(fake, "two");

    fake_put(fake, one, fake->layout->type.tp_base, two);
    fake_put(fake, two, fake->layout->type.tp_base, one);

    CLEANUP_FREE char *text = written(fake_object(fake, one, 64), none, NULL);

    ck_assert(strncmp(text, "<unreadable at", 14) == 0);
    end();
}
END_TEST

/* Every byte of an object's memory may be anything. */
START_TEST(random_memory)
{
    begin(_i);
    srand(_i);
    for (size_t n = 0; type_known_name(n) != NULL; n++) {
        uint64_t type = fake_type(fake, type_known_name(n));
        uint64_t objects[16];

        for (int i = 0; i < 16; i++)
            objects[i] = fake_object(fake, type, 256);
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < 16; i++) {
                for (uint64_t at = 16; at < 256; at += 8) {
                    int what = rand() % 4;
                    uint64_t word = what == 0   ? objects[rand() % 16]
                                    : what == 1 ? (uint64_t)(rand() % 16)
                                    : what == 2 ? (uint64_t)rand() << 33 ^ (uint64_t)rand()
                                                : FAKE_BASE + (uint64_t)rand() % FAKE_BYTES;

                    fake_put_u64(fake, objects[i] + at, word);
                }
                fake_put(fake, objects[i], fake->layout->object.ob_type, type);
            }
            free(written(objects[0], (struct repr_limits){20, 20, 3}, NULL));
        }
    }
    end();
}
END_TEST

START_TEST(floats_are_the_shortest)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0.0"},
        {-0.0, "-0.0"},
        {1, "1.0"},
        {0.1, "0.1"},
        {1e16, "1e+16"},
        {1e15, "1000000000000000.0"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {5.684341886080802e-14, "5.684341886080802e-14"},
        {9007199254740993.0, "9007199254740992.0"},
        {9.5e22, "9.5e+22"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP_FREE char *text = number_float(cases[i].value, NUMBER_POINT);

        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

/* Of two that fall on the same place of the cache none drives the other out. */
START_TEST(pages_are_read_once)
{
    uint64_t word, before;

    fake = fake_create(_i);
    target_cache_on(fake->runtime->target);
    before = fake->reads;
    for (int i = 0; i < 100; i++)
        for (uint64_t page = 0; page < 4; page++)
            ck_assert(error_ignore(
                target_read_u64(fake->runtime->target, FAKE_BASE + page * 256 * 4096, &word)));
    ck_assert_uint_eq(fake->reads - before, 4);
    target_cache_off(fake->runtime->target);
    fake_destroy(fake);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("values");
    TCase *lies = tcase_create("lying memory");
    TCase *numbers = tcase_create("numbers");

    tcase_set_timeout(lies, 120);
    tcase_add_loop_test(lies, an_object_that_is_nowhere, 0, fake_versions);
    tcase_add_loop_test(lies, a_list_that_claims_too_much, 0, fake_versions);
    tcase_add_loop_test(lies, a_list_deeper_than_any, 0, fake_versions);
    tcase_add_loop_test(lies, a_list_within_itself, 0, fake_versions);
    tcase_add_loop_test(lies, strings_that_cannot_be, 0, fake_versions);
    tcase_add_loop_test(lies, dict_keys_of_an_impossible_size, 0, fake_versions);
    tcase_add_loop_test(lies, bases_that_go_round, 0, fake_versions);
    tcase_add_loop_test(lies, random_memory, 0, fake_versions);
    tcase_add_loop_test(lies, pages_are_read_once, 0, fake_versions);
    tcase_add_test(numbers, floats_are_the_shortest);
    suite_add_tcase(suite, lies);
    suite_add_tcase(suite, numbers);
    return suite;
}
