/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Futures and tasks: Modules/_asynciomodule.c, which asks Lib/asyncio/base_futures.py,
 * base_tasks.py, coroutines.py and format_helpers.py (events.py in 3.6) for their words.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/code.h"
#include "python/dict.h"
#include "python/generator.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/string.h"
#include "python/view.h"
#include "repr/kinds.h"
#include "repr/library.h"

#define NAME_MAX_CHARACTERS 1000
#define WRAPPERS_MAX 20 /* functions within functions, partials within partials */

/* fut_state */
enum { PENDING, CANCELLED, FINISHED };

struct future {
    uint64_t state, exception, result, source, callback, callbacks;
};

static struct error *read_future(struct repr *r, uint64_t object, struct future *ret)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->future.state,     layout->future.exception,
                                    layout->future.result,    layout->future.source_tb,
                                    layout->future.callback0, layout->future.callbacks};
    uint64_t values[6];

    /* A task begins as a future does. */
    TRY(view_read_fields(r->runtime->target, object, fields, 6, values));
    *ret = (struct future){values[0], values[1], values[2], values[3], values[4], values[5]};
    if (ret->state > FINISHED)
        return error_create(ERROR_CORRUPT, "a future is in no known state");
    return NULL;
}

/* ---- callbacks */

/* inspect.unwrap(): what decorators have put around a function. */
static uint64_t unwrap(struct repr *r, uint64_t function)
{
    uint64_t inner;

    for (int i = 0; i < WRAPPERS_MAX; i++) {
        if (!error_ignore(object_attribute(r->runtime, function, "__wrapped__", &inner)))
            break;
        function = inner;
    }
    return function;
}

/* _get_function_source() */
static struct error *put_source(struct repr *r, uint64_t callback, int depth)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t function = unwrap(r, callback);
    const struct code *code;
    const struct type *type;
    uint64_t address;

    TRY(types_of(r->types, function, &type));
    if (type->kind == KIND_PARTIAL && depth < WRAPPERS_MAX) {
        TRY(view_read_field(r->runtime->target, function, layout->partial.fn, &function));
        return put_source(r, function, depth + 1);
    }
    if (type->kind != KIND_FUNCTION)
        return NULL;
    TRY(view_read_field(r->runtime->target, function, layout->function.func_code, &address));
    TRY(code_cache_get(r->runtime, &address, 1, &code));
    if (code == NULL)
        return error_create(ERROR_CORRUPT, "a function without code");
    repr_printf(r, " at %s:%d", code->filename, code->firstlineno);
    return NULL;
}

/* _format_args_and_kwargs(); keywords may be 0. */
static struct error *put_arguments(struct repr *r, uint64_t args, uint64_t keywords)
{
    const struct layout *layout = &r->runtime->layout;
    dict_item_array items = {0};
    struct error *error = NULL;
    uint64_t count, item, i = 0;

    if (!layout->traits.callback_arguments) {
        repr_put(r, "()");
        return NULL;
    }
    TRY(view_read_field(r->runtime->target, args, layout->var_object.ob_size, &count));
    repr_put(r, "(");
    for (; i < count && repr_begin_item(r, i); i++) {
        TRY(target_read_u64(r->runtime->target, args + layout->tuple.ob_item.offset + 8 * i,
                            &item));
        repr_put_short(r, item);
    }
    if (keywords != 0)
        error = dict_items(r->runtime, keywords, repr_max_elements(r) + 1, &items);
    for (size_t k = 0; error == NULL && k < items.count && repr_begin_item(r, i + k); k++) {
        error = repr_put_name(r, items.data[k].key);
        repr_put(r, "=");
        repr_put_short(r, items.data[k].value);
    }
    array_deinit(&items);
    repr_put(r, ")");
    return error;
}

/* _format_callback(): a partial's function with its arguments, then those of the call: none. */
static struct error *put_callback(struct repr *r, uint64_t callback, int depth)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->partial.fn, layout->partial.args, layout->partial.kw};
    CLEANUP_FREE char *name = NULL;
    const struct type *type;
    uint64_t values[3];

    TRY(types_of(r->types, callback, &type));
    if (type->kind == KIND_PARTIAL && depth < WRAPPERS_MAX) {
        TRY(view_read_fields(r->runtime->target, callback, fields, 3, values));
        TRY(put_callback(r, values[0], depth + 1));
        return put_arguments(r, values[1], values[2]);
    }
    TRY(repr_callable_name(r, callback, type, &name));
    if (name != NULL)
        repr_put(r, name);
    else
        repr_write(r, callback);
    return NULL;
}

struct error *repr_put_callback(struct repr *r, uint64_t callback, uint64_t args)
{
    TRY(put_callback(r, callback, 0));
    if (args != 0)
        TRY(put_arguments(r, args, 0));
    else
        repr_put(r, "()");
    return put_source(r, callback, 0);
}

/* The i-th of the list of callbacks: 3.6 has them as they are, later versions with a context. */
static struct error *listed_callback(struct repr *r, uint64_t items, uint64_t i, uint64_t *ret)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t item;

    TRY(target_read_u64(r->runtime->target, items + 8 * i, &item));
    *ret = item;
    if (!layout_has(layout->future.context0))
        return NULL;
    return target_read_u64(r->runtime->target, item + layout->tuple.ob_item.offset, ret);
}

/* _format_callbacks(): the first and the last. */
static struct error *put_callbacks(struct repr *r, const struct future *future)
{
    uint64_t first = future->callback, total, callback;
    struct sequence list = {0};
    uint64_t before = first != 0 ? 1 : 0; /* how many are not in the list */

    if (library_is_given(r, future->callbacks))
        TRY(sequence_of_list(r->runtime, future->callbacks, &list));
    total = before + list.count;
    if (total == 0)
        return NULL;
    if (first == 0)
        TRY(listed_callback(r, list.address, 0, &first));
    repr_put(r, " cb=[");
    TRY(repr_put_callback(r, first, 0));
    if (total > 2)
        repr_printf(r, ", <%llu more>", (unsigned long long)(total - 2));
    if (total > 1) {
        TRY(listed_callback(r, list.address, list.count - 1, &callback));
        repr_put(r, ", ");
        TRY(repr_put_callback(r, callback, 0));
    }
    repr_put(r, "]");
    return NULL;
}

/* ---- what both say */

struct error *repr_put_created(struct repr *r, uint64_t source)
{
    struct sequence stack;
    uint64_t summary, line;

    if (!library_is_given(r, source))
        return NULL;
    TRY(sequence_of_list(r->runtime, source, &stack));
    if (stack.count == 0)
        return NULL;
    TRY(target_read_u64(r->runtime->target, stack.address + 8 * (stack.count - 1), &summary));
    repr_put(r, " created at ");
    TRY(library_put_attribute(r, summary, "filename"));
    TRY(library_get(r, summary, "lineno", &line));
    repr_put(r, ":");
    repr_write(r, line);
    return NULL;
}

/* _future_repr_info(), without the state. */
static struct error *put_future(struct repr *r, const struct future *future)
{
    if (future->state == FINISHED && library_is_given(r, future->exception)) {
        repr_put(r, " exception=");
        repr_write(r, future->exception);
    } else if (future->state == FINISHED) {
        repr_put(r, " result=");
        if (future->result != 0)
            repr_put_short(r, future->result);
        else
            repr_put(r, "None");
    }
    TRY(put_callbacks(r, future));
    return repr_put_created(r, future->source);
}

static const char *state_name(const struct future *future)
{
    return future->state == PENDING     ? "pending"
           : future->state == CANCELLED ? "cancelled"
                                        : "finished";
}

struct error *repr_future(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *open = xasprintf("<%s ", type_short_name(type));
    struct repr_brackets brackets = {open, ">", "..."};
    struct future future;

    TRY(read_future(r, object, &future));
    if (!repr_open(r, object, &brackets))
        return NULL;
    repr_put(r, state_name(&future));
    TRY(put_future(r, &future));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

/* ---- tasks */

/* _format_coroutine() */
static struct error *put_coroutine(struct repr *r, uint64_t coroutine)
{
    const struct layout *layout = &r->runtime->layout;
    CLEANUP_FREE char *name = NULL;
    const struct code *code;
    const struct type *type;
    uint64_t qualname;
    int line;

    TRY(types_of(r->types, coroutine, &type));
    if (type->kind != KIND_COROUTINE && type->kind != KIND_GENERATOR) {
        /* Cython's, or 3.6's in debug mode: what there is to tell of it is its own affair. */
        repr_put(r, "coro=");
        repr_write(r, coroutine);
        return NULL;
    }
    TRY(view_read_field(r->runtime->target, coroutine, layout->generator.gi_qualname, &qualname));
    TRY(string_read(r->runtime, qualname, NULL, NAME_MAX_CHARACTERS, &name));
    TRY(generator_position(r->runtime, coroutine, &code, &line));
    repr_printf(r, "coro=<%s() %s %s:%d>", name, line != 0 ? "running at" : "done, defined at",
                code->filename, line != 0 ? line : code->firstlineno);
    return NULL;
}

/* From 3.12 on it is a number until somebody asks for it. */
static void put_task_name(struct repr *r, uint64_t name)
{
    const struct type *type;

    repr_put(r, " name=");
    if (error_ignore(types_of(r->types, name, &type)) && type->kind == KIND_INT) {
        repr_put(r, "'Task-");
        repr_write(r, name);
        repr_put(r, "'");
    } else {
        repr_write(r, name);
    }
}

/* _task_repr_info() */
static struct error *put_task(struct repr *r, uint64_t object, const struct future *future)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->task.must_cancel, layout->task.num_cancels,
                                    layout->task.name, layout->task.coro, layout->task.fut_waiter};
    uint64_t values[5];

    TRY(view_read_fields(r->runtime->target, object, fields, 5, values));

    bool cancelling = layout_has(layout->task.num_cancels)
                          ? (int32_t)values[1] > 0 && future->state == PENDING
                          : values[0] != 0;

    repr_put(r, cancelling ? "cancelling" : state_name(future));
    if (layout_has(layout->task.name))
        put_task_name(r, values[2]);
    if (library_is_given(r, values[3])) {
        repr_put(r, " ");
        TRY(put_coroutine(r, values[3]));
    }
    if (library_is_given(r, values[4])) {
        repr_put(r, " wait_for=");
        repr_write(r, values[4]);
    }
    return put_future(r, future);
}

struct error *repr_task(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *open = xasprintf("<%s ", type_short_name(type));
    struct repr_brackets brackets = {open, ">", "..."};
    struct future future;

    TRY(read_future(r, object, &future));
    if (!repr_open(r, object, &brackets))
        return NULL;
    TRY(put_task(r, object, &future));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}
