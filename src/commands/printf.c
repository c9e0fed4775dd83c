/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "commands/print-value.h"
#include "expr/expr.h"
#include "session/hold.h"
#include "session/words.h"

/* `"%d of %s", a, b` as the expression that it means: "%d of %s" % (a, b,). */
static struct error *expression_of(const char *args, char **ret)
{
    const char *end = args + 1;
    char quote = args[0];

    if (quote != '"' && quote != '\'')
        return error_create(ERROR_USAGE, "What is to be printed begins with a text in \"\" or ''");
    while (*end != quote && *end != '\0')
        end += 1 + (*end == '\\' && end[1] != '\0');
    if (*end == '\0')
        return error_create(ERROR_USAGE, "The text does not end: a %c is missing", quote);
    end++;

    const char *values = words_skip_blanks(end);
    bool any = *values == ',';

    if (*values != '\0' && !any)
        return error_create(ERROR_USAGE,
                            "Behind the text stand values, each after a comma, not \"%s\"", values);
    *ret = xasprintf("%.*s %% (%s%s)", (int)(end - args), args,
                     any ? words_skip_blanks(values + 1) : "", any ? "," : "");
    return NULL;
}

/* The text itself, whatever its length. */
static struct error *show(struct session *s, const struct expr_result *value, struct emitter *e)
{
    struct repr *repr = repr_create(s->runtime, (struct repr_limits){0});
    struct repr_result result;
    struct error *error = expr_format(repr, &value->value, 's', &result);

    if (error == NULL) {
        emit_hidden_string(e, "text", result.text);
        print_lines(e, STYLE_PLAIN, result.text);
        repr_result_deinit(&result);
    }
    repr_destroy(repr);
    return error;
}

static struct error *printf_run(struct session *s, const char *args, struct emitter *e)
{
    CLEANUP_FREE char *text = NULL;
    struct expression expression;
    struct expr_result value;
    struct error *error;

    TRY(expression_of(args, &text));
    expression_begin(&expression, s);
    error = expr_evaluate(&expression.scope, text, &value);
    if (error == NULL) {
        error = show(s, &value, e);
        expr_result_deinit(&value);
    }
    if (error == NULL)
        expression_emit_proof(&expression, false, e);
    expression_end(&expression);
    return error;
}

static void printf_complete(struct session *s, struct completions *c)
{
    const char *comma = strrchr(c->line, ',');

    if (comma != NULL)
        expression_complete(s, c, words_skip_blanks(comma + 1));
}

const struct command printf_command = {
    .name = "printf",
    .group = GROUP_WHAT,
    .usage = "\"FORMAT\", EXPR...",
    .summary = "Print text with values in it, as Python's % makes it",
    .help =
        "FORMAT is a str as Python writes it, and %s what str() says of a value, %r what repr()\n"
        "says.  Nothing is added to it: \\n ends a line.\n"
        "\n"
        "    printf \"%d of %d jobs, the next is %r\\n\", done, len(jobs), jobs[0]\n",
    .needs = NEEDS_FRAME,
    .complete = printf_complete,
    .values = hold_always,
    .run = printf_run,
};
