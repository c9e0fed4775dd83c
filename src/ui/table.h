/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of text: rows are gathered, then written in aligned columns. */
#ifndef UI_TABLE_H
#define UI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "session/emit.h"

struct table;

struct table *table_create(const struct emit_column *columns, size_t count);
/* Accepts NULL. */
void table_destroy(struct table *table);

void table_begin_row(struct table *table);
/* Further text goes into the column of that name; false if there is none. */
bool table_select(struct table *table, const char *column);
/* Adds to the selected cell, the row's first to begin with; text is escaped already. */
void table_add(struct table *table, enum style style, const char *text);

/*
 * Hands each piece to write, in order, lines ended by "\n". max_width: where the last column
 * is cut, 0 for nowhere; of its cells, what is dim and not their end is left out first, and before
 * that other columns are narrowed (emit_fit). A column whose cells are all empty is left out. A
 * table without rows writes nothing.
 */
void table_write(struct table *table, size_t max_width,
                 void (*write)(void *arg, enum style style, const char *text), void *arg);

#endif
