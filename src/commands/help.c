/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/groups.h"
#include "commands/help.h"
#include "commands/show.h"
#include "session/alias.h"
#include "session/completion.h"
#include "session/dispatch.h"
#include "session/session.h"
#include "session/settings.h"

void help_emit_line(struct emitter *e, const char *name, const char *summary)
{
    emit_begin_object(e, NULL);
    emit_string(e, "name", STYLE_TITLE, name);
    emit_text(e, " -- ");
    emit_string(e, "summary", STYLE_PLAIN, summary);
    emit_text(e, "\n");
    emit_end(e);
}

/* The commands of a group, or those whose names begin with path and a blank. */
static void emit_commands(struct session *s, struct emitter *e, enum command_group group,
                          const char *path)
{
    CLEANUP_FREE char *prefix = path != NULL ? xasprintf("%s ", path) : NULL;

    emit_begin_list(e, "commands");
    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if (path != NULL ? text_starts_with((*c)->name, prefix) : (*c)->group == group)
            help_emit_line(e, (*c)->name, (*c)->summary);
    }
    emit_end(e);
}

static bool has_commands(const struct session *s, enum command_group group)
{
    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if ((*c)->group == group)
            return true;
    }
    return false;
}

static void help_overview(struct session *s, struct emitter *e)
{
    emit_begin_list(e, "groups");
    for (enum command_group group = 0; group < GROUP_COUNT; group++) {
        if (!has_commands(s, group))
            continue;
        emit_begin_object(e, NULL);
        emit_hidden_string(e, "name", group_name(group));
        emit_as(e, "title", STYLE_TITLE, EMIT_OF_STRING(group_title(group)),
                "%s (%s):", group_title(group), group_name(group));
        emit_text(e, "\n");
        emit_commands(s, e, group, NULL);
        emit_text(e, "\n");
        emit_end(e);
    }
    emit_end(e);
    emit_text(e,
              "Type \"help\" followed by a command's name or a group's for more, \"apropos WORD\" "
              "to search.\nAny beginning of a name that fits one command only will do.  "
              "A blank line runs the\nlast command again.\n");
}

static void help_group(struct session *s, struct emitter *e, enum command_group group)
{
    emit_hidden_string(e, "group", group_name(group));
    emit_string(e, "title", STYLE_TITLE, group_title(group));
    emit_text(e, ":\n\n");
    emit_commands(s, e, group, NULL);
}

static void emit_names(struct emitter *e, const struct command *command)
{
    emit_string(e, "name", STYLE_TITLE, command->name);
    emit_begin_list(e, "aliases");
    for (const char *const *a = command->aliases; a != NULL && *a != NULL; a++) {
        emit_text(e, ", ");
        emit_string(e, NULL, STYLE_TITLE, *a);
    }
    emit_end(e);
    emit_text(e, "\n");
}

static void help_command_named(struct session *s, struct emitter *e, const struct command *command)
{
    const char *usage = command->usage != NULL ? command->usage : "";

    emit_names(e, command);
    emit_hidden_string(e, "group", group_name(command->group));
    emit_string(e, "summary", STYLE_PLAIN, command->summary);
    emit_hidden_string(e, "usage", usage);
    /* As text: it may have more than one line. */
    emit_textf(e, STYLE_PLAIN, ".\nUsage: %s%s%s\n", command->name, usage[0] != '\0' ? " " : "",
               usage);

    CLEANUP_FREE char *help = command_help(command);

    if (help[0] != '\0') {
        emit_hidden_string(e, "help", help);
        emit_textf(e, STYLE_PLAIN, "\n%s", help);
    }
    if (dispatch_has_subcommands(s, command->name)) {
        emit_text(e, "\n");
        emit_commands(s, e, GROUP_COUNT, command->name);
    }
}

/* Help on what an alias of the user stands for would answer another question. */
static bool help_alias(struct session *s, const char *args, struct emitter *e)
{
    for (size_t i = 0; i < alias_count(s->aliases); i++) {
        if (strcmp(alias_name(s->aliases, i), args) != 0)
            continue;
        emit_string(e, "name", STYLE_TITLE, args);
        emit_text(e, " is an alias of yours: ");
        emit_string(e, "command", STYLE_TITLE, alias_expansion(s->aliases, i));
        emit_text(e, "\n");
        return true;
    }
    return false;
}

/* Help on a setting: `help set listsize`, or `help listsize` with its whole name. */
static bool help_setting(struct session *s, const char *words, bool whole, struct emitter *e)
{
    enum setting_id id;
    const char *rest;

    if (!error_ignore(setting_find(s->settings, words, &id, &rest)) || rest[0] != '\0' ||
        (whole && strcmp(words, setting_name(id)) != 0))
        return false;

    CLEANUP_FREE char *value = setting_text(s->settings, id);

    emit_text(e, "set ");
    emit_string(e, "name", STYLE_TITLE, setting_name(id));
    emit_text(e, " -- ");
    emit_string(e, "summary", STYLE_PLAIN, setting_help(id));
    emit_text(e, "; it is ");
    emit_string(e, "value", STYLE_VALUE, value);
    emit_text(e, "\n");
    return true;
}

static bool is_about_settings(const struct command *command)
{
    return strcmp(command->name, "set") == 0 || strcmp(command->name, "show") == 0;
}

static struct error *help_run(struct session *s, const char *args, struct emitter *e)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *rest = NULL;

    if (args[0] == '\0') {
        help_overview(s, e);
        return NULL;
    }
    for (enum command_group group = 0; group < GROUP_COUNT; group++) {
        if (strcmp(args, group_name(group)) == 0) {
            help_group(s, e, group);
            return NULL;
        }
    }
    if (help_alias(s, args, e))
        return NULL;

    struct error *error = dispatch_find(s, args, &command, &rest);

    if (error != NULL && help_setting(s, args, true, e)) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
    if (command != NULL && is_about_settings(command) && rest[0] != '\0' &&
        (help_setting(s, rest, false, e) || show_group(s, rest, e)))
        return NULL;
    /* "print elements" begins with a command as well. */
    if (command != NULL && rest[0] != '\0' && help_setting(s, args, true, e))
        return NULL;
    if (command == NULL || rest[0] != '\0')
        return error_create(ERROR_USAGE, "Undefined command: \"%s\".  Try \"help\"", args);
    help_command_named(s, e, command);
    return NULL;
}

static void help_complete(struct session *s, struct completions *c)
{
    completion_add_commands(s, c);
    if (c->line[0] == '\0') {
        for (enum command_group group = 0; group < GROUP_COUNT; group++)
            c->add(c, group_name(group));
    }
}

static const char *const aliases[] = {"h", NULL};

const struct command help_command = {
    .name = "help",
    .aliases = aliases,
    .group = GROUP_SUPPORT,
    .usage = "[COMMAND|GROUP|SETTING]",
    .summary = "Print the list of commands, or what one of them does",
    .no_repeat = true,
    .complete = help_complete,
    .run = help_run,
};
