/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *checked(void *pointer)
{
    if (pointer == NULL) {
        static const char message[] = "pyinspect: out of memory\n";

        (void)!write(STDERR_FILENO, message, sizeof message - 1);
        abort();
    }
    return pointer;
}

void *xmalloc(size_t size)
{
    return checked(malloc(size != 0 ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
    return checked(calloc(count != 0 ? count : 1, size != 0 ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
    return checked(realloc(old, size != 0 ? size : 1));
}

void *xmemdup(const void *from, size_t size)
{
    void *copy = xmalloc(size);

    if (size != 0)
        memcpy(copy, from, size);
    return copy;
}

char *xstrdup(const char *from)
{
    return checked(strdup(from));
}

char *xstrndup(const char *from, size_t size)
{
    return checked(strndup(from, size));
}

char *xvasprintf(const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    return checked(text);
}

char *xasprintf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *text = xvasprintf(format, args);
    va_end(args);
    return text;
}

FILE *xopen_memstream(char **buffer, size_t *size)
{
    return checked(open_memstream(buffer, size));
}

void cleanup_free(void *pointer_to_pointer)
{
    free(*(void **)pointer_to_pointer);
}

void cleanup_close(int *fd)
{
    int saved = errno;

    if (*fd >= 0)
        close(*fd);
    errno = saved;
}

void cleanup_fclose(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
}
