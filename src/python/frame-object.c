/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/frame-object.h"

#include "python/code-cache.h"
#include "python/code.h"
#include "python/reading.h"
#include "python/snapshot.h"
#include "python/runtime.h"
#include "python/stack.h"
#include "python/view.h"

int frame_object_line(const struct runtime *runtime, const struct stack_frame *frame,
                      const struct code *code)
{
    int64_t lasti = runtime->layout.traits.lasti_unit != 0
                        ? frame->instruction * runtime->layout.traits.lasti_unit
                        : (int64_t)((uint64_t)frame->instruction - code->bytecode);

    if (frame->lineno > 0)
        return frame->lineno;
    return code_position_at(code, runtime, lasti < 0 || lasti > INT32_MAX ? -1 : (int)lasti).line;
}

/* trace_line: what a trace function has set; 0: nothing. */
static struct error *read_frame(struct runtime *runtime, uint64_t address, struct stack_frame *ret,
                                const struct code **code, int *trace_line)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->pyframe.f_frame, layout->pyframe.f_lineno};
    bool within = layout_has(layout->pyframe.f_frame);
    uint64_t values[2] = {address, 0};

    if (within)
        TRY(view_read_fields(runtime->target, address, fields, 2, values));
    TRY(stack_read_frame(runtime, values[0], ret));
    TRY(code_cache_get(runtime, &ret->code, 1, code));
    if (*code == NULL)
        return error_create(ERROR_CORRUPT, "a frame without code");
    *trace_line = within ? (int32_t)values[1] : 0;
    return NULL;
}

struct error *frame_object_position(struct runtime *runtime, uint64_t address,
                                    const struct code **code, int *line)
{
    struct stack_frame frame;
    int trace_line;

    TRY(read_frame(runtime, address, &frame, code, &trace_line));
    /* A thread's own copy of the bytecode would have to be found. */
    if (frame.tlbc_index != 0)
        return error_create(ERROR_UNSUPPORTED, "where a frame of this build stands");
    *line = trace_line > 0 ? trace_line : frame_object_line(runtime, &frame, *code);
    return NULL;
}

struct error *frame_object_frame(struct runtime *runtime, uint64_t address, struct frame *ret)
{
    const struct code *code;
    struct stack_frame raw;
    int trace_line;

    TRY(read_frame(runtime, address, &raw, &code, &trace_line));
    *ret = reading_frame(runtime, &raw, code, reading_bytecode(runtime, &raw, code));
    return NULL;
}
