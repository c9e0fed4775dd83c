/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/page-cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Direct-mapped: a page has one slot, and loses it to another that falls on it. */
#define SLOTS 256
/* A larger read costs more to copy twice than it saves. */
#define READ_MAX_BYTES 1024

struct page_cache {
    uint64_t address[SLOTS]; /* of the page in the slot; 0: none */
    uint8_t *page[SLOTS];    /* PAGE_CACHE_BYTES each, NULL until used; owned */
};

struct page_cache *page_cache_create(void)
{
    return xcalloc(1, sizeof(struct page_cache));
}

void page_cache_destroy(struct page_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        free(cache->page[i]);
    free(cache);
}

static const uint8_t *get_page(struct page_cache *cache, uint64_t address,
                               struct error *(*fetch)(void *arg, uint64_t address, void *page),
                               void *arg)
{
    size_t slot = (size_t)(address / PAGE_CACHE_BYTES) % SLOTS;

    if (cache->address[slot] == address)
        return cache->page[slot];
    if (cache->page[slot] == NULL)
        cache->page[slot] = xmalloc(PAGE_CACHE_BYTES);
    cache->address[slot] = 0;
    if (!error_ignore(fetch(arg, address, cache->page[slot])))
        return NULL;
    cache->address[slot] = address;
    return cache->page[slot];
}

bool page_cache_read(struct page_cache *cache, const struct target_range *range,
                     struct error *(*fetch)(void *arg, uint64_t address, void *page), void *arg)
{
    size_t done = 0;

    if (range->size > READ_MAX_BYTES || range->address < PAGE_CACHE_BYTES)
        return false;
    while (done < range->size) {
        uint64_t at = range->address + done;
        size_t inside = (size_t)(at % PAGE_CACHE_BYTES);
        size_t part = PAGE_CACHE_BYTES - inside;
        const uint8_t *page = get_page(cache, at - inside, fetch, arg);

        if (page == NULL)
            return false;
        if (part > range->size - done)
            part = range->size - done;
        memcpy((uint8_t *)range->buffer + done, page + inside, part);
        done += part;
    }
    return true;
}
