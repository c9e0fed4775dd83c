/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The instructions of a code object, as Lib/dis.py takes them apart: arguments
 * lengthened by EXTENDED_ARG, caches left out, targets of jumps, and how deep the stack is before
 * each.
 */
#ifndef PYTHON_BYTECODE_H
#define PYTHON_BYTECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/code.h"
#include "python/exception-table.h"
#include "python/opcodes.h"

struct runtime;

/* Nothing that a person wrote has more; what has is said to be too large. */
#define BYTECODE_MAX_BYTES ((size_t)2 << 20)

#define BYTECODE_UNKNOWN (-1)
#define BYTECODE_NONE (-2)

struct instruction {
    uint32_t offset;   /* bytes from the start of the code */
    uint32_t size;     /* bytes, with its caches */
    uint8_t opcode;    /* as it is in memory */
    uint8_t base;      /* what the compiler had written there */
    bool has_argument; /* argument means something */
    bool is_target;    /* other code jumps here, or it is an exception's handler */
    uint32_t argument; /* with what EXTENDED_ARG has put before it */
    int64_t target;    /* where it jumps to, as an offset; BYTECODE_NONE: it does not */
    int depth;   /* of the stack before it; BYTECODE_UNKNOWN also where it cannot be reached */
    int handled; /* the exceptions that are handled there: bytecode.handled[], BYTECODE_NONE, or
                    BYTECODE_UNKNOWN; 3.11+ */
};

/* An exception that is being handled has put the one before it on the stack (3.11+). */
struct handled {
    int slot;  /* where that is, from the bottom of the stack */
    int outer; /* the handler around this one, or BYTECODE_NONE */
};

/* An opcode that stands behind another one. */
struct hidden_instruction {
    uint8_t opcode, argument;
};

struct bytecode {
    struct opcodes opcodes;
    uint8_t *bytes; /* owned */
    size_t size;
    bool is_generator; /* or a coroutine */
    ARRAY(struct instruction) instructions;
    exception_entry_array handlers; /* 3.11+ */
    bool handlers_cut;              /* there were more, which cannot be */
    ARRAY(struct handled) handled;

    /* Code that is watched (sys.settrace, sys.monitoring; 3.12+) or compiled further (3.13+) has
     * other opcodes in the place of its own, which are kept here: one for each two bytes of code, 0
     * where there is none; NULL if there are none at all. */
    uint8_t *line_opcodes, *single_opcodes;
    ARRAY(struct hidden_instruction) executors; /* by the argument of ENTER_EXECUTOR */
};

/*
 * address: where the instructions are that a frame runs (frame.bytecode), 0 for those of the code
 * object. ERROR_UNSUPPORTED: too large, or of an unknown version.
 */
struct error *bytecode_read(struct runtime *runtime, const struct code *code, uint64_t address,
                            struct bytecode *ret);
void bytecode_deinit(struct bytecode *bytecode);

/*
 * Fills in the instructions of what is read: opcodes, bytes, handlers. Any bytes have some:
 * what is no opcode is an instruction without a name, and what the end cuts off is left out.
 */
void bytecode_decode(struct bytecode *bytecode);

/* The instruction that byte `offset` is part of, with its caches; NULL: there is none. */
struct instruction *bytecode_at(const struct bytecode *bytecode, int64_t offset);

/* stack-depth.c: the depth before each instruction, and what is handled there. */
void bytecode_find_depths(struct bytecode *bytecode);

#endif
