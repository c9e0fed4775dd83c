/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * co_lnotab and co_linetable in their four formats (Objects/lnotab_notes.txt,
 * Objects/locations.md of CPython): from an instruction to its place in the source.
 */
#ifndef PYTHON_LINE_TABLE_H
#define PYTHON_LINE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "python/code.h"
#include "python/layout.h"

/*
 * The position of the instruction at byte offset lasti. A table that ends
 * early or holds what cannot be gives what PyCode_Addr2Line() would, or no line: it never reads
 * past size.
 */
struct code_position line_table_lookup(enum layout_line_table format, const uint8_t *table,
                                       size_t size, int firstlineno, int lasti);

#endif
