/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tree of calls in boxes: shares, order, zoom, ways from box to box. */
#include <string.h>

#include "runner.h"
#include "sample/calltree.h"
#include "sample/function.h"
#include "sample/icicle.h"

static struct function_table *functions;
static struct calltree tree;
static struct icicle icicle;
static icicle_path path;

static void setup(void)
{
    functions = function_table_create();
    calltree_init(&tree, &(struct calltree_options){.lines = true});
}

static void teardown(void)
{
    array_deinit(&path);
    icicle_deinit(&icicle);
    calltree_deinit(&tree);
    function_table_destroy(functions);
}

static const struct function *function(char name)
{
    return function_intern(functions, (char[]){name, '\0'}, "/app/x.py", name);
}

/* count samples of a stack: a letter a function, the oldest first, each on that line. */
static void add(const char *stack, int line, int count)
{
    static const struct sample_thread thread = {.num = 1};
    struct sample_frame frames[16];
    size_t depth = strlen(stack);
    struct sample sample = {.thread = &thread, .frames = frames, .count = depth, .verified = depth};

    for (size_t i = 0; i < depth; i++)
        frames[i] = (struct sample_frame){function(stack[depth - 1 - i]), line};
    for (int i = 0; i < count; i++)
        calltree_add(&tree, &sample);
}

static void set_path(const char *letters)
{
    array_clear(&path);
    for (; *letters != '\0'; letters++)
        array_push(&path, function(*letters));
}

static void build(const char *zoom, int width)
{
    set_path(zoom);
    icicle_build(&icicle, &tree, &path, width);
}

static size_t find(const char *letters)
{
    set_path(letters);
    return icicle_find(&icicle, &path);
}

/* The picture, a row a line: letters where boxes are, blanks where nothing was called. */
static void check_picture(const char *expected)
{
    char picture[512];
    size_t at = 0;
    size_t rows = icicle.boxes.data[icicle.boxes.count - 1].row + 1;
    size_t width = (size_t)icicle.boxes.data[0].right;

    memset(picture, ' ', sizeof picture);
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < icicle.boxes.count; i++) {
            const struct icicle_box *box = &icicle.boxes.data[i];

            if (box->row == row)
                memset(picture + at + box->left,
                       box->function != NULL ? box->function->name[0] : '*',
                       (size_t)(box->right - box->left));
        }
        at += width;
        picture[at++] = '\n';
    }
    picture[at] = '\0';
    ck_assert_str_eq(picture, expected);
}

START_TEST(widths_are_shares)
{
    add("mab", 1, 5);
    add("ma", 1, 2);
    add("mc", 1, 3);
    build("", 10);
    check_picture("**********\n"
                  "mmmmmmmmmm\n"
                  "aaaaaaaccc\n"
                  "bbbbb     \n");
    ck_assert_uint_eq(icicle.boxes.data[find("ma")].own, 2);
    ck_assert_uint_eq(icicle.boxes.data[find("ma")].total, 7);
    ck_assert_uint_eq(icicle.boxes.data[0].total, 10);
}
END_TEST

START_TEST(lines_are_one_box)
{
    add("mab", 1, 3);
    add("mab", 2, 1);
    add("mac", 3, 4);
    build("", 8);
    check_picture("********\n"
                  "mmmmmmmm\n"
                  "aaaaaaaa\n"
                  "bbbbcccc\n");
}
END_TEST

START_TEST(the_order_is_that_of_names)
{
    add("z", 1, 6);
    add("b", 1, 1);
    add("y", 1, 1);
    build("", 8);
    check_picture("********\n"
                  "byzzzzzz\n");
}
END_TEST

START_TEST(what_has_no_cell_is_left_out)
{
    add("ab", 1, 1000);
    add("c", 1, 1);
    add("d", 1, 1000);
    build("", 10);
    check_picture("**********\n"
                  "aaaaaddddd\n"
                  "bbbbb     \n");
    ck_assert_uint_eq(find("c"), 0);
}
END_TEST

START_TEST(a_zoom_has_the_whole_width)
{
    add("mab", 1, 2);
    add("mac", 1, 2);
    add("md", 1, 4);
    build("ma", 8);
    check_picture("********\n"
                  "mmmmmmmm\n"
                  "aaaaaaaa\n"
                  "bbbbcccc\n");
    ck_assert_uint_eq(icicle.zoomed, find("ma"));
    ck_assert_uint_eq(icicle.boxes.data[find("m")].total, 8);

    build("mxy", 8);
    ck_assert_uint_eq(icicle.zoomed, find("m"));
    check_picture("********\n"
                  "mmmmmmmm\n"
                  "aaaadddd\n"
                  "bbcc    \n");
}
END_TEST

START_TEST(ways_lead_from_box_to_box)
{
    add("mab", 1, 2);
    add("mac", 1, 3);
    add("mde", 1, 4);
    build("", 9);

    size_t a = find("ma"), c = find("mac"), e = find("mde");

    ck_assert_uint_eq(icicle_beside(&icicle, a, ICICLE_DOWN), c);
    ck_assert_uint_eq(icicle_beside(&icicle, c, ICICLE_DOWN), c);
    ck_assert_uint_eq(icicle_beside(&icicle, c, ICICLE_UP), a);
    ck_assert_uint_eq(icicle_beside(&icicle, c, ICICLE_RIGHT), e);
    ck_assert_uint_eq(icicle_beside(&icicle, e, ICICLE_RIGHT), e);
    ck_assert_uint_eq(icicle_beside(&icicle, e, ICICLE_LEFT), c);
    ck_assert_uint_eq(icicle_beside(&icicle, a, ICICLE_LEFT), a);
    ck_assert_uint_eq(icicle_beside(&icicle, 0, ICICLE_UP), 0);
    ck_assert_uint_eq(icicle_beside(&icicle, 0, ICICLE_LEFT), 0);
    ck_assert_uint_eq(icicle_beside(&icicle, 0, ICICLE_RIGHT), 0);

    icicle_path_of(&icicle, c, &path);
    ck_assert_uint_eq(path.count, 3);
    ck_assert_uint_eq(icicle_find(&icicle, &path), c);
    array_push(&path, function('x'));
    ck_assert_uint_eq(icicle_find(&icicle, &path), c);
}
END_TEST

START_TEST(nothing_sampled_is_one_box)
{
    build("ab", 20);
    check_picture("********************\n");
    ck_assert_uint_eq(icicle_beside(&icicle, 0, ICICLE_DOWN), 0);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("icicle");
    TCase *tcase = tcase_create("icicle");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, widths_are_shares);
    tcase_add_test(tcase, lines_are_one_box);
    tcase_add_test(tcase, the_order_is_that_of_names);
    tcase_add_test(tcase, what_has_no_cell_is_left_out);
    tcase_add_test(tcase, a_zoom_has_the_whole_width);
    tcase_add_test(tcase, ways_lead_from_box_to_box);
    tcase_add_test(tcase, nothing_sampled_is_one_box);
    suite_add_tcase(suite, tcase);
    return suite;
}
