/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What cache_info() and cache_parameters() of a function give that functools.lru_cache() has made
 * (lru_cache_cache_info() of Modules/_functoolsmodule.c, lru_cache() of Lib/functools.py).
 */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

static bool is_cache(struct expr *e, const struct value *value, const struct type **ret)
{
    return value->kind == VALUE_OBJECT && error_ignore(types_of(e->types, value->object, ret)) &&
           (*ret)->kind == KIND_LRU_CACHE && (*ret)->builtin;
}

/* The namedtuple of four numbers that Lib/functools.py makes for it. */
static bool is_record(struct expr *e, uint64_t class, const struct type **ret)
{
    return error_ignore(types_get(e->types, class, ret)) && (*ret)->kind == KIND_TUPLE &&
           strcmp((*ret)->c_name, "CacheInfo") == 0;
}

/* -3.7: the object that was given; then a number, of which -1 is None. */
static struct value most(bool is_object, uint64_t value)
{
    if (is_object)
        return value_of_object(value);
    return (int64_t)value == -1 ? (struct value){.kind = VALUE_NONE} : value_of_i64((int64_t)value);
}

static struct error *read_info(struct expr *e, uint64_t cache, bool *done, struct value *ret)
{
    static const char *const names[] = {"hits", "misses", "maxsize", "currsize"};
    const struct layout *layout = &e->runtime->layout;
    bool has_object = layout_has(layout->lru_cache.maxsize_object);
    struct layout_field fields[] = {layout->lru_cache.hits, layout->lru_cache.misses,
                                    layout->lru_cache.cache, layout->lru_cache.cache_info_type,
                                    has_object ? layout->lru_cache.maxsize_object
                                               : layout->lru_cache.maxsize};
    struct value_record *record;
    const struct type *type;
    struct value *items;
    uint64_t values[5], size;

    TRY(view_read_fields(e->runtime->target, cache, fields, 5, values));
    if (!is_record(e, values[3], &type))
        return NULL;
    TRY(dict_length(e->runtime, values[2], &size));
    items = arena_take(e->arena, 4 * sizeof *items);
    items[0] = value_of_i64((int64_t)values[0]);
    items[1] = value_of_i64((int64_t)values[1]);
    items[2] = most(has_object, values[4]);
    items[3] = value_of_u64(size);
    record = arena_take(e->arena, sizeof *record);
    *record = (struct value_record){values[3], "functools.CacheInfo", names};
    *ret = value_of_items(VALUE_TUPLE, items, 4);
    ret->items.record = record;
    *done = true;
    return NULL;
}

/* What the function has of that name in its closure. */
static struct error *enclosed(struct expr *e, const struct value *function, const char *name,
                              bool *found, struct value *ret)
{
    struct value code, names, cells;
    struct value_list list = {0};
    bool equal = false;

    TRY(expr_attribute(e, function, "__code__", &code));
    TRY(expr_attribute(e, &code, "co_freevars", &names));
    TRY(expr_attribute(e, function, "__closure__", &cells));
    TRY(expr_collect(e, &names, &list));
    for (size_t i = 0; i < list.count && !equal; i++) {
        struct value wanted = value_of_text(e->arena, name, strlen(name));
        struct value index = value_of_u64(i), cell;

        TRY(expr_equal(e, &list.data[i], &wanted, &equal));
        if (!equal)
            continue;
        TRY(expr_subscript(e, &cells, &index, &cell));
        TRY(expr_attribute(e, &cell, "cell_contents", ret));
    }
    *found = equal;
    return NULL;
}

/* lambda : {'maxsize': maxsize, 'typed': typed} */
static struct error *read_parameters(struct expr *e, const struct value *function, bool *done,
                                     struct value *ret)
{
    static const char *const names[] = {"maxsize", "typed"};
    struct value_table *table = expr_table(e);

    for (int i = 0; i < 2; i++) {
        struct value key = value_of_text(e->arena, names[i], strlen(names[i])), value;

        TRY(enclosed(e, function, names[i], done, &value));
        if (!*done)
            return NULL;
        TRY(expr_table_put(e, table, &key, &value));
    }
    *ret = (struct value){.kind = VALUE_DICT, .table = table};
    return NULL;
}

static bool is_of_library(struct expr *e, uint64_t function, const struct type *owner)
{
    struct library_function found;
    bool ours;

    if (!error_ignore(library_identify(expr_reader(e), function, owner, &found)))
        return false;
    ours = strcmp(found.module, "functools") == 0 &&
           strncmp(found.name, "lru_cache.<locals>.", strlen("lru_cache.<locals>.")) == 0 &&
           strcmp(strrchr(found.name, '.'), ".<lambda>") == 0;
    library_function_deinit(&found);
    return ours;
}

struct error *expr_cache_call(struct expr *e, const struct value *of, const char *name,
                              const struct value *function, bool *done, struct value *ret)
{
    const struct type *type;
    struct value cache = *of;

    *done = false;
    /* What a method has not, its function has. */
    if (of->kind == VALUE_METHOD)
        cache = value_of_object(of->method->function);
    if (!is_cache(e, &cache, &type))
        return NULL;
    if (strcmp(name, "cache_info") == 0 && function->kind == VALUE_SHOWN)
        return read_info(e, cache.object, done, ret);
    if (strcmp(name, "cache_parameters") == 0 && function->kind == VALUE_OBJECT &&
        is_of_library(e, function->object, type))
        return read_parameters(e, function, done, ret);
    return NULL;
}
