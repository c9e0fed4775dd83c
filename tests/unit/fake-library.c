/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fake.h"

/* "asyncio.streams" as "/usr/lib/python3.12/asyncio/streams.py". */
static char *file_of(struct fake *fake, const char *module)
{
    CLEANUP_FREE char *version = layout_version_short(fake->layout->hexversion);
    char *file = xasprintf("/usr/lib/python%s/%s.py", version, module);

    for (char *c = file + strlen(file) - strlen(module) - 3; c < file + strlen(file) - 3; c++)
        if (*c == '.')
            *c = '/';
    return file;
}

uint64_t fake_library_class(struct fake *fake, const char *module, const char *function,
                            uint64_t base, uint64_t globals, struct fake_names names)
{
    CLEANUP_FREE char *file = file_of(fake, module);
    uint64_t code = fake_code(fake, "__repr__", file, 1);
    uint64_t values[FAKE_NAMES_MAX + 1];
    const char *keys[FAKE_NAMES_MAX + 1];

    keys[0] = "__repr__";
    values[0] = fake_function(fake, code, function, globals);
    for (size_t i = 0; i < names.count; i++) {
        keys[i + 1] = names.names[i];
        values[i + 1] = names.values[i];
    }

    CLEANUP_FREE char *name = xstrndup(function, strcspn(function, "."));

    return fake_class(fake, name, base, fake_dict(fake, keys, values, names.count + 1));
}

void fake_name(struct fake_names *names, const char *name, uint64_t value)
{
    if (names->count == FAKE_NAMES_MAX)
        return;
    names->names[names->count] = name;
    names->values[names->count++] = value;
}

uint64_t fake_dict_of(struct fake *fake, const struct fake_names *names)
{
    return fake_dict(fake, names->names, names->values, names->count);
}
