/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/code.h"

#include <string.h>

#include "python/line-table.h"
#include "python/runtime.h"

/* COMPILER_FLAG_NAMES of Lib/dis.py; the last two are 3.14+, which no older version has used. */
const char *code_flag_name(uint32_t bit)
{
    switch (bit) {
    case CODE_FLAG_OPTIMIZED:
        return "OPTIMIZED";
    case 0x2:
        return "NEWLOCALS";
    case CODE_FLAG_VARARGS:
        return "VARARGS";
    case CODE_FLAG_VARKEYWORDS:
        return "VARKEYWORDS";
    case 0x10:
        return "NESTED";
    case CODE_FLAG_GENERATOR:
        return "GENERATOR";
    case 0x40:
        return "NOFREE";
    case CODE_FLAG_COROUTINE:
        return "COROUTINE";
    case CODE_FLAG_ITERABLE_COROUTINE:
        return "ITERABLE_COROUTINE";
    case CODE_FLAG_ASYNC_GENERATOR:
        return "ASYNC_GENERATOR";
    case 0x4000000:
        return "HAS_DOCSTRING";
    case 0x8000000:
        return "METHOD";
    default:
        return NULL;
    }
}

const char *code_private_class(const struct code *code, size_t *length)
{
    static const char of_function[] = "<locals>";
    const char *ret = NULL;

    if (code->qualname == NULL)
        return NULL;
    /* A class is what something stands in that is no local of it, or what runs its own body. */
    for (const char *part = code->qualname, *next; *part != '\0'; part = next) {
        size_t size = strcspn(part, ".");
        bool last = part[size] == '\0';

        next = part + size + !last;
        if (part[0] == '<' || strncmp(next, of_function, strlen(of_function)) == 0 ||
            (last && (code->flags & CODE_FLAG_OPTIMIZED) != 0))
            continue;
        ret = part;
        *length = size;
    }
    return ret;
}

const char *code_display_name(const struct code *code)
{
    return code->qualname != NULL ? code->qualname : code->name;
}

struct code_position code_position_at(const struct code *code, const struct runtime *runtime,
                                      int lasti)
{
    return line_table_lookup(runtime->layout.traits.line_table, code->linetable,
                             code->linetable_size, code->firstlineno, lasti);
}
