/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/stack.h"
#include "python/view.h"

/* Threads to look at until one is found that runs Python code. */
#define THREADS_MAX 64
/* Interpreters likewise. */
#define INTERPRETERS_MAX 64

static struct error *mismatch(const char *what)
{
    return error_create(ERROR_UNSUPPORTED, "%s", what);
}

/* The type of the object at address must be called name; and its own type be `type`. */
static struct error *check_type(struct runtime *runtime, uint64_t address, const char *name,
                                uint64_t *type)
{
    uint64_t metatype;
    CLEANUP_FREE char *found = NULL;

    TRY(object_type(runtime, address, type));
    TRY(object_type_name(runtime, *type, &found));
    if (strcmp(found, name) != 0)
        return error_create(ERROR_UNSUPPORTED, "what should be a %s is not one", name);
    TRY(object_type(runtime, *type, &metatype));
    if (runtime->type_type != 0 && metatype != runtime->type_type)
        return mismatch("the type of a type is not type");
    return NULL;
}

/* The type of a type is type, which is its own. */
static struct error *check_type_type(struct runtime *runtime, uint64_t type)
{
    uint64_t metatype;
    CLEANUP_FREE char *name = NULL;

    TRY(object_type(runtime, type, &runtime->type_type));
    TRY(object_type(runtime, runtime->type_type, &metatype));
    TRY(object_type_name(runtime, runtime->type_type, &name));
    if (metatype != runtime->type_type || strcmp(name, "type") != 0)
        return mismatch("type(type) is not type");
    return NULL;
}

/* An interpreter on its way out has an empty dict, and in the end none: Python/pylifecycle.c,
 * finalize_modules(). */
static struct error *check_modules(struct runtime *runtime, uint64_t modules)
{
    dict_item_array items = {0};
    uint64_t dict_type;

    if (modules == 0)
        return NULL;
    TRY(check_type(runtime, modules, "dict", &dict_type));
    TRY(check_type_type(runtime, dict_type));

    struct error *error = dict_items(runtime, modules, 1, &items);

    if (error == NULL && items.count > 0)
        error = check_type(runtime, items.data[0].key, "str", &runtime->unicode_type);
    array_deinit(&items);
    return error;
}

/* A code object, with a str for a name. */
static struct error *check_code(struct runtime *runtime, uint64_t address)
{
    const struct code *code;
    uint64_t name;

    TRY(check_type(runtime, address, "code", &runtime->code_type));
    if (runtime->type_type == 0)
        TRY(check_type_type(runtime, runtime->code_type));
    if (runtime->unicode_type == 0) {
        TRY(view_read_field(runtime->target, address, runtime->layout.code.co_name, &name));
        TRY(check_type(runtime, name, "str", &runtime->unicode_type));
    }
    return code_cache_get(runtime, &address, 1, &code);
}

/* Sets *found when the thread had a frame, whose code object then was one. */
static struct error *check_frame(struct runtime *runtime, uint64_t tstate, bool *found)
{
    struct stack stack;
    struct error *error;

    stack_read(runtime, tstate, 1, &stack);
    error = take_pointer(stack.error);
    if (error == NULL && stack.frames.count > 0) {
        error = check_code(runtime, stack.frames.data[0].code);
        *found = error == NULL;
    }
    stack_deinit(&stack);
    return error;
}

static struct error *check_threads(struct runtime *runtime, uint64_t interpreter, uint64_t tstate)
{
    const struct layout *layout = &runtime->layout;
    struct error *last = NULL;
    bool found = false;

    for (int i = 0; i < THREADS_MAX && tstate != 0 && !found; i++) {
        struct layout_field fields[] = {layout->tstate.interp, layout->tstate.next};
        uint64_t values[2];

        TRY(view_read_fields(runtime->target, tstate, fields, 2, values));
        if (values[0] != interpreter) {
            error_destroy(last);
            return mismatch("a thread state does not point to its interpreter");
        }
        /* One that runs may fail by moving on; another may be asleep. */
        error_destroy(last);
        last = check_frame(runtime, tstate, &found);
        tstate = values[1];
    }
    if (found)
        error_destroy(take_pointer(last));
    else if (last == NULL && runtime->unicode_type == 0)
        return error_create(ERROR_NOT_FOUND,
                            "the interpreter is just being initialised or finalised, and runs no "
                            "Python code");
    return last;
}

/* One interpreter, of which *next is the one that was made before it. */
static struct error *check_interpreter(struct runtime *runtime, uint64_t interpreter,
                                       uint64_t *next)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->interp.next, layout->interp.threads_head,
                                    layout->interp.modules};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, interpreter, fields, 3, values));
    *next = values[0];
    runtime->type_type = runtime->unicode_type = runtime->code_type = 0;
    if (values[1] == 0)
        return error_create(ERROR_NOT_FOUND,
                            "the interpreter is just being initialised or finalised");
    TRY(check_modules(runtime, values[2]));
    return check_threads(runtime, interpreter, values[1]);
}

struct error *check_layout(struct runtime *runtime)
{
    struct error *error = NULL;
    uint64_t interpreter;

    code_cache_new_epoch(runtime->codes);
    TRY(target_read_u64(runtime->target, runtime->interpreters_head, &interpreter));
    if (interpreter == 0)
        return error_create(ERROR_NOT_FOUND, "the interpreter is not initialised");
    /* One that is just made, or on its way out, says nothing. */
    for (int i = 0; i < INTERPRETERS_MAX && interpreter != 0; i++) {
        error_destroy(error);
        error = check_interpreter(runtime, interpreter, &interpreter);
        if (error == NULL || error->kind != ERROR_NOT_FOUND)
            break;
    }
    return error;
}
