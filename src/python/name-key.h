/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as keys of dicts that are no str themselves: of 2.7 a unicode, and what derives from str.
 */
#ifndef PYTHON_NAME_KEY_H
#define PYTHON_NAME_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;

/* Whether a key with the hash of that name, which is of ASCII, is equal to it: it is a string that
 * has its characters. ERROR_UNSUPPORTED: a class before str in its MRO, or of anything else that
 * is no type of C, says itself what is equal to it. */
struct error *name_key_equals(struct runtime *runtime, uint64_t key, const char *name, bool *ret);

#endif
