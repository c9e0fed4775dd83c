/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dict objects: combined, split and (3.11+) unicode-keyed tables, and the
 * open hash table of 2.7 (Include/cpython/dictobject.h, Objects/dict-common.h,
 * Include/internal/pycore_dict.h).
 */
#ifndef PYTHON_DICT_H
#define PYTHON_DICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"

struct runtime;

struct dict_item {
    uint64_t key, value; /* addresses of objects, neither 0 */
};

typedef ARRAY(struct dict_item) dict_item_array;

/* At most max items in the dict's own order (2.7: that of the table); free with array_deinit(). */
struct error *dict_items(struct runtime *runtime, uint64_t address, size_t max,
                         dict_item_array *ret);

/*
 * The value of the str key `name`. ERROR_NOT_FOUND: there is none; ERROR_UNSUPPORTED: it is not
 * told, because where hashes are not known names are compared one by one, and for one answer no
 * more than a million. dict_begin_answer() begins another one; types_create() calls it.
 */
void dict_begin_answer(struct runtime *runtime);
struct error *dict_find(struct runtime *runtime, uint64_t address, const char *name, uint64_t *ret);

/* How many items it says it has. ERROR_CORRUPT: more than its keys hold. */
struct error *dict_length(struct runtime *runtime, uint64_t address, uint64_t *ret);

/*
 * Looks where CPython would (lookdict() of Objects/dictobject.c) for a key of that hash, of which
 * equals() knows whether it is the one. *ret: the value; 0: there is none, if hash is what the
 * target itself computes. ERROR_UNSUPPORTED: the search does not end.
 */
#define DICT_EQUALS(name) struct error *name(void *arg, uint64_t key, bool *ret)
struct error *dict_look_up(struct runtime *runtime, uint64_t address, uint64_t hash,
                           DICT_EQUALS((*equals)), void *arg, uint64_t *ret);

/* The hash that is kept for a key, by its address; first: its number in dict_items(), where the
 * search for it begins. ERROR_NOT_FOUND: no hash is kept for it. */
struct error *dict_hash_of(struct runtime *runtime, uint64_t address, uint64_t key, size_t first,
                           uint64_t *ret);

/* Whether hash_characters() and dict_look_up() are as the target has them: tried once, by what is
 * in sys.modules. */
bool dict_hashes_hold(struct runtime *runtime);

/*
 * The same two of a split table that belongs to no dict: keys is a PyDictKeysObject, values the
 * address of the PyDictValues that goes with it.
 */
struct error *dict_items_in_keys(struct runtime *runtime, uint64_t keys, uint64_t values,
                                 size_t max, dict_item_array *ret);
struct error *dict_find_in_keys(struct runtime *runtime, uint64_t keys, uint64_t values,
                                const char *name, uint64_t *ret);

#endif
