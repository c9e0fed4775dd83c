/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "commands/commands.h"
#include "session/hold.h"
#include "commands/expression.h"
#include "commands/print-value.h"
#include "expr/expr.h"

/* Of an earlier value whose object is another now, the type that print has named is left. */
static void show_recorded(const struct session *s, const struct expr_result *value,
                          struct emitter *e)
{
    emit_text(e, "type = ");
    emit_string(e, "type", STYLE_VALUE, value->record.said.type);
    emit_text(e, "\n");
    emit_hidden_bool(e, "recorded", true);
    print_recorded(s, value, e);
}

static void show(const struct expr_type *type, struct emitter *e)
{
    emit_text(e, "type = ");
    emit_string(e, "type", STYLE_VALUE, type->name);
    if (type->has_length)
        emit_as(e, "length", STYLE_NUMBER, EMIT_OF_UINT(type->length), " of length %llu",
                (unsigned long long)type->length);
    emit_text(e, "\n");
    emit_begin_list(e, "mro");
    for (size_t i = 0; i < type->mro.count; i++)
        emit_hidden_string(e, NULL, type->mro.data[i]);
    emit_end(e);
}

static struct error *whatis_run(struct session *s, const char *args, struct emitter *e)
{
    struct expression expression;
    struct expr_result value;
    bool of_frame = false;
    struct expr_type type;
    struct error *error;

    expression_begin(&expression, s);
    expression.scope.records = true;
    error = expr_evaluate(&expression.scope, args[0] != '\0' ? args : "$", &value);
    if (error == NULL && value.record.said.text != NULL) {
        show_recorded(s, &value, e);
        expr_result_deinit(&value);
        expression_emit_proof(&expression, false, e);
        expression_end(&expression);
        return NULL;
    }
    if (error == NULL) {
        error = expr_type_of(&expression.scope, &value.value, &type);
        of_frame = value.of_frame;
        expr_result_deinit(&value);
    }
    if (error == NULL) {
        show(&type, e);
        expr_type_deinit(&type);
        expression_emit_proof(&expression, of_frame, e);
    }
    expression_end(&expression);
    return error;
}

static void whatis_complete(struct session *s, struct completions *c)
{
    expression_complete(s, c, c->line);
}

const struct command whatis_command = {
    .name = "whatis",
    .group = GROUP_WHAT,
    .usage = "[EXPR]",
    .summary = "Print the type of an expression, and how long a container is",
    .help = "The expression is one of `print`; without one, the last value's type is printed.\n"
            "`ptype` prints what is in a class.\n"
            "\n"
            "    whatis self.pool\n"
            "    whatis cache\n",
    .needs = NEEDS_FRAME,
    .complete = whatis_complete,
    .values = hold_always,
    .run = whatis_run,
};
