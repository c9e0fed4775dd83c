/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/variables.h"
#include "python/expr.h"
#include "session/hold.h"
#include "target/target.h"

static void show(struct session *s, const struct expr_value *value, size_t number,
                 struct emitter *e)
{
    struct repr *repr = repr_create(s->runtime, variables_limits(s));
    struct repr_result result;

    expr_repr(repr, value, &result);
    repr_destroy(repr);
    emit_as(e, "num", STYLE_NUMBER, EMIT_OF_UINT(number), "$%zu", number);
    emit_text(e, " = ");
    emit_hidden_string(e, "type", result.type);
    emit_string(e, "value", STYLE_VALUE, result.text);
    if (value->object != 0) {
        CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)value->object);

        emit_hidden_string(e, "address", address);
    } else {
        emit_hidden_null(e, "address");
    }
    emit_hidden_bool(e, "truncated", result.truncated);
    emit_text(e, "\n");
    repr_result_deinit(&result);
}

static struct error *print_run(struct session *s, const char *args, struct emitter *e)
{
    struct variables_view view;
    struct expr_scope scope = {s->runtime, &view, s->frame, &s->history};
    struct expr_value value;

    /* As in gdb, no expression is the last value once more. */
    variables_view_init(&view, s->runtime, session_thread(s));

    struct error *error = expr_evaluate(&scope, args[0] != '\0' ? args : "$", &value);

    variables_view_deinit(&view);
    TRY(error);
    array_push(&s->history, value);
    target_cache_on(s->target);
    show(s, &value, s->history.count, e);
    target_cache_off(s->target);
    return NULL;
}

static void add_names(struct completions *c, const variable_array *variables)
{
    for (size_t i = 0; i < variables->count; i++)
        c->add(c, variables->data[i].name);
}

static void print_complete(struct session *s, struct completions *c)
{
    const struct thread *thread = session_thread(s);
    struct variables_view view;
    variable_array variables = {0};

    if (thread == NULL || session_frame(s) == NULL || c->line[0] != '\0')
        return;
    variables_view_init(&view, s->runtime, thread);
    if (error_ignore(variables_locals(&view, s->frame, &variables)))
        add_names(c, &variables);
    variables_deinit(&variables);
    if (error_ignore(variables_globals(&view, s->frame, &variables)))
        add_names(c, &variables);
    variables_deinit(&variables);
    variables_view_deinit(&view);
}

static const char *const aliases[] = {"p", NULL};

const struct command print_command = {
    .name = "print",
    .aliases = aliases,
    .group = GROUP_WHAT,
    .usage = "[EXPR]",
    .summary = "Print the value of an expression in the selected frame",
    .help =
        "Names are local, of enclosing functions, global or built in, as the frame's code would "
        "have\n"
        "it.  Attributes are found in the object and its classes; lists, tuples, dicts and "
        "strings\n"
        "have subscripts by numbers and strings.  $ is the last value, $$ the one before it, $N "
        "that\n"
        "of a number.  Nothing is run in the target: a property is shown as that, and where code "
        "of\n"
        "the target would decide, an error says which.\n"
        "\n"
        "    print self.pool._threads[0].name\n"
        "    p config['database']\n"
        "    p $.host\n",
    .needs = NEEDS_FRAME,
    .complete = print_complete,
    .values = hold_always,
    .run = print_run,
};
