/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text made harmless, numbers, and the four formats of line tables: src/base/text.c,
 * src/python/line-table.c. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/line-table.h"
#include "runner.h"

START_TEST(what_steers_a_terminal_is_escaped)
{
    static const struct {
        const char *from, *to;
    } texts[] = {
        {"plain", "plain"},
        {"tab\tand\nline\r", "tab\\tand\\nline\\r"},
        {"\033[2Jgone", "\\x1b[2Jgone"},
        {"\xc2\x9b"
         "2J",
         "\\x9b2J"},
        {"\xe2\x80\xaeright to left", "\\u202eright to left"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"a\xe2\x80\x8b"
         "b\xe2\x81\xa0\xef\xbb\xbf",
         "a\\u200bb\\u2060\\ufeff"},
        {"na\xc3\xafve \xe4\xb8\xad", "na\xc3\xafve \xe4\xb8\xad"},
        {"\x7f", "\\x7f"},
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CLEANUP_FREE char *escaped = text_escaped(texts[i].from);

        ck_assert_str_eq(escaped, texts[i].to);
    }
}
END_TEST

START_TEST(width_counts_columns)
{
    ck_assert_uint_eq(text_width("abc"), 3);
    ck_assert_uint_eq(text_width("na\xc3\xafve"), 5);
    ck_assert_uint_eq(text_width("\xe4\xb8\xad\xe6\x96\x87"), 4);
    ck_assert_uint_eq(text_width("e\xcc\x81"), 1);
    ck_assert_uint_eq(text_width("\033"), 4);
}
END_TEST

/* What some terminals draw as one takes as many columns on all of them then. */
START_TEST(what_joins_is_escaped)
{
    /* woman, joiner, laptop; flag; hand with a colour; keycap; accent and CJK do not join. */
    CLEANUP_FREE char *all = text_unjoined("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb "
                                           "\xf0\x9f\x87\xa9 \xe2\x98\x9d\xf0\x9f\x8f\xbd "
                                           "1\xef\xb8\x8f\xe2\x83\xa3 e\xcc\x81 \xe4\xb8\xad");

    ck_assert_str_eq(all, "\xf0\x9f\x91\xa9\\u200d\xf0\x9f\x92\xbb \\U0001f1e9 "
                          "\xe2\x98\x9d\\U0001f3fd 1\\ufe0f\\u20e3 e\xcc\x81 \xe4\xb8\xad");

    CLEANUP_FREE char *none = text_unjoined("a\xff\x80 b");

    ck_assert_str_eq(none, "a\xff\x80 b");
}
END_TEST

START_TEST(bytes_become_text)
{
    CLEANUP_FREE char *broken = text_from_bytes((const uint8_t *)"a\xff\0b", 4);
    CLEANUP_FREE char *good = text_from_bytes((const uint8_t *)"\xc3\xa9", 2);

    ck_assert_str_eq(broken, "a\\xff\\x00b");
    ck_assert_str_eq(good, "\xc3\xa9");
}
END_TEST

START_TEST(numbers_are_whole_or_none)
{
    uint64_t u;
    int64_t i;

    ck_assert(text_to_u64("42", &u) && u == 42);
    ck_assert(text_to_u64("0x1F", &u) && u == 31);
    ck_assert(text_to_u64("010", &u) && u == 10);
    ck_assert(!text_to_u64("", &u));
    ck_assert(!text_to_u64("4x", &u));
    ck_assert(!text_to_u64("-4", &u));
    ck_assert(!text_to_u64(" 4", &u));
    ck_assert(!text_to_u64("99999999999999999999", &u));
    ck_assert(text_to_i64("-7", &i) && i == -7);
    ck_assert(!text_to_i64("--7", &i));
}
END_TEST

/* What CPython's own tables say for each instruction; written down from dis.findlinestarts(). */
struct expected {
    int lasti, line, column, end_column;
};

static void check_table(enum layout_line_table format, const uint8_t *table, size_t size, int first,
                        const struct expected *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct code_position at = line_table_lookup(format, table, size, first, expected[i].lasti);

        ck_assert_msg(at.line == expected[i].line, "lasti %d: line %d, not %d", expected[i].lasti,
                      at.line, expected[i].line);
        ck_assert_int_eq(at.column, expected[i].column);
        ck_assert_int_eq(at.end_column, expected[i].end_column);
    }
}

#define CHECK_TABLE(format, table, first, ...)                                                     \
    do {                                                                                           \
        static const struct expected expected_[] = {__VA_ARGS__};                                  \
        check_table(format, table, sizeof(table), first, expected_,                                \
                    sizeof expected_ / sizeof *expected_);                                         \
    } while (0)

START_TEST(lnotab)
{
    static const uint8_t forward[] = {0, 1, 6, 1, 8, 255, 0, 45, 4, 2};
    static const uint8_t backward[] = {6, 5, 6, 0xfe, 6, 1};

    CHECK_TABLE(LINE_TABLE_LNOTAB_UNSIGNED, forward, 10, {-1, 10, -1, -1}, {0, 11, -1, -1},
                {5, 11, -1, -1}, {6, 12, -1, -1}, {13, 12, -1, -1}, {14, 312, -1, -1},
                {18, 314, -1, -1}, {999, 314, -1, -1});
    CHECK_TABLE(LINE_TABLE_LNOTAB, backward, 1, {0, 1, -1, -1}, {6, 6, -1, -1}, {12, 4, -1, -1},
                {18, 5, -1, -1});
}
END_TEST

START_TEST(ranges)
{
    static const uint8_t table[] = {4, 1, 2, 0x80, 6, 2, 254, 0, 2, 0xff};

    CHECK_TABLE(LINE_TABLE_RANGES, table, 10, {-2, 10, -1, -1}, {0, 11, -1, -1}, {3, 11, -1, -1},
                {4, 0, -1, -1}, {6, 13, -1, -1}, {200, 13, -1, -1}, {266, 12, -1, -1},
                {268, 0, -1, -1});
}
END_TEST

START_TEST(locations)
{
    static const uint8_t table[] = {
        0x80 | 1 << 3 | 0,  0x25,                    /* short: columns 10 to 15 */
        0x80 | 12 << 3 | 1, 4,    9,                 /* two lines on, columns 4 to 9 */
        0x80 | 15 << 3 | 0,                          /* none */
        0x80 | 13 << 3 | 0, 5,                       /* two lines back, no columns */
        0x80 | 14 << 3 | 0, 6,    1, 11, 0x47, 0x02, /* three on, to the next, columns 10 to 134 */
    };

    CHECK_TABLE(LINE_TABLE_LOCATIONS, table, 7, {-1, 7, -1, -1}, {0, 7, 10, 15}, {2, 9, 4, 9},
                {4, 9, 4, 9}, {6, 0, -1, -1}, {8, 7, -1, -1}, {10, 10, 10, 134}, {12, 0, -1, -1});
    ck_assert_int_eq(line_table_lookup(LINE_TABLE_LOCATIONS, table, sizeof table, 7, 10).end_line,
                     11);
    /* Cut anywhere, it ends, and never reads past its end (the sanitizers look on). */
    for (size_t size = 0; size < sizeof table; size++) {
        CLEANUP_FREE uint8_t *copy = xmemdup(table, size);

        for (int lasti = 0; lasti < 14; lasti++)
            line_table_lookup(LINE_TABLE_LOCATIONS, copy, size, 7, lasti);
    }
}
END_TEST

START_TEST(ages_are_short)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0.4, "0s"},
                 {187, "3m07s"},
                 {7500, "2h05m"},
                 {3 * 86400.0 + 4 * 3600, "3d04h"},
                 {-1, "0s"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP_FREE char *text = text_age(cases[i].seconds);

        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text and line tables");

    tcase_add_test(tcase, ages_are_short);
    tcase_add_test(tcase, what_steers_a_terminal_is_escaped);
    tcase_add_test(tcase, width_counts_columns);
    tcase_add_test(tcase, what_joins_is_escaped);
    tcase_add_test(tcase, bytes_become_text);
    tcase_add_test(tcase, numbers_are_whole_or_none);
    tcase_add_test(tcase, lnotab);
    tcase_add_test(tcase, ranges);
    tcase_add_test(tcase, locations);
    suite_add_tcase(suite, tcase);
    return suite;
}
