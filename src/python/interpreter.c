/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/interpreter.h"

#include "python/chain.h"
#include "python/runtime.h"
#include "python/view.h"

#define INTERPRETERS_MAX 10000

/* From 3.12 the GIL belongs to the interpreter, which may share the main one's. */
static struct error *read_own_gil(struct runtime *runtime, uint64_t gil, uint64_t *holder)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->gil.locked, layout->gil.last_holder};
    uint64_t values[2];

    *holder = 0;
    if (gil == 0)
        return NULL;
    TRY(view_read_fields(runtime->target, gil, fields, 2, values));
    *holder = (int32_t)values[0] == 1 ? values[1] : 0;
    return NULL;
}

static struct error *read_interpreter(struct runtime *runtime, uint64_t address,
                                      struct interpreter *ret, uint64_t *gil, uint64_t *next)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->interp.id, layout->interp.threads_head,
                                    layout->interp.modules, layout->interp.gil,
                                    layout->interp.next};
    uint64_t values[5];

    TRY(view_read_fields(runtime->target, address, fields, 5, values));
    *ret = (struct interpreter){
        .address = address,
        .id = (int64_t)values[0],
        .threads_head = values[1],
        .modules = values[2],
    };
    *gil = values[3];
    *next = values[4];
    return read_own_gil(runtime, values[3], &ret->gil_holder);
}

uint64_t interpreter_gil(struct runtime *runtime, uint64_t interpreter)
{
    const struct layout *layout = &runtime->layout;
    uint64_t gil = 0;

    if (layout_has(layout->interp.gil))
        error_ignore(view_read_field(runtime->target, interpreter, layout->interp.gil, &gil));
    else if (runtime->address != 0 && layout_has(layout->runtime.gil_locked) &&
             layout_has(layout->gil.locked))
        gil = runtime->address + layout->runtime.gil_locked.offset - layout->gil.locked.offset;
    return gil;
}

/* Before 3.12: one for all. */
static struct error *read_current(struct runtime *runtime, uint64_t *holder)
{
    *holder = 0;
    return runtime->current_tstate != 0
               ? target_read_u64(runtime->target, runtime->current_tstate, holder)
               : NULL;
}

uint64_t interpreter_gil_holder(struct runtime *runtime, uint64_t interpreter)
{
    uint64_t holder;

    return error_ignore(layout_has(runtime->layout.interp.gil)
                            ? read_own_gil(runtime, interpreter_gil(runtime, interpreter), &holder)
                            : read_current(runtime, &holder))
               ? holder
               : 0;
}

static void reverse(interpreter_array *list, uint64_t *gils)
{
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        struct interpreter interpreter = list->data[i];
        uint64_t gil = gils[i];

        j--;
        list->data[i] = list->data[j];
        list->data[j] = interpreter;
        gils[i] = gils[j];
        gils[j] = gil;
    }
}

struct error *interpreter_list(struct runtime *runtime, interpreter_array *ret)
{
    ARRAY(uint64_t) gils = {0};
    uint64_t address;
    uint64_t holder = 0;
    struct chain chain = {0};
    struct error *error = target_read_u64(runtime->target, runtime->interpreters_head, &address);

    if (error == NULL && address == 0)
        error = error_create(ERROR_NOT_FOUND, "the interpreter has been finalised");
    if (error == NULL)
        error = read_current(runtime, &holder);
    while (error == NULL && address != 0) {
        struct interpreter interpreter;
        uint64_t gil;

        if (ret->count == INTERPRETERS_MAX || chain_goes_round(&chain, address)) {
            error = error_create(ERROR_CORRUPT, "the list of interpreters does not end");
            break;
        }
        error = read_interpreter(runtime, address, &interpreter, &gil, &address);
        if (error != NULL)
            break;
        if (!layout_has(runtime->layout.interp.gil))
            interpreter.gil_holder = holder;
        array_push(ret, interpreter);
        array_push(&gils, gil);
    }
    /* A new interpreter is put at the head of the list. */
    if (error == NULL)
        reverse(ret, gils.data);
    for (size_t i = 0; error == NULL && i < ret->count; i++) {
        if (!layout_has(runtime->layout.interp.id))
            ret->data[i].id = (int64_t)i;
        ret->data[i].own_gil = gils.data[i] != 0 && (i == 0 || gils.data[i] != gils.data[0]);
    }
    array_deinit(&gils);
    return error;
}

uint64_t interpreter_collecting(const struct runtime *runtime, uint64_t interpreter)
{
    const struct layout *layout = &runtime->layout;

    if (!layout_has(layout->gc.collecting))
        return runtime->collecting;
    if (layout_has(layout->interp.gc))
        return interpreter + layout->interp.gc.offset + layout->gc.collecting.offset;
    if (layout_has(layout->runtime.gc) && runtime->address != 0)
        return runtime->address + layout->runtime.gc.offset + layout->gc.collecting.offset;
    return 0;
}

bool interpreter_tells_collecting(const struct runtime *runtime)
{
    return interpreter_collecting(runtime, 0) != 0;
}
