/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What expressions ask of objects in memory that lies: src/expr/library.c and what it leads to,
 * text-methods.c, and the records of numpy that are within themselves.
 */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "base/memory.h"
#include "fake.h"
#include "lies.h"
#include "python/type.h"
#include "repr/numpy.h"
#include "runner.h"

#define OBJECT_BYTES 160

static void ask(struct fake *of, uint64_t object, int numpy, const char *what)
{
    bounds_start();
    ask_expressions(of, object, numpy);
    bounds_check(what);
}

/* Of these kinds there is something to ask. */
static const char *const kinds[] = {
    "_io.BufferedReader",
    "_io.FileIO",
    "_io.TextIOWrapper",
    "_queue.SimpleQueue",
    "functools._lru_cache_wrapper",
    "_ctypes.Array",
    "_ctypes.Structure",
    "_ctypes._Pointer",
    "_ctypes._SimpleCData",
    "array.array",
    "bytes",
    "collections.deque",
    "datetime.date",
    "datetime.time",
    "datetime.datetime",
    "datetime.timedelta",
    "decimal.Decimal",
    "dict_keys",
    "list",
    "memoryview",
    "numpy.complex64",
    "numpy.datetime64",
    "numpy.dtype",
    "numpy.float16",
    "numpy.int8",
    "numpy.longdouble",
    "numpy.ndarray",
    "numpy.uint64",
    "numpy.void",
    "range",
    "str",
    "tuple",
    "weakref",
};

START_TEST(one_word_lies)
{
    lies_begin(_i);

    const uint64_t rest[] = {fake_str(fake, "name"), 1};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (size_t k = 0; k < sizeof rest / sizeof *rest; k++)
            ask_words(fake, fake_type(fake, kinds[i]), OBJECT_BYTES, rest[k], ask, kinds[i]);
    lies_end();
}
END_TEST

/* Behind the header of an object. */
static void put(uint64_t object, unsigned offset, unsigned size, uint64_t value)
{
    struct layout_field field = {.offset = fake->layout->object.size + offset,
                                 .size = (uint16_t)size};

    fake_put(fake, object, field, value);
}

/* A record of one field at that place, which is a record of that kind again. */
static uint64_t make_record(uint64_t item_size, uint64_t offset)
{
    uint64_t descr = fake_object(fake, fake_type(fake, "numpy.dtype"), 160);
    uint64_t name = fake_str(fake, "name");
    uint64_t entry = fake_tuple(fake, (uint64_t[]){descr, fake_int(fake, (uint32_t)offset)}, 2);

    put(descr, 8, 1, 'V');
    put(descr, 10, 1, '|');
    put(descr, 16, 4, item_size);
    put(descr, 32, 8, fake_dict(fake, (const char *[]){"name"}, &entry, 1));
    put(descr, 40, 8, fake_tuple(fake, &name, 1));
    return descr;
}

START_TEST(a_record_within_itself)
{
    static const struct {
        uint64_t item_size, offset;
    } lies[] = {{8, 0}, {8, 4}, {8, 4000000}, {INT32_MAX, 0}, {0, 0}};

    lies_begin(_i);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        uint64_t record = make_record(lies[i].item_size, lies[i].offset);
        uint64_t array = fake_object(fake, fake_type(fake, "numpy.ndarray"), 96);
        uint64_t numbers = fake_alloc(fake, 16);

        fake_put_u64(fake, numbers, 3);
        fake_put_u64(fake, numbers + 8, 8);
        put(array, 0, 8, fake_alloc(fake, 64));
        put(array, 8, 4, 1);
        put(array, 16, 8, numbers);
        put(array, 24, 8, numbers + 8);
        put(array, 40, 8, record);
        ask(fake, array, NUMPY_VERSION(1, 24), "a record within itself");
        ask(fake, record, NUMPY_VERSION(1, 24), "its dtype");
        bounds_start();
        free(ask_repr(fake, array, (struct repr_limits){0, 0, 0}, NUMPY_VERSION(1, 24)));
        free(ask_repr(fake, record, (struct repr_limits){0, 0, 0}, NUMPY_VERSION(1, 24)));
        bounds_check("the text of it");
    }
    lies_end();
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("parts");
    TCase *tcase = tcase_create("parts");

    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, one_word_lies, 0, fake_versions);
    tcase_add_loop_test(tcase, a_record_within_itself, 0, fake_versions);
    suite_add_tcase(suite, tcase);
    return suite;
}
