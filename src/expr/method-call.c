/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls of methods, without arguments, that only say what is there. What one in Python does is read
 * from its code, as of a property; a few of the standard library that do more are known by where
 * they are from, and those in C by their type (python/c-method.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/attribute.h"
#include "python/c-method.h"
#include "python/old-class.h"
#include "python/property.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

/* Methods that call a method of their object. */
#define NESTING_MAX 5

struct method {
    struct expr *e;
    struct value self;
    const struct type *type; /* of self */
    struct library_function function;
    bool refused; /* it is not told what the call gives */
    struct value *ret;
};

#define METHOD(name) static struct error *name(struct method *m)

static struct error *call_of_self(struct method *m, const char *name, struct value *ret)
{
    struct value function;
    bool done;

    TRY(expr_attribute(m->e, &m->self, name, &function));
    TRY(expr_too_deep(m->e, NESTING_MAX));
    m->e->nesting++;

    struct error *error = expr_method_call(m->e, &m->self, name, &function, &done, ret);

    m->e->nesting--;
    if (error == NULL && !done)
        m->refused = true;
    return error;
}

static struct error *attribute(struct method *m, const char *name)
{
    TRY(expr_attribute(m->e, &m->self, name, m->ret));
    return expr_check_known(m->ret);
}

/* ---- threading */

METHOD(thread_is_alive)
{
    bool alive;

    m->refused = !error_ignore(
        library_thread_is_alive(expr_reader(m->e), m->self.object, m->type, &m->function, &alive));
    if (!m->refused)
        *m->ret = value_of_bool(alive);
    return NULL;
}

/* Since 3.10 these warn before they do what they did. */
METHOD(thread_get_name)
{
    return attribute(m, "name");
}

METHOD(thread_is_daemon)
{
    return attribute(m, "daemon");
}

METHOD(event_is_set)
{
    return call_of_self(m, "is_set", m->ret);
}

/* ---- queue: with the queue's lock held, which what is read needs not */

METHOD(queue_size)
{
    return call_of_self(m, "_qsize", m->ret);
}

METHOD(queue_empty)
{
    struct value size;
    bool truth;

    TRY(call_of_self(m, "_qsize", &size));
    if (m->refused)
        return NULL;
    TRY(expr_truth(m->e, &size, &truth));
    *m->ret = value_of_bool(!truth);
    return NULL;
}

/* 0 < self.maxsize <= size */
static struct error *is_full(struct method *m, const char *max, const char *size)
{
    struct value most, zero = value_of_i64(0), count;
    bool limited, full = false;

    TRY(expr_attribute(m->e, &m->self, max, &most));
    TRY(expr_compare(m->e, OP_LT, &zero, &most, &limited));
    if (limited) {
        TRY(call_of_self(m, size, &count));
        if (m->refused)
            return NULL;
        TRY(expr_compare(m->e, OP_LE, &most, &count, &full));
    }
    *m->ret = value_of_bool(full);
    return NULL;
}

METHOD(queue_full)
{
    return is_full(m, "maxsize", "_qsize");
}

/* 2.7: of all three of its queues, `return len(self.queue)` with len as an argument. */
METHOD(old_queue_length)
{
    uint64_t length;

    TRY(attribute(m, "queue"));
    TRY(expr_len(m->e, m->ret, &length));
    *m->ret = value_of_u64(length);
    return NULL;
}

METHOD(async_queue_full)
{
    return is_full(m, "_maxsize", "qsize");
}

METHOD(async_queue_empty)
{
    struct value items;
    bool truth;

    TRY(expr_attribute(m->e, &m->self, "_queue", &items));
    TRY(expr_truth(m->e, &items, &truth));
    *m->ret = value_of_bool(!truth);
    return NULL;
}

/* ---- concurrent.futures */

static struct error *has_state(struct method *m, const char *const *states)
{
    struct value state, known;
    bool equal = false;

    TRY(expr_attribute(m->e, &m->self, "_state", &state));
    for (; *states != NULL && !equal; states++) {
        known = value_of_text(m->e->arena, *states, strlen(*states));
        TRY(expr_equal(m->e, &state, &known, &equal));
    }
    *m->ret = value_of_bool(equal);
    return NULL;
}

METHOD(future_done)
{
    static const char *const states[] = {"CANCELLED", "CANCELLED_AND_NOTIFIED", "FINISHED", NULL};

    return has_state(m, states);
}

METHOD(future_cancelled)
{
    static const char *const states[] = {"CANCELLED", "CANCELLED_AND_NOTIFIED", NULL};

    return has_state(m, states);
}

METHOD(future_running)
{
    static const char *const states[] = {"RUNNING", NULL};

    return has_state(m, states);
}

/* Of one that is done, without an exception. */
METHOD(future_result)
{
    static const char *const states[] = {"FINISHED", NULL};
    struct value exception;

    TRY(has_state(m, states));
    TRY(expr_attribute(m->e, &m->self, "_exception", &exception));
    TRY(expr_load(m->e, &exception, &exception));
    m->refused = !m->ret->truth || exception.kind != VALUE_NONE;
    return m->refused ? NULL : attribute(m, "_result");
}

/* ---- any */

/* An instance of a class of 2.7 that does not derive from object is of the type `instance`. */
static const struct {
    const char *module, *name;
    struct error *(*run)(struct method *m);
} known[] = {
    {"Queue", "instance._qsize", old_queue_length},
    {"Queue", "instance.empty", queue_empty},
    {"Queue", "instance.full", queue_full},
    {"Queue", "instance.qsize", queue_size},
    {"asyncio.queues", "Queue.empty", async_queue_empty},
    {"asyncio.queues", "Queue.full", async_queue_full},
    {"concurrent.futures._base", "Future.cancelled", future_cancelled},
    {"concurrent.futures._base", "Future.done", future_done},
    {"concurrent.futures._base", "Future.result", future_result},
    {"concurrent.futures._base", "Future.running", future_running},
    {"queue", "Queue.empty", queue_empty},
    {"queue", "Queue.full", queue_full},
    {"queue", "Queue.qsize", queue_size},
    {"threading", "Event.isSet", event_is_set},
    {"threading", "Thread.getName", thread_get_name},
    {"threading", "Thread.isAlive", thread_is_alive},
    {"threading", "Thread.isDaemon", thread_is_daemon},
    {"threading", "Thread.is_alive", thread_is_alive},
};

/* Whether that is what the class of its object has under the name; *owner is where. */
static bool is_method_of(struct expr *e, const struct bound_method *bound, const struct type *type,
                         const char *name, const struct type **owner)
{
    uint64_t found;

    *owner = type;
    if (type->kind != KIND_OLD_INSTANCE)
        return error_ignore(attribute_in_class(e->runtime, e->types, type, name, owner, &found)) &&
               found == bound->function;
    return error_ignore(view_read_field(e->runtime->target, bound->self,
                                        e->runtime->layout.old_instance.in_class, &found)) &&
           error_ignore(old_class_find(e->runtime, found, name, &found)) &&
           found == bound->function;
}

/* What the library's code does, where it does more than read. */
static struct error *call_known(struct expr *e, const struct bound_method *bound, const char *name,
                                bool *done, struct value *ret)
{
    struct method m = {.e = e, .self = value_of_object(bound->self), .ret = ret};
    const struct type *owner;
    struct error *error = NULL;

    if (!error_ignore(types_of(e->types, bound->self, &m.type)) ||
        !is_method_of(e, bound, m.type, name, &owner) ||
        !error_ignore(library_identify(expr_reader(e), bound->function, owner, &m.function)))
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known && !*done; i++) {
        if (strcmp(known[i].module, m.function.module) != 0 ||
            strcmp(known[i].name, m.function.name) != 0)
            continue;
        error = known[i].run(&m);
        *done = error != NULL || !m.refused;
        break;
    }
    library_function_deinit(&m.function);
    return error;
}

static struct error *call_python(struct expr *e, const struct bound_method *bound, const char *name,
                                 bool *done, struct value *ret)
{
    uint64_t inner, length;

    *done = expr_wrapper_returns(e, bound->function, bound->self, 1, ret);
    if (*done)
        return NULL;
    if (!property_hands_on(e->runtime, e->types, bound->function, bound->self, PROPERTY_LENGTH,
                           &inner))
        return call_known(e, bound, name, done, ret);

    struct value of = value_of_object(inner);

    *done = true;
    TRY(expr_len(e, &of, &length));
    *ret = value_of_u64(length);
    return NULL;
}

static void call_c(struct expr *e, const struct value *of, const char *name, bool *done,
                   struct value *ret)
{
    const struct type *type, *owner, *kind;
    struct attribute found = {0};
    uint64_t method;

    if (!error_ignore(types_of(e->types, of->object, &type)) ||
        !error_ignore(attribute_in_class(e->runtime, e->types, type, name, &owner, &method)) ||
        !error_ignore(types_of(e->types, method, &kind)) ||
        strcmp(kind->name, "method_descriptor") != 0 ||
        !c_method_read(e->runtime, e->types, of->object, owner, name, &found))
        return;
    *done = true;
    *ret = found.object != 0 ? value_of_object(found.object) : expr_made(e, &found.made);
    attribute_deinit(&found);
}

struct error *expr_method_call(struct expr *e, const struct value *of, const char *name,
                               const struct value *function, bool *done, struct value *ret)
{
    struct bound_method bound;

    TRY(expr_cache_call(e, of, name, function, done, ret));
    if (*done)
        return NULL;
    if (expr_take_method(e, function, &bound) && bound.self != 0)
        return call_python(e, &bound, name, done, ret);
    /* What C code would make of a method of the class is only described. */
    if (of->kind == VALUE_OBJECT && function->kind == VALUE_SHOWN)
        call_c(e, of, name, done, ret);
    return NULL;
}
