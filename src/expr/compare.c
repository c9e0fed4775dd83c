/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons: PyObject_RichCompare() of Objects/object.c and what it leads to. */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"

/* Containers within containers; Python itself gives up at about a thousand. */
#define NESTING_MAX 200

static const char *method_of(enum operator op)
{
    static const char *const names[OP_COUNT] = {
        [OP_EQ] = "__eq__", [OP_NE] = "__ne__", [OP_LT] = "__lt__",
        [OP_LE] = "__le__", [OP_GT] = "__gt__", [OP_GE] = "__ge__",
    };

    return names[op];
}

static enum operator swapped(enum operator op)
{
    switch (op) {
    case OP_LT:
        return OP_GT;
    case OP_LE:
        return OP_GE;
    case OP_GT:
        return OP_LT;
    case OP_GE:
        return OP_LE;
    default:
        return op;
    }
}

/* What a comparison of whole things by an order means. */
bool expr_order_holds(enum operator op, int order)
{
    switch (op) {
    case OP_EQ:
        return order == 0;
    case OP_NE:
        return order != 0;
    case OP_LT:
        return order < 0;
    case OP_LE:
        return order <= 0;
    case OP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* ---- identity */

static bool is_singleton(const struct value *value)
{
    return value->kind == VALUE_NONE || value->kind == VALUE_ELLIPSIS ||
           value->kind == VALUE_NOT_IMPLEMENTED || value->kind == VALUE_BOOL;
}

/* Of our own that are the same thing, not only alike. */
static bool same_own(const struct value *a, const struct value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_RANGE:
    case VALUE_SLICE:
        return a->items.data == b->items.data && a->items.count == b->items.count;
    case VALUE_SET:
    case VALUE_FROZENSET:
    case VALUE_DICT:
        return a->table == b->table;
    case VALUE_STR:
        return a->str.characters == b->str.characters && a->str.count == b->str.count;
    case VALUE_BYTES:
        return a->bytes.data == b->bytes.data && a->bytes.count == b->bytes.count;
    case VALUE_METHOD:
        return a->method == b->method;
    case VALUE_ITERATOR:
        return a->iterator == b->iterator;
    case VALUE_FUNCTION:
        return a->function == b->function;
    case VALUE_LIBRARY:
        return a->library == b->library;
    default:
        return false;
    }
}

/* One that is made when it is asked for. */
static bool is_frame(const struct value *value)
{
    return value->kind == VALUE_SHOWN && value->shown.generator != 0;
}

struct error *expr_is(struct expr *e, const struct value *a, const struct value *b, bool *ret)
{
    struct value first, second;
    bool equal = false;
    int64_t number;

    if (is_frame(a) || is_frame(b)) {
        TRY(expr_load(e, is_frame(a) ? b : a, &first));
        *ret = false;
        if (first.kind == VALUE_NONE)
            return NULL;
    }
    TRY(expr_check_known(a));
    TRY(expr_check_known(b));
    if (a->kind == VALUE_OBJECT && b->kind == VALUE_OBJECT) {
        *ret = a->object == b->object;
        return NULL;
    }
    TRY(expr_load(e, a, &first));
    TRY(expr_load(e, b, &second));
    *ret = false;
    if (first.kind != second.kind)
        return NULL;
    if (is_singleton(&first)) {
        *ret = first.kind != VALUE_BOOL || first.truth == second.truth;
        return NULL;
    }
    if (a->kind != VALUE_OBJECT && b->kind != VALUE_OBJECT && same_own(a, b)) {
        /* Each [] is another; two that are empty have nothing to tell them apart by. */
        if (a->kind == VALUE_LIST && a->items.count == 0)
            return error_create(ERROR_UNSUPPORTED, "whether two empty lists that were made here "
                                                   "are the same is not kept");
        *ret = true;
        return NULL;
    }
    /* There is one of each small int; anything else may or may not be the same. */
    if (first.kind == VALUE_INT && value_to_i64(&first, &number) && number >= -5 && number <= 256) {
        *ret = expr_number_equal(&first, &second);
        return NULL;
    }
    if (first.kind != VALUE_OBJECT && second.kind != VALUE_OBJECT &&
        (first.kind == VALUE_INT || first.kind == VALUE_STR || first.kind == VALUE_BYTES ||
         first.kind == VALUE_FLOAT))
        TRY(expr_equal(e, &first, &second, &equal));
    if (equal)
        return error_create(ERROR_UNSUPPORTED,
                            "the two are equal, but what is computed here is nowhere in the "
                            "target: use ==");
    return NULL;
}

/* ---- sequences */

struct pairs {
    struct value_list a, b;
};

/* deque_richcompare() asks iter(), that of lists and tuples does not. */
static struct error *take_pairs(struct expr *e, const struct value *a, const struct value *b,
                                struct pairs *ret)
{
    enum type_kind kind;

    *ret = (struct pairs){.a = {0}};
    TRY(expr_kind(e, a, &kind));
    TRY(kind == KIND_DEQUE ? expr_collect(e, a, &ret->a) : expr_collect_stored(e, a, &ret->a));
    return kind == KIND_DEQUE ? expr_collect(e, b, &ret->b) : expr_collect_stored(e, b, &ret->b);
}

static struct error *compare_sequences(struct expr *e, enum operator op, const struct value *a,
                                       const struct value *b, bool *ret)
{
    uint64_t length_a, length_b;
    struct pairs pairs;

    if (op == OP_EQ || op == OP_NE) {
        TRY(expr_length(e, a, &length_a));
        TRY(expr_length(e, b, &length_b));
        if (length_a != length_b) {
            *ret = op == OP_NE;
            return NULL;
        }
    }
    TRY(take_pairs(e, a, b, &pairs));
    for (size_t i = 0; i < pairs.a.count && i < pairs.b.count; i++) {
        bool equal;

        TRY(expr_step(e));
        TRY(expr_equal(e, &pairs.a.data[i], &pairs.b.data[i], &equal));
        if (equal)
            continue;
        if (op == OP_EQ || op == OP_NE) {
            *ret = op == OP_NE;
            return NULL;
        }
        return expr_compare(e, op, &pairs.a.data[i], &pairs.b.data[i], ret);
    }
    *ret = expr_order_holds(op, pairs.a.count < pairs.b.count ? -1 : pairs.a.count > pairs.b.count);
    return NULL;
}

static int compare_texts(const struct value *a, const struct value *b)
{
    if (a->kind == VALUE_BYTES) {
        size_t both = a->bytes.count < b->bytes.count ? a->bytes.count : b->bytes.count;
        int order = both > 0 ? memcmp(a->bytes.data, b->bytes.data, both) : 0;

        return order != 0                        ? order
               : a->bytes.count < b->bytes.count ? -1
                                                 : a->bytes.count > b->bytes.count;
    }
    for (size_t i = 0; i < a->str.count && i < b->str.count; i++)
        if (a->str.characters[i] != b->str.characters[i])
            return a->str.characters[i] < b->str.characters[i] ? -1 : 1;
    return a->str.count < b->str.count ? -1 : a->str.count > b->str.count;
}

/* range_equals() of Objects/rangeobject.c. */
static struct error *compare_ranges(struct expr *e, const struct value *a, const struct value *b,
                                    bool *ret)
{
    struct value length_a, length_b;

    TRY(expr_range_length(e, a, &length_a));
    TRY(expr_range_length(e, b, &length_b));
    *ret = expr_number_equal(&length_a, &length_b) &&
           (length_a.size == 0 || (expr_number_equal(&a->items.data[0], &b->items.data[0]) &&
                                   ((length_a.size == 1 && length_a.limb == 1) ||
                                    expr_number_equal(&a->items.data[2], &b->items.data[2]))));
    return NULL;
}

/* ---- sets and dicts */

/* Whether all of a are in b. */
struct inside {
    struct expr *e;
    const struct value *b;
    bool all;
};

static struct error *is_inside(void *arg, const struct value *item, bool *stop)
{
    struct inside *in = arg;

    TRY(expr_set_has(in->e, in->b, item, &in->all));
    *stop = !in->all;
    return NULL;
}

static struct error *compare_sets(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, bool *ret)
{
    struct inside in = {e, b, true};
    uint64_t length_a, length_b;

    if (op == OP_GT || op == OP_GE)
        return compare_sets(e, swapped(op), b, a, ret);
    TRY(expr_length(e, a, &length_a));
    TRY(expr_length(e, b, &length_b));
    if (op == OP_LT   ? length_a >= length_b
        : op == OP_LE ? length_a > length_b
                      : length_a != length_b) {
        *ret = op == OP_NE;
        return NULL;
    }
    TRY(expr_each_stored(e, a, is_inside, &in));
    *ret = in.all == (op != OP_NE);
    return NULL;
}

struct same_items {
    struct expr *e;
    const struct value *b;
    bool same;
};

static struct error *is_same_item(void *arg, const struct value *item, bool *stop)
{
    struct same_items *s = arg;
    struct value value;
    struct error *error = expr_find_key(s->e, s->b, &item->items.data[0], &value);

    if (expr_is_miss(error)) {
        error_destroy(error);
        s->same = false;
    } else {
        TRY(error);
        TRY(expr_equal(s->e, &item->items.data[1], &value, &s->same));
    }
    *stop = !s->same;
    return NULL;
}

static struct error *compare_dicts(struct expr *e, const struct value *a, const struct value *b,
                                   bool *ret)
{
    struct value view = {.kind = VALUE_VIEW, .view = {a, 'i'}};
    struct same_items s = {e, b, true};
    uint64_t length_a, length_b;

    TRY(expr_length(e, a, &length_a));
    TRY(expr_length(e, b, &length_b));
    s.same = length_a == length_b;
    if (s.same)
        TRY(expr_each(e, &view, is_same_item, &s));
    *ret = s.same;
    return NULL;
}

/* ---- any */

struct error *expr_no_order(struct expr *e, enum operator op, const struct value *a,
                            const struct value *b)
{
    if (e->old)
        return error_create(ERROR_UNSUPPORTED,
                            "2.7 orders '%s' and '%s' by what they are, and not by their values",
                            expr_type_name(e, a), expr_type_name(e, b));
    return EXPR_TYPE_ERROR("'%s' not supported between instances of '%s' and '%s'",
                           operator_text(op), expr_type_name(e, a), expr_type_name(e, b));
}

/* A comparison that the kinds do not know: identity, or none. */
static struct error *compare_by_identity(struct expr *e, enum operator op, const struct value *a,
                                         const struct value *b, bool *ret)
{
    bool same;

    if (op != OP_EQ && op != OP_NE)
        return expr_no_order(e, op, a, b);
    TRY(expr_is(e, a, b, &same));
    *ret = same == (op == OP_EQ);
    return NULL;
}

static bool is_text(const struct value *value)
{
    return value->kind == VALUE_STR || value->kind == VALUE_BYTES;
}

/* A str and a unicode of 2.7 are equal if they have the same characters of ASCII. */
static struct error *compare_mixed_texts(struct expr *e, enum operator op, const struct value *a,
                                         const struct value *b, bool *ret)
{
    const struct value *bytes = a->kind == VALUE_BYTES ? a : b;
    uint32_t *characters = arena_take(e->arena, bytes->bytes.count * sizeof *characters);
    struct value decoded = {.kind = VALUE_STR, .str = {characters, bytes->bytes.count}};

    for (size_t i = 0; i < bytes->bytes.count; i++) {
        characters[i] = bytes->bytes.data[i];
        if (characters[i] >= 0x80)
            return compare_by_identity(e, op, a, b, ret);
    }
    *ret =
        expr_order_holds(op, compare_texts(bytes == a ? &decoded : a, bytes == b ? &decoded : b));
    return NULL;
}

/* first and second are a and b, loaded. */
static struct error *compare_numbers(struct expr *e, enum operator op, const struct value *a,
                                     const struct value *b, const struct value *first,
                                     const struct value *second, bool *ret)
{
    bool unordered;

    if (op == OP_EQ || op == OP_NE) {
        *ret = expr_number_equal(first, second) == (op == OP_EQ);
        return NULL;
    }
    if (first->kind == VALUE_COMPLEX || second->kind == VALUE_COMPLEX)
        return e->old ? EXPR_TYPE_ERROR("no ordering relation is defined for complex numbers")
                      : expr_no_order(e, op, a, b);

    int order = expr_number_compare(first, second, &unordered);

    e->compared_nan |= unordered;
    *ret = !unordered && expr_order_holds(op, order);
    return NULL;
}

static bool is_set(enum type_kind kind)
{
    return kind == KIND_SET || kind == KIND_FROZENSET;
}

static bool is_container(enum type_kind kind)
{
    return kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_DEQUE || kind == KIND_DICT ||
           is_set(kind);
}

/* mappingproxy_richcompare() of Objects/descrobject.c: what it stands for is compared. */
static struct error *compare_proxies(struct expr *e, enum operator op, const struct value *a,
                                     enum type_kind kind_a, const struct value *b,
                                     enum type_kind kind_b, bool *ret)
{
    struct value of_a = *a, of_b = *b;

    if (e->old)
        return error_create(ERROR_UNSUPPORTED, "comparisons of %s are not evaluated",
                            expr_type_name(e, kind_a == KIND_MAPPINGPROXY ? a : b));
    if (kind_a == KIND_MAPPINGPROXY)
        TRY(expr_mapping_of(e, a, &of_a));
    if (kind_b == KIND_MAPPINGPROXY)
        TRY(expr_mapping_of(e, b, &of_b));
    return expr_compare(e, op, &of_a, &of_b, ret);
}

static struct error *compare(struct expr *e, enum operator op, const struct value *a,
                             const struct value *b, bool *ret)
{
    bool equality = op == OP_EQ || op == OP_NE;
    struct bound_method method_a, method_b;
    enum type_kind kind_a, kind_b;
    struct value first, second;
    bool done;

    TRY(expr_library_compare(e, op, a, b, &done, ret));
    if (done)
        return NULL;
    TRY(expr_kind(e, a, &kind_a));
    TRY(expr_kind(e, b, &kind_b));
    if (kind_a == KIND_MAPPINGPROXY || kind_b == KIND_MAPPINGPROXY)
        return compare_proxies(e, op, a, kind_a, b, kind_b, ret);
    TRY(expr_load(e, a, &first));
    TRY(expr_load(e, b, &second));
    if (expr_is_number(&first) && expr_is_number(&second))
        return compare_numbers(e, op, a, b, &first, &second, ret);
    if (is_text(&first) && is_text(&second)) {
        if (first.kind == second.kind) {
            *ret = expr_order_holds(op, compare_texts(&first, &second));
            return NULL;
        }
        if (e->old)
            return compare_mixed_texts(e, op, &first, &second, ret);
    }
    if (equality && kind_a == kind_b && is_container(kind_a) && a->kind == VALUE_OBJECT &&
        b->kind == VALUE_OBJECT && a->object == b->object) {
        *ret = op == OP_EQ; /* as each of its elements is itself: see expr_equal() */
        return NULL;
    }
    if (kind_a == kind_b && (kind_a == KIND_LIST || kind_a == KIND_TUPLE || kind_a == KIND_DEQUE))
        return compare_sequences(e, op, a, b, ret);
    if (is_set(kind_a) && is_set(kind_b)) {
        e->any_order++;

        struct error *error = compare_sets(e, op, a, b, ret);

        e->any_order--;
        return error;
    }
    if (kind_a == KIND_DICT && kind_b == KIND_DICT && equality) {
        TRY(compare_dicts(e, a, b, ret));
        if (*ret && expr_is_ordered_dict(e, a) && expr_is_ordered_dict(e, b)) {
            if (e->old) {
                TRY(expr_check_special(e, a, "__iter__"));
                TRY(expr_check_special(e, b, "__iter__"));
            }
            TRY(compare_sequences(e, OP_EQ, a, b, ret));
        }
        *ret = *ret == (op == OP_EQ);
        return NULL;
    }
    if (first.kind == VALUE_RANGE && second.kind == VALUE_RANGE && equality && !e->old) {
        TRY(compare_ranges(e, &first, &second, ret));
        *ret = *ret == (op == OP_EQ);
        return NULL;
    }
    if (first.kind == VALUE_SLICE && second.kind == VALUE_SLICE) {
        first.kind = second.kind = VALUE_TUPLE;
        return compare_sequences(e, op, &first, &second, ret);
    }
    if (equality && expr_take_method(e, a, &method_a) && expr_take_method(e, b, &method_b)) {
        TRY(expr_methods_equal(e, &method_a, &method_b, ret));
        *ret = *ret == (op == OP_EQ);
        return NULL;
    }
    if (a->kind == VALUE_VIEW || b->kind == VALUE_VIEW)
        return error_create(ERROR_UNSUPPORTED, "write list() or set() around keys() and items() "
                                               "to compare them");
    /* What else is built in compares as its C code says, which for these is by identity. */
    switch (kind_a == KIND_OBJECT ? kind_b : kind_a) {
    case KIND_CODE:
    case KIND_WEAKREF:
    case KIND_CELL:
    case KIND_BUILTIN:
        if (kind_a == kind_b && !(a->object == b->object))
            return error_create(ERROR_UNSUPPORTED, "comparisons of %s are not evaluated",
                                expr_type_name(e, a));
        break;
    default:
        break;
    }
    return compare_by_identity(e, op, a, b, ret);
}

static struct error *compare_nested(struct expr *e, enum operator op, const struct value *a,
                                    const struct value *b, bool *ret)
{
    const char *method = op == OP_NE ? "__eq__" : method_of(op);
    bool done;

    TRY(expr_plain_compare(e, op, method, op == OP_NE ? method : method_of(swapped(op)), a, b,
                           &done, ret));
    if (done)
        return NULL;
    TRY(expr_check_special(e, a, method_of(op)));
    TRY(expr_check_special(e, b, method_of(swapped(op))));
    if (op == OP_NE) {
        /* object.__ne__ asks __eq__ */
        TRY(expr_check_special(e, a, "__eq__"));
        TRY(expr_check_special(e, b, "__eq__"));
    }
    if (e->old) {
        TRY(expr_check_special(e, a, "__cmp__"));
        TRY(expr_check_special(e, b, "__cmp__"));
    }
    return compare(e, op, a, b, ret);
}

struct error *expr_compare(struct expr *e, enum operator op, const struct value *a,
                           const struct value *b, bool *ret)
{
    switch (op) {
    case OP_IS:
        return expr_is(e, a, b, ret);
    case OP_IS_NOT:
        TRY(expr_is(e, a, b, ret));
        *ret = !*ret;
        return NULL;
    case OP_IN:
        return expr_contains(e, b, a, ret);
    case OP_NOT_IN:
        TRY(expr_contains(e, b, a, ret));
        *ret = !*ret;
        return NULL;
    default:
        break;
    }
    TRY(expr_too_deep(e, NESTING_MAX));
    e->nesting++;

    struct error *error = compare_nested(e, op, a, b, ret);

    e->nesting--;
    return error;
}

/* PyObject_RichCompareBool(): what is the same is equal, a NaN too. */
struct error *expr_equal(struct expr *e, const struct value *a, const struct value *b, bool *ret)
{
    if (a->kind == VALUE_OBJECT && b->kind == VALUE_OBJECT && a->object == b->object) {
        *ret = true;
        return NULL;
    }
    if (a->kind != VALUE_OBJECT && b->kind != VALUE_OBJECT && same_own(a, b)) {
        *ret = true;
        return NULL;
    }
    return expr_compare(e, OP_EQ, a, b, ret);
}
