/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/frame-stack.h"

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"

#define SLOT_BYTES 8
#define DEPTH_MAX 1000000

const char *stack_source_name(enum stack_source source)
{
    static const char *const names[] = {"unknown", "saved", "computed"};

    return names[source];
}

void frame_stack_deinit(struct frame_stack *stack)
{
    array_deinit(&stack->values);
}

/* Where the bottom is, and how deep the frame itself says that it is; -1: it does not. */
struct place {
    uint64_t bottom;
    int64_t depth;
};

/* -3.10: Include/cpython/frameobject.h */
static struct error *place_in_object(struct runtime *runtime, uint64_t frame, struct place *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->pyframe.f_valuestack, layout->pyframe.f_stacktop,
                                    layout->pyframe.f_stackdepth};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, frame, fields, 3, values));
    ret->bottom = values[0];
    if (layout_has(layout->pyframe.f_stackdepth))
        ret->depth = (int32_t)values[2];
    else if (values[1] != 0)
        ret->depth = (int64_t)(values[1] - values[0]) / SLOT_BYTES;
    return NULL;
}

/* 3.11+: pycore_frame.h, pycore_interpframe.h. Up to 3.13 depths count the local variables. */
static struct error *place_in_interpreter(struct runtime *runtime, uint64_t frame, uint64_t code,
                                          struct place *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->iframe.stacktop, layout->iframe.stackpointer};
    uint64_t values[2], locals;

    TRY(view_read_fields(runtime->target, frame, fields, 2, values));
    TRY(view_read_field(runtime->target, code, layout->code.co_nlocalsplus, &locals));
    if ((int32_t)locals < 0 || locals > DEPTH_MAX)
        return error_create(ERROR_CORRUPT, "a frame cannot have %d variables", (int32_t)locals);
    ret->bottom = frame + layout->iframe.localsplus.offset + SLOT_BYTES * locals;
    if (layout_has(layout->iframe.stackpointer)) {
        if (values[1] != 0)
            ret->depth = (int64_t)(values[1] - ret->bottom) / SLOT_BYTES;
    } else if ((int32_t)values[0] >= (int32_t)locals) {
        ret->depth = (int32_t)values[0] - (int32_t)locals;
    }
    return NULL;
}

static struct error *find_place(struct runtime *runtime, const struct frame *frame,
                                struct place *ret)
{
    ret->depth = -1;
    return layout_has(runtime->layout.tstate.frame)
               ? place_in_object(runtime, frame->address, ret)
               : place_in_interpreter(runtime, frame->address, frame->code->address, ret);
}

static struct error *read_values(struct runtime *runtime, const struct place *place,
                                 struct frame_stack *ret)
{
    size_t count = (size_t)place->depth;
    CLEANUP_FREE uint64_t *slots = xmalloc(count * sizeof *slots);

    TRY(target_read(runtime->target, place->bottom, slots, count * sizeof *slots));
    for (size_t i = 0; i < count; i++)
        array_push(&ret->values, variables_slot(runtime, slots[i]));
    return NULL;
}

struct error *frame_stack_read(struct runtime *runtime, const struct frame *frame,
                               const struct bytecode *bytecode, struct frame_stack *ret)
{
    const struct instruction *instruction = bytecode_at(bytecode, frame->lasti);
    struct place place;
    uint64_t limit;

    *ret = (struct frame_stack){0};
    TRY(find_place(runtime, frame, &place));
    TRY(view_read_field(runtime->target, frame->code->address, runtime->layout.code.co_stacksize,
                        &limit));
    if (limit > DEPTH_MAX || place.depth > (int64_t)limit)
        return error_create(ERROR_CORRUPT, "the stack of a frame cannot have %lld values",
                            (long long)place.depth);
    ret->source = STACK_SAVED;
    if (place.depth < 0) {
        if (instruction == NULL || instruction->depth < 0 || instruction->depth > (int)limit) {
            ret->source = STACK_UNKNOWN;
            return NULL;
        }
        ret->source = STACK_COMPUTED;
        place.depth = instruction->depth;
    }
    return read_values(runtime, &place, ret);
}

struct error *frame_stack_top(struct runtime *runtime, const struct frame *frame, bool *known,
                              struct slot_value *ret)
{
    struct place place;
    uint64_t slot;

    *ret = (struct slot_value){0};
    TRY(find_place(runtime, frame, &place));
    *known = place.depth >= 0;
    for (int64_t i = place.depth; i > 0 && i >= place.depth - 1 && i <= DEPTH_MAX; i--) {
        TRY(target_read_u64(runtime->target, place.bottom + SLOT_BYTES * ((uint64_t)i - 1), &slot));
        *ret = variables_slot(runtime, slot);
        if (ret->object != 0 || ret->is_number)
            return NULL;
    }
    return NULL;
}
