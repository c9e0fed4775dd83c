/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What CPython's structs look like in one build: for every field of
 * offsets/fields.def its place, and the traits, which are the differences of
 * meaning that no offset can tell. This is the only room that compares version
 * numbers: a reader asks whether a field is there, or for a trait.
 */
#ifndef PYTHON_LAYOUT_H
#define PYTHON_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

/* A member of a struct. All zero: this build has no such field. */
struct layout_field {
    uint32_t offset; /* bytes from the start of its struct */
    uint16_t size;   /* bytes; for a bit field those of its storage unit; 0 with offset != 0 is a
                        flexible array member (then layout_has() is true too) */
    uint8_t shift;   /* bit field: position of its lowest bit in the storage unit */
    uint8_t bits;    /* bit field: its width; 0 for an ordinary member */
};

static inline bool layout_has(struct layout_field field)
{
    return field.size != 0 || field.offset != 0;
}

enum layout_line_table {
    LINE_TABLE_LNOTAB_UNSIGNED, /* 2.7: Objects/lnotab_notes.txt, lines only grow */
    LINE_TABLE_LNOTAB,          /* 3.6-3.9: line increments are signed */
    LINE_TABLE_RANGES,          /* 3.10: Objects/lnotab_notes.txt of 3.10, -128 means no line */
    LINE_TABLE_LOCATIONS,       /* 3.11+: Objects/locations.md (InternalDocs/code_objects.md) */
};

enum layout_managed_dict {
    MANAGED_DICT_NONE,          /* -3.10: tp_dictoffset tells */
    MANAGED_DICT_BESIDE_VALUES, /* 3.11: PyDictValues * at -4 words, dict at -3 words */
    MANAGED_DICT_OR_VALUES,     /* 3.12: one word at -3, its lowest bit set: values */
    MANAGED_DICT_INLINE_VALUES, /* 3.13+: dict at managed_dict_offset, values at tp_basicsize */
};

/* Values of iframe.owner (enum _frameowner, pycore_frame.h); -1 where the version has none. */
struct layout_frame_owners {
    int8_t thread;
    int8_t generator;
    int8_t frame_object;
    int8_t interpreter; /* 3.14+: an entry frame of the interpreter, holds no Python code */
    int8_t cstack;      /* 3.12-3.14: a shim on the C stack, holds no Python code */
};

struct layout_traits {
    enum layout_line_table line_table;
    enum layout_managed_dict managed_dict;
    struct layout_frame_owners owner;
    uint8_t lasti_unit;         /* pyframe.f_lasti: bytes per unit (1; 2 on 3.10); 0 where absent */
    uint8_t stack_ref_mask;     /* bits to clear in iframe.executable and localsplus (0, or 3) */
    int8_t managed_dict_offset; /* words from the object, negative; 0 where there is none */
    int8_t generator_ended;     /* generator.gi_frame_state from which on there is no frame */
    uint8_t siphash_rounds;     /* str hashes: compression rounds of SipHash (2, or 1); 0: 2.7 */
    uint8_t unicode;            /* unicodedata.unidata_version times ten: 150, 151; 0: 2.7, where
                                   repr() escapes all that is not ASCII */
    uint8_t traceback_marks;    /* Lib/traceback.py marks what was being computed: 1 (3.11+) in one
                                   line, 2 (3.13+) in all of its lines */
    uint8_t wording; /* Python's sentences are worded, and expressions read, as in 3.N; 0: as in
                        2.7 */
    uint8_t syntax_marks;     /* how a traceback marks what a SyntaxError is about: 0: 2.7; 1: -3.7;
                                 2: 3.8, says a file without a line; 3: 3.9, keeps blanks; 4
                                 (3.10+): up to its end; 5 (3.13+): to that of the line where
                                 there are more; 6 (3.15+): by columns */
    uint8_t sum_compensation; /* sum() carries what rounding loses: 1 (3.12+) of floats, 2 (3.14+)
                                 of   ints and complex numbers among them too; 0: it does not */
    uint8_t format_spec;      /* what format() understands: 0: 2.7; 1: `_`; 2 (3.10+): 05 of a
                                 str; 3 (3.11+): z; 4 (3.14+): a separator behind the point */
    bool sorts_by_equal_runs; /* 3.13+: count_run() of Objects/listobject.c looks for equal ones */
    bool complex_with_real;   /* 3.14+: what is real stays so beside a complex number, and what
                                 overflows in a product is infinite */
    bool pow_inverts;         /* 3.8+: pow(3, -1, 7) is 5, and no error */
    bool key_may_be_none;     /* 3.8+: max(x, key=None); before, the None is called */
    bool locals_backwards;    /* -3.6: f_locals is filled from the last variable to the first */
    bool range_of_bools;      /* -3.9: range(True) keeps the True */
    bool ints_by_int;         /* -3.9: C code asks __int__ of what is to be an int */
    bool percent_is_no_type;  /* 3.7+: '%5%' % () is an error, and not '%' */
    bool not_implemented_untold; /* 3.14+: the truth of NotImplemented is an error */
    bool dict_turns_round;       /* 3.8+: reversed() of a dict and of its views */
    bool strings_are_bytes;      /* 2.7: co_name and co_filename are PyStringObject */
    bool lineno_if_traced;       /* -3.9: f_lineno holds only while f_trace is set; 3.10: if != 0 */
    bool free_threaded;          /* built with --disable-gil */
    bool args_as_tuple; /* -3.6: repr(ValueError(1)) is ValueError(1,); a bytearray is named
                           so in its subclasses too */
    bool dict_perturbs_unshifted; /* 2.7: lookdict() adds the hash before it shifts it */
    bool tuple_hash_is_xx;        /* 3.8+: hash() of a tuple is made as xxHash is */
    bool none_hash_is_fixed;      /* 3.12+: hash(None) is not by where None is */
    bool fixed_names;        /* -3.6: a subclass of deque, defaultdict, array, itertools.count or
                                repeat is named in its repr() as its base */
    bool timedelta_numbers;  /* -3.6: timedelta(0, 5), and not timedelta(seconds=5) */
    bool namespace_sorted;   /* -3.8: types.SimpleNamespace is written by name, not in order */
    bool odict_as_pairs;     /* -3.11: OrderedDict([('a', 1)]), and not OrderedDict({'a': 1}) */
    bool bare_descriptors;   /* 3.15+: repr() of a method of object does not say of what */
    bool alias_lists;        /* 3.12+: a list within list[...] is written as parameters are */
    bool callback_arguments; /* -3.12: asyncio writes the arguments of a callback's partial */
    bool full_names;         /* 3.13+: a subclass of functools.partial is named with its module */
    bool proxy_as_reference; /* 3.13+: a weakproxy is written as a weakref is */
    bool states_stay;        /* 3.13+: an OS thread that enters an interpreter makes itself a thread
                                state there; before, it takes one that another thread has made */
    bool bytearray_escapes;  /* -3.14: repr() of a bytearray escapes ' inside of " as well */
};

/* Const once built. `size` of a struct is 0 where the build has no such struct. */
struct layout {
    uint32_t hexversion; /* PY_VERSION_HEX; of a built-in table, of the build it was made from */
    char *origin;        /* what the numbers were made from, for `info process` and doctor; owned */
    struct layout_traits traits;
#define STRUCT(id, types)                                                                          \
    struct {                                                                                       \
        uint32_t size;
#define FIELD(struct_id, id, paths) struct layout_field id;
#define END(id)                                                                                    \
    }                                                                                              \
    id;
#include "../../offsets/fields.def"
#undef STRUCT
#undef FIELD
#undef END
};

/* Frees what the layout owns, not the struct itself. */
void layout_deinit(struct layout *layout);

/* hexversion as "3.12", or with micro and release level as "3.12.1", "3.15.0b1". Free it. */
char *layout_version_short(uint32_t hexversion);
char *layout_version_long(uint32_t hexversion);

/*
 * The built-in table of hexversion's minor version and of that kind of build, and of those the one
 * for its release, with its traits. ERROR_UNSUPPORTED names the versions that there are.
 */
struct error *layout_builtin(uint32_t hexversion, bool free_threaded, struct layout *ret);

/*
 * Replaces in layout what `_Py_DebugOffsets` says (Include/internal/pycore_debug_offsets.h, 3.13+):
 * bytes is a copy of the start of _PyRuntime, size what was read of it (at least
 * LAYOUT_DEBUG_OFFSETS_SIZE where readable). layout is the table of the same minor version and of
 * the same kind of build. In a struct where the two differ, fields that are not said move with
 * those around them where these have moved by the same distance, and else become absent.
 * ERROR_CORRUPT: no cookie "xdebugpy", another version or kind of build, or numbers that cannot
 * be; layout is then unchanged.
 */
#define LAYOUT_DEBUG_OFFSETS_SIZE 1024
struct error *layout_apply_debug_offsets(struct layout *layout, const uint8_t *bytes, size_t size);

/* True and the version and build kind if bytes start with a _Py_DebugOffsets. */
bool layout_debug_offsets_version(const uint8_t *bytes, size_t size, uint32_t *hexversion,
                                  bool *free_threaded);

/*
 * A layout from the DWARF in an ELF file (a binary, a library or a separate debug file), open for
 * reading at fd, which stays the caller's; name is for messages. It has no struct of an extension
 * module. ERROR_NOT_FOUND: no DWARF there or none of CPython's structs in it.
 */
struct error *layout_from_dwarf(int fd, const char *name, uint32_t hexversion, bool free_threaded,
                                struct layout *ret);

/* Adds the structs of extension modules (MODULE_STRUCT) that the file has and layout has not. */
struct error *layout_add_modules_from_dwarf(int fd, const char *name, struct layout *layout);

/* The same from the built-in table of the layout's minor version; where there is none, nothing. */
void layout_add_modules_builtin(struct layout *layout);

/*
 * A table as gen-layout writes it, the format of offsets/cpython-*.inc. ERROR_CORRUPT names the
 * line that is wrong.
 */
struct error *layout_load(const char *path, struct layout *ret);
void layout_write(const struct layout *layout, FILE *out);

#endif
