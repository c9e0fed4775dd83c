/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/print-value.h"
#include "expr/expr.h"
#include "session/hold.h"

static struct error *output_run(struct session *s, const char *args, struct emitter *e)
{
    struct print_request request;
    struct expression expression;
    struct expr_result value;
    struct error *error;

    TRY(print_request_parse(s, &args, &request));
    expression_begin(&expression, s);
    error = expr_evaluate(&expression.scope, args[0] != '\0' ? args : "$", &value);
    if (error == NULL) {
        error = print_value(s, &value, &request, 0, e);
        expr_result_deinit(&value);
    }
    if (error == NULL)
        expression_emit_proof(&expression, false, e);
    expression_end(&expression);
    return error;
}

const struct command output_command = {
    .name = "output",
    .group = GROUP_WHAT,
    .usage = "[/FMT] [OPTION...] [--] [EXPR]",
    .summary = "Print a value alone: without its number, which it does not get, and the line's end",
    .help = "As `print`, for files of commands; `echo \\n` ends the line.\n"
            "\n"
            "    output -elements 3 -- names\n",
    .options = print_option_table,
    .needs = NEEDS_FRAME,
    .complete = print_request_complete,
    .values = hold_always,
    .run = output_run,
};
