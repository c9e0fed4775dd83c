/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the argument of an instruction stands for, in the words of Lib/dis.py: a name, a constant,
 * an operator, where a jump leads to.
 */
#ifndef REPR_INSTRUCTION_TEXT_H
#define REPR_INSTRUCTION_TEXT_H

#include "base/error.h"
#include "python/bytecode.h"
#include "python/code-variables.h"
#include "repr/repr.h"

struct runtime;

/* What arguments index. */
struct code_tables {
    code_name_array names;         /* co_names */
    code_object_array consts;      /* co_consts */
    code_variable_array variables; /* by slot */
    size_t locals;                 /* -3.10: of which the first are co_varnames */
};

struct error *code_tables_read(struct runtime *runtime, const struct code *code,
                               struct code_tables *ret);
void code_tables_deinit(struct code_tables *tables);

/* NULL: nothing, or nothing that the tables have. Free it. */
char *instruction_text(const struct bytecode *bytecode, const struct instruction *instruction,
                       const struct code_tables *tables, struct repr *repr);

#endif
