/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The target's code objects that were met, by address. What is in the cache
 * is compared with the target once in each epoch (a snapshot, a sample)
 * before it is used again: an address is reused when a code object is freed.
 */
#ifndef PYTHON_CODE_CACHE_H
#define PYTHON_CODE_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "python/code.h"

struct runtime;
struct code_cache;

struct code_cache *code_cache_create(void);
/* Accepts NULL. Every struct code that was ever returned ends here, and not before. */
void code_cache_destroy(struct code_cache *cache);

/* From here on, what is in the cache has to be looked at again. */
void code_cache_new_epoch(struct code_cache *cache);

/*
 * For who samples for hours, with a cache of its own: what was returned of code objects that are no
 * more in the target, or that have been replaced, ends here. With more than `most` of the others
 * they all end.
 */
void code_cache_trim(struct code_cache *cache, size_t most);

/*
 * The code objects at addresses (with repetitions) to ret[0..count-1], NULL for one that cannot be
 * read or is no code object. The error of the first such, or NULL.
 */
struct error *code_cache_get(struct runtime *runtime, const uint64_t *addresses, size_t count,
                             const struct code **ret);
/* The same from another cache than the runtime's. */
struct error *code_cache_get_from(struct runtime *runtime, struct code_cache *cache,
                                  const uint64_t *addresses, size_t count, const struct code **ret);

#endif
