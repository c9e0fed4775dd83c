/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An object of every kind in memory that the input writes, in the layout of any version:
 * printed, taken apart, and looked into for attributes.
 *
 * The input: the version, the limits, the kind of the first object; then records, each of which
 * writes one word: which object, which word from its start on, what (see word_of()), and a number.
 */
#include <stdlib.h>

#include "../unit/ask.h"
#include "../unit/fake.h"
#include "fuzz.h"
#include "python/type.h"
#include "repr/numpy.h"

#define KINDS_MAX 200
#define OBJECT_BYTES 256

/* One type and one object of each kind, and of a class made in Python; the types come last. */
struct world {
    struct fake *fake;
    uint64_t places[2 * KINDS_MAX];
    size_t count;
};

static void add(struct world *world, uint64_t address)
{
    if (world->count < sizeof world->places / sizeof *world->places)
        world->places[world->count++] = address;
}

static void fill(struct world *world)
{
    static const uint64_t heap_type = (uint64_t)1 << 9;
    struct fake *fake = world->fake;
    uint64_t types[KINDS_MAX];
    size_t count = 0;

    while (count < KINDS_MAX - 1 && type_known_name(count) != NULL) {
        types[count] = fake_type(fake, type_known_name(count));
        count++;
    }
    types[count] = fake_type(fake, "Class");
    fake_put(fake, types[count], fake->layout->type.tp_flags, heap_type);
    count++;
    for (size_t i = 0; i < count; i++)
        add(world, fake_object(fake, types[i], OBJECT_BYTES));
    for (size_t i = 0; i < count; i++)
        add(world, types[i]);
    add(world, fake_str(fake, "name"));
    add(world, fake->modules);
}

static uint64_t word_of(const struct world *world, uint64_t what, uint64_t number)
{
    uint64_t place = world->places[number % world->count];

    switch (what % 10) {
    case 0:
        return place; /* a whole object */
    case 1:
        return place + 8 * (number >> 8); /* the inside of one */
    case 2:
        return number;
    case 3:
        return -number;
    case 4:
        return ((uint64_t)1 << (number % 64)) + (number >> 6);
    case 5:
        return FAKE_NOWHERE + number;
    case 6:
        return place | 1; /* as references in frames are tagged */
    case 7:
        return number << 32 | number;
    case 8:
        return FAKE_BASE + FAKE_BYTES - (number & 0xff); /* where memory ends */
    default:
        return number * 0x0101010101010101u;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct world world = {.fake = fake_create((int)(fuzz_take(&input, 1) % (size_t)fake_versions))};
    uint64_t limited = fuzz_take(&input, 1);
    /* Narrow ones leave time for many inputs. */
    struct repr_limits limits = {1 + (limited & 3), 1 + (limited >> 2 & 15), 1 + (limited >> 6)};
    uint64_t first = fuzz_take(&input, 1);

    /* Without, but for strings, which are merely long. */
    if (limited == 255)
        limits = (struct repr_limits){.string = 10000};
    fill(&world);
    while (input.size > 0) {
        uint64_t place = world.places[fuzz_take(&input, 1) % world.count];
        uint64_t word = fuzz_take(&input, 1) % (OBJECT_BYTES / 8);
        uint64_t what = fuzz_take(&input, 1);

        fake_put_u64(world.fake, place + 8 * word, word_of(&world, what, fuzz_take(&input, 2)));
    }

    uint64_t object = world.places[first % world.count];

    /* No module says which numpy it is: one of each layout. */
    ask_all(world.fake, object, limits,
            object % 16 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4));
    fake_destroy(world.fake);
    return 0;
}
