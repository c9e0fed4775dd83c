/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Line tables of every format. The input: which format, the instruction asked for, the first
 * line, then the table.
 */
#include "fuzz.h"
#include "python/line-table.h"

static void look_up_lines(struct fuzz_input input)
{
    enum layout_line_table format = fuzz_take(&input, 1) % (LINE_TABLE_LOCATIONS + 1);
    int lasti = (int16_t)fuzz_take(&input, 2);
    int first = (int32_t)fuzz_take(&input, 4);

    line_table_lookup(format, input.data, input.size, first, lasti);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};

    look_up_lines(input);
    return 0;
}
