/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that can be asked of an object, whatever its memory says: what it prints as, its
 * parts, its attributes, and what it is as a class and as a function. And what asking may take.
 */
#ifndef TESTS_UNIT_ASK_H
#define TESTS_UNIT_ASK_H

#include <stdint.h>

#include "fake.h"
#include "repr/repr.h"

/* repr(); free it. numpy: which version the target has (NUMPY_VERSION()), or 0. */
char *ask_repr(struct fake *fake, uint64_t object, struct repr_limits limits, int numpy);

/* The attribute `name`; true if it is an object, which is *ret (may be NULL). */
bool ask_attribute(struct fake *fake, uint64_t object, uint64_t *ret);

/* What expressions make of it: its items, its parts, comparisons, arithmetic, methods of text. */
void ask_expressions(struct fake *fake, uint64_t object, int numpy);

/* All but expressions: the above, the object's parts, what getters of built-in types compute of it,
 * and what it is as a class and as a function. */
void ask_all(struct fake *fake, uint64_t object, struct repr_limits limits, int numpy);

/*
 * Objects of a type, so many bytes long, of which one word at a time says what cannot be, while the
 * others are `rest`; asked of each by ask(), as of a target with some version of numpy.
 */
void ask_words(struct fake *fake, uint64_t type, uint64_t bytes, uint64_t rest,
               void (*ask)(struct fake *fake, uint64_t object, int numpy, const char *what),
               const char *what);

#endif
