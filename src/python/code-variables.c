/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/code-variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

/* Of one code object; CPython's own compiler gives up long before. */
#define ITEMS_MAX 100000
#define NAME_MAX_CHARACTERS 10000

/* co_localspluskinds, Include/internal/pycore_code.h */
#define LOCAL_KIND_LOCAL 0x20
#define LOCAL_KIND_CELL 0x40
#define LOCAL_KIND_FREE 0x80

void code_variables_deinit(code_variable_array *variables)
{
    for (size_t i = 0; i < variables->count; i++)
        free(variables->data[i].name);
    array_deinit(variables);
}

void code_names_deinit(code_name_array *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->data[i]);
    array_deinit(names);
}

struct error *code_tuple(struct runtime *runtime, uint64_t tuple, code_object_array *ret)
{
    const struct layout *layout = &runtime->layout;
    uint64_t count;

    TRY(view_read_field(runtime->target, tuple, layout->var_object.ob_size, &count));
    if (count > ITEMS_MAX)
        return error_create(ERROR_CORRUPT, "a tuple of a code object cannot have %lld items",
                            (long long)count);
    if (count == 0)
        return NULL;
    array_reserve(ret, (size_t)count);
    TRY(target_read(runtime->target, tuple + layout->tuple.ob_item.offset, ret->data + ret->count,
                    8 * (size_t)count));
    ret->count += (size_t)count;
    return NULL;
}

struct error *code_names(struct runtime *runtime, uint64_t tuple, code_name_array *ret)
{
    code_object_array objects = {0};
    struct error *error = code_tuple(runtime, tuple, &objects);

    for (size_t i = 0; error == NULL && i < objects.count; i++) {
        char *name;

        error = string_read(runtime, objects.data[i], NULL, NAME_MAX_CHARACTERS, &name);
        if (error == NULL)
            array_push(ret, name);
    }
    array_deinit(&objects);
    return error;
}

size_t code_argument_count(const struct code *code)
{
    size_t count = (size_t)(code->argcount > 0 ? code->argcount : 0);

    count += (size_t)(code->kwonlyargcount > 0 ? code->kwonlyargcount : 0);
    count += (code->flags & CODE_FLAG_VARARGS) != 0;
    return count + ((code->flags & CODE_FLAG_VARKEYWORDS) != 0);
}

static bool is_argument_named(const code_variable_array *variables, size_t arguments,
                              const char *name)
{
    for (size_t i = 0; i < arguments && i < variables->count; i++)
        if (strcmp(variables->data[i].name, name) == 0)
            return true;
    return false;
}

/* Appends a variable for each name of the tuple. */
static struct error *append(struct runtime *runtime, uint64_t tuple, struct code_variable like,
                            code_variable_array *ret)
{
    code_name_array names = {0};
    struct error *error = code_names(runtime, tuple, &names);

    for (size_t i = 0; i < names.count; i++) {
        like.name = take_pointer(names.data[i]);
        array_push(ret, like);
    }
    code_names_deinit(&names);
    return error;
}

/* -3.10: locals, cells and free variables are in three tuples, and in this order in the frame. */
static struct error *read_tuples(struct runtime *runtime, const struct code *code,
                                 code_variable_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->code.co_varnames, layout->code.co_cellvars,
                                    layout->code.co_freevars};
    size_t arguments = code_argument_count(code);
    uint64_t tuples[3];

    TRY(view_read_fields(runtime->target, code->address, fields, 3, tuples));
    TRY(append(runtime, tuples[0], (struct code_variable){.kind = VARIABLE_LOCAL, .local = true},
               ret));
    for (size_t i = 0; i < arguments && i < ret->count; i++)
        ret->data[i].kind = VARIABLE_ARG;

    size_t locals = ret->count;

    TRY(append(runtime, tuples[1], (struct code_variable){.kind = VARIABLE_CELL, .cell = true},
               ret));
    /* An argument that inner functions use has moved from its own slot into a cell. */
    for (size_t i = locals; i < ret->count; i++)
        if (is_argument_named(ret, arguments, ret->data[i].name))
            ret->data[i].kind = VARIABLE_ARG;
    return append(runtime, tuples[2], (struct code_variable){.kind = VARIABLE_FREE, .cell = true},
                  ret);
}

/* 3.11+: one tuple of names, and a byte for the kind of each. */
static struct error *read_kinds(struct runtime *runtime, const struct code *code,
                                code_variable_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->code.co_localsplusnames,
                                    layout->code.co_localspluskinds};
    size_t arguments = code_argument_count(code);
    CLEANUP_FREE uint8_t *kinds = NULL;
    uint64_t objects[2];
    size_t count;

    TRY(view_read_fields(runtime->target, code->address, fields, 2, objects));
    TRY(append(runtime, objects[0], (struct code_variable){.kind = VARIABLE_LOCAL}, ret));
    TRY(string_read_bytes(runtime, objects[1], NULL, ITEMS_MAX, &kinds, &count));
    for (size_t i = 0; i < ret->count && i < count; i++) {
        struct code_variable *variable = &ret->data[i];

        variable->local = (kinds[i] & LOCAL_KIND_LOCAL) != 0;
        variable->cell = (kinds[i] & (LOCAL_KIND_CELL | LOCAL_KIND_FREE)) != 0;
        variable->kind = i < arguments                       ? VARIABLE_ARG
                         : (kinds[i] & LOCAL_KIND_FREE) != 0 ? VARIABLE_FREE
                         : (kinds[i] & LOCAL_KIND_CELL) != 0 ? VARIABLE_CELL
                                                             : VARIABLE_LOCAL;
    }
    return NULL;
}

struct error *code_variables(struct runtime *runtime, const struct code *code,
                             code_variable_array *ret)
{
    return layout_has(runtime->layout.code.co_localspluskinds) ? read_kinds(runtime, code, ret)
                                                               : read_tuples(runtime, code, ret);
}
