/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/completion.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "session/alias.h"
#include "session/dispatch.h"
#include "session/monitoring.h"
#include "session/option.h"
#include "session/session.h"
#include "session/settings.h"

/* Completers add what they know; what does not begin with the word is left out here. */
struct collector {
    struct completions completions; /* first: add() finds the rest from it */
    struct word_list *list;
};

static void collector_add(struct completions *c, const char *candidate)
{
    struct collector *collector = (struct collector *)c;
    CLEANUP_FREE char *harmless = text_escaped(candidate);

    /* A name of the target that could steer the terminal is not for the keyboard. */
    if (text_starts_with(candidate, c->word) && strcmp(candidate, harmless) == 0)
        word_list_add(collector->list, candidate, strlen(candidate));
}

static void add_next_word(struct completions *c, const char *name, const char *path)
{
    size_t length;
    const char *word = words_after(name, path, &length);

    if (word == NULL)
        return;

    CLEANUP_FREE char *copy = xstrndup(word, length);

    c->add(c, copy);
}

static void add_names_after(struct session *s, struct completions *c, const char *path)
{
    for (const struct command *const *command = s->commands; *command != NULL; command++) {
        add_next_word(c, (*command)->name, path);
        for (const char *const *a = (*command)->aliases; a != NULL && *a != NULL; a++) {
            /* One letter is for fingers, not for a list to choose from. */
            if (strlen(*a) > 1)
                add_next_word(c, *a, path);
        }
    }
    for (size_t i = 0; path[0] == '\0' && i < alias_count(s->aliases); i++)
        c->add(c, alias_name(s->aliases, i));
}

/* Completes words of a command's name and what the command takes; line ends before the word. */
static void complete_command(struct session *s, struct completions *c, const char *line,
                             bool arguments)
{
    CLEANUP(dispatch_path_deinit) struct dispatch_path at = {0};

    if (!error_ignore(dispatch_walk(s, line, &at)))
        return;

    const char *rest = words_skip_blanks(at.rest);

    if (*rest == '\0')
        add_names_after(s, c, at.path);
    if (arguments && at.command != NULL) {
        struct collector inner = *(struct collector *)c;

        inner.completions.line = rest;
        if (at.command->complete != NULL)
            at.command->complete(s, &inner.completions);
        else if (at.command->options != NULL)
            option_complete(at.command->options, s, &inner.completions);
    }
}

void completion_find(struct session *s, const char *line, struct word_list *ret, size_t *start)
{
    size_t word = strlen(line);

    while (word > 0 && strchr(" \t", line[word - 1]) == NULL)
        word--;

    CLEANUP_FREE char *before = xstrndup(line, word);
    struct collector collector = {
        .completions = {.add = collector_add, .word = line + word, .line = ""},
        .list = ret,
    };

    *start = word;
    bool held = monitoring_hold(s);

    /* What a frame has, and threads, are offered before any command has read them. */
    if (s->target != NULL && s->snapshot == NULL)
        error_ignore(session_refresh(s, NULL, ""));
    complete_command(s, &collector.completions, before, true);
    if (held)
        monitoring_release(s);
    word_list_sort(ret);
}

void completion_add_threads(struct session *s, struct completions *c)
{
    if (s->snapshot == NULL)
        return;
    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        CLEANUP_FREE char *number = xasprintf("%u", s->snapshot->threads.data[i].num);

        c->add(c, number);
    }
}

void completion_add_commands(struct session *s, struct completions *c)
{
    complete_command(s, c, c->line, false);
}

void completion_add_line(struct session *s, struct completions *c)
{
    complete_command(s, c, c->line, true);
}

void completion_add_settings(struct session *s, struct completions *c)
{
    enum setting_id id;
    const char *rest;

    if (error_ignore(setting_find(s->settings, c->line, &id, &rest))) {
        CLEANUP_FREE char *value = setting_text(s->settings, id);

        if (rest[0] != '\0')
            return; /* it has its value */
        if (id == SETTING_HEIGHT || id == SETTING_WIDTH)
            c->add(c, "auto");
        if (strcmp(value, "on") == 0 || strcmp(value, "off") == 0) {
            c->add(c, "on");
            c->add(c, "off");
        } else {
            c->add(c, "unlimited");
        }
        return;
    }

    /* The words so far as whole words: one that is short for two leads nowhere. */
    CLEANUP_FREE char *path = xstrdup("");
    const char *typed = words_skip_blanks(c->line);

    while (*typed != '\0') {
        CLEANUP(word_list_deinit) struct word_list found = {0};
        size_t length = words_length(typed);

        for (id = 0; id < SETTING_COUNT; id++) {
            if (words_collect(&found, setting_name(id), path, typed, length))
                break;
        }
        if (found.count != 1 || length == 0)
            return;

        char *longer = xasprintf("%s%s%s", path, path[0] != '\0' ? " " : "", found.data[0]);

        free(path);
        path = longer;
        typed = words_skip_blanks(typed + length);
    }
    for (id = 0; id < SETTING_COUNT; id++)
        add_next_word(c, setting_name(id), path);
}

void completion_add_files(struct completions *c)
{
    const char *slash = strrchr(c->word, '/');
    CLEANUP_FREE char *folder =
        slash != NULL ? xstrndup(c->word, (size_t)(slash - c->word) + 1) : xstrdup("");
    const char *part = slash != NULL ? slash + 1 : c->word;
    DIR *dir = opendir(folder[0] != '\0' ? folder : ".");
    struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL) {
        struct stat status;

        /* Hidden files only for who asks for them. */
        if ((entry->d_name[0] == '.' && part[0] != '.') || strcmp(entry->d_name, ".") == 0 ||
            strcmp(entry->d_name, "..") == 0)
            continue;

        bool is_folder =
            fstatat(dirfd(dir), entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
        CLEANUP_FREE char *name = xasprintf("%s%s%s", folder, entry->d_name, is_folder ? "/" : "");

        c->add(c, name);
    }
    closedir(dir);
}
