/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes of a flame graph: what is deeper than a drawing, what is too narrow, what is gone. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runner.h"
#include "sample/flame-layout.h"
#include "sample/function.h"

static struct function_table *functions;
static struct calltree tree;
static struct flame_layout layout;

static void setup(void)
{
    functions = function_table_create();
    calltree_init(&tree, &(struct calltree_options){.lines = true});
    layout = (struct flame_layout){0};
}

static void teardown(void)
{
    flame_layout_deinit(&layout);
    calltree_deinit(&tree);
    function_table_destroy(functions);
}

static struct sample_frame frame(const char *name)
{
    return (struct sample_frame){function_intern(functions, name, "/app/x.py", 1), 1};
}

/* count samples of a function that calls itself so often, and of the one that it calls then. The
 * node of that one. */
static uint32_t add(size_t depth, const char *leaf, uint64_t count)
{
    CLEANUP_FREE struct sample_frame *frames = xcalloc(depth + 1, sizeof *frames);
    struct sample sample = {.frames = frames, .count = depth + 1, .verified = depth + 1};

    for (size_t i = 1; i <= depth; i++)
        frames[i] = frame("down");
    frames[0] = frame(leaf);
    return calltree_add_many(&tree, &sample, count);
}

static void lay_out(void)
{
    flame_layout_init(&layout, &tree, (struct flame_before){NULL, NULL});
}

static uint64_t own_of(const char *name)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < layout.boxes.count; i++)
        if (strcmp(layout.boxes.data[i].function->name, name) == 0)
            sum += layout.boxes.data[i].own;
    return sum;
}

/* What is in a box, and what stands on it, is all of it. */
static void check_sums(void)
{
    for (size_t i = 0; i < layout.boxes.count; i++) {
        const struct flame_box *box = &layout.boxes.data[i];
        uint64_t sum = box->own;

        for (size_t j = i + 1; j < layout.boxes.count; j++) {
            const struct flame_box *other = &layout.boxes.data[j];

            if (other->row > box->row + 1)
                break;
            if (other->row == box->row + 1 && other->left >= box->left &&
                other->left < box->left + box->total) {
                ck_assert_uint_le(other->left + other->total, box->left + box->total);
                sum += other->total;
            }
        }
        ck_assert_uint_eq(sum, box->total);
    }
}

START_TEST(what_fits_is_drawn_whole)
{
    add(FLAME_OUTER_ROWS + FLAME_INNER_ROWS - 2, "leaf", 10);
    lay_out();
    ck_assert_uint_eq(layout.rows, FLAME_OUTER_ROWS + FLAME_INNER_ROWS);
    ck_assert_uint_eq(layout.deepest, 0);
    check_sums();
}
END_TEST

START_TEST(one_too_many_is_left_out_in_the_middle)
{
    add(FLAME_OUTER_ROWS + FLAME_INNER_ROWS - 1, "leaf", 10);
    lay_out();
    ck_assert_uint_eq(layout.rows, FLAME_OUTER_ROWS + FLAME_INNER_ROWS + 1);
    ck_assert_uint_eq(layout.deepest, 1);
    ck_assert_str_eq(layout.boxes.data[FLAME_OUTER_ROWS].function->name, "[1 frame left out]");
    ck_assert_uint_eq(own_of("leaf"), 10);
    check_sums();
}
END_TEST

START_TEST(inner_ends_are_put_together)
{
    static const size_t depths[] = {100, 2500, 3500, 4500, 5500, 6000};
    size_t leaves = 0;

    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        add(depths[i], "leaf", 10);
        add(depths[i], "other", 1);
    }
    lay_out();
    ck_assert_uint_eq(layout.rows, FLAME_OUTER_ROWS + FLAME_INNER_ROWS + 1);
    ck_assert_uint_eq(layout.deepest, 6000 + 1 - FLAME_OUTER_ROWS + 1 - FLAME_INNER_ROWS);
    ck_assert_uint_eq(own_of("leaf"), 60);
    ck_assert_uint_eq(own_of("other"), 6);
    for (size_t i = 0; i < layout.boxes.count; i++)
        leaves += strcmp(layout.boxes.data[i].function->name, "leaf") == 0;
    /* Of the depths in the middle three are one box. */
    ck_assert_uint_eq(leaves, 4);
    check_sums();
}
END_TEST

START_TEST(what_is_narrow_is_counted)
{
    add(3, "wide", 1000000);
    add(3, "narrow", 49);
    add(3, "enough", 50);
    lay_out();
    ck_assert_uint_eq(layout.small, 1);
    ck_assert_uint_eq(own_of("narrow"), 0);
    ck_assert_uint_eq(own_of("enough"), 50);
}
END_TEST

START_TEST(what_is_gone_is_not_narrow)
{
    uint64_t own[16] = {0}, total[16] = {0};
    uint32_t stays = add(1, "stays", 10);
    uint32_t goes = add(1, "goes", 0);

    total[0] = total[1] = 100;
    own[stays] = total[stays] = 40;
    own[goes] = total[goes] = 60;
    flame_layout_init(&layout, &tree, (struct flame_before){total, own});
    ck_assert_uint_eq(layout.gone, 60);
    ck_assert_uint_eq(layout.small, 0);
    ck_assert_uint_eq(layout.boxes.count, 3);
    ck_assert_uint_eq(layout.boxes.data[2].before_total, 40);
    ck_assert_uint_eq(layout.boxes.data[1].before_total, 100);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("flame-layout");
    TCase *tests = tcase_create("flame-layout");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_fits_is_drawn_whole);
    tcase_add_test(tests, one_too_many_is_left_out_in_the_middle);
    tcase_add_test(tests, inner_ends_are_put_together);
    tcase_add_test(tests, what_is_narrow_is_counted);
    tcase_add_test(tests, what_is_gone_is_not_narrow);
    suite_add_tcase(suite, tests);
    return suite;
}
