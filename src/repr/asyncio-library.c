/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of asyncio that are written in Python: Lib/asyncio/locks.py, queues.py, base_events.py.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/number.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "target/target.h"

/* len() of what may be None as well: nobody has waited yet. */
static struct error *get_length(struct repr *r, uint64_t object, const char *name, uint64_t *ret)
{
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    *ret = 0;
    return library_is_none(r, value) ? NULL : library_length(r, value, ret);
}

/* 3.6 has no blanks between. */
static struct error *find_separator(struct repr *r, const struct library_function *function,
                                    const char **ret)
{
    bool old;

    TRY(library_code_names(r, function->address, "format", &old));
    *ret = old ? "," : ", ";
    return NULL;
}

/* object.__repr__() and [state, waiters:n] */
static struct error *put_state(struct repr *r, uint64_t object, const struct type *type,
                               const struct library_function *function, const char *state)
{
    const char *separator;
    uint64_t waiters;

    TRY(get_length(r, object, "_waiters", &waiters));
    TRY(find_separator(r, function, &separator));
    repr_printf(r, "<%s object at 0x%llx [%s", type->name, (unsigned long long)object, state);
    if (waiters > 0)
        repr_printf(r, "%swaiters:%llu", separator, (unsigned long long)waiters);
    repr_put(r, "]>");
    return NULL;
}

/* Lock.__repr__() */
struct error *library_async_lock(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    bool locked;

    TRY(library_get_bool(r, object, "_locked", &locked));
    return put_state(r, object, type, function, locked ? "locked" : "unlocked");
}

/* Event.__repr__() */
struct error *library_async_event(struct repr *r, uint64_t object, const struct type *type,
                                  const struct library_function *function)
{
    bool set;

    TRY(library_get_bool(r, object, "_value", &set));
    return put_state(r, object, type, function, set ? "set" : "unset");
}

/* Condition.__repr__(): it is locked as its lock is. */
struct error *library_async_condition(struct repr *r, uint64_t object, const struct type *type,
                                      const struct library_function *function)
{
    static const char *const methods[] = {"locked", NULL};
    const struct type *lock_type;
    uint64_t lock;
    bool locked;

    TRY(library_get(r, object, "_lock", &lock));
    TRY(types_of(r->types, lock, &lock_type));
    TRY(library_not_overridden(r, function, lock_type, methods));
    TRY(library_get_bool(r, lock, "_locked", &locked));
    return put_state(r, object, type, function, locked ? "locked" : "unlocked");
}

/* Semaphore.__repr__() */
struct error *library_async_semaphore(struct repr *r, uint64_t object, const struct type *type,
                                      const struct library_function *function)
{
    static const char *const methods[] = {"locked", NULL};
    CLEANUP_FREE char *state = NULL;
    const char *separator;
    uint64_t value, waiters, method;
    int64_t number;
    bool asks_waiters;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(library_get(r, object, "_value", &value));
    TRY(library_int(r, value, &number));
    TRY(get_length(r, object, "_waiters", &waiters));
    TRY(find_separator(r, function, &separator));
    /* 3.10+: locked as well while somebody waits who is not cancelled. */
    TRY(library_get_of_class(r, type, "locked", &method));
    TRY(library_code_names(r, method, "any", &asks_waiters));
    if (number != 0 && waiters > 0 && asks_waiters)
        return library_unlike("semaphore");
    state = number == 0 ? xstrdup("locked")
                        : xasprintf("unlocked%svalue:%lld", separator, (long long)number);
    return put_state(r, object, type, function, state);
}

/* Barrier.__repr__(), 3.11+ */
struct error *library_async_barrier(struct repr *r, uint64_t object, const struct type *type,
                                    const struct library_function *function)
{
    static const char *const methods[] = {"broken", "n_waiting", "parties", NULL};
    CLEANUP_FREE char *state = NULL;
    uint64_t value;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(library_get(r, object, "_state", &value));
    TRY(library_get(r, value, "_value_", &value));
    TRY(library_text(r, value, &state));
    repr_printf(r, "<%s object at 0x%llx [%s", type->name, (unsigned long long)object, state);
    if (strcmp(state, "broken") != 0) {
        repr_put(r, ", waiters:");
        if (strcmp(state, "filling") == 0)
            TRY(library_put_attribute(r, object, "_count"));
        else
            repr_put(r, "0");
        repr_put(r, "/");
        TRY(library_put_attribute(r, object, "_parties"));
    }
    repr_put(r, "]>");
    return NULL;
}

/* list() of a list or a deque. */
static struct error *put_list(struct repr *r, uint64_t object)
{
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (type->kind != KIND_DEQUE) {
        repr_write(r, object);
        return NULL;
    }
    repr_put(r, "[");
    TRY(repr_put_deque_items(r, object));
    repr_put(r, "]");
    return NULL;
}

static struct error *put_length(struct repr *r, uint64_t object, const char *name)
{
    uint64_t length;

    TRY(get_length(r, object, name, &length));
    if (length > 0)
        repr_printf(r, " %s[%llu]", name, (unsigned long long)length);
    return NULL;
}

/* Queue._format() */
static struct error *put_queue(struct repr *r, uint64_t object)
{
    uint64_t queue, length, tasks;
    int64_t number;
    bool shut;

    repr_put(r, "maxsize=");
    TRY(library_put_attribute(r, object, "_maxsize"));
    TRY(library_get(r, object, "_queue", &queue));
    TRY(library_length(r, queue, &length));
    if (length > 0) {
        repr_put(r, " _queue=");
        TRY(put_list(r, queue));
    }
    TRY(put_length(r, object, "_getters"));
    TRY(put_length(r, object, "_putters"));
    TRY(library_get(r, object, "_unfinished_tasks", &tasks));
    TRY(library_int(r, tasks, &number));
    if (number != 0)
        repr_printf(r, " tasks=%lld", (long long)number);
    /* 3.13+ */
    if (error_ignore(library_get_bool(r, object, "_is_shutdown", &shut)) && shut)
        repr_put(r, " shutdown");
    return NULL;
}

/* Queue.__repr__() */
struct error *library_async_queue(struct repr *r, uint64_t object, const struct type *type,
                                  const struct library_function *function)
{
    static const char *const methods[] = {"_format", NULL};
    CLEANUP_FREE char *open =
        xasprintf("<%s at 0x%llx ", library_name(type), (unsigned long long)object);

    TRY(library_not_overridden(r, function, type, methods));
    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    TRY(put_queue(r, object));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

/* BaseEventLoop.__repr__() */
struct error *library_event_loop(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    static const char *const methods[] = {"is_running", "is_closed", "get_debug", NULL};
    uint64_t thread;
    bool closed, debug;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(library_get(r, object, "_thread_id", &thread));
    TRY(library_get_bool(r, object, "_closed", &closed));
    TRY(library_get_bool(r, object, "_debug", &debug));
    repr_printf(r, "<%s running=%s closed=%s debug=%s>", library_name(type),
                library_is_none(r, thread) ? "False" : "True", closed ? "True" : "False",
                debug ? "True" : "False");
    return NULL;
}

/* Handle._repr_info(), with that of TimerHandle */
static struct error *put_handle(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    bool cancelled, debug = false;
    uint64_t callback, args, source, timer, loop;

    TRY(library_get_bool(r, object, "_cancelled", &cancelled));
    TRY(library_get(r, object, "_callback", &callback));
    TRY(library_get(r, object, "_args", &args));
    TRY(library_get(r, object, "_source_traceback", &source));
    TRY(library_get(r, object, "_loop", &loop));
    repr_put(r, cancelled ? " cancelled" : "");
    TRY(library_global(r, function, "TimerHandle", &timer));
    if (library_derives_from(r, type, timer))
        TRY(library_put_format(r, object, type, function, " when={_when!r}"));
    /* 3.13+: without arguments, except in debug mode. */
    if (!r->runtime->layout.traits.callback_arguments)
        TRY(library_get_bool(r, loop, "_debug", &debug));
    if (debug)
        return library_unlike("handle");
    if (!library_is_none(r, callback)) {
        repr_put(r, " ");
        TRY(repr_put_callback(r, callback, args));
    }
    return repr_put_created(r, source);
}

/* Handle.__repr__() */
struct error *library_handle(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    static const char *const methods[] = {"_repr_info", NULL};
    CLEANUP_FREE char *open = xasprintf("<%s", library_name(type));
    uint64_t kept;

    TRY(library_not_overridden(r, function, type, methods));
    /* What it was before it was cancelled, in debug mode. */
    TRY(library_get(r, object, "_repr", &kept));
    if (!library_is_none(r, kept))
        return repr_put_name(r, kept);
    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    TRY(put_handle(r, object, type, function));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

/* TaskGroup.__repr__(), 3.11+ */
struct error *library_task_group(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    uint64_t tasks, errors;
    bool aborting, entered;

    (void)type;
    (void)function;
    TRY(get_length(r, object, "_tasks", &tasks));
    TRY(get_length(r, object, "_errors", &errors));
    TRY(library_get_bool(r, object, "_aborting", &aborting));
    TRY(library_get_bool(r, object, "_entered", &entered));
    repr_put(r, "<TaskGroup");
    if (tasks > 0)
        repr_printf(r, " tasks=%llu", (unsigned long long)tasks);
    if (errors > 0)
        repr_printf(r, " errors=%llu", (unsigned long long)errors);
    repr_put(r, aborting ? " cancelling>" : entered ? " entered>" : ">");
    return NULL;
}

/* round(when, 3) */
static struct error *put_when(struct repr *r, uint64_t object)
{
    const struct type *type;
    char digits[400];
    double value;

    TRY(types_of(r->types, object, &type));
    if (type->kind != KIND_FLOAT)
        return library_unlike("time");
    TRY(target_read(r->runtime->target, object + r->runtime->layout.float_.ob_fval.offset, &value,
                    sizeof value));
    snprintf(digits, sizeof digits, "%.3f", value);

    CLEANUP_FREE char *text = number_float(strtod(digits, NULL), NUMBER_POINT);

    repr_put(r, text);
    return NULL;
}

/* Timeout.__repr__(), 3.11+ */
struct error *library_timeout(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    CLEANUP_FREE char *state = NULL;
    uint64_t value, when;

    (void)type;
    (void)function;
    TRY(library_get(r, object, "_state", &value));
    TRY(library_get(r, value, "_value_", &value));
    TRY(library_text(r, value, &state));
    repr_printf(r, "<Timeout [%s]", state);
    if (strcmp(state, "active") == 0) {
        repr_put(r, " when=");
        TRY(library_get(r, object, "_when", &when));
        if (library_is_none(r, when))
            repr_put(r, "None");
        else
            TRY(put_when(r, when));
    }
    repr_put(r, ">");
    return NULL;
}
