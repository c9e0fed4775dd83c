/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/commands.h"
#include "python/interpreter.h"
#include "session/session.h"

static void show_row(const struct session *s, const struct interpreter *interpreter,
                     struct emitter *e)
{
    uint64_t count = 0;
    const struct thread *holder = NULL;

    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        const struct thread *thread = &s->snapshot->threads.data[i];

        count += thread->interp == interpreter->address;
        if (interpreter->gil_holder != 0 && thread->tstate == interpreter->gil_holder)
            holder = thread;
    }
    emit_begin_object(e, NULL);
    emit_int(e, "id", STYLE_NUMBER, interpreter->id);
    emit_address(e, "address", STYLE_ADDRESS, interpreter->address);
    emit_uint(e, "threads", STYLE_NUMBER, count);
    emit_as(e, "own_gil", STYLE_PLAIN, EMIT_OF_BOOL(interpreter->own_gil), "%s",
            interpreter->own_gil ? "own" : "shared");
    if (holder != NULL)
        emit_as(e, "gil_holder", STYLE_GOOD, EMIT_OF_UINT(holder->num), "thread %u \"%s\"",
                holder->num, holder->name);
    else
        emit_as(e, "gil_holder", STYLE_PLAIN, EMIT_OF_NULL, "%s", "nobody");
    emit_end(e);
}

static struct error *info_interpreters_run(struct session *s, const char *args, struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "id", .header = "Id", .right = true},
        {.name = "address", .header = "Address"},
        {.name = "threads", .header = "Threads", .right = true},
        {.name = "own_gil", .header = "GIL"},
        {.name = "gil_holder", .header = "Held by"},
    };
    interpreter_array list = {0};

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "info interpreters takes no arguments");

    struct error *error = interpreter_list(s->runtime, &list);

    if (error == NULL) {
        emit_begin_table(e, "interpreters", columns, sizeof columns / sizeof *columns);
        for (size_t i = 0; i < list.count; i++)
            show_row(s, &list.data[i], e);
        emit_end(e);
    }
    array_deinit(&list);
    return error;
}

const struct command info_interpreters_command = {
    .name = "info interpreters",
    .group = GROUP_PROCESS,
    .usage = "",
    .summary = "List the interpreters of the process",
    .help =
        "The main interpreter has the number 0.  From Python 3.12 one may have a GIL of its own.\n",
    .needs = NEEDS_SNAPSHOT,
    .fresh = true,
    .run = info_interpreters_run,
};
