/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An object of a class of the standard library that is written in Python, with attributes of any
 * kind, in the layout of any version: what repr/library.h makes of it.
 *
 * The input: the version, the limits, which __repr__, the kind that the class derives from; how
 * many names follow; of each where it is (in the object, its class, the module of the function),
 * which it is, and its value, a place; then what world_rewrite() takes. names.inc has all that
 * stands between quotes in what reads such objects.
 */
#include "../unit/ask.h"
#include "python/type-kinds.h"
#include "repr/library.h"
#include "world.h"

static const char *const names[] = {
#include "names.inc"
};

/* FNV-1a, in 16 bits */
static uint16_t hash_of(const char *name)
{
    uint32_t hash = 2166136261;

    for (; *name != '\0'; name++)
        hash = (hash ^ (uint8_t)*name) * 16777619;
    return (uint16_t)(hash ^ hash >> 16);
}

/* The one whose hash comes first from there on: an input means the same when there are others. */
static const char *name_at(uint64_t number)
{
    const char *ret = names[0];

    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if ((uint16_t)(hash_of(names[i]) - number) < (uint16_t)(hash_of(ret) - number))
            ret = names[i];
    return ret;
}

/* What has a value. */
static void add_values(struct world *world)
{
    struct fake *fake = world->fake;
    uint64_t items[] = {fake_int(fake, 1), fake_str(fake, "text"), fake->modules};
    uint64_t code = fake_code(fake, "name", "/app/made.py", 1);

    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        world_add(world, items[i]);
    world_add(world, fake_list(fake, items, 3));
    world_add(world, fake_tuple(fake, items, 3));
    world_add(world, fake_function(fake, code, "name", fake->modules));
    world_add(world, fake_object(fake, fake_type(fake, "NoneType"), 64));
}

static uint64_t base_of(struct fake *fake, uint64_t number)
{
    const char *kind = number < 128 ? NULL : type_known_name(number - 128);

    return kind != NULL ? fake_type(fake, kind) : fake->object_type;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct fake *fake = fake_create((int)(fuzz_take(&input, 1) % (size_t)fake_versions));
    struct world world = {.fake = fake};
    uint64_t limited = fuzz_take(&input, 1);
    struct repr_limits limits = {1 + (limited & 3), 1 + (limited >> 2 & 15), 1 + (limited >> 6)};
    size_t known = fuzz_take(&input, 1);
    uint64_t base = base_of(fake, fuzz_take(&input, 1));
    struct fake_names of[3] = {{.count = 0}}; /* the object, its class, the module */
    const char *function, *module = library_known(known, &function);

    if (module == NULL)
        module = library_known(0, &function);
    add_values(&world);
    world_fill(&world);
    for (uint64_t left = fuzz_take(&input, 1) % 32; left > 0; left--) {
        struct fake_names *where = &of[fuzz_take(&input, 1) % 3];
        const char *name = name_at(fuzz_take(&input, 2));

        fake_name(where, name, world.places[fuzz_take(&input, 1) % world.count]);
    }

    uint64_t class =
        fake_library_class(fake, module, function, base, fake_dict_of(fake, &of[2]), of[1]);
    uint64_t object = fake_instance(fake, class, fake_dict_of(fake, &of[0]));

    /* Within one of its own values as well. */
    world.places[0] = object;
    world_rewrite(&world, &input);
    ask_all(fake, object, limits, 0);
    fake_destroy(fake);
    return 0;
}
