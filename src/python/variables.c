/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/type.h"
#include "python/view.h"

#define GLOBALS_MAX 1000000
#define NAME_MAX_CHARACTERS 10000

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

/* Whether the frame stands at the instruction at which the snapshot saw it. */
static bool same_place(const struct runtime *runtime, const struct stack_frame *now,
                       const struct frame *then)
{
    int64_t lasti;

    if (layout_has(runtime->layout.code.co_varnames))
        lasti = now->instruction < 0 ? -1 : now->instruction * runtime->layout.traits.lasti_unit;
    else if (now->tlbc_index != 0)
        return true; /* in another copy of the bytecode */
    else
        lasti = (int64_t)((uint64_t)now->instruction - then->code->bytecode);
    return lasti == then->lasti || (lasti < 0 && then->lasti < 0);
}

/* From the outermost frame on: who waits for another's return stands still, and whose caller has
 * gone on is another. */
static void compare_frames(struct variables_view *view)
{
    const struct thread *thread = view->thread;
    const struct stack *stack = &view->stack;
    size_t i = thread->frames.count, at = stack->frames.count;

    view->first = i;
    view->moved = false;
    /* The snapshot may have been cut. */
    while (i > 0 && at > 0 &&
           stack->frames.data[at - 1].address != thread->frames.data[i - 1].address)
        at--;
    for (; i > 0 && at > 0 && !view->moved; i--, at--) {
        const struct frame *then = &thread->frames.data[i - 1];
        const struct stack_frame *now = &stack->frames.data[at - 1];

        if (now->address != then->address || now->code != then->code->address)
            return;
        view->first = i - 1;
        view->moved = !same_place(view->runtime, now, then);
    }
}

void variables_view_init(struct variables_view *view, struct runtime *runtime,
                         const struct thread *thread)
{
    view->runtime = runtime;
    view->thread = thread;
    target_cache_on(runtime->target);
    stack_read(runtime, thread->tstate, 0, &view->stack);
    target_cache_off(runtime->target);
    view->ran = snapshot_has_run(runtime, thread);
    compare_frames(view);
}

void variables_view_deinit(struct variables_view *view)
{
    stack_deinit(&view->stack);
}

struct error *variables_check(const struct variables_view *view, size_t level, bool *moved)
{
    *moved = level == view->first && view->moved;
    if (level < view->first)
        return error_create(
            ERROR_STALE, "frame %zu of thread %u has returned since it was read; `bt` reads anew",
            level, view->thread->num);
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
static size_t slot_of(code_variable_array *names, size_t index)
{
    const struct code_variable *variable = &names->data[index];

    if (variable->kind != VARIABLE_ARG || variable->cell)
        return index;
    for (size_t i = index + 1; i < names->count; i++) {
        struct code_variable *other = &names->data[i];

        if (other->cell && other->kind == VARIABLE_ARG && other->name != NULL &&
            strcmp(other->name, variable->name) == 0) {
            free(take_pointer(other->name));
            return i;
        }
    }
    return index;
}

struct slot_value variables_slot(const struct runtime *runtime, uint64_t slot)
{
    uint64_t mask = runtime->layout.traits.stack_ref_mask;

    if (mask == 0)
        return (struct slot_value){.object = slot};
    if ((slot & TAGGED_INT) == TAGGED_INT)
        return (struct slot_value){.number = (int64_t)slot >> 2, .is_number = true};
    return (struct slot_value){.object = slot == TAGGED_NULL ? 0 : slot & ~mask};
}

/* What a slot holds; false if nothing. */
static bool take_slot(struct runtime *runtime, struct types *types, uint64_t slot, bool cell,
                      struct variable *ret)
{
    struct slot_value value = variables_slot(runtime, slot);

    ret->number = value.number;
    ret->object = value.object;
    if (ret->object != 0 && cell)
        ret->object = within_cell(runtime, types, ret->object);
    return ret->object != 0 || value.is_number;
}

static struct error *take_slots(struct runtime *runtime, const struct frame *frame,
                                code_variable_array *names, variable_array *ret)
{
    CLEANUP_FREE uint64_t *slots = xmalloc(names->count * sizeof *slots);
    struct types *types = types_create(runtime);
    struct error *error = target_read(runtime->target, slots_of(&runtime->layout, frame), slots,
                                      names->count * sizeof *slots);

    for (size_t i = 0; error == NULL && i < names->count; i++) {
        struct code_variable *name = &names->data[i];
        struct variable variable = {.kind = name->kind};

        if (name->name == NULL)
            continue;

        size_t slot = slot_of(names, i);

        if (runtime->layout.traits.lasti_unit != 0)
            variable.tuple = names->data[slot].local ? 0 : name->kind != VARIABLE_FREE ? 1 : 2;
        variable.unbound =
            !take_slot(runtime, types, slots[slot], names->data[slot].cell, &variable);
        variable.name = take_pointer(name->name);
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

struct error *variables_namespace(struct runtime *runtime, const struct frame *frame,
                                  uint64_t *locals, uint64_t *globals)
{
    uint64_t spaces[3] = {0};

    if ((frame->code->flags & CODE_FLAG_OPTIMIZED) == 0)
        TRY(read_spaces(runtime, frame, spaces));
    *locals = spaces[0];
    *globals = spaces[1];
    return NULL;
}

static struct error *all_locals(struct runtime *runtime, const struct frame *frame,
                                variable_array *ret)
{
    code_variable_array names = {0};
    uint64_t space, globals;
    bool dict;
    struct error *error;

    TRY(variables_namespace(runtime, frame, &space, &globals));
    if (space != 0) {
        TRY(is_dict(runtime, space, &dict));
        if (!dict)
            return error_create(ERROR_UNSUPPORTED,
                                "the names of this frame are in a mapping that is no dict");
        TRY(take_dict(runtime, space, space == globals ? VARIABLE_GLOBAL : VARIABLE_LOCAL, ret));
    }
    error = code_variables(runtime, frame->code, &names);
    if (error == NULL)
        error = take_slots(runtime, frame, &names, ret);
    code_variables_deinit(&names);
    return error;
}

struct error *variables_of_frame(struct runtime *runtime, const struct frame *frame,
                                 variable_array *ret)
{
    size_t kept = ret->count;
    size_t first = ret->count;
    struct error *error = all_locals(runtime, frame, ret);

    for (size_t i = first; i < ret->count; i++) {
        if (ret->data[i].unbound)
            free(ret->data[i].name);
        else
            ret->data[kept++] = ret->data[i];
    }
    ret->count = kept;
    return error;
}

struct error *variables_locals(const struct variables_view *view, size_t level, variable_array *ret)
{
    bool moved;

    TRY(variables_check(view, level, &moved));
    return variables_of_frame(view->runtime, &view->thread->frames.data[level], ret);
}

struct error *variables_globals_dict(const struct variables_view *view, size_t level, uint64_t *ret)
{
    uint64_t spaces[3];
    bool moved;

    TRY(variables_check(view, level, &moved));
    TRY(read_spaces(view->runtime, &view->thread->frames.data[level], spaces));
    *ret = spaces[1];
    return NULL;
}

struct error *variables_globals(const struct variables_view *view, size_t level,
                                variable_array *ret)
{
    uint64_t dict;

    TRY(variables_globals_dict(view, level, &dict));
    return take_dict(view->runtime, dict, VARIABLE_GLOBAL, ret);
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

/* A dict's own subclass may know more names than it holds (PyObject_GetItem() of LOAD_NAME). 2.7
 * asks that of locals alone. */
static struct error *check_space(struct runtime *runtime, uint64_t space, bool is_locals,
                                 const char *name)
{
    static const char *const methods[] = {"__missing__", "__getitem__"};
    struct types *types = types_create(runtime);
    const struct type *type, *owner;
    struct error *error = types_of(types, space, &type);
    uint64_t method;

    if (error == NULL && type->heap && (is_locals || !runtime->layout.traits.strings_are_bytes)) {
        for (size_t i = 0; i < sizeof methods / sizeof *methods && error == NULL; i++)
            if (error_ignore(
                    attribute_in_class(runtime, types, type, methods[i], &owner, &method)) &&
                owner->heap)
                error = error_create(ERROR_UNSUPPORTED,
                                     "%s.%s would have to run in the target to know what '%s' is, "
                                     "and nothing is run there",
                                     owner->name, methods[i], name);
    }
    types_destroy(types);
    return error;
}

struct error *variables_find(const struct variables_view *view, size_t level, const char *name,
                             bool inner, struct variable *ret)
{
    const struct frame *frame = &view->thread->frames.data[level];
    variable_array locals = {0};
    uint64_t spaces[3];
    bool found = false, moved;
    struct error *error = variables_check(view, level, &moved);

    if (error == NULL)
        error = all_locals(view->runtime, frame, &locals);

    for (size_t i = 0; error == NULL && i < locals.count && !found; i++) {
        if (strcmp(locals.data[i].name, name) != 0 ||
            (inner && locals.data[i].kind == VARIABLE_LOCAL))
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
    if (spaces[0] != 0 && spaces[0] != spaces[1] && !inner &&
        (frame->code->flags & CODE_FLAG_OPTIMIZED) == 0)
        TRY(check_space(view->runtime, spaces[0], true, name));
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
        TRY(check_space(view->runtime, spaces[i], false, name));
    }
    return error_create(ERROR_NOT_FOUND, "NameError: name '%s' is not defined", name);
}
