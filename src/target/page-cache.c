/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/page-cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A page has one set of slots, and takes there the place of the one that was asked for longest ago:
 * with one slot alone, two pages that fall on it would drive each other out at every step. */
#define SETS 64
#define WAYS 4
/* A larger read costs more to copy twice than it saves. */
#define READ_MAX_BYTES 1024

struct slot {
    uint64_t address; /* of the page; 0: none */
    uint8_t *page;    /* PAGE_CACHE_BYTES, NULL until used; owned */
};

struct page_cache {
    struct slot sets[SETS][WAYS]; /* who was asked for last stands first */
};

struct page_cache *page_cache_create(void)
{
    return xcalloc(1, sizeof(struct page_cache));
}

void page_cache_destroy(struct page_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t set = 0; set < SETS; set++)
        for (size_t way = 0; way < WAYS; way++)
            free(cache->sets[set][way].page);
    free(cache);
}

static const uint8_t *get_page(struct page_cache *cache, uint64_t address,
                               struct error *(*fetch)(void *arg, uint64_t address, void *page),
                               void *arg)
{
    struct slot *set = cache->sets[address / PAGE_CACHE_BYTES % SETS];
    size_t way = 0;
    struct slot found;

    while (way < WAYS - 1 && set[way].address != address)
        way++;
    found = set[way];
    memmove(&set[1], &set[0], way * sizeof *set);
    set[0] = found;
    if (found.address == address)
        return found.page;
    if (found.page == NULL)
        set[0].page = xmalloc(PAGE_CACHE_BYTES);
    set[0].address = 0;
    if (!error_ignore(fetch(arg, address, set[0].page)))
        return NULL;
    set[0].address = address;
    return set[0].page;
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
