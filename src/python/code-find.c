/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/code-find.h"

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/code.h"
#include "python/generator.h"
#include "python/runtime.h"
#include "python/type.h"
#include "python/view.h"

/* A method may be one of a method. */
#define STEPS_MAX 100

static struct error *of_generator(struct runtime *runtime, uint64_t object, uint64_t *ret)
{
    const struct code *code;
    int line;

    TRY(generator_position(runtime, object, &code, &line));
    *ret = code->address;
    return NULL;
}

static struct error *find(struct runtime *runtime, struct types *types, uint64_t object,
                          uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct type *type;

    for (int step = 0; step < STEPS_MAX; step++) {
        TRY(types_of(types, object, &type));
        switch (type->kind) {
        case KIND_CODE:
            *ret = object;
            return NULL;
        case KIND_FUNCTION:
            return view_read_field(runtime->target, object, layout->function.func_code, ret);
        case KIND_ASYNC_GENERATOR:
        case KIND_COROUTINE:
        case KIND_GENERATOR:
            return of_generator(runtime, object, ret);
        case KIND_METHOD:
            TRY(view_read_field(runtime->target, object, layout->method.im_func, &object));
            break;
        default:
            return error_create(ERROR_NOT_FOUND, "TypeError: %s objects have no bytecode",
                                type->name);
        }
    }
    return error_create(ERROR_CORRUPT, "a method of methods does not end");
}

struct error *code_find(struct runtime *runtime, uint64_t object, uint64_t *ret)
{
    struct types *types = types_create(runtime);
    struct error *error = find(runtime, types, object, ret);

    types_destroy(types);
    return error;
}

char *code_place(struct runtime *runtime, uint64_t object)
{
    const struct code *code;
    uint64_t address;

    if (!error_ignore(code_find(runtime, object, &address)) ||
        !error_ignore(code_cache_get(runtime, &address, 1, &code)))
        return NULL;
    return xasprintf("%s:%d", code->filename, code->firstlineno);
}
