/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A linked list in memory that is not trusted may lead back to itself. Brent's
 * way to notice: one link is remembered, another one ever more rarely.
 */
#ifndef PYTHON_CHAIN_H
#define PYTHON_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero to begin with. */
struct chain {
    uint64_t remembered;
    size_t steps, limit;
};

/* Called with each link in turn; true once it is one that was met before. Addresses are not 0. */
static inline bool chain_goes_round(struct chain *chain, uint64_t address)
{
    if (chain->remembered == address)
        return true;
    if (++chain->steps >= chain->limit) {
        chain->remembered = address;
        chain->limit = chain->limit != 0 ? chain->limit * 2 : 16;
        chain->steps = 0;
    }
    return false;
}

#endif
