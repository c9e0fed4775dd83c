/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties whose code is followed: what it reads, and code that lies. */
#include <string.h>

#include "ask.h"
#include "fake.h"
#include "lies.h"
#include "python/opcodes.h"
#include "runner.h"

#define CODE_MAX_BYTES 400

static const struct repr_limits usual = {200, 200, 3};

static uint64_t class_dict, consts, names;

static void begin(int version)
{
    uint64_t items[2];

    lies_begin(version);
    items[0] = fake_str(fake, "x");
    items[1] = fake_str(fake, "name");
    names = fake_tuple(fake, items, 2);
    consts = fake_tuple(fake, items, 2);
}

/* An object with the attribute x, and `name`, which is a property with that code. */
static uint64_t make_object(const uint8_t *bytes, size_t size, uint64_t x)
{
    uint64_t property = fake_property(fake, bytes, size, names, consts);

    class_dict = fake_dict(fake, (const char *[]){"name"}, &property, 1);
    return fake_instance(fake, fake_class(fake, "Made", fake->object_type, class_dict),
                         fake_dict(fake, (const char *[]){"x"}, &x, 1));
}

static uint64_t make(const struct fake_instruction *list, size_t count, uint64_t x)
{
    uint8_t bytes[CODE_MAX_BYTES + 200];
    size_t size = fake_assemble(fake, list, count, bytes);

    return make_object(bytes, size, x);
}

static void bear(uint64_t object)
{
    bounds_start();
    ask_all(fake, object, usual, 0);
    bounds_check("all that can be asked of it");
}

START_TEST(an_attribute_is_read)
{
    begin(_i);

    const struct fake_instruction code[] = {
        {"LOAD_FAST", 0}, {"LOAD_ATTR", 0}, {"RETURN_VALUE", FAKE_NO_ARGUMENT}};
    uint64_t value = fake_str(fake, "value"), found = 0;
    uint64_t object = make(code, 3, value);

    ck_assert(ask_attribute(fake, object, &found));
    ck_assert_uint_eq(found, value);
    lies_end();
}
END_TEST

/* 18 times over, each of which reads itself 18 times, and so on. */
START_TEST(a_property_that_reads_itself)
{
    begin(_i);

    struct fake_instruction code[20] = {{"LOAD_FAST", 0}};

    for (int i = 1; i < 19; i++)
        code[i] = (struct fake_instruction){"LOAD_ATTR", 1};
    code[19] = (struct fake_instruction){"RETURN_VALUE", FAKE_NO_ARGUMENT};

    uint64_t object = make(code, 20, fake_str(fake, "value"));

    ck_assert(!ask_attribute(fake, object, NULL));
    bear(object);
    lies_end();
}
END_TEST

/* `name`, which returns self.call(), where that does what the code says. */
static uint64_t make_caller(const struct fake_instruction *method, size_t count, uint64_t x)
{
    struct opcodes opcodes;
    const char *call = "CALL_FUNCTION";
    uint8_t bytes[CODE_MAX_BYTES];
    uint64_t words[2] = {fake_str(fake, "x"), fake_str(fake, "call")}, members[2], own;

    ck_assert(error_ignore(opcodes_load(fake->layout->hexversion, &opcodes)));
    for (size_t i = 0; i < 256; i++)
        if (opcodes.by_number[i].name != NULL && strcmp(opcodes.by_number[i].name, "CALL") == 0)
            call = "CALL";

    const struct fake_instruction calls[] = {
        {"LOAD_FAST", 0}, {"LOAD_ATTR", 1}, {call, 0}, {"RETURN_VALUE", FAKE_NO_ARGUMENT}};

    own = fake_tuple(fake, words, 2);
    members[0] = fake_property(fake, bytes, fake_assemble(fake, calls, 4, bytes), own, consts);
    members[1] =
        fake_getter(fake, bytes, fake_assemble(fake, method != NULL ? method : calls, count, bytes),
                    own, consts);
    class_dict = fake_dict(fake, (const char *[]){"name", "call"}, members, 2);
    return fake_instance(fake, fake_class(fake, "Made", fake->object_type, class_dict),
                         fake_dict(fake, (const char *[]){"x"}, &x, 1));
}

START_TEST(a_method_is_called)
{
    begin(_i);

    const struct fake_instruction code[] = {
        {"LOAD_FAST", 0}, {"LOAD_ATTR", 0}, {"RETURN_VALUE", FAKE_NO_ARGUMENT}};
    uint64_t value = fake_str(fake, "value"), found = 0;

    ck_assert(ask_attribute(fake, make_caller(code, 3, value), &found));
    ck_assert_uint_eq(found, value);
    lies_end();
}
END_TEST

START_TEST(a_method_that_calls_itself)
{
    begin(_i);

    uint64_t object = make_caller(NULL, 4, fake_str(fake, "value"));

    ck_assert(!ask_attribute(fake, object, NULL));
    bear(object);
    lies_end();
}
END_TEST

START_TEST(code_of_any_bytes)
{
    begin(_i);

    uint64_t start = fake->end;
    uint8_t bytes[16] = {0};

    for (unsigned opcode = 0; opcode < 256; opcode++) {
        for (unsigned argument = 0; argument < 256; argument += 85) {
            bytes[0] = bytes[4] = bytes[8] = (uint8_t)opcode;
            bytes[1] = bytes[5] = bytes[9] = (uint8_t)argument;
            bytes[2] = (uint8_t)(opcode + argument);
            bear(make_object(bytes, sizeof bytes, fake->modules));
            memset(fake->memory + (start - FAKE_BASE), 0, fake->end - start);
            fake->end = start;
        }
    }
    lies_end();
}
END_TEST

static const uint64_t impossible[] = {(uint64_t)1 << 61, (uint64_t)1 << 40, (uint64_t)-1,
                                      (uint64_t)1 << 63, UINT32_MAX,        10000000};

START_TEST(sizes_that_lie)
{
    begin(_i);

    const struct fake_instruction code[] = {
        {"LOAD_FAST", 0}, {"LOAD_ATTR", 0}, {"RETURN_VALUE", FAKE_NO_ARGUMENT}};
    struct layout_field size = fake->layout->var_object.ob_size;
    uint64_t object = make(code, 3, fake_str(fake, "value"));

    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        const uint64_t of[] = {names, consts};

        for (size_t k = 0; k < 2; k++) {
            fake_put(fake, of[k], size, impossible[i]);
            bear(object);
            fake_put(fake, of[k], size, 2);
        }
        fake_put(fake, class_dict, fake->layout->dict.ma_used, impossible[i]);
        bear(object);
    }
    lies_end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("properties");
    TCase *tcase = tcase_create("properties");

    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, an_attribute_is_read, 0, fake_versions);
    tcase_add_loop_test(tcase, a_property_that_reads_itself, 0, fake_versions);
    tcase_add_loop_test(tcase, a_method_is_called, 0, fake_versions);
    tcase_add_loop_test(tcase, a_method_that_calls_itself, 0, fake_versions);
    tcase_add_loop_test(tcase, code_of_any_bytes, 0, fake_versions);
    tcase_add_loop_test(tcase, sizes_that_lie, 0, fake_versions);
    suite_add_tcase(suite, tcase);
    return suite;
}
