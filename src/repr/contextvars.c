/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Context variables: Python/context.c. */
#include "python/runtime.h"
#include "python/view.h"
#include "repr/kinds.h"

/* contextvar_tp_repr() */
struct error *repr_contextvar(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->contextvar.var_name, layout->contextvar.var_default};
    static const struct repr_brackets brackets = {" default=", "", " default=..."};
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    repr_put(r, "<ContextVar name=");
    repr_write(r, values[0]);
    if (values[1] != 0 && repr_open(r, object, &brackets)) {
        repr_write(r, values[1]);
        repr_leave(r);
    }
    repr_printf(r, " at 0x%llx>", (unsigned long long)object);
    return NULL;
}

/* token_tp_repr() */
struct error *repr_token(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->token.tok_var, layout->token.tok_used};
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    repr_printf(r, "<Token%s var=", values[1] != 0 ? " used" : "");
    repr_write(r, values[0]);
    repr_printf(r, " at 0x%llx>", (unsigned long long)object);
    return NULL;
}

struct error *repr_token_missing(struct repr *r, uint64_t object, const struct type *type)
{
    (void)object;
    (void)type;
    repr_put(r, "<Token.MISSING>");
    return NULL;
}
