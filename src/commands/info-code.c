/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "commands/code-argument.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/variables.h"
#include "python/code-variables.h"
#include "repr/instruction-text.h"
#include "python/runtime.h"
#include "python/view.h"

static void show_flags(const struct code *code, struct emitter *e)
{
    uint32_t left = code->flags;

    emit_text(e, "  flags ");
    emit_begin_list(e, "flags");
    for (uint32_t bit = 1; bit != 0 && left != 0; bit <<= 1) {
        const char *name = code_flag_name(bit);
        CLEANUP_FREE char *number = xasprintf("0x%x", bit);

        if ((left & bit) == 0)
            continue;
        left &= ~bit;
        emit_string(e, NULL, STYLE_PLAIN, name != NULL ? name : number);
        emit_text(e, left != 0 ? ", " : "");
    }
    emit_end(e);
    emit_text(e, code->flags == 0 ? "none\n" : "\n");
}

/* "  4 arguments, ..." */
static struct error *show_numbers(struct session *s, const struct code *code, struct emitter *e)
{
    const struct layout *layout = &s->runtime->layout;
    struct layout_field fields[] = {layout->code.co_posonlyargcount, layout->code.co_stacksize,
                                    layout->code.co_nlocals};
    uint64_t values[3];

    TRY(view_read_fields(s->target, code->address, fields, 3, values));
    emit_text(e, "  ");
    emit_int(e, "argcount", STYLE_NUMBER, code->argcount);
    emit_textf(e, STYLE_PLAIN, " argument%s", code->argcount == 1 ? "" : "s");
    emit_as(e, "posonlyargcount", STYLE_PLAIN, EMIT_OF_INT((int32_t)values[0]),
            values[0] != 0 ? " (%d of them by position only)" : "", (int32_t)values[0]);
    emit_text(e, ", ");
    emit_int(e, "kwonlyargcount", STYLE_NUMBER, code->kwonlyargcount);
    emit_text(e, " by keyword only; ");
    emit_int(e, "nlocals", STYLE_NUMBER, (int32_t)values[2]);
    emit_textf(e, STYLE_PLAIN, " local variable%s; ", (int32_t)values[2] == 1 ? "" : "s");
    emit_uint(e, "bytecode_size", STYLE_NUMBER, code->bytecode_size);
    emit_text(e, " bytes of bytecode; a stack of ");
    emit_int(e, "stacksize", STYLE_NUMBER, (int32_t)values[1]);
    emit_text(e, "\n");
    return NULL;
}

/* One name of a list, and what stands before it. */
static void show_name(const char *title, bool *first, const char *name, struct emitter *e)
{
    if (*first)
        emit_textf(e, STYLE_PLAIN, "  %s: ", title);
    else
        emit_text(e, ", ");
    emit_string(e, NULL, STYLE_VARIABLE, name);
    *first = false;
}

static bool is_cell(const struct code_variable *v)
{
    return v->cell && v->kind != VARIABLE_FREE;
}

static bool is_argument(const struct code_variable *v)
{
    return v->kind == VARIABLE_ARG && v->local;
}

static bool is_local(const struct code_variable *v)
{
    return v->local;
}

static bool is_free(const struct code_variable *v)
{
    return v->kind == VARIABLE_FREE;
}

static void show_variables(const struct code_tables *tables, struct emitter *e)
{
    static const struct {
        const char *field, *title;
        bool (*belongs)(const struct code_variable *v);
        bool hidden;
    } lists[] = {
        {"argnames", "arguments", is_argument, false},
        {"varnames", "local variables", is_local, false},
        {"cellvars", "used by inner functions", is_cell, false},
        {"freevars", "of enclosing functions", is_free, false},
    };

    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++) {
        bool first = true;

        emit_begin_list(e, lists[l].field);
        for (size_t i = 0; i < tables->variables.count; i++)
            if (lists[l].belongs(&tables->variables.data[i]))
                show_name(lists[l].title, &first, tables->variables.data[i].name, e);
        emit_end(e);
        emit_text(e, first ? "" : "\n");
    }
}

static void show_names(const struct code_tables *tables, struct emitter *e)
{
    bool first = true;

    emit_begin_list(e, "names");
    for (size_t i = 0; i < tables->names.count; i++)
        show_name("other names", &first, tables->names.data[i], e);
    emit_end(e);
    emit_text(e, first ? "" : "\n");
}

static void show_consts(struct session *s, const struct code_tables *tables, struct emitter *e)
{
    struct repr *repr = repr_create(s->runtime, print_options_default(s).limits);

    if (tables->consts.count > 0)
        emit_text(e, "  constants:\n");
    emit_begin_list(e, "consts");
    for (size_t i = 0; i < tables->consts.count && !emit_enough(e) && !session_interrupted(s);
         i++) {
        emit_begin_object(e, NULL);
        emit_as(e, "index", STYLE_NUMBER, EMIT_OF_UINT(i), "%7zu ", i);
        variables_emit_value(e, repr, (struct slot_value){.object = tables->consts.data[i]}, 0, 0);
        emit_text(e, "\n");
        emit_end(e);
    }
    emit_end(e);
    repr_destroy(repr);
}

static struct error *info_code_run(struct session *s, const char *args, struct emitter *e)
{
    struct code_argument argument;
    struct code_tables tables;

    TRY(code_argument_parse(s, args, &argument));
    TRY(code_tables_read(s->runtime, argument.code, &tables));
    code_argument_describe(argument.code, e);
    emit_text(e, "\n");

    struct error *error = show_numbers(s, argument.code, e);

    if (error == NULL) {
        show_flags(argument.code, e);
        show_variables(&tables, e);
        show_names(&tables, e);
        show_consts(s, &tables, e);
    }
    code_tables_deinit(&tables);
    return error;
}

static void info_code_complete(struct session *s, struct completions *c)
{
    expression_complete(s, c, c->line);
}

const struct command info_code_command = {
    .name = "info code",
    .group = GROUP_WHAT,
    .usage = "[EXPR]",
    .summary = "Print what a code object says of itself: arguments, variables, names, constants",
    .help = "That of the selected frame, or of an expression that is a function, a method, a\n"
            "generator, a coroutine or a code object.  Flags are named as in the module inspect.\n"
            "\n"
            "    info code\n"
            "    info code self.run\n",
    .needs = NEEDS_FRAME,
    .complete = info_code_complete,
    .run = info_code_run,
};
