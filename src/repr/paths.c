/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths: Lib/pathlib.py, Lib/pathlib/. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"

#define PARTS_MAX 10000

typedef repr_characters characters;

static struct error *append(struct repr *r, uint64_t object, characters *ret)
{
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (type->kind != KIND_STR)
        return library_unlike("path");
    return repr_read_characters(r, object, ret);
}

/* Paths of PurePosixPath have "/" between, those of PureWindowsPath "\\": their class's parser
 * (3.13+) or flavour says. */
static struct error *is_posix(struct repr *r, uint64_t object, const struct type *type, bool *ret)
{
    CLEANUP_FREE char *text = NULL;
    uint64_t flavour, separator;

    if (library_recall(r, LIBRARY_FACT_POSIX, type, "sep", ret))
        return NULL;
    if (!error_ignore(library_get(r, object, "parser", &flavour)))
        TRY(library_get(r, object, "_flavour", &flavour));
    TRY(library_get(r, flavour, "sep", &separator));
    TRY(library_text(r, separator, &text));
    *ret = strcmp(text, "/") == 0;
    if (!*ret && strcmp(text, "\\") != 0)
        return library_unlike("path");
    library_remember(r, LIBRARY_FACT_POSIX, type, "sep", *ret);
    return NULL;
}

static struct error *append_joined(struct repr *r, const library_objects *parts, size_t first,
                                   characters *ret)
{
    for (size_t i = first; i < parts->count; i++) {
        if (i > first)
            array_push(ret, '/');
        TRY(append(r, parts->data[i], ret));
    }
    return NULL;
}

/* _format_parsed_parts(); up to 3.11 the first part holds the drive and root once more. */
static struct error *append_parsed(struct repr *r, uint64_t object, uint64_t list, bool repeats,
                                   bool windows, characters *ret)
{
    library_objects parts = {0};
    struct error *error;
    uint64_t drive, root;

    TRY(library_get(r, object, "_drv", &drive));
    TRY(library_get(r, object, "_root", &root));
    TRY(append(r, drive, ret));
    TRY(append(r, root, ret));
    /* 3.12+ puts a point before what looks like a drive. */
    if (windows && !repeats && ret->count == 0)
        return library_unlike("path");
    error = library_sequence(r, list, PARTS_MAX, &parts);
    if (error == NULL)
        error = append_joined(r, &parts, repeats && ret->count > 0 ? 1 : 0, ret);
    array_deinit(&parts);
    return error;
}

/* posixpath.join() */
static struct error *join_raw(struct repr *r, const library_objects *paths, characters *ret)
{
    for (size_t i = 0; i < paths->count; i++) {
        size_t before = ret->count;
        size_t size;

        TRY(append(r, paths->data[i], ret));
        size = ret->count - before;
        if (before == 0)
            continue;
        if (size > 0 && ret->data[before] == '/') {
            memmove(ret->data, ret->data + before, size * sizeof *ret->data);
            ret->count = size;
        } else if (ret->data[before - 1] != '/') {
            array_reserve(ret, 1);
            memmove(ret->data + before + 1, ret->data + before, size * sizeof *ret->data);
            ret->data[before] = '/';
            ret->count++;
        }
    }
    return NULL;
}

/* _parse_path() and _format_parsed_parts() of a POSIX path: without "." and what is empty. */
static void normalize(characters *path)
{
    size_t from = 0, to = 0, begin;

    while (from < path->count && path->data[from] == '/')
        from++;
    /* Exactly two slashes mean something to POSIX. */
    to = from == 2 ? 2 : from > 0 ? 1 : 0;
    begin = to;
    while (from < path->count) {
        size_t end = from;

        while (end < path->count && path->data[end] != '/')
            end++;
        if (end > from && !(end - from == 1 && path->data[from] == '.')) {
            if (to > begin)
                path->data[to++] = '/';
            memmove(path->data + to, path->data + from, (end - from) * sizeof *path->data);
            to += end - from;
        }
        from = end + 1;
    }
    path->count = to;
}

static struct error *append_raw(struct repr *r, uint64_t list, characters *ret)
{
    library_objects paths = {0};
    struct error *error = library_sequence(r, list, PARTS_MAX, &paths);

    if (error == NULL)
        error = join_raw(r, &paths, ret);
    array_deinit(&paths);
    normalize(ret);
    return error;
}

/* __str__(): what is kept of an earlier call, or made of the parts. */
static struct error *append_path(struct repr *r, uint64_t object, bool windows, characters *ret)
{
    uint64_t value;

    if (error_ignore(library_get(r, object, "_str", &value)))
        return append(r, value, ret);
    if (error_ignore(library_get(r, object, "_parts", &value)))
        return append_parsed(r, object, value, true, windows, ret);
    if (error_ignore(library_get(r, object, "_tail_cached", &value)))
        return append_parsed(r, object, value, false, windows, ret);
    TRY(library_get(r, object, "_raw_paths", &value));
    return windows ? library_unlike("path") : append_raw(r, value, ret);
}

/* PurePath.__repr__() */
struct error *library_path(struct repr *r, uint64_t object, const struct type *type,
                           const struct library_function *function)
{
    static const char *const methods[] = {"as_posix",    "__str__",     "_format_parsed_parts",
                                          "_parse_path", "_load_parts", "_raw_path",
                                          "drive",       "root",        "_tail",
                                          NULL};
    characters path = {0};
    struct error *error;
    bool posix;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(is_posix(r, object, type, &posix));
    error = append_path(r, object, !posix, &path);
    if (error == NULL && path.count == 0)
        array_push(&path, '.');
    for (size_t i = 0; i < path.count && !posix; i++)
        if (path.data[i] == '\\')
            path.data[i] = '/';
    if (error == NULL) {
        repr_printf(r, "%s(", library_name(type));
        repr_put_characters(r, path.data, path.count);
        repr_put(r, ")");
    }
    array_deinit(&path);
    return error;
}
