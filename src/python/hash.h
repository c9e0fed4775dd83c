/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hash() of a str as the target computes it (Python/pyhash.c). */
#ifndef PYTHON_HASH_H
#define PYTHON_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct runtime;

/*
 * The hash of a str of ASCII characters. False where it cannot be known: the
 * build's algorithm is another, or its secret cannot be read.
 */
bool hash_ascii(const struct runtime *runtime, const char *text, uint64_t *ret);

/*
 * SipHash-c-d with c compression rounds and c + 2 final ones (Python has 2-4 up to 3.10 and 1-3
 * since), of size bytes, by the two halves of a key.
 */
uint64_t hash_siphash(unsigned rounds, const uint64_t key[2], const void *bytes, size_t size);

#endif
