/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a SyntaxError is about, and the member that an enum.property stands for, in memory that
 * lies: lines and columns that no text has, texts that are none, members of another kind.
 */
#include <string.h>

#include "base/memory.h"
#include "fake.h"
#include "lies.h"
#include "python/property.h"
#include "python/type.h"
#include "repr/repr.h"
#include "repr/syntax-error.h"
#include "runner.h"

enum { MESSAGE, FILE_NAME, LINE, COLUMN, TEXT, END_LINE, END_COLUMN, PARTS };

static const struct repr_limits usual = {200, 200, 3};

/* In its struct, or (2.7) in its args. */
static uint64_t make_error(const uint64_t parts[PARTS])
{
    const struct layout *layout = fake->layout;
    struct layout_field fields[] = {layout->syntax_error.msg,       layout->syntax_error.filename,
                                    layout->syntax_error.lineno,    layout->syntax_error.offset,
                                    layout->syntax_error.text,      layout->syntax_error.end_lineno,
                                    layout->syntax_error.end_offset};
    uint64_t error = fake_object(fake, fake_type(fake, "SyntaxError"), 512);
    uint64_t pair[2] = {parts[MESSAGE], fake_tuple(fake, parts + 1, 4)};

    for (size_t i = 0; i < PARTS; i++)
        if (layout_has(fields[i]))
            fake_put(fake, error, fields[i], parts[i]);
    fake_put(fake, error, layout->exception.args, fake_tuple(fake, pair, 2));
    return error;
}

/* Of "x = (" with a mark under the bracket. */
static void make_parts(uint64_t ret[PARTS])
{
    bool old = fake->layout->traits.strings_are_bytes;

    ret[MESSAGE] = fake_str(fake, "it was never closed");
    ret[FILE_NAME] = fake_str(fake, "/app/x.py");
    ret[LINE] = ret[END_LINE] = fake_int(fake, 7);
    ret[COLUMN] = fake_int(fake, 5);
    ret[END_COLUMN] = fake_int(fake, 6);
    ret[TEXT] = old ? fake_bytes(fake, "x = (\n", 6) : fake_str(fake, "x = (\n");
}

static bool read_error(const uint64_t parts[PARTS], struct syntax_error *ret)
{
    struct repr *repr = repr_create(fake->runtime, usual);
    bool read;

    bounds_start();
    read = error_ignore(syntax_error_read(repr, make_error(parts), ret));
    bounds_check("a SyntaxError");
    repr_destroy(repr);
    return read;
}

START_TEST(a_syntax_error_that_says_where)
{
    struct syntax_error syntax;
    uint64_t parts[PARTS];

    lies_begin(_i);
    make_parts(parts);
    ck_assert(read_error(parts, &syntax));
    ck_assert_str_eq(syntax.message, "it was never closed");
    ck_assert_str_eq(syntax.place, "/app/x.py");
    ck_assert_str_eq(syntax.line, "7");
    ck_assert_str_eq(syntax.text, "x = (");
    ck_assert_str_eq(syntax.marks, "    ^");
    syntax_error_deinit(&syntax);
    lies_end();
}
END_TEST

/* What is wrong costs its own part, and none of the others. */
START_TEST(a_part_that_lies)
{
    struct syntax_error syntax;
    uint64_t parts[PARTS], good[PARTS];

    lies_begin(_i);
    make_parts(good);

    uint64_t huge = fake_str(fake, "huge"), list = fake_object(fake, fake_type(fake, "list"), 64);
    struct layout_field length = layout_has(fake->layout->ascii.length)
                                     ? fake->layout->ascii.length
                                     : fake->layout->unicode.length;

    fake_put(fake, huge, length, (uint64_t)1 << 61);

    const uint64_t lies[] = {0,
                             1,
                             (uint64_t)-1,
                             FAKE_NOWHERE,
                             FAKE_BASE + FAKE_BYTES - 8,
                             huge,
                             list,
                             fake_int(fake, 0),
                             fake_int(fake, UINT32_MAX),
                             fake_str(fake, "")};

    for (size_t part = 0; part < PARTS; part++) {
        for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
            memcpy(parts, good, sizeof parts);
            parts[part] = lies[i];
            ck_assert(read_error(parts, &syntax));
            ck_assert_ptr_nonnull(syntax.message);
            if (part != MESSAGE && part != FILE_NAME && part != LINE)
                ck_assert_str_eq(syntax.message, "it was never closed");
            ck_assert(syntax.marks == NULL || strlen(syntax.marks) <= 20000);
            syntax_error_deinit(&syntax);
        }
    }
    lies_end();
}
END_TEST

/* ---- property_of_class() */

/* An enum.property, whose __get__ is in enum.py, with these attributes. */
static uint64_t make_member(const char *const *names, const uint64_t *values, size_t count)
{
    uint64_t code = fake_code(fake, "__get__", "/usr/lib/python3.11/enum.py", 1);
    uint64_t get = fake_function(fake, code, "property.__get__", fake->modules);
    uint64_t class = fake_class(fake, "enum.property", fake->object_type,
                                fake_dict(fake, (const char *[]){"__get__"}, &get, 1));

    return fake_instance(fake, class, fake_dict(fake, names, values, count));
}

static bool read_member(uint64_t descriptor, uint64_t class, uint64_t *ret)
{
    struct types *types = types_create(fake->runtime);
    const struct type *kind;
    bool read;

    bounds_start();
    read = error_ignore(types_of(types, descriptor, &kind)) &&
           property_of_class(fake->runtime, types, descriptor, kind, class, 0, ret);
    bounds_check("an enum.property");
    types_destroy(types);
    return read;
}

START_TEST(a_member_of_an_enum_that_lies)
{
    lies_begin(_i);

    uint64_t member = fake_str(fake, "the member"), name = fake_str(fake, "RED"), found = 0;
    uint64_t map = fake_dict(fake, (const char *[]){"RED"}, &member, 1);
    uint64_t class = fake_class(fake, "Color", fake->object_type,
                                fake_dict(fake, (const char *[]){"_member_map_"}, &map, 1));
    uint64_t none = fake_object(fake, fake_type(fake, "NoneType"), 16);
    uint64_t list = fake_object(fake, fake_type(fake, "list"), 64);
    const uint64_t lies[] = {1, (uint64_t)-1, FAKE_NOWHERE, FAKE_BASE + FAKE_BYTES - 8, list, 0};

    /* 3.12+ keeps the member itself; 3.11 its name. */
    ck_assert(read_member(make_member((const char *[]){"member"}, &member, 1), class, &found));
    ck_assert_uint_eq(found, member);
    found = 0;
    ck_assert(read_member(make_member((const char *[]){"name"}, &name, 1), class, &found));
    ck_assert_uint_eq(found, member);
    ck_assert(!read_member(make_member((const char *[]){"member"}, &none, 1), class, &found));
    ck_assert(!read_member(make_member((const char *[]){"other"}, &name, 1), class, &found));
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        ck_assert(!read_member(make_member((const char *[]){"name"}, &lies[i], 1), class, &found));
        if (lies[i] != list)
            ck_assert(
                !read_member(make_member((const char *[]){"member"}, &lies[i], 1), class, &found));

        uint64_t lying = fake_class(fake, "Color", fake->object_type,
                                    fake_dict(fake, (const char *[]){"_member_map_"}, &lies[i], 1));

        ck_assert(!read_member(make_member((const char *[]){"name"}, &name, 1), lying, &found));
        ck_assert(!read_member(make_member((const char *[]){"name"}, &name, 1), lies[i], &found));
    }
    lies_end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("syntax error");
    TCase *lies = tcase_create("lying memory");

    tcase_set_timeout(lies, 120);
    tcase_add_loop_test(lies, a_syntax_error_that_says_where, 0, fake_versions);
    tcase_add_loop_test(lies, a_part_that_lies, 0, fake_versions);
    tcase_add_loop_test(lies, a_member_of_an_enum_that_lies, 0, fake_versions);
    suite_add_tcase(suite, lies);
    return suite;
}
