/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of classes that are written in Python around a container. What a method does that only
 * hands on to an attribute is read from its code, whosever it is; a few of the standard library
 * that do more are known by where they are from: Lib/os.py, collections/__init__.py,
 * _collections_abc.py, weakref.py and _weakrefset.py, whose functions stand here in C.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/enum.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "expr/weak.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "python/old-class.h"
#include "python/property.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

/* Wrappers within wrappers. */
#define NESTING_MAX 100

enum wrapper {
    WRAPPER_HANDS_ON, /* to `inner` */
    WRAPPER_USER_DICT,
    WRAPPER_USER_LIST,
    WRAPPER_USER_STRING,
    WRAPPER_ENVIRON,
    WRAPPER_CHAIN,
    WRAPPER_WEAK_VALUES,
    WRAPPER_WEAK_KEYS,
    WRAPPER_WEAK_SET,
    WRAPPER_ENUM,
    WRAPPER_BY_ITEMS,  /* Mapping.__contains__(), Sequence.__iter__(): by obj[...] */
    WRAPPER_OF_ITSELF, /* Mapping.keys(): what iter() goes through */
};

/* An instance of a class of 2.7 that does not derive from object is of the type `instance`. */
static const struct {
    const char *module, *name;
    enum wrapper wrapper;
} known[] = {
    {"UserDict", "instance.__getitem__", WRAPPER_USER_DICT},
    {"UserDict", "instance.get", WRAPPER_BY_ITEMS},
    {"UserDict", "instance.keys", WRAPPER_USER_DICT},
    {"_abcoll", "Mapping.keys", WRAPPER_OF_ITSELF},
    {"_collections_abc", "Mapping.__contains__", WRAPPER_BY_ITEMS},
    {"_collections_abc", "Mapping.get", WRAPPER_BY_ITEMS},
    {"_collections_abc", "Mapping.keys", WRAPPER_OF_ITSELF},
    {"_collections_abc", "Sequence.__iter__", WRAPPER_BY_ITEMS},
    {"_weakrefset", "WeakSet.__contains__", WRAPPER_WEAK_SET},
    {"_weakrefset", "WeakSet.__iter__", WRAPPER_WEAK_SET},
    {"_weakrefset", "WeakSet.__len__", WRAPPER_WEAK_SET},
    {"collections", "ChainMap.__contains__", WRAPPER_CHAIN},
    {"collections", "ChainMap.__getitem__", WRAPPER_CHAIN},
    {"collections", "ChainMap.__iter__", WRAPPER_CHAIN},
    {"collections", "ChainMap.__len__", WRAPPER_CHAIN},
    {"collections", "ChainMap.get", WRAPPER_BY_ITEMS},
    {"collections", "UserDict.__getitem__", WRAPPER_USER_DICT},
    {"collections", "UserDict.get", WRAPPER_BY_ITEMS},
    {"collections", "UserList.__getitem__", WRAPPER_USER_LIST},
    {"collections", "UserString.__contains__", WRAPPER_USER_STRING},
    {"enum", "EnumMeta.__contains__", WRAPPER_ENUM},
    {"enum", "EnumMeta.__getitem__", WRAPPER_ENUM},
    {"enum", "EnumMeta.__iter__", WRAPPER_ENUM},
    {"enum", "EnumMeta.__len__", WRAPPER_ENUM},
    {"enum", "EnumType.__contains__", WRAPPER_ENUM},
    {"enum", "EnumType.__getitem__", WRAPPER_ENUM},
    {"enum", "EnumType.__iter__", WRAPPER_ENUM},
    {"enum", "EnumType.__len__", WRAPPER_ENUM},
    {"os", "_Environ.__getitem__", WRAPPER_ENVIRON},
    {"os", "_Environ.__iter__", WRAPPER_ENVIRON},
    {"weakref", "WeakKeyDictionary.__contains__", WRAPPER_WEAK_KEYS},
    {"weakref", "WeakKeyDictionary.__getitem__", WRAPPER_WEAK_KEYS},
    {"weakref", "WeakKeyDictionary.__iter__", WRAPPER_WEAK_KEYS},
    {"weakref", "WeakKeyDictionary.__len__", WRAPPER_WEAK_KEYS},
    {"weakref", "WeakKeyDictionary.get", WRAPPER_BY_ITEMS},
    {"weakref", "WeakKeyDictionary.keys", WRAPPER_WEAK_KEYS},
    {"weakref", "WeakValueDictionary.__contains__", WRAPPER_WEAK_VALUES},
    {"weakref", "WeakValueDictionary.__getitem__", WRAPPER_WEAK_VALUES},
    {"weakref", "WeakValueDictionary.__iter__", WRAPPER_WEAK_VALUES},
    {"weakref", "WeakValueDictionary.__len__", WRAPPER_WEAK_VALUES},
    {"weakref", "WeakValueDictionary.get", WRAPPER_BY_ITEMS},
    {"weakref", "WeakValueDictionary.keys", WRAPPER_WEAK_VALUES},
};

struct found {
    enum wrapper wrapper;
    struct value inner;
    uint64_t function; /* of the library */
};

static bool find_known(struct expr *e, uint64_t function, const struct type *owner,
                       enum wrapper *ret)
{
    struct library_function found;
    bool is_known = false;

    if (!error_ignore(library_identify(expr_reader(e), function, owner, &found)))
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known && !is_known; i++) {
        is_known =
            strcmp(known[i].module, found.module) == 0 && strcmp(known[i].name, found.name) == 0;
        *ret = known[i].wrapper;
    }
    library_function_deinit(&found);
    return is_known;
}

/* The function of its class that Python would call as that method, if it is the class's: an
 * instance of an old class may have its own. */
static bool find_function(struct expr *e, const struct value *of, const char *method,
                          const struct type **owner, uint64_t *ret)
{
    struct layout_field fields[] = {e->runtime->layout.old_instance.in_class,
                                    e->runtime->layout.old_instance.in_dict};
    const struct type *type;
    enum definer definer;
    uint64_t values[2];

    if (of->kind != VALUE_OBJECT || !error_ignore(types_of(e->types, of->object, &type)))
        return false;
    if (type->kind != KIND_OLD_INSTANCE)
        return error_ignore(expr_definer(e, of, method, &definer, owner)) &&
               definer == DEFINER_CODE &&
               error_ignore(attribute_in_class(e->runtime, e->types, type, method, owner, ret));
    *owner = type;
    return error_ignore(view_read_fields(e->runtime->target, of->object, fields, 2, values)) &&
           !error_ignore(dict_find(e->runtime, values[1], method, ret)) &&
           error_ignore(old_class_find(e->runtime, values[0], method, ret));
}

/* What that method of its class does, if it is one of these. */
static bool find(struct expr *e, const struct value *of, const char *method, struct found *ret)
{
    static const struct {
        const char *name;
        enum property_handed_on what;
    } handing_on[] = {
        {"__contains__", PROPERTY_CONTAINS},
        {"__getitem__", PROPERTY_ITEM},
        {"__iter__", PROPERTY_ITERATION},
        {"__len__", PROPERTY_LENGTH},
    };
    const struct type *owner;
    uint64_t function, inner;

    if (!find_function(e, of, method, &owner, &function))
        return false;
    for (size_t i = 0; i < sizeof handing_on / sizeof *handing_on; i++) {
        if (strcmp(handing_on[i].name, method) == 0 &&
            property_hands_on(e->runtime, e->types, function, of->object, handing_on[i].what,
                              &inner)) {
            *ret = (struct found){WRAPPER_HANDS_ON, value_of_object(inner), function};
            return true;
        }
    }
    ret->function = function;
    return find_known(e, function, owner, &ret->wrapper);
}

/* ---- what it holds */

static struct error *get(struct expr *e, const struct value *of, const char *name,
                         struct value *ret)
{
    TRY(expr_attribute(e, of, name, ret));
    return expr_check_known(ret);
}

static bool is_missing(const struct error *error)
{
    return error != NULL && error->kind == ERROR_NOT_FOUND &&
           (strncmp(error->message, "KeyError", 8) == 0 ||
            strncmp(error->message, "IndexError", 10) == 0);
}

/* ---- obj[key] */

struct chain {
    struct expr *e;
    const struct value *key;
    struct value *ret;
    struct value_table *keys;
    bool found;
};

static struct error *look_into(void *arg, const struct value *map, bool *stop)
{
    struct chain *c = arg;

    TRY(expr_contains(c->e, map, c->key, &c->found));
    *stop = c->found;
    return c->found && c->ret != NULL ? expr_subscript(c->e, map, c->key, c->ret) : NULL;
}

static struct error *look_into_chain(struct expr *e, const struct value *of,
                                     const struct value *key, struct value *ret, bool *found)
{
    struct chain c = {.e = e, .key = key, .ret = ret};
    struct value maps;

    TRY(get(e, of, "maps", &maps));
    TRY(expr_each(e, &maps, look_into, &c));
    *found = c.found;
    return NULL;
}

static bool has_old_missing(struct expr *e, const struct value *of)
{
    uint64_t class, found;

    return !error_ignore(view_read_field(e->runtime->target, of->object,
                                         e->runtime->layout.old_instance.in_class, &class)) ||
           error_ignore(old_class_find(e->runtime, class, "__missing__", &found));
}

/* UserDict: what is not there a subclass may make. */
static struct error *item_of_user_dict(struct expr *e, const struct value *of,
                                       const struct value *key, struct value *ret)
{
    const struct type *owner;
    enum definer definer;
    struct value data;
    struct error *error;

    TRY(get(e, of, "data", &data));
    error = expr_subscript(e, &data, key, ret);
    if (!is_missing(error))
        return error;
    if (!error_ignore(types_of(e->types, of->object, &owner)))
        return error;
    if (owner->kind == KIND_OLD_INSTANCE
            ? !has_old_missing(e, of)
            : !error_ignore(expr_definer(e, of, "__missing__", &definer, &owner)) ||
                  definer == DEFINER_NONE)
        return error;
    error_destroy(error);
    return expr_needs_code(owner->name, "__missing__");
}

static struct error *item_of_user_list(struct expr *e, const struct value *of,
                                       const struct value *index, struct value *ret)
{
    struct value data, loaded;

    TRY(get(e, of, "data", &data));
    TRY(expr_load(e, index, &loaded));
    if (loaded.kind == VALUE_SLICE)
        return error_create(ERROR_UNSUPPORTED,
                            "a %s of its own is not made here: take the slice "
                            "of its .data",
                            expr_type_name(e, of));
    return expr_subscript(e, &data, index, ret);
}

static struct error *item_of_chain(struct expr *e, const struct value *of, const struct value *key,
                                   struct value *ret)
{
    const struct type *owner;
    enum definer definer;
    bool found;

    TRY(look_into_chain(e, of, key, ret, &found));
    if (found)
        return NULL;
    TRY(expr_definer(e, of, "__missing__", &definer, &owner));
    if (definer == DEFINER_CODE && strcmp(owner->name, "collections.ChainMap") != 0)
        return expr_needs_code(owner->name, "__missing__");
    return expr_key_error(e, key);
}

static struct error *item(struct expr *e, const struct found *f, const struct value *of,
                          const struct value *index, struct value *ret)
{
    struct value loaded, data;
    bool found = false;

    switch (f->wrapper) {
    case WRAPPER_HANDS_ON:
        return expr_subscript(e, &f->inner, index, ret);
    case WRAPPER_USER_DICT:
        return item_of_user_dict(e, of, index, ret);
    case WRAPPER_USER_LIST:
        return item_of_user_list(e, of, index, ret);
    case WRAPPER_ENVIRON:
        return expr_environ_item(e, of, index, ret);
    case WRAPPER_CHAIN:
        return item_of_chain(e, of, index, ret);
    case WRAPPER_ENUM:
        return enum_item(e, of, index, ret);
    case WRAPPER_WEAK_VALUES:
        TRY(get(e, of, "data", &data));
        TRY(weak_find_value(e, &data, index, ret, &found));
        break;
    case WRAPPER_WEAK_KEYS:
        TRY(get(e, of, "data", &data));
        TRY(weak_find_key(e, &data, index, ret, &found));
        TRY(expr_load(e, index, &loaded));
        if (!found && loaded.kind != VALUE_OBJECT)
            return EXPR_TYPE_ERROR("cannot create weak reference to '%s' object",
                                   expr_type_name(e, index));
        break;
    case WRAPPER_WEAK_SET:
    case WRAPPER_USER_STRING:
    case WRAPPER_BY_ITEMS:
    case WRAPPER_OF_ITSELF:
        break;
    }
    return found ? NULL : expr_key_error(e, index);
}

/* ---- iter(obj) */

struct visiting {
    struct expr *e;
    EXPR_VISITOR((*visit));
    void *arg;
    const struct value *of;
};

static struct error *visit_decoded(void *arg, const struct value *item, bool *stop)
{
    struct visiting *v = arg;
    struct value name;

    TRY(expr_environ_decode(v->e, v->of, item, &name));
    return v->visit(v->arg, &name, stop);
}

static struct error *add_key(void *arg, const struct value *key, bool *stop)
{
    struct chain *c = arg;

    (void)stop;
    return expr_table_put(c->e, c->keys, key, key);
}

/* ChainMap.__iter__(): the keys of the last map come first, each in its place. */
static struct error *keys_of_chain(struct expr *e, const struct value *of, struct value *ret)
{
    struct chain c = {.e = e, .keys = expr_table(e)};
    struct value_list list = {0};
    struct value maps;

    TRY(get(e, of, "maps", &maps));
    TRY(expr_collect(e, &maps, &list));
    for (size_t i = list.count; i-- > 0;)
        TRY(expr_each(e, &list.data[i], add_key, &c));
    *ret = (struct value){.kind = VALUE_DICT, .table = c.keys};
    return NULL;
}

/* Sequence.__iter__(): until an IndexError. */
static struct error *each_by_index(struct expr *e, const struct value *of, EXPR_VISITOR((*visit)),
                                   void *arg)
{
    bool stop = false;

    for (uint64_t i = 0; !stop; i++) {
        struct value index = value_of_u64(i), item;
        struct error *error;

        TRY(expr_step(e));
        error = expr_subscript(e, of, &index, &item);
        if (is_missing(error)) {
            error_destroy(error);
            return NULL;
        }
        TRY(error);
        TRY(visit(arg, &item, &stop));
    }
    return NULL;
}

static struct error *each(struct expr *e, const struct found *f, const struct value *of,
                          EXPR_VISITOR((*visit)), void *arg)
{
    struct visiting v = {e, visit, arg, of};
    struct value data;
    bool is_set;

    switch (f->wrapper) {
    case WRAPPER_HANDS_ON:
        return expr_each(e, &f->inner, visit, arg);
    case WRAPPER_ENVIRON:
        TRY(get(e, of, "_data", &data));
        return expr_environ_is_of_bytes(e, of) ? expr_each(e, &data, visit, arg)
                                               : expr_each(e, &data, visit_decoded, &v);
    case WRAPPER_CHAIN:
        TRY(keys_of_chain(e, of, &data));
        TRY(library_code_names(expr_reader(e), f->function, "union", &is_set));
        if (is_set) /* -3.6 */
            data.kind = VALUE_SET;
        return expr_each(e, &data, visit, arg);
    case WRAPPER_ENUM:
        return enum_each(e, of, visit, arg);
    case WRAPPER_WEAK_VALUES:
    case WRAPPER_WEAK_KEYS:
    case WRAPPER_WEAK_SET:
        TRY(get(e, of, "data", &data));
        return weak_each(e, &data, f->wrapper == WRAPPER_WEAK_VALUES, visit, arg);
    case WRAPPER_OF_ITSELF:
        return expr_each(e, of, visit, arg);
    case WRAPPER_USER_DICT:
        TRY(get(e, of, "data", &data));
        TRY(expr_check_special(e, &data, "keys"));
        return expr_each(e, &data, visit, arg);
    default:
        return each_by_index(e, of, visit, arg);
    }
}

/* ---- len(obj) */

static struct error *length(struct expr *e, const struct found *f, const struct value *of,
                            uint64_t *ret)
{
    struct value keys, data;

    switch (f->wrapper) {
    case WRAPPER_HANDS_ON:
        return expr_len(e, &f->inner, ret);
    case WRAPPER_ENUM:
        return enum_length(e, of, ret);
    case WRAPPER_CHAIN:
        TRY(keys_of_chain(e, of, &keys));
        *ret = keys.table->count;
        return NULL;
    default:
        TRY(get(e, of, "data", &data));
        return weak_length(e, of, &data, ret);
    }
}

/* ---- key in obj */

static struct error *contains(struct expr *e, const struct found *f, const struct value *of,
                              const struct value *key, bool *ret)
{
    struct value value, data;
    struct error *error;

    switch (f->wrapper) {
    case WRAPPER_HANDS_ON:
        return expr_contains(e, &f->inner, key, ret);
    case WRAPPER_USER_STRING:
        TRY(get(e, of, "data", &value));
        TRY(expr_load(e, key, &data));
        return data.kind == VALUE_STR ? expr_contains(e, &value, key, ret)
                                      : expr_needs_code("collections.UserString", "__contains__");
    case WRAPPER_CHAIN:
        return look_into_chain(e, of, key, NULL, ret);
    case WRAPPER_ENUM:
        return enum_contains(e, of, key, ret);
    case WRAPPER_WEAK_VALUES:
        TRY(get(e, of, "data", &data));
        return weak_find_value(e, &data, key, &value, ret);
    case WRAPPER_WEAK_KEYS:
    case WRAPPER_WEAK_SET:
        TRY(get(e, of, "data", &data));
        return weak_find_key(e, &data, key, f->wrapper == WRAPPER_WEAK_SET ? NULL : &value, ret);
    default:
        error = expr_subscript(e, of, key, &value);
        *ret = error == NULL;
        if (!is_missing(error))
            return error;
        error_destroy(error);
        return NULL;
    }
}

/* ---- */

/* One more within the others. */
static struct error *enter(struct expr *e)
{
    TRY(expr_too_deep(e, NESTING_MAX));
    e->nesting++;
    return NULL;
}

static struct error *leave(struct expr *e, struct error *error)
{
    e->nesting--;
    return error;
}

struct error *expr_wrapper_item(struct expr *e, const struct value *of, const struct value *index,
                                bool *done, struct value *ret)
{
    struct found found;

    *done = find(e, of, "__getitem__", &found);
    if (!*done)
        return NULL;
    TRY(enter(e));
    return leave(e, item(e, &found, of, index, ret));
}

struct error *expr_wrapper_each(struct expr *e, const struct value *of, EXPR_VISITOR((*visit)),
                                void *arg, bool *done)
{
    struct found found;

    *done = find(e, of, "__iter__", &found);
    if (!*done)
        return NULL;
    TRY(enter(e));
    return leave(e, each(e, &found, of, visit, arg));
}

struct error *expr_wrapper_keys(struct expr *e, const struct value *of, const struct value *keys,
                                EXPR_VISITOR((*visit)), void *arg, bool *done)
{
    struct bound_method bound;
    const struct type *owner;
    struct found found;

    *done = find_function(e, of, "keys", &owner, &found.function) &&
            expr_take_method(e, keys, &bound) && bound.self == of->object &&
            bound.function == found.function &&
            find_known(e, found.function, owner, &found.wrapper);
    if (!*done)
        return NULL;
    TRY(enter(e));
    return leave(e, each(e, &found, of, visit, arg));
}

struct error *expr_wrapper_length(struct expr *e, const struct value *of, bool *done, uint64_t *ret)
{
    struct found found;

    *done = find(e, of, "__len__", &found);
    if (!*done)
        return NULL;
    TRY(enter(e));
    return leave(e, length(e, &found, of, ret));
}

struct error *expr_wrapper_contains(struct expr *e, const struct value *of, const struct value *key,
                                    bool *done, bool *ret)
{
    struct found found;

    *done = find(e, of, "__contains__", &found);
    if (!*done)
        return NULL;
    TRY(enter(e));
    return leave(e, contains(e, &found, of, key, ret));
}

bool expr_wrapper_has_get(struct expr *e, const struct value *of)
{
    struct found found;

    return find(e, of, "get", &found) && found.wrapper == WRAPPER_BY_ITEMS;
}

bool expr_wrapper_returns(struct expr *e, uint64_t function, uint64_t self, unsigned arguments,
                          struct value *ret)
{
    struct attribute found = {0};

    if (!property_returns(e->runtime, e->types, function, self, arguments, &found))
        return false;
    *ret = found.object != 0 ? value_of_object(found.object) : expr_made(e, &found.made);
    attribute_deinit(&found);
    return true;
}
