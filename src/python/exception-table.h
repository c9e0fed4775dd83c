/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * co_exceptiontable (3.11+): which instructions are protected, and by which handler
 * (InternalDocs/exception_handling.md, Objects/exception_handling_notes.txt of CPython).
 */
#ifndef PYTHON_EXCEPTION_TABLE_H
#define PYTHON_EXCEPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

struct exception_entry {
    uint64_t start, end; /* bytes of code that are protected, end not included */
    uint64_t target;     /* where the handler begins */
    uint32_t depth;      /* of the stack that the handler gets back */
    bool lasti;          /* and on it the place of the instruction, before the exception */
};

typedef ARRAY(struct exception_entry) exception_entry_array;

/*
 * Appends what the table has. What is left of it where it is cut short or has numbers that
 * cannot be is left out: false then.
 */
bool exception_table_read(const uint8_t *table, size_t size, exception_entry_array *ret);

#endif
