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

/* -3.9: pairs of bytes, how many bytes of code and how many lines to go on. PyCode_Addr2Line(). */
static struct code_position lookup_lnotab(const uint8_t *table, size_t size, int firstlineno,
                                          int lasti, bool is_signed)
{
    int64_t line = firstlineno;
    int64_t address = 0;

    for (size_t i = 0; i + 1 < size; i += 2) {
        address += table[i];
        if (address > lasti)
            break;
        line += is_signed ? (int8_t)table[i + 1] : table[i + 1];
    }
    return only_line(line);
}

/* 3.10: pairs, the length of a range of code and the line's change; -128 means no line. */
static struct code_position lookup_ranges(const uint8_t *table, size_t size, int firstlineno,
                                          int lasti)
{
    int64_t line = firstlineno;
    int64_t end = 0;

    for (size_t i = 0; i + 1 < size; i += 2) {
        int8_t change = (int8_t)table[i + 1];

        end += table[i];
        if (change != -128)
            line += change;
        if (end > lasti)
            return change != -128 ? only_line(line) : nowhere;
    }
    return nowhere;
}

struct reader {
    const uint8_t *at, *end;
};

static unsigned read_byte(struct reader *reader)
{
    return reader->at < reader->end ? *reader->at++ : 0;
}

/* Six bits a byte, the least significant first, bit 6 set while there are more. */
static uint32_t read_varint(struct reader *reader)
{
    unsigned byte = read_byte(reader);
    uint32_t value = byte & 63;

    for (unsigned shift = 6; (byte & 64) != 0 && shift < 32; shift += 6) {
        byte = read_byte(reader);
        value |= (uint32_t)(byte & 63) << shift;
    }
    return value;
}

static int64_t read_signed_varint(struct reader *reader)
{
    uint32_t value = read_varint(reader);

    return (value & 1) != 0 ? -(int64_t)(value >> 1) : (int64_t)(value >> 1);
}

/* 0 means none; so does what no line is long enough for. */
static int read_column(struct reader *reader)
{
    uint32_t value = read_varint(reader);

    return value <= INT32_MAX ? (int)value - 1 : -1;
}

/* Kinds of entries, from Include/internal/pycore_code.h: enum _PyCodeLocationInfoKind. */
enum { KIND_ONE_LINE = 10, KIND_NO_COLUMNS = 13, KIND_LONG = 14, KIND_NONE = 15 };

/* 3.11+: entries of a first byte (bit 7, kind, length) and what its kind adds. */
static struct code_position lookup_locations(const uint8_t *table, size_t size, int firstlineno,
                                             int lasti)
{
    struct reader reader = {table, table + size};
    int64_t line = firstlineno;
    int64_t end = 0;

    while (reader.at < reader.end) {
        unsigned first = read_byte(&reader);
        unsigned kind = (first >> 3) & 15;
        int64_t end_line_change = 0;
        int column = -1;
        int end_column = -1;

        end += ((int64_t)(first & 7) + 1) * 2;
        switch (kind) {
        case KIND_NONE:
            break;
        case KIND_LONG:
            line += read_signed_varint(&reader);
            end_line_change = read_varint(&reader);
            column = read_column(&reader);
            end_column = read_column(&reader);
            break;
        case KIND_NO_COLUMNS:
            line += read_signed_varint(&reader);
            break;
        case KIND_ONE_LINE:
        case KIND_ONE_LINE + 1:
        case KIND_ONE_LINE + 2:
            line += kind - KIND_ONE_LINE;
            column = (int)read_byte(&reader);
            end_column = (int)read_byte(&reader);
            break;
        default: {
            unsigned second = read_byte(&reader);

            column = (int)((kind << 3) | (second >> 4));
            end_column = column + (int)(second & 15);
        }
        }
        if (end <= lasti)
            continue;
        if (kind == KIND_NONE)
            return nowhere;

        struct code_position position = only_line(line);

        if (position.line != 0) {
            if (line + end_line_change <= INT32_MAX)
                position.end_line = (int)(line + end_line_change);
            position.column = column;
            position.end_column = end_column;
        }
        return position;
    }
    return nowhere;
}

struct code_position line_table_lookup(enum layout_line_table format, const uint8_t *table,
                                       size_t size, int firstlineno, int lasti)
{
    if (lasti < 0)
        return only_line(firstlineno);
    switch (format) {
    case LINE_TABLE_LNOTAB_UNSIGNED:
        return lookup_lnotab(table, size, firstlineno, lasti, false);
    case LINE_TABLE_LNOTAB:
        return lookup_lnotab(table, size, firstlineno, lasti, true);
    case LINE_TABLE_RANGES:
        return lookup_ranges(table, size, firstlineno, lasti);
    case LINE_TABLE_LOCATIONS:
        return lookup_locations(table, size, firstlineno, lasti);
    }
    return nowhere;
}
