/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our own memory. Running out of it ends the program; a size that came from a
 * target is capped before it reaches any of these, so it never can. The scope
 * guards free at the end of a block what was not handed on.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *old, size_t size) __attribute__((returns_nonnull));
void *xmemdup(const void *from, size_t size) __attribute__((malloc, returns_nonnull));
char *xstrdup(const char *from) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *from, size_t size) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *format, ...)
    __attribute__((format(printf, 1, 2), malloc, returns_nonnull));
char *xvasprintf(const char *format, va_list args)
    __attribute__((format(printf, 1, 0), malloc, returns_nonnull));

/* A stream into memory (open_memstream); close it before reading *buffer, then free *buffer. */
FILE *xopen_memstream(char **buffer, size_t *size);

/* Guards: `CLEANUP_FREE char *name = ...;` and so on. A pointer taken by take_pointer() is not
 * freed. */
#define CLEANUP(function) __attribute__((cleanup(function)))
#define CLEANUP_FREE CLEANUP(cleanup_free)
#define CLEANUP_CLOSE CLEANUP(cleanup_close)   /* int descriptor, -1 for none */
#define CLEANUP_FCLOSE CLEANUP(cleanup_fclose) /* FILE *, NULL for none */

void cleanup_free(void *pointer_to_pointer);
void cleanup_close(int *fd);
void cleanup_fclose(FILE **file);

/* The pointer, and NULL in its place. */
#define take_pointer(lvalue)                                                                       \
    ({                                                                                             \
        __typeof__(lvalue) taken_ = (lvalue);                                                      \
        (lvalue) = NULL;                                                                           \
        taken_;                                                                                    \
    })

#endif
