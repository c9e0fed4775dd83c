/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/show.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "session/completion.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/version.h"

static void show_table(struct session *s, const enum setting_id *ids, size_t count,
                       struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "name", .header = "Setting"},
        {.name = "value", .header = "Value"},
        {.name = "help", .header = "Meaning"},
    };

    emit_begin_table(e, "settings", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        CLEANUP_FREE char *value = setting_text(s->settings, ids[i]);

        emit_begin_object(e, NULL);
        emit_string(e, "name", STYLE_TITLE, setting_name(ids[i]));
        emit_string(e, "value", STYLE_VALUE, value);
        emit_string(e, "help", STYLE_PLAIN, setting_help(ids[i]));
        emit_end(e);
    }
    emit_end(e);
}

static void show_one(struct session *s, enum setting_id id, struct emitter *e)
{
    CLEANUP_FREE char *value = setting_text(s->settings, id);

    emit_begin_list(e, "settings");
    emit_begin_object(e, NULL);
    emit_string(e, "name", STYLE_TITLE, setting_name(id));
    emit_text(e, " is ");
    emit_string(e, "value", STYLE_VALUE, value);
    emit_text(e, ": ");
    emit_string(e, "help", STYLE_PLAIN, setting_help(id));
    emit_text(e, ".\n");
    emit_end(e);
    emit_end(e);
}

bool show_group(struct session *s, const char *words, struct emitter *e)
{
    enum setting_id ids[SETTING_COUNT];
    size_t count = setting_find_all(words, ids);

    if (count > 0)
        show_table(s, ids, count, e);
    return count > 0;
}

struct error *show_all(struct session *s, struct emitter *e)
{
    show_group(s, "", e);
    return NULL;
}

static struct error *show_run(struct session *s, const char *args, struct emitter *e)
{
    enum setting_id id;
    const char *rest;

    if (args[0] != '\0' && text_starts_with("version", args)) {
        CLEANUP_FREE char *pythons = version_pythons();
        CLEANUP_FREE char *text = version_text();

        emit_hidden_string(e, "version", version_number());
        emit_hidden_string(e, "pythons", pythons);
        emit_text(e, text);
        return NULL;
    }

    struct error *error = setting_find(s->settings, args, &id, &rest);

    if (error == NULL && rest[0] == '\0') {
        show_one(s, id, e);
        return NULL;
    }
    if (error == NULL)
        return error_create(ERROR_USAGE, "\"%s\" is more than the name of a setting", args);

    /* "history" is no whole name, and means those that begin with it. */
    if (!show_group(s, args, e))
        return error;
    error_destroy(error);
    return NULL;
}

static void show_complete(struct session *s, struct completions *c)
{
    enum setting_id id;
    const char *rest;

    if (error_ignore(setting_find(s->settings, c->line, &id, &rest)))
        return; /* a value may follow after `set` only */
    completion_add_settings(s, c);
    if (c->line[0] == '\0')
        c->add(c, "version");
}

const struct command show_command = {
    .name = "show",
    .group = GROUP_SUPPORT,
    .usage = "[SETTING|version]",
    .summary = "Print a setting, all of them, or the version of pyinspect",
    .no_repeat = true,
    .complete = show_complete,
    .run = show_run,
};
