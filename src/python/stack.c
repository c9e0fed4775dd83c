/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/chain.h"
#include "python/runtime.h"
#include "python/view.h"

/* What all chunks of one stack may have together; a million frames take a tenth of it. */
#define DATA_STACK_MAX_BYTES ((uint64_t)1 << 30)
#define CHUNK_MAX_BYTES ((uint64_t)256 << 20)
#define FRAME_MAX_BYTES 1024

/*
 * The data stack (3.11+): chunks that frames are pushed onto (Python/pystate.c).
 * The walk goes from the newest frame to older ones, so one chunk is held at a time, copied whole,
 * and the next older one takes its place when a frame lies in it.
 */
struct data_stack {
    uint64_t address; /* of the chunk that is held, 0: none */
    uint8_t *bytes;
    size_t size;
    uint64_t copied; /* bytes of all chunks so far */
};

static void data_stack_deinit(struct data_stack *data)
{
    free(take_pointer(data->bytes));
}

static struct error *corrupt(uint64_t address, const char *what)
{
    return error_create(ERROR_CORRUPT, "%s at 0x%llx", what, (unsigned long long)address);
}

static struct error *hold_chunk(struct runtime *runtime, struct data_stack *data, uint64_t address,
                                uint64_t end)
{
    uint64_t size = end - address;

    if (end < address || size > CHUNK_MAX_BYTES || data->copied + size > DATA_STACK_MAX_BYTES)
        return corrupt(address, "a chunk of the data stack has an impossible size");

    CLEANUP_FREE uint8_t *bytes = xmalloc((size_t)size);

    TRY(target_read(runtime->target, address, bytes, (size_t)size));
    data_stack_deinit(data);
    data->address = address;
    data->bytes = take_pointer(bytes);
    data->size = (size_t)size;
    data->copied += size;
    return NULL;
}

/* The newest chunk: how far it is filled is in the thread state. */
static struct error *hold_newest(struct runtime *runtime, struct view tstate,
                                 struct data_stack *data)
{
    const struct layout *layout = &runtime->layout;
    uint64_t address = view_uint(tstate, layout->tstate.datastack_chunk);
    uint64_t top = view_uint(tstate, layout->tstate.datastack_top);

    if (address == 0)
        return NULL;
    if (!layout_has(layout->tstate.datastack_top)) {
        uint64_t size;

        TRY(view_read_field(runtime->target, address, layout->stack_chunk.size_, &size));
        top = address + size;
    }
    return hold_chunk(runtime, data, address, top);
}

/*
 * Takes the chunk before the one that is held, if the frame at address lies in it. The others keep
 * how far they are filled in `top`, counted in words from their data.
 */
static struct error *hold_older(struct runtime *runtime, struct data_stack *data, uint64_t address)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->stack_chunk.size_, layout->stack_chunk.top};
    uint64_t values[2];
    uint64_t older;

    if (data->address == 0)
        return NULL;
    older = view_uint((struct view){data->bytes, data->size}, layout->stack_chunk.previous);
    if (older == 0)
        return NULL;
    TRY(view_read_fields(runtime->target, older, fields, 2, values));
    if (values[0] > CHUNK_MAX_BYTES || values[1] > values[0] / 8)
        return corrupt(older, "a chunk of the data stack has an impossible size");
    if (address < older || address - older >= values[0])
        return NULL;
    return hold_chunk(runtime, data, older,
                      older + layout->stack_chunk.data.offset + 8 * values[1]);
}

static bool is_held(const struct data_stack *data, uint64_t address, size_t size)
{
    return data->address != 0 && address >= data->address && address - data->address < data->size &&
           data->size - (size_t)(address - data->address) >= size;
}

/* The frame's bytes from a copied chunk, or (generators keep theirs in the heap) read by itself. */
static struct error *frame_view(struct runtime *runtime, struct data_stack *data, uint64_t address,
                                size_t size, uint8_t *buffer, struct view *ret)
{
    if (!is_held(data, address, size))
        TRY(hold_older(runtime, data, address));
    if (is_held(data, address, size)) {
        size_t at = (size_t)(address - data->address);

        *ret = (struct view){data->bytes + at, data->size - at};
        return NULL;
    }
    *ret = (struct view){buffer, size};
    return target_read(runtime->target, address, buffer, size);
}

/* What both kinds of chains have to say of one link. */
struct link {
    struct stack_frame frame;
    uint64_t previous;
    bool shim; /* an interpreter's own entry frame, holds no Python code */
};

static struct link take_interpreter_frame(const struct layout *layout, uint64_t address,
                                          struct view view)
{
    const struct layout_frame_owners *owners = &layout->traits.owner;
    int64_t owner = layout_has(layout->iframe.owner) ? view_int(view, layout->iframe.owner) : -2;
    uint64_t mask = ~(uint64_t)layout->traits.stack_ref_mask;

    return (struct link){
        .previous = view_uint(view, layout->iframe.previous),
        .shim = owner == owners->interpreter || owner == owners->cstack,
        .frame =
            {
                .address = address,
                .code = view_uint(view, layout->iframe.executable) & mask,
                .instruction = (int64_t)view_uint(view, layout_has(layout->iframe.instr_ptr)
                                                            ? layout->iframe.instr_ptr
                                                            : layout->iframe.prev_instr),
                .tlbc_index = (int32_t)view_int(view, layout->iframe.tlbc_index),
                .entry = view_uint(view, layout->iframe.is_entry) != 0,
                .generator = owner == owners->generator,
            },
    };
}

static struct link take_frame_object(const struct layout *layout, uint64_t address,
                                     struct view view)
{
    int64_t lineno = view_int(view, layout->pyframe.f_lineno);
    bool lineno_holds = layout->traits.lineno_if_traced
                            ? view_uint(view, layout->pyframe.f_trace) != 0
                            : lineno != 0;

    return (struct link){
        .previous = view_uint(view, layout->pyframe.f_back),
        .frame =
            {
                .address = address,
                .code = view_uint(view, layout->pyframe.f_code),
                .instruction = view_int(view, layout->pyframe.f_lasti),
                .lineno = lineno_holds ? (int32_t)lineno : 0,
            },
    };
}

static size_t largest(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Only what take_frame_object() needs: old frames are several hundred bytes. */
static size_t frame_object_size(const struct layout *layout)
{
    size_t size = largest(view_end(layout->pyframe.f_back), view_end(layout->pyframe.f_code));

    size = largest(size, view_end(layout->pyframe.f_lasti));
    size = largest(size, view_end(layout->pyframe.f_trace));
    return largest(size, view_end(layout->pyframe.f_lineno));
}

/* Where a walk begins, and what it must come by to be a stack. */
struct walk {
    uint64_t newest;
    uint64_t must_pass;  /* an older frame that is known; 0: none */
    bool frame_objects;  /* -3.10: PyFrameObject */
    bool ends_with_shim; /* 3.12+: C never calls Python without an entry frame */
    size_t max;          /* frames, 0: all */
};

static struct error *walk(struct runtime *runtime, const struct walk *walk, struct data_stack *data,
                          struct stack *ret)
{
    const struct layout *layout = &runtime->layout;
    size_t size =
        walk->frame_objects ? frame_object_size(layout) : layout->iframe.localsplus.offset;
    struct chain chain = {0};
    uint8_t buffer[FRAME_MAX_BYTES];
    uint64_t address = walk->newest;
    bool passed = walk->must_pass == 0;
    bool shim = true;

    if (size > sizeof buffer)
        return error_create(ERROR_UNSUPPORTED, "a frame is %zu bytes in this layout", size);
    for (size_t steps = 0; address != 0; steps++) {
        struct view view;

        if (address % 8 != 0)
            return corrupt(address, "a frame cannot be");
        if (chain_goes_round(&chain, address))
            return corrupt(address, "the chain of frames goes round");
        if (steps == STACK_MAX_FRAMES)
            return corrupt(address, "the chain of frames does not end");
        TRY(frame_view(runtime, data, address, size, buffer, &view));

        struct link link = walk->frame_objects ? take_frame_object(layout, address, view)
                                               : take_interpreter_frame(layout, address, view);

        passed = passed || address == walk->must_pass;
        shim = link.shim;
        address = link.previous;
        if (shim) {
            if (ret->frames.count > 0)
                ret->frames.data[ret->frames.count - 1].entry = true;
            continue;
        }
        if (walk->max != 0 && ret->frames.count == walk->max) {
            ret->truncated = true;
            return NULL;
        }
        array_push(&ret->frames, link.frame);
    }
    /* Between two of its stores CPython itself has no whole chain. */
    if (!passed || (walk->ends_with_shim && !shim))
        return error_create(ERROR_CORRUPT, "the chain of frames ends before its end: a frame was "
                                           "just being entered or left");
    return NULL;
}

struct error *stack_read_frame(struct runtime *runtime, uint64_t address, struct stack_frame *ret)
{
    const struct layout *layout = &runtime->layout;
    bool object = layout->iframe.size == 0;
    struct view view = {NULL,
                        object ? frame_object_size(layout) : layout->iframe.localsplus.offset};
    uint8_t buffer[FRAME_MAX_BYTES];

    if (view.size > sizeof buffer)
        return error_create(ERROR_UNSUPPORTED, "a frame is %zu bytes in this layout", view.size);
    TRY(target_read(runtime->target, address, buffer, view.size));
    view.bytes = buffer;
    *ret = object ? take_frame_object(layout, address, view).frame
                  : take_interpreter_frame(layout, address, view).frame;
    return NULL;
}

static size_t tstate_size(const struct layout *layout)
{
    size_t size = largest(view_end(layout->tstate.frame), view_end(layout->tstate.cframe));

    size = largest(size, view_end(layout->tstate.current_frame));
    size = largest(size, view_end(layout->tstate.datastack_chunk));
    return largest(size, view_end(layout->tstate.datastack_top));
}

/*
 * 3.11 and 3.12 keep the newest frame in a struct on the C stack, which is linked
 * a moment before that frame is stored in it; the one linked before it says what the chain must
 * come by.
 */
static struct error *read_cframe(struct runtime *runtime, uint64_t cframe, struct walk *walk)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->cframe.current_frame, layout->cframe.previous};
    uint64_t values[2];

    if (cframe == 0)
        return NULL;
    TRY(view_read_fields(runtime->target, cframe, fields, 2, values));
    walk->newest = values[0];
    if (values[1] == 0)
        return NULL;
    return view_read_field(runtime->target, values[1], layout->cframe.current_frame,
                           &walk->must_pass);
}

static struct error *read_stack(struct runtime *runtime, uint64_t tstate, size_t max,
                                struct data_stack *data, struct stack *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct layout_frame_owners *owners = &layout->traits.owner;
    uint8_t buffer[FRAME_MAX_BYTES];
    struct view view = {buffer, tstate_size(layout)};
    struct walk from = {
        .frame_objects = layout_has(layout->tstate.frame),
        .ends_with_shim = owners->cstack >= 0 || owners->interpreter >= 0,
        .max = max,
    };

    if (view.size > sizeof buffer)
        return error_create(ERROR_UNSUPPORTED, "a thread state has %zu bytes in this layout",
                            view.size);
    TRY(target_read(runtime->target, tstate, buffer, view.size));
    if (from.frame_objects)
        from.newest = view_uint(view, layout->tstate.frame);
    else if (layout_has(layout->tstate.current_frame))
        from.newest = view_uint(view, layout->tstate.current_frame);
    else
        TRY(read_cframe(runtime, view_uint(view, layout->tstate.cframe), &from));
    if (!from.frame_objects)
        TRY(hold_newest(runtime, view, data));
    return walk(runtime, &from, data, ret);
}

void stack_read(struct runtime *runtime, uint64_t tstate, size_t max, struct stack *ret)
{
    struct data_stack data = {0};

    *ret = (struct stack){0};
    ret->error = read_stack(runtime, tstate, max, &data, ret);
    data_stack_deinit(&data);
}

void stack_deinit(struct stack *stack)
{
    array_deinit(&stack->frames);
    error_destroy(take_pointer(stack->error));
}

static bool same_frame(const struct stack_frame *a, const struct stack_frame *b)
{
    return a->address == b->address && a->code == b->code && a->instruction == b->instruction &&
           a->lineno == b->lineno && a->tlbc_index == b->tlbc_index;
}

size_t stack_common_outer(const struct stack *a, const struct stack *b)
{
    size_t common = 0;

    /* A chain that broke, or was cut, does not reach the outermost frame: nothing is known of it.
     */
    if (a->error != NULL || b->error != NULL || a->truncated || b->truncated)
        return 0;
    while (common < a->frames.count && common < b->frames.count &&
           same_frame(&a->frames.data[a->frames.count - 1 - common],
                      &b->frames.data[b->frames.count - 1 - common]))
        common++;
    return common;
}

bool stack_equal(const struct stack *a, const struct stack *b)
{
    if (a->error != NULL || b->error != NULL || a->truncated != b->truncated ||
        a->frames.count != b->frames.count)
        return false;
    for (size_t i = 0; i < a->frames.count; i++)
        if (!same_frame(&a->frames.data[i], &b->frames.data[i]))
            return false;
    return true;
}
