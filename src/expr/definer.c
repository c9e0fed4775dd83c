/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who says what is done with a value: the special methods along the MRO of its class. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

#include <uthash.h>

/* The kinds up to this one are not of the library: all that they do is evaluated here, or refused
 * where it is done. */
#define BUILT_IN_LAST KIND_XRANGE

struct known_definer {
    struct {
        uint64_t type;
        const char *name; /* a literal: the same one each time */
    } key;
    enum definer definer;
    const struct type *owner;
    UT_hash_handle hh;
};

/* What the types of the library that are evaluated here have of their own. */
static bool is_evaluated(const struct type *class, const char *name)
{
    static const char *const of_deque[] = {
        "__bool__", "__contains__", "__eq__",  "__ge__",  "__getitem__", "__gt__",
        "__hash__", "__iter__",     "__le__",  "__len__", "__lt__",      "__ne__",
        "__repr__", "__reversed__", "__str__", "count",   "index",       NULL,
    };
    static const char *const of_ordered[] = {
        "__eq__",       "__hash__", "__iter__", "__ne__", "__repr__",
        "__reversed__", "items",    "keys",     "values", NULL,
    };
    static const char *const of_frozen[] = {
        "__contains__", "__eq__", "__ge__",  "__getitem__", "__gt__", "__hash__",
        "__iter__",     "__le__", "__len__", "__lt__",      "__ne__", "__repr__",
        "__reversed__", "get",    "items",   "keys",        "values", NULL,
    };
    static const char *const of_sentinel[] = {"__eq__", "__ge__", "__gt__",   "__hash__", "__le__",
                                              "__lt__", "__ne__", "__repr__", NULL};
    static const char *const of_numpy_array[] = {"__bool__", "__contains__", "__getitem__",
                                                 "__iter__", "__len__",      "__nonzero__",
                                                 "__repr__", "__hash__",     NULL};
    static const char *const of_numpy_scalar[] = {
        "__add__",      "__and__",    "__bool__",    "__complex__", "__eq__",        "__float__",
        "__floordiv__", "__ge__",     "__getitem__", "__gt__",      "__hash__",      "__index__",
        "__int__",      "__invert__", "__iter__",    "__le__",      "__lt__",        "__mod__",
        "__mul__",      "__ne__",     "__neg__",     "__nonzero__", "__or__",        "__pos__",
        "__pow__",      "__radd__",   "__rand__",    "__repr__",    "__rfloordiv__", "__rmod__",
        "__rmul__",     "__ror__",    "__rpow__",    "__rsub__",    "__rtruediv__",  "__rxor__",
        "__str__",      "__sub__",    "__truediv__", "__trunc__",   "__xor__",       NULL,
    };
    static const char *const of_dtype[] = {"__eq__", "__ne__", "__repr__", NULL};
    static const char *const of_moment[] = {
        "__abs__",      "__add__",    "__bool__",      "__div__",   "__eq__",      "__floordiv__",
        "__format__",   "__ge__",     "__gt__",        "__hash__",  "__le__",      "__lt__",
        "__mod__",      "__mul__",    "__ne__",        "__neg__",   "__nonzero__", "__pos__",
        "__radd__",     "__rdiv__",   "__rfloordiv__", "__rmod__",  "__rmul__",    "__rsub__",
        "__rtruediv__", "__sub__",    "__truediv__",   "__repr__",  "__str__",     "date",
        "isoformat",    "isoweekday", "replace",       "strftime",  "time",        "timestamp",
        "timetz",       "toordinal",  "total_seconds", "utcoffset", "weekday",     NULL,
    };
    static const char *const of_ctypes[] = {"__bool__", "__nonzero__", "__getitem__", "__iter__",
                                            "__len__",  "__repr__",    NULL};
    static const char *const of_decimal[] = {
        "__add__",  "__bool__", "__eq__",       "__float__", "__floordiv__",  "__ge__",
        "__gt__",   "__hash__", "__int__",      "__le__",    "__lt__",        "__mod__",
        "__mul__",  "__ne__",   "__radd__",     "__repr__",  "__rfloordiv__", "__rmod__",
        "__rmul__", "__rsub__", "__rtruediv__", "__sub__",   "__truediv__",   NULL,
    };
    static const char *const of_time[] = {
        "__eq__",    "__format__", "__ge__",   "__gt__",    "__hash__",
        "__le__",    "__lt__",     "__ne__",   "__repr__",  "__str__",
        "isoformat", "replace",    "strftime", "utcoffset", NULL,
    };
    static const char *const of_memory[] = {"__getitem__", "__len__", "__iter__", "__repr__", NULL};
    static const char *const of_array[] = {"__contains__", "__getitem__", "__iter__", "__len__",
                                           "__repr__",     "count",       "index",    NULL};
    static const char *const of_view[] = {"__contains__", "__iter__",     "__len__",
                                          "__repr__",     "__reversed__", NULL};
    static const char *const of_default[] = {"__hash__", "__repr__", NULL};
    static const char *const of_sequence[] = {
        "__contains__", "__eq__", "__ge__",  "__getitem__", "__gt__", "__hash__",
        "__iter__",     "__le__", "__len__", "__lt__",      "__ne__", NULL,
    };
    const char *const *names =
        class->kind == KIND_DEQUE        ? of_deque
        : class->kind == KIND_FROZENDICT ? of_frozen
        : class->kind == KIND_ARRAY      ? of_array
        : class->kind == KIND_MEMORYVIEW ? of_memory
        : class->kind == KIND_CTYPES     ? of_ctypes
        : class->kind == KIND_DECIMAL    ? of_decimal
        : class->kind == KIND_TIME       ? of_time
        : class->kind == KIND_DATE || class->kind == KIND_DATETIME || class->kind == KIND_TIMEDELTA
            ? of_moment
        : class->kind == KIND_NUMPY_DTYPE  ? of_dtype
        : class->kind == KIND_NUMPY_ARRAY  ? of_numpy_array
        : class->kind == KIND_NUMPY_SCALAR ? of_numpy_scalar
        : class->kind == KIND_SENTINEL     ? of_sentinel
        : class->kind == KIND_DICT_KEYS || class->kind == KIND_DICT_VALUES ||
                class->kind == KIND_DICT_ITEMS
            ? of_view
        : class->shown_as == KIND_ORDERED_DICT                                 ? of_ordered
        : class->shown_as == KIND_STRUCT_SEQUENCE && class->kind == KIND_TUPLE ? of_sequence
        : class->shown_as == KIND_DEFAULTDICT                                  ? of_default
                                                                               : NULL;

    if (!class->native)
        return false;
    /* A numpy.str_ is a str. */
    if (class->shown_as == KIND_NUMPY_SCALAR && class->kind != KIND_NUMPY_SCALAR)
        return true;
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return class->builtin && class->kind <= BUILT_IN_LAST;
}

/* What 2.7's OrderedDict has of its own, in Python, and is evaluated: a name of its class, which
 * has that method. */
static bool is_of_old_ordered(struct expr *e, const struct type *class, const char *name,
                              uint64_t method)
{
    static const char *const names[] = {
        "__eq__", "__iter__", "__ne__",     "__reversed__", "items", "iteritems",
        "keys",   "iterkeys", "itervalues", "values",       NULL,
    };
    struct library_function function;
    bool is_known = false, ours;

    if (!e->old || class->native || class->kind != KIND_DICT ||
        strcmp(class->name, "collections.OrderedDict") != 0)
        return false;
    for (const char *const *known = names; *known != NULL; known++)
        is_known |= strcmp(*known, name) == 0;
    if (!is_known || !error_ignore(library_identify(expr_reader(e), method, class, &function)))
        return false;
    ours = strcmp(function.module, "collections") == 0;
    library_function_deinit(&function);
    return ours;
}

/* One class of the MRO; *ret stays DEFINER_NONE if it does not say anything. */
static struct error *ask_class(struct expr *e, const struct type *type, const struct type *class,
                               const char *name, enum definer *ret)
{
    bool evaluated = is_evaluated(class, name);
    const struct type *kind;
    uint64_t value;

    /* What numpy's scalars have of numpy.generic is evaluated as theirs. */
    if (evaluated && class->shown_as == KIND_NUMPY_SCALAR) {
        *ret = DEFINER_BUILTIN;
        return NULL;
    }
    if (class->dict == 0) {
        /* It cannot be looked into: what derives from a built-in type leaves most to that. */
        *ret = evaluated                   ? DEFINER_BUILTIN
               : type->kind == KIND_OBJECT ? DEFINER_FOREIGN
                                           : DEFINER_NONE;
        return NULL;
    }

    struct error *error = dict_find(e->runtime, class->dict, name, &value);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
    if (evaluated || is_of_old_ordered(e, class, name, value)) {
        *ret = DEFINER_BUILTIN;
        return NULL;
    }
    *ret = class->native ? DEFINER_FOREIGN : DEFINER_CODE;
    if (error_ignore(types_of(e->types, value, &kind)) && kind->kind == KIND_NONE)
        *ret = DEFINER_REFUSES;
    return NULL;
}

static struct error *walk(struct expr *e, const struct type *type, const char *name,
                          enum definer *ret, const struct type **owner)
{
    uint64_t mro[TYPES_MRO_MAX];
    size_t count;

    *ret = DEFINER_NONE;
    TRY(types_mro(e->types, type, mro, &count));
    for (size_t i = 0; i < count && *ret == DEFINER_NONE; i++) {
        TRY(types_get(e->types, mro[i], owner));
        if ((*owner)->base == NULL)
            break; /* object */
        TRY(ask_class(e, type, *owner, name, ret));
    }
    return NULL;
}

/*
 * 2.7: of what does not derive from object. Its type asks the instance and its class for each
 * special method, and __getattr__ for what they have not. Of those methods alone that are asked for
 * here it is told that there are none; a missing one of the others is an error of its own kind.
 */
static struct error *ask_old_instance(struct expr *e, uint64_t object, const char *name,
                                      enum definer *ret)
{
    static const char *const truth[] = {"__nonzero__", "__len__", NULL};
    static const char *const comparison[] = {"__eq__", "__ne__",  "__lt__",     "__le__", "__gt__",
                                             "__ge__", "__cmp__", "__coerce__", NULL};
    static const char *const hash[] = {"__hash__", "__eq__", "__cmp__", NULL};
    static const char *const listing[] = {"__dir__",     "__dict__",    "__class__",
                                          "__members__", "__methods__", NULL};
    static const char *const *const groups[] = {truth, comparison, hash, listing};
    struct layout_field fields[] = {e->runtime->layout.old_instance.in_class,
                                    e->runtime->layout.old_instance.in_dict};
    const char *const *asked = NULL;
    uint64_t values[2], found;

    *ret = DEFINER_FOREIGN;
    for (size_t i = 0; i < sizeof groups / sizeof *groups && asked == NULL; i++)
        for (const char *const *known = groups[i]; *known != NULL; known++)
            if (strcmp(*known, name) == 0)
                asked = groups[i];
    if (asked == NULL)
        return NULL;
    TRY(view_read_fields(e->runtime->target, object, fields, 2, values));
    for (; *asked != NULL; asked++)
        if (error_ignore(dict_find(e->runtime, values[1], *asked, &found)) ||
            error_ignore(old_class_find(e->runtime, values[0], *asked, &found)))
            return NULL;
    if (!error_ignore(old_class_find(e->runtime, values[0], "__getattr__", &found)))
        *ret = DEFINER_NONE;
    return NULL;
}

/* Each definer that was found is kept for the next time. */
static struct known_definer *know(struct expr *e, const struct known_definer *found)
{
    struct known_definer *ret = xmemdup(found, sizeof *found);

    HASH_ADD(hh, e->definers, key, sizeof ret->key, ret);
    return ret;
}

struct error *expr_definer(struct expr *e, const struct value *value, const char *name,
                           enum definer *ret, const struct type **owner)
{
    struct known_definer key, *known;
    const struct type *type;

    *ret = DEFINER_BUILTIN;
    *owner = NULL;
    if (value->kind == VALUE_LIBRARY)
        TRY(types_get(e->types, value->library->type, &type));
    else if (value->kind == VALUE_OBJECT)
        TRY(types_of(e->types, value->object, &type));
    else
        return NULL;
    *owner = type;
    if (type->kind == KIND_OLD_INSTANCE)
        return ask_old_instance(e, value->object, name, ret);
    if (type->builtin && type->kind <= BUILT_IN_LAST) {
        *ret = type->base == NULL ? DEFINER_NONE : DEFINER_BUILTIN;
        return NULL;
    }
    memset(&key, 0, sizeof key);
    key.key.type = type->address;
    key.key.name = name;
    HASH_FIND(hh, e->definers, &key.key, sizeof key.key, known);
    if (known == NULL) {
        TRY(walk(e, type, name, &key.definer, &key.owner));
        known = know(e, &key);
    }
    *ret = known->definer;
    *owner = known->owner;
    return NULL;
}

/* Of a built-in type: whether it has the name, or may have, where that cannot be looked up. */
static bool type_has(struct expr *e, const struct type *type, const char *name)
{
    struct known_definer key, *known;
    struct error *error;
    uint64_t found;

    memset(&key, 0, sizeof key);
    key.key.type = type->address;
    key.key.name = name;
    HASH_FIND(hh, e->definers, &key.key, sizeof key.key, known);
    if (known == NULL) {
        error = attribute_in_class(e->runtime, e->types, type, name, &key.owner, &found);
        key.definer =
            error != NULL && error->kind == ERROR_NOT_FOUND ? DEFINER_NONE : DEFINER_BUILTIN;
        error_destroy(error);
        known = know(e, &key);
    }
    return known->definer == DEFINER_BUILTIN;
}

bool expr_has_builtin(struct expr *e, const struct value *value, const char *name)
{
    const struct type *type, *owner;
    enum definer definer;
    uint64_t own;

    if (value->kind == VALUE_SHOWN)
        return false;
    if (value->kind == VALUE_OBJECT || value->kind == VALUE_LIBRARY) {
        if (!error_ignore(expr_definer(e, value, name, &definer, &owner)) ||
            definer != DEFINER_BUILTIN || !error_ignore(expr_type_struct(e, value, &type)))
            return false;
        /* What its own dict has comes before a method. */
        if (!type->builtin)
            return value->kind != VALUE_OBJECT ||
                   !error_ignore(object_attribute(e->runtime, value->object, name, &own));
        return type->kind > BUILT_IN_LAST || type_has(e, type, name);
    }
    return !error_ignore(expr_type_struct(e, value, &type)) || type_has(e, type, name);
}

void expr_forget_definers(struct expr *e)
{
    struct known_definer *known, *next;

    HASH_ITER (hh, e->definers, known, next) {
        HASH_DEL(e->definers, known);
        free(known);
    }
}

struct error *expr_needs_code(const char *of, const char *name)
{
    return error_create(ERROR_UNSUPPORTED,
                        "%s.%s would have to run in the target, and nothing is run there", of,
                        name);
}

struct error *expr_check_known(const struct value *value)
{
    if (value->kind != VALUE_SHOWN)
        return NULL;
    return error_create(ERROR_UNSUPPORTED,
                        "%s stands for itself: nothing is run in the target to know more",
                        value->shown.text);
}

struct error *expr_check_special(struct expr *e, const struct value *value, const char *name)
{
    const struct type *owner;
    enum definer definer;

    TRY(expr_check_known(value));
    TRY(expr_definer(e, value, name, &definer, &owner));
    if (definer == DEFINER_REFUSES && strcmp(name, "__hash__") == 0)
        return EXPR_TYPE_ERROR("unhashable type: '%s'", expr_type_name(e, value));
    /* These are called without a look at what they are. */
    if (definer == DEFINER_REFUSES &&
        (strcmp(name, "__bool__") == 0 || strcmp(name, "__len__") == 0))
        return EXPR_TYPE_ERROR("'NoneType' object is not callable");
    if (definer == DEFINER_REFUSES)
        return EXPR_TYPE_ERROR("'%s' object has a %s that is None", expr_type_name(e, value), name);
    if (definer == DEFINER_CODE || definer == DEFINER_FOREIGN)
        return expr_needs_code(owner->name, name);
    return NULL;
}
