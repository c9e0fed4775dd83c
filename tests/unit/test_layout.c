/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables, traits, _Py_DebugOffsets and DWARF: src/python/layout*.c, src/target/dwarf.c; and
 * columns. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "python/layout-fields.h"
#include "python/layout.h"
#include "python/line-table.h"
#include "runner.h"
#include "target/dwarf.h"

#include "debug-offsets-samples.inc"

#define ok(expr)                                                                                   \
    do {                                                                                           \
        struct error *ok_error_ = (expr);                                                          \
        ck_assert_msg(ok_error_ == NULL, "%s", ok_error_ == NULL ? "" : ok_error_->message);       \
    } while (0)

/* It fails in that way, and the message has that text. */
static void fails(struct error *error, enum error_kind kind, const char *text)
{
    ck_assert_ptr_nonnull(error);
    ck_assert_msg(error->kind == kind, "%s: %s", error_kind_name(error->kind), error->message);
    ck_assert_msg(strstr(error->message, text) != NULL, "%s", error->message);
    error_destroy(error);
}

/* ---- the built-in tables */

static const struct {
    uint32_t hexversion;
    bool free_threaded;
} tables[] = {
    {0x02070000, false}, {0x03060000, false}, {0x03070000, false}, {0x03080000, false},
    {0x03090000, false}, {0x030a0000, false}, {0x030b0000, false}, {0x030c0000, false},
    {0x030d00f0, false}, {0x030d01f0, false}, {0x030e0000, false}, {0x030f0000, false},
    {0x030d0000, true},  {0x030e0000, true},  {0x030f0000, true},
};

enum { TABLES = sizeof tables / sizeof tables[0] };

static void built_in(int i, struct layout *ret)
{
    ok(layout_builtin(tables[i].hexversion, tables[i].free_threaded, ret));
}

START_TEST(a_table_is_sound)
{
    CLEANUP(layout_deinit) struct layout l = {0};

    built_in(_i, &l);
    ok(layout_check(&l));
    ck_assert_uint_eq(l.hexversion >> 16, tables[_i].hexversion >> 16);
    ck_assert(l.traits.free_threaded == tables[_i].free_threaded);
    ck_assert_ptr_nonnull(strstr(l.origin, "CPython"));
    /* Two members of one struct have one place only in a bit field. */
    for (const struct layout_field_info *a = layout_fields; a->id != NULL; a++)
        for (const struct layout_field_info *b = a + 1; b->size_place == a->size_place; b++) {
            struct layout_field x = *layout_field_at(&l, a->place);
            struct layout_field y = *layout_field_at(&l, b->place);
            bool same = layout_has(x) && layout_has(y) && x.offset == y.offset && x.bits == 0;
            ck_assert_msg(!same, "%s.%s and %s", a->struct_id, a->id, b->id);
        }
}
END_TEST

/* What a walk over threads and frames cannot do without. */
START_TEST(a_table_has_what_every_version_has)
{
    CLEANUP(layout_deinit) struct layout l = {0};
    built_in(_i, &l);
    uint32_t v = l.hexversion;

    ck_assert(layout_has(l.interp.next) && layout_has(l.interp.threads_head));
    ck_assert(layout_has(l.tstate.next) && layout_has(l.tstate.thread_id));
    ck_assert(layout_has(l.object.ob_type) && layout_has(l.code.co_linetable));
    ck_assert(layout_has(l.code.co_name) && layout_has(l.code.co_filename));
    ck_assert(layout_has(l.code.co_qualname) == (v >= 0x030b0000));
    ck_assert(layout_has(l.runtime.interpreters_head) == (v >= 0x03070000));
    ck_assert(layout_has(l.tstate.native_thread_id) == (v >= 0x030b0000));
    ck_assert(layout_has(l.tstate.frame) == (v < 0x030b0000));
    ck_assert(layout_has(l.tstate.current_frame) == (v >= 0x030d0000));
    ck_assert(layout_has(l.cframe.current_frame) == (v >= 0x030b0000 && v < 0x030d0000));
    ck_assert(layout_has(l.iframe.instr_ptr) == (v >= 0x030d0000));
    ck_assert(layout_has(l.iframe.prev_instr) == (v >= 0x030b0000 && v < 0x030d0000));
    ck_assert(layout_has(l.pyframe.f_back));
    ck_assert(layout_has(l.ascii.kind) == (v >= 0x03000000));
    ck_assert(layout_has(l.unicode.str) == (v < 0x03000000));
    ck_assert(layout_has(l.iframe.tlbc_index) == (v >= 0x030e0000 && l.traits.free_threaded));
    ck_assert(layout_has(l.code.co_tlbc) == layout_has(l.iframe.tlbc_index));
    /* Extension modules of free-threaded builds are in no header. */
    ck_assert((l.deque.size != 0) == !l.traits.free_threaded);
    ck_assert((l.datetime.size != 0) == !l.traits.free_threaded);
    ck_assert((l.socket.size != 0) == !l.traits.free_threaded);
    ck_assert((l.decimal.size != 0) == (v >= 0x03000000 && !l.traits.free_threaded));
    ck_assert((l.task.size != 0) == (v >= 0x03000000 && !l.traits.free_threaded));
}
END_TEST

/* Where the interpreter's own layout is from elsewhere, its modules' are the table's. */
START_TEST(structs_of_modules_are_the_tables)
{
    CLEANUP(layout_deinit) struct layout table = {0};
    struct layout l = {0};

    built_in(_i, &table);
    l.hexversion = table.hexversion;
    l.traits.free_threaded = table.traits.free_threaded;
    l.array.size = 12345;
    layout_add_modules_builtin(&l);
    ck_assert_uint_eq(l.deque.size, table.deque.size);
    ck_assert_mem_eq(&l.task, &table.task, sizeof l.task);
    ck_assert_uint_eq(l.array.size, 12345);
    ck_assert(!layout_has(l.array.ob_item));
    ck_assert_uint_eq(l.object.size, 0);
    ck_assert_uint_eq(l.odict.size, 0);

    l.hexversion = 0x03630000;
    l.deque.size = 0;
    layout_add_modules_builtin(&l);
    ck_assert_uint_eq(l.deque.size, 0);
}
END_TEST

/* 3.13.1 has another lock than 3.13.0, which has a table of its own. */
START_TEST(a_release_may_have_a_table_of_its_own)
{
    static const uint32_t later[] = {0x030d01f0, 0x030d12f0, 0x030dfff0};
    CLEANUP(layout_deinit) struct layout first = {0};
    CLEANUP(layout_deinit) struct layout beta = {0};

    ok(layout_builtin(0x030d00f0, false, &first));
    ok(layout_builtin(0x030d00b1, false, &beta));
    ck_assert_uint_eq(first.hexversion, 0x030d00f0);
    ck_assert_uint_eq(beta.hexversion, 0x030d00f0);
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        CLEANUP(layout_deinit) struct layout l = {0};

        ok(layout_builtin(later[i], false, &l));
        ck_assert_uint_gt(l.hexversion, 0x030d00f0);
        ck_assert_uint_ne(l.lock.size, first.lock.size);
    }
}
END_TEST

START_TEST(a_version_without_a_table_is_refused)
{
    struct layout l;

    fails(layout_builtin(0x03630000, false, &l), ERROR_UNSUPPORTED, "2.7, 3.6, 3.7");
    fails(layout_builtin(0x03050000, false, &l), ERROR_UNSUPPORTED, "Python 3.5");
    fails(layout_builtin(0x030c01f0, true, &l), ERROR_UNSUPPORTED, "free-threaded");
}
END_TEST

START_TEST(versions_have_names)
{
    static const struct {
        uint32_t hexversion;
        const char *is_short, *is_long;
    } cases[] = {
        {0x030c01f0, "3.12", "3.12.1"},    {0x030f00b1, "3.15", "3.15.0b1"},
        {0x030e00c2, "3.14", "3.14.0rc2"}, {0x030d00a6, "3.13", "3.13.0a6"},
        {0x020712f0, "2.7", "2.7.18"},     {0x030b0000, "3.11", "3.11.0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CLEANUP_FREE char *is_short = layout_version_short(cases[i].hexversion);
        CLEANUP_FREE char *is_long = layout_version_long(cases[i].hexversion);
        ck_assert_str_eq(is_short, cases[i].is_short);
        ck_assert_str_eq(is_long, cases[i].is_long);
    }
}
END_TEST

/* ---- traits */

START_TEST(traits_are_those_of_the_version)
{
    /* {-1} below is no owner at all; interpreter and cstack per version. */
    static const struct {
        uint32_t hexversion;
        enum layout_line_table line_table;
        enum layout_managed_dict managed_dict;
        int lasti_unit, mask, dict_offset, owner_thread, owner_interpreter, owner_cstack;
        bool lineno_if_traced, args_as_tuple, bytearray_escapes;
        int unicode;
    } cases[] = {
        {0x02071200, LINE_TABLE_LNOTAB_UNSIGNED, MANAGED_DICT_NONE, 1, 0, 0, -1, -1, -1, true, true,
         true, 0},
        {0x03060f00, LINE_TABLE_LNOTAB, MANAGED_DICT_NONE, 1, 0, 0, -1, -1, -1, true, true, true,
         90},
        {0x03091200, LINE_TABLE_LNOTAB, MANAGED_DICT_NONE, 1, 0, 0, -1, -1, -1, true, false, true,
         130},
        {0x030a0d00, LINE_TABLE_RANGES, MANAGED_DICT_NONE, 2, 0, 0, -1, -1, -1, false, false, true,
         130},
        {0x030b0700, LINE_TABLE_LOCATIONS, MANAGED_DICT_BESIDE_VALUES, 0, 0, -3, 0, -1, -1, false,
         false, true, 140},
        {0x030c0100, LINE_TABLE_LOCATIONS, MANAGED_DICT_OR_VALUES, 0, 0, -3, 0, -1, 3, false, false,
         true, 150},
        {0x030d0000, LINE_TABLE_LOCATIONS, MANAGED_DICT_INLINE_VALUES, 0, 0, -3, 0, -1, 3, false,
         false, true, 151},
        {0x030e0000, LINE_TABLE_LOCATIONS, MANAGED_DICT_INLINE_VALUES, 0, 3, -3, 0, 3, 4, false,
         false, true, 160},
        {0x030f0000, LINE_TABLE_LOCATIONS, MANAGED_DICT_INLINE_VALUES, 0, 3, -3, 0, 3, -1, false,
         false, false, 170},
    };
    struct layout_traits t;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ok(layout_traits_of(cases[i].hexversion, false, &t));
        ck_assert_int_eq(t.line_table, cases[i].line_table);
        ck_assert_int_eq(t.managed_dict, cases[i].managed_dict);
        ck_assert_int_eq(t.lasti_unit, cases[i].lasti_unit);
        ck_assert_int_eq(t.stack_ref_mask, cases[i].mask);
        ck_assert_int_eq(t.managed_dict_offset, cases[i].dict_offset);
        ck_assert_int_eq(t.owner.thread, cases[i].owner_thread);
        ck_assert_int_eq(t.owner.interpreter, cases[i].owner_interpreter);
        ck_assert_int_eq(t.owner.cstack, cases[i].owner_cstack);
        ck_assert(t.lineno_if_traced == cases[i].lineno_if_traced);
        ck_assert(t.args_as_tuple == cases[i].args_as_tuple);
        ck_assert(t.bytearray_escapes == cases[i].bytearray_escapes);
        ck_assert_int_eq(t.unicode, cases[i].unicode);
        ck_assert(t.dict_perturbs_unshifted == (cases[i].hexversion < 0x03000000));
        ck_assert(t.complex_with_real == (cases[i].hexversion >= 0x030e0000));
        ck_assert_uint_eq(t.sum_compensation, cases[i].hexversion >= 0x030e0000   ? 2
                                              : cases[i].hexversion >= 0x030c0000 ? 1
                                                                                  : 0);
        ck_assert_uint_eq(t.format_spec, cases[i].hexversion >= 0x030e0000   ? 4
                                         : cases[i].hexversion >= 0x030b0000 ? 3
                                         : cases[i].hexversion >= 0x030a0000 ? 2
                                         : cases[i].hexversion >= 0x03000000 ? 1
                                                                             : 0);
        ck_assert(t.states_stay == (cases[i].hexversion >= 0x030d0000));
        ck_assert(t.tuple_hash_is_xx == (cases[i].hexversion >= 0x03080000));
        ck_assert(t.strings_are_bytes == (cases[i].hexversion < 0x03000000));
        ck_assert(!t.free_threaded);
    }
    ok(layout_traits_of(0x030d00f0, true, &t));
    ck_assert(t.free_threaded && t.managed_dict_offset == -1 && t.stack_ref_mask == 0);
    ok(layout_traits_of(0x031000a0, false, &t)); /* a newer one: as the newest known */
    ck_assert_int_eq(t.owner.interpreter, 3);
    ck_assert_int_eq(t.unicode, 170);
    fails(layout_traits_of(0x03050000, false, &t), ERROR_UNSUPPORTED, "3.5");
    fails(layout_traits_of(0, false, &t), ERROR_UNSUPPORTED, "0.0");
}
END_TEST

/* ---- tables as files */

/* The path of a new file that holds text; unlink and free it. */
static char *file_of(const char *text)
{
    char *path = xstrdup("/tmp/test_layout.XXXXXX");
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return path;
}

static struct error *load_text(const char *text, struct layout *ret)
{
    CLEANUP_FREE char *path = file_of(text);
    struct error *error = layout_load(path, ret);

    unlink(path);
    return error;
}

static bool same_fields(struct layout *a, struct layout *b)
{
    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++)
        if (*layout_size_at(a, s->size_place) != *layout_size_at(b, s->size_place))
            return false;
    for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++)
        if (memcmp(layout_field_at(a, f->place), layout_field_at(b, f->place),
                   sizeof(struct layout_field)) != 0)
            return false;
    return true;
}

START_TEST(what_is_written_is_read_back)
{
    CLEANUP(layout_deinit) struct layout l = {0};
    CLEANUP(layout_deinit) struct layout back = {0};
    CLEANUP_FREE char *text = NULL;
    size_t size;

    built_in(_i, &l);
    FILE *out = xopen_memstream(&text, &size);
    layout_write(&l, out);
    fclose(out);
    ok(load_text(text, &back));
    ck_assert_uint_eq(back.hexversion, l.hexversion);
    ck_assert_str_eq(back.origin, l.origin);
    ck_assert(back.traits.free_threaded == l.traits.free_threaded);
    ck_assert(back.traits.line_table == l.traits.line_table);
    ck_assert(same_fields(&back, &l));
}
END_TEST

START_TEST(a_broken_table_is_refused_with_its_line)
{
#define HEAD "/* a comment */\n\nLAYOUT(0x030c01f0, 0, \"x\")\n"
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "holds no layout"},
        {"/* only this */\n", "holds no layout"},
        {"STRUCT(tstate, 8)\n", ":1: LAYOUT(...) must come first"},
        {HEAD, "cut short"},
        {HEAD "STRUCT(tstate, 8)\nSTRUCT(code, 8)\n", ":5: the layout is cut short"},
        {HEAD "END_LAYOUT()\n", "no thread state"},
        {HEAD "END_LAYOUT()\nSTRUCT(tstate, 8)\n", ":5: something after"},
        {HEAD HEAD, ":6: a second LAYOUT"},
        {"LAYOUT(3.12, 0, \"x\")\n", ":1: LAYOUT(version"},
        {"LAYOUT(0x030c01f0, 2, \"x\")\n", ":1: LAYOUT(version"},
        {"LAYOUT(0x03050000, 0, \"x\")\n", ":1: Python 3.5 is not supported"},
        {"LAYOUT(0x030c01f0, 0, \"x\n", ":1: neither"},
        {HEAD "STRUCT(tstate)\n", ":4: STRUCT(id, bytes) expected"},
        {HEAD "STRUCT(tstate, 0)\n", ":4: STRUCT(id, bytes) expected"},
        {HEAD "STRUCT(tstate, -1)\n", ":4: STRUCT(id, bytes) expected"},
        {HEAD "STRUCT(tstate, 4294967296)\n", ":4: STRUCT(id, bytes) expected"},
        {HEAD "STRUCT(tstat, 8)\n", ":4: unknown struct tstat"},
        {HEAD "STRUCT(tstate, 8)\nSTRUCT(tstate, 8)\n", ":5: struct tstate stands here twice"},
        {HEAD "FIELD(tstate, next, 8, 8, 0, 0)\n", ":4: tstate.next at 8"},
        {HEAD "STRUCT(tstate, 16)\nFIELD(tstate, nxt, 8, 8, 0, 0)\n",
         ":5: unknown field tstate.nxt"},
        {HEAD "STRUCT(tstate, 16)\nFIELD(tstate, next, 8, 8, 0)\n", ":5: FIELD(struct, id"},
        {HEAD "STRUCT(tstate, 16)\nFIELD(tstate, next, 8, 8, 0, 0, 0)\n", ":5: neither"},
        {HEAD "STRUCT(tstate, 16)\nFIELD(tstate, next, 9, 8, 0, 0)\n", ":5: tstate.next at 9"},
        {HEAD "STRUCT(tstate, 16)\nFIELD(tstate, next, 4294967295, 8, 0, 0)\n", ":5: tstate.next"},
        {HEAD "STRUCT(tstate, 16)\nFIELD(tstate, next, 8, 65536, 0, 0)\n", ":5: FIELD("},
        {HEAD "STRUCT(ascii, 16)\nFIELD(ascii, kind, 8, 4, 30, 3)\n", ":5: ascii.kind has 3 bits"},
        {HEAD "STRUCT(tstate, 99999999)\nFIELD(tstate, next, 8, 8, 0, 0)\n", "99999999"},
        {HEAD "something else\n", ":4: neither"},
        {HEAD "/* unended\n", ":4: neither"},
        {HEAD "DROP(tstate, 8)\n", ":4: unknown word DROP"},
    };
    struct layout l;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        fails(load_text(cases[i].text, &l),
              strstr(cases[i].says, "3.5") != NULL ? ERROR_UNSUPPORTED : ERROR_CORRUPT,
              cases[i].says);
    fails(layout_load("/nonexistent/table.inc", &l), ERROR_OS, "/nonexistent/table.inc");
}
END_TEST

/* ---- _Py_DebugOffsets */

struct sample {
    const uint64_t *words;
    size_t count;
    bool free_threaded;
};

#define SAMPLE(name, free_threaded)                                                                \
    {                                                                                              \
        name, sizeof name / sizeof name[0], free_threaded                                          \
    }

static const struct sample samples[] = {
    SAMPLE(sample_3_13, false),   SAMPLE(sample_3_14, false), SAMPLE(sample_3_15, false),
    SAMPLE(sample_3_13t, true),   SAMPLE(sample_3_14t, true), SAMPLE(sample_3_15t, true),
    SAMPLE(sample_3_13_0, false),
};

enum { SAMPLE_3_13_0 = 6, SAMPLES };

static size_t bytes_of(const struct sample *sample, uint8_t *bytes)
{
    memset(bytes, 0, LAYOUT_DEBUG_OFFSETS_SIZE);
    memcpy(bytes, "xdebugpy", 8);
    memcpy(bytes + 8, sample->words, 8 * sample->count);
    return LAYOUT_DEBUG_OFFSETS_SIZE;
}

static void set_word(uint8_t *bytes, size_t index, uint64_t value)
{
    memcpy(bytes + 8 * index, &value, sizeof value);
}

static uint64_t get_word(const uint8_t *bytes, size_t index)
{
    uint64_t value;

    memcpy(&value, bytes + 8 * index, sizeof value);
    return value;
}

START_TEST(a_process_says_what_its_table_says)
{
    uint8_t bytes[LAYOUT_DEBUG_OFFSETS_SIZE];
    size_t size = bytes_of(&samples[_i], bytes);
    uint32_t hexversion;
    bool free_threaded;
    CLEANUP(layout_deinit) struct layout table = {0};

    ck_assert(layout_debug_offsets_version(bytes, size, &hexversion, &free_threaded));
    ck_assert_uint_eq(hexversion, (uint32_t)samples[_i].words[0]);
    ck_assert(free_threaded == samples[_i].free_threaded);
    ok(layout_builtin(hexversion, free_threaded, &table));
    struct layout l = table;
    ok(layout_apply_debug_offsets(&l, bytes, size));
    ck_assert(same_fields(&l, &table));
    ck_assert_uint_eq(l.hexversion, hexversion);

    /* Its own size is enough, one byte less is not. */
    size = 8 * (samples[_i].count + 1);
    ok(layout_apply_debug_offsets(&l, bytes, size));
    fails(layout_apply_debug_offsets(&l, bytes, size - 1), ERROR_CORRUPT, "cut short");
}
END_TEST

/*
 * 3.13.0 has a smaller thread state than 3.13.18: no field is lost for that, but those far inside
 * of the interpreter's state, which static-type.c looks for.
 */
START_TEST(a_struct_may_have_another_size)
{
    uint8_t bytes[LAYOUT_DEBUG_OFFSETS_SIZE];
    size_t size = bytes_of(&samples[SAMPLE_3_13_0], bytes);
    CLEANUP(layout_deinit) struct layout table = {0};

    ok(layout_builtin(0x030d12f0, false, &table));
    struct layout l = table;
    ok(layout_apply_debug_offsets(&l, bytes, size));
    ck_assert_uint_lt(l.tstate.size, table.tstate.size);
    ck_assert_uint_eq(l.hexversion, 0x030d00f0);
    for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++)
        if (strncmp(f->id, "static_types", 12) != 0)
            ck_assert_msg(layout_field_at(&l, f->place)->offset ==
                                  layout_field_at(&table, f->place)->offset &&
                              layout_has(*layout_field_at(&l, f->place)) ==
                                  layout_has(*layout_field_at(&table, f->place)),
                          "%s.%s", f->struct_id, f->id);
}
END_TEST

/*
 * The hardest case there is: the table of a build with the GIL under the offsets of one without.
 * Every field is either where the free-threaded table has it, or absent.
 */
START_TEST(moved_fields_are_right_or_absent)
{
    const struct sample *sample = &samples[3 + _i];
    uint8_t bytes[LAYOUT_DEBUG_OFFSETS_SIZE];
    size_t size = bytes_of(sample, bytes);
    CLEANUP(layout_deinit) struct layout with = {0};
    CLEANUP(layout_deinit) struct layout without = {0};

    ok(layout_builtin((uint32_t)sample->words[0], false, &with));
    ok(layout_builtin((uint32_t)sample->words[0], true, &without));
    struct layout l = with;
    fails(layout_apply_debug_offsets(&l, bytes, size), ERROR_CORRUPT, "without the GIL");
    l.traits.free_threaded = true;
    ok(layout_apply_debug_offsets(&l, bytes, size));
    for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++) {
        struct layout_field is = *layout_field_at(&l, f->place);
        struct layout_field should = *layout_field_at(&without, f->place);
        /* Structs of no header are in the table of an interpreter only. */
        if (layout_has(is) && *layout_size_at(&without, f->size_place) != 0)
            ck_assert_msg(is.offset == should.offset, "%s.%s at %u, not %u", f->struct_id, f->id,
                          is.offset, should.offset);
    }
    ck_assert(!layout_has(l.object.ob_refcnt));
    ck_assert_uint_eq(l.code.co_flags.offset, without.code.co_flags.offset);
    ck_assert_uint_eq(l.code.co_code_adaptive.offset, without.code.co_code_adaptive.offset);
    ck_assert_uint_eq(l.tstate.datastack_limit.offset, without.tstate.datastack_limit.offset);
    ck_assert_uint_eq(l.module.md_dict.offset, without.module.md_dict.offset);
}
END_TEST

START_TEST(an_inserted_field_moves_what_follows)
{
    enum { CODE_SIZE = 34, FIRSTLINENO = 39, NAMES = 41, ADAPTIVE = 43 };
    uint8_t bytes[LAYOUT_DEBUG_OFFSETS_SIZE];
    size_t size = bytes_of(&samples[0], bytes);
    CLEANUP(layout_deinit) struct layout table = {0};

    ok(layout_builtin(0x030d12f0, false, &table));
    struct layout l = table;
    /* 16 bytes between co_firstlineno and co_localsplusnames */
    set_word(bytes, CODE_SIZE, get_word(bytes, CODE_SIZE) + 16);
    for (size_t word = NAMES; word <= ADAPTIVE; word++)
        set_word(bytes, word, get_word(bytes, word) + 16);
    for (size_t word = CODE_SIZE + 1; word <= CODE_SIZE + 4; word++)
        set_word(bytes, word, get_word(bytes, word) + 16);
    ok(layout_apply_debug_offsets(&l, bytes, size));
    ck_assert_uint_eq(l.code.co_kwonlyargcount.offset, table.code.co_kwonlyargcount.offset);
    ck_assert_uint_eq(l.code.co_flags.offset, table.code.co_flags.offset);
    ck_assert_uint_eq(l.code.co_firsttraceable.offset, table.code.co_firsttraceable.offset + 16);
    ck_assert_uint_eq(l.code.co_name.offset, table.code.co_name.offset + 16);
    /* before or behind the insertion? */
    ck_assert(!layout_has(l.code.co_nlocalsplus));
}
END_TEST

START_TEST(lies_are_refused_and_change_nothing)
{
    enum { INTERP_SIZE = 6, THREADS_HEAD = 9, GIL = 15, TSTATE_SIZE = 19, FRAME = 23, OWNER = 33 };
    static const struct {
        size_t word;
        uint64_t value;
        const char *says;
    } cases[] = {
        {0, 0, "no _Py_DebugOffsets"},
        {1, 0x030c01f0, "no _Py_DebugOffsets"},
        {1, 0x030e01f0, "is of Python 3.14.1"},
        {1, UINT64_MAX, "no _Py_DebugOffsets"},
        {2, 1, "without the GIL"},
        {2, 2, "no _Py_DebugOffsets"},
        {TSTATE_SIZE, 0, "gives struct tstate 0 bytes"},
        {TSTATE_SIZE, UINT64_MAX, "gives struct tstate"},
        {TSTATE_SIZE, 0x7fffffff, "struct tstate has"},
        {TSTATE_SIZE, 64, "is outside its struct"},
        {FRAME, UINT64_MAX, "puts tstate.current_frame"},
        {FRAME, 0xffffffff, "puts tstate.current_frame"},
        {FRAME, 0xfffffff8, "tstate.current_frame"},
        {FRAME, 71, "puts tstate.current_frame at 71"},
        {OWNER, 80, "iframe.owner"},
        {INTERP_SIZE, 16, "interp."},
        {THREADS_HEAD, 1 << 30, "interp.threads_head"},
        {GIL, 1 << 30, "puts gil.locked"},
    };
    uint8_t bytes[LAYOUT_DEBUG_OFFSETS_SIZE];
    CLEANUP(layout_deinit) struct layout table = {0};

    ok(layout_builtin(0x030d12f0, false, &table));
    struct layout l = table;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size = bytes_of(&samples[0], bytes);
        set_word(bytes, cases[i].word, cases[i].value);
        fails(layout_apply_debug_offsets(&l, bytes, size), ERROR_CORRUPT, cases[i].says);
        ck_assert(memcmp(&l, &table, sizeof l) == 0);
    }
    bytes_of(&samples[0], bytes);
    for (size_t size = 0; size < 8 * (samples[0].count + 1); size++)
        fails(layout_apply_debug_offsets(&l, bytes, size), ERROR_CORRUPT, "_Py_DebugOffsets");
    memset(bytes, 0xff, sizeof bytes);
    memcpy(bytes, "xdebugpy", 8);
    fails(layout_apply_debug_offsets(&l, bytes, sizeof bytes), ERROR_CORRUPT,
          "no _Py_DebugOffsets");
}
END_TEST

/* ---- DWARF */

/* What CPython's structs have that is hard, in this program's own debug information. */
struct test_layout_shape {
    char first;
    struct {
        unsigned short low : 3;
        unsigned short high : 9;
        struct {
            long deep;
        } inner;
    } state;
    union {
        int either;
        double or ;
    };
    const struct test_layout_shape *const next;
    unsigned int bits : 2, kind : 3, : 0;
    char tail[];
};

typedef struct {
    int unnamed;
} test_layout_typedef;

/* Unnamed members within unnamed members, more than 32,000, before the one that is looked for. */
#define PAIR(x)                                                                                    \
    struct {                                                                                       \
        x x                                                                                        \
    };
#define PAIR_5(x) PAIR(PAIR(PAIR(PAIR(PAIR(x)))))

struct test_layout_maze {
    int before;
    PAIR_5(PAIR_5(PAIR(PAIR(PAIR(PAIR(struct {};))))))
    int behind;
};

static struct test_layout_shape *volatile shape;
static test_layout_typedef *volatile unnamed;
static struct test_layout_maze *volatile maze;

static const char *const shape_names[] = {"test_layout_shape", "no_such_struct",
                                          "test_layout_typedef", "test_layout_maze"};

static struct dwarf_types *open_own(void)
{
    struct dwarf_types *types = NULL;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    (void)shape;
    (void)unnamed;
    (void)maze;
    ck_assert_int_ge(fd, 0);
    /* Built without -g there is nothing to look at. fd stays open: the types read from it. */
    error_ignore(dwarf_types_open(fd, "this test", shape_names, 4, &types));
    return types;
}

#define at(path, offset_, size_, shift_, bits_)                                                    \
    do {                                                                                           \
        struct dwarf_member m_;                                                                    \
        ck_assert_msg(dwarf_types_member(types, "test_layout_shape", path, &m_), path);            \
        ck_assert_uint_eq(m_.offset, offset_);                                                     \
        ck_assert_uint_eq(m_.size, size_);                                                         \
        ck_assert_uint_eq(m_.shift, shift_);                                                       \
        ck_assert_uint_eq(m_.bits, bits_);                                                         \
    } while (0)

START_TEST(dwarf_finds_members)
{
    struct dwarf_types *types = open_own();
    struct dwarf_member m;
    uint64_t size;

    if (types == NULL)
        return;
    ck_assert(dwarf_types_struct(types, "test_layout_shape", &size));
    ck_assert_uint_eq(size, sizeof(struct test_layout_shape));
    ck_assert(!dwarf_types_struct(types, "no_such_struct", &size));
    ck_assert(!dwarf_types_struct(types, "never_asked_for", &size));
    ck_assert(dwarf_types_member(types, "test_layout_typedef", "unnamed", &m));
    at("first", 0, 1, 0, 0);
    at("state", 8, 16, 0, 0);
    at("state.low", 8, 2, 0, 3);
    at("state.high", 8, 2, 3, 9);
    at("state.inner.deep", 16, 8, 0, 0);
    at("either", 24, 4, 0, 0);
    at("or", 24, 8, 0, 0);
    at("next", 32, 8, 0, 0);
    at("kind", 40, 4, 2, 3);
    at("tail", 44, 0, 0, 0);
    ck_assert(!dwarf_types_member(types, "test_layout_shape", "state.none", &m));
    ck_assert(!dwarf_types_member(types, "test_layout_shape", "first.none", &m));
    ck_assert(!dwarf_types_member(types, "test_layout_shape", "", &m));
    dwarf_types_close(types);
}
END_TEST

START_TEST(dwarf_gives_up_in_a_maze)
{
    struct dwarf_types *types = open_own();
    struct dwarf_member m;

    if (types == NULL)
        return;
    ck_assert(dwarf_types_member(types, "test_layout_maze", "before", &m));
    ck_assert(!dwarf_types_member(types, "test_layout_maze", "behind", &m));
    dwarf_types_close(types);
}
END_TEST

/* 3.11's long entry, its columns and lines at the ends of what a varint can say. */
START_TEST(a_column_may_be_absurd)
{
    /* first byte; line +1; end line, column, end column: six bits a byte */
    static const uint8_t table[] = {
        0xf0, 2,    0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 3,    0x40, 0x40,
        0x40, 0x40, 0x40, 2,    0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 1,
    };
    struct code_position p =
        line_table_lookup(LINE_TABLE_LOCATIONS, table, sizeof table, INT32_MAX - 5, 0);

    ck_assert_int_eq(p.line, INT32_MAX - 4);
    ck_assert_int_eq(p.end_line, INT32_MAX - 4);
    ck_assert_int_eq(p.column, -1);
    ck_assert_int_eq(p.end_column, INT32_MAX - 1);
}
END_TEST

START_TEST(dwarf_of_another_program_is_no_layout)
{
    CLEANUP_CLOSE int own = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    CLEANUP_CLOSE int text = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    struct layout l;

    fails(layout_from_dwarf(own, "it", 0x030c01f0, false, &l), ERROR_NOT_FOUND, "it");
    fails(layout_from_dwarf(text, "text", 0x030c01f0, false, &l), ERROR_NOT_FOUND, "text");
    dwarf_types_close(NULL);
}
END_TEST

Suite *test_suite(void)
{
    Suite *s = suite_create("layout");
    TCase *c = tcase_create("layout");

    tcase_add_loop_test(c, a_table_is_sound, 0, TABLES);
    tcase_add_loop_test(c, a_table_has_what_every_version_has, 0, TABLES);
    tcase_add_loop_test(c, structs_of_modules_are_the_tables, 0, TABLES);
    tcase_add_test(c, a_version_without_a_table_is_refused);
    tcase_add_test(c, a_release_may_have_a_table_of_its_own);
    tcase_add_test(c, versions_have_names);
    tcase_add_test(c, traits_are_those_of_the_version);
    tcase_add_loop_test(c, what_is_written_is_read_back, 0, TABLES);
    tcase_add_test(c, a_broken_table_is_refused_with_its_line);
    tcase_add_loop_test(c, a_process_says_what_its_table_says, 0, SAMPLES);
    tcase_add_test(c, a_struct_may_have_another_size);
    tcase_add_loop_test(c, moved_fields_are_right_or_absent, 0, 3);
    tcase_add_test(c, an_inserted_field_moves_what_follows);
    tcase_add_test(c, lies_are_refused_and_change_nothing);
    tcase_add_test(c, dwarf_finds_members);
    tcase_add_test(c, dwarf_gives_up_in_a_maze);
    tcase_add_test(c, a_column_may_be_absurd);
    tcase_add_test(c, dwarf_of_another_program_is_no_layout);
    suite_add_tcase(s, c);
    return s;
}
