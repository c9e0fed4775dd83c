/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f_locals of frame objects, such as tracebacks have, and of the frames of generators and
 * coroutines: frame_getlocals() of Objects/frameobject.c. */
#include <string.h>

#include "expr/internal.h"
#include "python/frame-object.h"
#include "python/generator.h"
#include "python/runtime.h"

static struct error *put_variable(struct expr *e, struct value_table *table,
                                  const struct variable *v)
{
    struct value key = e->old ? value_of_bytes(e->arena, v->name, strlen(v->name))
                              : value_of_text(e->arena, v->name, strlen(v->name));
    struct value value = v->object != 0 ? value_of_object(v->object) : value_of_i64(v->number);

    return expr_table_put(e, table, &key, &value);
}

/* map_to_dict() for each of the three tuples. */
struct error *expr_table_put_variables(struct expr *e, struct value_table *table,
                                       const variable_array *variables)
{
    bool backwards = e->runtime->layout.traits.locals_backwards;

    for (unsigned tuple = 0; tuple < VARIABLE_TUPLES; tuple++)
        for (size_t i = 0; i < variables->count; i++) {
            size_t at = backwards ? variables->count - 1 - i : i;

            if (variables->data[at].tuple == tuple)
                TRY(put_variable(e, table, &variables->data[at]));
        }
    return NULL;
}

static struct error *find_frame(struct expr *e, const struct value *of, struct frame *ret,
                                bool *found)
{
    enum generator_state state = GENERATOR_SUSPENDED;
    enum type_kind kind;

    *found = false;
    if (of->kind == VALUE_SHOWN && of->shown.generator != 0) {
        TRY(generator_frame(e->runtime, of->shown.generator, ret, &state));
        *found = state != GENERATOR_ENDED;
        return NULL;
    }
    if (of->kind != VALUE_OBJECT)
        return NULL;
    TRY(expr_kind(e, of, &kind));
    if (kind != KIND_FRAME)
        return NULL;
    TRY(frame_object_frame(e->runtime, of->object, ret));
    *found = true;
    return NULL;
}

struct error *expr_frame_locals(struct expr *e, const struct value *of, bool *found,
                                struct value *ret)
{
    variable_array variables = {0};
    uint64_t locals, globals;
    struct frame frame;
    struct error *error;

    TRY(find_frame(e, of, &frame, found));
    if (!*found)
        return NULL;
    TRY(variables_namespace(e->runtime, &frame, &locals, &globals));
    if (locals != 0) {
        *ret = value_of_object(locals);
        return NULL;
    }
    *ret = (struct value){.kind = VALUE_DICT, .table = expr_table(e)};
    error = variables_of_frame(e->runtime, &frame, &variables);
    if (error == NULL)
        error = expr_table_put_variables(e, ret->table, &variables);
    variables_deinit(&variables);
    return error;
}
