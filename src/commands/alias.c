/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/alias.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "session/completion.h"
#include "session/session.h"

static void emit_alias(struct emitter *e, const char *name, const char *command)
{
    emit_begin_object(e, NULL);
    emit_string(e, "name", STYLE_TITLE, name);
    emit_text(e, " = ");
    emit_string(e, "command", STYLE_PLAIN, command);
    emit_text(e, "\n");
    emit_end(e);
}

static struct error *list_aliases(struct session *s, struct emitter *e)
{
    size_t count = alias_count(s->aliases);

    emit_begin_list(e, "aliases");
    for (size_t i = 0; i < count; i++)
        emit_alias(e, alias_name(s->aliases, i), alias_expansion(s->aliases, i));
    emit_end(e);
    if (count == 0)
        emit_text(e, "No aliases are defined.  Try \"help alias\".\n");
    return NULL;
}

static struct error *alias_run(struct session *s, const char *args, struct emitter *e)
{
    if (args[0] == '\0')
        return list_aliases(s, e);
    if (text_starts_with(args, "-- "))
        args = words_skip_blanks(args + 3);

    const char *equals = strchr(args, '=');

    if (equals == NULL)
        return error_create(ERROR_USAGE, "Usage: alias [--] NAME = COMMAND");

    size_t length = (size_t)(equals - args);

    while (length > 0 && isspace((unsigned char)args[length - 1]))
        length--;

    CLEANUP_FREE char *name = xstrndup(args, length);

    return alias_define(s, name, words_skip_blanks(equals + 1));
}

static void alias_complete(struct session *s, struct completions *c)
{
    const char *equals = strchr(c->line, '=');
    struct completions inner = *c;

    if (equals == NULL)
        return;

    /* The collector behind c is found from the struct itself, so it is c that is changed. */
    c->line = words_skip_blanks(equals + 1);
    completion_add_commands(s, c);
    *c = inner;
}

const struct command alias_command = {
    .name = "alias",
    .group = GROUP_SUPPORT,
    .usage = "[[--] NAME = COMMAND]",
    .summary =
        "Give a command, with arguments if you like, a name of your own; or list those names",
    .help =
        "What is typed after the name is added to the command.  The init file is the place for\n"
        "what should be there every time.\n"
        "\n"
        "    alias -- locks = thread apply all frame 1\n",
    .no_repeat = true,
    .complete = alias_complete,
    .run = alias_run,
};
