/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the live view does without a terminal: bytes into keys, lines that are selected and
 * scrolled, tables of keys. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runner.h"
#include "view/common-keys.h"
#include "view/keys.h"
#include "view/list.h"
#include "view/pages.h"

/* All keys of the bytes, when they come at once. */
static size_t read_all(const char *bytes, struct keys_event *ret, size_t most)
{
    struct keys_reader reader = {0};
    size_t count = 0;

    keys_feed(&reader, (const uint8_t *)bytes, strlen(bytes));
    while (count < most && keys_next(&reader, true, &ret[count]))
        count++;
    return count;
}

START_TEST(sequences_of_many_terminals_are_keys)
{
    static const struct {
        const char *bytes;
        int code;
    } keys[] = {
        {"a", 'a'},
        {"\xc3\xa9", 0xe9},
        {"\xe6\xbc\xa2", 0x6f22},
        {"\r", KEYS_ENTER},
        {"\n", KEYS_ENTER},
        {"\x7f", KEYS_BACKSPACE},
        {"\b", KEYS_BACKSPACE},
        {"\t", KEYS_TAB},
        {"\f", KEYS_CONTROL('l')},
        {"\033", KEYS_ESCAPE},
        {"\033[A", KEYS_UP},
        {"\033OA", KEYS_UP},
        {"\033[1;5B", KEYS_DOWN},
        {"\033[H", KEYS_HOME},
        {"\033[1~", KEYS_HOME},
        {"\033[7~", KEYS_HOME},
        {"\033OF", KEYS_END},
        {"\033[4~", KEYS_END},
        {"\033[5~", KEYS_PAGE_UP},
        {"\033[6~", KEYS_PAGE_DOWN},
        {"\033[Z", KEYS_BACK_TAB},
        {"\033OP", KEYS_F1},
        {"\033[[A", KEYS_F1},
        {"\033[11~", KEYS_F1},
        {"\033[15~", KEYS_F1 + 4},
        {"\033[17~", KEYS_F1 + 5},
        {"\033[21~", KEYS_F1 + 9},
        {"\033[24~", KEYS_F1 + 11},
        {"\033[<64;1;1M", KEYS_WHEEL_UP},
        {"\033[<65;1;1M", KEYS_WHEEL_DOWN},
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct keys_event found[4];

        ck_assert_msg(read_all(keys[i].bytes, found, 4) == 1, "%zu", i);
        ck_assert_msg(found[0].code == keys[i].code, "%zu: %d", i, found[0].code);
    }
}
END_TEST

START_TEST(what_is_no_key_is_passed_over)
{
    static const char *const bytes[] = {
        "\033[?1;2c",        "\033[200~",           "\xff", "\033[<0;5;5m", "\033[<35;5;5M",
        "\033[99999999999~", "\033[1;2;3;4;5;6;7z",
    };

    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        CLEANUP_FREE char *more = xasprintf("%sq", bytes[i]);
        struct keys_event found[4];

        ck_assert_msg(read_all(more, found, 4) == 1, "%zu", i);
        ck_assert_int_eq(found[0].code, 'q');
    }
}
END_TEST

START_TEST(a_click_has_a_place)
{
    struct keys_event found[2];

    ck_assert_uint_eq(read_all("\033[<0;12;34M", found, 2), 1);
    ck_assert_int_eq(found[0].code, KEYS_CLICK);
    ck_assert_int_eq(found[0].column, 11);
    ck_assert_int_eq(found[0].row, 33);
}
END_TEST

START_TEST(escape_then_a_letter_are_two_keys)
{
    struct keys_event found[4];

    ck_assert_uint_eq(read_all("\033q", found, 4), 2);
    ck_assert_int_eq(found[0].code, KEYS_ESCAPE);
    ck_assert_int_eq(found[1].code, 'q');
    ck_assert_uint_eq(read_all("\033\033[A", found, 4), 2);
    ck_assert_int_eq(found[1].code, KEYS_UP);
}
END_TEST

/* Over a slow line the bytes come one by one: none is taken for a key of its own. */
START_TEST(the_beginning_of_a_sequence_waits)
{
    static const char bytes[] = "\033[5~\xe6\xbc\xa2";
    struct keys_reader reader = {0};
    struct keys_event event;
    int codes[4] = {0};
    size_t count = 0;

    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        keys_feed(&reader, (const uint8_t *)&bytes[i], 1);
        while (count < 4 && keys_next(&reader, false, &event))
            codes[count++] = event.code;
    }
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(codes[0], KEYS_PAGE_UP);
    ck_assert_int_eq(codes[1], 0x6f22);
}
END_TEST

START_TEST(more_bytes_than_there_is_room_for)
{
    struct keys_reader reader = {0};
    struct keys_event event;
    uint8_t many[300];

    memset(many, '\033', sizeof many);
    many[1] = '[';
    memset(many + 2, '1', sizeof many - 2);
    for (int i = 0; i < 3; i++)
        keys_feed(&reader, many, sizeof many);
    while (keys_next(&reader, false, &event))
        ck_assert_int_eq(event.code, KEYS_ESCAPE);
    while (keys_next(&reader, true, &event))
        continue;
    ck_assert_uint_eq(reader.count, 0);
    keys_feed(&reader, (const uint8_t *)"q", 1);
    ck_assert(keys_next(&reader, true, &event));
    ck_assert_int_eq(event.code, 'q');
}
END_TEST

START_TEST(a_list_scrolls_as_far_as_it_has_to)
{
    struct list list = {0};
    size_t line;

    list_set_count(&list, 100);
    list_place(&list, 1, 10);
    list_move(&list, 9);
    list_place(&list, 1, 10);
    ck_assert_uint_eq(list.first, 0);
    list_move(&list, 1);
    list_place(&list, 1, 10);
    ck_assert_uint_eq(list.first, 1);
    list_move(&list, 1000);
    list_place(&list, 1, 10);
    ck_assert_uint_eq(list.selected, 99);
    ck_assert_uint_eq(list.first, 90);
    ck_assert(!list_at(&list, 0, &line));
    ck_assert(list_at(&list, 1, &line) && line == 90);
    ck_assert(!list_at(&list, 11, &line));
    list_place(&list, 1, 20); /* a larger screen has no empty lines at its end */
    ck_assert_uint_eq(list.first, 80);
    list_move(&list, -1000);
    list_place(&list, 1, 0);
    ck_assert_uint_eq(list.first, 0);
    list_set_count(&list, 0);
    list_place(&list, 1, 10);
    ck_assert_uint_eq(list.selected, 0);
    ck_assert(!list_at(&list, 1, &line));
}
END_TEST

/* A key that stands twice in one table would have its second meaning never. */
START_TEST(no_table_has_a_key_twice)
{
    const struct keys_binding *tables[] = {
        common_keys,       pane_keys,        functions_class.keys, threads_class.keys,
        stacks_class.keys, help_class.keys,  calls_class.keys,     stack_class.keys,
        frame_class.keys,  flame_class.keys, src_class.keys,       source_class.keys,
    };

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (const struct keys_binding *b = tables[t]; b->codes[0] != 0; b++) {
            ck_assert_ptr_nonnull(b->run);
            for (size_t i = 0; i < KEYS_MAX && b->codes[i] != 0; i++)
                ck_assert_ptr_eq(keys_find(tables[t], b->codes[i]), b);
        }
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("view");
    TCase *tests = tcase_create("view");

    tcase_add_test(tests, sequences_of_many_terminals_are_keys);
    tcase_add_test(tests, what_is_no_key_is_passed_over);
    tcase_add_test(tests, a_click_has_a_place);
    tcase_add_test(tests, escape_then_a_letter_are_two_keys);
    tcase_add_test(tests, the_beginning_of_a_sequence_waits);
    tcase_add_test(tests, more_bytes_than_there_is_room_for);
    tcase_add_test(tests, a_list_scrolls_as_far_as_it_has_to);
    tcase_add_test(tests, no_table_has_a_key_twice);
    suite_add_tcase(suite, tests);
    return suite;
}
