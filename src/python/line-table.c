/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/line-table.h"

static const struct code_position nowhere = {.column = -1, .end_column = -1};

static struct code_position only_line(int64_t line)
{
    struct code_position position = nowhere;

    if (line > 0 && line <= INT32_MAX)
        position.line = position.end_line = (int)line;
    return position;
}

/*
 * -3.9: pairs of bytes, how many bytes of code and how many lines to go on. PyCode_Addr2Line().
 * What comes after the last pair has its line.
 */
static bool next_lnotab(struct line_cursor *c, bool is_signed)
{
    if (c->ended)
        return false;
    c->start = c->end;
    c->position = only_line(c->line);
    if (c->table_end - c->at < 2) {
        c->ended = true;
        c->end = INT64_MAX;
        return true;
    }
    c->end += c->at[0];
    c->line += is_signed ? (int8_t)c->at[1] : c->at[1];
    c->at += 2;
    return true;
}

/* 3.10: pairs, the length of a range of code and the line's change; -128 means no line. */
static bool next_range(struct line_cursor *c)
{
    if (c->table_end - c->at < 2)
        return false;

    int8_t change = (int8_t)c->at[1];

    c->start = c->end;
    c->end += c->at[0];
    if (change != -128)
        c->line += change;
    c->position = change != -128 ? only_line(c->line) : nowhere;
    c->at += 2;
    return true;
}

static unsigned read_byte(struct line_cursor *c)
{
    return c->at < c->table_end ? *c->at++ : 0;
}

/* Six bits a byte, the least significant first, bit 6 set while there are more. */
static uint32_t read_varint(struct line_cursor *c)
{
    unsigned byte = read_byte(c);
    uint32_t value = byte & 63;

    for (unsigned shift = 6; (byte & 64) != 0 && shift < 32; shift += 6) {
        byte = read_byte(c);
        value |= (uint32_t)(byte & 63) << shift;
    }
    return value;
}

static int64_t read_signed_varint(struct line_cursor *c)
{
    uint32_t value = read_varint(c);

    return (value & 1) != 0 ? -(int64_t)(value >> 1) : (int64_t)(value >> 1);
}

/* 0 means none; so does what no line is long enough for. */
static int read_column(struct line_cursor *c)
{
    uint32_t value = read_varint(c);

    return value <= INT32_MAX ? (int)value - 1 : -1;
}

/* Kinds of entries, from Include/internal/pycore_code.h: enum _PyCodeLocationInfoKind. */
enum { KIND_ONE_LINE = 10, KIND_NO_COLUMNS = 13, KIND_LONG = 14, KIND_NONE = 15 };

/* 3.11+: entries of a first byte (bit 7, kind, length) and what its kind adds. */
static bool next_location(struct line_cursor *c)
{
    int64_t end_line_change = 0;
    int column = -1;
    int end_column = -1;

    if (c->at >= c->table_end)
        return false;

    unsigned first = read_byte(c);
    unsigned kind = (first >> 3) & 15;

    c->start = c->end;
    c->end += ((int64_t)(first & 7) + 1) * 2;
    c->position = nowhere;
    switch (kind) {
    case KIND_NONE:
        return true;
    case KIND_LONG:
        c->line += read_signed_varint(c);
        end_line_change = read_varint(c);
        column = read_column(c);
        end_column = read_column(c);
        break;
    case KIND_NO_COLUMNS:
        c->line += read_signed_varint(c);
        break;
    case KIND_ONE_LINE:
    case KIND_ONE_LINE + 1:
    case KIND_ONE_LINE + 2:
        c->line += kind - KIND_ONE_LINE;
        column = (int)read_byte(c);
        end_column = (int)read_byte(c);
        break;
    default: {
        unsigned second = read_byte(c);

        column = (int)((kind << 3) | (second >> 4));
        end_column = column + (int)(second & 15);
    }
    }
    c->position = only_line(c->line);
    if (c->position.line != 0) {
        if (c->line + end_line_change <= INT32_MAX)
            c->position.end_line = (int)(c->line + end_line_change);
        c->position.column = column;
        c->position.end_column = end_column;
    }
    return true;
}

void line_cursor_init(struct line_cursor *cursor, enum layout_line_table format,
                      const uint8_t *table, size_t size, int firstlineno)
{
    *cursor = (struct line_cursor){
        .position = nowhere,
        .format = format,
        .at = table,
        .table_end = table + size,
        .line = firstlineno,
    };
}

bool line_cursor_next(struct line_cursor *cursor)
{
    switch (cursor->format) {
    case LINE_TABLE_LNOTAB_UNSIGNED:
        return next_lnotab(cursor, false);
    case LINE_TABLE_LNOTAB:
        return next_lnotab(cursor, true);
    case LINE_TABLE_RANGES:
        return next_range(cursor);
    case LINE_TABLE_LOCATIONS:
        return next_location(cursor);
    }
    return false;
}

struct code_position line_table_lookup(enum layout_line_table format, const uint8_t *table,
                                       size_t size, int firstlineno, int lasti)
{
    struct line_cursor cursor;

    if (lasti < 0)
        return only_line(firstlineno);
    line_cursor_init(&cursor, format, table, size, firstlineno);
    while (line_cursor_next(&cursor))
        if (cursor.end > lasti)
            return cursor.position;
    return nowhere;
}
