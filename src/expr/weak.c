/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/weak.h"

#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"

/* What a weakref.ref refers to; *ret is None if that has gone. */
static struct error *referent(struct expr *e, const struct value *ref, struct value *ret)
{
    const struct type *type;
    uint64_t object;

    if (ref->kind != VALUE_OBJECT)
        return EXPR_TYPE_ERROR("no weak reference");
    TRY(types_of(e->types, ref->object, &type));
    if (type->kind != KIND_WEAKREF)
        return error_create(ERROR_UNSUPPORTED, "a %s is no weak reference", type->name);
    TRY(view_read_field(e->runtime->target, ref->object, e->runtime->layout.weakref.wr_object,
                        &object));
    *ret = object != 0 ? value_of_object(object) : (struct value){.kind = VALUE_NONE};
    return expr_load(e, ret, ret);
}

struct error *weak_behind_proxy(struct expr *e, const struct value *proxy, struct value *ret)
{
    const struct type *type;
    uint64_t object;

    TRY(view_read_field(e->runtime->target, proxy->object, e->runtime->layout.weakref.wr_object,
                        &object));
    *ret = value_of_object(object);
    TRY(types_of(e->types, object, &type));
    /* None stands for what has gone. */
    return type->kind != KIND_NONE
               ? NULL
               : error_create(ERROR_NOT_FOUND,
                              "ReferenceError: weakly-referenced object no longer exists");
}

/* Of a dict whose keys are weak. */
struct weak_search {
    struct expr *e;
    const struct value *key;
    struct value *ret; /* the value beside it; NULL: of a set */
    bool found;
};

static struct error *look_at(void *arg, const struct value *item, bool *stop)
{
    struct weak_search *s = arg;
    struct value object;

    TRY(referent(s->e, s->ret != NULL ? &item->items.data[0] : item, &object));
    if (object.kind == VALUE_NONE)
        return NULL;
    TRY(expr_equal(s->e, &object, s->key, &s->found));
    *stop = s->found;
    if (s->found && s->ret != NULL)
        *s->ret = item->items.data[1];
    return NULL;
}

struct error *weak_find_key(struct expr *e, const struct value *data, const struct value *key,
                            struct value *ret, bool *found)
{
    struct value items = {.kind = VALUE_VIEW, .view = {data, 'i'}};
    struct weak_search s = {e, key, ret, false};

    TRY(expr_each(e, ret != NULL ? &items : data, look_at, &s));
    *found = s.found;
    return NULL;
}

struct error *weak_find_value(struct expr *e, const struct value *data, const struct value *key,
                              struct value *ret, bool *found)
{
    struct value ref;

    TRY(expr_contains(e, data, key, found));
    if (!*found)
        return NULL;
    TRY(expr_subscript(e, data, key, &ref));
    TRY(referent(e, &ref, ret));
    *found = ret->kind != VALUE_NONE;
    return NULL;
}

struct live {
    struct expr *e;
    EXPR_VISITOR((*visit));
    void *arg;
    bool values;
};

static struct error *visit_live(void *arg, const struct value *item, bool *stop)
{
    struct live *v = arg;
    struct value object;

    TRY(referent(v->e, v->values ? &item->items.data[1] : item, &object));
    if (object.kind == VALUE_NONE)
        return NULL;
    return v->visit(v->arg, v->values ? &item->items.data[0] : &object, stop);
}

struct error *weak_each(struct expr *e, const struct value *data, bool values,
                        EXPR_VISITOR((*visit)), void *arg)
{
    struct value items = {.kind = VALUE_VIEW, .view = {data, 'i'}};
    struct live v = {e, visit, arg, values};

    return expr_each(e, values ? &items : data, visit_live, &v);
}

/* What is about to be removed is still there; in newer versions nothing is. */
struct error *weak_length(struct expr *e, const struct value *of, const struct value *data,
                          uint64_t *ret)
{
    struct value pending, dirty;
    struct error *error;
    uint64_t count;
    bool is_dirty;

    TRY(expr_len(e, data, ret));
    error = expr_attribute(e, of, "_pending_removals", &pending);
    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
    TRY(expr_len(e, &pending, &count));
    error = expr_attribute(e, of, "_dirty_len", &dirty);
    if (error == NULL && count > 0) {
        TRY(expr_truth(e, &dirty, &is_dirty));
        if (is_dirty)
            return error_create(ERROR_UNSUPPORTED, "what is to be removed from it would have to "
                                                   "be looked through in the target");
    }
    error_destroy(error);
    *ret -= count < *ret ? count : *ret;
    return NULL;
}
