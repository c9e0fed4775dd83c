/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `set` and `show`: one table of settings, each with a name of one or more
 * words ("print elements"), a type, a default and a help text. Code asks for a
 * setting by its id, never by its name.
 */
#ifndef SESSION_SETTINGS_H
#define SESSION_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct settings;

enum setting_id {
    SETTING_PAGINATION,      /* on|off */
    SETTING_HEIGHT,          /* lines, 0 unlimited; -1 the terminal's */
    SETTING_WIDTH,           /* columns, the same */
    SETTING_STYLE,           /* "style enabled" on|off: colours */
    SETTING_BACKTRACE_LIMIT, /* frames, 0 unlimited */
    SETTING_BACKTRACE_REPEATS,
    SETTING_LIST_SIZE,      /* "listsize", lines of `list`, 10 */
    SETTING_HISTORY_SAVE,   /* "history save" on|off */
    SETTING_HISTORY_SIZE,   /* "history size" */
    SETTING_CONFIRM,        /* on|off */
    SETTING_PRINT_ELEMENTS, /* of a container, 0 unlimited */
    SETTING_PRINT_STRING,   /* characters of a string, digits of an int; 0 unlimited */
    SETTING_PRINT_DEPTH,    /* containers within containers, 0 unlimited */
    SETTING_STOP,           /* enum stop_mode */
    SETTING_STOP_BUDGET,    /* "stop-budget", microseconds */
    SETTING_PRINT_WIDTH,    /* columns that values are broken into, 0 never */
    SETTING_STUCK_AFTER,    /* "stuck-after", seconds, 0 never */
    SETTING_COUNT,
};

enum stop_mode { STOP_NEVER, STOP_BRIEF };

struct settings *settings_create(void);
void settings_destroy(struct settings *settings);

bool setting_bool(const struct settings *settings, enum setting_id id);
long setting_number(const struct settings *settings, enum setting_id id);

/* By name as `set` and `show` do, any unambiguous prefix of each word. ERROR_USAGE says what is
 * wrong. */
struct error *setting_find(const struct settings *settings, const char *words, enum setting_id *ret,
                           const char **rest);
/* The settings whose names the words can be short for, whole or in part: "history" gives two. */
size_t setting_find_all(const char *words, enum setting_id ret[SETTING_COUNT]);
struct error *setting_assign(struct settings *settings, enum setting_id id, const char *value);

const char *setting_name(enum setting_id id);
const char *setting_help(enum setting_id id);
/* The value as `show` prints it ("on", "200", "unlimited"). Free it. */
char *setting_text(const struct settings *settings, enum setting_id id);

#endif
