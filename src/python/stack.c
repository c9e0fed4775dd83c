/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/stack.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/chain.h"
#include "python/runtime.h"
#include "python/view.h"

/* Chunks of the data stack begin at 16 KiB and double with need (Python/pystate.c). */
#define CHUNK_MAX_BYTES ((uint64_t)1 << 30)
#define CHUNKS_MAX 4096
#define FRAME_MAX_BYTES 1024

/* A piece of the data stack, copied whole. */
struct chunk {
    uint64_t address;
    uint8_t *bytes;
    size_t size;
};

struct data_stack {
    ARRAY(struct chunk) chunks;
};

static void data_stack_deinit(struct data_stack *data)
{
    for (size_t i = 0; i < data->chunks.count; i++)
        free(data->chunks.data[i].bytes);
    array_deinit(&data->chunks);
}

static struct error *corrupt(uint64_t address, const char *what)
{
    return error_create(ERROR_CORRUPT, "%s at 0x%llx", what, (unsigned long long)address);
}

static struct error *copy_chunk(struct runtime *runtime, uint64_t address, uint64_t end,
                                struct data_stack *data)
{
    if (end < address || end - address > CHUNK_MAX_BYTES)
        return corrupt(address, "a chunk of the data stack has an impossible size");

    struct chunk chunk = {address, xmalloc((size_t)(end - address)), (size_t)(end - address)};
    struct error *error = target_read(runtime->target, address, chunk.bytes, chunk.size);

    if (error != NULL) {
        free(chunk.bytes);
        return error;
    }
    array_push(&data->chunks, chunk);
    return NULL;
}

/*
 * Copies the used part of every chunk. The newest one's end is in the thread
 * state; the others keep theirs in `top`, counted in words from their data.
 */
static struct error *copy_data_stack(struct runtime *runtime, struct view tstate,
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
    TRY(copy_chunk(runtime, address, top, data));
    for (int i = 0; i < CHUNKS_MAX; i++) {
        const struct chunk *newer = &data->chunks.data[data->chunks.count - 1];
        struct layout_field fields[] = {layout->stack_chunk.size_, layout->stack_chunk.top};
        uint64_t values[2];

        address = view_uint((struct view){newer->bytes, newer->size}, layout->stack_chunk.previous);
        if (address == 0)
            return NULL;
        TRY(view_read_fields(runtime->target, address, fields, 2, values));
        if (values[0] > CHUNK_MAX_BYTES || values[1] > values[0] / 8)
            return corrupt(address, "a chunk of the data stack has an impossible size");
        TRY(copy_chunk(runtime, address, address + layout->stack_chunk.data.offset + 8 * values[1],
                       data));
    }
    return corrupt(address, "the data stack has too many chunks");
}

/* The frame's bytes from a copied chunk, or (generators keep theirs in the heap) read by itself. */
static struct error *frame_view(struct runtime *runtime, const struct data_stack *data,
                                uint64_t address, size_t size, uint8_t *buffer, struct view *ret)
{
    for (size_t i = 0; i < data->chunks.count; i++) {
        const struct chunk *chunk = &data->chunks.data[i];

        if (address < chunk->address || address - chunk->address >= chunk->size)
            continue;
        *ret = (struct view){chunk->bytes + (address - chunk->address),
                             chunk->size - (size_t)(address - chunk->address)};
        if (ret->size >= size)
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

static struct error *walk(struct runtime *runtime, const struct data_stack *data, uint64_t address,
                          bool frame_objects, size_t max, struct stack *ret)
{
    const struct layout *layout = &runtime->layout;
    size_t size = frame_objects ? frame_object_size(layout) : layout->iframe.localsplus.offset;
    struct chain chain = {0};
    uint8_t buffer[FRAME_MAX_BYTES];

    if (size > sizeof buffer)
        return error_create(ERROR_UNSUPPORTED, "a frame is %zu bytes in this layout", size);
    while (address != 0) {
        struct view view;

        if (address % 8 != 0)
            return corrupt(address, "a frame cannot be");
        if (chain_goes_round(&chain, address))
            return corrupt(address, "the chain of frames goes round");
        if (ret->frames.count == STACK_MAX_FRAMES)
            return corrupt(address, "the chain of frames does not end");
        TRY(frame_view(runtime, data, address, size, buffer, &view));

        struct link link = frame_objects ? take_frame_object(layout, address, view)
                                         : take_interpreter_frame(layout, address, view);

        address = link.previous;
        if (link.shim) {
            if (ret->frames.count > 0)
                ret->frames.data[ret->frames.count - 1].entry = true;
            continue;
        }
        if (max != 0 && ret->frames.count == max) {
            ret->truncated = true;
            return NULL;
        }
        array_push(&ret->frames, link.frame);
    }
    return NULL;
}

static size_t tstate_size(const struct layout *layout)
{
    size_t size = largest(view_end(layout->tstate.frame), view_end(layout->tstate.cframe));

    size = largest(size, view_end(layout->tstate.current_frame));
    size = largest(size, view_end(layout->tstate.datastack_chunk));
    return largest(size, view_end(layout->tstate.datastack_top));
}

static struct error *read_stack(struct runtime *runtime, uint64_t tstate, size_t max,
                                struct data_stack *data, struct stack *ret)
{
    const struct layout *layout = &runtime->layout;
    uint8_t buffer[FRAME_MAX_BYTES];
    struct view view = {buffer, tstate_size(layout)};
    uint64_t newest;

    if (view.size > sizeof buffer)
        return error_create(ERROR_UNSUPPORTED, "a thread state has %zu bytes in this layout",
                            view.size);
    TRY(target_read(runtime->target, tstate, buffer, view.size));
    if (layout_has(layout->tstate.frame))
        return walk(runtime, data, view_uint(view, layout->tstate.frame), true, max, ret);

    newest = view_uint(view, layout->tstate.current_frame);
    if (layout_has(layout->tstate.cframe) && !layout_has(layout->tstate.current_frame)) {
        uint64_t cframe = view_uint(view, layout->tstate.cframe);

        if (cframe != 0)
            TRY(view_read_field(runtime->target, cframe, layout->cframe.current_frame, &newest));
    }
    TRY(copy_data_stack(runtime, view, data));
    return walk(runtime, data, newest, false, max, ret);
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
