/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/type-origin.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "python/runtime.h"
#include "python/type.h"
#include "python/view.h"
#include "target/module.h"
#include "target/process.h"
#include "target/target.h"

#define MAPS_FRESH_NS 100000000

/* The mapping at that address; an extension module may be newer than what we know. */
static const struct mapping *find_mapping(struct process *process, uint64_t address)
{
    const struct mapping *mapping = maps_find(&process->maps, address);

    if (mapping == NULL && clock_now_ns() - process->maps_read_ns > MAPS_FRESH_NS &&
        error_ignore(process_update_maps(process)))
        mapping = maps_find(&process->maps, address);
    return mapping;
}

static bool is_of_interpreter(const struct runtime *runtime, const struct mapping *mapping)
{
    return mapping->dev == runtime->module->dev && mapping->inode == runtime->module->inode;
}

static bool is_of_numpy(const struct mapping *mapping)
{
    const char *name = strrchr(mapping->path, '/');

    return name != NULL && (text_starts_with(name, "/_multiarray_umath.") ||
                            text_starts_with(name, "/multiarray."));
}

static bool is_known(struct runtime *runtime, const struct type *type, uint64_t address)
{
    const struct mapping *mapping = find_mapping(runtime->target->process, address);

    if (mapping == NULL)
        return false;
    /* The last is the folder in which CPython keeps its extension modules, on every system. */
    return is_of_interpreter(runtime, mapping) || strstr(mapping->path, "/lib-dynload/") != NULL ||
           (text_starts_with(type->c_name, "numpy.") && is_of_numpy(mapping));
}

/* An empty table of methods, or of attributes, lies in .bss, which is in no file. */
static bool is_empty_table(const struct runtime *runtime, uint64_t address)
{
    uint64_t first;

    return error_ignore(target_read(runtime->target, address, &first, sizeof first)) && first == 0;
}

bool type_origin_is_known(struct runtime *runtime, const struct type *type)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->type.tp_dealloc, layout->type.tp_methods,
                                    layout->type.tp_getset};
    uint64_t places[5] = {0, 0, 0, type->repr, type->heap ? 0 : type->address};

    /* An interpreter that unpacks itself into memory is in no file. */
    if (runtime->target->process == NULL || runtime->module == NULL || runtime->module->inode == 0)
        return true;
    if (!error_ignore(view_read_fields(runtime->target, type->address, fields, 3, places)))
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i] != 0 && !is_known(runtime, type, places[i]) &&
            !((i == 1 || i == 2) && is_empty_table(runtime, places[i])))
            return false;
    return true;
}
