/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/generator.h"

#include "python/code-cache.h"
#include "python/code.h"
#include "python/frame-object.h"
#include "python/frame-stack.h"
#include "python/reading.h"
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

/* -3.10: only who runs does not say how deep its stack is. */
static struct error *frame_of_object(struct runtime *runtime, uint64_t address, struct frame *ret,
                                     enum generator_state *state)
{
    struct stack_frame raw;
    const struct code *code;
    struct slot_value top;
    uint64_t frame;
    bool known;

    *state = GENERATOR_ENDED;
    TRY(view_read_field(runtime->target, address, runtime->layout.generator.gi_frame, &frame));
    if (frame == 0)
        return NULL;
    TRY(stack_read_frame(runtime, frame, &raw));
    TRY(get_code(runtime, raw.code, &code));
    *ret = reading_frame(runtime, &raw, code, 0);
    TRY(frame_stack_top(runtime, ret, &known, &top));
    *state = known ? GENERATOR_SUSPENDED : GENERATOR_RUNNING;
    return NULL;
}

struct error *generator_frame(struct runtime *runtime, uint64_t address, struct frame *ret,
                              enum generator_state *state)
{
    const struct layout *layout = &runtime->layout;
    int ended = layout->traits.generator_ended;
    struct stack_frame raw;
    const struct code *code;
    uint64_t bits;

    *ret = (struct frame){0};
    if (!layout_has(layout->generator.gi_iframe))
        return frame_of_object(runtime, address, ret, state);
    TRY(view_read_field(runtime->target, address, layout->generator.gi_frame_state, &bits));
    /* FRAME_EXECUTING is the last before those without a frame. */
    *state = (int8_t)bits >= ended       ? GENERATOR_ENDED
             : (int8_t)bits == ended - 1 ? GENERATOR_RUNNING
                                         : GENERATOR_SUSPENDED;
    if (*state == GENERATOR_ENDED)
        return NULL;
    TRY(stack_read_frame(runtime, address + layout->generator.gi_iframe.offset, &raw));
    TRY(get_code(runtime, raw.code, &code));
    *ret = reading_frame(runtime, &raw, code, reading_bytecode(runtime, &raw, code));
    return NULL;
}

#define WRAPPERS_MAX 10

struct error *generator_awaits(struct runtime *runtime, struct types *types,
                               const struct frame *frame, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct {
        const char *type;
        struct layout_field inner;
    } wrappers[] = {
        {"coroutine_wrapper", layout->coroutine_wrapper.cw_coroutine},
        {"async_generator_asend", layout->asend.ags_gen},
        {"async_generator_athrow", layout->athrow.agt_gen},
        {"anext_awaitable", layout->anext_awaitable.wrapped},
    };
    struct slot_value top;
    bool known;

    *ret = 0;
    TRY(frame_stack_top(runtime, frame, &known, &top));

    uint64_t object = top.object;

    for (int i = 0; i < WRAPPERS_MAX && object != 0; i++) {
        struct layout_field inner = {0};
        const struct type *type;

        TRY(types_of(types, object, &type));
        if (type->kind == KIND_COROUTINE || type->kind == KIND_GENERATOR ||
            type->kind == KIND_ASYNC_GENERATOR) {
            *ret = object;
            return NULL;
        }
        for (size_t w = 0; w < sizeof wrappers / sizeof *wrappers; w++)
            if (type_is(type, wrappers[w].type))
                inner = wrappers[w].inner;
        if (!layout_has(inner))
            return NULL;
        TRY(view_read_field(runtime->target, object, inner, &object));
    }
    return NULL;
}
