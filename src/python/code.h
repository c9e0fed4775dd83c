/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code objects, copied once from the target and kept for the session: names,
 * file, and the table that maps instructions to lines.
 */
#ifndef PYTHON_CODE_H
#define PYTHON_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

/* Where an instruction stands in its source file. Lines count from 1, columns (of UTF-8 bytes,
 * as co_positions() has them) from 0; 0 and -1 mean that there is none. */
struct code_position {
    int line, end_line;
    int column, end_column;
};

/* CO_* of Include/code.h, the bits that a reader shows. */
enum code_flags {
    CODE_FLAG_OPTIMIZED = 0x1, /* its locals are in the frame, not in a dict */
    CODE_FLAG_VARARGS = 0x4,
    CODE_FLAG_VARKEYWORDS = 0x8,
    CODE_FLAG_GENERATOR = 0x20,
    CODE_FLAG_COROUTINE = 0x80,
    CODE_FLAG_ITERABLE_COROUTINE = 0x100,
    CODE_FLAG_ASYNC_GENERATOR = 0x200,
};

/* The flag of that bit as inspect names it ("OPTIMIZED"); NULL: it does not. */
const char *code_flag_name(uint32_t bit);

struct code {
    uint64_t address; /* PyCodeObject */
    char *name;       /* co_name */
    char *qualname;   /* co_qualname (3.11+), else NULL */
    char *filename;   /* co_filename */
    int firstlineno;
    uint32_t flags; /* co_flags */
    int argcount;   /* co_argcount, with positional-only, without keyword-only */
    int kwonlyargcount;
    uint64_t bytecode; /* address of the first instruction; 0 where co_code is an object (-3.10) */
    size_t bytecode_size; /* bytes; 0 where it is not known */
    int firsttraceable;   /* byte offset of the first instruction of the body (3.11+), else 0 */
    uint8_t *linetable;   /* co_linetable or co_lnotab */
    size_t linetable_size;
};

/*
 * The innermost class in whose body the code was written, whose private names (__x) it means: a
 * part of its qualname, of that length. NULL: none, or it is not known (-3.10).
 */
const char *code_private_class(const struct code *code, size_t *length);

/* The name to show a person: qualname where there is one. */
const char *code_display_name(const struct code *code);

/*
 * The position of the instruction at byte offset lasti of code, as frame.f_lineno and
 * co_positions() give it. lasti < 0: the first line. Never fails: a table that is cut short ends
 * the search.
 */
struct code_position code_position_at(const struct code *code, const struct runtime *runtime,
                                      int lasti);

#endif
