/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A property whose function has any bytecode: what is followed of it instead of being run. The
 * input: the version, then the bytecode.
 */
#include "../unit/ask.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct fake *fake = fake_create((int)(fuzz_take(&input, 1) % (size_t)fake_versions));
    uint64_t items[] = {fake_str(fake, "name"), fake_str(fake, "x"), fake->modules,
                        fake_object(fake, fake_type(fake, "NoneType"), 64)};
    uint64_t tuple = fake_tuple(fake, items, 4);
    uint64_t property = fake_property(fake, input.data, input.size, tuple, tuple);
    uint64_t class = fake_class(fake, "Made", fake->object_type,
                                fake_dict(fake, (const char *[]){"name"}, &property, 1));
    uint64_t object =
        fake_instance(fake, class, fake_dict(fake, (const char *[]){"x"}, &items[0], 1));

    ask_attribute(fake, object, NULL);
    fake_destroy(fake);
    return 0;
}
