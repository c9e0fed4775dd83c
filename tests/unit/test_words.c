/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of every kind of which one word at a time says what cannot be, of every version; the
 * others lead to a str or to a dict.
 */
#include "ask.h"
#include "bounds.h"
#include "fake.h"
#include "python/type-kinds.h"
#include "repr/numpy.h"
#include "runner.h"

#define OBJECT_BYTES 128

static const struct repr_limits few = {5, 20, 3};

static void try_words(struct fake *fake, const char *kind, uint64_t type, uint64_t rest)
{
    uint64_t object = fake_object(fake, type, 2 * OBJECT_BYTES);
    const uint64_t words[] = {
        0, 1, (uint64_t)-1, (uint64_t)1 << 61, object, FAKE_BASE + FAKE_BYTES - 8};
    uint64_t head = fake->layout->object.ob_type.offset;
    for (uint64_t at = 0; at < OBJECT_BYTES; at += 8)
        fake_put_u64(fake, object + at, rest);
    for (uint64_t at = 0; at < OBJECT_BYTES; at += 8) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            fake_put_u64(fake, object + at, words[i]);
            fake_put_u64(fake, object + head, type);
            bounds_start();
            ask_all(fake, object, few, i % 2 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4));
            bounds_check(kind);
        }
        fake_put_u64(fake, object + at, rest);
    }
}

START_TEST(one_word_lies)
{
    struct fake *fake = fake_create(_i);
    const uint64_t rest[] = {fake_str(fake, "name"), fake->modules};
    const char *kind;

    bounds_begin();
    for (size_t i = 0; (kind = type_known_name(i)) != NULL; i++)
        for (size_t k = 0; k < sizeof rest / sizeof *rest; k++)
            try_words(fake, kind, fake_type(fake, kind), rest[k]);
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
