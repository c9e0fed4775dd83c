/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/awaited.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/frame-stack.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/type.h"
#include "python/variables.h"
#include "python/view.h"
#include "repr/call-path.h"
#include "repr/held.h"
#include "repr/wait-library.h"

/* A function of the library that waits calls few others of it. */
#define LEVELS_MAX 4

const char *awaited_kind_name(enum awaited_kind kind)
{
    static const char *const names[AWAITED_KINDS] = {NULL, "Lock", "RLock", "Thread", "module"};

    return names[kind];
}

/* ---- what is written in Python */

struct library_wait {
    const char *file, *function;
    const char *attribute; /* of its self: who it waits for */
    enum awaited_kind kind;
};

/* The second one of two is that of 2.7, or of an RLock that is not written in C. */
static const struct library_wait library_waits[] = {
    {"threading.py", "join", "_ident", AWAITED_THREAD},
    {"threading.py", "join", "_Thread__ident", AWAITED_THREAD},
    {"threading.py", "acquire", "_owner", AWAITED_RLOCK},
    {"threading.py", "acquire", "_RLock__owner", AWAITED_RLOCK},
    {"<frozen importlib._bootstrap>", "acquire", "owner", AWAITED_MODULE},
};

static bool find_self(const struct variables_view *view, size_t level, uint64_t *ret)
{
    struct variable self;

    if (!error_ignore(variables_find(view, level, "self", false, &self)))
        return false;
    free(self.name);
    *ret = self.object;
    return self.object != 0;
}

static bool read_ident(struct runtime *runtime, struct awaited *awaited)
{
    uint64_t value;

    return error_ignore(object_attribute(runtime, awaited->object, awaited->attribute, &value)) &&
           error_ignore(object_int(runtime, value, &awaited->ident)) && awaited->ident != 0;
}

static bool find_in_library(const struct variables_view *view, struct awaited *ret)
{
    const struct thread *thread = view->thread;

    for (size_t level = 0; level < thread->frames.count && level < LEVELS_MAX; level++) {
        const struct code *code = thread->frames.data[level].code;
        const char *file = strncmp(code->filename, "<frozen importlib.", 18) == 0
                               ? code->filename
                               : wait_library_file(code->filename);

        if (file == NULL)
            return false;
        for (size_t i = 0; i < sizeof library_waits / sizeof *library_waits; i++) {
            const struct library_wait *wait = &library_waits[i];

            if (strcmp(file, wait->file) != 0 || strcmp(code->name, wait->function) != 0)
                continue;
            *ret = (struct awaited){.kind = wait->kind, .attribute = wait->attribute};
            if (find_self(view, level, &ret->object) && read_ident(view->runtime, ret))
                return true;
        }
    }
    return false;
}

/* ---- locks that are written in C */

static bool as_lock(const struct variables_view *view, struct types *types, uint64_t object,
                    struct awaited *ret)
{
    uint64_t lock = held_lock_of(view->runtime, types, object);
    const struct type *type;

    if (lock == 0 || !error_ignore(types_of(types, lock, &type)))
        return false;
    *ret = (struct awaited){.kind = type->kind == KIND_RLOCK ? AWAITED_RLOCK : AWAITED_LOCK,
                            .object = lock};
    awaited_refresh(view->runtime, types, ret);
    return ret->kind != AWAITED_NOTHING;
}

/* What is called, or entered, is what was put on the stack last. False in *known: it is not known
 * what there is. */
static bool find_on_stack(const struct variables_view *view, struct types *types,
                          struct awaited *ret, bool *known)
{
    const struct frame *frame = &view->thread->frames.data[0];
    struct bytecode bytecode;
    struct frame_stack stack = {0};
    bool found = false;

    *known = false;
    if (!error_ignore(bytecode_read(view->runtime, frame->code, frame->bytecode, &bytecode)))
        return false;
    if (error_ignore(frame_stack_read(view->runtime, frame, &bytecode, &stack)))
        *known = stack.source != STACK_UNKNOWN;
    for (size_t i = stack.values.count; i-- > 0 && !found;)
        found = as_lock(view, types, stack.values.data[i].object, ret);
    frame_stack_deinit(&stack);
    bytecode_deinit(&bytecode);
    return found;
}

/* Where the stack is not known: what the names of the call lead to now. */
static bool find_by_name(const struct variables_view *view, struct types *types, const char *call,
                         struct awaited *ret)
{
    CLEANUP_FREE char *path = call != NULL ? call_path(call) : NULL;
    bool enters = call != NULL && strncmp(call, "with ", 5) == 0;
    char *method = path != NULL && !enters ? strrchr(path, '.') : NULL;
    uint64_t object;

    /* "pool.lock" of "pool.lock.acquire" */
    if (method != NULL)
        *method = '\0';
    return path != NULL && call_path_find(view, types, path, &object) &&
           as_lock(view, types, object, ret);
}

void awaited_find(const struct variables_view *view, struct types *types, const char *call,
                  bool in_futex, struct awaited *ret)
{
    bool known;

    if (view->thread->frames.count == 0 || find_in_library(view, ret))
        return;
    /* Condition.wait() has a lock of its own, which nobody else has. */
    if (!in_futex || held_is_given_back(view->thread->frames.data[0].code) ||
        (!find_on_stack(view, types, ret, &known) &&
         (known || !find_by_name(view, types, call, ret))))
        *ret = (struct awaited){.kind = AWAITED_NOTHING};
}

void awaited_refresh(struct runtime *runtime, struct types *types, struct awaited *awaited)
{
    bool held = true;

    switch (awaited->kind) {
    case AWAITED_LOCK:
        held = !held_lock_is_free(runtime, types, awaited->object);
        break;
    case AWAITED_RLOCK:
        if (awaited->attribute != NULL)
            held = read_ident(runtime, awaited);
        else
            held = error_ignore(view_read_field(runtime->target, awaited->object,
                                                runtime->layout.rlock.owner, &awaited->ident)) &&
                   awaited->ident != 0;
        break;
    case AWAITED_MODULE:
        held = read_ident(runtime, awaited);
        break;
    default:
        break;
    }
    if (!held)
        *awaited = (struct awaited){.kind = AWAITED_NOTHING};
}
