/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a code object has in tables. Each input is taken in two ways: as a line table of some format
 * (which, the instruction asked for, the first line, then the table), and as bytecode of
 * some version with its exception table (which version, how long the table is, the table, the
 * bytecode).
 */
#include "base/memory.h"
#include "fuzz.h"
#include "python/bytecode.h"
#include "python/line-table.h"

static void look_up_lines(struct fuzz_input input)
{
    enum layout_line_table format = fuzz_take(&input, 1) % (LINE_TABLE_LOCATIONS + 1);
    int lasti = (int16_t)fuzz_take(&input, 2);
    int first = (int32_t)fuzz_take(&input, 4);

    line_table_lookup(format, input.data, input.size, first, lasti);
}

static void take_apart(struct fuzz_input input)
{
    static const uint16_t versions[] = {0x0207, 0x0306, 0x0309, 0x030a, 0x030b,
                                        0x030c, 0x030d, 0x030e, 0x030f};
    uint16_t version = versions[fuzz_take(&input, 1) % (sizeof versions / sizeof versions[0])];
    size_t table = fuzz_take(&input, 1);
    CLEANUP(bytecode_deinit) struct bytecode b = {0};

    if (table > input.size)
        table = input.size;
    if (!error_ignore(opcodes_load((uint32_t)version << 16, &b.opcodes)))
        return;
    exception_table_read(input.data, table, &b.handlers);
    b.size = input.size - table;
    b.bytes = xmalloc(b.size);
    for (size_t i = 0; i < b.size; i++)
        b.bytes[i] = input.data[table + i];
    bytecode_decode(&b);
    bytecode_find_depths(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};

    look_up_lines(input);
    take_apart(input);
    return 0;
}
