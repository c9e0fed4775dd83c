/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * str and bytes objects (Include/cpython/unicodeobject.h, bytesobject.h; stringobject.h in 2.7).
 */
#ifndef PYTHON_STRING_H
#define PYTHON_STRING_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

/* What has been copied of an object already, from its start. */
struct string_start {
    const void *bytes;
    size_t size;
};

/*
 * The name-like str (of 2.7: str or unicode) at address as UTF-8, lone
 * surrogates as \udXXX; free *ret. start: what is copied of it already, or NULL. ERROR_CORRUPT: it
 * is no str, or its length is negative or over max characters.
 */
struct error *string_read(struct runtime *runtime, uint64_t address,
                          const struct string_start *start, size_t max, char **ret);

/* The contents of the bytes object at address, at most max bytes (else ERROR_CORRUPT); free *ret.
 */
struct error *string_read_bytes(struct runtime *runtime, uint64_t address,
                                const struct string_start *start, size_t max, uint8_t **ret,
                                size_t *size);

/* Where the characters of a str (of 2.7, a unicode) are. */
struct string_place {
    uint64_t address;
    int64_t count;  /* as the target has it, not checked */
    unsigned width; /* bytes of each: 1, 2 or 4 */
};

struct error *string_locate(struct runtime *runtime, uint64_t object, struct string_place *ret);

#endif
