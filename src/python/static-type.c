/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/static-type.h"

#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"

#define NOT_FOUND UINT64_MAX
/* Of an interpreter's state, where the size may be the target's own word. */
#define STATE_MAX_BYTES ((size_t)4 << 20)
/* The list is among the last things of the state, which is a good deal longer than this. */
#define TAIL_BYTES ((size_t)64 << 10)

static uint64_t main_interpreter(struct runtime *runtime)
{
    const struct layout *layout = &runtime->layout;
    uint64_t interpreter;

    if (!layout_has(layout->runtime.interpreters_main) || runtime->address == 0 ||
        !error_ignore(view_read_field(runtime->target, runtime->address,
                                      layout->runtime.interpreters_main, &interpreter)))
        return 0;
    return interpreter;
}

/* tp_subclasses of such a type is one more than its index. */
static bool index_of(struct runtime *runtime, uint64_t type, uint64_t *ret)
{
    if (!error_ignore(
            view_read_field(runtime->target, type, runtime->layout.type.tp_subclasses, ret)) ||
        *ret == 0 || *ret > UINT16_MAX)
        return false;
    --*ret;
    return true;
}

/* The dict of the entry with that index, if it is that type's. */
static uint64_t entry_dict(struct runtime *runtime, uint64_t list, uint64_t index, uint64_t type)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->static_type.type, layout->static_type.tp_dict};
    uint64_t values[2];

    if (!error_ignore(view_read_fields(runtime->target, list + index * layout->static_type.size,
                                       fields, 2, values)) ||
        values[0] != type)
        return 0;
    return values[1];
}

/* Where in these bytes of a state the entries of two types are as far apart as their indices say.
 */
static uint64_t search(struct runtime *runtime, uint64_t address, size_t size,
                       const uint64_t types[2], const uint64_t indices[2])
{
    const struct layout *layout = &runtime->layout;
    size_t at[2];
    CLEANUP_FREE uint8_t *state = xmalloc(size);

    for (int i = 0; i < 2; i++)
        at[i] = indices[i] * layout->static_type.size + layout->static_type.type.offset;
    if (!error_ignore(target_read(runtime->target, address, state, size)))
        return NOT_FOUND;
    for (size_t list = 0; list + 8 + (at[0] > at[1] ? at[0] : at[1]) <= size; list += 8)
        if (memcmp(state + list + at[0], &types[0], 8) == 0 &&
            memcmp(state + list + at[1], &types[1], 8) == 0)
            return address + list;
    return NOT_FOUND;
}

static uint64_t search_state(struct runtime *runtime, uint64_t interpreter, const uint64_t types[2],
                             const uint64_t indices[2])
{
    const struct layout *layout = &runtime->layout;
    size_t size = layout->interp.size < STATE_MAX_BYTES ? layout->interp.size : STATE_MAX_BYTES;
    size_t tail = size < TAIL_BYTES ? size : TAIL_BYTES;
    uint64_t list = search(runtime, interpreter + (size - tail), tail, types, indices);

    return list == NOT_FOUND && tail < size ? search(runtime, interpreter, size, types, indices)
                                            : list;
}

/*
 * The list of the built-in types: where the layout says, if `type` and `object` are in it; else it
 * is looked for, because builds with other options have a state of another size, of which
 * _Py_DebugOffsets does not say this.
 */
static uint64_t find_list(struct runtime *runtime, uint64_t interpreter)
{
    const struct layout *layout = &runtime->layout;
    uint64_t list = interpreter + layout->interp.static_types.offset;
    uint64_t types[2] = {runtime->type_type, 0};
    uint64_t indices[2];

    if (layout->static_type.size == 0 ||
        !error_ignore(
            view_read_field(runtime->target, types[0], layout->type.tp_base, &types[1])) ||
        !index_of(runtime, types[0], &indices[0]) || !index_of(runtime, types[1], &indices[1]))
        return NOT_FOUND;
    if (layout_has(layout->interp.static_types) &&
        entry_dict(runtime, list, indices[0], types[0]) != 0 &&
        entry_dict(runtime, list, indices[1], types[1]) != 0)
        return list;
    return search_state(runtime, interpreter, types, indices);
}

/*
 * The list of the types of extension modules that come with CPython (3.13+), behind the other one:
 * where the layout says, or, in another build's state, at the first entry that is this type's.
 */
static uint64_t find_list_of_extensions(struct runtime *runtime, uint64_t interpreter,
                                        uint64_t index, uint64_t type)
{
    const struct layout *layout = &runtime->layout;
    uint64_t list = interpreter + layout->interp.static_types_of_extensions.offset;
    uint64_t place = index * layout->static_type.size + layout->static_type.type.offset;
    size_t size = layout->interp.size < STATE_MAX_BYTES ? layout->interp.size : STATE_MAX_BYTES;
    size_t from = (size_t)(runtime->static_types - interpreter);

    if (layout_has(layout->interp.static_types_of_extensions) &&
        entry_dict(runtime, list, index, type) != 0)
        return list;
    if (runtime->static_types < interpreter || from >= size)
        return NOT_FOUND;
    size -= from;

    CLEANUP_FREE uint8_t *state = xmalloc(size);

    if (!error_ignore(target_read(runtime->target, runtime->static_types, state, size)))
        return NOT_FOUND;
    for (size_t at = 0; at + place + 8 <= size; at += 8)
        if (memcmp(state + at + place, &type, 8) == 0 &&
            entry_dict(runtime, runtime->static_types + at, index, type) != 0)
            return runtime->static_types + at;
    return NOT_FOUND;
}

uint64_t static_type_dict(struct runtime *runtime, uint64_t type)
{
    uint64_t interpreter = main_interpreter(runtime);
    uint64_t index, dict;

    if (interpreter == 0 || !index_of(runtime, type, &index))
        return 0;
    if (runtime->static_types == 0)
        runtime->static_types = find_list(runtime, interpreter);
    if (runtime->static_types == NOT_FOUND)
        return 0;
    dict = entry_dict(runtime, runtime->static_types, index, type);
    if (dict != 0)
        return dict;
    if (runtime->extension_types == 0)
        runtime->extension_types = find_list_of_extensions(runtime, interpreter, index, type);
    return runtime->extension_types != NOT_FOUND
               ? entry_dict(runtime, runtime->extension_types, index, type)
               : 0;
}
