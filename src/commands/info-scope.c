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

/* -3.10: an argument that inner functions use is there as its cell as well. */
static bool stands_before(const code_variable_array *names, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(names->data[i].name, names->data[index].name) == 0)
            return true;
    return false;
}

static void show(const struct code *code, const code_variable_array *names, struct emitter *e)
{
    code_argument_describe(code, e);
    emit_text(e, "\n");
    emit_begin_list(e, "names");
    for (size_t i = 0; i < names->count; i++) {
        if (stands_before(names, i))
            continue;
        emit_begin_object(e, NULL);
        emit_text(e, "  ");
        emit_string(e, "name", STYLE_VARIABLE, names->data[i].name);
        emit_hidden_string(e, "kind", variable_kind_name(names->data[i].kind));
        emit_textf(e, STYLE_PLAIN, " is %s\n", meaning(names->data[i].kind));
        emit_end(e);
    }
    emit_end(e);
    if (names->count == 0)
        emit_text(e, "  It has no local variables.\n");
    emit_text(e, "Any other name is looked for among the globals of its module, then the built-in "
                 "names.\n");
}

static struct error *info_scope_run(struct session *s, const char *args, struct emitter *e)
{
    struct code_argument argument;
    code_variable_array names = {0};
    struct error *error;

    TRY(code_argument_parse(s, args, &argument));
    error = code_variables(s->runtime, argument.code, &names);
    if (error == NULL)
        show(argument.code, &names, e);
    code_variables_deinit(&names);
    return error;
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
