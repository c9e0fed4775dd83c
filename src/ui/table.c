/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"

enum { GAP = 2 }; /* blanks between columns */

struct span {
    enum style style;
    char *text;
};

struct cell {
    ARRAY(struct span) spans;
    size_t width;
};

struct column {
    char *name;
    char *header;
    bool right;
    size_t width; /* of its widest cell */
};

struct table {
    ARRAY(struct column) columns;
    ARRAY(struct cell) cells; /* row by row */
    size_t selected;          /* column */
};

struct table *table_create(const struct emit_column *columns, size_t count)
{
    struct table *table = xcalloc(1, sizeof *table);

    for (size_t i = 0; i < count; i++) {
        const char *header = columns[i].header != NULL ? columns[i].header : "";

        array_push(&table->columns, (struct column){.name = xstrdup(columns[i].name),
                                                    .header = xstrdup(header),
                                                    .right = columns[i].right,
                                                    .width = text_width(header)});
    }
    return table;
}

void table_destroy(struct table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->columns.count; i++) {
        free(table->columns.data[i].name);
        free(table->columns.data[i].header);
    }
    for (size_t i = 0; i < table->cells.count; i++) {
        struct cell *cell = &table->cells.data[i];

        for (size_t k = 0; k < cell->spans.count; k++)
            free(cell->spans.data[k].text);
        array_deinit(&cell->spans);
    }
    array_deinit(&table->columns);
    array_deinit(&table->cells);
    free(table);
}

void table_begin_row(struct table *table)
{
    for (size_t i = 0; i < table->columns.count; i++)
        array_push(&table->cells, (struct cell){.width = 0});
    table->selected = 0;
}

bool table_select(struct table *table, const char *column)
{
    for (size_t i = 0; column != NULL && i < table->columns.count; i++) {
        if (strcmp(table->columns.data[i].name, column) == 0) {
            table->selected = i;
            return true;
        }
    }
    return false;
}

void table_add(struct table *table, enum style style, const char *text)
{
    size_t row = table->cells.count - table->columns.count;
    struct cell *cell = &table->cells.data[row + table->selected];
    struct column *column = &table->columns.data[table->selected];

    array_push(&cell->spans, (struct span){.style = style, .text = xstrdup(text)});
    cell->width += text_width(text);
    if (cell->width > column->width)
        column->width = cell->width;
}

/* Bytes of text that fit into so many columns. */
static size_t fitting(const char *text, size_t columns)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t width = 0;
    ucs4_t c;
    int length;

    while ((length = u8_strmbtouc(&c, at)) > 0) {
        int step = uc_width(c, "UTF-8");

        if (step > 0)
            width += (size_t)step;
        if (width > columns)
            break;
        at += length;
    }
    return (size_t)(at - (const uint8_t *)text);
}

struct writer {
    void (*write)(void *arg, enum style style, const char *text);
    void *arg;
};

static void write_blanks(const struct writer *w, size_t count)
{
    if (count > 0) {
        CLEANUP_FREE char *blanks = xasprintf("%*s", (int)count, "");

        w->write(w->arg, STYLE_PLAIN, blanks);
    }
}

/* room: columns for the cell, SIZE_MAX for as many as it needs. */
static void write_cell(const struct writer *w, const struct cell *cell, size_t room)
{
    bool cut = cell->width > room;
    size_t left = cut ? room - 3 : room;

    for (size_t i = 0; i < cell->spans.count; i++) {
        const struct span *span = &cell->spans.data[i];
        size_t width = text_width(span->text);

        if (width > left) {
            CLEANUP_FREE char *part = xstrndup(span->text, fitting(span->text, left));

            w->write(w->arg, span->style, part);
            break;
        }
        w->write(w->arg, span->style, span->text);
        left -= width;
    }
    if (cut)
        w->write(w->arg, STYLE_DIM, "...");
}

static void write_row(const struct table *table, const struct writer *w, const struct cell *cells,
                      size_t max_width)
{
    size_t last = table->columns.count - 1;
    size_t at = 0;

    for (size_t i = 0; i <= last; i++) {
        const struct column *column = &table->columns.data[i];
        size_t padding = column->width - cells[i].width;
        size_t room = SIZE_MAX;

        if (column->right)
            write_blanks(w, padding);
        /* Less than a word's worth of the last column is no use to anyone. */
        if (i == last && max_width >= at + 10)
            room = max_width - at;
        write_cell(w, &cells[i], room);
        if (i < last) {
            write_blanks(w, GAP + (column->right ? 0 : padding));
            at += column->width + GAP;
        }
    }
    w->write(w->arg, STYLE_PLAIN, "\n");
}

static void write_header(const struct table *table, const struct writer *w)
{
    size_t last = table->columns.count - 1;
    bool any = false;

    for (size_t i = 0; i <= last; i++)
        any |= table->columns.data[i].header[0] != '\0';
    if (!any)
        return;
    for (size_t i = 0; i <= last; i++) {
        const struct column *column = &table->columns.data[i];
        size_t padding = column->width - text_width(column->header);

        if (column->right)
            write_blanks(w, padding);
        w->write(w->arg, STYLE_TITLE, column->header);
        if (i < last)
            write_blanks(w, GAP + (column->right ? 0 : padding));
    }
    w->write(w->arg, STYLE_PLAIN, "\n");
}

void table_write(const struct table *table, size_t max_width,
                 void (*write)(void *arg, enum style style, const char *text), void *arg)
{
    struct writer w = {.write = write, .arg = arg};

    if (table->cells.count == 0)
        return;
    write_header(table, &w);
    for (size_t i = 0; i < table->cells.count; i += table->columns.count)
        write_row(table, &w, &table->cells.data[i], max_width);
}
