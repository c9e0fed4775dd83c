/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of every kind in memory that the input of a fuzz target writes. */
#ifndef TESTS_FUZZ_WORLD_H
#define TESTS_FUZZ_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "../unit/fake.h"
#include "fuzz.h"

#define WORLD_PLACES_MAX 420

struct world {
    struct fake *fake;
    uint64_t places[WORLD_PLACES_MAX];
    size_t count;
};

/* A place that records may name. */
void world_add(struct world *world, uint64_t address);

/* One type and one object of each kind, and of a class made in Python; the types come last. */
void world_fill(struct world *world);

/* What is left of the input are records, each of which writes one word: which place, which word
 * from its start on, what (a place, the inside of one, a number, ...), and a number. */
void world_rewrite(struct world *world, struct fuzz_input *input);

#endif
