/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A property and what its function's code is made of. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fake.h"
#include "python/opcodes.h"

size_t fake_assemble(struct fake *fake, const struct fake_instruction *list, size_t count,
                     uint8_t *ret)
{
    struct opcodes opcodes;
    size_t size = 0;

    if (!error_ignore(opcodes_load(fake->layout->hexversion, &opcodes)))
        abort();
    for (size_t i = 0; i < count; i++) {
        unsigned number = 0;

        while (number < 255 && (opcodes.by_number[number].name == NULL ||
                                strcmp(opcodes.by_number[number].name, list[i].name) != 0))
            number++;

        const struct opcode *opcode = &opcodes.by_number[number];

        ret[size++] = (uint8_t)number;
        if (opcodes.instruction_size == 2 || list[i].argument != FAKE_NO_ARGUMENT)
            ret[size++] =
                (uint8_t)(list[i].argument == FAKE_NO_ARGUMENT ? 0
                                                               : list[i].argument << opcode->shift);
        if (opcodes.instruction_size != 2 && list[i].argument != FAKE_NO_ARGUMENT)
            ret[size++] = 0;
        memset(ret + size, 0, 2u * opcode->caches);
        size += 2u * opcode->caches;
    }
    return size;
}

uint64_t fake_getter(struct fake *fake, const uint8_t *bytes, size_t size, uint64_t names,
                     uint64_t consts)
{
    const struct layout *layout = fake->layout;
    uint64_t code = fake_code(fake, "name", "/app/made.py", 1);

    if (layout_has(layout->code.co_code_adaptive)) {
        fake_put(fake, code, layout->var_object.ob_size, size / 2);
        fake_put_bytes(fake, code + layout->code.co_code_adaptive.offset, bytes,
                       size < FAKE_CODE_ROOM ? size : FAKE_CODE_ROOM);
    } else {
        fake_put(fake, code, layout->code.co_code, fake_bytes(fake, bytes, size));
    }
    fake_put(fake, code, layout->code.co_argcount, 1);
    fake_put(fake, code, layout->code.co_names, names);
    fake_put(fake, code, layout->code.co_consts, consts);
    return fake_function(fake, code, "Made.name", fake->modules);
}

uint64_t fake_property(struct fake *fake, const uint8_t *bytes, size_t size, uint64_t names,
                       uint64_t consts)
{
    const struct layout *layout = fake->layout;
    uint64_t type = fake_type(fake, "property");
    uint64_t fget = fake_getter(fake, bytes, size, names, consts);

    /* A data descriptor; its members are kept where an instance has its attributes. */
    fake_put(fake, type, layout->type.tp_descr_get, type);
    fake_put(fake, type, layout->type.tp_descr_set, type);
    fake_put(fake, type, layout->type.tp_dictoffset, FAKE_DICT_OFFSET);
    return fake_instance(fake, type, fake_dict(fake, (const char *[]){"fget"}, &fget, 1));
}
