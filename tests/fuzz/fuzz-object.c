/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An object of every kind in memory that the input writes, in the layout of any version:
 * printed, taken apart, and looked into for attributes.
 *
 * The input: the version, the limits, the kind of the first object; then records, each of which
 * writes one word: which object, which word from its start on, what (see word_of()), and a number.
 */
#include <stdlib.h>

#include "../unit/fake.h"
#include "base/memory.h"
#include "fuzz.h"
#include "python/attribute.h"
#include "python/class-members.h"
#include "python/getter.h"
#include "python/object.h"
#include "python/parts.h"
#include "repr/numpy.h"
#include "repr/repr.h"
#include "repr/signature.h"
#include "python/type.h"

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

/* As a class, and as a function. */
static void ask_class(struct world *world, struct types *types, struct repr *repr, uint64_t object)
{
    class_member_array members = {0};
    uint64_t mro[TYPES_MRO_MAX];
    char *text = NULL;
    size_t count;
    bool more, async;

    if (error_ignore(class_name(world->fake->runtime, types, object, &text)))
        free(text);
    error_ignore(class_mro(world->fake->runtime, types, object, mro, &count));
    error_ignore(class_bases(world->fake->runtime, types, object, mro, &count));
    error_ignore(class_members(world->fake->runtime, types, object, 20, &members, &more));
    class_members_deinit(&members);
    if (error_ignore(signature_text(repr, object, &text, &async)))
        free(text);
}

static void ask(struct world *world, struct repr_limits limits, uint64_t object)
{
    struct repr *repr = repr_create(world->fake->runtime, limits);
    struct types *types = types_create(world->fake->runtime);
    struct repr_result result;
    struct attribute attribute;
    const struct type *type;
    part_array parts = {0};
    bool more;

    error_ignore(parts_read(world->fake->runtime, types, object, 100, &parts, &more));
    parts_deinit(&parts);
    /* No module says which: one of each layout. */
    repr->numpy = object % 16 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4);
    repr_object(repr, object, &result);
    repr_result_deinit(&result);
    if (error_ignore(attribute_find(world->fake->runtime, types, object, "name", &attribute))) {
        free(attribute.shown);
        free(attribute.type);
    }
    for (const char *const *name = fake_getters;
         error_ignore(types_of(types, object, &type)) && *name != NULL; name++) {
        attribute = (struct attribute){0};
        getter_read(world->fake->runtime, types, object, type, *name, &attribute);
        free(attribute.shown);
        free(attribute.type);
    }
    ask_class(world, types, repr, object);
    types_destroy(types);
    repr_destroy(repr);
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
    ask(&world, limits, world.places[first % world.count]);
    fake_destroy(world.fake);
    return 0;
}
