/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytecode, exception tables and code objects that lie: no crash, no endless work. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "fake.h"
#include "python/bytecode.h"
#include "python/code-cache.h"
#include "python/code-variables.h"
#include "repr/instruction-text.h"
#include "runner.h"

/* Major and minor version of each table in offsets/opcodes.def. */
static const uint32_t versions[] = {0x0207, 0x0306, 0x0307, 0x0308, 0x0309, 0x030a,
                                    0x030b, 0x030c, 0x030d, 0x030e, 0x030f};

enum { VERSION_COUNT = sizeof versions / sizeof versions[0] };

static void ok(struct error *error)
{
    ck_assert_msg(error == NULL, "%s", error != NULL ? error->message : "");
}

static void fails(struct error *error, enum error_kind kind)
{
    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->kind, kind);
    error_destroy(error);
}

static void load(struct bytecode *b, uint32_t version, const void *bytes, size_t size)
{
    *b = (struct bytecode){.bytes = xmemdup(bytes, size), .size = size};
    ok(opcodes_load(version << 16, &b->opcodes));
}

static void take_apart(struct bytecode *b)
{
    clock_t start = clock();

    bytecode_decode(b);
    bytecode_find_depths(b);
    ck_assert(clock() - start < 2 * CLOCKS_PER_SEC);
}

/* Instructions follow one another, and are found by each of their bytes. */
static void check_instructions(const struct bytecode *b)
{
    uint64_t end = 0;

    for (size_t i = 0; i < b->instructions.count; i++) {
        struct instruction *at = &b->instructions.data[i];

        ck_assert_uint_eq(at->offset, end);
        ck_assert_uint_gt(at->size, 0);
        ck_assert_ptr_eq(bytecode_at(b, at->offset), at);
        ck_assert_ptr_eq(bytecode_at(b, (int64_t)at->offset + at->size - 1), at);
        ck_assert(at->depth >= BYTECODE_UNKNOWN && at->handled >= BYTECODE_NONE &&
                  at->handled < (int)b->handled.count);
        end += at->size;
    }
    ck_assert_ptr_null(bytecode_at(b, (int64_t)end));
    ck_assert_ptr_null(bytecode_at(b, -1));
}

START_TEST(every_version_has_a_table)
{
    struct opcodes opcodes;

    ok(opcodes_load(versions[_i] << 16, &opcodes));
    ck_assert_uint_eq(opcodes.instruction_size, versions[_i] < 0x0300 ? 3 : 2);
    ck_assert_str_eq(opcodes.by_number[opcodes.extended_arg].name, "EXTENDED_ARG");
    ck_assert_int_eq(opcodes.has_effects, versions[_i] >= 0x0309);
    ck_assert_int_eq(opcodes.push_exc_info >= 0, versions[_i] >= 0x030b);
    ck_assert_int_eq(opcodes.instrumented_line >= 0, versions[_i] >= 0x030c);
    for (int i = 0; i < 256; i++) {
        const struct opcode *opcode = &opcodes.by_number[i];

        if (opcode->name != NULL)
            ck_assert_ptr_nonnull(opcodes.by_number[opcode->base].name);
    }
    fails(opcodes_load(0x03050000, &opcodes), ERROR_UNSUPPORTED);
}
END_TEST

START_TEST(any_bytes_are_instructions)
{
    uint8_t bytes[512];

    srand(20 + (unsigned)_i);
    for (int round = 0; round < 300; round++) {
        struct bytecode b;
        size_t size = (size_t)rand() % sizeof bytes;

        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)rand();
        load(&b, versions[_i], bytes, size);
        /* In no order, one over the other, and leading to nowhere. */
        for (int i = 0; i < 20; i++)
            array_push(&b.handlers, (struct exception_entry){
                                        .start = (uint64_t)rand() % 600,
                                        .end = (uint64_t)rand() % 600,
                                        .target = i == 0 ? UINT64_MAX : (uint64_t)rand() % 600,
                                        .depth = i == 1 ? UINT32_MAX : (uint32_t)rand() % 9,
                                    });
        take_apart(&b);
        check_instructions(&b);
        bytecode_deinit(&b);
    }
}
END_TEST

/* Two megabytes of jumps: the work grows with the size alone. */
START_TEST(much_bytecode)
{
    CLEANUP_FREE uint8_t *bytes = xmalloc(BYTECODE_MAX_BYTES);
    struct bytecode b;

    srand(7);
    for (size_t i = 0; i < BYTECODE_MAX_BYTES; i++)
        bytes[i] = (uint8_t)rand();
    load(&b, versions[_i], bytes, BYTECODE_MAX_BYTES);
    take_apart(&b);
    bytecode_deinit(&b);
}
END_TEST

static uint8_t number_of(const struct opcodes *opcodes, const char *name)
{
    for (int i = 0; i < 256; i++)
        if (opcodes->by_number[i].name != NULL && strcmp(opcodes->by_number[i].name, name) == 0)
            return (uint8_t)i;
    ck_abort_msg("no opcode is called %s", name);
}

START_TEST(a_jump_out_of_range)
{
    struct opcodes opcodes;
    struct bytecode b;
    struct code_tables none = {0};

    ok(opcodes_load(0x030c0000, &opcodes));

    uint8_t forward = number_of(&opcodes, "JUMP_FORWARD");
    uint8_t back = number_of(&opcodes, "JUMP_BACKWARD");
    uint8_t extended = opcodes.extended_arg;
    uint8_t local = number_of(&opcodes, "LOAD_FAST");
    uint8_t bytes[] = {local,    9,   extended, 255, extended, 255,
                       extended, 255, forward,  255, back,     9};

    load(&b, 0x030c, bytes, sizeof bytes);
    take_apart(&b);
    check_instructions(&b);
    ck_assert_uint_eq(b.instructions.data[4].argument, UINT32_MAX);
    ck_assert_int_eq(b.instructions.data[4].target, 10 + 2 * (int64_t)UINT32_MAX);
    ck_assert_int_eq(b.instructions.data[5].target, BYTECODE_NONE);

    CLEANUP_FREE char *text = instruction_text(&b, &b.instructions.data[4], &none, NULL);

    ck_assert_str_eq(text, "to 8589934600");
    ck_assert_ptr_null(instruction_text(&b, &b.instructions.data[0], &none, NULL));
    bytecode_deinit(&b);
}
END_TEST

START_TEST(where_ways_meet_with_different_depths_nothing_is_claimed)
{
    struct opcodes opcodes;
    struct bytecode b;

    ok(opcodes_load(0x030c0000, &opcodes));

    uint8_t none = number_of(&opcodes, "LOAD_CONST");
    uint8_t test = number_of(&opcodes, "POP_JUMP_IF_FALSE");
    uint8_t nop = number_of(&opcodes, "NOP");
    uint8_t bytes[] = {none, 0, test, 1, none, 0, nop, 0, nop, 0};

    load(&b, 0x030c, bytes, sizeof bytes);
    take_apart(&b);
    ck_assert_int_eq(b.instructions.data[1].depth, 1);
    ck_assert_int_eq(b.instructions.data[2].depth, 0);
    ck_assert_int_eq(b.instructions.data[3].depth, BYTECODE_UNKNOWN);
    ck_assert_int_eq(b.instructions.data[4].depth, BYTECODE_UNKNOWN);
    bytecode_deinit(&b);
}
END_TEST

START_TEST(an_exception_table_that_breaks)
{
    /* start 1, length 2, target 3, depth 4 with lasti; then one that is cut short. */
    static const uint8_t cut[] = {0x81, 2, 3, 9, 0x81, 2};
    static const uint8_t endless[] = {0xff, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f};
    exception_entry_array entries = {0};

    ck_assert(!exception_table_read(cut, sizeof cut, &entries));
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_uint_eq(entries.data[0].start, 2);
    ck_assert_uint_eq(entries.data[0].end, 6);
    ck_assert_uint_eq(entries.data[0].target, 6);
    ck_assert_uint_eq(entries.data[0].depth, 4);
    ck_assert(entries.data[0].lasti);
    ck_assert(exception_table_read(cut, 4, &entries));
    ck_assert(!exception_table_read(endless, sizeof endless, &entries));
    ck_assert(exception_table_read(NULL, 0, &entries));
    ck_assert_uint_eq(entries.count, 2);
    array_deinit(&entries);
}
END_TEST

static const struct code *cached(struct fake *fake, uint64_t address)
{
    const struct code *code = NULL;

    ok(code_cache_get(fake->runtime, &address, 1, &code));
    return code;
}

/* What a code object claims to have, in every version. */
START_TEST(a_code_object_of_impossible_size)
{
    static const uint64_t sizes[] = {(uint64_t)1 << 61, (uint64_t)-1, (uint64_t)1 << 31};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct fake *fake = fake_create(_i);
        const struct layout *layout = fake->layout;
        uint64_t address = fake_code(fake, "f", "f.py", 1);
        uint64_t sized = address;
        struct bytecode b;
        struct code_tables tables;

        if (layout_has(layout->code.co_code)) {
            sized = fake_bytes(fake, "1234", 4);
            fake_put(fake, address, layout->code.co_code, sized);
        }
        fake_put(fake, sized, layout->var_object.ob_size, sizes[i]);

        struct error *error = bytecode_read(fake->runtime, cached(fake, address), 0, &b);

        ck_assert_ptr_nonnull(error);
        ck_assert(error->kind == ERROR_UNSUPPORTED || error->kind == ERROR_CORRUPT);
        error_destroy(error);

        /* Its names and constants. */
        uint64_t tuple = fake_tuple(fake, NULL, 0);

        fake_put(fake, tuple, layout->var_object.ob_size, sizes[i]);
        fake_put(fake, address, layout->code.co_names, tuple);
        fails(code_tables_read(fake->runtime, cached(fake, address), &tables), ERROR_CORRUPT);
        fake_destroy(fake);
    }
}
END_TEST

START_TEST(a_code_object_without_its_parts)
{
    struct fake *fake = fake_create(_i);
    const struct layout *layout = fake->layout;
    uint64_t address = fake_code(fake, "f", "f.py", 1);
    struct bytecode b;
    struct error *error;

    fake_put(fake, address, layout->code.co_exceptiontable, FAKE_NOWHERE);
    fake_put(fake, address, layout->code.co_monitoring, FAKE_NOWHERE);
    error = bytecode_read(fake->runtime, cached(fake, address), 0, &b);
    ck_assert_int_eq(error != NULL, layout_has(layout->code.co_exceptiontable));
    if (error == NULL)
        bytecode_deinit(&b);
    error_destroy(error);
    fake_destroy(fake);
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("code");
    TCase *bytes = tcase_create("bytecode");
    TCase *objects = tcase_create("code objects");

    tcase_set_timeout(bytes, 60);
    tcase_add_loop_test(bytes, every_version_has_a_table, 0, VERSION_COUNT);
    tcase_add_loop_test(bytes, any_bytes_are_instructions, 0, VERSION_COUNT);
    tcase_add_loop_test(bytes, much_bytecode, 0, VERSION_COUNT);
    tcase_add_test(bytes, a_jump_out_of_range);
    tcase_add_test(bytes, where_ways_meet_with_different_depths_nothing_is_claimed);
    tcase_add_test(bytes, an_exception_table_that_breaks);
    suite_add_tcase(suite, bytes);
    tcase_add_loop_test(objects, a_code_object_of_impossible_size, 0, fake_versions);
    tcase_add_loop_test(objects, a_code_object_without_its_parts, 0, fake_versions);
    suite_add_tcase(suite, objects);
    return suite;
}
