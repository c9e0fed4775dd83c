/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/settings.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/words.h"

#define TIME_MAX_US 10000000u

enum setting_type {
    SETTING_TYPE_BOOL,
    SETTING_TYPE_COUNT,  /* at least 1, or 0 for unlimited */
    SETTING_TYPE_SCREEN, /* the same, or -1: what the terminal says */
    SETTING_TYPE_TIME,   /* microseconds, at least 1 */
    SETTING_TYPE_WORD,   /* one of words */
};

struct setting {
    const char *name;
    enum setting_type type;
    long initial; /* of SETTING_TYPE_WORD the place of the word */
    const char *help;
    const char *const *words; /* NULL-terminated */
};

static const char *const stop_words[] = {[STOP_NEVER] = "never", [STOP_BRIEF] = "brief", NULL};

static const struct setting table[SETTING_COUNT] = {
    [SETTING_PAGINATION] = {"pagination", SETTING_TYPE_BOOL, 1,
                            "whether output longer than the screen is shown page by page"},
    [SETTING_HEIGHT] = {"height", SETTING_TYPE_SCREEN, -1,
                        "lines of a page; auto is the terminal's height"},
    [SETTING_WIDTH] = {"width", SETTING_TYPE_SCREEN, -1,
                       "columns of a line; auto is the terminal's width"},
    [SETTING_STYLE] = {"style enabled", SETTING_TYPE_BOOL, 0, "whether output has colours"},
    [SETTING_BACKTRACE_LIMIT] = {"backtrace limit", SETTING_TYPE_COUNT, 0,
                                 "frames that are read of each thread"},
    [SETTING_BACKTRACE_REPEATS] =
        {"backtrace repeats", SETTING_TYPE_COUNT, 3,
         "frames in a row at one line, or turns of several, that bt prints"},
    [SETTING_LIST_SIZE] = {"listsize", SETTING_TYPE_COUNT, 10, "source lines that list prints"},
    [SETTING_HISTORY_SAVE] = {"history save", SETTING_TYPE_BOOL, 1,
                              "whether command lines are kept for the next session"},
    [SETTING_HISTORY_SIZE] = {"history size", SETTING_TYPE_COUNT, 1000,
                              "command lines that are kept"},
    [SETTING_CONFIRM] = {"confirm", SETTING_TYPE_BOOL, 1,
                         "whether pyinspect asks before it ends a program"},
    [SETTING_PRINT_ELEMENTS] = {"print elements", SETTING_TYPE_COUNT, 200,
                                "elements of a container that are printed"},
    [SETTING_PRINT_STRING] =
        {"print string", SETTING_TYPE_COUNT, 200,
         "characters of a string, and digits of an int, that are printed (0: all; a "
         "value that is longer than 256 MiB is cut)"},
    [SETTING_PRINT_DEPTH] = {"print depth", SETTING_TYPE_COUNT, 3,
                             "containers within containers that are printed"},
    [SETTING_STOP] = {"stop", SETTING_TYPE_WORD, STOP_NEVER,
                      "whether threads that run may be stopped for the moment of a read",
                      stop_words},
    [SETTING_STOP_BUDGET] = {"stop-budget", SETTING_TYPE_TIME, 5000,
                             "how long one command may stop them"},
    [SETTING_PRINT_WIDTH] = {"print width", SETTING_TYPE_COUNT, 0,
                             "columns that long values of print are broken into"},
    [SETTING_STUCK_AFTER] = {"stuck-after", SETTING_TYPE_COUNT, 10,
                             "seconds in one place after which the live view marks a thread"},
};

struct settings {
    long values[SETTING_COUNT];
};

struct settings *settings_create(void)
{
    struct settings *settings = xcalloc(1, sizeof *settings);

    for (size_t i = 0; i < SETTING_COUNT; i++)
        settings->values[i] = table[i].initial;
    return settings;
}

void settings_destroy(struct settings *settings)
{
    free(settings);
}

bool setting_bool(const struct settings *settings, enum setting_id id)
{
    return settings->values[id] != 0;
}

long setting_number(const struct settings *settings, enum setting_id id)
{
    return settings->values[id];
}

const char *setting_name(enum setting_id id)
{
    return table[id].name;
}

const char *setting_help(enum setting_id id)
{
    return table[id].help;
}

char *setting_text(const struct settings *settings, enum setting_id id)
{
    long value = settings->values[id];

    if (table[id].type == SETTING_TYPE_BOOL)
        return xstrdup(value != 0 ? "on" : "off");
    if (table[id].type == SETTING_TYPE_WORD)
        return xstrdup(table[id].words[value]);
    if (table[id].type == SETTING_TYPE_TIME)
        return value % 1000 == 0 ? xasprintf("%ldms", value / 1000) : xasprintf("%ldus", value);
    if (value == 0)
        return xstrdup("unlimited");
    if (value < 0)
        return xstrdup("auto");
    return xasprintf("%ld", value);
}

/* The id of a whole name, or SETTING_COUNT. */
static enum setting_id id_of(const char *name)
{
    enum setting_id id = 0;

    while (id < SETTING_COUNT && strcmp(table[id].name, name) != 0)
        id++;
    return id;
}

static struct error *not_one(const char *path, const char *typed, size_t length,
                             const struct word_list *found)
{
    CLEANUP_FREE char *choices = word_list_join(found);

    if (found->count > 1)
        return error_create(ERROR_USAGE, "Ambiguous setting \"%s%s%.*s\": %s", path,
                            path[0] != '\0' ? " " : "", (int)length, typed, choices);
    return error_create(ERROR_USAGE, "Undefined setting: \"%s%s%.*s\".  Try \"show\"", path,
                        path[0] != '\0' ? " " : "", (int)length, typed);
}

struct error *setting_find(const struct settings *settings, const char *words, enum setting_id *ret,
                           const char **rest)
{
    CLEANUP_FREE char *path = xstrdup("");

    (void)settings; /* the names are the same in every session */
    *rest = words;
    for (;;) {
        CLEANUP(word_list_deinit) struct word_list found = {0};
        const char *typed = words_skip_blanks(*rest);
        size_t length = words_length(typed);

        if (length == 0 && path[0] == '\0')
            return error_create(ERROR_USAGE, "The name of a setting is missing.  Try \"show\"");
        for (size_t i = 0; i < SETTING_COUNT; i++) {
            if (words_collect(&found, table[i].name, path, typed, length))
                break;
        }
        if (length == 0) {
            CLEANUP_FREE char *choices = word_list_join(&found);

            return error_create(ERROR_USAGE, "\"%s\" must be followed by one of: %s", path,
                                choices);
        }
        if (found.count != 1)
            return not_one(path, typed, length, &found);

        char *longer = xasprintf("%s%s%s", path, path[0] != '\0' ? " " : "", found.data[0]);

        free(path);
        path = longer;
        *rest = typed + length;
        *ret = id_of(path);
        if (*ret != SETTING_COUNT) {
            *rest = words_skip_blanks(*rest);
            return NULL;
        }
    }
}

/* Whether each of the words is a prefix of the name's word in that place. */
static bool is_short_for(const char *words, const char *name)
{
    for (;;) {
        words = words_skip_blanks(words);
        if (*words == '\0')
            return true;

        size_t length = strcspn(words, " \t");
        size_t name_length = strcspn(name, " ");

        if (length > name_length || strncmp(words, name, length) != 0)
            return false;
        words += length;
        name += name_length;
        name += *name == ' ';
    }
}

size_t setting_find_all(const char *words, enum setting_id ret[SETTING_COUNT])
{
    size_t count = 0;

    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        if (is_short_for(words, table[id].name))
            ret[count++] = id;
    }
    return count;
}

static struct error *parse_bool(const char *name, const char *value, long *ret)
{
    static const char *const on[] = {"on", "1", "yes", "enable", "true", ""};
    static const char *const off[] = {"off", "0", "no", "disable", "false"};

    /* `set confirm` alone switches it on, as in gdb. */
    for (size_t i = 0; i < sizeof on / sizeof *on; i++) {
        if (strcasecmp(value, on[i]) == 0) {
            *ret = 1;
            return NULL;
        }
    }
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        if (strcasecmp(value, off[i]) == 0) {
            *ret = 0;
            return NULL;
        }
    }
    return error_create(ERROR_USAGE, "%s is \"on\" or \"off\", not \"%s\"", name, value);
}

static struct error *parse_word(const struct setting *setting, const char *value, long *ret)
{
    CLEANUP(word_list_deinit) struct word_list all = {0};

    for (long i = 0; setting->words[i] != NULL; i++) {
        if (strcmp(setting->words[i], value) == 0) {
            *ret = i;
            return NULL;
        }
        word_list_add(&all, setting->words[i], strlen(setting->words[i]));
    }

    CLEANUP_FREE char *choices = word_list_join(&all);

    return error_create(ERROR_USAGE, "%s is one of %s, not \"%s\"", setting->name, choices, value);
}

/* "5ms", "200us", "1s"; a bare number is milliseconds. */
static struct error *parse_time(const char *name, const char *value, long *ret)
{
    static const struct {
        const char *suffix;
        uint64_t us;
    } units[] = {{"us", 1}, {"ms", 1000}, {"s", 1000000}, {"", 1000}};
    size_t digits = strspn(value, "0123456789");
    CLEANUP_FREE char *count = xstrndup(value, digits);
    const char *suffix = words_skip_blanks(value + digits);
    uint64_t number;

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(suffix, units[i].suffix) == 0 && text_to_u64(count, &number) && number > 0 &&
            number <= TIME_MAX_US / units[i].us) {
            *ret = (long)(number * units[i].us);
            return NULL;
        }
    return error_create(
        ERROR_USAGE, "%s is a time up to 10s, as in \"5ms\" or \"200us\", not \"%s\"", name, value);
}

struct error *setting_assign(struct settings *settings, enum setting_id id, const char *value)
{
    const struct setting *setting = &table[id];
    uint64_t number;

    if (setting->type == SETTING_TYPE_BOOL)
        return parse_bool(setting->name, value, &settings->values[id]);

    if (setting->type == SETTING_TYPE_WORD)
        return parse_word(setting, value, &settings->values[id]);
    if (setting->type == SETTING_TYPE_TIME)
        return parse_time(setting->name, value, &settings->values[id]);

    bool screen = setting->type == SETTING_TYPE_SCREEN;

    if (strcmp(value, "unlimited") == 0)
        settings->values[id] = 0;
    else if (screen && (strcmp(value, "auto") == 0 || strcmp(value, "-1") == 0))
        settings->values[id] = -1;
    else if (text_to_u64(value, &number) && number <= INT_MAX)
        settings->values[id] = (long)number;
    else
        return error_create(ERROR_USAGE, "%s is a number or \"unlimited\"%s, not \"%s\"",
                            setting->name, screen ? " or \"auto\"" : "", value);
    return NULL;
}
