/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/generator.h"

#include "python/code-cache.h"
#include "python/code.h"
#include "python/frame-object.h"
#include "python/runtime.h"
#include "python/stack.h"
#include "python/view.h"

static struct error *get_code(struct runtime *runtime, uint64_t address, const struct code **ret)
{
    TRY(code_cache_get(runtime, &address, 1, ret));
    return *ret != NULL ? NULL : error_create(ERROR_CORRUPT, "a generator without code");
}

/* -3.10: the frame goes when the generator ends. */
static struct error *position_of_object(struct runtime *runtime, uint64_t address,
                                        const struct code **code, int *line)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->generator.gi_frame, layout->generator.gi_code};
    struct stack_frame frame;
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, address, fields, 2, values));
    TRY(get_code(runtime, values[1], code));
    *line = 0;
    if (values[0] == 0)
        return NULL;
    TRY(stack_read_frame(runtime, values[0], &frame));
    *line = frame_object_line(runtime, &frame, *code);
    return NULL;
}

struct error *generator_position(struct runtime *runtime, uint64_t address,
                                 const struct code **code, int *line)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field state_field = layout->generator.gi_frame_state;
    struct stack_frame frame;
    uint64_t bits;

    if (!layout_has(layout->generator.gi_iframe))
        return position_of_object(runtime, address, code, line);
    TRY(view_read_field(runtime->target, address, state_field, &bits));
    TRY(stack_read_frame(runtime, address + layout->generator.gi_iframe.offset, &frame));
    /* A thread's own copy of the bytecode would have to be found. */
    if (frame.tlbc_index != 0)
        return error_create(ERROR_UNSUPPORTED, "where a generator of this build stands");
    TRY(get_code(runtime, frame.code, code));
    *line = (int8_t)bits >= layout->traits.generator_ended
                ? 0
                : frame_object_line(runtime, &frame, *code);
    return NULL;
}
