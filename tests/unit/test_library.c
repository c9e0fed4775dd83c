/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Types of the standard library: which types are taken for those that are written in C, and what
 * becomes of objects of them, and of classes that are written in Python, in memory that lies.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "base/memory.h"
#include "fake.h"
#include "lies.h"
#include "repr/repr.h"
#include "python/type-kinds.h"
#include "runner.h"

#define HEAP_TYPE ((uint64_t)1 << 9)

static const struct repr_limits usual = {200, 200, 3};
static const struct repr_limits none = {0, 0, 0};

static char *written(uint64_t object, struct repr_limits limits)
{
    char *text;

    bounds_start();
    text = ask_repr(fake, object, limits, 0);
    bounds_check(text);
    return text;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
    size_t length = strlen(text), tail = strlen(with);

    return length >= tail && strcmp(text + length - tail, with) == 0;
}

#define begins_with(text, with) ck_assert_msg(begins(text, with), "%.200s", text)
#define ends_with(text, with) ck_assert_msg(ends(text, with), "%.200s", text)
#define is_unreadable(text) begins_with(text, "<unreadable at 0x")

/* A list without elements. */
static uint64_t make_item(void)
{
    return fake_object(fake, fake_type(fake, "list"), 64);
}

static uint64_t make_deque(uint64_t type, uint64_t len, uint64_t index)
{
    const struct layout *layout = fake->layout;
    uint64_t deque = fake_object(fake, type, 512);
    uint64_t block = fake_alloc(fake, 1024);
    uint64_t item = make_item();

    for (uint64_t at = 0; at < layout->deque_block.data.size; at += 8)
        fake_put_u64(fake, block + layout->deque_block.data.offset + at, item);
    fake_put(fake, block, layout->deque_block.rightlink, block);
    fake_put(fake, deque, layout->deque.len, len);
    fake_put(fake, deque, layout->deque.leftblock, block);
    fake_put(fake, deque, layout->deque.leftindex, index);
    fake_put(fake, deque, layout->deque.maxlen, (uint64_t)-1);
    return deque;
}

START_TEST(a_deque_whose_blocks_go_round)
{
    lies_begin(_i);

    uint64_t type = fake_type(fake, "collections.deque");
    CLEANUP_FREE char *good = written(make_deque(type, 3, 2), usual);

    if (fake->layout->deque.size == 0) {
        /* A build whose modules nobody has seen. */
        begins_with(good, "<collections.deque at 0x");
        lies_end();
        return;
    }

    CLEANUP_FREE char *huge = written(make_deque(type, (uint64_t)1 << 61, 0), usual);
    CLEANUP_FREE char *endless = written(make_deque(type, (uint64_t)1 << 61, 0), none);
    CLEANUP_FREE char *negative = written(make_deque(type, (uint64_t)-1, 0), usual);
    CLEANUP_FREE char *outside = written(make_deque(type, 3, (uint64_t)1 << 40), usual);
    CLEANUP_FREE char *before = written(make_deque(type, 3, (uint64_t)-1), usual);

    ck_assert_str_eq(good, "deque([[], [], []])");
    ends_with(huge, "[], [], ...])");
    ends_with(endless, ", ... (cut at 2000000 objects)])");
    is_unreadable(negative);
    is_unreadable(outside);
    is_unreadable(before);
    lies_end();
}
END_TEST

/* digits is what it says, word the one that it has. */
static uint64_t make_decimal(uint64_t digits, uint64_t word, uint64_t exponent)
{
    const struct layout *layout = fake->layout;
    uint64_t decimal = fake_object(fake, fake_type(fake, "decimal.Decimal"), 256);

    fake_put(fake, decimal, layout->decimal.flags, 1);
    fake_put(fake, decimal, layout->decimal.exp, exponent);
    fake_put(fake, decimal, layout->decimal.digits, digits);
    fake_put(fake, decimal, layout->decimal.len, 1);
    fake_put(fake, decimal, layout->decimal.data, decimal + 200);
    fake_put_u64(fake, decimal + 200, word);
    return decimal;
}

START_TEST(a_decimal_of_too_many_digits)
{
    lies_begin(_i);
    if (fake->layout->decimal.size != 0) {
        CLEANUP_FREE char *good = written(make_decimal(2, 15, 6), none);
        CLEANUP_FREE char *huge = written(make_decimal((uint64_t)1 << 60, 15, 0), none);
        CLEANUP_FREE char *many = written(make_decimal(1000000, 15, 0), none);
        CLEANUP_FREE char *negative = written(make_decimal((uint64_t)-5, 15, 0), none);
        CLEANUP_FREE char *fewer = written(make_decimal(1, 15, 0), none);
        CLEANUP_FREE char *no_digits = written(make_decimal(0, 0, 0), none);
        CLEANUP_FREE char *word = written(make_decimal(19, UINT64_MAX, 0), none);
        CLEANUP_FREE char *exponent = written(make_decimal(2, 15, (uint64_t)1 << 63), none);

        ck_assert_str_eq(good, "Decimal('-1.5E+7')");
        begins_with(huge, "<Decimal of 1152921504606846976 digits at 0x");
        is_unreadable(many);
        is_unreadable(negative);
        is_unreadable(fewer);
        is_unreadable(no_digits);
        is_unreadable(word);
        is_unreadable(exponent);
    }
    lies_end();
}
END_TEST

/* A table of eight slots without an entry. */
static uint64_t make_keys(void)
{
    const struct layout *layout = fake->layout;
    uint64_t keys = fake_alloc(fake, 512);

    fake_put(fake, keys, layout->dict_keys.dk_size, 8);
    fake_put(fake, keys, layout->dict_keys.dk_log2_size, 3);
    fake_put(fake, keys, layout->dict_keys.dk_log2_index_bytes, 3);
    return keys;
}

START_TEST(an_ordered_dict_whose_list_goes_round)
{
    lies_begin(_i);

    const struct layout *layout = fake->layout;
    uint64_t dict = fake_object(fake, fake_type(fake, "collections.OrderedDict"), 512);
    uint64_t node = fake_alloc(fake, 128);

    if (layout->odict.size != 0) {
        fake_put(fake, dict, layout->dict.ma_used, 3);
        fake_put(fake, dict, layout->dict.ma_keys, make_keys());
        fake_put(fake, dict, layout->odict.od_first, node);
        fake_put(fake, node, layout->odict_node.key, make_item());
        fake_put(fake, node, layout->odict_node.next, node);

        CLEANUP_FREE char *round = written(dict, usual);
        CLEANUP_FREE char *endless = written(dict, none);

        begins_with(round, "OrderedDict(");
        ends_with(round, layout->traits.odict_as_pairs ? ", ...])" : ", ...})");
        ends_with(endless, layout->traits.odict_as_pairs ? ", ...])" : ", ...})");

        fake_put(fake, dict, layout->odict.od_first, FAKE_NOWHERE);
        CLEANUP_FREE char *nowhere = written(dict, usual);
        is_unreadable(nowhere);
    }
    lies_end();
}
END_TEST

static uint64_t make_array(uint64_t count, const char *code, uint64_t itemsize)
{
    const struct layout *layout = fake->layout;
    uint64_t array = fake_object(fake, fake_type(fake, "array.array"), 256);
    uint64_t descr = fake_alloc(fake, 64);
    uint64_t items = FAKE_BASE + FAKE_BYTES - 8; /* nothing comes after the first */

    fake_put_u64(fake, items, 7);
    fake_put(fake, descr, layout->array_descr.itemsize, itemsize);
    fake_put_bytes(fake, descr + layout->array_descr.typecode.offset, code, strlen(code));
    fake_put(fake, array, layout->array.ob_descr, descr);
    fake_put(fake, array, layout->array.ob_item, items);
    fake_put(fake, array, layout->var_object.ob_size, count);
    return array;
}

START_TEST(an_array_of_an_impossible_size)
{
    lies_begin(_i);
    if (fake->layout->array.size != 0) {
        CLEANUP_FREE char *good = written(make_array(1, "q", 8), none);
        CLEANUP_FREE char *huge = written(make_array((uint64_t)1 << 61, "q", 8), none);
        CLEANUP_FREE char *past = written(make_array((uint64_t)1 << 40, "q", 8), none);
        CLEANUP_FREE char *negative = written(make_array((uint64_t)-1, "u", 4), none);
        CLEANUP_FREE char *size = written(make_array(1, "q", 4), none);
        CLEANUP_FREE char *code = written(make_array(1, "!", 8), none);

        ck_assert_str_eq(good, "array('q', [7])");
        is_unreadable(huge);
        is_unreadable(past);
        is_unreadable(negative);
        begins_with(size, "<array.array at 0x");
        begins_with(code, "<array.array at 0x");
    }
    lies_end();
}
END_TEST

START_TEST(days_that_are_none)
{
    lies_begin(_i);
    if (fake->layout->date.size != 0) {
        uint64_t date = fake_object(fake, fake_type(fake, "datetime.date"), 64);
        uint64_t data = date + fake->layout->date.data.offset;

        fake_put_bytes(fake, data, "\x07\xe8\x02\x1d", 4);
        CLEANUP_FREE char *good = written(date, none);
        fake_put_bytes(fake, data, "\x07\xe8\x0d\x1d", 4);
        CLEANUP_FREE char *month = written(date, none);
        fake_put_bytes(fake, data, "\xff\xff\x02\x1d", 4);
        CLEANUP_FREE char *year = written(date, none);

        ck_assert_str_eq(good, "datetime.date(2024, 2, 29)");
        is_unreadable(month);
        is_unreadable(year);
    }
    lies_end();
}
END_TEST

/* ---- classes that are written in Python */

static uint64_t make_instance(const char *module, const char *function, uint64_t base,
                              struct fake_names names)
{
    struct fake_names globals = {.count = 0};

    fake_name(&globals, "_DEFAULT_LIMIT", fake_int(fake, 65536));

    uint64_t class = fake_library_class(fake, module, function, base, fake_dict_of(fake, &globals),
                                        (struct fake_names){.count = 0});

    return fake_instance(fake, class, fake_dict_of(fake, &names));
}

static const uint64_t impossible[] = {(uint64_t)1 << 61, (uint64_t)1 << 40, (uint64_t)-1,
                                      (uint64_t)1 << 63, UINT32_MAX};
enum { IMPOSSIBLE = sizeof impossible / sizeof *impossible };

static void bear(uint64_t object)
{
    free(written(object, none));
    bounds_start();
    ask_all(fake, object, usual, 0);
    bounds_check("all that can be asked of it");
}

/* All bits of the largest int that is read, in a place of its own. */
static uint64_t make_large_int(void)
{
    const struct layout *layout = fake->layout;
    uint64_t count = layout->long_.ob_digit.size == 2 ? 4000000 : 2000000;
    uint64_t number = fake_object(fake, fake->int_type, count * 4 + 64);

    if (layout_has(layout->long_.lv_tag))
        fake_put(fake, number, layout->long_.lv_tag, count << 3);
    else
        fake_put(fake, number, layout->var_object.ob_size, count);
    return number;
}

START_TEST(a_counter_of_long_ints)
{
    lies_begin(_i);

    struct fake_names names = {.count = 0};
    uint64_t dict, large = fake->layout->traits.strings_are_bytes ? 0 : make_large_int();
    static char keys[50][8];

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        snprintf(keys[i], sizeof keys[i], "key%zu", i);
        fake_name(&names, keys[i], large != 0 ? large : fake_int(fake, (uint32_t)i));
    }
    dict = fake_dict_of(fake, &names);

    uint64_t counter = make_instance("collections/__init__", "Counter.__repr__", fake->dict_type,
                                     (struct fake_names){.count = 0});

    /* It is a dict, in which is what is in that one. */
    for (uint64_t at = fake->layout->object.size; at < fake->layout->dict.size; at += 8) {
        uint64_t word;

        memcpy(&word, fake->memory + (dict + at - FAKE_BASE), sizeof word);
        fake_put_u64(fake, counter + at, word);
    }
    CLEANUP_FREE char *text = written(counter, usual);
    CLEANUP_FREE char *all = written(counter, none);

    begins_with(text, large == 0 ? "Counter({'key49': 49, 'key48': 48, " : "<Counter at 0x");
    begins_with(all, large == 0 ? "Counter({'key49': 49, 'key48': 48, " : "<Counter at 0x");
    bear(counter);
    lies_end();
}
END_TEST

START_TEST(a_stream_whose_buffer_lies)
{
    lies_begin(_i);

    struct fake_names names = {.count = 0};
    uint64_t none_ = fake_object(fake, fake_type(fake, "NoneType"), 64);
    uint64_t buffer = fake_object(fake, fake_type(fake, "bytearray"), 128);

    fake_name(&names, "_buffer", buffer);
    fake_name(&names, "_eof", fake_int(fake, 1));
    fake_name(&names, "_paused", fake_int(fake, 0));
    fake_name(&names, "_limit", fake_int(fake, 65536));
    fake_name(&names, "_waiter", none_);
    fake_name(&names, "_exception", none_);
    fake_name(&names, "_transport", none_);

    uint64_t reader =
        make_instance("asyncio.streams", "StreamReader.__repr__", fake->object_type, names);

    fake_put(fake, buffer, fake->layout->var_object.ob_size, 5);
    CLEANUP_FREE char *good = written(reader, usual);

    ck_assert_str_eq(good, "<StreamReader 5 bytes eof>");
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        fake_put(fake, buffer, fake->layout->var_object.ob_size, impossible[i]);
        CLEANUP_FREE char *text = written(reader, usual);

        if ((int64_t)impossible[i] < 0)
            begins_with(text, "<StreamReader at 0x");
        bear(reader);
    }
    lies_end();
}
END_TEST

/* _format_callbacks() of a Future that is written in C. */
START_TEST(a_future_whose_callbacks_lie)
{
    lies_begin(_i);

    const struct layout *layout = fake->layout;
    uint64_t type = fake_type(fake, "_asyncio.Future");
    uint64_t future = fake_object(fake, type, 512), none_, partial, list;

    if (!layout_has(layout->future.state)) {
        lies_end();
        return;
    }
    none_ = fake_object(fake, fake_type(fake, "NoneType"), 64);
    partial = fake_object(fake, fake_type(fake, "functools.partial"), 256);
    list = fake_list(fake, (uint64_t[]){partial, future, none_}, 3);
    fake_put(fake, partial, layout->partial.fn, partial);
    fake_put(fake, partial, layout->partial.args, list);
    /* 3.6 has all of them in the list, without a context. */
    if (layout_has(layout->future.callback0)) {
        fake_put(fake, future, layout->future.callback0, fake_str(fake, "f"));
    } else {
        fake_put(fake, future, layout->future.callbacks,
                 fake_list(fake, (uint64_t[]){fake_str(fake, "f")}, 1));
    }
    CLEANUP_FREE char *good = written(future, usual);

    begins_with(good, "<Future pending cb=['f'()");

    const uint64_t callbacks[] = {0, none_, partial, future, list, FAKE_NOWHERE, 1};

    for (size_t i = 0; i < sizeof callbacks / sizeof *callbacks; i++) {
        for (size_t k = 0; k < sizeof callbacks / sizeof *callbacks; k++) {
            fake_put(fake, future, layout->future.callback0, callbacks[i]);
            fake_put(fake, future, layout->future.callbacks, callbacks[k]);
            fake_put(fake, future, layout->future.result, callbacks[i]);
            bear(future);
        }
    }
    fake_put(fake, future, layout->future.callbacks, list);
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        fake_put(fake, list, layout->var_object.ob_size, impossible[i]);
        bear(future);
        fake_put(fake, future, layout->future.state, impossible[i]);
        bear(future);
        fake_put(fake, future, layout->future.state, 0);
    }
    lies_end();
}
END_TEST

START_TEST(a_transport_whose_selector_lies)
{
    lies_begin(_i);

    struct fake_names names = {.count = 0}, of_loop = {.count = 0}, of_selector = {.count = 0};
    uint64_t plain = fake_class(fake, "Plain", fake->object_type, fake->modules);
    uint64_t keys = fake_object(fake, fake->dict_type, 256);
    uint64_t zero = fake_int(fake, 0);

    fake_name(&of_selector, "_fd_to_key", keys);
    fake_name(&of_loop, "_selector", fake_instance(fake, plain, fake_dict_of(fake, &of_selector)));
    fake_name(&of_loop, "_closed", zero);
    fake_name(&names, "_loop", fake_instance(fake, plain, fake_dict_of(fake, &of_loop)));
    fake_name(&names, "_sock", fake_str(fake, "a socket"));
    fake_name(&names, "_sock_fd", fake_int(fake, 5));
    fake_name(&names, "_closing", zero);

    uint64_t transport = make_instance("asyncio.selector_events", "_SelectorTransport.__repr__",
                                       fake->object_type, names);
    uint64_t table = FAKE_BASE + FAKE_BYTES - 4096;

    fake_put(fake, keys, fake->layout->dict.ma_keys, table);
    fake_put(fake, keys, fake->layout->dict.ma_table, table);
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        for (unsigned log2 = 3; log2 < 64; log2 += 13) {
            fake_put(fake, keys, fake->layout->dict.ma_mask, impossible[i]);
            fake_put(fake, table, fake->layout->dict_keys.dk_size, (uint64_t)1 << log2);
            fake_put(fake, table, fake->layout->dict_keys.dk_log2_size, log2);
            fake_put(fake, table, fake->layout->dict_keys.dk_log2_index_bytes, log2);
            fake_put(fake, table, fake->layout->dict_keys.dk_nentries, impossible[i]);
            bear(transport);
        }
    }
    lies_end();
}
END_TEST

START_TEST(a_path_of_lying_parts)
{
    lies_begin(_i);

    struct fake_names names = {.count = 0}, of_flavour = {.count = 0};
    uint64_t plain = fake_class(fake, "Plain", fake->object_type, fake->modules);
    uint64_t parts[] = {fake_str(fake, "/app"), fake_str(fake, "x")};
    uint64_t list = fake_list(fake, parts, 2);

    fake_name(&of_flavour, "sep", fake_str(fake, "/"));
    fake_name(&names, "_flavour", fake_instance(fake, plain, fake_dict_of(fake, &of_flavour)));
    fake_name(&names, "_raw_paths", list);

    uint64_t path = make_instance("pathlib", "PurePath.__repr__", fake->object_type, names);
    CLEANUP_FREE char *good = written(path, usual);

    /* 2.7 has no such class. */
    if (!fake->layout->traits.strings_are_bytes)
        ck_assert_str_eq(good, "PurePath('/app/x')");
    for (size_t i = 0; i < IMPOSSIBLE; i++) {
        fake_put(fake, list, fake->layout->var_object.ob_size, impossible[i]);
        bear(path);
        fake_put(fake, list, fake->layout->var_object.ob_size, 2);
        fake_put(fake, parts[1], fake->layout->ascii.length, impossible[i]);
        bear(path);
        fake_put(fake, parts[1], fake->layout->ascii.length, 1);
    }
    lies_end();
}
END_TEST

/* A heap type; its name in the str that it is called by, as a class statement leaves it, or not. */
static uint64_t make_heap_type(const char *name, uint64_t basicsize, bool of_class_statement)
{
    const struct layout *layout = fake->layout;
    uint64_t str = fake_str(fake, name);
    uint64_t copy = fake_alloc(fake, 64);
    uint64_t type = fake_object(fake, fake->type_type, layout->heap_type.size);
    uint64_t head =
        layout->traits.strings_are_bytes ? layout->bytes.ob_sval.offset : layout->ascii.size;

    fake_put_bytes(fake, copy, name, strlen(name) + 1);
    fake_put(fake, type, layout->type.tp_base, fake->object_type);
    fake_put(fake, type, layout->type.tp_flags, HEAP_TYPE);
    fake_put(fake, type, layout->type.tp_basicsize, basicsize);
    fake_put(fake, type, layout->type.tp_repr, type);
    fake_put(fake, type, layout->heap_type.ht_name, str);
    fake_put(fake, type, layout->type.tp_name, of_class_statement ? str + head : copy);
    return type;
}

/* A list of three of which one has been taken, or a ring whose first item stands last. */
static uint64_t make_queue(uint64_t count, uint64_t first, uint64_t room)
{
    const struct layout *layout = fake->layout;
    uint64_t queue = fake_object(fake, fake_type(fake, "_queue.SimpleQueue"), 128);
    uint64_t items = fake_alloc(fake, 3 * 8), list = make_item();

    for (int i = 0; i < 3; i++)
        fake_put_u64(fake, items + 8 * (uint64_t)i, make_item());
    fake_put(fake, list, layout->var_object.ob_size, count);
    fake_put(fake, list, layout->list.ob_item, items);
    fake_put(fake, list, layout->list.allocated, room);
    if (layout_has(layout->simple_queue.lst)) {
        fake_put(fake, queue, layout->simple_queue.lst, list);
        fake_put(fake, queue, layout->simple_queue.lst_pos, first);
    } else {
        fake_put(fake, queue, layout->simple_queue.items, items);
        fake_put(fake, queue, layout->simple_queue.items_cap, room);
        fake_put(fake, queue, layout->simple_queue.get_idx, first);
        fake_put(fake, queue, layout->simple_queue.num_items, count);
    }
    return queue;
}

START_TEST(a_queue_of_more_than_it_has_room_for)
{
    lies_begin(_i);
    if (fake->layout->simple_queue.size == 0) {
        lies_end();
        return;
    }

    static const struct {
        uint64_t count, first, room;
    } lies[] = {
        {3, 4, 3},
        {4, 0, 3},
        {1, (uint64_t)1 << 61, 3},
        {(uint64_t)1 << 61, 0, (uint64_t)1 << 61},
        {(uint64_t)-1, 0, 3},
        {3, (uint64_t)-1, 3},
        {(uint64_t)-1, 0, (uint64_t)-1},
    };
    bool of_list = layout_has(fake->layout->simple_queue.lst);
    CLEANUP_FREE char *good = written(make_queue(3, 1, 3), usual);

    begins_with(good, "<_queue.SimpleQueue at 0x");
    ends_with(good, of_list ? " of [[], []]>" : " of [[], [], []]>");
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        uint64_t queue = make_queue(lies[i].count, lies[i].first, lies[i].room);
        CLEANUP_FREE char *text = written(queue, none);

        is_unreadable(text);
        bear(queue);
    }
    lies_end();
}
END_TEST

START_TEST(a_class_that_only_has_the_name)
{
    static const char name[] = "collections.deque";

    lies_begin(_i);

    uint64_t size = type_known_size(fake->layout, name);
    CLEANUP_FREE char *of_module =
        written(make_deque(make_heap_type(name, size, false), 1, 0), usual);
    CLEANUP_FREE char *of_class =
        written(make_deque(make_heap_type(name, size, true), 1, 0), usual);
    CLEANUP_FREE char *larger =
        written(make_deque(make_heap_type(name, size + 8, false), 1, 0), usual);

    if (fake->layout->deque.size != 0)
        ck_assert_str_eq(of_module, "deque([[]])");
    begins_with(of_class, "<collections.deque at 0x");
    begins_with(larger, "<collections.deque at 0x");
    lies_end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("library");
    TCase *lies = tcase_create("lying memory");

    tcase_set_timeout(lies, 120);
    tcase_add_loop_test(lies, a_deque_whose_blocks_go_round, 0, fake_versions);
    tcase_add_loop_test(lies, a_queue_of_more_than_it_has_room_for, 0, fake_versions);
    tcase_add_loop_test(lies, a_decimal_of_too_many_digits, 0, fake_versions);
    tcase_add_loop_test(lies, an_ordered_dict_whose_list_goes_round, 0, fake_versions);
    tcase_add_loop_test(lies, an_array_of_an_impossible_size, 0, fake_versions);
    tcase_add_loop_test(lies, days_that_are_none, 0, fake_versions);
    tcase_add_loop_test(lies, a_class_that_only_has_the_name, 0, fake_versions);
    tcase_add_loop_test(lies, a_counter_of_long_ints, 0, fake_versions);
    tcase_add_loop_test(lies, a_stream_whose_buffer_lies, 0, fake_versions);
    tcase_add_loop_test(lies, a_future_whose_callbacks_lie, 0, fake_versions);
    tcase_add_loop_test(lies, a_transport_whose_selector_lies, 0, fake_versions);
    tcase_add_loop_test(lies, a_path_of_lying_parts, 0, fake_versions);
    suite_add_tcase(suite, lies);
    return suite;
}
