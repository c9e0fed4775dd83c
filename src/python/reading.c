/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/reading.h"

#include <stdlib.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/interpreter.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "python/view.h"
#include "target/target.h"

void reading_deinit(struct reading *reading)
{
    stack_deinit(&reading->stack);
    free(take_pointer(reading->codes));
    free(take_pointer(reading->bytecodes));
}

/*
 * Where the frame's instructions begin. A free-threaded build gives each thread a
 * copy of the bytecode (_PyCodeArray, Include/cpython/code.h: a count, then so many pointers), in
 * an array that is replaced when threads are added.
 */
uint64_t reading_bytecode(struct runtime *runtime, const struct stack_frame *raw,
                          const struct code *code)
{
    uint64_t array;
    uint64_t found[2] = {0};

    if (raw->tlbc_index == 0 || !layout_has(runtime->layout.code.co_tlbc))
        return code->bytecode;
    if (raw->tlbc_index < 0 ||
        !error_ignore(view_read_field(runtime->target, code->address, runtime->layout.code.co_tlbc,
                                      &array)) ||
        !error_ignore(target_read_u64(runtime->target, array, &found[0])) ||
        (uint64_t)raw->tlbc_index >= found[0] ||
        !error_ignore(
            target_read_u64(runtime->target, array + 8 + 8 * (uint64_t)raw->tlbc_index, &found[1])))
        return 0;
    return found[1];
}

/* The code objects are read in the same breath: a thread that runs on may free them. */
void reading_take(struct runtime *runtime, const struct thread *thread, size_t max,
                  struct reading *ret)
{
    struct stack *stack = &ret->stack;

    target_cache_on(runtime->target);
    stack_read(runtime, thread->tstate, max, stack);
    ret->holds_gil = interpreter_gil_holder(runtime, thread->interp) == thread->tstate;

    size_t count = stack->frames.count;
    CLEANUP_FREE uint64_t *addresses = xmalloc((count + 1) * sizeof *addresses);

    ret->codes = xcalloc(count + 1, sizeof *ret->codes);
    ret->bytecodes = xcalloc(count + 1, sizeof *ret->bytecodes);
    for (size_t i = 0; i < count; i++)
        addresses[i] = stack->frames.data[i].code;

    struct error *error = code_cache_get(runtime, addresses, count, ret->codes);

    for (size_t i = 0; i < count; i++)
        if (ret->codes[i] != NULL)
            ret->bytecodes[i] = reading_bytecode(runtime, &stack->frames.data[i], ret->codes[i]);
    target_cache_off(runtime->target);
    if (stack->error == NULL)
        stack->error = error;
    else
        error_destroy(error);
}

int reading_lasti(const struct runtime *runtime, const struct stack_frame *raw, uint64_t bytecode)
{
    if (runtime->layout.traits.lasti_unit != 0)
        return raw->instruction < 0 ? -1
                                    : (int)(raw->instruction * runtime->layout.traits.lasti_unit);

    int64_t offset = (int64_t)((uint64_t)raw->instruction - bytecode);

    /* One before the first instruction stands for a frame that has not begun. */
    return offset < 0 || offset > INT32_MAX ? -1 : (int)offset;
}

struct frame reading_frame(const struct runtime *runtime, const struct stack_frame *raw,
                           const struct code *code, uint64_t bytecode)
{
    struct frame frame = {
        .address = raw->address,
        .code = code,
        .bytecode = bytecode,
        .lasti = reading_lasti(runtime, raw, bytecode),
        .entry = raw->entry,
    };

    frame.position = code_position_at(code, runtime, frame.lasti);
    if (bytecode == 0 && runtime->layout.traits.lasti_unit == 0)
        frame.position = (struct code_position){.column = -1, .end_column = -1};
    if (raw->lineno > 0) {
        frame.position.line = frame.position.end_line = raw->lineno;
        frame.position.column = frame.position.end_column = -1;
    }
    return frame;
}

bool reading_is_incomplete(const struct runtime *runtime, const struct stack_frame *raw,
                           const struct code *code, int lasti)
{
    return layout_has(runtime->layout.code.co_firsttraceable) && !raw->generator &&
           lasti < code->firsttraceable;
}

/* Frames up to the first whose code could not be read. */
static void fill_frames(struct runtime *runtime, const struct reading *reading,
                        struct thread *thread)
{
    const struct stack *stack = &reading->stack;

    for (size_t i = 0; i < stack->frames.count && reading->codes[i] != NULL; i++) {
        const struct stack_frame *raw = &stack->frames.data[i];
        struct frame frame = reading_frame(runtime, raw, reading->codes[i], reading->bytecodes[i]);

        if (!reading_is_incomplete(runtime, raw, frame.code, frame.lasti))
            array_push(&thread->frames, frame);
    }
    thread->truncated = stack->truncated;
}

bool reading_confirm(struct runtime *runtime, const struct reading *reading)
{
    size_t count = reading->stack.frames.count;
    CLEANUP_FREE uint64_t *addresses = xmalloc((count + 1) * sizeof *addresses);
    CLEANUP_FREE const struct code **codes = xcalloc(count + 1, sizeof *codes);

    for (size_t i = 0; i < count; i++)
        addresses[i] = reading->stack.frames.data[i].code;
    if (!error_ignore(code_cache_get(runtime, addresses, count, codes)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (codes[i] != reading->codes[i])
            return false;
    return true;
}

void reading_settle(struct runtime *runtime, struct reading *reading, struct thread *thread,
                    const struct proof *proof)
{
    fill_frames(runtime, reading, thread);
    thread->error = take_pointer(reading->stack.error);
    thread->proof = *proof;
    if (proof->how == PROOF_OFF_CPU || proof->how == PROOF_PTRACE)
        thread->gil = reading->holds_gil;
    thread->proof.verified_frames = thread->frames.count;
}
