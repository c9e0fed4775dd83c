/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Earlier results. What a result is made of in the target may have changed since it was printed, or
 * gone and left its address to another object, which nothing in it tells: so what it said then is
 * kept, and it is only taken for the same while it says that still.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/hash.h"

/* Of larger texts a digest is kept. */
#define TEXT_MAX ((size_t)1 << 20)
/* What is copied of one result. */
#define COPIED_MAX ((size_t)100000)
#define COPIED_BYTES_MAX ((size_t)16 << 20)
#define NESTING_MAX 20

void expr_result_deinit(struct expr_result *result)
{
    arena_destroy(take_pointer(result->arena));
    repr_result_deinit(&result->record.said);
}

void expr_history_cut(expr_history *history, size_t count)
{
    while (history->count > count)
        expr_result_deinit(&history->data[--history->count]);
}

void expr_history_deinit(expr_history *history)
{
    expr_history_cut(history, 0);
    array_deinit(history);
}

/* ---- what does not change is copied */

struct copying {
    struct expr *e;
    size_t left; /* values */
    size_t bytes;
};

static bool copy(struct copying *to, const struct value *value, unsigned depth, struct value *ret);

static bool copy_object(struct copying *to, const struct value *value, unsigned depth,
                        struct value *ret)
{
    struct expr *e = to->e;
    struct value_list list = {0};
    const struct type *type;
    uint64_t length = 0;

    if (!error_ignore(types_of(e->types, value->object, &type)) || !type->builtin)
        return false;
    switch (type->kind) {
    case KIND_BYTES:
    case KIND_STR:
    case KIND_TUPLE:
        if (!error_ignore(expr_length(e, value, &length)) ||
            length > to->bytes / sizeof(struct value))
            return false;
        break;
    case KIND_BOOL:
    case KIND_COMPLEX:
    case KIND_ELLIPSIS:
    case KIND_FLOAT:
    case KIND_INT:
    case KIND_NONE:
    case KIND_NOT_IMPLEMENTED:
    case KIND_OLD_INT:
        break;
    default:
        return false;
    }
    if (type->kind != KIND_TUPLE)
        return error_ignore(expr_load(e, value, ret)) && ret->kind != VALUE_OBJECT;
    if (!error_ignore(expr_collect(e, value, &list)))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!copy(to, &list.data[i], depth + 1, &list.data[i]))
            return false;
    *ret = value_of_items(VALUE_TUPLE, list.data, list.count);
    return true;
}

/* What a value of ours consists of is copied one by one, as far as it can be. */
static bool copy_items(struct copying *to, const struct value *value, unsigned depth,
                       struct value *ret)
{
    size_t count = value->items.count;
    struct value *items;
    bool copied = true;

    if (!error_ignore(expr_room(to->e, count, sizeof *items)))
        return false;
    items = arena_copy(to->e->arena, value->items.data, count * sizeof *items);
    ret->items.data = items;
    for (size_t i = 0; i < count; i++)
        copied &= copy(to, &value->items.data[i], depth + 1, &items[i]);
    return copied;
}

static bool copy_table(struct copying *to, const struct value *value, unsigned depth,
                       struct value *ret)
{
    const struct value_table *from = value->table;
    struct value_table *table;
    bool copied = true;

    if (!error_ignore(expr_room(to->e, from->count, sizeof *from->entries)))
        return false;
    table = arena_copy(to->e->arena, from, sizeof *from);
    table->capacity = from->count;
    table->entries = arena_copy(to->e->arena, from->entries, from->count * sizeof *from->entries);
    ret->table = table;
    for (size_t i = 0; i < from->count; i++) {
        struct value_entry *entry = &table->entries[i];

        copied &= copy(to, &from->entries[i].key, depth + 1, &entry->key);
        copied &= copy(to, &from->entries[i].value, depth + 1, &entry->value);
    }
    return copied;
}

/* False: it is an object of the target, or holds one, that was not copied. */
static bool copy(struct copying *to, const struct value *value, unsigned depth, struct value *ret)
{
    size_t before = arena_bytes(to->e->arena), taken;
    bool copied;

    *ret = *value;
    if (depth > NESTING_MAX || to->left == 0 || to->bytes == 0)
        return false;
    to->left--;
    switch (value->kind) {
    case VALUE_OBJECT:
        copied = copy_object(to, value, depth, ret);
        if (!copied)
            *ret = *value;
        taken = arena_bytes(to->e->arena) - before;
        to->bytes -= taken < to->bytes ? taken : to->bytes;
        return copied;
    case VALUE_LIST:
    case VALUE_TUPLE:
        return copy_items(to, value, depth, ret);
    case VALUE_SET:
    case VALUE_FROZENSET:
    case VALUE_DICT:
        return copy_table(to, value, depth, ret);
    case VALUE_ITERATOR:
    case VALUE_VIEW:
    case VALUE_METHOD:
    case VALUE_SLICE:
        return false;
    case VALUE_LIBRARY:
        return expr_library_is_whole(value->library);
    default:
        return true;
    }
}

void expr_keep(struct expr *e, struct value *value, struct expr_record *ret)
{
    struct copying to = {e, COPIED_MAX, COPIED_BYTES_MAX};

    ret->copied = copy(&to, value, 0, &ret->copy);
    if (value->kind != VALUE_OBJECT)
        *value = ret->copy;
}

/* ---- what was said, and whether that still holds */

static uint64_t digest(const char *text)
{
    return hash_siphash(1, (uint64_t[]){1, 2}, text, strlen(text));
}

void expr_record(struct runtime *runtime, struct repr_limits limits, const struct repr_result *said,
                 struct expr_result *result)
{
    struct expr_record *record = &result->record;
    struct repr *repr;

    if (record->digest != 0)
        return;
    record->limits = limits;
    if (said != NULL) {
        record->said = repr_result_copy(said);
    } else {
        repr = repr_create(runtime, limits);
        expr_repr(repr, &result->value, &record->said);
        repr_destroy(repr);
    }
    record->digest = digest(record->said.text);
    if (strlen(record->said.text) > TEXT_MAX)
        free(take_pointer(record->said.text));
}

/* Whether what there is now is as it was said to be. */
static bool holds(struct expr *e, const struct expr_result *result)
{
    const struct expr_record *record = &result->record;
    struct repr_result now;
    struct repr *repr;
    bool same;

    if (record->digest == 0 || (record->copied && result->value.kind != VALUE_OBJECT))
        return true;
    repr = repr_create(e->runtime, record->limits);
    expr_repr(repr, &result->value, &now);
    repr_destroy(repr);
    same = digest(now.text) == record->digest &&
           (now.type == NULL) == (record->said.type == NULL) &&
           (now.type == NULL || strcmp(now.type, record->said.type) == 0);
    repr_result_deinit(&now);
    return same;
}

static struct error *take(struct expr *e, size_t number, struct value *ret)
{
    const struct expr_result *result = &e->scope->history->data[number - 1];

    *ret = result->value;
    if (holds(e, result))
        return NULL;
    e->recorded = number;
    if (result->record.copied) {
        *ret = result->record.copy;
        return NULL;
    }
    if (e->is_earlier && e->scope->records && result->record.said.text != NULL) {
        repr_result_deinit(&e->record.said);
        e->record = (struct expr_record){.said = repr_result_copy(&result->record.said),
                                         .limits = result->record.limits,
                                         .digest = result->record.digest};
        return NULL;
    }
    return error_create(ERROR_CORRUPT,
                        "$%zu is not what it was when it was printed: the %s has changed, or has "
                        "gone and left its place to another object; ask for it by name again",
                        number,
                        result->record.said.type != NULL ? result->record.said.type : "object");
}

struct error *expr_earlier(struct expr *e, int64_t number, struct value *ret)
{
    const expr_history *history = e->scope->history;
    CLEANUP_FREE char *name = NULL;

    if (number <= 0)
        number += (int64_t)history->count;
    if (number < 1 || number > (int64_t)history->count)
        return error_create(ERROR_NOT_FOUND, "History has not yet reached $%lld",
                            (long long)(number < 1 ? 1 : number));
    name = xasprintf("$%lld", (long long)number);
    if (expr_known(e, name, ret))
        return NULL;
    TRY(take(e, (size_t)number, ret));
    expr_know(e, name, ret);
    return NULL;
}
