/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A layout from debug information: at run time for a build that no table fits,
 * and in gen-layout, which writes the tables.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "python/layout-fields.h"
#include "target/dwarf.h"

/* Cuts the next of several names separated by '|'; NULL after the last. Free it. */
static char *next_name(const char **names)
{
    size_t length = strcspn(*names, "|");

    if (length == 0)
        return NULL;
    char *name = xstrndup(*names, length);
    *names += length + ((*names)[length] == '|');
    return name;
}

/* The file's structs: those of modules, or all others. */
static struct error *open_types(int fd, const char *file, bool modules, struct dwarf_types **ret)
{
    ARRAY(char *) names = {0};

    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++) {
        const char *rest = s->of_module == modules ? s->types : "";
        for (char *name; (name = next_name(&rest)) != NULL;)
            array_push(&names, name);
    }
    struct error *error =
        dwarf_types_open(fd, file, (const char *const *)names.data, names.count, ret);
    for (size_t i = 0; i < names.count; i++)
        free(names.data[i]);
    array_deinit(&names);
    return error;
}

/* The first of the struct's names that the file has; NULL: none. Free it. */
static char *find_struct(const struct dwarf_types *types, const char *names, uint32_t *ret_size)
{
    uint64_t size;

    for (char *name; (name = next_name(&names)) != NULL; free(name))
        if (dwarf_types_struct(types, name, &size) && size <= UINT32_MAX) {
            *ret_size = (uint32_t)size;
            return name;
        }
    return NULL;
}

static struct layout_field find_field(const struct dwarf_types *types, const char *type,
                                      const char *paths)
{
    struct layout_field none = {0};
    struct dwarf_member member;

    for (char *path; (path = next_name(&paths)) != NULL;) {
        bool found = dwarf_types_member(types, type, path, &member);
        free(path);
        if (found && member.offset <= UINT32_MAX && member.size <= UINT16_MAX)
            return (struct layout_field){.offset = (uint32_t)member.offset,
                                         .size = (uint16_t)member.size,
                                         .shift = (uint8_t)member.shift,
                                         .bits = (uint8_t)member.bits};
    }
    return none;
}

/* What types has of the structs of that sort. */
static void fill(const struct dwarf_types *types, bool modules, struct layout *layout)
{
    const struct layout_field_info *field = layout_fields;

    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++) {
        CLEANUP_FREE char *type =
            s->of_module == modules
                ? find_struct(types, s->types, layout_size_at(layout, s->size_place))
                : NULL;
        for (; field->id != NULL && field->size_place == s->size_place; field++)
            if (type != NULL)
                *layout_field_at(layout, field->place) = find_field(types, type, field->paths);
    }
}

struct error *layout_from_dwarf(int fd, const char *name, uint32_t hexversion, bool free_threaded,
                                struct layout *ret)
{
    struct layout layout = {.hexversion = hexversion};
    struct dwarf_types *types;

    TRY(layout_traits_of(hexversion, free_threaded, &layout.traits));
    TRY(open_types(fd, name, false, &types));
    fill(types, false, &layout);
    dwarf_types_close(types);
    /* Debug information of another program has structs, only not these. */
    if (layout.tstate.size == 0 || layout.code.size == 0 || layout.object.size == 0)
        return error_create(ERROR_NOT_FOUND,
                            "the debug information of %s does not describe CPython's structs",
                            name);
    TRY(error_prefix(layout_check(&layout), "debug information of %s", name));
    layout.origin = xasprintf("debug information of %s", name);
    *ret = layout;
    return NULL;
}

struct error *layout_add_modules_from_dwarf(int fd, const char *name, struct layout *layout)
{
    struct layout found = {0};
    struct dwarf_types *types;

    TRY(open_types(fd, name, true, &types));
    fill(types, true, &found);
    dwarf_types_close(types);
    TRY(error_prefix(layout_check(&found), "debug information of %s", name));
    layout_add_modules(layout, &found);
    return NULL;
}
