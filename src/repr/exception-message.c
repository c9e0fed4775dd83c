/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * str() of an exception, where that is code of CPython (Objects/exceptions.c): what a traceback
 * shows behind the colon.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/exception.h"
#include "python/object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define TEXT_MAX_CHARACTERS 100000
#define NESTING_MAX 20 /* exceptions as arguments of exceptions */

struct writing {
    struct repr *r;
    uint64_t exception;
    unsigned depth;
};

static char *repr_of(struct repr *r, uint64_t object)
{
    struct repr_result result;
    char *text;

    repr_object(r, object, &result);
    text = take_pointer(result.text);
    repr_result_deinit(&result);
    return text;
}

static struct error *message(struct repr *r, uint64_t exception, unsigned depth, char **ret,
                             bool *own_str);

/* The class that str() of objects of a type comes from. */
static const struct type *owner_of_str(const struct type *type)
{
    while (type->base != NULL && type->base->str == type->str)
        type = type->base;
    return type;
}

/* str() of any object, or repr() of it where that would run its own code. */
static char *str_of(const struct writing *w, uint64_t object)
{
    const struct type *type;
    char *text;
    bool own_str;

    if (!error_ignore(types_of(w->r->types, object, &type)) || owner_of_str(type)->heap)
        return repr_of(w->r, object);
    if (type->kind == KIND_STR ||
        (type->kind == KIND_BYTES && w->r->runtime->layout.traits.strings_are_bytes)) {
        if (error_ignore(string_read(w->r->runtime, object, NULL, TEXT_MAX_CHARACTERS, &text)))
            return text;
    } else if (type->kind == KIND_EXCEPTION && w->depth < NESTING_MAX) {
        if (error_ignore(message(w->r, object, w->depth + 1, &text, &own_str)))
            return text;
    }
    return repr_of(w->r, object);
}

/* The args, and how many there are. */
static struct error *read_args(const struct writing *w, uint64_t *args, uint64_t *count)
{
    const struct layout *layout = &w->r->runtime->layout;

    TRY(view_read_field(w->r->runtime->target, w->exception, layout->exception.args, args));
    return view_read_field(w->r->runtime->target, *args, layout->var_object.ob_size, count);
}

static struct error *first_arg(const struct writing *w, uint64_t args, uint64_t *ret)
{
    return target_read_u64(w->r->runtime->target, args + w->r->runtime->layout.tuple.ob_item.offset,
                           ret);
}

/* BaseException_str() */
static struct error *plain(const struct writing *w, char **ret)
{
    uint64_t args, count, first;

    TRY(read_args(w, &args, &count));
    if (count == 0) {
        *ret = xstrdup("");
    } else if (count == 1) {
        TRY(first_arg(w, args, &first));
        *ret = str_of(w, first);
    } else {
        *ret = repr_of(w->r, args);
    }
    return NULL;
}

/* KeyError_str(): a key that is an empty string would not be seen. */
static struct error *key_error(const struct writing *w, char **ret)
{
    uint64_t args, count, first;

    TRY(read_args(w, &args, &count));
    if (count != 1)
        return plain(w, ret);
    TRY(first_arg(w, args, &first));
    *ret = repr_of(w->r, first);
    return NULL;
}

static bool is_something(const struct writing *w, uint64_t object)
{
    const struct type *type;

    return object != 0 && error_ignore(types_of(w->r->types, object, &type)) &&
           type->kind != KIND_NONE;
}

static char *str_or_none(const struct writing *w, uint64_t object)
{
    return object != 0 ? str_of(w, object) : xstrdup("None");
}

/* OSError_str(), EnvironmentError_str() */
static struct error *os_error(const struct writing *w, char **ret)
{
    const struct layout *layout = &w->r->runtime->layout;
    struct layout_field fields[] = {layout->os_error.myerrno, layout->os_error.strerror,
                                    layout->os_error.filename, layout->os_error.filename2};
    uint64_t values[4];

    TRY(view_read_fields(w->r->runtime->target, w->exception, fields, 4, values));

    bool named = is_something(w, values[2]), named_twice = is_something(w, values[3]);

    if (!named && (!is_something(w, values[0]) || !is_something(w, values[1])))
        return plain(w, ret);

    CLEANUP_FREE char *number = str_or_none(w, values[0]);
    CLEANUP_FREE char *text = str_or_none(w, values[1]);
    CLEANUP_FREE char *name = named ? repr_of(w->r, values[2]) : NULL;
    CLEANUP_FREE char *name2 = named_twice ? repr_of(w->r, values[3]) : NULL;

    *ret = xasprintf("[Errno %s] %s%s%s%s%s", number, text, named ? ": " : "", named ? name : "",
                     named && named_twice ? " -> " : "", named && named_twice ? name2 : "");
    return NULL;
}

/* SyntaxError_str() */
static struct error *syntax_error(const struct writing *w, char **ret)
{
    const struct layout *layout = &w->r->runtime->layout;
    struct layout_field fields[] = {layout->syntax_error.msg, layout->syntax_error.filename,
                                    layout->syntax_error.lineno};
    CLEANUP_FREE char *file = NULL;
    uint64_t values[3], line;
    const struct type *type;
    bool has_line;

    TRY(view_read_fields(w->r->runtime->target, w->exception, fields, 3, values));

    CLEANUP_FREE char *text = str_or_none(w, values[0]);

    has_line = is_something(w, values[2]) &&
               error_ignore(types_of(w->r->types, values[2], &type)) &&
               (type->kind == KIND_INT || type->kind == KIND_OLD_INT) &&
               error_ignore(object_int(w->r->runtime, values[2], &line));
    if (values[1] != 0)
        error_ignore(string_read(w->r->runtime, values[1], NULL, TEXT_MAX_CHARACTERS, &file));

    const char *name = file == NULL                 ? NULL
                       : strrchr(file, '/') != NULL ? strrchr(file, '/') + 1
                                                    : file;

    if (name != NULL && has_line)
        *ret = xasprintf("%s (%s, line %" PRId64 ")", text, name, (int64_t)line);
    else if (name != NULL)
        *ret = xasprintf("%s (%s)", text, name);
    else if (has_line)
        *ret = xasprintf("%s (line %" PRId64 ")", text, (int64_t)line);
    else
        *ret = take_pointer(text);
    return NULL;
}

/* The number of the first byte, or of the character, that was in the way. */
static struct error *culprit(const struct writing *w, uint64_t object, int64_t at, bool bytes,
                             uint32_t *ret)
{
    repr_characters characters = {0};
    CLEANUP_FREE uint8_t *data = NULL;
    size_t size;

    if (bytes) {
        TRY(string_read_bytes(w->r->runtime, object, NULL, (size_t)64 << 20, &data, &size));
        if (at < 0 || (size_t)at >= size)
            return error_create(ERROR_CORRUPT, "a UnicodeError is about what is not there");
        *ret = data[at];
        return NULL;
    }

    struct error *error = repr_read_characters(w->r, object, &characters);

    if (error == NULL && (at < 0 || (size_t)at >= characters.count))
        error = error_create(ERROR_CORRUPT, "a UnicodeError is about what is not there");
    if (error == NULL)
        *ret = characters.data[at];
    array_deinit(&characters);
    return error;
}

/* UnicodeEncodeError_str(), UnicodeDecodeError_str(), UnicodeTranslateError_str() */
static struct error *unicode_error(const struct writing *w, const char *class, char **ret)
{
    const struct layout *layout = &w->r->runtime->layout;
    struct layout_field fields[] = {layout->unicode_error.encoding, layout->unicode_error.object,
                                    layout->unicode_error.start, layout->unicode_error.end,
                                    layout->unicode_error.reason};
    bool bytes = strcmp(class, "UnicodeDecodeError") == 0;
    bool translate = strcmp(class, "UnicodeTranslateError") == 0;
    const char *verb = bytes ? "decode" : "encode";
    const char *u = layout->traits.strings_are_bytes ? "u" : "";
    uint64_t values[5];
    uint32_t what = 0;

    TRY(view_read_fields(w->r->runtime->target, w->exception, fields, 5, values));
    /* It was never initialised. */
    if (values[1] == 0) {
        *ret = xstrdup("");
        return NULL;
    }

    int64_t start = (int64_t)values[2], end = (int64_t)values[3];
    CLEANUP_FREE char *codec = str_or_none(w, values[0]);
    CLEANUP_FREE char *reason = str_or_none(w, values[4]);
    CLEANUP_FREE char *begin =
        translate ? xstrdup("can't translate") : xasprintf("'%s' codec can't %s", codec, verb);

    if (end != start + 1) {
        *ret = xasprintf("%s %s in position %" PRId64 "-%" PRId64 ": %s", begin,
                         bytes ? "bytes" : "characters", start, end - 1, reason);
        return NULL;
    }
    TRY(culprit(w, values[1], start, bytes, &what));
    if (bytes)
        *ret = xasprintf("%s byte 0x%02x in position %" PRId64 ": %s", begin, what, start, reason);
    else
        *ret = xasprintf(what <= 0xff     ? "%s character %s'\\x%02x' in position %" PRId64 ": %s"
                         : what <= 0xffff ? "%s character %s'\\u%04x' in position %" PRId64 ": %s"
                                          : "%s character %s'\\U%08x' in position %" PRId64 ": %s",
                         begin, u, what, start, reason);
    return NULL;
}

/* ImportError_str() */
static struct error *import_error(const struct writing *w, char **ret)
{
    struct layout_field field = w->r->runtime->layout.import_error.msg;
    uint64_t text = 0;

    if (layout_has(field))
        TRY(view_read_field(w->r->runtime->target, w->exception, field, &text));
    if (!is_something(w, text))
        return plain(w, ret);
    *ret = str_of(w, text);
    return NULL;
}

/* BaseExceptionGroup_str() */
static struct error *group(const struct writing *w, char **ret)
{
    const struct layout *layout = &w->r->runtime->layout;
    struct layout_field fields[] = {layout->exception_group.msg, layout->exception_group.excs};
    uint64_t values[2], count;

    TRY(view_read_fields(w->r->runtime->target, w->exception, fields, 2, values));
    TRY(view_read_field(w->r->runtime->target, values[1], layout->var_object.ob_size, &count));

    CLEANUP_FREE char *text = str_or_none(w, values[0]);

    *ret =
        xasprintf("%s (%" PRId64 " sub-exception%s)", text, (int64_t)count, count > 1 ? "s" : "");
    return NULL;
}

static struct error *message(struct repr *r, uint64_t exception, unsigned depth, char **ret,
                             bool *own_str)
{
    struct writing w = {r, exception, depth};
    const struct type *type, *owner;
    const char *name;
    uint64_t args, count;

    *own_str = false;
    TRY(types_of(r->types, exception, &type));
    owner = owner_of_str(type);
    name = type_short_name(owner);
    if (strcmp(name, "BaseException") == 0)
        return plain(&w, ret);
    if (strcmp(name, "KeyError") == 0)
        return key_error(&w, ret);
    if (strcmp(name, "OSError") == 0 || strcmp(name, "EnvironmentError") == 0)
        return os_error(&w, ret);
    if (strcmp(name, "SyntaxError") == 0)
        return syntax_error(&w, ret);
    if (strncmp(name, "Unicode", 7) == 0 && !owner->heap)
        return unicode_error(&w, name, ret);
    if (strcmp(name, "ImportError") == 0)
        return import_error(&w, ret);
    if (strcmp(name, "BaseExceptionGroup") == 0)
        return group(&w, ret);
    *own_str = true;
    TRY(read_args(&w, &args, &count));
    *ret = repr_of(r, args);
    return NULL;
}

struct error *exception_message(struct repr *repr, uint64_t address, char **ret, bool *own_str)
{
    return message(repr, address, 0, ret, own_str);
}
