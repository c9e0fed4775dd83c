/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/alias.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "session/dispatch.h"
#include "session/session.h"
#include "session/words.h"

struct alias {
    char *name;
    char *command;
};

struct aliases {
    ARRAY(struct alias) list;
};

struct aliases *aliases_create(void)
{
    return xcalloc(1, sizeof(struct aliases));
}

void aliases_destroy(struct aliases *aliases)
{
    if (aliases == NULL)
        return;
    for (size_t i = 0; i < aliases->list.count; i++) {
        free(aliases->list.data[i].name);
        free(aliases->list.data[i].command);
    }
    array_deinit(&aliases->list);
    free(aliases);
}

size_t alias_count(const struct aliases *aliases)
{
    return aliases->list.count;
}

const char *alias_name(const struct aliases *aliases, size_t i)
{
    return aliases->list.data[i].name;
}

const char *alias_expansion(const struct aliases *aliases, size_t i)
{
    return aliases->list.data[i].command;
}

/* Whether name is, or is the first word of, a name of one of pyinspect's own commands. */
static bool is_built_in(const struct session *s, const char *name)
{
    CLEANUP(word_list_deinit) struct word_list found = {0};
    size_t length = strlen(name);

    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if (words_collect(&found, (*c)->name, "", name, length))
            return true;
        for (const char *const *a = (*c)->aliases; a != NULL && *a != NULL; a++) {
            if (words_collect(&found, *a, "", name, length))
                return true;
        }
    }
    return false;
}

struct error *alias_define(struct session *s, const char *name, const char *command)
{
    const struct command *meant;
    CLEANUP_FREE char *args = NULL;

    if (name[0] == '!' || name[0] == '\0' || words_length(name) != strlen(name))
        return error_create(ERROR_USAGE,
                            "\"%s\" cannot be the name of an alias: it has to be one "
                            "word of letters, digits, '-', '_' and '.'",
                            name);
    if (is_built_in(s, name))
        return error_create(ERROR_USAGE, "\"%s\" is a command of pyinspect's own", name);
    TRY(dispatch_find(s, command, &meant, &args));
    if (meant == NULL)
        return error_create(ERROR_USAGE, "The command of alias \"%s\" is missing", name);

    for (size_t i = 0; i < s->aliases->list.count; i++) {
        struct alias *alias = &s->aliases->list.data[i];

        if (strcmp(alias->name, name) == 0) {
            free(alias->command);
            alias->command = xstrdup(command);
            return NULL;
        }
    }
    array_push(&s->aliases->list,
               (struct alias){.name = xstrdup(name), .command = xstrdup(command)});
    return NULL;
}
