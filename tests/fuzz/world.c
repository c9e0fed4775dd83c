/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "python/type-kinds.h"

#define KINDS_MAX 200
#define OBJECT_BYTES 256

void world_add(struct world *world, uint64_t address)
{
    if (world->count < sizeof world->places / sizeof *world->places)
        world->places[world->count++] = address;
}

void world_fill(struct world *world)
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
        world_add(world, fake_object(fake, types[i], OBJECT_BYTES));
    for (size_t i = 0; i < count; i++)
        world_add(world, types[i]);
    world_add(world, fake_str(fake, "name"));
    world_add(world, fake->modules);
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

void world_rewrite(struct world *world, struct fuzz_input *input)
{
    while (input->size > 0) {
        uint64_t place = world->places[fuzz_take(input, 1) % world->count];
        uint64_t word = fuzz_take(input, 1) % (OBJECT_BYTES / 8);
        uint64_t what = fuzz_take(input, 1);

        fake_put_u64(world->fake, place + 8 * word, word_of(world, what, fuzz_take(input, 2)));
    }
}
