/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Template strings (3.14+): Objects/templateobject.c, interpolationobject.c. */
#include "python/runtime.h"
#include "python/view.h"
#include "repr/kinds.h"

/* template_repr() */
struct error *repr_template(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->template.strings, layout->template.interpolations};
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    repr_printf(r, "%s(strings=", type_short_name(type));
    repr_write(r, values[0]);
    repr_put(r, ", interpolations=");
    repr_write(r, values[1]);
    repr_put(r, ")");
    return NULL;
}

/* interpolation_repr() */
struct error *repr_interpolation(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->interpolation.value, layout->interpolation.expression,
                                    layout->interpolation.conversion,
                                    layout->interpolation.format_spec};
    static const struct repr_brackets brackets = {"", "", "..."};
    uint64_t values[4];

    TRY(view_read_fields(r->runtime->target, object, fields, 4, values));
    repr_printf(r, "%s(", type_short_name(type));
    if (repr_open(r, object, &brackets)) {
        for (int i = 0; i < 4; i++) {
            repr_put(r, i > 0 ? ", " : "");
            repr_write(r, values[i]);
        }
        repr_leave(r);
    }
    repr_put(r, ")");
    return NULL;
}
