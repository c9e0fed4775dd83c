/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of offsets/, compiled in. */
#include <string.h>

#include "base/memory.h"
#include "python/layout-fields.h"
#include "python/layout.h"

/* offsets/cpython-*.inc, the text that layout_load() parses, compiled. */
static const struct layout tables[] = {
#define LAYOUT(version, free_threaded_, origin_)                                                   \
    {                                                                                              \
        .hexversion = version, .traits.free_threaded = free_threaded_, .origin = origin_,
#define STRUCT(id, size_) .id.size = size_,
#define FIELD(struct_id, id, offset_, size_, shift_, bits_)                                        \
    .struct_id.id = {offset_, size_, shift_, bits_},
#define END_LAYOUT()                                                                               \
    }                                                                                              \
    ,
#include "../../offsets/tables.def"
#undef LAYOUT
#undef STRUCT
#undef FIELD
#undef END_LAYOUT
};

enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

static bool same_minor(uint32_t a, uint32_t b)
{
    return a >> 16 == b >> 16;
}

/* Of the tables of the minor version the oldest that is not older than it, or else the newest: a
 * table is good for the releases before it, back to the one that has a table of its own. */
static const struct layout *find_table(uint32_t hexversion, bool free_threaded)
{
    const struct layout *found = NULL;

    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (same_minor(tables[i].hexversion, hexversion) &&
            tables[i].traits.free_threaded == free_threaded &&
            (found == NULL || found->hexversion < hexversion))
            found = &tables[i];
    return found;
}

/* "2.7, 3.6, ..."; free it. */
static char *table_versions(bool free_threaded)
{
    char *text = NULL;

    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (tables[i].traits.free_threaded != free_threaded ||
            (i > 0 && same_minor(tables[i - 1].hexversion, tables[i].hexversion)))
            continue;
        CLEANUP_FREE char *before = text;
        CLEANUP_FREE char *version = layout_version_short(tables[i].hexversion);
        text = before == NULL ? xstrdup(version) : xasprintf("%s, %s", before, version);
    }
    return text != NULL ? text : xstrdup("none");
}

struct error *layout_builtin(uint32_t hexversion, bool free_threaded, struct layout *ret)
{
    const struct layout *table = find_table(hexversion, free_threaded);

    if (table == NULL) {
        CLEANUP_FREE char *version = layout_version_long(hexversion);
        CLEANUP_FREE char *known = table_versions(free_threaded);
        return error_create(ERROR_UNSUPPORTED, "no built-in layout for %sPython %s (there are %s)",
                            free_threaded ? "free-threaded " : "", version, known);
    }
    struct layout_traits traits;
    TRY(layout_traits_of(table->hexversion, free_threaded, &traits));
    *ret = *table;
    ret->traits = traits;
    ret->origin = xstrdup(table->origin);
    return NULL;
}

void layout_add_modules_builtin(struct layout *layout)
{
    const struct layout *table = find_table(layout->hexversion, layout->traits.free_threaded);

    if (table != NULL)
        layout_add_modules(layout, table);
}
