/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * co_lnotab and co_linetable in their four formats (Objects/lnotab_notes.txt,
 * Objects/locations.md of CPython): from an instruction to its place in the source.
 */
#ifndef PYTHON_LINE_TABLE_H
#define PYTHON_LINE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "python/code.h"
#include "python/layout.h"

/*
 * The ranges of code that a table tells apart, in order: initialised, then one with each
 * line_cursor_next(), which is false when there are no more.
 */
struct line_cursor {
    int64_t start, end;            /* bytes of code, end not included; the last may have no end */
    struct code_position position; /* of all instructions between */

    /* How far it has come. */
    enum layout_line_table format;
    const uint8_t *at, *table_end;
    int64_t line;
    bool ended;
};

void line_cursor_init(struct line_cursor *cursor, enum layout_line_table format,
                      const uint8_t *table, size_t size, int firstlineno);
bool line_cursor_next(struct line_cursor *cursor);

/*
 * The position of the instruction at byte offset lasti. A table that ends
 * early or holds what cannot be gives what PyCode_Addr2Line() would, or no line: it never reads
 * past size.
 */
struct code_position line_table_lookup(enum layout_line_table format, const uint8_t *table,
                                       size_t size, int firstlineno, int lasti);

#endif
