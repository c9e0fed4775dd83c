/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"

enum {
    GAP = 2,          /* blanks between columns */
    SHRUNKEN_MIN = 12 /* "worker...-17" */
};

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
    enum emit_fit fit;
    size_t width; /* of its widest cell; where it had to be narrowed, less */
    bool any;     /* some cell is not empty */
    bool hidden;
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
                                                    .fit = columns[i].fit,
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

    /* What is to the right of it begins where it does in the other rows. */
    bool last = table->selected + 1 == table->columns.count;
    char *shown = last ? xstrdup(text) : text_unjoined(text);

    array_push(&cell->spans, (struct span){.style = style, .text = shown});
    cell->width += text_width(shown);
    column->any |= text[0] != '\0';
    if (cell->width > column->width)
        column->width = cell->width;
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

/* The end of the text that fits into so many columns. */
static const char *tail_of(const char *text, size_t columns)
{
    while (*text != '\0' && text_width(text) > columns)
        do
            text++;
        while (((unsigned char)*text & 0xc0) == 0x80);
    return text;
}

/* What does not fit into so many columns is cut out of the middle, or of what is before it. */
static void write_shrunken(const struct writer *w, const struct span *span, size_t head,
                           size_t room)
{
    size_t start = text_fitting(span->text, head);
    const char *tail = tail_of(span->text + start, room - 3 - head);
    CLEANUP_FREE char *before = xstrndup(span->text, start);

    w->write(w->arg, span->style, before);
    w->write(w->arg, STYLE_DIM, "...");
    w->write(w->arg, span->style, tail);
    for (size_t i = text_width(before) + 3 + text_width(tail); i < room; i++)
        w->write(w->arg, STYLE_PLAIN, " ");
}

/* Bytes of a cell, in the style of each. */
static void write_part(const struct writer *w, const struct cell *cell, size_t from, size_t to)
{
    size_t at = 0;

    for (size_t i = 0; i < cell->spans.count; i++) {
        const struct span *span = &cell->spans.data[i];
        size_t length = strlen(span->text);
        size_t first = from > at ? from - at : 0;
        size_t end = to > at ? to - at : 0;

        if (end > length)
            end = length;
        if (first < end) {
            CLEANUP_FREE char *part = xstrndup(span->text + first, end - first);

            w->write(w->arg, span->style, part);
        }
        at += length;
    }
}

static char *text_of(const struct cell *cell)
{
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    for (size_t i = 0; i < cell->spans.count; i++)
        fputs(cell->spans.data[i].text, out);
    fclose(out);
    return text;
}

/* Where the line that begins there ends: at a blank, if there is one. */
static size_t line_end(const char *text, size_t start, size_t room)
{
    size_t end = start + text_fitting(text + start, room), blank = end;

    if (text[end] == '\0')
        return end;
    while (blank > start && text[blank] != ' ')
        blank--;
    return blank > start ? blank : end > start ? end : start + 1;
}

/* Over as many lines as it needs, each of so many columns, from that one on. */
static void write_wrapped(const struct writer *w, const struct cell *cell, size_t column,
                          size_t room)
{
    CLEANUP_FREE char *text = text_of(cell);

    for (size_t start = 0;;) {
        size_t end = line_end(text, start, room);

        write_part(w, cell, start, end);
        start = end + strspn(text + end, " ");
        if (text[start] == '\0')
            return;
        w->write(w->arg, STYLE_PLAIN, "\n");
        write_blanks(w, column);
    }
}

/* A long cell does without what matters less, if there is anything else. */
static bool is_left_out(const struct cell *cell, size_t index, size_t room)
{
    return cell->width > room && cell->spans.count > 1 && index + 1 < cell->spans.count &&
           cell->spans.data[index].style == STYLE_DIM;
}

/* room: columns for the cell, SIZE_MAX for as many as it needs. */
static void write_cell(const struct writer *w, const struct cell *cell, size_t room)
{
    size_t needed = 0, left;

    for (size_t i = 0; i < cell->spans.count; i++)
        if (!is_left_out(cell, i, room))
            needed += text_width(cell->spans.data[i].text);
    left = needed > room ? room - 3 : room;
    for (size_t i = 0; i < cell->spans.count; i++) {
        const struct span *span = &cell->spans.data[i];
        size_t width = text_width(span->text);

        if (is_left_out(cell, i, room))
            continue;
        if (width > left) {
            CLEANUP_FREE char *part = xstrndup(span->text, text_fitting(span->text, left));

            w->write(w->arg, span->style, part);
            break;
        }
        w->write(w->arg, span->style, span->text);
        left -= width;
    }
    if (needed > room)
        w->write(w->arg, STYLE_DIM, "...");
}

static void write_row(const struct table *table, const struct writer *w, const struct cell *cells,
                      size_t max_width)
{
    size_t last = table->columns.count - 1;
    size_t at = 0;

    for (size_t i = 0; i <= last; i++) {
        const struct column *column = &table->columns.data[i];
        const struct cell *cell = &cells[i];
        size_t padding = column->width > cell->width ? column->width - cell->width : 0;
        size_t room = SIZE_MAX;

        if (column->hidden)
            continue;
        if (column->right)
            write_blanks(w, padding);
        /* Less than a word's worth of the last column is no use to anyone. */
        if (i == last && max_width >= at + 10)
            room = max_width - at;
        if (i < last && cell->width > column->width)
            write_shrunken(w, &cell->spans.data[0], (column->width - 2) / 2, column->width);
        else if (cell->width > room && column->fit == EMIT_FIT_TAIL)
            write_shrunken(w, &cell->spans.data[0], 0, room);
        else if (cell->width > room && column->fit == EMIT_FIT_WRAPS)
            write_wrapped(w, cell, at, room);
        else
            write_cell(w, cell, room);
        if (i < last) {
            write_blanks(w, GAP + (column->right ? 0 : padding));
            at += column->width + GAP;
        }
    }
    w->write(w->arg, STYLE_PLAIN, "\n");
}

static void write_header(const struct table *table, const struct writer *w, size_t max_width)
{
    size_t last = table->columns.count - 1;
    size_t at = 0;
    bool any = false;

    for (size_t i = 0; i <= last; i++)
        any |= table->columns.data[i].header[0] != '\0';
    if (!any)
        return;
    for (size_t i = 0; i <= last; i++) {
        const struct column *column = &table->columns.data[i];
        size_t padding = column->width - text_width(column->header);

        if (column->hidden)
            continue;
        if (column->right)
            write_blanks(w, padding);
        if (i == last && max_width > at) {
            CLEANUP_FREE char *part =
                xstrndup(column->header, text_fitting(column->header, max_width - at));

            w->write(w->arg, STYLE_TITLE, part);
            break;
        }
        w->write(w->arg, STYLE_TITLE, column->header);
        if (i < last)
            write_blanks(w, GAP + (column->right ? 0 : padding));
        at += column->width + GAP;
    }
    w->write(w->arg, STYLE_PLAIN, "\n");
}

/* How many columns of the screen too many there are for the last one to have what it needs. */
static size_t excess(const struct table *table, size_t max_width)
{
    size_t last = table->columns.count - 1;
    size_t needed = table->columns.data[last].width;

    /* Which is two fifths of the screen, or less. */
    if (needed > max_width * 2 / 5)
        needed = max_width * 2 / 5;
    for (size_t i = 0; i < last; i++)
        if (!table->columns.data[i].hidden)
            needed += table->columns.data[i].width + GAP;
    return needed > max_width ? needed - max_width : 0;
}

/* Makes room for the last column. */
static void fit(struct table *table, size_t max_width)
{
    size_t last = table->columns.count - 1;

    for (size_t i = 0; i < last; i++)
        table->columns.data[i].hidden = !table->columns.data[i].any;
    if (max_width == 0)
        return;
    for (size_t i = 0; i < last; i++) {
        struct column *column = &table->columns.data[i];
        size_t over = excess(table, max_width);

        if (column->fit != EMIT_FIT_SHRINKS || column->width <= SHRUNKEN_MIN)
            continue;
        column->width = column->width > over + SHRUNKEN_MIN ? column->width - over : SHRUNKEN_MIN;
    }
    for (size_t i = 0; i < last && excess(table, max_width) > 0; i++)
        table->columns.data[i].hidden |= table->columns.data[i].fit == EMIT_FIT_LEAVES;
}

void table_write(struct table *table, size_t max_width,
                 void (*write)(void *arg, enum style style, const char *text), void *arg)
{
    struct writer w = {.write = write, .arg = arg};

    if (table->cells.count == 0)
        return;
    fit(table, max_width);
    write_header(table, &w, max_width);
    for (size_t i = 0; i < table->cells.count; i += table->columns.count)
        write_row(table, &w, &table->cells.data[i], max_width);
}
