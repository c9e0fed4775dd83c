/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `_Py_DebugOffsets`: what a 3.13 or newer says about itself, at the start of
 * _PyRuntime. Include/internal/pycore_runtime.h (3.13), pycore_debug_offsets.h
 * (3.14+). It is a sequence of uint64: the cookie, the version, whether free-threaded, then
 * sizes and offsets, in an order that changes with every minor version and not within one.
 */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "python/layout-fields.h"

enum { MINORS = 3 };

/* The order of the columns below: the minor version, and the struct's whole size in words. */
static const struct {
    uint32_t hexversion;
    size_t words;
} minors[MINORS] = {{0x030d0000, 73}, {0x030e0000, 95}, {0x030f0000, 111}};

enum { WORD_VERSION = 1, WORD_FREE_THREADED = 2 };

struct entry {
    size_t size_place;        /* of the struct's size in struct layout */
    size_t place;             /* of the field; 0: the entry is the struct's size */
    uint16_t bytes;           /* the field's size where the table has no such field */
    uint8_t word[MINORS];     /* 0: not said by that version */
    uint8_t relative[MINORS]; /* word to subtract, 0: none */
};

#define SIZE(struct_id, ...)                                                                       \
    {                                                                                              \
        offsetof(struct layout, struct_id.size), 0, 0, {__VA_ARGS__},                              \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define FIELD(struct_id, id, bytes_, ...)                                                          \
    {                                                                                              \
        offsetof(struct layout, struct_id.size), offsetof(struct layout, struct_id.id), bytes_,    \
            {__VA_ARGS__},                                                                         \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct entry entries[] = {
    SIZE(runtime, 3, 3, 3),
    FIELD(runtime, interpreters_head, 8, 5, 5, 5),
    SIZE(interp, 6, 6, 6),
    FIELD(interp, id, 8, 7, 7, 7),
    FIELD(interp, next, 8, 8, 8, 8),
    FIELD(interp, threads_head, 8, 9, 9, 9),
    FIELD(interp, threads_main, 8, 0, 10, 10),
    FIELD(interp, modules, 8, 11, 12, 12),
    FIELD(interp, sysdict, 8, 12, 13, 13),
    FIELD(interp, builtins, 8, 13, 14, 14),
    FIELD(interp, gil, 8, 14, 15, 15),
    /* Said of the GIL inside the interpreter state: gil_runtime_state is where that begins. */
    {offsetof(struct layout, gil.size),
     offsetof(struct layout, gil.locked),
     4,
     {17, 18, 18},
     {15, 16, 16}},
    {offsetof(struct layout, gil.size),
     offsetof(struct layout, gil.last_holder),
     8,
     {18, 19, 19},
     {15, 16, 16}},
    FIELD(interp, gc, 8, 10, 11, 11),
    SIZE(gc, 71, 81, 94),
    FIELD(gc, collecting, 4, 72, 82, 95),
    SIZE(tstate, 19, 22, 22),
    FIELD(tstate, prev, 8, 20, 23, 23),
    FIELD(tstate, next, 8, 21, 24, 24),
    FIELD(tstate, interp, 8, 22, 25, 25),
    FIELD(tstate, current_frame, 8, 23, 26, 26),
    FIELD(tstate, base_frame, 8, 0, 0, 27),
    FIELD(tstate, thread_id, 8, 24, 27, 30),
    FIELD(tstate, native_thread_id, 8, 25, 28, 31),
    FIELD(tstate, datastack_chunk, 8, 26, 29, 32),
    SIZE(iframe, 28, 31, 39),
    FIELD(iframe, previous, 8, 29, 32, 40),
    FIELD(iframe, executable, 8, 30, 33, 41),
    FIELD(iframe, instr_ptr, 8, 31, 34, 42),
    FIELD(iframe, localsplus, 8, 32, 35, 43),
    FIELD(iframe, owner, 1, 33, 36, 44),
    FIELD(iframe, stackpointer, 8, 0, 37, 45),
    FIELD(iframe, tlbc_index, 4, 0, 38, 46),
    SIZE(code, 34, 39, 47),
    FIELD(code, co_filename, 8, 35, 40, 48),
    FIELD(code, co_name, 8, 36, 41, 49),
    FIELD(code, co_qualname, 8, 37, 42, 50),
    FIELD(code, co_linetable, 8, 38, 43, 51),
    FIELD(code, co_firstlineno, 4, 39, 44, 52),
    FIELD(code, co_argcount, 4, 40, 45, 53),
    FIELD(code, co_localsplusnames, 8, 41, 46, 54),
    FIELD(code, co_localspluskinds, 8, 42, 47, 55),
    FIELD(code, co_code_adaptive, 1, 43, 48, 56),
    FIELD(code, co_tlbc, 8, 0, 49, 57),
    SIZE(object, 44, 50, 58),
    FIELD(object, ob_type, 8, 45, 51, 59),
    FIELD(var_object, ob_size, 8, 52, 58, 70), /* said of tuples */
    SIZE(type, 46, 52, 60),
    FIELD(type, tp_name, 8, 47, 53, 61),
    FIELD(type, tp_flags, 8, 49, 55, 63),
    FIELD(type, tp_basicsize, 8, 0, 0, 64),
    FIELD(type, tp_dictoffset, 8, 0, 0, 65),
    SIZE(heap_type, 0, 0, 66),
    FIELD(heap_type, ht_cached_keys, 8, 0, 0, 67),
    SIZE(ascii, 70, 80, 92),
    FIELD(ascii, length, 8, 69, 79, 91),
    FIELD(ascii, kind, 4, 68, 78, 90), /* said of `state`, the storage unit of all three */
    FIELD(ascii, compact, 4, 68, 78, 90),
    FIELD(ascii, is_ascii, 4, 68, 78, 90),
    SIZE(compact_unicode, 0, 0, 93),
    SIZE(unicode, 67, 77, 89),
    SIZE(bytes, 64, 74, 86),
    FIELD(bytes, ob_sval, 1, 66, 76, 88),
    SIZE(long_, 61, 71, 83),
    FIELD(long_, lv_tag, 8, 62, 72, 84),
    FIELD(long_, ob_digit, 4, 63, 73, 85),
    SIZE(tuple, 50, 56, 68),
    FIELD(tuple, ob_item, 8, 51, 57, 69),
    SIZE(list, 53, 59, 71),
    FIELD(list, ob_item, 8, 54, 60, 72),
    SIZE(dict, 56, 66, 78),
    FIELD(dict, ma_keys, 8, 57, 67, 79),
    FIELD(dict, ma_values, 8, 58, 68, 80),
    SIZE(generator, 0, 83, 99),
    FIELD(generator, gi_iframe, 8, 0, 85, 101),
    FIELD(generator, gi_frame_state, 1, 0, 86, 102),
};

#undef SIZE
#undef FIELD

enum { ENTRIES = sizeof entries / sizeof entries[0] };

/*
 * Which struct another one begins with: when that one has grown, everything
 * after it has moved. The others begin with fields of their own.
 */
static const struct {
    size_t size_place, head_size_place;
} heads[] = {
#define BEGINS_WITH(id, head)                                                                      \
    {                                                                                              \
        offsetof(struct layout, id.size), offsetof(struct layout, head.size)                       \
    }
    BEGINS_WITH(pyframe, object),
    BEGINS_WITH(code, object),
    BEGINS_WITH(var_object, object),
    BEGINS_WITH(type, object),
    BEGINS_WITH(heap_type, type),
    BEGINS_WITH(ascii, object),
    BEGINS_WITH(compact_unicode, ascii),
    BEGINS_WITH(unicode, ascii),
    BEGINS_WITH(bytes, object),
    BEGINS_WITH(long_, object),
    BEGINS_WITH(tuple, object),
    BEGINS_WITH(list, object),
    BEGINS_WITH(dict, object),
    BEGINS_WITH(module, object),
    BEGINS_WITH(generator, object),
    BEGINS_WITH(float_, object),
    BEGINS_WITH(complex_, object),
    BEGINS_WITH(bytearray, var_object),
    BEGINS_WITH(set, object),
    BEGINS_WITH(range, object),
    BEGINS_WITH(slice, object),
    BEGINS_WITH(function, object),
    BEGINS_WITH(method, object),
    BEGINS_WITH(cfunction, object),
    BEGINS_WITH(cell, object),
    BEGINS_WITH(weakref, object),
    BEGINS_WITH(exception, object),
    BEGINS_WITH(exception_group, exception),
    BEGINS_WITH(os_error, exception),
    BEGINS_WITH(syntax_error, exception),
    BEGINS_WITH(unicode_error, exception),
    BEGINS_WITH(import_error, exception),
    BEGINS_WITH(traceback, object),
    BEGINS_WITH(executor, var_object),
    BEGINS_WITH(mappingproxy, object),
    BEGINS_WITH(descr, object),
    BEGINS_WITH(member_descr, descr),
#undef BEGINS_WITH
};

/* Fields that have directly followed one that is said, in all versions so far. */
static const struct {
    size_t place, beside_place;
} neighbours[] = {
#define STANDS_BESIDE(id, beside)                                                                  \
    {                                                                                              \
        offsetof(struct layout, id), offsetof(struct layout, beside)                               \
    }
    STANDS_BESIDE(runtime.interpreters_main, runtime.interpreters_head),
    STANDS_BESIDE(interp.threads_main, interp.threads_head),
    STANDS_BESIDE(tstate.datastack_top, tstate.datastack_chunk),
    STANDS_BESIDE(tstate.datastack_limit, tstate.datastack_chunk),
    STANDS_BESIDE(iframe.funcobj, iframe.previous),
#undef STANDS_BESIDE
};

/* What the bytes say, and which entries are there. */
struct said {
    const uint8_t *bytes;
    unsigned minor; /* column */
};

static uint64_t word(const struct said *said, unsigned index)
{
    uint64_t value;

    memcpy(&value, said->bytes + 8 * (size_t)index, sizeof value);
    return value;
}

static bool find_minor(uint32_t hexversion, unsigned *ret)
{
    for (unsigned i = 0; i < MINORS; i++)
        if (minors[i].hexversion >> 16 == hexversion >> 16) {
            *ret = i;
            return true;
        }
    return false;
}

bool layout_debug_offsets_version(const uint8_t *bytes, size_t size, uint32_t *hexversion,
                                  bool *free_threaded)
{
    struct said said = {.bytes = bytes};

    if (size < 24 || memcmp(bytes, "xdebugpy", 8) != 0)
        return false;
    uint64_t version = word(&said, WORD_VERSION), free = word(&said, WORD_FREE_THREADED);
    if (version > UINT32_MAX || version < minors[0].hexversion || free > 1)
        return false;
    *hexversion = (uint32_t)version;
    *free_threaded = free != 0;
    return true;
}

/* The entry's number; false: this version does not say it. */
static bool entry_value(const struct said *said, const struct entry *entry, uint64_t *ret)
{
    if (entry->word[said->minor] == 0)
        return false;
    *ret = word(said, entry->word[said->minor]);
    if (entry->relative[said->minor] != 0)
        *ret -= word(said, entry->relative[said->minor]);
    return true;
}

static struct error *cannot_be(const struct entry *entry, uint64_t value)
    __attribute__((returns_nonnull));

static struct error *cannot_be(const struct entry *entry, uint64_t value)
{
    if (entry->place == 0) {
        for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++)
            if (s->size_place == entry->size_place)
                return error_create(ERROR_CORRUPT,
                                    "_Py_DebugOffsets gives struct %s %" PRIu64 " bytes", s->id,
                                    value);
    } else {
        for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++)
            if (f->place == entry->place)
                return error_create(ERROR_CORRUPT, "_Py_DebugOffsets puts %s.%s at %" PRIu64,
                                    f->struct_id, f->id, value);
    }
    return error_create(ERROR_CORRUPT, "_Py_DebugOffsets is damaged");
}

/* Takes over what is said, and leaves everything else as the table has it. */
static struct error *take_over(const struct said *said, struct layout *layout)
{
    uint64_t value;

    for (size_t i = 0; i < ENTRIES; i++) {
        const struct entry *e = &entries[i];
        if (!entry_value(said, e, &value))
            continue;
        if (value > UINT32_MAX)
            return cannot_be(e, value);
        if (e->place == 0) {
            if (value < 8)
                return cannot_be(e, value);
            *layout_size_at(layout, e->size_place) = (uint32_t)value;
            continue;
        }
        struct layout_field *field = layout_field_at(layout, e->place);
        if (!layout_has(*field) && value == 0)
            continue; /* how a build says that it has no such field */
        if (!layout_has(*field))
            field->size = e->bytes;
        field->offset = (uint32_t)value;
        if ((field->size == 8 || field->size == 4) && value % field->size != 0)
            return cannot_be(e, value);
    }
    return NULL;
}

/* A place in a struct of which is known how far it has moved. */
struct anchor {
    uint32_t offset; /* in the table */
    int64_t moved;   /* bytes */
};

static void narrow(struct anchor a, uint32_t offset, struct anchor *below, struct anchor *above)
{
    if (a.offset <= offset && a.offset >= below->offset)
        *below = a;
    if (a.offset > offset && a.offset <= above->offset)
        *above = a;
}

static int64_t moved(struct layout *table, struct layout *said, size_t place)
{
    return (int64_t)layout_field_at(said, place)->offset - layout_field_at(table, place)->offset;
}

static bool is_said(const struct said *said, size_t place)
{
    for (size_t i = 0; i < ENTRIES; i++)
        if (entries[i].place == place && entries[i].word[said->minor] != 0)
            return true;
    return false;
}

/* What the fields of a struct move with, besides each other: its head. */
static struct anchor head_anchor(struct layout *table, struct layout *to, size_t size_place)
{
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (heads[i].size_place == size_place) {
            uint32_t size = *layout_size_at(table, heads[i].head_size_place);
            uint32_t new_size = *layout_size_at(to, heads[i].head_size_place);
            return (struct anchor){size, (int64_t)new_size - size};
        }
    return (struct anchor){0, 0};
}

/*
 * A field that is not said has moved as its surroundings: when the nearest
 * places on both sides moved by the same distance, it went with them. Else something was inserted
 * between them, before it or after it, and the field becomes absent, unless it is known to stand
 * beside one.
 */
static void move_field(const struct said *said, struct layout *table, struct layout *to,
                       const struct layout_field_info *info)
{
    struct layout_field *field = layout_field_at(to, info->place);
    uint32_t offset = field->offset, size = *layout_size_at(table, info->size_place);
    struct anchor below = head_anchor(table, to, info->size_place);
    struct anchor above = {UINT32_MAX, 0};

    for (size_t i = 0; i < sizeof neighbours / sizeof neighbours[0]; i++)
        if (neighbours[i].place == info->place && is_said(said, neighbours[i].beside_place)) {
            field->offset = (uint32_t)(offset + moved(table, to, neighbours[i].beside_place));
            return;
        }
    narrow((struct anchor){size, (int64_t)*layout_size_at(to, info->size_place) - size}, offset,
           &below, &above);
    for (size_t i = 0; i < ENTRIES; i++)
        if (entries[i].size_place == info->size_place && entries[i].place != 0 &&
            entries[i].word[said->minor] != 0 &&
            layout_has(*layout_field_at(table, entries[i].place)))
            narrow((struct anchor){layout_field_at(table, entries[i].place)->offset,
                                   moved(table, to, entries[i].place)},
                   offset, &below, &above);
    if (below.moved == above.moved)
        field->offset = (uint32_t)(offset + below.moved);
    else
        *field = (struct layout_field){0};
}

/* Structs whose size is not said have grown as their heads have. */
static void move_sizes(const struct said *said, struct layout *table, struct layout *to)
{
    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++) {
        uint32_t *size = layout_size_at(to, s->size_place);
        bool size_said = *size == 0;
        for (size_t i = 0; i < ENTRIES; i++)
            size_said |= entries[i].size_place == s->size_place && entries[i].place == 0 &&
                         entries[i].word[said->minor] != 0;
        if (!size_said)
            *size = (uint32_t)(*size + head_anchor(table, to, s->size_place).moved);
    }
}

struct error *layout_apply_debug_offsets(struct layout *layout, const uint8_t *bytes, size_t size)
{
    struct said said = {.bytes = bytes};
    struct layout table = *layout, to = *layout;
    bool free_threaded;

    if (!layout_debug_offsets_version(bytes, size, &to.hexversion, &free_threaded))
        return error_create(ERROR_CORRUPT, "there is no _Py_DebugOffsets");
    if (to.hexversion >> 16 != layout->hexversion >> 16 ||
        !find_minor(to.hexversion, &said.minor)) {
        CLEANUP_FREE char *version = layout_version_long(to.hexversion);
        return error_create(ERROR_CORRUPT, "_Py_DebugOffsets is of Python %s", version);
    }
    if (free_threaded != layout->traits.free_threaded)
        return error_create(ERROR_CORRUPT, "_Py_DebugOffsets is of a build %s the GIL",
                            free_threaded ? "without" : "with");
    if (size < 8 * minors[said.minor].words)
        return error_create(ERROR_CORRUPT, "_Py_DebugOffsets is cut short: %zu of %zu bytes", size,
                            8 * minors[said.minor].words);
    TRY(layout_traits_of(to.hexversion, free_threaded, &to.traits));
    TRY(take_over(&said, &to));
    move_sizes(&said, &table, &to);
    for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++)
        if (layout_has(*layout_field_at(&to, f->place)) && !is_said(&said, f->place))
            move_field(&said, &table, &to, f);
    TRY(error_prefix(layout_check(&to), "_Py_DebugOffsets"));
    *layout = to; /* origin included: it stays the table's, whose rest is still in use */
    return NULL;
}
