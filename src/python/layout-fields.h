/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offsets/fields.def as tables, for code that goes over every struct and field
 * instead of asking for one: what writes, reads, generates and checks layouts.
 */
#ifndef PYTHON_LAYOUT_FIELDS_H
#define PYTHON_LAYOUT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "python/layout.h"

struct layout_struct_info {
    const char *id;
    const char *types; /* names in DWARF, separated by '|' */
    size_t size_place; /* of its uint32_t size in struct layout */
    bool of_module;    /* MODULE_STRUCT */
};

struct layout_field_info {
    const char *struct_id;
    const char *id;
    const char *paths; /* members in DWARF, separated by '|' */
    size_t size_place; /* of its struct's size in struct layout */
    size_t place;      /* of its struct layout_field in struct layout */
};

/* In the order of fields.def; both end with an element whose id is NULL. */
extern const struct layout_struct_info layout_structs[];
extern const struct layout_field_info layout_fields[];

static inline uint32_t *layout_size_at(struct layout *layout, size_t place)
{
    return (uint32_t *)((char *)layout + place);
}

static inline struct layout_field *layout_field_at(struct layout *layout, size_t place)
{
    return (struct layout_field *)((char *)layout + place);
}

/*
 * The traits of a version (hexversion's major and minor), the newest known ones for a newer one.
 * ERROR_UNSUPPORTED below 2.7 and from 3.0 to 3.5.
 */
struct error *layout_traits_of(uint32_t hexversion, bool free_threaded, struct layout_traits *ret);

/* The structs of extension modules (MODULE_STRUCT) that layout does not have, from the other. */
void layout_add_modules(struct layout *layout, const struct layout *from);

/* ERROR_CORRUPT if a field stands outside its struct, or a struct is larger than any can be. */
struct error *layout_check(const struct layout *layout);

#endif
