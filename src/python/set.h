/* SPDX-License-Identifier: GPL-3.0-or-later */
/* set and frozenset objects (Include/cpython/setobject.h, Objects/setobject.c). */
#ifndef PYTHON_SET_H
#define PYTHON_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"

struct runtime;

typedef ARRAY(uint64_t) set_items_array;

/* Appends at most max members, in the order of the table. */
struct error *set_items(struct runtime *runtime, uint64_t address, size_t max,
                        set_items_array *ret);

/* The hash that is kept for a member; first: its number in set_items(), where the search for it
 * begins. */
struct error *set_hash_of(struct runtime *runtime, uint64_t address, uint64_t member, size_t first,
                          uint64_t *ret);

/* How many members it has. */
struct error *set_length(struct runtime *runtime, uint64_t address, uint64_t *ret);

/*
 * Looks where CPython would for a member of that hash, of which equals() knows whether it is the
 * one. *ret: whether it is there. ERROR_UNSUPPORTED: the search does not end.
 */
struct error *set_look_up(struct runtime *runtime, uint64_t address, uint64_t hash,
                          struct error *(*equals)(void *arg, uint64_t member, bool *ret), void *arg,
                          bool *ret);

#endif
