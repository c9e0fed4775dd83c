/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators on what is no number, and truth: Objects/abstract.c, Objects/object.c. */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/attribute.h"
#include "python/runtime.h"

static const struct {
    const char *forward, *reflected;
} methods[OP_COUNT] = {
    [OP_ADD] = {"__add__", "__radd__"},
    [OP_SUBTRACT] = {"__sub__", "__rsub__"},
    [OP_MULTIPLY] = {"__mul__", "__rmul__"},
    [OP_DIVIDE] = {"__truediv__", "__rtruediv__"},
    [OP_FLOOR_DIVIDE] = {"__floordiv__", "__rfloordiv__"},
    [OP_REMAINDER] = {"__mod__", "__rmod__"},
    [OP_POWER] = {"__pow__", "__rpow__"},
    [OP_MATRIX] = {"__matmul__", "__rmatmul__"},
    [OP_LEFT_SHIFT] = {"__lshift__", "__rlshift__"},
    [OP_RIGHT_SHIFT] = {"__rshift__", "__rrshift__"},
    [OP_AND] = {"__and__", "__rand__"},
    [OP_OR] = {"__or__", "__ror__"},
    [OP_XOR] = {"__xor__", "__rxor__"},
    [OP_PLUS] = {"__pos__", NULL},
    [OP_MINUS] = {"__neg__", NULL},
    [OP_INVERT] = {"__invert__", NULL},
};

static struct error *unsupported_operands(struct expr *e, enum operator op, const struct value *a,
                                          const struct value *b)
{
    return EXPR_TYPE_ERROR("unsupported operand type(s) for %s: '%s' and '%s'", operator_text(op),
                           expr_type_name(e, a), expr_type_name(e, b));
}

/* ---- sequences */

static bool is_sequence(enum type_kind kind)
{
    return kind == KIND_STR || kind == KIND_BYTES || kind == KIND_LIST || kind == KIND_TUPLE;
}

/* count times the size bytes at data, and the rest of the bytes at more behind them. */
static struct error *repeat(struct expr *e, const void *data, size_t size, size_t count,
                            const void *more, size_t more_size, void **ret)
{
    if (size > 0 && count > SIZE_MAX / 4 / size)
        return error_create(ERROR_NOT_FOUND, "MemoryError");
    TRY(expr_room(e, size * count + more_size, 1));

    char *bytes = arena_take(e->arena, size * count + more_size);

    for (size_t i = 0; i < count && size > 0; i++)
        memcpy(bytes + i * size, data, size);
    if (more_size > 0)
        memcpy(bytes + size * count, more, more_size);
    *ret = bytes;
    return NULL;
}

/* a, count times, and b behind it, which is of the same kind or NULL. Both are our own. */
static struct error *join(struct expr *e, const struct value *a, size_t count,
                          const struct value *b, struct value *ret)
{
    void *data;

    *ret = (struct value){.kind = a->kind};
    if (a->kind == VALUE_STR) {
        size_t more = b != NULL ? b->str.count : 0, size = sizeof(uint32_t);

        TRY(repeat(e, a->str.characters, a->str.count * size, count,
                   b != NULL ? b->str.characters : NULL, more * size, &data));
        ret->str.characters = data;
        ret->str.count = a->str.count * count + more;
    } else if (a->kind == VALUE_BYTES) {
        size_t more = b != NULL ? b->bytes.count : 0;

        TRY(repeat(e, a->bytes.data, a->bytes.count, count, b != NULL ? b->bytes.data : NULL, more,
                   &data));
        ret->bytes.data = data;
        ret->bytes.count = a->bytes.count * count + more;
    } else {
        size_t more = b != NULL ? b->items.count : 0, size = sizeof(struct value);

        TRY(repeat(e, a->items.data, a->items.count * size, count, b != NULL ? b->items.data : NULL,
                   more * size, &data));
        ret->items.data = data;
        ret->items.count = a->items.count * count + more;
    }
    return NULL;
}

/* A list or tuple of the target as one of our own. */
static struct error *take_items(struct expr *e, enum type_kind kind, struct value *value)
{
    struct value_list list = {0};

    if (value->kind != VALUE_OBJECT)
        return NULL;
    TRY(expr_collect_stored(e, value, &list));
    *value = value_of_items(kind == KIND_LIST ? VALUE_LIST : VALUE_TUPLE, list.data, list.count);
    return NULL;
}

/* original: b before it was loaded. */
static struct error *concatenate(struct expr *e, enum type_kind kind_a, struct value *a,
                                 enum type_kind kind_b, struct value *b,
                                 const struct value *original, struct value *ret)
{
    if (e->old && kind_a == KIND_STR && kind_b == KIND_BYTES) {
        TRY(expr_decode(e, b));
        kind_b = kind_a;
    } else if (e->old && kind_a == KIND_BYTES && kind_b == KIND_STR) {
        TRY(expr_decode(e, a));
        kind_a = kind_b;
    }
    if (kind_a != kind_b) {
        const char *name = kind_a == KIND_LIST    ? "list"
                           : kind_a == KIND_TUPLE ? "tuple"
                                                  : value_type_name(a, e->old);
        const char *other = expr_type_name(e, original);

        if (e->old && kind_a == KIND_BYTES)
            return EXPR_TYPE_ERROR("cannot concatenate 'str' and '%s' objects", other);
        if (kind_a == KIND_BYTES)
            return EXPR_TYPE_ERROR("can't concat %s to bytes", other);
        return EXPR_TYPE_ERROR("can only concatenate %s (not \"%s\") to %s", name, other, name);
    }
    TRY(take_items(e, kind_a, a));
    TRY(take_items(e, kind_b, b));
    return join(e, a, 1, b, ret);
}

static struct error *multiply(struct expr *e, enum type_kind kind, struct value *sequence,
                              const struct value *times, const struct value *original,
                              struct value *ret)
{
    int64_t count;

    if (!value_is_integer(times))
        TRY(expr_check_special(e, original, "__index__"));
    if (!value_is_integer(times))
        return EXPR_TYPE_ERROR("can't multiply sequence by non-int of type '%s'",
                               expr_type_name(e, original));
    if (!value_to_i64(times, &count))
        return EXPR_OVERFLOW_ERROR("cannot fit '%s' into an index-sized integer",
                                   expr_type_name(e, original));
    TRY(take_items(e, kind, sequence));
    return join(e, sequence, count > 0 ? (size_t)count : 0, NULL, ret);
}

/* ---- sets and dicts */

static bool is_set(enum type_kind kind)
{
    return kind == KIND_SET || kind == KIND_FROZENSET;
}

struct adder {
    struct expr *e;
    struct value_table *table;
};

static struct error *add_member(void *arg, const struct value *item, bool *stop)
{
    struct adder *to = arg;

    (void)stop;
    return expr_table_put(to->e, to->table, item, item);
}

static struct error *take_members(struct expr *e, const struct value *value,
                                  struct value_table **ret)
{
    struct adder to = {e, NULL};

    if (value->kind == VALUE_SET || value->kind == VALUE_FROZENSET) {
        *ret = value->table;
        return NULL;
    }
    *ret = to.table = expr_table(e);
    return expr_each_stored(e, value, add_member, &to);
}

/* Of a view of a dict the versions differ in which of two equal keys they take. */
static struct error *check_alike(struct expr *e, const struct value *a, const struct value *b)
{
    if (strcmp(expr_type_name(e, a), expr_type_name(e, b)) == 0)
        return NULL;
    return error_create(ERROR_UNSUPPORTED,
                        "which of two equal keys, of '%s' and '%s', is in the result is not told",
                        expr_type_name(e, a), expr_type_name(e, b));
}

static struct error *combine_sets(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, struct value *ret)
{
    struct value_table *first, *second, *result = expr_table(e);
    const struct value_entry *found;

    /* Views ask iter() of the other. */
    if (a->kind == VALUE_VIEW || b->kind == VALUE_VIEW) {
        TRY(expr_check_special(e, a, "__iter__"));
        TRY(expr_check_special(e, b, "__iter__"));
    }
    TRY(take_members(e, a, &first));
    TRY(take_members(e, b, &second));
    /* set_intersection() takes those of the smaller one, of two alike those of the second. */
    if (op == OP_AND && second->count <= first->count) {
        struct value_table *smaller = second;

        second = first;
        first = smaller;
    }
    for (size_t i = 0; i < first->count; i++) {
        const struct value *key = &first->entries[i].key;

        TRY(expr_table_find(e, second, key, &found));
        if (op == OP_AND && found != NULL && (a->kind == VALUE_VIEW || b->kind == VALUE_VIEW))
            TRY(check_alike(e, key, &found->key));
        if (op == OP_OR || (op == OP_AND) == (found != NULL))
            TRY(expr_table_put(e, result, key, key));
    }
    for (size_t i = 0; i < second->count && (op == OP_OR || op == OP_XOR); i++) {
        const struct value *key = &second->entries[i].key;

        TRY(expr_table_find(e, first, key, &found));
        if (found == NULL)
            TRY(expr_table_put(e, result, key, key));
    }

    enum type_kind kind;

    TRY(expr_kind(e, a, &kind));
    *ret = (struct value){.kind = kind == KIND_FROZENSET ? VALUE_FROZENSET : VALUE_SET,
                          .table = result};
    return NULL;
}

static struct error *add_item(void *arg, const struct value *item, bool *stop)
{
    struct adder *to = arg;

    (void)stop;
    return expr_table_put(to->e, to->table, &item->items.data[0], &item->items.data[1]);
}

/* dict_or() */
static struct error *merge_dicts(struct expr *e, const struct value *a, const struct value *b,
                                 struct value *ret)
{
    struct adder to = {e, expr_table(e)};
    struct value first = {.kind = VALUE_VIEW, .view = {a, 'i'}};
    struct value second = {.kind = VALUE_VIEW, .view = {b, 'i'}};

    TRY(expr_check_special(e, a, "__iter__"));
    TRY(expr_check_special(e, b, "__iter__"));
    TRY(expr_each(e, &first, add_item, &to));
    TRY(expr_each(e, &second, add_item, &to));
    *ret = (struct value){.kind = VALUE_DICT, .table = to.table};
    return NULL;
}

/* Whether the target's version has | for what such a value is; None takes part in that of types. */
static bool has_or(struct expr *e, const struct value *value)
{
    const struct type *type, *owner;
    uint64_t method;

    return error_ignore(expr_type_struct(e, value, &type)) &&
           (type->kind == KIND_NONE || error_ignore(attribute_in_class(e->runtime, e->types, type,
                                                                       "__or__", &owner, &method)));
}

/* mappingproxy_or() of Objects/descrobject.c: of what the proxies stand for. */
static struct error *merge_proxies(struct expr *e, const struct value *a, const struct value *b,
                                   struct value *ret)
{
    struct value behind[] = {*a, *b};
    struct error *error;
    enum type_kind kind;

    for (size_t i = 0; i < 2; i++) {
        TRY(expr_kind(e, &behind[i], &kind));
        if (kind != KIND_MAPPINGPROXY)
            continue;
        if (behind[i].kind == VALUE_OBJECT)
            TRY(expr_mapping_of(e, &behind[i], &behind[i]));
        else
            behind[i].is_proxy = false;
    }
    TRY(expr_too_deep(e, 100));
    e->nesting++;
    error = expr_binary(e, OP_OR, &behind[0], &behind[1], ret);
    e->nesting--;
    return error;
}

/* ---- operators */

static struct error *binary(struct expr *e, enum operator op, const struct value *a,
                            const struct value *b, struct value *ret)
{
    struct value first, second;
    enum type_kind kind_a, kind_b;
    bool done;

    TRY(expr_library_binary(e, op, a, b, &done, ret));
    if (done)
        return NULL;
    TRY(expr_kind(e, a, &kind_a));
    TRY(expr_kind(e, b, &kind_b));
    if (kind_a == KIND_BYTEARRAY || kind_b == KIND_BYTEARRAY)
        return error_create(ERROR_UNSUPPORTED, "operators on a bytearray are not evaluated");
    TRY(expr_load(e, a, &first));
    TRY(expr_load(e, b, &second));
    if (expr_is_number(&first) && expr_is_number(&second))
        return expr_number_supports(e, op, &first, &second)
                   ? expr_number_binary(e, op, &first, &second, ret)
                   : unsupported_operands(e, op, a, b);
    if (op == OP_REMAINDER && (kind_a == KIND_STR || kind_a == KIND_BYTES))
        return expr_percent(e, &first, b, ret);
    if (op == OP_ADD && is_sequence(kind_a))
        return concatenate(e, kind_a, &first, kind_b, &second, b, ret);
    if (op == OP_MULTIPLY && is_sequence(kind_a))
        return multiply(e, kind_a, &first, &second, b, ret);
    if (op == OP_MULTIPLY && is_sequence(kind_b))
        return multiply(e, kind_b, &second, &first, a, ret);
    if ((is_set(kind_a) || (a->kind == VALUE_VIEW && a->view.what != 'v')) &&
        (is_set(kind_b) || (b->kind == VALUE_VIEW && b->view.what != 'v')) &&
        (op == OP_AND || op == OP_OR || op == OP_XOR || op == OP_SUBTRACT))
        return combine_sets(e, op, a, b, ret);
    if (op == OP_OR && kind_a == KIND_DICT && kind_b == KIND_DICT &&
        has_or(e, &(struct value){.kind = VALUE_DICT}))
        return merge_dicts(e, a, b, ret);
    if (op == OP_OR && (kind_a == KIND_MAPPINGPROXY || kind_b == KIND_MAPPINGPROXY) &&
        has_or(e, kind_a == KIND_MAPPINGPROXY ? a : b))
        return merge_proxies(e, a, b, ret);
    if (op == OP_OR && (kind_a == KIND_TYPE || kind_b == KIND_TYPE) && has_or(e, a) &&
        has_or(e, b) && !expr_is_number(&first) && !expr_is_number(&second))
        return error_create(ERROR_UNSUPPORTED, "| on types is not evaluated");
    return unsupported_operands(e, op, a, b);
}

struct error *expr_binary(struct expr *e, enum operator op, const struct value *a,
                          const struct value *b, struct value *ret)
{
    bool classic = op == OP_DIVIDE && e->old;
    enum type_kind kind_a, kind_b;

    TRY(expr_check_special(e, a, classic ? "__div__" : methods[op].forward));
    TRY(expr_kind(e, a, &kind_a));
    TRY(expr_kind(e, b, &kind_b));
    /* A text writes whatever stands behind its %, but for what derives from it. */
    if (op != OP_REMAINDER || (kind_a != KIND_STR && kind_a != KIND_BYTES) || kind_a == kind_b)
        TRY(expr_check_special(e, b, classic ? "__rdiv__" : methods[op].reflected));
    return binary(e, op, a, b, ret);
}

struct error *expr_unary(struct expr *e, enum operator op, const struct value *a, struct value *ret)
{
    struct value value;
    bool done;

    TRY(expr_check_special(e, a, methods[op].forward));
    TRY(expr_library_unary(e, op, a, &done, ret));
    if (done)
        return NULL;
    TRY(expr_load(e, a, &value));
    if (!expr_is_number(&value) || (op == OP_INVERT && !value_is_integer(&value)))
        return EXPR_TYPE_ERROR("bad operand type for unary %s: '%s'", operator_text(op),
                               expr_type_name(e, a));
    return expr_number_unary(e, op, &value, ret);
}

/* ---- truth */

/* PyObject_IsTrue() of what is still an object. */
static struct error *truth_of_object(struct expr *e, const struct value *value, bool *ret)
{
    const char *names[] = {e->old ? "__nonzero__" : "__bool__", "__len__"};
    enum type_kind kind;
    uint64_t length;
    bool done;

    *ret = true;
    TRY(expr_kind(e, value, &kind));
    for (int i = 0; i < 2; i++) {
        if (i == 1)
            TRY(expr_wrapper_length(e, value, &done, &length));
        if (i == 1 && done) {
            *ret = length > 0;
            return NULL;
        }
        TRY(expr_check_special(e, value, names[i]));
    }
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_DEQUE:
    case KIND_ARRAY:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_MAPPINGPROXY:
        TRY(expr_length(e, value, &length));
        *ret = length > 0;
        return NULL;
    default:
        return NULL;
    }
}

struct error *expr_truth(struct expr *e, const struct value *value, bool *ret)
{
    struct value loaded, length;
    uint64_t count;
    bool done;

    TRY(expr_library_truth(e, value, &done, ret));
    if (done)
        return NULL;
    if (value->kind == VALUE_OBJECT) {
        TRY(expr_check_special(e, value, e->old ? "__nonzero__" : "__bool__"));
        TRY(expr_load(e, value, &loaded));
        if (loaded.kind != VALUE_OBJECT)
            TRY(expr_check_special(e, value, "__len__"));
    } else {
        loaded = *value;
    }
    *ret = true;
    switch (loaded.kind) {
    case VALUE_OBJECT:
        return truth_of_object(e, &loaded, ret);
    case VALUE_NONE:
        *ret = false;
        return NULL;
    case VALUE_NOT_IMPLEMENTED:
        if (e->runtime->layout.traits.not_implemented_untold)
            return EXPR_TYPE_ERROR("NotImplemented should not be used in a boolean context");
        return NULL;
    case VALUE_BOOL:
        *ret = loaded.truth;
        return NULL;
    case VALUE_INT:
        *ret = loaded.size != 0;
        return NULL;
    case VALUE_FLOAT:
        *ret = loaded.number.real != 0;
        return NULL;
    case VALUE_COMPLEX:
        *ret = loaded.number.real != 0 || loaded.number.imag != 0;
        return NULL;
    case VALUE_RANGE:
        TRY(expr_range_length(e, &loaded, &length));
        *ret = length.size != 0;
        return NULL;
    case VALUE_STR:
    case VALUE_BYTES:
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
    case VALUE_FROZENSET:
    case VALUE_DICT:
    case VALUE_VIEW:
        TRY(expr_length(e, &loaded, &count));
        *ret = count > 0;
        return NULL;
    case VALUE_SHOWN:
        return value->shown.generator != 0 ? NULL : expr_check_special(e, value, "__bool__");
    default:
        return NULL;
    }
}
