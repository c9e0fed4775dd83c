/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads and what they wait for: Lib/threading.py. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"

#define THREADS_MAX 100000
#define BARRIER_BROKEN (-2)

/* An attribute by its name, or by the one that 2.7 makes of two underscores before it. */
static struct error *get(struct repr *r, uint64_t object, const char *name, const char *old,
                         uint64_t *ret)
{
    return library_get(r, object, r->runtime->layout.traits.strings_are_bytes ? old : name, ret);
}

static struct error *get_bool(struct repr *r, uint64_t object, const char *name, const char *old,
                              bool *ret)
{
    uint64_t value;

    TRY(get(r, object, name, old, &value));
    return library_is_true(r, value, ret);
}

static void put_at(struct repr *r, uint64_t object, const struct type *type)
{
    repr_printf(r, "<%s at 0x%llx: ", type->name, (unsigned long long)object);
}

/* Event.__repr__(), 3.11+ as the next one */
struct error *library_event(struct repr *r, uint64_t object, const struct type *type,
                            const struct library_function *function)
{
    bool set;

    (void)function;
    TRY(get_bool(r, object, "_flag", "_Event__flag", &set));
    put_at(r, object, type);
    repr_put(r, set ? "set>" : "unset>");
    return NULL;
}

/* Barrier.__repr__() */
struct error *library_barrier(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    static const char *const methods[] = {"broken", "n_waiting", "parties", NULL};
    uint64_t value;
    int64_t state;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(library_get(r, object, "_state", &value));
    TRY(library_int(r, value, &state));
    put_at(r, object, type);
    if (state == BARRIER_BROKEN) {
        repr_put(r, "broken>");
        return NULL;
    }
    repr_put(r, "waiters=");
    if (state == 0)
        TRY(library_put_attribute(r, object, "_count"));
    else
        repr_put(r, "0");
    repr_put(r, "/");
    TRY(library_put_attribute(r, object, "_parties"));
    repr_put(r, ">");
    return NULL;
}

/* Condition.__repr__() */
struct error *library_condition(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    static const char *const methods[] = {"__str__", NULL};
    const struct type *lock_type;
    uint64_t lock, waiters, count;

    (void)type;
    TRY(get(r, object, "_lock", "_Condition__lock", &lock));
    TRY(get(r, object, "_waiters", "_Condition__waiters", &waiters));
    TRY(library_length(r, waiters, &count));
    TRY(types_of(r->types, lock, &lock_type));
    TRY(library_not_overridden(r, function, lock_type, methods));
    if (!library_enter(r, object, function, "<Condition(", ")>"))
        return NULL;
    repr_write(r, lock);
    repr_leave(r);
    repr_printf(r, ", %llu)>", (unsigned long long)count);
    return NULL;
}

/* The Thread that a dict like threading._active has; 0: none. By key where that is no NULL. */
static uint64_t find_thread(struct repr *r, const struct library_function *function,
                            const char *dict, const int64_t *key, uint64_t thread)
{
    dict_item_array items = {0};
    uint64_t address, ret = 0;

    if (error_ignore(library_global(r, function, dict, &address)) &&
        error_ignore(library_items(r, address, THREADS_MAX, &items)))
        for (size_t i = 0; i < items.count && ret == 0; i++) {
            int64_t number;

            if (key != NULL
                    ? error_ignore(library_int(r, items.data[i].key, &number)) && number == *key
                    : items.data[i].value == thread)
                ret = items.data[i].value;
        }
    array_deinit(&items);
    return ret;
}

/* _RLock.__repr__() of 2.7, which has no other. */
struct error *library_old_rlock(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function)
{
    uint64_t owner, thread, name, count;
    int64_t ident, times;

    TRY(library_get(r, object, "_RLock__owner", &owner));
    TRY(library_get(r, object, "_RLock__count", &count));
    TRY(library_int(r, count, &times));
    if (error_ignore(library_int(r, owner, &ident)) &&
        (thread = find_thread(r, function, "_active", &ident, 0)) != 0) {
        TRY(library_get(r, thread, "_Thread__name", &name));
        owner = name;
    }
    repr_printf(r, "<%s owner=", library_name(type));
    repr_write(r, owner);
    repr_printf(r, " count=%lld>", (long long)times);
    return NULL;
}

/*
 * Whether a thread that was started has ended. What a lock or a handle of the kernel would say
 * is said a moment before by threading itself, which keeps those that have not ended in two dicts.
 */
static struct error *has_ended(struct repr *r, uint64_t object, const struct type *type,
                               const struct library_function *function, bool *ret)
{
    uint64_t dummy;

    if (r->runtime->layout.traits.strings_are_bytes)
        return get_bool(r, object, NULL, "_Thread__stopped", ret);
    if (error_ignore(get_bool(r, object, "_is_stopped", NULL, ret)) && *ret) /* -3.12 */
        return NULL;
    TRY(library_global(r, function, "_DummyThread", &dummy));
    *ret = !library_derives_from(r, type, dummy) &&
           find_thread(r, function, "_active", NULL, object) == 0 &&
           find_thread(r, function, "_limbo", NULL, object) == 0;
    return NULL;
}

enum state { STATE_INITIAL, STATE_STARTED, STATE_STOPPED };

static struct error *state_of(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function, enum state *ret)
{
    bool initialized, started, ended = false;
    uint64_t event;

    TRY(get_bool(r, object, "_initialized", "_Thread__initialized", &initialized));
    if (!initialized)
        return library_unlike("thread");
    TRY(get(r, object, "_started", "_Thread__started", &event));
    TRY(get_bool(r, event, "_flag", "_Event__flag", &started));
    if (started)
        TRY(has_ended(r, object, type, function, &ended));
    *ret = ended ? STATE_STOPPED : started ? STATE_STARTED : STATE_INITIAL;
    return NULL;
}

struct error *library_thread_is_alive(struct repr *r, uint64_t object, const struct type *type,
                                      const struct library_function *function, bool *ret)
{
    enum state state;

    TRY(state_of(r, object, type, function, &state));
    *ret = state == STATE_STARTED;
    return NULL;
}

/* Thread.__repr__() */
struct error *library_thread(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    static const char *const methods[] = {"is_alive", NULL};
    CLEANUP_FREE char *name = NULL;
    uint64_t value, ident;
    enum state state;
    bool daemon;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(state_of(r, object, type, function, &state));
    TRY(get_bool(r, object, "_daemonic", "_Thread__daemonic", &daemon));
    TRY(get(r, object, "_name", "_Thread__name", &value));
    TRY(library_text(r, value, &name));
    TRY(get(r, object, "_ident", "_Thread__ident", &ident));
    repr_printf(r, "<%s(%s, %s%s", library_name(type), name,
                state == STATE_STOPPED   ? "stopped"
                : state == STATE_STARTED ? "started"
                                         : "initial",
                daemon ? " daemon" : "");
    if (!library_is_none(r, ident)) {
        CLEANUP_FREE char *number = NULL;

        TRY(library_int_text(r, ident, &number));
        repr_printf(r, " %s", number);
    }
    repr_put(r, ")>");
    return NULL;
}
