/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What services are made of: Lib/logging, subprocess.py, concurrent/futures, configparser.py. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/repr-library.h"
#include "python/runtime.h"

#define LOGGERS_MAX 1000
#define LEVELS_MAX 1000

/* ---- logging */

static struct error *get_level(struct repr *r, uint64_t object, int64_t *ret)
{
    uint64_t value;

    TRY(library_get(r, object, "level", &value));
    return library_int(r, value, ret);
}

/* getLevelName() */
static struct error *level_name(struct repr *r, const struct library_function *function,
                                int64_t level, char **ret)
{
    dict_item_array items = {0};
    struct error *error;
    uint64_t names;

    TRY(library_global(r, function, "_levelToName", &names));
    error = library_items(r, names, LEVELS_MAX, &items);
    *ret = NULL;
    for (size_t i = 0; error == NULL && i < items.count && *ret == NULL; i++) {
        int64_t number;

        if (error_ignore(library_int(r, items.data[i].key, &number)) && number == level)
            error = library_text(r, items.data[i].value, ret);
    }
    array_deinit(&items);
    TRY(error);
    if (*ret == NULL)
        *ret = xasprintf("Level %lld", (long long)level);
    return NULL;
}

/* Logger.getEffectiveLevel(): that of the first in the line of parents that has one. */
static struct error *effective_level(struct repr *r, uint64_t logger,
                                     const struct library_function *function, int64_t *ret)
{
    static const char *const methods[] = {"getEffectiveLevel", "level", "__bool__", "__len__",
                                          NULL};

    for (int i = 0; i < LOGGERS_MAX; i++) {
        const struct type *type;

        TRY(types_of(r->types, logger, &type));
        TRY(library_not_overridden(r, function, type, methods));
        TRY(get_level(r, logger, ret));
        if (*ret != 0)
            return NULL;
        TRY(library_get(r, logger, "parent", &logger));
        if (library_is_none(r, logger))
            return NULL;
    }
    return library_unlike("line of loggers");
}

static struct error *put_logger(struct repr *r, const struct type *type, uint64_t logger,
                                const struct library_function *function)
{
    CLEANUP_FREE char *level = NULL;
    CLEANUP_FREE char *name = NULL;
    uint64_t value;
    int64_t number;

    TRY(effective_level(r, logger, function, &number));
    TRY(level_name(r, function, number, &level));
    TRY(library_get(r, logger, "name", &value));
    TRY(library_text(r, value, &name));
    repr_printf(r, "<%s %s (%s)>", library_name(type), name, level);
    return NULL;
}

/* Logger.__repr__() */
struct error *library_logger(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    return put_logger(r, type, object, function);
}

/* LoggerAdapter.__repr__() */
struct error *library_logger_adapter(struct repr *r, uint64_t object, const struct type *type,
                                     const struct library_function *function)
{
    uint64_t logger;

    TRY(library_get(r, object, "logger", &logger));
    return put_logger(r, type, logger, function);
}

/* Handler.__repr__() */
struct error *library_handler(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    CLEANUP_FREE char *level = NULL;
    int64_t number;

    TRY(get_level(r, object, &number));
    TRY(level_name(r, function, number, &level));
    repr_printf(r, "<%s (%s)>", library_name(type), level);
    return NULL;
}

/* FileHandler.__repr__() */
struct error *library_file_handler(struct repr *r, uint64_t object, const struct type *type,
                                   const struct library_function *function)
{
    CLEANUP_FREE char *level = NULL;
    CLEANUP_FREE char *file = NULL;
    uint64_t value;
    int64_t number;

    TRY(get_level(r, object, &number));
    TRY(level_name(r, function, number, &level));
    TRY(library_get(r, object, "baseFilename", &value));
    TRY(library_text(r, value, &file));
    repr_printf(r, "<%s %s (%s)>", library_name(type), file, level);
    return NULL;
}

/* ---- subprocess */

/* Python cuts the text of a Popen: to size characters and "...>" if there are more than max. */
static void cut_text(struct repr *r, size_t start, size_t max, size_t size)
{
    size_t count = 0, end = r->out.count;

    for (size_t i = start; i < r->out.count; i++) {
        if (((unsigned char)r->out.data[i] & 0xc0) == 0x80)
            continue;
        if (count++ == size)
            end = i;
    }
    if (count <= max)
        return;
    r->out.count = end;
    repr_put(r, "...>");
}

/* Popen.__repr__(), 3.9+ */
struct error *library_popen(struct repr *r, uint64_t object, const struct type *type,
                            const struct library_function *function)
{
    size_t start = r->out.count;
    CLEANUP_FREE char *open = xasprintf("<%s: returncode: ", library_name(type));
    uint64_t args;

    TRY(library_get(r, object, "args", &args));
    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    TRY(library_put_attribute(r, object, "returncode"));
    repr_put(r, " args: ");
    repr_write(r, args);
    repr_leave(r);
    repr_put(r, ">");
    cut_text(r, start, 80, 76);
    return NULL;
}

/* CompletedProcess.__repr__() */
struct error *library_completed_process(struct repr *r, uint64_t object, const struct type *type,
                                        const struct library_function *function)
{
    static const char *const names[] = {"args", "returncode", "stdout", "stderr"};
    CLEANUP_FREE char *open = xasprintf("%s(", library_name(type));
    uint64_t values[4];

    for (int i = 0; i < 4; i++)
        TRY(library_get(r, object, names[i], &values[i]));
    if (!library_enter(r, object, function, open, ")"))
        return NULL;
    for (int i = 0; i < 4; i++) {
        /* What was not captured is left out. */
        if (i >= 2 && library_is_none(r, values[i]))
            continue;
        repr_printf(r, "%s%s=", i > 0 ? ", " : "", names[i]);
        repr_write(r, values[i]);
    }
    repr_leave(r);
    repr_put(r, ")");
    return NULL;
}

/* ---- concurrent.futures */

/* Future.__repr__() */
struct error *library_future(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    /* _STATE_TO_DESCRIPTION_MAP */
    static const char *const states[][2] = {
        {"PENDING", "pending"},     {"RUNNING", "running"},
        {"CANCELLED", "cancelled"}, {"CANCELLED_AND_NOTIFIED", "cancelled"},
        {"FINISHED", "finished"},
    };
    CLEANUP_FREE char *state = NULL;
    const struct type *kind;
    const char *word = NULL;
    uint64_t value, exception;

    (void)function;
    TRY(library_get(r, object, "_state", &value));
    TRY(library_text(r, value, &state));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i][0], state) == 0)
            word = states[i][1];
    if (word == NULL)
        return library_unlike("state");
    repr_printf(r, "<%s at 0x%llx state=%s", library_name(type), (unsigned long long)object, word);
    if (strcmp(word, "finished") == 0) {
        TRY(library_get(r, object, "_exception", &exception));
        TRY(library_get(r, object, "_result", &value));
        bool raised = !library_is_none(r, exception);

        TRY(types_of(r->types, raised ? exception : value, &kind));
        repr_printf(r, " %s %s", raised ? "raised" : "returned", library_name(kind));
    }
    repr_put(r, ">");
    return NULL;
}

/* SectionProxy.__repr__() of configparser */
struct error *library_section(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    (void)type;
    (void)function;
    repr_put(r, "<Section: ");
    TRY(library_put_attribute(r, object, "_name"));
    repr_put(r, ">");
    return NULL;
}
