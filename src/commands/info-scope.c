/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "commands/code-argument.h"
#include "commands/commands.h"
#include "commands/expression.h"
#include "python/code-variables.h"
#include "python/variables.h"

static const char *meaning(enum variable_kind kind)
{
    switch (kind) {
    case VARIABLE_ARG:
        return "an argument";
    case VARIABLE_CELL:
        return "a local variable that inner functions use";
    case VARIABLE_FREE:
        return "a variable of an enclosing function";
    default:
        return "a local variable";
    }
}

static struct error *info_scope_run(struct session *s, const char *args, struct emitter *e)
{
    struct code_argument argument;
    code_variable_array names = {0};
    size_t shown = 0;

    TRY(code_argument_parse(s, args, &argument));
    TRY(code_variables(s->runtime, argument.code, &names));
    code_argument_describe(argument.code, e);
    emit_text(e, "\n");
    emit_begin_list(e, "names");
    for (size_t i = 0; i < names.count; i++) {
        bool twice = false; /* as an argument, and as its cell */

        for (size_t j = 0; j < i; j++)
            twice |= strcmp(names.data[j].name, names.data[i].name) == 0;
        if (twice)
            continue;
        emit_begin_object(e, NULL);
        emit_text(e, "  ");
        emit_string(e, "name", STYLE_VARIABLE, names.data[i].name);
        emit_hidden_string(e, "kind", variable_kind_name(names.data[i].kind));
        emit_textf(e, STYLE_PLAIN, " is %s\n", meaning(names.data[i].kind));
        emit_end(e);
        shown++;
    }
    emit_end(e);
    code_variables_deinit(&names);
    if (shown == 0)
        emit_text(e, "  It has no local variables.\n");
    emit_text(e, "Any other name is looked for among the globals of its module, then the built-in "
                 "names.\n");
    return NULL;
}

static void info_scope_complete(struct session *s, struct completions *c)
{
    expression_complete(s, c, c->line);
}

const struct command info_scope_command = {
    .name = "info scope",
    .group = GROUP_WHAT,
    .usage = "[EXPR]",
    .summary = "List the names of a function: its arguments, locals, those of enclosing functions",
    .help =
        "Of the selected frame's code, bound or not; or of a function, method, code object or\n"
        "coroutine that EXPR, an expression of `print`, comes to.  `locals` shows their values.\n"
        "\n"
        "    info scope\n"
        "    info scope self.run\n",
    .needs = NEEDS_FRAME,
    .complete = info_scope_complete,
    .run = info_scope_run,
};
