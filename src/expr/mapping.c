/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of dicts and of what is taken for one, and what a subclass makes of a key that is missing.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/attribute.h"
#include "python/runtime.h"
#include "python/view.h"

struct error *expr_key_error(struct expr *e, const struct value *key)
{
    CLEANUP_FREE char *text = NULL;

    TRY(expr_repr_text(e, key, &text));
    return error_create(ERROR_NOT_FOUND, "KeyError: %s", text);
}

/* defdict_missing() of Modules/_collectionsmodule.c */
static struct error *missing_in_default(struct expr *e, const struct value *of,
                                        const struct value *key, const char *text)
{
    struct value factory;
    bool none = false;

    TRY(expr_attribute(e, of, "default_factory", &factory));
    TRY(expr_is(e, &factory, &(struct value){.kind = VALUE_NONE}, &none));
    if (none)
        return expr_key_error(e, key);
    return error_create(ERROR_UNSUPPORTED,
                        "the key %s is not there, and default_factory would have to run in the "
                        "target, where nothing is run",
                        text);
}

/* A subclass may make what is missing: Counter, say, a 0. */
static struct error *missing(struct expr *e, const struct value *of, const struct value *key,
                             struct value *ret)
{
    const struct type *type, *owner;
    enum definer definer;
    CLEANUP_FREE char *text = NULL;
    uint64_t function;

    TRY(expr_definer(e, of, "__missing__", &definer, &owner));
    if (definer != DEFINER_CODE && definer != DEFINER_FOREIGN)
        return expr_key_error(e, key);
    if (of->kind == VALUE_OBJECT && error_ignore(types_of(e->types, of->object, &type)) &&
        error_ignore(
            attribute_in_class(e->runtime, e->types, type, "__missing__", &owner, &function)) &&
        expr_wrapper_returns(e, function, of->object, 2, ret))
        return NULL;
    TRY(expr_repr_text(e, key, &text));
    if (strcmp(type_short_name(owner), "defaultdict") == 0)
        return missing_in_default(e, of, key, text);
    return error_create(ERROR_UNSUPPORTED,
                        "the key %s is not there, and %s.__missing__ would have to run in the "
                        "target, where nothing is run",
                        text, owner->name);
}

struct error *expr_find_key(struct expr *e, const struct value *of, const struct value *key,
                            struct value *ret)
{
    const struct value_entry *entry;

    if (of->kind == VALUE_OBJECT)
        return expr_find_in_dict(e, of->object, key, ret);
    TRY(expr_table_find(e, of->table, key, &entry));
    if (entry == NULL)
        return error_create(ERROR_NOT_FOUND, "no such key");
    *ret = entry->value;
    return NULL;
}

bool expr_is_miss(const struct error *error)
{
    return error != NULL && error->kind == ERROR_NOT_FOUND &&
           strcmp(error->message, "no such key") == 0;
}

struct error *expr_mapping_of(struct expr *e, const struct value *proxy, struct value *ret)
{
    uint64_t mapping;

    TRY(view_read_field(e->runtime->target, proxy->object, e->runtime->layout.mappingproxy.mapping,
                        &mapping));
    *ret = value_of_object(mapping);
    return expr_too_deep(e, 100);
}

struct error *expr_subscript_dict(struct expr *e, const struct value *of, const struct value *key,
                                  struct value *ret)
{
    struct error *error = expr_find_key(e, of, key, ret);

    if (!expr_is_miss(error))
        return error;
    error_destroy(error);
    return missing(e, of, key, ret);
}

struct pairing {
    struct expr *e;
    const struct value *of;
    EXPR_VISITOR((*visit));
    void *arg;
};

static struct error *visit_pair_of(void *arg, const struct value *key, bool *stop)
{
    struct pairing *p = arg;
    struct value *pair = arena_take(p->e->arena, 2 * sizeof *pair);
    struct value item = value_of_items(VALUE_TUPLE, pair, 2);

    pair[0] = *key;
    TRY(expr_subscript(p->e, p->of, key, &pair[1]));
    return p->visit(p->arg, &item, stop);
}

/* dict_update_arg(), dict_merge() of Objects/dictobject.c: of what is no dict obj[key] for each of
 * obj.keys(). */
static struct error *each_by_keys(struct expr *e, const struct value *of, EXPR_VISITOR((*visit)),
                                  void *arg, bool *done)
{
    struct pairing p = {e, of, visit, arg};
    struct expr_descriptor found;
    struct value function, keys;
    struct error *error = expr_find_attribute(e, of, "keys", &found, &function);
    bool is_known;

    *done = error == NULL;
    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
    if (found.address != 0)
        return expr_refuse(e, of, NULL, &found, "");
    TRY(expr_wrapper_keys(e, of, &function, visit_pair_of, &p, &is_known));
    if (is_known)
        return NULL;
    TRY(expr_method_call(e, of, "keys", &function, &is_known, &keys));
    if (is_known)
        return expr_each(e, &keys, visit_pair_of, &p);
    TRY(expr_check_special(e, of, "keys"));
    return expr_needs_code(expr_type_name(e, of), "keys");
}

/* What a proxy gives is what it stands for, which is asked as any mapping is. */
static struct error *each_of_proxy(struct expr *e, const struct value *proxy,
                                   EXPR_VISITOR((*visit)), void *arg, bool *done)
{
    struct value mapping;
    enum type_kind kind;
    struct error *error;

    TRY(expr_mapping_of(e, proxy, &mapping));
    TRY(expr_kind(e, &mapping, &kind));
    if (kind == KIND_DICT) {
        TRY(expr_check_special(e, &mapping, "keys"));
        TRY(expr_check_special(e, &mapping, "__getitem__"));
    }
    e->nesting++;
    error = expr_each_pair(e, &mapping, visit, arg, done);
    e->nesting--;
    return error;
}

struct error *expr_each_pair(struct expr *e, const struct value *of, EXPR_VISITOR((*visit)),
                             void *arg, bool *done)
{
    struct value view = {.kind = VALUE_VIEW, .view = {of, 'i'}};
    enum type_kind kind;

    *done = false;
    TRY(expr_kind(e, of, &kind));
    if (kind != KIND_DICT && kind != KIND_MAPPINGPROXY)
        return of->kind == VALUE_OBJECT ? each_by_keys(e, of, visit, arg, done) : NULL;
    if (kind == KIND_MAPPINGPROXY && of->kind == VALUE_OBJECT)
        return each_of_proxy(e, of, visit, arg, done);
    *done = true;
    TRY(expr_check_special(e, of, "__iter__"));
    /* Of what goes through its items as a dict does, nothing else is asked. */
    if (expr_is_ordered_dict(e, of)) {
        TRY(expr_check_special(e, of, "keys"));
        TRY(expr_check_special(e, of, "__getitem__"));
    }
    return expr_each(e, &view, visit, arg);
}
