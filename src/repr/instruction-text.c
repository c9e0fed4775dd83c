/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/instruction-text.h"

#include <inttypes.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"

void code_tables_deinit(struct code_tables *tables)
{
    code_names_deinit(&tables->names);
    array_deinit(&tables->consts);
    code_variables_deinit(&tables->variables);
}

static struct error *read_tables(struct runtime *runtime, const struct code *code,
                                 struct code_tables *ret)
{
    struct layout_field fields[] = {runtime->layout.code.co_names, runtime->layout.code.co_consts};
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, code->address, fields, 2, values));
    TRY(code_names(runtime, values[0], &ret->names));
    TRY(code_tuple(runtime, values[1], &ret->consts));
    TRY(code_variables(runtime, code, &ret->variables));
    while (ret->locals < ret->variables.count && ret->variables.data[ret->locals].local)
        ret->locals++;
    return NULL;
}

struct error *code_tables_read(struct runtime *runtime, const struct code *code,
                               struct code_tables *ret)
{
    struct error *error;

    *ret = (struct code_tables){0};
    error = read_tables(runtime, code, ret);
    if (error != NULL)
        code_tables_deinit(ret);
    return error;
}

static const char *variable_name(const struct code_tables *tables, size_t index)
{
    return index < tables->variables.count ? tables->variables.data[index].name : NULL;
}

static char *copy(const char *text)
{
    return text != NULL ? xstrdup(text) : NULL;
}

static char *const_text(const struct code_tables *tables, size_t index, struct repr *repr)
{
    return index < tables->consts.count ? repr_text(repr, tables->consts.data[index]) : NULL;
}

static char *name_text(const struct opcode *opcode, uint32_t argument,
                       const struct code_tables *tables)
{
    size_t index = argument >> opcode->shift;
    const char *before, *after;

    if (index >= tables->names.count)
        return NULL;
    opcode_around(opcode, argument, &before, &after);
    return xasprintf("%s%s%s", before, tables->names.data[index], after);
}

static char *locals_text(uint32_t argument, const struct code_tables *tables)
{
    const char *first = variable_name(tables, argument >> 4);
    const char *second = variable_name(tables, argument & 15);

    return first != NULL && second != NULL ? xasprintf("%s, %s", first, second) : NULL;
}

char *instruction_text(const struct bytecode *bytecode, const struct instruction *instruction,
                       const struct code_tables *tables, struct repr *repr)
{
    const struct opcode *opcode = &bytecode->opcodes.by_number[instruction->base];
    uint32_t argument = instruction->argument;

    switch (opcode->argument) {
    case ARGUMENT_NONE:
        return NULL;
    case ARGUMENT_NUMBER:
        return copy(opcode_text(opcode, argument));
    case ARGUMENT_CONST:
        return const_text(tables, argument, repr);
    case ARGUMENT_NAME:
        return name_text(opcode, argument, tables);
    case ARGUMENT_LOCAL:
        return copy(variable_name(tables, argument));
    case ARGUMENT_LOCALS:
        return locals_text(argument, tables);
    case ARGUMENT_FREE:
        return copy(variable_name(tables, tables->locals + argument));
    case ARGUMENT_FORWARD:
    case ARGUMENT_BACKWARD:
    case ARGUMENT_ABSOLUTE:
        return xasprintf("to %" PRId64, instruction->target);
    case ARGUMENT_FROM:
        return xasprintf("from %" PRId64, instruction->target);
    }
    return NULL;
}
