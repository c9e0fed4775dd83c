/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of every kind of which one word at a time says what cannot be, of every version; the
 * others lead to a str or to a dict.
 */
#include "ask.h"
#include "bounds.h"
#include "fake.h"
#include "python/type-kinds.h"
#include "runner.h"

#define OBJECT_BYTES 128

static const struct repr_limits few = {5, 20, 3};

static void ask(struct fake *fake, uint64_t object, int numpy, const char *kind)
{
    bounds_start();
    ask_all(fake, object, few, numpy);
    bounds_check(kind);
}

START_TEST(one_word_lies)
{
    struct fake *fake = fake_create(_i);
    const uint64_t rest[] = {fake_str(fake, "name"), fake->modules};
    const char *kind;

    bounds_begin();
    for (size_t i = 0; (kind = type_known_name(i)) != NULL; i++)
        for (size_t k = 0; k < sizeof rest / sizeof *rest; k++)
            ask_words(fake, fake_type(fake, kind), OBJECT_BYTES, rest[k], ask, kind);
    bounds_end();
    fake_destroy(fake);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("words");
    TCase *words = tcase_create("one word lies");

    tcase_set_timeout(words, 300);
    tcase_add_loop_test(words, one_word_lies, 0, fake_versions);
    suite_add_tcase(suite, words);
    return suite;
}
