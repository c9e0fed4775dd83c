/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *error_kind_name(enum error_kind kind)
{
    switch (kind) {
    case ERROR_FAULT:
        return "fault";
    case ERROR_CORRUPT:
        return "corrupt";
    case ERROR_OS:
        return "os";
    case ERROR_NOT_FOUND:
        return "not-found";
    case ERROR_UNSUPPORTED:
        return "unsupported";
    case ERROR_USAGE:
        return "usage";
    case ERROR_INTERRUPTED:
        return "interrupted";
    case ERROR_STALE:
        return "stale";
    case ERROR_EXITED:
        return "exited";
    }
    return "corrupt";
}

static struct error *create(enum error_kind kind, const char *format, va_list args)
{
    struct error *error = xcalloc(1, sizeof *error);

    error->kind = kind;
    error->message = xvasprintf(format, args);
    return error;
}

struct error *error_create(enum error_kind kind, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    struct error *error = create(kind, format, args);
    va_end(args);
    return error;
}

struct error *error_fault(uint64_t address, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    struct error *error = create(ERROR_FAULT, format, args);
    va_end(args);
    error->address = address;

    char *said = error->message;
    error->message = xasprintf("%s at 0x%llx", said, (unsigned long long)address);
    free(said);
    return error;
}

struct error *error_os(int errnum, const char *path, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    struct error *error = create(ERROR_OS, format, args);
    va_end(args);
    error->errnum = errnum;
    error->path = path != NULL ? xstrdup(path) : NULL;

    char *said = error->message;
    error->message = path != NULL ? xasprintf("%s: %s: %s", said, path, strerror(errnum))
                                  : xasprintf("%s: %s", said, strerror(errnum));
    free(said);
    return error;
}

struct error *error_prefix(struct error *error, const char *format, ...)
{
    if (error == NULL)
        return NULL;

    va_list args;

    va_start(args, format);
    char *prefix = xvasprintf(format, args);
    va_end(args);

    char *said = error->message;
    error->message = xasprintf("%s: %s", prefix, said);
    free(said);
    free(prefix);
    return error;
}

struct error *error_append(struct error *error, const char *format, ...)
{
    if (error == NULL)
        return NULL;

    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);

    char *said = error->message;
    error->message = xasprintf("%s; %s", said, text);
    free(said);
    return error;
}

struct error *error_in_text(struct error *error, const char *text, size_t start, size_t end,
                            size_t at)
{
    if (error == NULL || error->place != NULL)
        return error;
    error->place = xmalloc(sizeof *error->place);
    *error->place = (struct error_place){xstrdup(text), start, end, at};
    return error;
}

void error_destroy(struct error *error)
{
    if (error == NULL)
        return;
    if (error->place != NULL)
        free(error->place->text);
    free(error->place);
    free(error->path);
    free(error->message);
    free(error);
}
