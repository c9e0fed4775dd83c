/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is marked of an expression, as Lib/traceback.py marks these. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "commands/anchors.h"
#include "runner.h"

/* marks: under the text, ^ where the anchors are. */
static void check(enum anchors_of of, const char *text, const char *marks)
{
    uint32_t characters[200];
    size_t count = sizeof characters / sizeof *characters;
    struct anchors found;

    ck_assert_ptr_nonnull(u8_to_u32((const uint8_t *)text, strlen(text), characters, &count));
    found = anchors_find(characters, count);
    ck_assert_msg(found.of == of, "%s: %d", text, (int)found.of);
    if (of == ANCHORS_OF_NOTHING)
        return;
    ck_assert_msg(found.start == strcspn(marks, "^"), "%s: from %zu", text, found.start);
    ck_assert_msg(found.end == strlen(marks), "%s: to %zu", text, found.end);
}

START_TEST(operators)
{
    check(ANCHORS_OF_OPERATOR, "a + b", "  ^");
    check(ANCHORS_OF_OPERATOR, "a+b", " ^");
    check(ANCHORS_OF_OPERATOR, "a // b", "  ^^");
    check(ANCHORS_OF_OPERATOR, "a+(b)", " ^^");
    check(ANCHORS_OF_OPERATOR, "a+(b, c)", " ^");
    check(ANCHORS_OF_OPERATOR, "a+(b).c", " ^");
    check(ANCHORS_OF_OPERATOR, "a+(x for x in b)", " ^");
    check(ANCHORS_OF_OPERATOR, "a - b - c", "      ^");
    check(ANCHORS_OF_OPERATOR, "a ** b ** c", "  ^^");
    check(ANCHORS_OF_OPERATOR, "a * b + c * d", "      ^");
    check(ANCHORS_OF_OPERATOR, "-a * b", "   ^");
    check(ANCHORS_OF_OPERATOR, "a ** -b", "  ^^");
    check(ANCHORS_OF_OPERATOR, "await a ** b", "        ^^");
    check(ANCHORS_OF_OPERATOR, "f(a + b) | c[d - e]", "         ^");
    check(ANCHORS_OF_OPERATOR, "'+' % x", "    ^");
    check(ANCHORS_OF_OPERATOR, "f'{a['b'] + 1}' + x", "                ^");
    check(ANCHORS_OF_OPERATOR, "rb'\\'+' + x", "        ^");
    check(ANCHORS_OF_OPERATOR, "'''a'+''' * 2", "          ^");
    check(ANCHORS_OF_OPERATOR, "1e+5 - 0xe+1", "          ^");
    check(ANCHORS_OF_OPERATOR, "a # + b\n + c", "         ^");
    check(ANCHORS_OF_OPERATOR, "a +\\\n b", "  ^");
    check(ANCHORS_OF_OPERATOR, "(a) @ b", "    ^");
}
END_TEST

START_TEST(brackets)
{
    check(ANCHORS_OF_SUBSCRIPT, "a[b]", " ^^^");
    check(ANCHORS_OF_SUBSCRIPT, "f(a)[b][c]", "       ^^^");
    check(ANCHORS_OF_SUBSCRIPT, "a [ 'b]' ]", "  ^^^^^^^^");
    check(ANCHORS_OF_CALL, "a.b(c)", "   ^^^");
    check(ANCHORS_OF_CALL, "a(b=c, *d)", " ^^^^^^^^^");
    check(ANCHORS_OF_CALL, "a(x for x in b)", " ^^^^^^^^^^^^^^");
}
END_TEST

START_TEST(nothing)
{
    static const char *const texts[] = {
        "a",           "a.b",         "-a",     "-a ** b",   "not a",
        "a and b + c", "a < b + c",   "a, b",   "a + b, c",  "lambda: a+b",
        "[a + b]",     "(a + b)",     "{a: b}", "await f()", "a if b else c + d",
        "x = a + b",   "return f(a)", "a + )",  "(a + b",    "'a + b",
        "*a",          "a := b + c",  "",       "a.b.c",     "...",
        "yield a + b", "f'{a + b'",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(ANCHORS_OF_NOTHING, texts[i], "");
}
END_TEST

START_TEST(what_is_too_long)
{
    size_t count = 1 << 20;
    CLEANUP_FREE uint32_t *text = xmalloc(count * sizeof *text);

    for (size_t i = 0; i < count; i++)
        text[i] = i % 2 == 0 ? '(' : '+';
    ck_assert_int_eq(anchors_find(text, count).of, ANCHORS_OF_NOTHING);
    ck_assert_int_eq(anchors_find(text, 10000).of, ANCHORS_OF_NOTHING);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("anchors");
    TCase *tests = tcase_create("anchors");

    tcase_add_test(tests, operators);
    tcase_add_test(tests, brackets);
    tcase_add_test(tests, nothing);
    tcase_add_test(tests, what_is_too_long);
    suite_add_tcase(suite, tests);
    return suite;
}
