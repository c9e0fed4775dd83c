/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: text over a buffer over what is open (Modules/_io/textio.c, bufferedio.c, fileio.c);
 * in 2.7 also one of the C library (Objects/fileobject.c).
 */
#ifndef PYTHON_FILE_H
#define PYTHON_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/attribute.h"
#include "python/type.h"

struct runtime;

/* What is below text or a buffer, whose type is that; false: it is neither, or has been detached.
 */
bool file_below(struct runtime *runtime, uint64_t file, const struct type *type, uint64_t *ret);
/* What open() would be told for a FileIO: "rb". Static. */
struct error *file_mode(struct runtime *runtime, uint64_t fileio, const char **ret);
/* The number of an open file; false: it is closed, or that is not known. */
bool file_descriptor(struct runtime *runtime, struct types *types, uint64_t file, int *ret);
/* Whether it may be read or written; false: it is closed, or that is not known. */
bool file_allows(struct runtime *runtime, struct types *types, uint64_t file, bool writing,
                 bool *ret);

/* What the getset_descriptor of that name in a class of that kind returns, as getter_read(). */
bool file_read(struct runtime *runtime, struct types *types, uint64_t object, enum type_kind kind,
               const char *name, struct attribute *ret);
/* Whether that of owner returns what another object, *ret, has under its name. */
bool file_hands_on(struct runtime *runtime, uint64_t object, const struct type *type,
                   const struct type *owner, const char *name, uint64_t *ret);

#endif
