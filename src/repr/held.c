/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/held.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/frame-stack.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/type.h"
#include "python/variables.h"
#include "python/view.h"
#include "repr/wait-library.h"

/* _Py_LOCKED of pycore_lock.h; before 3.13 a byte that is 0 or 1 */
#define LOCKED 1
/* CO_MAXBLOCKS of Include/cpython/code.h */
#define BLOCKS_MAX 20
#define STACK_MAX 100000
#define SLOT_BYTES 8
#define NAME_MAX_BYTES 32
/* Frames within `with lock:` are few, and those that matter not far from the newest one. */
#define FRAMES_MAX 200
#define LOCKS_MAX 1000

/* A plain lock by its name, whatever is known of its struct, which differs within 3.13. */
static bool is_plain_lock(const struct type *type)
{
    return type->kind == KIND_LOCK || (type->native && (strcmp(type->c_name, "_thread.lock") == 0 ||
                                                        strcmp(type->c_name, "thread.lock") == 0));
}

static bool is_lock(struct types *types, uint64_t object)
{
    const struct type *type;

    return object != 0 && error_ignore(types_of(types, object, &type)) &&
           (type->kind == KIND_RLOCK || is_plain_lock(type));
}

uint64_t held_lock_of(struct runtime *runtime, struct types *types, uint64_t object)
{
    const struct type *type;
    uint64_t self;

    if (is_lock(types, object))
        return object;
    if (object != 0 && error_ignore(types_of(types, object, &type)) && type->kind == KIND_BUILTIN &&
        error_ignore(
            view_read_field(runtime->target, object, runtime->layout.cfunction.m_self, &self)) &&
        is_lock(types, self))
        return self;
    return 0;
}

bool held_lock_is_free(struct runtime *runtime, struct types *types, uint64_t lock)
{
    const struct type *type;
    uint64_t bits;

    return error_ignore(types_of(types, lock, &type)) && type->kind == KIND_LOCK &&
           error_ignore(
               view_read_field(runtime->target, lock, runtime->layout.lock.locked, &bits)) &&
           (bits & LOCKED) == 0;
}

/* ---- what leaves a `with` */

/* __exit__ of a method that is bound (-3.13) */
static bool is_bound_exit(struct runtime *runtime, uint64_t object)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t method, at;

    return error_ignore(
               view_read_field(runtime->target, object, runtime->layout.cfunction.m_ml, &method)) &&
           error_ignore(
               view_read_field(runtime->target, method, runtime->layout.method_def.ml_name, &at)) &&
           error_ignore(target_read_cstring(runtime->target, at, NAME_MAX_BYTES, &name)) &&
           strcmp(name, "__exit__") == 0;
}

/* and of one that stands below what it is to be called with (3.14+) */
static bool is_exit_descriptor(struct runtime *runtime, uint64_t object)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t at;

    return error_ignore(
               view_read_field(runtime->target, object, runtime->layout.descr.d_name, &at)) &&
           error_ignore(string_read(runtime, at, NULL, NAME_MAX_BYTES, &name)) &&
           strcmp(name, "__exit__") == 0;
}

/* The lock that is left by what these two slots have; 0: none is. */
static uint64_t left_by(struct runtime *runtime, struct types *types, uint64_t exit, uint64_t above)
{
    const struct type *type;

    if (exit == 0 || !error_ignore(types_of(types, exit, &type)))
        return 0;
    if (type->kind == KIND_BUILTIN)
        return is_bound_exit(runtime, exit) ? held_lock_of(runtime, types, exit) : 0;
    if (type->kind == KIND_METHOD_DESCRIPTOR && is_lock(types, above))
        return is_exit_descriptor(runtime, exit) ? above : 0;
    return 0;
}

static void add(struct runtime *runtime, struct types *types, const struct thread *thread,
                size_t level, uint64_t exit, uint64_t above, held_locks *ret)
{
    uint64_t lock = left_by(runtime, types, exit, above);
    const struct type *type;

    /* An RLock says itself who has it. */
    if (lock != 0 && ret->count < LOCKS_MAX && error_ignore(types_of(types, lock, &type)) &&
        is_plain_lock(type) && !held_lock_is_free(runtime, types, lock))
        array_push(ret, ((struct held_lock){lock, thread->ident, level}));
}

/* -3.10: a block is there from when the lock has been entered, and begins above what leaves it. */
static struct error *find_in_blocks(struct runtime *runtime, struct types *types,
                                    const struct thread *thread, size_t level, held_locks *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->pyframe.f_iblock, layout->pyframe.f_valuestack};
    uint64_t frame = thread->frames.data[level].address, values[2];

    TRY(view_read_fields(runtime->target, frame, fields, 2, values));
    for (uint64_t i = 0; i < (uint32_t)values[0] && i < BLOCKS_MAX; i++) {
        uint64_t bottom, slot;

        TRY(view_read_field(runtime->target,
                            frame + layout->pyframe.f_blockstack.offset + i * layout->block.size,
                            layout->block.b_level, &bottom));
        if (bottom == 0 || bottom > STACK_MAX)
            continue;
        TRY(target_read(runtime->target, values[1] + SLOT_BYTES * (bottom - 1), &slot,
                        sizeof slot));
        add(runtime, types, thread, level, slot, 0, ret);
    }
    return NULL;
}

/* So many values of the stack belong to a lock that is only just being entered. */
static size_t being_entered(const struct bytecode *bytecode, const struct instruction *at)
{
    const struct instruction *first = bytecode->instructions.data;
    const char *name = bytecode->opcodes.by_number[at->base].name;
    const char *before = at > first ? bytecode->opcodes.by_number[at[-1].base].name : NULL;

    if (name != NULL && strcmp(name, "BEFORE_WITH") == 0)
        return 1;
    return before != NULL && strcmp(before, "LOAD_SPECIAL") == 0 ? 4 : 0;
}

/* A `with` has one. */
static bool has_handlers(struct runtime *runtime, const struct code *code)
{
    CLEANUP_FREE uint8_t *table = NULL;
    size_t size = 0;
    uint64_t address;

    return error_ignore(view_read_field(runtime->target, code->address,
                                        runtime->layout.code.co_exceptiontable, &address)) &&
           error_ignore(
               string_read_bytes(runtime, address, NULL, BYTECODE_MAX_BYTES, &table, &size)) &&
           size > 0;
}

/* 3.11+: what leaves a `with` is on the stack. */
static struct error *find_on_stack(struct runtime *runtime, struct types *types,
                                   const struct thread *thread, size_t level, held_locks *ret)
{
    CLEANUP(bytecode_deinit) struct bytecode bytecode = {0};
    CLEANUP(frame_stack_deinit) struct frame_stack stack = {0};
    const struct frame *frame = &thread->frames.data[level];
    const struct instruction *at;
    size_t count;

    if (!has_handlers(runtime, frame->code))
        return NULL;
    TRY(bytecode_read(runtime, frame->code, frame->bytecode, &bytecode));
    at = bytecode_at(&bytecode, frame->lasti);
    if (at == NULL || at->depth < 0)
        return NULL;
    TRY(frame_stack_read(runtime, frame, &bytecode, &stack));
    count = being_entered(&bytecode, at);
    count = (size_t)at->depth > count ? (size_t)at->depth - count : 0;
    for (size_t i = 0; i < count && i < stack.values.count; i++)
        add(runtime, types, thread, level, stack.values.data[i].object,
            i + 1 < stack.values.count ? stack.values.data[i + 1].object : 0, ret);
    return NULL;
}

bool held_is_given_back(const struct code *code)
{
    const char *file = wait_library_file(code->filename);

    return file != NULL && strcmp(file, "threading.py") == 0 && strcmp(code->name, "wait") == 0;
}

static void find_in_frames(struct runtime *runtime, struct types *types,
                           const struct thread *thread, held_locks *ret)
{
    bool old = layout_has(runtime->layout.tstate.frame);

    for (size_t level = 0; level < thread->frames.count && level < FRAMES_MAX; level++) {
        if (held_is_given_back(thread->frames.data[level].code))
            return;
        error_ignore(old ? find_in_blocks(runtime, types, thread, level, ret)
                         : find_on_stack(runtime, types, thread, level, ret));
    }
}

/* Those from first on whose frames have moved on since they were read. */
static void drop_moved(struct runtime *runtime, const struct thread *thread, size_t first,
                       held_locks *locks)
{
    struct variables_view view;
    size_t kept = first;
    bool moved;

    variables_view_init(&view, runtime, thread);
    for (size_t i = first; i < locks->count; i++)
        if (error_ignore(variables_check(&view, locks->data[i].level, &moved)) && !moved)
            locks->data[kept++] = locks->data[i];
    locks->count = kept;
    variables_view_deinit(&view);
}

void held_find(struct runtime *runtime, struct types *types, const struct thread *thread,
               held_locks *ret)
{
    size_t before = ret->count;

    if (thread->proof.kind == PROOF_UNVERIFIED)
        return;
    find_in_frames(runtime, types, thread, ret);
    if (ret->count > before && snapshot_has_run(runtime, thread))
        drop_moved(runtime, thread, before, ret);
}
