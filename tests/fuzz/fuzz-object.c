/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An object of every kind in memory that the input writes, in the layout of any version:
 * printed, taken apart, looked into for attributes, and asked for in
 * expressions.
 *
 * The input: the version, the limits, the kind of the first object; then what world_rewrite()
 * takes.
 */
#include "../unit/ask.h"
#include "fuzz.h"
#include "repr/numpy.h"
#include "world.h"

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
    world_fill(&world);
    world_rewrite(&world, &input);

    /* No module says which numpy it is: one of each layout. */
    ask_all(world.fake, world.places[first % world.count], limits,
            limited % 2 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4));
    ask_expressions(world.fake, world.places[first % world.count],
                    limited % 2 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4));
    fake_destroy(world.fake);
    return 0;
}
