/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/layout-fields.h"

#include <inttypes.h>

const struct layout_struct_info layout_structs[] = {
#define STRUCT(id, types) {#id, types, offsetof(struct layout, id.size), false},
#define MODULE_STRUCT(id, types) {#id, types, offsetof(struct layout, id.size), true},
#define FIELD(struct_id, id, paths)
#define END(id)
#include "../../offsets/fields.def"
#undef STRUCT
#undef FIELD
#undef END
    {NULL, NULL, 0, false},
};

const struct layout_field_info layout_fields[] = {
#define STRUCT(id, types)
#define FIELD(struct_id, id, paths)                                                                \
    {#struct_id, #id, paths, offsetof(struct layout, struct_id.size),                              \
     offsetof(struct layout, struct_id.id)},
#define END(id)
#include "../../offsets/fields.def"
#undef STRUCT
#undef FIELD
#undef END
    {NULL, NULL, NULL, 0, 0},
};

void layout_add_modules(struct layout *layout, const struct layout *from)
{
    struct layout *source = (struct layout *)from; /* only read */
    const struct layout_field_info *field = layout_fields;

    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++) {
        bool wanted = s->of_module && *layout_size_at(layout, s->size_place) == 0;

        if (wanted)
            *layout_size_at(layout, s->size_place) = *layout_size_at(source, s->size_place);
        for (; field->id != NULL && field->size_place == s->size_place; field++)
            if (wanted)
                *layout_field_at(layout, field->place) = *layout_field_at(source, field->place);
    }
}

/* The largest is PyInterpreterState, some 200 KB on 3.12; what a target claims beyond is a lie. */
enum { MAX_STRUCT = 16 << 20 };

struct error *layout_check(const struct layout *layout)
{
    struct layout *l = (struct layout *)layout; /* only read */

    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++)
        if (*layout_size_at(l, s->size_place) > MAX_STRUCT)
            return error_create(ERROR_CORRUPT, "struct %s has %" PRIu32 " bytes", s->id,
                                *layout_size_at(l, s->size_place));
    for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++) {
        struct layout_field field = *layout_field_at(l, f->place);
        uint32_t size = *layout_size_at(l, f->size_place);
        if (!layout_has(field))
            continue;
        if (field.offset > size || field.size > size - field.offset)
            return error_create(ERROR_CORRUPT,
                                "%s.%s at %" PRIu32
                                " with %u bytes is outside its struct of %" PRIu32 " bytes",
                                f->struct_id, f->id, field.offset, field.size, size);
        if (field.bits != 0 && (field.size > 8 || field.shift + field.bits > 8 * field.size))
            return error_create(ERROR_CORRUPT, "%s.%s has %u bits from bit %u in %u bytes",
                                f->struct_id, f->id, field.bits, field.shift, field.size);
        if (field.bits == 0 && field.shift != 0)
            return error_create(ERROR_CORRUPT, "%s.%s is shifted and has no bits", f->struct_id,
                                f->id);
    }
    return NULL;
}
