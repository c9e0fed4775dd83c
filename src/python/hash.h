/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hash() of str and bytes as the target computes it (Python/pyhash.c, Objects/stringobject.c of
 * 2.7). */
#ifndef PYTHON_HASH_H
#define PYTHON_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct runtime;

/*
 * The hash of a str whose characters are these bytes, `width` each, as the target keeps them; and
 * of a bytes object, where width is 1. False where it cannot be known: its secret cannot be read.
 * It is another one if the build was configured with another algorithm: dict_hashes_hold() tells.
 */
bool hash_characters(const struct runtime *runtime, const void *bytes, size_t size, unsigned width,
                     uint64_t *ret);

/*
 * SipHash-c-d with c compression rounds and c + 2 final ones (Python has 2-4 up to 3.10 and 1-3
 * since), of size bytes, by the two halves of a key.
 */
uint64_t hash_siphash(unsigned rounds, const uint64_t key[2], const void *bytes, size_t size);

#endif
