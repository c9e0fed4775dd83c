/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with values of types of a library that are written in C, by their kind. */
#include "expr/library.h"

#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

struct repr *expr_reader(struct expr *e)
{
    if (e->repr == NULL)
        e->repr = repr_create(e->runtime, (struct repr_limits){0});
    return e->repr;
}

enum type_kind expr_library_kind(struct expr *e, const struct value *value)
{
    const struct type *type;

    /* A numpy.str_ is a str. */
    if (value->kind == VALUE_LIBRARY)
        return value->library->kind == KIND_NUMPY_SCALAR &&
                       strchr("SU", value->library->dtype.kind) != NULL
                   ? KIND_OBJECT
                   : value->library->kind;
    if (value->kind != VALUE_OBJECT || !error_ignore(types_of(e->types, value->object, &type)))
        return KIND_OBJECT;
    switch (type->kind) {
    case KIND_CTYPES:
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_DECIMAL:
    case KIND_MEMORYVIEW:
    case KIND_NUMPY_ARRAY:
    case KIND_NUMPY_DTYPE:
    case KIND_NUMPY_SCALAR:
    case KIND_TIME:
    case KIND_TIMEDELTA:
        return type->kind;
    default:
        return KIND_OBJECT;
    }
}

struct error *expr_type_of_module(struct expr *e, const char *module, const char *name,
                                  uint64_t *ret)
{
    struct layout_field modules = e->runtime->layout.interp.modules;
    uint64_t address;

    TRY(target_read_u64(e->runtime->target, e->runtime->interpreters_head, &address));
    TRY(view_read_field(e->runtime->target, address, modules, &address));
    TRY(dict_find(e->runtime, address, module, &address));
    if (!object_dict(e->runtime, address, &address))
        return error_create(ERROR_CORRUPT, "%s is no module", module);
    return dict_find(e->runtime, address, name, ret);
}

struct error *expr_make_library(struct expr *e, enum type_kind kind, uint64_t type,
                                struct library_value **fill, struct value *ret)
{
    const struct type *of;

    TRY(types_get(e->types, type, &of));
    TRY(expr_room(e, 1, sizeof **fill));
    *fill = arena_take(e->arena, sizeof **fill);
    (*fill)->kind = kind;
    (*fill)->type = type;
    (*fill)->name = arena_copy_text(e->arena, of->name, strlen(of->name));
    *ret = (struct value){.kind = VALUE_LIBRARY, .library = *fill};
    return NULL;
}

bool expr_library_is_whole(const struct library_value *value)
{
    return value->kind != KIND_CTYPES && value->kind != KIND_NUMPY_ARRAY &&
           value->kind != KIND_MEMORYVIEW;
}

static const char *short_name(const struct library_value *value)
{
    const char *point = strrchr(value->name, '.');

    return point != NULL ? point + 1 : value->name;
}

struct error *expr_put_library(struct repr *r, const struct library_value *value)
{
    uint8_t bytes[NUMPY_ITEM_MAX];

    switch (value->kind) {
    case KIND_NUMPY_ARRAY:
        return numpy_put_array(r, &value->array, value->name, 0);
    case KIND_NUMPY_SCALAR:
        if (value->part.bytes.count > sizeof bytes)
            return error_create(ERROR_CORRUPT, "too large an item");
        memcpy(bytes, value->part.bytes.data, value->part.bytes.count);
        return numpy_put_scalar(r, short_name(value), &value->dtype, bytes);
    case KIND_CTYPES:
        return ctypes_put(r, value->type, value->ctypes.address, value->ctypes.size);
    case KIND_OBJECT: /* a path */
        repr_printf(r, "%s(", short_name(value));
        repr_put_characters(r, value->part.str.characters, value->part.str.count);
        repr_put(r, ")");
        return NULL;
    case KIND_TIMEDELTA:
        duration_put(r, &value->duration, value->name);
        return NULL;
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_TIME:
        moment_put(r, &value->moment, value->name);
        return NULL;
    default:
        return memory_put(r, &value->memory, 0);
    }
}

struct error *expr_library_subscript(struct expr *e, const struct value *of,
                                     const struct value *index, bool *done, struct value *ret)
{
    struct numpy_array array;

    *done = true;
    switch (expr_library_kind(e, of)) {
    case KIND_CTYPES:
        return expr_ctypes_subscript(e, of, index, done, ret);
    case KIND_NUMPY_SCALAR:
        return expr_numpy_record_subscript(e, of, index, ret);
    case KIND_NUMPY_ARRAY:
        TRY(expr_numpy_array(e, of, &array));
        return expr_numpy_subscript(e, &array, of, index, ret);
    case KIND_MEMORYVIEW:
        return expr_memory_subscript(e, of, index, ret);
    default:
        *done = false;
        return NULL;
    }
}

struct error *expr_library_length(struct expr *e, const struct value *of, bool *done, uint64_t *ret)
{
    struct numpy_array array;
    struct memory memory;

    *done = true;
    switch (expr_library_kind(e, of)) {
    case KIND_CTYPES:
        return expr_ctypes_length(e, of, done, ret);
    case KIND_NUMPY_ARRAY:
        TRY(expr_numpy_array(e, of, &array));
        if (array.dimensions == 0)
            return EXPR_TYPE_ERROR("len() of unsized object");
        *ret = (uint64_t)array.shape[0];
        return NULL;
    case KIND_MEMORYVIEW:
        TRY(expr_memory(e, of, &memory));
        /* 3.12+: TypeError; before, one of no dimensions has one item. */
        if (memory.dimensions == 0)
            return error_create(ERROR_UNSUPPORTED, "a memoryview without dimensions has no len() "
                                                   "in some versions");
        *ret = (uint64_t)memory.shape[0];
        return NULL;
    default:
        *done = false;
        return NULL;
    }
}

bool expr_library_attribute(struct expr *e, const struct value *of, const char *name,
                            struct value *ret)
{
    switch (expr_library_kind(e, of)) {
    case KIND_CTYPES:
        return expr_ctypes_attribute(e, of, name, ret);
    case KIND_MEMORYVIEW:
        return expr_memory_attribute(e, of, name, ret);
    case KIND_DECIMAL: /* dec_real(); .imag makes another one */
        *ret = *of;
        return strcmp(name, "real") == 0;
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_TIME:
    case KIND_TIMEDELTA:
        return of->kind == VALUE_LIBRARY && expr_moment_attribute(e, of, name, ret);
    default:
        return expr_numpy_attribute(e, of, name, ret);
    }
}

/* ---- operators */

static bool is_moment(struct expr *e, const struct value *value)
{
    switch (expr_library_kind(e, value)) {
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_TIME:
    case KIND_TIMEDELTA:
        return true;
    default:
        return false;
    }
}

static bool is_scalar(struct expr *e, const struct value *value)
{
    return expr_library_kind(e, value) == KIND_NUMPY_SCALAR;
}

struct error *expr_library_binary(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, bool *done, struct value *ret)
{
    bool of_text = false;
    struct value text;

    if (op == OP_REMAINDER && expr_library_kind(e, b) != KIND_OBJECT) {
        TRY(expr_load(e, a, &text));
        of_text = text.kind == VALUE_STR || text.kind == VALUE_BYTES;
    }
    *done = !of_text && (is_scalar(e, a) || is_scalar(e, b));
    if (*done)
        return expr_numpy_binary(e, op, a, b, ret);
    if (expr_library_kind(e, a) == KIND_DECIMAL ||
        (expr_library_kind(e, b) == KIND_DECIMAL && !of_text))
        return error_create(ERROR_UNSUPPORTED,
                            "what an operator gives of a Decimal is rounded as the thread's "
                            "context says, which is not known: write float() or int()");
    *done = is_moment(e, a) || (is_moment(e, b) && op != OP_REMAINDER);
    return *done ? expr_moment_binary(e, op, a, b, ret) : NULL;
}

struct error *expr_library_unary(struct expr *e, enum operator op, const struct value *a,
                                 bool *done, struct value *ret)
{
    *done = is_scalar(e, a);
    if (*done)
        return expr_numpy_unary(e, op, a, ret);
    *done = is_moment(e, a);
    return *done ? expr_moment_unary(e, op, a, ret) : NULL;
}

struct error *expr_library_compare(struct expr *e, enum operator op, const struct value *a,
                                   const struct value *b, bool *done, bool *ret)
{
    bool dtypes = expr_library_kind(e, a) == KIND_NUMPY_DTYPE;

    /* Which dtypes are equal, numpy's own code would say. */
    if (dtypes && a->kind == VALUE_OBJECT && b->kind == VALUE_OBJECT && a->object == b->object &&
        (op == OP_EQ || op == OP_NE)) {
        *done = true;
        *ret = op == OP_EQ;
        return NULL;
    }
    if (dtypes || expr_library_kind(e, b) == KIND_NUMPY_DTYPE)
        return expr_needs_code("numpy.dtype", "__eq__");
    *done = is_scalar(e, a) || is_scalar(e, b);
    if (*done)
        return expr_numpy_compare(e, op, a, b, ret);
    *done = is_moment(e, a) || is_moment(e, b);
    return *done ? expr_moment_compare(e, op, a, b, ret) : NULL;
}

struct error *expr_library_truth_value(struct expr *e, const struct value *a, const struct value *b,
                                       bool truth, struct value *ret)
{
    struct value number;

    *ret = value_of_bool(truth);
    if (!is_scalar(e, a) && !is_scalar(e, b))
        return NULL;
    /* With what is no number it is a bool of Python's in some versions. */
    TRY(expr_load(e, is_scalar(e, a) ? b : a, &number));
    return number.kind == VALUE_NONE ? NULL : expr_numpy_bool(e, truth, ret);
}

struct error *expr_library_hash(struct expr *e, const struct value *value, bool *done,
                                uint64_t *ret, bool *exact)
{
    struct value number;

    *done = true;
    if (is_moment(e, value))
        return expr_moment_hash(e, value, ret, exact);
    *done = is_scalar(e, value);
    if (!*done)
        return NULL;
    if (!expr_numpy_number(e, value, &number))
        return error_create(ERROR_UNSUPPORTED, "the hash of a %s is not known",
                            expr_type_name(e, value));
    return expr_hash(e, &number, ret, exact);
}

struct error *expr_library_str(struct expr *e, const struct value *value, bool *done,
                               struct value *ret)
{
    struct repr *r = expr_reader(e);
    struct numpy_scalar scalar;

    *done = is_moment(e, value);
    if (*done)
        return expr_moment_str(e, value, ret);
    *done = is_scalar(e, value) && expr_numpy_scalar(e, value, &scalar) &&
            strchr("biufc", scalar.dtype.kind) != NULL;
    if (!*done)
        return NULL;
    repr_begin(r);
    TRY(numpy_put_item(r, &scalar.dtype, scalar.bytes));
    *ret = e->old ? value_of_bytes(e->arena, r->out.data, r->out.count)
                  : value_of_text(e->arena, r->out.data, r->out.count);
    return NULL;
}

struct error *expr_library_truth(struct expr *e, const struct value *value, bool *done, bool *ret)
{
    struct numpy_array array;
    struct value item, number;
    struct value indices = {.kind = VALUE_TUPLE};
    uint64_t length;

    *done = true;
    switch (expr_library_kind(e, value)) {
    case KIND_NUMPY_SCALAR:
        if (!expr_numpy_number(e, value, &number))
            return expr_needs_code(expr_type_name(e, value), e->old ? "__nonzero__" : "__bool__");
        return expr_truth(e, &number, ret);
    case KIND_CTYPES:
        TRY(expr_check_special(e, value, e->old ? "__nonzero__" : "__bool__"));
        return expr_ctypes_truth(e, value, done, ret);
    case KIND_DECIMAL:
        TRY(expr_check_special(e, value, "__bool__"));
        return expr_exact_truth(e, value, ret);
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_TIMEDELTA:
        TRY(expr_check_special(e, value, e->old ? "__nonzero__" : "__bool__"));
        return expr_moment_truth(e, value, ret);
    case KIND_MEMORYVIEW:
        TRY(expr_library_length(e, value, done, &length));
        *ret = length > 0;
        return NULL;
    case KIND_NUMPY_ARRAY:
        TRY(expr_numpy_array(e, value, &array));
        for (unsigned i = 0; i < array.dimensions; i++)
            if (array.shape[i] != 1)
                return array.shape[i] == 0
                           ? error_create(ERROR_UNSUPPORTED, "the truth value of an empty array "
                                                             "is an error in some versions")
                           : EXPR_VALUE_ERROR("The truth value of an array with more than one "
                                              "element is ambiguous. Use a.any() or a.all()");
        array.dimensions = 0;
        TRY(expr_numpy_subscript(e, &array, value, &indices, &item));
        return expr_truth(e, &item, ret);
    default:
        *done = expr_plain_kind(e, value, e->old ? "__nonzero__" : "__bool__") == PLAIN_FRACTION;
        return *done ? expr_exact_truth(e, value, ret) : NULL;
    }
}
