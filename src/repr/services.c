/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What services are made of: Lib/logging, concurrent/futures, os.py, ... */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define LOGGERS_MAX 1000
#define LEVELS_MAX 1000
#define VARIABLES_MAX 100000
#define VALUE_MAX_BYTES ((size_t)1 << 20)

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

/* getattr(self.stream, 'name', ''), which may be a number; NULL where it is "". */
static struct error *stream_name(struct repr *r, uint64_t handler, char **ret)
{
    const struct type *type;
    uint64_t stream, name;
    struct error *error;

    TRY(library_get(r, handler, "stream", &stream));
    TRY(types_of(r->types, stream, &type));
    error = type->native ? repr_file_name(r, stream, &name) : library_get(r, stream, "name", &name);
    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        name = 0;
        error = NULL;
    }
    TRY(error);
    if (name == 0)
        return NULL;
    return error_ignore(library_int_text(r, name, ret)) ? NULL : library_text(r, name, ret);
}

/* StreamHandler.__repr__() */
struct error *library_stream_handler(struct repr *r, uint64_t object, const struct type *type,
                                     const struct library_function *function)
{
    CLEANUP_FREE char *level = NULL;
    CLEANUP_FREE char *name = NULL;
    int64_t number;

    TRY(get_level(r, object, &number));
    TRY(level_name(r, function, number, &level));
    TRY(stream_name(r, object, &name));
    repr_printf(r, "<%s %s%s(%s)>", library_name(type), name != NULL ? name : "",
                name != NULL && name[0] != '\0' ? " " : "", level);
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

/* ---- importlib, zipfile, os */

/* ModuleSpec.__repr__() */
struct error *library_module_spec(struct repr *r, uint64_t object, const struct type *type,
                                  const struct library_function *function)
{
    static const char *const names[] = {"name", "loader", "origin", "submodule_search_locations"};

    return library_put_words(r, object, type, function, names, sizeof names / sizeof *names);
}

/* ZipFile.__repr__() */
struct error *library_zip_file(struct repr *r, uint64_t object, const struct type *type,
                               const struct library_function *function)
{
    uint64_t file, name, passed;
    bool is_passed;

    TRY(library_get(r, object, "fp", &file));
    if (library_is_none(r, file))
        return library_put_format(r, object, type, function, "<{.} [closed]>");
    TRY(library_get(r, object, "_filePassed", &passed));
    TRY(library_is_true(r, passed, &is_passed));
    TRY(library_get(r, object, "filename", &name));
    return library_put_format(r, object, type, function,
                              is_passed ? "<{.} file={fp!r} mode={mode!r}>"
                              : !library_is_none(r, name)
                                  ? "<{.} filename={filename!r} mode={mode!r}>"
                                  : "<{.} mode={mode!r}>");
}

/* The decoder of the environment has in a cell what that is encoded in. */
bool library_environ_is_utf8(struct repr *r, uint64_t environ)
{
    const struct layout *layout = &r->runtime->layout;
    library_objects cells = {0};
    CLEANUP_FREE char *encoding = NULL;
    uint64_t decoder, closure, value;

    if (error_ignore(library_get(r, environ, "decodekey", &decoder)) &&
        error_ignore(view_read_field(r->runtime->target, decoder, layout->function.func_closure,
                                     &closure)) &&
        error_ignore(library_sequence(r, closure, 1, &cells)) && cells.count == 1 &&
        error_ignore(
            view_read_field(r->runtime->target, cells.data[0], layout->cell.ob_ref, &value)))
        error_ignore(library_text(r, value, &encoding));
    array_deinit(&cells);
    return encoding != NULL && strcmp(encoding, "utf-8") == 0;
}

/* os.fsdecode(): a byte that is no UTF-8 becomes half of a surrogate pair. */
static struct error *put_decoded(struct repr *r, uint64_t object, bool utf8)
{
    CLEANUP_FREE uint8_t *bytes = NULL;
    repr_characters characters = {0};
    size_t size;

    TRY(string_read_bytes(r->runtime, object, NULL, VALUE_MAX_BYTES, &bytes, &size));
    for (size_t i = 0; i < size;) {
        ucs4_t c = bytes[i];
        int length = c < 0x80 ? 1 : u8_mbtoucr(&c, bytes + i, size - i);

        if (length != 1 && !utf8) {
            array_deinit(&characters);
            return library_unlike("environment");
        }
        array_push(&characters, length > 0 ? c : 0xdc00u + bytes[i]);
        i += length > 0 ? (size_t)length : 1;
    }
    repr_put_characters(r, characters.data, characters.count);
    array_deinit(&characters);
    return NULL;
}

static struct error *put_environ(struct repr *r, const dict_item_array *items, bool utf8)
{
    for (size_t i = 0; i < items->count; i++) {
        if (!repr_begin_item(r, i))
            return NULL;
        TRY(put_decoded(r, items->data[i].key, utf8));
        repr_put(r, ": ");
        TRY(put_decoded(r, items->data[i].value, utf8));
    }
    return NULL;
}

/* _Environ.__repr__() of os.environ, which is of bytes inside; that of 2.7 is another. */
struct error *library_environ(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    dict_item_array items = {0};
    struct error *error;
    uint64_t data;

    (void)type;
    TRY(library_get(r, object, "_data", &data));
    error = library_items(r, data, VARIABLES_MAX, &items);
    if (error == NULL && library_enter(r, object, function, "environ({", "})")) {
        error = put_environ(r, &items, library_environ_is_utf8(r, object));
        repr_leave(r);
        repr_put(r, "})");
    }
    array_deinit(&items);
    return error;
}
