/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * str() of an exception, where that is code of CPython (Objects/exceptions.c): what a traceback
 * shows behind the colon.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/code-variables.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"
#include "repr/exception.h"
#include "repr/kinds.h"
#include "repr/library.h"

#define TEXT_MAX_CHARACTERS 100000
#define BYTES_MAX ((size_t)64 << 20)
#define SIGNALS_MAX 1000
#define NESTING_MAX 20 /* exceptions as arguments of exceptions */

struct writing {
    struct repr *r;
    uint64_t exception;
    unsigned depth;
};

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
        return repr_text(w->r, object);
    if (type->kind == KIND_STR ||
        (type->kind == KIND_BYTES && w->r->runtime->layout.traits.strings_are_bytes)) {
        if (error_ignore(string_read(w->r->runtime, object, NULL, TEXT_MAX_CHARACTERS, &text)))
            return text;
    } else if (type->kind == KIND_EXCEPTION && w->depth < NESTING_MAX) {
        if (error_ignore(message(w->r, object, w->depth + 1, &text, &own_str)))
            return text;
    }
    return repr_text(w->r, object);
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
        *ret = repr_text(w->r, args);
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
    *ret = repr_text(w->r, first);
    return NULL;
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

    bool named = library_is_given(w->r, values[2]), named_twice = library_is_given(w->r, values[3]);

    if (!named && (!library_is_given(w->r, values[0]) || !library_is_given(w->r, values[1])))
        return plain(w, ret);

    CLEANUP_FREE char *number = str_or_none(w, values[0]);
    CLEANUP_FREE char *text = str_or_none(w, values[1]);
    CLEANUP_FREE char *name = named ? repr_text(w->r, values[2]) : NULL;
    CLEANUP_FREE char *name2 = named_twice ? repr_text(w->r, values[3]) : NULL;

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

    has_line = values[2] != 0 && error_ignore(types_of(w->r->types, values[2], &type)) &&
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

/* The number of the byte, or of the character, that was in the way; *there false: there is none at
 * that place. */
static struct error *culprit(const struct writing *w, uint64_t object, uint64_t at, bool bytes,
                             bool *there, uint32_t *ret)
{
    repr_characters characters = {0};
    CLEANUP_FREE uint8_t *data = NULL;
    size_t size;

    if (bytes) {
        TRY(string_read_bytes(w->r->runtime, object, NULL, BYTES_MAX, &data, &size));
        *there = at < size;
        *ret = *there ? data[at] : 0;
        return NULL;
    }
    TRY(repr_read_characters(w->r, object, &characters));
    *there = at < characters.count;
    *ret = *there ? characters.data[at] : 0;
    array_deinit(&characters);
    return NULL;
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

    int64_t start = (int64_t)values[2], last = (int64_t)(values[3] - 1);
    bool is_one = false;
    CLEANUP_FREE char *codec = str_or_none(w, values[0]);
    CLEANUP_FREE char *reason = str_or_none(w, values[4]);
    CLEANUP_FREE char *begin =
        translate ? xstrdup("can't translate") : xasprintf("'%s' codec can't %s", codec, verb);

    if (last == start)
        TRY(culprit(w, values[1], values[2], bytes, &is_one, &what));
    if (!is_one)
        *ret = xasprintf("%s %s in position %" PRId64 "-%" PRId64 ": %s", begin,
                         bytes ? "bytes" : "characters", start, last, reason);
    else if (bytes)
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
    if (!library_is_given(w->r, text))
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

/* Whether what stands for its tp_str is no function of Python's. */
static bool has_str_of_c(struct repr *r, const struct type *type)
{
    const struct type *owner, *kind;
    uint64_t found;

    return error_ignore(
               attribute_in_class(r->runtime, r->types, type, "__str__", &owner, &found)) &&
           error_ignore(types_of(r->types, found, &kind)) && type_is(kind, "wrapper_descriptor");
}

/* SSLError_str() of Modules/_ssl.c */
static struct error *ssl_error(const struct writing *w, char **ret)
{
    const struct type *type;
    uint64_t text, args, count;

    TRY(view_read_field(w->r->runtime->target, w->exception,
                        w->r->runtime->layout.os_error.strerror, &text));
    if (text != 0 && error_ignore(types_of(w->r->types, text, &type)) &&
        (type->kind == KIND_STR ||
         (type->kind == KIND_BYTES && w->r->runtime->layout.traits.strings_are_bytes))) {
        *ret = str_of(w, text);
        return NULL;
    }
    TRY(read_args(w, &args, &count));
    *ret = repr_text(w->r, args);
    return NULL;
}

/* ---- those of the library's classes that are written in Python */

/* The member of signal.Signals with that number, as subprocess finds it. */
static char *signal_of(struct repr *r, uint64_t globals, uint64_t number)
{
    uint64_t module, class, members, value;
    dict_item_array items = {0};
    const struct type *type, *owner;
    char *ret = NULL;

    if (!error_ignore(dict_find(r->runtime, globals, "signal", &module)) ||
        !error_ignore(object_attribute(r->runtime, module, "Signals", &class)) ||
        !error_ignore(types_get(r->types, class, &type)) ||
        !error_ignore(attribute_in_class(r->runtime, r->types, type, "_value2member_map_", &owner,
                                         &members)) ||
        !error_ignore(dict_items(r->runtime, members, SIGNALS_MAX, &items)))
        return NULL;
    for (size_t i = 0; i < items.count && ret == NULL; i++)
        if (error_ignore(object_int(r->runtime, items.data[i].key, &value)) && value == number)
            ret = repr_text(r, items.data[i].value);
    array_deinit(&items);
    return ret;
}

/* Whether the code of the function has that str among its constants. */
static bool has_constant(struct repr *r, uint64_t function, const char *text)
{
    const struct layout *layout = &r->runtime->layout;
    code_object_array constants = {0};
    uint64_t code, tuple;
    bool ret = false;

    if (!error_ignore(
            view_read_field(r->runtime->target, function, layout->function.func_code, &code)) ||
        !error_ignore(view_read_field(r->runtime->target, code, layout->code.co_consts, &tuple)) ||
        !error_ignore(code_tuple(r->runtime, tuple, &constants)))
        return false;
    for (size_t i = 0; i < constants.count && !ret; i++) {
        CLEANUP_FREE char *found = NULL;

        ret = error_ignore(
                  string_read(r->runtime, constants.data[i], NULL, TEXT_MAX_CHARACTERS, &found)) &&
              strcmp(found, text) == 0;
    }
    array_deinit(&constants);
    return ret;
}

/* CalledProcessError.__str__() of Lib/subprocess.py. From 3.15 on repr() of the command is in it,
 * between "Command " and " returned": what was f"Command {self.cmd!r} returned ...". */
static char *called_process(const struct writing *w, const struct library_function *function,
                            uint64_t command_object)
{
    CLEANUP_FREE char *command = str_of(w, command_object);
    bool old = w->r->runtime->layout.traits.strings_are_bytes;
    CLEANUP_FREE char *name = NULL;
    uint64_t object, value;

    if (!error_ignore(object_attribute(w->r->runtime, w->exception, "returncode", &object)) ||
        !error_ignore(object_int(w->r->runtime, object, &value)))
        return NULL;

    int64_t status = (int64_t)value;

    if (status >= 0 && has_constant(w->r, function->address, "Command ")) {
        CLEANUP_FREE char *quoted = repr_text(w->r, command_object);

        return xasprintf("Command %s returned non-zero exit status %" PRId64 ".", quoted, status);
    }
    if (old || status >= 0)
        return xasprintf("Command '%s' returned non-zero exit status %" PRId64 "%s", command,
                         status, old ? "" : ".");
    name = signal_of(w->r, function->globals, -value);
    return name != NULL
               ? xasprintf("Command '%s' died with %s.", command, name)
               : xasprintf("Command '%s' died with unknown signal %" PRIu64 ".", command, -value);
}

/* What a class's own __str__ makes of one attribute or two, and of what stands around them. */
static const struct {
    const char *module, *name, *attributes[2], *before, *between, *behind;
} known[] = {
    {"ConfigParser", "Error.__repr__", {"_Error__message"}, "", "", ""},
    {"configparser", "Error.__repr__", {"message"}, "", "", ""},
    {"getopt", "GetoptError.__str__", {"msg"}, "", "", ""},
    {"optparse", "OptParseError.__str__", {"msg"}, "", "", ""},
    {"subprocess", "CalledProcessError.__str__", {"cmd"}, "", "", ""},
    {"subprocess",
     "TimeoutExpired.__str__",
     {"cmd", "timeout"},
     "Command '",
     "' timed out after ",
     " seconds"},
    {"urllib.error", "HTTPError.__str__", {"code", "msg"}, "HTTP Error ", ": ", ""},
    {"urllib.error", "URLError.__str__", {"reason"}, "<urlopen error ", "", ">"},
    {"urllib2", "HTTPError.__str__", {"code", "msg"}, "HTTP Error ", ": ", ""},
    {"urllib2", "URLError.__str__", {"reason"}, "<urlopen error ", "", ">"},
};

static char *by_known(const struct writing *w, const struct library_function *function)
{
    CLEANUP_FREE char *first = NULL, *second = NULL;
    size_t i = 0, count = sizeof known / sizeof *known;
    uint64_t object;

    while (i < count && (strcmp(known[i].module, function->module) != 0 ||
                         strcmp(known[i].name, function->name) != 0))
        i++;
    if (i == count || !error_ignore(object_attribute(w->r->runtime, w->exception,
                                                     known[i].attributes[0], &object)))
        return NULL;
    if (strcmp(known[i].name, "CalledProcessError.__str__") == 0)
        return called_process(w, function, object);
    first = str_of(w, object);
    if (known[i].attributes[1] == NULL)
        return xasprintf("%s%s%s", known[i].before, first, known[i].behind);
    if (!error_ignore(
            object_attribute(w->r->runtime, w->exception, known[i].attributes[1], &object)))
        return NULL;
    second = str_of(w, object);
    return xasprintf("%s%s%s%s%s", known[i].before, first, known[i].between, second,
                     known[i].behind);
}

/* NULL: its __str__ is not the library's, or is not known. */
static char *of_library(const struct writing *w, const struct type *type)
{
    struct library_function function;
    const struct type *owner;
    uint64_t address;
    char *ret;

    if (!error_ignore(
            attribute_in_class(w->r->runtime, w->r->types, type, "__str__", &owner, &address)) ||
        !error_ignore(library_identify(w->r, address, owner, &function)))
        return NULL;
    ret = function.module != NULL ? by_known(w, &function) : NULL;
    library_function_deinit(&function);
    return ret;
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
    if (strcmp(owner->name, "ssl.SSLError") == 0 && has_str_of_c(r, owner))
        return ssl_error(&w, ret);
    *ret = of_library(&w, type);
    if (*ret != NULL)
        return NULL;
    *own_str = true;
    TRY(read_args(&w, &args, &count));
    *ret = repr_text(r, args);
    return NULL;
}

struct error *exception_message(struct repr *repr, uint64_t address, char **ret, bool *own_str)
{
    return message(repr, address, 0, ret, own_str);
}
