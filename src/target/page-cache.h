/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of the target's pages, for target_cache_on(). For target.c alone. */
#ifndef TARGET_PAGE_CACHE_H
#define TARGET_PAGE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "target/target.h"

#define PAGE_CACHE_BYTES 4096

struct page_cache *page_cache_create(void);
/* Accepts NULL. */
void page_cache_destroy(struct page_cache *cache);

/*
 * Answers a read from the cached pages, which fetch() copies where they are missing. False, with
 * nothing done that matters: the read is too large for it, or a page cannot be had.
 */
bool page_cache_read(struct page_cache *cache, const struct target_range *range,
                     struct error *(*fetch)(void *arg, uint64_t address, void *page), void *arg);

#endif
