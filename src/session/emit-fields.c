/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/emit-fields.h"

static struct emitter *inner(struct emitter *e)
{
    return ((struct emit_fields *)e)->to;
}

static void begin(struct emitter *e, const char *name, bool is_list)
{
    if (is_list)
        emit_begin_list(inner(e), name);
    else
        emit_begin_object(inner(e), name);
}

static void begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                        size_t count)
{
    (void)columns;
    (void)count;
    emit_begin_list(inner(e), name);
}

static void end(struct emitter *e)
{
    emit_end(inner(e));
}

static void field(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value)
{
    (void)text;
    inner(e)->ops->field(inner(e), name, style, NULL, value);
}

static void text(struct emitter *e, enum style style, const char *words)
{
    (void)e;
    (void)style;
    (void)words;
}

static void warning(struct emitter *e, const char *words)
{
    inner(e)->ops->warning(inner(e), words);
}

static bool enough(struct emitter *e)
{
    return emit_enough(inner(e));
}

void emit_fields_init(struct emit_fields *fields, struct emitter *to)
{
    static const struct emitter_ops ops = {
        .begin = begin,
        .end = end,
        .field = field,
        .text = text,
        .begin_table = begin_table,
        .warning = warning,
        .enough = enough,
    };

    *fields = (struct emit_fields){.emitter.ops = &ops, .to = to};
}
