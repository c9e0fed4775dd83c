/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value is: its kind, its type, and who says what is done with it. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "expr/internal.h"
#include "python/integer.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#include <uthash.h>

/* The kinds up to this one are not of the library: all that they do is evaluated here, or refused
 * where it is done. */
#define BUILT_IN_LAST KIND_XRANGE
/* Characters and bytes of one string that are worked with. */
#define STRING_MAX ((uint64_t)16 << 20)

/* ---- loading */

static struct error *load_int(struct expr *e, uint64_t object, struct value *ret)
{
    uint64_t bits;
    mpz_t number;

    mpz_init(number);

    struct error *error = integer_read(e->runtime, object, number, &bits);

    if (error == NULL)
        *ret = value_of_mpz(e->arena, number);
    ret->is_long = e->old;
    mpz_clear(number);
    return error;
}

static struct error *load_str(struct expr *e, uint64_t object, struct value *ret)
{
    struct string_place place;

    TRY(string_locate(e->runtime, object, &place));
    if (place.count < 0 || (uint64_t)place.count > STRING_MAX)
        return error_create(place.count < 0 ? ERROR_CORRUPT : ERROR_UNSUPPORTED,
                            "a str of %lld characters is not worked with", (long long)place.count);

    size_t count = (size_t)place.count;
    CLEANUP_FREE uint8_t *data = xmalloc(count * place.width);

    TRY(expr_room(e, count, sizeof(uint32_t)));
    if (count > 0)
        TRY(target_read(e->runtime->target, place.address, data, count * place.width));

    uint32_t *characters = arena_take(e->arena, count * sizeof *characters);

    for (size_t i = 0; i < count; i++)
        memcpy(&characters[i], data + i * place.width, place.width);
    *ret = (struct value){.kind = VALUE_STR, .str = {characters, count}};
    return NULL;
}

static struct error *load_bytes(struct expr *e, uint64_t object, bool array, struct value *ret)
{
    const struct layout *layout = &e->runtime->layout;
    struct layout_field fields[] = {layout->var_object.ob_size, layout->bytearray.ob_start};
    uint64_t values[2];

    TRY(view_read_fields(e->runtime->target, object, fields, array ? 2 : 1, values));
    if (values[0] > STRING_MAX)
        return error_create((int64_t)values[0] < 0 ? ERROR_CORRUPT : ERROR_UNSUPPORTED,
                            "a string of %lld bytes is not worked with", (long long)values[0]);
    TRY(expr_room(e, values[0], 1));

    uint8_t *data = arena_take(e->arena, values[0]);

    if (values[0] > 0)
        TRY(target_read(e->runtime->target,
                        array ? values[1] : object + layout->bytes.ob_sval.offset, data,
                        values[0]));
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {data, values[0]}};
    return NULL;
}

static struct error *load_double(struct expr *e, uint64_t object, struct layout_field field,
                                 double *ret)
{
    uint64_t bits;

    TRY(view_read_field(e->runtime->target, object, field, &bits));
    memcpy(ret, &bits, sizeof *ret);
    return NULL;
}

/* start, stop and step of a range or slice. */
static struct error *load_three(struct expr *e, const uint64_t values[3], struct value *ret)
{
    struct value *items = arena_take(e->arena, 3 * sizeof *items);

    for (int i = 0; i < 3; i++) {
        struct value object = value_of_object(values[i]);

        TRY(expr_load(e, &object, &items[i]));
        if (ret->kind == VALUE_RANGE && items[i].kind != VALUE_INT)
            return error_create(ERROR_CORRUPT, "a range is not of ints");
    }
    ret->items.data = items;
    ret->items.count = 3;
    return NULL;
}

static struct error *load_range(struct expr *e, uint64_t object, enum type_kind kind,
                                struct value *ret)
{
    const struct layout *layout = &e->runtime->layout;
    struct layout_field range[] = {layout->range.start, layout->range.stop, layout->range.step,
                                   layout->range.len};
    struct layout_field slice[] = {layout->slice.start, layout->slice.stop, layout->slice.step};
    uint64_t values[4];

    *ret = (struct value){.kind = kind == KIND_SLICE ? VALUE_SLICE : VALUE_RANGE};
    if (kind != KIND_SLICE && !layout_has(layout->range.start))
        return error_create(ERROR_UNSUPPORTED, "this build's range is not known");
    TRY(view_read_fields(e->runtime->target, object, kind == KIND_SLICE ? slice : range,
                         kind == KIND_SLICE ? 3 : 4, values));
    if (kind != KIND_XRANGE)
        return load_three(e, values, ret);

    struct value *items = arena_take(e->arena, 3 * sizeof *items);

    items[0] = value_of_i64((int64_t)values[0]);
    items[1] = value_of_i64((int64_t)(values[0] + values[3] * values[2]));
    items[2] = value_of_i64((int64_t)values[2]);
    ret->items.data = items;
    ret->items.count = 3;
    return NULL;
}

/* Of a dict alone: what else a view may claim to be of stays what it is. */
static struct error *load_view(struct expr *e, uint64_t object, enum type_kind kind,
                               struct value *ret)
{
    const struct type *type;
    struct value *dict;
    uint64_t of;

    TRY(view_read_field(e->runtime->target, object, e->runtime->layout.dict_view.dv_dict, &of));
    TRY(types_of(e->types, of, &type));
    if (type->kind != KIND_DICT)
        return NULL;
    dict = arena_take(e->arena, sizeof *dict);
    *dict = value_of_object(of);
    *ret = (struct value){
        .kind = VALUE_VIEW,
        .view = {dict, kind == KIND_DICT_KEYS     ? 'k'
                       : kind == KIND_DICT_VALUES ? 'v'
                                                  : 'i'},
    };
    return NULL;
}

struct error *expr_load(struct expr *e, const struct value *value, struct value *ret)
{
    const struct layout *layout = &e->runtime->layout;
    const struct type *type;
    double real, imag;
    int64_t plain;
    bool truth;

    *ret = *value;
    if (value->kind != VALUE_OBJECT)
        return NULL;

    uint64_t object = value->object;

    TRY(types_of(e->types, object, &type));
    switch (type->kind) {
    case KIND_NONE:
        *ret = (struct value){.kind = VALUE_NONE};
        return NULL;
    case KIND_ELLIPSIS:
        *ret = (struct value){.kind = VALUE_ELLIPSIS};
        return NULL;
    case KIND_NOT_IMPLEMENTED:
        *ret = (struct value){.kind = VALUE_NOT_IMPLEMENTED};
        return NULL;
    case KIND_BOOL:
        TRY(integer_read_bool(e->runtime, object, &truth));
        *ret = value_of_bool(truth);
        return NULL;
    case KIND_INT:
        return load_int(e, object, ret);
    case KIND_OLD_INT:
        TRY(integer_read_plain(e->runtime, object, &plain));
        *ret = value_of_i64(plain);
        return NULL;
    case KIND_FLOAT:
        TRY(load_double(e, object, layout->float_.ob_fval, &real));
        *ret = value_of_float(real);
        return NULL;
    case KIND_COMPLEX:
        TRY(load_double(e, object, layout->complex_.real, &real));
        TRY(load_double(e, object, layout->complex_.imag, &imag));
        *ret = value_of_complex(real, imag);
        return NULL;
    case KIND_STR:
        return load_str(e, object, ret);
    case KIND_BYTES:
        return load_bytes(e, object, false, ret);
    case KIND_BYTEARRAY:
        return load_bytes(e, object, true, ret);
    case KIND_RANGE:
    case KIND_XRANGE:
    case KIND_SLICE:
        return load_range(e, object, type->kind, ret);
    case KIND_DICT_KEYS:
    case KIND_DICT_VALUES:
    case KIND_DICT_ITEMS:
        return load_view(e, object, type->kind, ret);
    default:
        return NULL;
    }
}

/* ---- kinds and types */

struct error *expr_kind(struct expr *e, const struct value *value, enum type_kind *ret)
{
    static const enum type_kind kinds[] = {
        [VALUE_NONE] = KIND_NONE,
        [VALUE_ELLIPSIS] = KIND_ELLIPSIS,
        [VALUE_NOT_IMPLEMENTED] = KIND_NOT_IMPLEMENTED,
        [VALUE_BOOL] = KIND_BOOL,
        [VALUE_INT] = KIND_INT,
        [VALUE_FLOAT] = KIND_FLOAT,
        [VALUE_COMPLEX] = KIND_COMPLEX,
        [VALUE_STR] = KIND_STR,
        [VALUE_BYTES] = KIND_BYTES,
        [VALUE_LIST] = KIND_LIST,
        [VALUE_TUPLE] = KIND_TUPLE,
        [VALUE_SET] = KIND_SET,
        [VALUE_FROZENSET] = KIND_FROZENSET,
        [VALUE_DICT] = KIND_DICT,
        [VALUE_RANGE] = KIND_RANGE,
        [VALUE_SLICE] = KIND_SLICE,
        [VALUE_ITERATOR] = KIND_OBJECT,
        [VALUE_VIEW] = KIND_OBJECT,
        [VALUE_GENERATOR] = KIND_OBJECT,
        [VALUE_METHOD] = KIND_METHOD,
        [VALUE_SHOWN] = KIND_OBJECT,
    };
    const struct type *type;

    if (value->kind != VALUE_OBJECT) {
        *ret = value->kind == VALUE_BYTES && value->is_array ? KIND_BYTEARRAY : kinds[value->kind];
        return NULL;
    }
    TRY(types_of(e->types, value->object, &type));
    *ret = type->kind == KIND_OLD_INT      ? KIND_INT
           : type->kind == KIND_XRANGE     ? KIND_RANGE
           : type->kind == KIND_FROZENDICT ? KIND_DICT
                                           : type->kind;
    return NULL;
}

bool expr_is_ordered_dict(struct expr *e, const struct value *value)
{
    const struct type *type;

    return value->kind == VALUE_OBJECT && error_ignore(types_of(e->types, value->object, &type)) &&
           type->shown_as == KIND_ORDERED_DICT;
}

const char *expr_type_name(struct expr *e, const struct value *value)
{
    const struct type *type;

    if (value->kind != VALUE_OBJECT)
        return value_type_name(value, e->old);
    return error_ignore(types_of(e->types, value->object, &type)) ? type->c_name : "?";
}

struct error *expr_builtin(struct expr *e, const char *name, uint64_t *ret)
{
    uint64_t interpreter;

    if (e->builtins == 0) {
        TRY(target_read_u64(e->runtime->target, e->runtime->interpreters_head, &interpreter));
        TRY(view_read_field(e->runtime->target, interpreter, e->runtime->layout.interp.builtins,
                            &e->builtins));
    }
    return dict_find(e->runtime, e->builtins, name, ret);
}

struct error *expr_type_object(struct expr *e, const struct value *value, uint64_t *ret)
{
    const char *name = expr_type_name(e, value);
    const char *instance = value->kind == VALUE_NONE              ? "None"
                           : value->kind == VALUE_ELLIPSIS        ? "Ellipsis"
                           : value->kind == VALUE_NOT_IMPLEMENTED ? "NotImplemented"
                                                                  : NULL;
    uint64_t object;

    TRY(expr_check_known(value));
    if (value->kind == VALUE_OBJECT)
        return object_type(e->runtime, value->object, ret);
    if (value->kind == VALUE_METHOD)
        return expr_method_type(e, ret);
    if (instance != NULL) {
        TRY(expr_builtin(e, instance, &object));
        return object_type(e->runtime, object, ret);
    }

    struct error *error = value->kind == VALUE_GENERATOR || value->kind == VALUE_VIEW
                              ? error_create(ERROR_NOT_FOUND, "no such name")
                              : expr_builtin(e, name, ret);

    if (error == NULL)
        return NULL;
    error_destroy(error);
    return error_create(ERROR_UNSUPPORTED, "where the type '%s' is, is not known", name);
}

struct error *expr_type_struct(struct expr *e, const struct value *value, const struct type **ret)
{
    uint64_t address;

    TRY(expr_type_object(e, value, &address));
    return types_get(e->types, address, ret);
}

/* ---- who decides */

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
        "__repr__", "__reversed__", "__str__", NULL,
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
    static const char *const of_array[] = {"__contains__", "__getitem__", "__iter__",
                                           "__len__",      "__repr__",    NULL};
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
        : class->kind == KIND_SENTINEL   ? of_sentinel
        : class->kind == KIND_DICT_KEYS || class->kind == KIND_DICT_VALUES ||
                class->kind == KIND_DICT_ITEMS
            ? of_view
        : class->shown_as == KIND_ORDERED_DICT                                 ? of_ordered
        : class->shown_as == KIND_STRUCT_SEQUENCE && class->kind == KIND_TUPLE ? of_sequence
        : class->shown_as == KIND_DEFAULTDICT                                  ? of_default
                                                                               : NULL;

    if (!class->native)
        return false;
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return class->builtin && class->kind <= BUILT_IN_LAST;
}

/* One class of the MRO; *ret stays DEFINER_NONE if it does not say anything. */
static struct error *ask_class(struct expr *e, const struct type *type, const struct type *class,
                               const char *name, enum definer *ret)
{
    const struct type *kind;
    uint64_t value;

    if (is_evaluated(class, name)) {
        *ret = DEFINER_BUILTIN;
        return NULL;
    }
    if (class->dict == 0) {
        /* It cannot be looked into: what derives from a built-in type leaves most to that. */
        *ret = type->kind == KIND_OBJECT ? DEFINER_FOREIGN : DEFINER_NONE;
        return NULL;
    }

    struct error *error = dict_find(e->runtime, class->dict, name, &value);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
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

struct error *expr_definer(struct expr *e, const struct value *value, const char *name,
                           enum definer *ret, const struct type **owner)
{
    struct known_definer key, *known;
    const struct type *type;

    *ret = DEFINER_BUILTIN;
    *owner = NULL;
    if (value->kind != VALUE_OBJECT)
        return NULL;
    TRY(types_of(e->types, value->object, &type));
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
        known = xmemdup(&key, sizeof key);
        HASH_ADD(hh, e->definers, key, sizeof known->key, known);
    }
    *ret = known->definer;
    *owner = known->owner;
    return NULL;
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

/* Of what is called, which is there to be called and not to be looked at. */
static bool is_method(const struct value *shown)
{
    static const char *const types[] = {
        "function",       "method_descriptor",          "wrapper_descriptor", "classmethod",
        "staticmethod",   "classmethod_descriptor",     "instancemethod",     "method",
        "method-wrapper", "builtin_function_or_method",
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(shown->shown.type, types[i]) == 0)
            return true;
    return false;
}

bool expr_is_there(const struct value *value)
{
    return value->kind != VALUE_SHOWN || is_method(value);
}

struct error *expr_check_known(const struct value *value)
{
    if (value->kind != VALUE_SHOWN)
        return NULL;
    return error_create(ERROR_UNSUPPORTED,
                        "%s stands for itself: nothing is run in the target to know more%s",
                        value->shown.text,
                        is_method(value) ? ""
                                         : "; vars(x) of its object x shows what that keeps, which "
                                           "may be what is asked for, as x._name");
}

struct error *expr_check_special(struct expr *e, const struct value *value, const char *name)
{
    const struct type *owner;
    enum definer definer;

    TRY(expr_check_known(value));
    TRY(expr_definer(e, value, name, &definer, &owner));
    if (definer == DEFINER_REFUSES && strcmp(name, "__hash__") == 0)
        return EXPR_TYPE_ERROR("unhashable type: '%s'", expr_type_name(e, value));
    if (definer == DEFINER_REFUSES)
        return EXPR_TYPE_ERROR("'%s' object has a %s that is None", expr_type_name(e, value), name);
    if (definer == DEFINER_CODE || definer == DEFINER_FOREIGN)
        return expr_needs_code(owner->name, name);
    return NULL;
}
