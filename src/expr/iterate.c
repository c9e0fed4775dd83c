/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has elements: how many, and which, one after the other. */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/deque.h"
#include "python/dict.h"
#include "python/odict.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/set.h"
#include "python/string.h"
#include "python/view.h"

#define ITEMS_PER_READ ((uint64_t)128)
/* Elements of one dict or set that are read: more than may be gone through, so that who goes
 * through them comes to the error and not to an end. */
#define ITEMS_MAX (((size_t)4 << 20) + 1)

/* ---- ranges */

/* compute_range_length() of Objects/rangeobject.c. */
struct error *expr_range_length(struct expr *e, const struct value *range, struct value *ret)
{
    mpz_t start, stop, step, length;
    mpz_srcptr from = value_mpz(&range->items.data[0], start);
    mpz_srcptr to = value_mpz(&range->items.data[1], stop);
    mpz_srcptr by = value_mpz(&range->items.data[2], step);

    mpz_init(length);
    mpz_sub(length, to, from);
    if (mpz_sgn(by) == 0 || mpz_sgn(length) != mpz_sgn(by))
        mpz_set_ui(length, 0);
    else
        mpz_cdiv_q(length, length, by);

    struct error *error = expr_make_int(e, length, ret);

    mpz_clear(length);
    return error;
}

struct error *expr_range_item(struct expr *e, const struct value *range, const mpz_t index,
                              struct value *ret)
{
    mpz_t start, step, item;
    mpz_srcptr from = value_mpz(&range->items.data[0], start);

    mpz_init(item);
    mpz_mul(item, index, value_mpz(&range->items.data[2], step));
    mpz_add(item, item, from);

    struct error *error = expr_make_int(e, item, ret);

    mpz_clear(item);
    return error;
}

static struct error *each_of_range(struct expr *e, const struct value *range,
                                   EXPR_VISITOR((*visit)), void *arg)
{
    struct value length, item;
    struct error *error = NULL;
    bool stop = false;
    mpz_t count, i;

    TRY(expr_range_length(e, range, &length));
    mpz_init(i);
    while (error == NULL && !stop && mpz_cmp(i, value_mpz(&length, count)) < 0) {
        error = expr_step(e);
        if (error == NULL)
            error = expr_range_item(e, range, i, &item);
        if (error == NULL)
            error = visit(arg, &item, &stop);
        mpz_add_ui(i, i, 1);
    }
    mpz_clear(i);
    return error;
}

/* ---- elements of the target */

/* Where a list or tuple has its elements. */
static struct error *find_items(struct expr *e, uint64_t object, bool list, struct sequence *ret)
{
    return list ? sequence_of_list(e->runtime, object, ret)
                : sequence_of_tuple(e->runtime, object, ret);
}

static struct error *each_of_items(struct expr *e, const struct sequence *items,
                                   EXPR_VISITOR((*visit)), void *arg)
{
    uint64_t objects[ITEMS_PER_READ];
    bool stop = false;

    for (uint64_t i = 0; i < items->count && !stop; i++) {
        uint64_t left = items->count - i;

        TRY(expr_step(e));
        if (i % ITEMS_PER_READ == 0)
            TRY(target_read(e->runtime->target, items->address + 8 * i, objects,
                            8 * (left < ITEMS_PER_READ ? left : ITEMS_PER_READ)));

        struct value item = value_of_object(objects[i % ITEMS_PER_READ]);

        TRY(visit(arg, &item, &stop));
    }
    return NULL;
}

static struct error *visit_pair(struct expr *e, const struct value *key, const struct value *value,
                                char what, EXPR_VISITOR((*visit)), void *arg, bool *stop)
{
    if (what != 'i')
        return visit(arg, what == 'k' ? key : value, stop);

    struct value *pair = arena_take(e->arena, 2 * sizeof *pair);
    struct value item = value_of_items(VALUE_TUPLE, pair, 2);

    pair[0] = *key;
    pair[1] = *value;
    return visit(arg, &item, stop);
}

/* A list of keys that goes round has more of them than the dict. */
static struct error *ordered_items(struct expr *e, uint64_t dict, dict_item_array *ret)
{
    uint64_t length;

    TRY(dict_length(e->runtime, dict, &length));
    TRY(odict_items(e->runtime, dict, length < ITEMS_MAX ? (size_t)length + 1 : ITEMS_MAX, ret));
    if (ret->count > length)
        return error_create(ERROR_CORRUPT, "an OrderedDict has more keys than its dict");
    return NULL;
}

static struct error *each_of_dict(struct expr *e, uint64_t dict, bool ordered, char what,
                                  EXPR_VISITOR((*visit)), void *arg)
{
    dict_item_array items = {0};
    struct error *error =
        ordered ? ordered_items(e, dict, &items) : dict_items(e->runtime, dict, ITEMS_MAX, &items);
    bool stop = false;

    for (size_t i = 0; i < items.count && error == NULL && !stop; i++) {
        struct value key = value_of_object(items.data[i].key);
        struct value value = value_of_object(items.data[i].value);

        error = items.data[i].value != 0
                    ? expr_step(e)
                    : error_create(ERROR_CORRUPT, "an OrderedDict has a key that its dict has not");
        if (error == NULL)
            error = visit_pair(e, &key, &value, what, visit, arg, &stop);
    }
    array_deinit(&items);
    return error;
}

static struct error *each_of_set(struct expr *e, uint64_t set, EXPR_VISITOR((*visit)), void *arg)
{
    set_items_array items = {0};
    struct error *error = set_items(e->runtime, set, ITEMS_MAX, &items);
    bool stop = false;

    for (size_t i = 0; i < items.count && error == NULL && !stop; i++) {
        struct value item = value_of_object(items.data[i]);

        error = expr_step(e);
        if (error == NULL)
            error = visit(arg, &item, &stop);
    }
    array_deinit(&items);
    return error;
}

static struct error *each_of_deque(struct expr *e, uint64_t deque, EXPR_VISITOR((*visit)),
                                   void *arg)
{
    struct deque_reader reader;
    bool stop = false;

    TRY(deque_open(e->runtime, deque, &reader));
    while (reader.left > 0 && !stop) {
        struct value item;
        uint64_t object;

        TRY(expr_step(e));
        TRY(deque_next(&reader, &object));
        item = value_of_object(object);
        TRY(visit(arg, &item, &stop));
    }
    return NULL;
}

static struct error *mapping_of(struct expr *e, uint64_t proxy, struct value *ret)
{
    uint64_t mapping;

    TRY(view_read_field(e->runtime->target, proxy, e->runtime->layout.mappingproxy.mapping,
                        &mapping));
    *ret = value_of_object(mapping);
    return NULL;
}

static struct error *not_iterable(struct expr *e, const struct value *value)
{
    enum type_kind kind;

    TRY(expr_check_special(e, value, "__getitem__"));
    TRY(expr_kind(e, value, &kind));
    if (e->old && kind == KIND_EXCEPTION)
        return error_create(ERROR_UNSUPPORTED, "that exceptions of 2.7 are sequences of their args "
                                               "is not evaluated: write .args");
    return EXPR_TYPE_ERROR("'%s' object is not iterable", expr_type_name(e, value));
}

/* As characters, or as ints. */
static struct error *each_of_bytes(struct expr *e, const struct value *value, bool characters,
                                   EXPR_VISITOR((*visit)), void *arg)
{
    bool stop = false;

    for (size_t i = 0; i < value->bytes.count && !stop; i++) {
        struct value item = value_of_i64(value->bytes.data[i]);

        if (characters)
            item = (struct value){.kind = VALUE_BYTES, .bytes = {value->bytes.data + i, 1}};
        TRY(expr_step(e));
        TRY(visit(arg, &item, &stop));
    }
    return NULL;
}

/* What has a len() and is iterated over by its indices. */
static struct error *each_by_index(struct expr *e, const struct value *value,
                                   EXPR_VISITOR((*visit)), void *arg)
{
    bool stop = false;
    uint64_t length;

    struct error *error = expr_length(e, value, &length);

    if (error != NULL && error->kind == ERROR_NOT_FOUND &&
        expr_library_kind(e, value) == KIND_NUMPY_ARRAY) {
        error_destroy(error);
        return EXPR_TYPE_ERROR("iteration over a 0-d array");
    }
    TRY(error);
    for (uint64_t i = 0; i < length && !stop; i++) {
        struct value index = value_of_u64(i), item;

        TRY(expr_step(e));
        TRY(expr_subscript(e, value, &index, &item));
        TRY(visit(arg, &item, &stop));
    }
    return NULL;
}

/* ---- any */

/* What it has in itself, whatever its class says of iter(). */
static struct error *each_of_object(struct expr *e, const struct value *value, char what,
                                    EXPR_VISITOR((*visit)), void *arg)
{
    enum type_kind kind;
    struct sequence items;
    struct value inner;

    TRY(expr_kind(e, value, &kind));
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE:
        TRY(find_items(e, value->object, kind == KIND_LIST, &items));
        return each_of_items(e, &items, visit, arg);
    case KIND_DICT:
        return each_of_dict(e, value->object, expr_is_ordered_dict(e, value), what, visit, arg);
    case KIND_DEQUE:
        return each_of_deque(e, value->object, visit, arg);
    case KIND_ARRAY:
        return expr_each_of_array(e, value->object, visit, arg);
    case KIND_CTYPES:
    case KIND_MEMORYVIEW:
    case KIND_NUMPY_ARRAY:
        return each_by_index(e, value, visit, arg);
    case KIND_SET:
    case KIND_FROZENSET:
        return each_of_set(e, value->object, visit, arg);
    case KIND_MAPPINGPROXY:
        TRY(mapping_of(e, value->object, &inner));
        TRY(expr_check_special(e, &inner, "__iter__"));
        TRY(expr_too_deep(e, 100));
        e->nesting++;

        struct error *error = each_of_object(e, &inner, what, visit, arg);

        e->nesting--;
        return error;
    case KIND_GENERATOR:
    case KIND_COROUTINE:
    case KIND_ASYNC_GENERATOR:
        return error_create(ERROR_UNSUPPORTED,
                            "the elements of a %s would have to be made by running it, and nothing "
                            "is run in the target",
                            expr_type_name(e, value));
    default:
        TRY(expr_load(e, value, &inner));
        if (inner.kind == VALUE_BYTES)
            return each_of_bytes(e, &inner, e->old && kind == KIND_BYTES, visit, arg);
        if (inner.kind == VALUE_STR || inner.kind == VALUE_RANGE || inner.kind == VALUE_VIEW)
            return expr_each(e, &inner, visit, arg);
        return not_iterable(e, value);
    }
}

static struct error *each_of_own(struct expr *e, const struct value *value, EXPR_VISITOR((*visit)),
                                 void *arg)
{
    size_t count = value->kind == VALUE_STR ? value->str.count : value->items.count;
    bool stop = false;

    for (size_t i = 0; i < count && !stop; i++) {
        struct value character = {.kind = VALUE_STR, .str = {value->str.characters + i, 1}};

        TRY(expr_step(e));
        TRY(visit(arg, value->kind == VALUE_STR ? &character : &value->items.data[i], &stop));
    }
    return NULL;
}

static struct error *each_of_table(struct expr *e, const struct value_table *table, char what,
                                   EXPR_VISITOR((*visit)), void *arg)
{
    bool stop = false;

    for (size_t i = 0; i < table->count && !stop; i++) {
        TRY(expr_step(e));
        TRY(visit_pair(e, &table->entries[i].key, &table->entries[i].value, what, visit, arg,
                       &stop));
    }
    return NULL;
}

struct error *expr_each(struct expr *e, const struct value *value, EXPR_VISITOR((*visit)),
                        void *arg)
{
    struct value loaded;
    bool done;

    switch (value->kind) {
    case VALUE_OBJECT:
        TRY(expr_wrapper_each(e, value, visit, arg, &done));
        if (done)
            return NULL;
        TRY(expr_check_special(e, value, "__iter__"));
        return each_of_object(e, value, 'k', visit, arg);
    case VALUE_BYTES:
        return each_of_bytes(e, value, e->old && !value->is_array, visit, arg);
    case VALUE_STR:
    case VALUE_LIST:
    case VALUE_TUPLE:
        return each_of_own(e, value, visit, arg);
    case VALUE_SET:
    case VALUE_FROZENSET:
    case VALUE_DICT:
        e->unordered |= e->any_order == 0 && value_order_differs(value, e->old);
        return each_of_table(e, value->table, 'k', visit, arg);
    case VALUE_RANGE:
        return each_of_range(e, value, visit, arg);
    case VALUE_VIEW:
        if (value->view.of->kind == VALUE_OBJECT)
            return each_of_object(e, value->view.of, value->view.what, visit, arg);
        return each_of_table(e, value->view.of->table, value->view.what, visit, arg);
    case VALUE_ITERATOR:
        return expr_iterate(e, value->iterator, visit, arg);
    case VALUE_LIBRARY:
        TRY(expr_check_special(e, value, "__iter__"));
        TRY(expr_load(e, value, &loaded));
        if (loaded.kind != VALUE_LIBRARY)
            return expr_each(e, &loaded, visit, arg);
        return value->library->kind == KIND_NUMPY_ARRAY ||
                       value->library->kind == KIND_MEMORYVIEW ||
                       value->library->kind == KIND_CTYPES
                   ? each_by_index(e, value, visit, arg)
                   : not_iterable(e, value);
    default:
        TRY(expr_check_special(e, value, "__iter__"));
        return not_iterable(e, value);
    }
}

struct error *expr_each_stored(struct expr *e, const struct value *value, EXPR_VISITOR((*visit)),
                               void *arg)
{
    return value->kind == VALUE_OBJECT ? each_of_object(e, value, 'k', visit, arg)
                                       : expr_each(e, value, visit, arg);
}

struct collector {
    struct expr *e;
    struct value_list *list;
};

static struct error *collect(void *arg, const struct value *item, bool *stop)
{
    struct collector *to = arg;

    (void)stop;
    TRY(expr_list_add(to->e, to->list, *item));
    return NULL;
}

/* How many there are, if that is known before they are gone through. */
static bool know_length(struct expr *e, const struct value *value, bool stored, uint64_t *ret)
{
    const struct value *of = value->kind == VALUE_VIEW ? value->view.of : value;
    enum type_kind kind;

    if ((!stored && !error_ignore(expr_check_special(e, value, "__iter__"))) ||
        !error_ignore(expr_kind(e, of, &kind)))
        return false;
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_DEQUE:
    case KIND_RANGE:
        return error_ignore(expr_length(e, of, ret));
    default:
        return false;
    }
}

struct error *expr_check_length(struct expr *e, const struct value *value)
{
    uint64_t count;

    return know_length(e, value, false, &count) ? expr_steps(e, count) : NULL;
}

static struct error *collect_all(struct expr *e, const struct value *value, bool stored,
                                 struct value_list *ret)
{
    struct collector to = {e, ret};
    uint64_t count;

    if (know_length(e, value, stored, &count)) {
        TRY(expr_steps(e, count));
        TRY(expr_room(e, (size_t)count, sizeof *ret->data));
        *ret = (struct value_list){
            .data = arena_take(e->arena, (size_t)count * sizeof *ret->data),
            .capacity = (size_t)count,
        };
    }
    return stored ? expr_each_stored(e, value, collect, &to) : expr_each(e, value, collect, &to);
}

struct error *expr_collect(struct expr *e, const struct value *value, struct value_list *ret)
{
    return collect_all(e, value, false, ret);
}

struct error *expr_collect_stored(struct expr *e, const struct value *value, struct value_list *ret)
{
    return collect_all(e, value, true, ret);
}

/* ---- len() */

static struct error *length_of_object(struct expr *e, const struct value *value, uint64_t *ret)
{
    const struct layout *layout = &e->runtime->layout;
    struct string_place place;
    struct value inner;
    enum type_kind kind;

    TRY(expr_kind(e, value, &kind));
    switch (kind) {
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
    case KIND_ARRAY:
        TRY(view_read_field(e->runtime->target, value->object, layout->var_object.ob_size, ret));
        break;
    case KIND_STR:
        TRY(string_locate(e->runtime, value->object, &place));
        *ret = (uint64_t)place.count;
        break;
    case KIND_DICT:
        return dict_length(e->runtime, value->object, ret);
    case KIND_DEQUE:
        return deque_length(e->runtime, value->object, ret);
    case KIND_SET:
    case KIND_FROZENSET:
        return set_length(e->runtime, value->object, ret);
    case KIND_MAPPINGPROXY:
        TRY(mapping_of(e, value->object, &inner));
        TRY(expr_too_deep(e, 100));
        return length_of_object(e, &inner, ret);
    case KIND_RANGE:
        TRY(expr_load(e, value, &inner));
        return expr_length(e, &inner, ret);
    case KIND_DICT_KEYS:
    case KIND_DICT_VALUES:
    case KIND_DICT_ITEMS:
        TRY(expr_load(e, value, &inner));
        if (inner.kind == VALUE_VIEW)
            return expr_length(e, &inner, ret);
        return error_create(ERROR_UNSUPPORTED, "a view of something else than a dict");
    default:
        TRY(expr_check_special(e, value, "__len__"));
        return EXPR_TYPE_ERROR("object of type '%s' has no len()", expr_type_name(e, value));
    }
    if ((int64_t)*ret < 0)
        return error_create(ERROR_CORRUPT, "an object at 0x%llx has a negative size",
                            (unsigned long long)value->object);
    return NULL;
}

struct error *expr_length(struct expr *e, const struct value *value, uint64_t *ret)
{
    struct value length, loaded;
    int64_t count;
    bool done;

    TRY(expr_library_length(e, value, &done, ret));
    if (done)
        return NULL;
    switch (value->kind) {
    case VALUE_OBJECT:
        return length_of_object(e, value, ret);
    case VALUE_STR:
        *ret = value->str.count;
        return NULL;
    case VALUE_BYTES:
        *ret = value->bytes.count;
        return NULL;
    case VALUE_LIST:
    case VALUE_TUPLE:
        *ret = value->items.count;
        return NULL;
    case VALUE_SET:
    case VALUE_FROZENSET:
    case VALUE_DICT:
        *ret = value->table->count;
        return NULL;
    case VALUE_VIEW:
        return expr_length(e, value->view.of, ret);
    case VALUE_RANGE:
        TRY(expr_range_length(e, value, &length));
        if (!value_to_i64(&length, &count))
            return EXPR_OVERFLOW_ERROR("Python int too large to convert to C ssize_t");
        *ret = (uint64_t)count;
        return NULL;
    case VALUE_LIBRARY:
        TRY(expr_load(e, value, &loaded));
        if (loaded.kind != VALUE_LIBRARY)
            return expr_length(e, &loaded, ret);
        /* fall through */
    default:
        TRY(expr_check_special(e, value, "__len__"));
        return EXPR_TYPE_ERROR("object of type '%s' has no len()", expr_type_name(e, value));
    }
}

struct error *expr_len(struct expr *e, const struct value *value, uint64_t *ret)
{
    bool done;

    TRY(expr_wrapper_length(e, value, &done, ret));
    if (done)
        return NULL;
    TRY(expr_check_special(e, value, "__len__"));
    return expr_length(e, value, ret);
}
