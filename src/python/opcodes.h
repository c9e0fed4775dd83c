/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytecode of each version: names of opcodes, what their arguments mean,
 * and what they do to the depth of the stack, from offsets/opcodes-*.inc, which CPython's own dis
 * has told (Lib/opcode.py, Lib/dis.py, Include/internal/pycore_opcode_metadata.h).
 */
#ifndef PYTHON_OPCODES_H
#define PYTHON_OPCODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* What the argument of an instruction stands for. */
enum opcode_argument {
    ARGUMENT_NONE,
    ARGUMENT_NUMBER,   /* itself; perhaps opcode_text() has words for it */
    ARGUMENT_CONST,    /* one of co_consts */
    ARGUMENT_NAME,     /* one of co_names */
    ARGUMENT_LOCAL,    /* a variable: 3.11+ of all slots, before that of co_varnames */
    ARGUMENT_LOCALS,   /* two of them, four bits each */
    ARGUMENT_FREE,     /* -3.10: a cell or free variable */
    ARGUMENT_FORWARD,  /* a jump, counted from the next instruction */
    ARGUMENT_BACKWARD, /* a jump back, from there as well */
    ARGUMENT_ABSOLUTE, /* a jump, counted from the start of the code */
    ARGUMENT_FROM,     /* no jump: the instruction so far back that belongs to it */
};

struct opcode_row; /* a line of a table */

struct opcode {
    const char *name; /* NULL: there is none of that number */
    uint8_t base;     /* what a specialised or instrumented one stands for, else itself */
    uint8_t caches;   /* code units of inline cache that follow */
    enum opcode_argument argument;
    uint8_t shift; /* the lowest bits of the argument that are flags, not part of the index */
    bool goes_on;  /* execution may go on with the next instruction */
    const struct opcode_row *rows; /* what else is known of it */
    size_t row_count;
};

struct opcodes {
    const char *origin;          /* what the table was made from */
    unsigned instruction_size;   /* bytes: 2, or of 2.7 with an argument 3, without 1 */
    unsigned jump_unit;          /* bytes */
    unsigned generator_depth;    /* of the stack where a generator begins */
    uint8_t extended_arg;        /* the opcode that lengthens the next one's argument */
    int16_t instrumented_line;   /* opcodes that hide what they stand for; -1: there is none */
    int16_t instrumented_single; /* INSTRUMENTED_INSTRUCTION */
    int16_t enter_executor;
    int16_t push_exc_info,
        pop_except;   /* where an exception begins and ends to be handled (3.11+) */
    bool has_effects; /* opcode_effect() knows this version */
    struct opcode by_number[256];
};

/* The table of hexversion's minor version. ERROR_UNSUPPORTED: there is none. */
struct error *opcodes_load(uint32_t hexversion, struct opcodes *ret);

/* What a number means, as dis has it ("==", "repr"); NULL: nothing but itself. */
const char *opcode_text(const struct opcode *opcode, uint32_t argument);

/* What dis writes before and after the name for the argument's flags; "" for nothing. */
void opcode_around(const struct opcode *opcode, uint32_t argument, const char **before,
                   const char **after);

/* By how much the stack grows, when it jumps and when it does not. False: that is not known. */
bool opcode_effect(const struct opcode *opcode, uint32_t argument, bool jumps, int64_t *ret);

#endif
