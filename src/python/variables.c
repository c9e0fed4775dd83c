/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/type.h"
#include "python/view.h"

/* Of one code object; CPython's own compiler gives up long before. */
#define NAMES_MAX 100000
#define GLOBALS_MAX 1000000
#define NAME_MAX_CHARACTERS 10000

#define CODE_FLAG_OPTIMIZED 0x1 /* CO_OPTIMIZED: its locals are in the frame, not in a dict */

/* co_localspluskinds, Include/internal/pycore_code.h */
#define LOCAL_KIND_CELL 0x40
#define LOCAL_KIND_FREE 0x80

/* Tags of references in frames, Include/internal/pycore_stackref.h */
#define TAGGED_NULL 1
#define TAGGED_INT 3

const char *variable_kind_name(enum variable_kind kind)
{
    static const char *const names[] = {"arg", "local", "cell", "free", "global"};

    return names[kind];
}

void variables_deinit(variable_array *variables)
{
    for (size_t i = 0; i < variables->count; i++)
        free(variables->data[i].name);
    array_deinit(variables);
}

void variables_view_init(struct variables_view *view, struct runtime *runtime,
                         const struct thread *thread)
{
    view->runtime = runtime;
    view->thread = thread;
    target_cache_on(runtime->target);
    stack_read(runtime, thread->tstate, 0, &view->stack);
    target_cache_off(runtime->target);
}

void variables_view_deinit(struct variables_view *view)
{
    stack_deinit(&view->stack);
}

/* Whether the frame stands at the instruction at which the snapshot saw it. */
static bool same_place(const struct runtime *runtime, const struct stack_frame *now,
                       const struct frame *then)
{
    int64_t lasti;

    if (runtime->layout.traits.lasti_unit != 0)
        lasti = now->instruction < 0 ? -1 : now->instruction * runtime->layout.traits.lasti_unit;
    else if (now->tlbc_index != 0)
        return true; /* in another copy of the bytecode */
    else
        lasti = (int64_t)((uint64_t)now->instruction - then->code->bytecode);
    return lasti == then->lasti || (lasti < 0 && then->lasti < 0);
}

struct error *variables_check(const struct variables_view *view, size_t level, bool *moved)
{
    const struct thread *thread = view->thread;
    const struct stack *stack = &view->stack;
    const struct frame *frame = &thread->frames.data[level];
    size_t at = 0;

    while (at < stack->frames.count && stack->frames.data[at].address != frame->address)
        at++;
    *moved = at < stack->frames.count && !same_place(view->runtime, &stack->frames.data[at], frame);
    for (size_t i = level; i < thread->frames.count; i++, at++) {
        const struct frame *then = &thread->frames.data[i];
        const struct stack_frame *now = &stack->frames.data[at];

        /* Who waits for another frame's return stands still. */
        if (at >= stack->frames.count || now->address != then->address ||
            now->code != then->code->address ||
            (i > level && !same_place(view->runtime, now, then)))
            return error_create(ERROR_NOT_FOUND,
                                "frame %zu of thread %u has returned since it was read; `bt` "
                                "reads anew",
                                level, thread->num);
    }
    return NULL;
}

/* ---- what the code object says */

struct name {
    char *text;
    enum variable_kind kind;
    bool cell; /* the slot holds a cell */
};

typedef ARRAY(struct name) name_array;

static void names_deinit(name_array *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->data[i].text);
    array_deinit(names);
}

static struct error *read_names(struct runtime *runtime, uint64_t tuple, enum variable_kind kind,
                                bool cell, name_array *ret)
{
    const struct layout *layout = &runtime->layout;
    uint64_t count;

    TRY(view_read_field(runtime->target, tuple, layout->var_object.ob_size, &count));
    if (count > NAMES_MAX)
        return error_create(ERROR_CORRUPT, "a code object cannot have %lld names",
                            (long long)count);

    CLEANUP_FREE uint64_t *items = xmalloc(count * sizeof *items);

    TRY(target_read(runtime->target, tuple + layout->tuple.ob_item.offset, items, 8 * count));
    for (size_t i = 0; i < count; i++) {
        struct name name = {.kind = kind, .cell = cell};

        TRY(string_read(runtime, items[i], NULL, NAME_MAX_CHARACTERS, &name.text));
        array_push(ret, name);
    }
    return NULL;
}

static size_t argument_count(const struct code *code)
{
    size_t count = (size_t)(code->argcount > 0 ? code->argcount : 0);

    count += (size_t)(code->kwonlyargcount > 0 ? code->kwonlyargcount : 0);
    count += (code->flags & CODE_FLAG_VARARGS) != 0;
    return count + ((code->flags & CODE_FLAG_VARKEYWORDS) != 0);
}

static bool is_argument_named(const name_array *names, size_t arguments, const char *name)
{
    for (size_t i = 0; i < arguments && i < names->count; i++)
        if (strcmp(names->data[i].text, name) == 0)
            return true;
    return false;
}

/* -3.10: locals, cells and free variables are in three tuples, and in this order in the frame. */
static struct error *read_old_names(struct runtime *runtime, const struct code *code,
                                    name_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->code.co_varnames, layout->code.co_cellvars,
                                    layout->code.co_freevars};
    size_t arguments = argument_count(code);
    uint64_t tuples[3];

    TRY(view_read_fields(runtime->target, code->address, fields, 3, tuples));
    TRY(read_names(runtime, tuples[0], VARIABLE_LOCAL, false, ret));
    for (size_t i = 0; i < arguments && i < ret->count; i++)
        ret->data[i].kind = VARIABLE_ARG;

    size_t locals = ret->count;

    TRY(read_names(runtime, tuples[1], VARIABLE_CELL, true, ret));
    /* An argument that inner functions use has moved from its own slot into a cell. */
    for (size_t i = locals; i < ret->count; i++)
        if (is_argument_named(ret, arguments, ret->data[i].text))
            ret->data[i].kind = VARIABLE_ARG;
    return read_names(runtime, tuples[2], VARIABLE_FREE, true, ret);
}

/* 3.11+: one tuple of names, and a byte for the kind of each. */
static struct error *read_kinds(struct runtime *runtime, const struct code *code, name_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->code.co_localsplusnames,
                                    layout->code.co_localspluskinds};
    size_t arguments = argument_count(code);
    CLEANUP_FREE uint8_t *kinds = NULL;
    uint64_t objects[2];
    size_t count;

    TRY(view_read_fields(runtime->target, code->address, fields, 2, objects));
    TRY(read_names(runtime, objects[0], VARIABLE_LOCAL, false, ret));
    TRY(string_read_bytes(runtime, objects[1], NULL, NAMES_MAX, &kinds, &count));
    for (size_t i = 0; i < ret->count && i < count; i++) {
        struct name *name = &ret->data[i];

        name->cell = (kinds[i] & (LOCAL_KIND_CELL | LOCAL_KIND_FREE)) != 0;
        name->kind = i < arguments                       ? VARIABLE_ARG
                     : (kinds[i] & LOCAL_KIND_FREE) != 0 ? VARIABLE_FREE
                     : (kinds[i] & LOCAL_KIND_CELL) != 0 ? VARIABLE_CELL
                                                         : VARIABLE_LOCAL;
    }
    return NULL;
}

/* ---- what the frame holds */

/* What a cell holds; what is no cell (yet) is the value itself. */
static uint64_t within_cell(struct runtime *runtime, struct types *types, uint64_t object)
{
    const struct type *type;
    uint64_t inner;

    if (!error_ignore(types_of(types, object, &type)) || type->kind != KIND_CELL)
        return object;
    if (!error_ignore(
            view_read_field(runtime->target, object, runtime->layout.cell.ob_ref, &inner)))
        return 0;
    return inner;
}

static bool is_interpreter_frame(const struct layout *layout)
{
    return !layout_has(layout->tstate.frame);
}

static uint64_t slots_of(const struct layout *layout, const struct frame *frame)
{
    return frame->address + (is_interpreter_frame(layout) ? layout->iframe.localsplus.offset
                                                          : layout->pyframe.f_localsplus.offset);
}

/*
 * Where the value of a name is: in its own slot, or, of an argument that inner functions use
 * (-3.10), in that of the cell of the same name, which is then taken from the list.
 */
static size_t slot_of(name_array *names, size_t index)
{
    const struct name *name = &names->data[index];

    if (name->kind != VARIABLE_ARG || name->cell)
        return index;
    for (size_t i = index + 1; i < names->count; i++) {
        struct name *other = &names->data[i];

        if (other->cell && other->kind == VARIABLE_ARG && other->text != NULL &&
            strcmp(other->text, name->text) == 0) {
            free(take_pointer(other->text));
            return i;
        }
    }
    return index;
}

/* What a slot holds; false if nothing. */
static bool take_slot(struct runtime *runtime, struct types *types, uint64_t slot, bool cell,
                      struct variable *ret)
{
    uint64_t mask = runtime->layout.traits.stack_ref_mask;

    ret->object = slot;
    if (mask != 0 && (slot & TAGGED_INT) == TAGGED_INT) {
        ret->object = 0;
        ret->number = (int64_t)slot >> 2;
        return true;
    }
    if (mask != 0)
        ret->object = slot == TAGGED_NULL ? 0 : slot & ~mask;
    if (ret->object != 0 && cell)
        ret->object = within_cell(runtime, types, ret->object);
    return ret->object != 0;
}

static struct error *take_slots(struct runtime *runtime, const struct frame *frame,
                                name_array *names, variable_array *ret)
{
    CLEANUP_FREE uint64_t *slots = xmalloc(names->count * sizeof *slots);
    struct types *types = types_create(runtime);
    struct error *error = target_read(runtime->target, slots_of(&runtime->layout, frame), slots,
                                      names->count * sizeof *slots);

    for (size_t i = 0; error == NULL && i < names->count; i++) {
        struct name *name = &names->data[i];
        struct variable variable = {.kind = name->kind};

        if (name->text == NULL)
            continue;

        size_t slot = slot_of(names, i);

        variable.unbound =
            !take_slot(runtime, types, slots[slot], names->data[slot].cell, &variable);
        variable.name = take_pointer(name->text);
        array_push(ret, variable);
    }
    types_destroy(types);
    return error;
}

static struct error *take_dict(struct runtime *runtime, uint64_t dict, enum variable_kind kind,
                               variable_array *ret)
{
    dict_item_array items = {0};
    struct error *error = dict_items(runtime, dict, GLOBALS_MAX, &items);

    for (size_t i = 0; error == NULL && i < items.count; i++) {
        struct variable variable = {.kind = kind, .object = items.data[i].value};

        /* A key that is no str is no name. */
        if (error_ignore(
                string_read(runtime, items.data[i].key, NULL, NAME_MAX_CHARACTERS, &variable.name)))
            array_push(ret, variable);
    }
    array_deinit(&items);
    return error;
}

/* f_locals, f_globals and f_builtins, as borrowed or tagged as they may be; 0: none. */
static struct error *read_spaces(struct runtime *runtime, const struct frame *frame,
                                 uint64_t spaces[3])
{
    const struct layout *layout = &runtime->layout;
    struct layout_field interpreter[] = {layout->iframe.locals, layout->iframe.globals,
                                         layout->iframe.builtins};
    struct layout_field object[] = {layout->pyframe.f_locals, layout->pyframe.f_globals,
                                    layout->pyframe.f_builtins};

    return view_read_fields(runtime->target, frame->address,
                            is_interpreter_frame(layout) ? interpreter : object, 3, spaces);
}

static struct error *is_dict(struct runtime *runtime, uint64_t object, bool *ret)
{
    struct types *types = types_create(runtime);
    const struct type *type;
    struct error *error = types_of(types, object, &type);

    *ret = error == NULL && type->kind == KIND_DICT;
    types_destroy(types);
    return error;
}

static struct error *all_locals(const struct variables_view *view, size_t level,
                                variable_array *ret)
{
    struct runtime *runtime = view->runtime;
    const struct frame *frame = &view->thread->frames.data[level];
    name_array names = {0};
    uint64_t spaces[3];
    bool moved, dict;
    struct error *error;

    TRY(variables_check(view, level, &moved));
    if ((frame->code->flags & CODE_FLAG_OPTIMIZED) == 0) {
        TRY(read_spaces(runtime, frame, spaces));
        if (spaces[0] != 0) {
            TRY(is_dict(runtime, spaces[0], &dict));
            if (!dict)
                return error_create(ERROR_UNSUPPORTED,
                                    "the names of this frame are in a mapping that is no dict");
            TRY(take_dict(runtime, spaces[0],
                          spaces[0] == spaces[1] ? VARIABLE_GLOBAL : VARIABLE_LOCAL, ret));
        }
    }
    error = layout_has(runtime->layout.code.co_localspluskinds)
                ? read_kinds(runtime, frame->code, &names)
                : read_old_names(runtime, frame->code, &names);
    if (error == NULL)
        error = take_slots(runtime, frame, &names, ret);
    names_deinit(&names);
    return error;
}

struct error *variables_locals(const struct variables_view *view, size_t level, variable_array *ret)
{
    size_t kept = ret->count;
    size_t first = ret->count;
    struct error *error = all_locals(view, level, ret);

    for (size_t i = first; i < ret->count; i++) {
        if (ret->data[i].unbound)
            free(ret->data[i].name);
        else
            ret->data[kept++] = ret->data[i];
    }
    ret->count = kept;
    return error;
}

struct error *variables_globals(const struct variables_view *view, size_t level,
                                variable_array *ret)
{
    uint64_t spaces[3];
    bool moved;

    TRY(variables_check(view, level, &moved));
    TRY(read_spaces(view->runtime, &view->thread->frames.data[level], spaces));
    return take_dict(view->runtime, spaces[1], VARIABLE_GLOBAL, ret);
}

static struct error *unbound(const struct variable *variable)
{
    if (variable->kind == VARIABLE_FREE)
        return error_create(
            ERROR_NOT_FOUND,
            "NameError: cannot access free variable '%s' where it is not associated "
            "with a value in enclosing scope",
            variable->name);
    return error_create(ERROR_NOT_FOUND,
                        "UnboundLocalError: cannot access local variable '%s' where it is not "
                        "associated with a value",
                        variable->name);
}

struct error *variables_find(const struct variables_view *view, size_t level, const char *name,
                             struct variable *ret)
{
    const struct frame *frame = &view->thread->frames.data[level];
    variable_array locals = {0};
    uint64_t spaces[3];
    bool found = false;
    struct error *error = all_locals(view, level, &locals);

    for (size_t i = 0; error == NULL && i < locals.count && !found; i++) {
        if (strcmp(locals.data[i].name, name) != 0)
            continue;
        /* A class body looks further, everyone else's local is just not there. */
        if (locals.data[i].unbound && (frame->code->flags & CODE_FLAG_OPTIMIZED) == 0)
            continue;
        found = true;
        if (locals.data[i].unbound) {
            error = unbound(&locals.data[i]);
        } else {
            *ret = locals.data[i];
            locals.data[i].name = NULL;
        }
    }
    variables_deinit(&locals);
    if (error != NULL || found)
        return error;
    TRY(read_spaces(view->runtime, frame, spaces));
    *ret = (struct variable){.kind = VARIABLE_GLOBAL};
    for (int i = 1; i < 3; i++) {
        if (spaces[i] == 0)
            continue;
        error = dict_find(view->runtime, spaces[i], name, &ret->object);
        if (error == NULL) {
            ret->name = xstrdup(name);
            return NULL;
        }
        if (error->kind != ERROR_NOT_FOUND)
            return error;
        error_destroy(error);
    }
    return error_create(ERROR_NOT_FOUND, "NameError: name '%s' is not defined", name);
}
