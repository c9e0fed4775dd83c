/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects whose memory says what cannot be, of every version: each is answered within two seconds
 * and 100 MB, and the rest is still shown.
 */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "base/memory.h"
#include "fake.h"
#include "lies.h"
#include "python/object.h"
#include "python/type.h"
#include "repr/repr.h"
#include "repr/signature.h"
#include "runner.h"

#define FLAG_INLINE_VALUES ((uint64_t)1 << 2)
#define FLAG_MANAGED_DICT ((uint64_t)1 << 4)
#define FLAG_HEAP_TYPE ((uint64_t)1 << 9)

static const struct repr_limits usual = {200, 200, 3};
static const struct repr_limits many = {10000, 10000, 0};
static const struct repr_limits none = {0, 0, 0};

static const struct layout *layout;

static void begin(int version)
{
    lies_begin(version);
    layout = fake->layout;
}

static char *written(uint64_t object, struct repr_limits limits)
{
    char *text;

    bounds_start();
    text = ask_repr(fake, object, limits, 0);
    bounds_check(text);
    return text;
}

/* Whatever is written of it, within limits or without. */
static void bear_within(uint64_t object, struct repr_limits most)
{
    free(written(object, most));
    bounds_start();
    ask_all(fake, object, usual, 0);
    bounds_check("all that can be asked of it");
}

static void bear(uint64_t object)
{
    bear_within(object, none);
}

static void expect(uint64_t object, const char *start)
{
    CLEANUP_FREE char *text = written(object, none);

    ck_assert_msg(strncmp(text, start, strlen(start)) == 0, "%.200s, not %s", text, start);
    bear(object);
}

static void expect_unreadable(uint64_t object)
{
    expect(object, "<unreadable at 0x");
}

static const uint64_t impossible[] = {
    (uint64_t)1 << 61, (uint64_t)1 << 40, (uint64_t)1 << 47, INT64_MAX,
    INT64_MIN,         UINT64_MAX,        UINT32_MAX,        1000000000,
};
enum { IMPOSSIBLE = sizeof impossible / sizeof *impossible };

/* Of a size that an object may have at most in the made-up memory: no more is shown than is there.
 */
START_TEST(sizes)
{
    static const char *const names[] = {"list", "tuple", "bytes", "bytearray"};

    begin(_i);
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        uint64_t type = fake_type(fake, names[n]);
        uint64_t object = fake_object(fake, type, 256);

        for (size_t i = 0; i < IMPOSSIBLE; i++) {
            fake_put(fake, object, layout->var_object.ob_size, impossible[i]);
            bear_within(object, i == 0 ? none : many);
        }
        fake_put(fake, object, layout->var_object.ob_size, (uint64_t)-1);
        /* In 2.7 a bytes is a str. */
        if (n != 2 || !layout->traits.strings_are_bytes)
            expect_unreadable(object);
    }
    lies_end();
}
END_TEST

START_TEST(texts)
{
    begin(_i);

    uint64_t str = fake_object(
        fake, fake_type(fake, layout->traits.strings_are_bytes ? "unicode" : "str"), 256);

    for (unsigned kind = 0; kind < 8; kind++) {
        for (size_t i = 0; i < IMPOSSIBLE; i++) {
            fake_put(fake, str, layout->ascii.kind, kind);
            fake_put(fake, str, layout->ascii.compact, kind & 1);
            fake_put(fake, str, layout->ascii.length, impossible[i]);
            fake_put(fake, str, layout->unicode.length, impossible[i]);
            fake_put(fake, str, layout->unicode.data, str);
            fake_put(fake, str, layout->unicode.str, str);
            bear_within(str, i == 1 && kind % 2 != 0 ? none : many);
        }
    }
    lies_end();
}
END_TEST

START_TEST(ints)
{
    begin(_i);

    uint64_t number =
        fake_object(fake, fake_type(fake, layout->traits.strings_are_bytes ? "long" : "int"), 256);

    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        for (uint64_t sign = 0; sign < 8; sign++) {
            uint64_t value;

            fake_put(fake, number, layout->long_.lv_tag, impossible[i] << 3 | sign);
            fake_put(fake, number, layout->var_object.ob_size, impossible[i] + sign);
            bear(number);
            error_destroy(object_int(fake->runtime, number, &value));
        }
    }
    lies_end();
}
END_TEST

START_TEST(dicts)
{
    begin(_i);

    uint64_t dict = fake_object(fake, fake_type(fake, "dict"), 256);
    uint64_t keys = fake_alloc(fake, 4096);

    fake_put(fake, dict, layout->dict.ma_keys, keys);
    fake_put(fake, dict, layout->dict.ma_table, keys);
    for (uint64_t i = 64; i < 4096; i += 8)
        fake_put_u64(fake, keys + i, i % 64 != 0 ? dict : i);
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        fake_put(fake, dict, layout->dict.ma_used, impossible[i]);
        fake_put(fake, dict, layout->dict.ma_mask, impossible[i] - 1);
        for (unsigned log2 = 0; log2 < 256; log2 += 7) {
            fake_put(fake, keys, layout->dict_keys.dk_size, (uint64_t)1 << log2 % 64);
            fake_put(fake, keys, layout->dict_keys.dk_log2_size, log2);
            fake_put(fake, keys, layout->dict_keys.dk_log2_index_bytes, log2 / 3);
            fake_put(fake, keys, layout->dict_keys.dk_kind, log2 % 4);
            fake_put(fake, keys, layout->dict_keys.dk_nentries, impossible[i] >> log2 % 64);
            fake_put(fake, dict, layout->dict.ma_values, log2 % 2 != 0 ? keys + 8 : 0);
            bear(dict);
        }
    }
    lies_end();
}
END_TEST

START_TEST(sets)
{
    begin(_i);

    uint64_t set = fake_object(fake, fake_type(fake, "set"), 512);
    uint64_t table = fake_alloc(fake, 1024);

    fake_put(fake, set, layout->set.table, table);
    for (uint64_t i = 0; i < 1024; i += 8)
        fake_put_u64(fake, table + i, set);
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        for (size_t j = 0; j < IMPOSSIBLE; j++) {
            fake_put(fake, set, layout->set.used, impossible[i]);
            fake_put(fake, set, layout->set.mask, impossible[j] - (i & 1));
            bear(set);
        }
    }
    lies_end();
}
END_TEST

/* More than there is room for: what stands behind that is other objects. */
START_TEST(more_than_there_is_room_for)
{
    begin(_i);

    const char *const names[] = {"a", "b"};
    uint64_t items[8], set = fake_object(fake, fake_type(fake, "set"), 512);

    for (size_t i = 0; i < 8; i++)
        items[i] = fake_int(fake, (uint32_t)i);

    uint64_t list = fake_list(fake, items, 8), dict = fake_dict(fake, names, items, 2);
    CLEANUP_FREE char *whole = written(list, none);

    ck_assert_str_eq(whole, "[0, 1, 2, 3, 4, 5, 6, 7]");
    fake_put(fake, list, layout->list.allocated, 7);
    expect_unreadable(list);
    fake_put(fake, list, layout->var_object.ob_size, 7);
    expect(list, "[0, 1, 2, 3, 4, 5, 6]");
    /* While it is sorted. */
    fake_put(fake, list, layout->list.allocated, (uint64_t)-1);
    expect_unreadable(list);
    fake_put(fake, list, layout->var_object.ob_size, 0);
    expect(list, "[]");

    expect(dict, "{'a': 0, 'b': 1}");
    fake_put(fake, dict, layout->dict.ma_used, 8);
    expect_unreadable(dict);

    fake_put(fake, set, layout->set.table, fake_alloc(fake, 1024));
    fake_put(fake, set, layout->set.mask, 7);
    fake_put(fake, set, layout->set.used, 8);
    expect_unreadable(set);
    lies_end();
}
END_TEST

/* One within another, 200,000 deep, through what holds one object. */
START_TEST(nesting)
{
    begin(_i);

    const struct {
        const char *name;
        struct layout_field field;
    } holders[] = {
        {"list", layout->list.ob_item},         {"tuple", layout->tuple.ob_item},
        {"cell", layout->cell.ob_ref},          {"method", layout->method.im_self},
        {"weakref", layout->weakref.wr_object}, {"mappingproxy", layout->mappingproxy.mapping},
        {"slice", layout->slice.start},
    };

    for (size_t n = 0; n < sizeof holders / sizeof *holders; n++) {
        uint64_t type = fake_type(fake, holders[n].name);
        uint64_t before = fake->end;
        uint64_t inner = FAKE_NOWHERE;

        for (int i = 0; i < 200000; i++) {
            uint64_t object = fake_object(fake, type, 64);

            fake_put(fake, object, layout->var_object.ob_size, 1);
            if (n == 0) {
                fake_put(fake, object, layout->list.allocated, 1);
                fake_put_u64(fake, object + 48, inner);
                inner = object + 48;
            }
            fake_put(fake, object, holders[n].field, inner);
            if (n == 3)
                fake_put(fake, object, layout->method.im_func, object);
            inner = object;
        }
        bear(inner);
        fake->end = before;
        memset(fake->memory + (before - FAKE_BASE), 0, FAKE_BYTES - (before - FAKE_BASE));
    }
    lies_end();
}
END_TEST

/* A class of the program's own. */
static uint64_t make_class(void)
{
    uint64_t class = fake_alloc(fake, layout->heap_type.size);
    uint64_t type = fake_type(fake, "Class");

    fake_put_bytes(fake, class, fake->memory + (type - FAKE_BASE), layout->type.size);
    fake_put(fake, class, layout->type.tp_flags, FLAG_HEAP_TYPE);
    fake_put(fake, class, layout->type.tp_basicsize, 16);
    fake_put(fake, class, layout->type.tp_dict, fake->modules);
    return class;
}

START_TEST(orders_of_bases)
{
    begin(_i);

    uint64_t class = make_class();
    uint64_t object = fake_object(fake, class, 64);
    uint64_t round[500], itself;

    for (size_t i = 0; i < 500; i++)
        round[i] = class;
    fake_put(fake, class, layout->type.tp_mro, fake_tuple(fake, round, 500));
    bear(object);
    bear(class);
    itself = fake_tuple(fake, round, 1);
    fake_put_u64(fake, itself + layout->tuple.ob_item.offset, itself);
    fake_put(fake, class, layout->type.tp_mro, itself);
    bear(object);
    bear(class);
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        fake_put(fake, itself, layout->var_object.ob_size, impossible[i]);
        bear(object);
    }
    fake_put(fake, class, layout->type.tp_mro, FAKE_NOWHERE);
    bear(object);
    fake_put(fake, class, layout->type.tp_base, class);
    expect_unreadable(object);
    lies_end();
}
END_TEST

/* What ptype reads: bases, old ones too, names, and a function's parameters. */
START_TEST(classes)
{
    begin(_i);

    uint64_t class = make_class();
    uint64_t old = fake_object(fake, fake_type(fake, "classobj"), 64);
    uint64_t function = fake_object(fake, fake_type(fake, "function"), 256);
    uint64_t code = fake_code(fake, "made", "made.py", 1);
    uint64_t names[400], tuple;

    for (size_t i = 0; i < 400; i++)
        names[i] = fake_str(fake, "name");
    tuple = fake_tuple(fake, names, 400);
    fake_put(fake, function, layout->function.func_code, code);
    fake_put(fake, code, layout->code.co_varnames, tuple);
    fake_put(fake, code, layout->code.co_localsplusnames, tuple);
    fake_put(fake, code, layout->code.co_localspluskinds, fake_bytes(fake, "", 0));
    fake_put(fake, code, layout->code.co_cellvars, fake_tuple(fake, names, 0));
    fake_put(fake, code, layout->code.co_freevars, fake_tuple(fake, names, 0));
    fake_put(fake, function, layout->function.func_defaults, fake_tuple(fake, names, 1));
    fake_put(fake, code, layout->code.co_argcount, 2);

    struct repr *repr = repr_create(fake->runtime, usual);
    CLEANUP_FREE char *good = NULL;
    bool async;

    ck_assert(error_ignore(signature_text(repr, function, &good, &async)));
    ck_assert_str_eq(good, "(name, name='name')");
    repr_destroy(repr);
    fake_put(fake, function, layout->function.func_defaults, tuple);
    fake_put(fake, function, layout->function.func_kwdefaults, fake->modules);
    if (layout_has(layout->old_class.cl_dict)) {
        fake_put(fake, old, layout->old_class.cl_dict, fake->modules);
        fake_put(fake, old, layout->old_class.cl_bases, fake_tuple(fake, &old, 1));
    }
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        fake_put(fake, code, layout->code.co_argcount, i < 4 ? 2 * i + 290 : impossible[i]);
        fake_put(fake, code, layout->code.co_kwonlyargcount, i < 4 ? 3 * i : impossible[i]);
        fake_put(fake, code, layout->code.co_posonlyargcount, impossible[i]);
        fake_put(fake, class, layout->type.tp_bases, i % 2 == 0 ? tuple : FAKE_NOWHERE);
        fake_put(fake, class, layout->type.tp_dict, i % 3 == 0 ? function : fake->modules);
        bear(class);
        bear(function);
        bear(old);
        fake_put(fake, tuple, layout->var_object.ob_size, impossible[i]);
        bear(class);
        bear(function);
    }
    lies_end();
}
END_TEST

/* A class and all that it derives from have as many names as fit, none of which is asked for. */
START_TEST(names_without_end)
{
    begin(_i);

    uint64_t class = make_class(), dict = fake_object(fake, fake->dict_type, 256);
    uint64_t object = fake_object(fake, class, 64), key = fake_str(fake, "other");
    uint64_t mro[500], keys, count = 1 << 19;

    for (size_t i = 0; i < 500; i++)
        mro[i] = class;
    fake_put(fake, class, layout->type.tp_mro, fake_tuple(fake, mro, 500));
    fake_put(fake, class, layout->type.tp_dict, dict);
    keys = fake_alloc(fake, 256);
    fake_put(fake, dict, layout->dict.ma_used, count);
    fake_put(fake, dict, layout->dict.ma_mask, count - 1);
    fake_put(fake, dict, layout->dict.ma_table, keys);
    fake_put(fake, dict, layout->dict.ma_keys, keys);
    /* What they say of their indices is that there are few bytes of them. */
    fake_put(fake, keys, layout->dict_keys.dk_size, count);
    fake_put(fake, keys, layout->dict_keys.dk_log2_size, 19);
    fake_put(fake, keys, layout->dict_keys.dk_log2_index_bytes, 3);
    fake_put(fake, keys, layout->dict_keys.dk_kind, 1);
    fake_put(fake, keys, layout->dict_keys.dk_nentries, count);
    for (uint64_t at = 64; at < 12 << 20; at += 8)
        fake_put_u64(fake, keys + at, key);
    free(written(object, usual));
    free(written(class, usual));
    bounds_start();
    ck_assert(!ask_attribute(fake, object, NULL));
    bounds_check("an attribute");
    lies_end();
}
END_TEST

/* Where an instance's attributes are said to be. */
START_TEST(instances)
{
    static const uint64_t offsets[] = {8, 16, (uint64_t)-8, (uint64_t)-24, INT32_MAX, INT64_MIN, 3};

    begin(_i);

    uint64_t class = make_class();
    uint64_t before = fake_alloc(fake, 64);
    uint64_t object = fake_object(fake, class, 256);
    uint64_t keys = fake_alloc(fake, 512);

    for (uint64_t at = 0; at < 64; at += 8)
        fake_put_u64(fake, before + at, at % 16 != 0 ? keys : object + 1);
    for (uint64_t at = 16; at < 256; at += 8)
        fake_put_u64(fake, object + at, at % 16 != 0 ? keys : 0x0101010101010101u);
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        for (size_t j = 0; j < IMPOSSIBLE; j++) {
            for (unsigned flags = 0; flags < 4; flags++) {
                fake_put(fake, class, layout->type.tp_flags,
                         FLAG_HEAP_TYPE | (flags & 1 ? FLAG_INLINE_VALUES : 0) |
                             (flags & 2 ? FLAG_MANAGED_DICT : 0));
                fake_put(fake, class, layout->type.tp_dictoffset, offsets[i]);
                fake_put(fake, class, layout->type.tp_basicsize, j == 0 ? 16 : impossible[j]);
                fake_put(fake, class, layout->type.tp_itemsize, impossible[IMPOSSIBLE - 1 - j]);
                fake_put(fake, class, layout->type.tp_members, keys);
                fake_put(fake, class, layout->heap_type.ht_cached_keys, j % 2 == 0 ? keys : 0);
                fake_put(fake, object, layout->var_object.ob_size, impossible[j]);
                fake_put(fake, keys, layout->dict_keys.dk_log2_size, 3 + j);
                fake_put(fake, keys, layout->dict_keys.dk_size, impossible[j]);
                fake_put(fake, keys, layout->dict_keys.dk_nentries, impossible[j]);
                bear(object);
            }
        }
    }
    lies_end();
}
END_TEST

START_TEST(generators)
{
    begin(_i);

    uint64_t generator = fake_object(fake, fake_type(fake, "generator"), 512);
    uint64_t frame = generator + layout->generator.gi_iframe.offset;

    for (uint64_t state = 0; state < 256; state++) {
        fake_put(fake, generator, layout->generator.gi_frame_state, state);
        fake_put(fake, generator, layout->generator.gi_frame, generator);
        fake_put(fake, generator, layout->generator.gi_code, generator);
        fake_put(fake, generator, layout->generator.gi_name, fake_str(fake, "made"));
        fake_put(fake, generator, layout->generator.gi_qualname, fake_str(fake, "made"));
        if (layout_has(layout->generator.gi_iframe)) {
            fake_put(fake, frame, layout->iframe.previous, frame);
            fake_put(fake, frame, layout->iframe.executable, state % 2 != 0 ? frame : generator);
            fake_put(fake, frame, layout->iframe.instr_ptr, frame);
            fake_put(fake, frame, layout->iframe.prev_instr, frame);
        }
        bear(generator);
    }
    lies_end();
}
END_TEST

/* Another thread of the target frees what is read, and something else takes its place. */
struct change {
    uint64_t from, to; /* addresses */
    const uint64_t *words;
    size_t word_count;
    unsigned every; /* reads */
    unsigned seed;
};

static void scribble(struct fake *f, void *arg)
{
    struct change *change = arg;

    if (f->reads % change->every != 0)
        return;
    for (int i = 0; i < 8; i++) {
        uint64_t at = change->from +
                      8 * ((uint64_t)rand_r(&change->seed) % ((change->to - change->from) / 8));

        fake_put_u64(f, at, change->words[(size_t)rand_r(&change->seed) % change->word_count]);
    }
}

START_TEST(what_changes_while_it_is_read)
{
    begin(_i);

    uint64_t types[200], objects[200];
    size_t count = 0;

    for (; count < 200 && type_known_name(count) != NULL; count++)
        types[count] = fake_type(fake, type_known_name(count));
    for (size_t i = 0; i < count; i++)
        objects[i] = fake_object(fake, types[i], 256);

    uint64_t words[600] = {0, 1, 2, 3, 16, 200, (uint64_t)-1, (uint64_t)1 << 61, FAKE_NOWHERE};
    size_t word_count = 9;

    for (size_t i = 0; i < count; i++) {
        words[word_count++] = types[i];
        words[word_count++] = objects[i];
    }

    struct change change = {.from = objects[0],
                            .to = objects[count - 1] + 256,
                            .words = words,
                            .word_count = word_count,
                            .seed = (unsigned)_i};

    fake->changes = scribble;
    fake->changes_arg = &change;
    for (change.every = 1; change.every < 20; change.every += 3)
        for (size_t i = 0; i < count; i++) {
            fake_put(fake, objects[i], layout->object.ob_type, types[i]);
            bear_within(objects[i], usual);
        }
    lies_end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("lies");
    TCase *lies = tcase_create("lies");

    tcase_set_timeout(lies, 120);
    tcase_add_loop_test(lies, sizes, 0, fake_versions);
    tcase_add_loop_test(lies, texts, 0, fake_versions);
    tcase_add_loop_test(lies, ints, 0, fake_versions);
    tcase_add_loop_test(lies, dicts, 0, fake_versions);
    tcase_add_loop_test(lies, sets, 0, fake_versions);
    tcase_add_loop_test(lies, more_than_there_is_room_for, 0, fake_versions);
    tcase_add_loop_test(lies, nesting, 0, fake_versions);
    tcase_add_loop_test(lies, orders_of_bases, 0, fake_versions);
    tcase_add_loop_test(lies, classes, 0, fake_versions);
    tcase_add_loop_test(lies, names_without_end, 0, fake_versions);
    tcase_add_loop_test(lies, instances, 0, fake_versions);
    tcase_add_loop_test(lies, generators, 0, fake_versions);
    tcase_add_loop_test(lies, what_changes_while_it_is_read, 0, fake_versions);
    suite_add_tcase(suite, lies);
    return suite;
}
