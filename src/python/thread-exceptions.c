/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/thread-exceptions.h"

#include <string.h>

#include "base/memory.h"
#include "python/bytecode.h"
#include "python/runtime.h"
#include "python/type.h"
#include "python/variables.h"
#include "python/view.h"

#define BLOCKS_MAX 20            /* CO_MAXBLOCKS, Include/code.h */
#define BLOCK_EXCEPT_HANDLER 257 /* EXCEPT_HANDLER, Include/opcode.h */
#define BLOCK_FINALLY 122        /* SETUP_FINALLY of 2.7: a block's type is its opcode */
#define SLOT_BYTES 8
#define FOUND_MAX 1000

/* An exception as it is kept; all zero: none. */
struct kept {
    uint64_t type, value, traceback;
};

struct search {
    struct runtime *runtime;
    struct types *types;
    thread_exception_array *found;
    struct kept current; /* handled by the frame that is looked at, or by one further out */
    uint64_t item;       /* 3.7+: the _PyErr_StackItem that current was in; 0: the last one */
};

static bool is_of_kind(const struct search *s, uint64_t object, enum type_kind kind)
{
    const struct type *type;

    return object != 0 && error_ignore(types_of(s->types, object, &type)) && type->kind == kind;
}

/* Nothing is kept as NULL or as None. */
static bool is_there(const struct search *s, const struct kept *kept)
{
    uint64_t object = kept->value != 0 ? kept->value : kept->type;

    return object != 0 && !is_of_kind(s, object, KIND_NONE);
}

static void add(struct search *s, struct thread_exception exception)
{
    if (s->found->count < FOUND_MAX)
        array_push(s->found, exception);
}

static struct thread_exception as_exception(const struct search *s, const struct kept *kept)
{
    return (struct thread_exception){
        .value = kept->value,
        .type = kept->type,
        .traceback = kept->traceback,
        .made = is_of_kind(s, kept->value, KIND_EXCEPTION) ||
                is_of_kind(s, kept->value, KIND_OLD_INSTANCE),
    };
}

static void add_handled(struct search *s, bool level_known, size_t level)
{
    struct thread_exception exception = as_exception(s, &s->current);

    if (!is_there(s, &s->current))
        return;
    exception.level_known = level_known;
    exception.level = level;
    add(s, exception);
}

/* ---- where a thread keeps them */

static struct error *read_item(struct search *s, uint64_t item)
{
    const struct layout *layout = &s->runtime->layout;
    struct layout_field fields[] = {layout->exc_item.exc_type, layout->exc_item.exc_value,
                                    layout->exc_item.exc_traceback, layout->exc_item.previous_item};
    uint64_t values[4];

    TRY(view_read_fields(s->runtime->target, item, fields, 4, values));
    s->current = (struct kept){values[0], values[1], values[2]};
    s->item = values[3];
    return NULL;
}

static struct error *read_thread(struct search *s, uint64_t tstate)
{
    const struct layout *layout = &s->runtime->layout;
    struct layout_field fields[] = {
        layout->tstate.exc_info,         layout->tstate.exc_type,
        layout->tstate.exc_value,        layout->tstate.exc_traceback,
        layout->tstate.curexc_type,      layout->tstate.curexc_value,
        layout->tstate.curexc_traceback, layout->tstate.current_exception};
    uint64_t values[8];
    struct kept raised;

    TRY(view_read_fields(s->runtime->target, tstate, fields, 8, values));
    raised = (struct kept){values[4], values[7] != 0 ? values[7] : values[5], values[6]};
    if (is_there(s, &raised)) {
        struct thread_exception exception = as_exception(s, &raised);

        exception.raised = true;
        add(s, exception);
    }
    s->current = (struct kept){values[1], values[2], values[3]};
    return values[0] != 0 ? read_item(s, values[0]) : NULL;
}

/* ---- where frames do */

/* 2.7: whether an instruction is part of a `finally:`, looking for what it is within. */
static bool is_in_finally(const struct bytecode *bytecode, int lasti)
{
    const struct instruction *at = bytecode_at(bytecode, lasti);
    size_t ended = 0;

    if (at == NULL)
        return false;
    for (; at > bytecode->instructions.data; at--) {
        const char *name = bytecode->opcodes.by_number[at[-1].opcode].name;

        if (name == NULL)
            return false;
        if (strcmp(name, "END_FINALLY") == 0)
            ended++;
        else if (strncmp(name, "SETUP_", 6) != 0 || strcmp(name, "SETUP_LOOP") == 0)
            continue;
        else if (ended > 0)
            ended--;
        else if (strcmp(name, "SETUP_FINALLY") == 0 && at[-1].target <= lasti)
            return true;
    }
    return false;
}

/*
 * 2.7: what a `finally:` will raise again at its end is on the frame's stack alone, as traceback,
 * value and type, and sys.exc_info() does not know it. Where, is told by the block that was taken
 * off to run it, which stays in its place until there is another. What a traceback begins with is
 * the frame that it is in.
 */
static struct error *add_of_finally(struct search *s, const struct frame *frame, size_t level)
{
    const struct layout *layout = &s->runtime->layout;
    struct layout_field fields[] = {layout->pyframe.f_iblock, layout->pyframe.f_valuestack};
    struct layout_field block_fields[] = {layout->block.b_type, layout->block.b_level};
    CLEANUP(bytecode_deinit) struct bytecode bytecode;
    struct thread_exception exception;
    uint64_t values[2], block[2], kept[3], traced;
    const struct type *type;
    struct kept found;

    if (!error_ignore(bytecode_read(s->runtime, frame->code, frame->bytecode, &bytecode)))
        return NULL;
    if (!is_in_finally(&bytecode, frame->lasti))
        return NULL;
    TRY(view_read_fields(s->runtime->target, frame->address, fields, 2, values));
    if (values[0] >= BLOCKS_MAX)
        return NULL;
    TRY(view_read_fields(s->runtime->target,
                         frame->address + layout->pyframe.f_blockstack.offset +
                             values[0] * layout->block.size,
                         block_fields, 2, block));
    if (block[0] != BLOCK_FINALLY || block[1] > INT32_MAX)
        return NULL;
    /* Where none is on its way, or something is returned, they are what was left there. */
    if (!error_ignore(target_read(s->runtime->target, values[1] + SLOT_BYTES * block[1], kept,
                                  sizeof kept)) ||
        !error_ignore(types_of(s->types, kept[0], &type)) || !type_is(type, "traceback") ||
        !error_ignore(
            view_read_field(s->runtime->target, kept[0], layout->traceback.tb_frame, &traced)) ||
        traced != frame->address ||
        !(is_of_kind(s, kept[2], KIND_TYPE) || is_of_kind(s, kept[2], KIND_OLD_CLASS)))
        return NULL;
    found = (struct kept){kept[2], kept[1], kept[0]};
    exception = as_exception(s, &found);
    exception.level_known = true;
    exception.level = level;
    if (found.value == 0 || found.value != s->current.value)
        add(s, exception);
    return NULL;
}

/* 2.7: what there was before the frame caught its first one. */
static struct error *leave_frame_2(struct search *s, uint64_t frame, bool handles, size_t level)
{
    const struct layout *layout = &s->runtime->layout;
    struct layout_field fields[] = {layout->pyframe.f_exc_type, layout->pyframe.f_exc_value,
                                    layout->pyframe.f_exc_traceback};
    uint64_t values[3];

    TRY(view_read_fields(s->runtime->target, frame, fields, 3, values));
    if (values[0] == 0)
        return NULL;
    if (handles)
        add_handled(s, true, level);
    s->current = (struct kept){values[0], values[1], values[2]};
    return NULL;
}

/* 3.6-3.10: three values below each handler's block. */
static struct error *leave_blocks(struct search *s, uint64_t frame, size_t level)
{
    const struct layout *layout = &s->runtime->layout;
    struct layout_field fields[] = {layout->pyframe.f_iblock, layout->pyframe.f_valuestack};
    struct layout_field block_fields[] = {layout->block.b_type, layout->block.b_level};
    uint64_t values[2];

    TRY(view_read_fields(s->runtime->target, frame, fields, 2, values));
    if (values[0] > BLOCKS_MAX)
        return error_create(ERROR_CORRUPT, "a frame cannot have %d blocks", (int32_t)values[0]);
    for (uint64_t i = values[0]; i-- > 0;) {
        uint64_t block[2], kept[3];

        TRY(view_read_fields(s->runtime->target,
                             frame + layout->pyframe.f_blockstack.offset + i * layout->block.size,
                             block_fields, 2, block));
        if ((int32_t)block[0] != BLOCK_EXCEPT_HANDLER)
            continue;
        TRY(target_read(s->runtime->target, values[1] + SLOT_BYTES * block[1], kept, sizeof kept));
        add_handled(s, true, level);
        s->current = (struct kept){kept[2], kept[1], kept[0]};
    }
    return NULL;
}

/* 3.11+: one value on the stack, where the bytecode says. */
static struct error *leave_handlers(struct search *s, const struct frame *frame, size_t level,
                                    bool *lost)
{
    const struct layout *layout = &s->runtime->layout;
    CLEANUP(bytecode_deinit) struct bytecode bytecode;
    const struct instruction *at;
    uint64_t locals;

    TRY(bytecode_read(s->runtime, frame->code, frame->bytecode, &bytecode));
    at = bytecode_at(&bytecode, frame->lasti);
    if (at == NULL || at->handled == BYTECODE_UNKNOWN) {
        /* It may handle something or not: what is further out is not to be told apart. */
        *lost = true;
        return NULL;
    }
    if (at->handled == BYTECODE_NONE)
        return NULL;
    TRY(view_read_field(s->runtime->target, frame->code->address, layout->code.co_nlocalsplus,
                        &locals));
    for (int i = at->handled; i >= 0; i = bytecode.handled.data[i].outer) {
        uint64_t slot;

        TRY(target_read_u64(s->runtime->target,
                            frame->address + layout->iframe.localsplus.offset +
                                SLOT_BYTES * (locals + (uint64_t)bytecode.handled.data[i].slot),
                            &slot));
        add_handled(s, true, level);
        s->current = (struct kept){.value = variables_slot(s->runtime, slot).object};
    }
    return NULL;
}

/* A generator that runs has an item of its own: the address of it, 0 if the frame is none's. */
static struct error *item_of_frame(struct search *s, const struct frame *frame, uint64_t *ret)
{
    const struct layout *layout = &s->runtime->layout;
    uint64_t generator = 0, owner;

    *ret = 0;
    if (layout_has(layout->pyframe.f_gen)) {
        TRY(view_read_field(s->runtime->target, frame->address, layout->pyframe.f_gen, &generator));
    } else if (layout_has(layout->iframe.owner)) {
        TRY(view_read_field(s->runtime->target, frame->address, layout->iframe.owner, &owner));
        if ((int64_t)owner == layout->traits.owner.generator)
            generator = frame->address - layout->generator.gi_iframe.offset;
    }
    if (generator != 0)
        *ret = generator + layout->generator.gi_exc_state.offset;
    return NULL;
}

static struct error *leave_frame(struct search *s, const struct frame *frame, size_t level,
                                 uint64_t *item, bool *lost)
{
    const struct layout *layout = &s->runtime->layout;
    uint64_t its_item;

    /* 2.7 has this of all frames, 3.6 of those of generators. */
    if (layout_has(layout->pyframe.f_exc_type)) {
        if (!layout->traits.strings_are_bytes)
            TRY(leave_blocks(s, frame->address, level));
        else
            TRY(add_of_finally(s, frame, level));
        return leave_frame_2(s, frame->address, layout->traits.strings_are_bytes, level);
    }
    if (!*lost && layout_has(layout->pyframe.f_blockstack))
        TRY(leave_blocks(s, frame->address, level));
    else if (!*lost)
        TRY(leave_handlers(s, frame, level, lost));
    TRY(item_of_frame(s, frame, &its_item));
    if (its_item == 0 || its_item != *item)
        return NULL;
    /* What the generator's own frame does not account for. */
    if (*lost)
        add_handled(s, false, 0);
    *lost = false;
    *item = s->item;
    s->current = (struct kept){0};
    return s->item != 0 ? read_item(s, s->item) : NULL;
}

static struct error *search(struct search *s, const struct thread *thread)
{
    uint64_t item = 0;
    bool lost = false;

    if (layout_has(s->runtime->layout.tstate.exc_info))
        TRY(view_read_field(s->runtime->target, thread->tstate, s->runtime->layout.tstate.exc_info,
                            &item));
    TRY(read_thread(s, thread->tstate));
    for (size_t level = 0; level < thread->frames.count; level++)
        TRY(leave_frame(s, &thread->frames.data[level], level, &item, &lost));
    add_handled(s, false, 0);
    return NULL;
}

struct error *thread_exceptions(struct runtime *runtime, const struct thread *thread,
                                thread_exception_array *ret)
{
    struct search s = {.runtime = runtime, .types = types_create(runtime), .found = ret};
    struct error *error = search(&s, thread);

    types_destroy(s.types);
    return error;
}
