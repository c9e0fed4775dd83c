/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value is: its kind and its type. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/integer.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

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
                            "a str of %lld characters is not worked with (x[:%d] is the start of "
                            "it)",
                            (long long)place.count, EXPR_HINTED);

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
                            "a string of %lld bytes is not worked with (x[:%d] is the start of it)",
                            (long long)values[0], EXPR_HINTED);
    TRY(expr_room(e, values[0], 1));

    uint8_t *data = arena_take(e->arena, values[0]);

    if (values[0] > 0)
        TRY(target_read(e->runtime->target,
                        array ? values[1] : object + layout->bytes.ob_sval.offset, data,
                        values[0]));
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {data, values[0]}};
    return NULL;
}

/* start, stop and step of a range or slice. */
static struct error *load_three(struct expr *e, const uint64_t values[3], struct value *ret)
{
    struct value *items = arena_take(e->arena, 3 * sizeof *items);

    for (int i = 0; i < 3; i++) {
        struct value object = value_of_object(values[i]);
        enum type_kind kind;

        /* One within another is read when it is asked for: it may be the same. */
        TRY(expr_kind(e, &object, &kind));
        items[i] = object;
        if (kind != KIND_SLICE && kind != KIND_RANGE)
            TRY(expr_load(e, &object, &items[i]));
        if (ret->kind == VALUE_RANGE && !value_is_integer(&items[i]))
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
        .view = {dict,
                 kind == KIND_DICT_KEYS     ? 'k'
                 : kind == KIND_DICT_VALUES ? 'v'
                                            : 'i',
                 type->shown_as == KIND_ORDERED_DICT},
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
    /* A numpy.str_ or numpy.bytes_ is one. */
    if (value->kind == VALUE_LIBRARY && value->library->kind == KIND_NUMPY_SCALAR)
        return expr_numpy_load(e, value->library, ret);
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
        TRY(view_read_double(e->runtime->target, object, layout->float_.ob_fval, &real));
        *ret = value_of_float(real);
        return NULL;
    case KIND_COMPLEX:
        TRY(view_read_double(e->runtime->target, object, layout->complex_.real, &real));
        TRY(view_read_double(e->runtime->target, object, layout->complex_.imag, &imag));
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
        [VALUE_METHOD] = KIND_METHOD,
        [VALUE_FUNCTION] = KIND_FUNCTION,
        [VALUE_SHOWN] = KIND_OBJECT,
    };
    const struct type *type;

    if (value->kind == VALUE_LIBRARY) {
        struct value loaded;

        TRY(expr_load(e, value, &loaded));
        *ret = loaded.kind == VALUE_LIBRARY ? value->library->kind : kinds[loaded.kind];
        return NULL;
    }
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
    uint64_t root;

    if (value->kind != VALUE_OBJECT || !error_ignore(types_of(e->types, value->object, &type)))
        return false;
    /* That of 2.7 is written in Python. */
    return type->shown_as == KIND_ORDERED_DICT ||
           (e->old && type->kind == KIND_DICT && !type->builtin &&
            error_ignore(object_attribute(e->runtime, value->object, "_OrderedDict__root", &root)));
}

const char *expr_type_name(struct expr *e, const struct value *value)
{
    const struct type *type;

    if (value->kind == VALUE_TUPLE && value->items.record != NULL)
        return strrchr(value->items.record->name, '.') + 1;
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

/* No name leads to it but that in Lib/types.py, which who speaks of it has imported. */
struct error *expr_named_type(struct expr *e, const char *name, enum type_kind kind,
                              const char *shown, uint64_t *ret)
{
    const struct type *type;
    struct value modules;
    uint64_t module;

    TRY(expr_modules(e, &modules));
    if (error_ignore(dict_find(e->runtime, modules.object, "types", &module)) &&
        error_ignore(object_attribute(e->runtime, module, name, ret)) &&
        error_ignore(types_get(e->types, *ret, &type)) && type->kind == kind && type->builtin)
        return NULL;
    return error_create(ERROR_UNSUPPORTED, "where the type '%s' is, is not known", shown);
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
    if (value->kind == VALUE_LIBRARY) {
        *ret = value->library->type;
        return NULL;
    }
    if (value->kind == VALUE_TUPLE && value->items.record != NULL) {
        *ret = value->items.record->type;
        return NULL;
    }
    if (value->kind == VALUE_METHOD)
        return expr_method_type(e, ret);
    if (value->kind == VALUE_FUNCTION)
        return expr_named_type(e, "FunctionType", KIND_FUNCTION, name, ret);
    if (value->kind == VALUE_ITERATOR && strcmp(name, "generator") == 0)
        return expr_named_type(e, "GeneratorType", KIND_GENERATOR, name, ret);
    if (instance != NULL) {
        TRY(expr_builtin(e, instance, &object));
        return object_type(e->runtime, object, ret);
    }

    /* Lib/_collections_abc.py has those of dicts, and no others. */
    struct error *error =
        value->kind == VALUE_ITERATOR ? error_create(ERROR_NOT_FOUND, "no such name")
        : value->kind == VALUE_VIEW   ? expr_type_of_module(e, "_collections_abc", name, ret)
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
