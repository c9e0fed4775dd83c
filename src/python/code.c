/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/code.h"

#include "python/line-table.h"
#include "python/runtime.h"

const char *code_display_name(const struct code *code)
{
    return code->qualname != NULL ? code->qualname : code->name;
}

struct code_position code_position_at(const struct code *code, const struct runtime *runtime,
                                      int lasti)
{
    return line_table_lookup(runtime->layout.traits.line_table, code->linetable,
                             code->linetable_size, code->firstlineno, lasti);
}
