/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of dicts and members of sets of the target: by their hash, or among all. */
#include "base/memory.h"
#include "expr/internal.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/set.h"

/* Keys of one dict or set that are searched through. */
#define SCAN_MAX ((size_t)4 << 20)

struct search {
    struct expr *e;
    const struct value *key;
};

static struct error *is_key(void *arg, uint64_t object, bool *ret)
{
    struct search *search = arg;
    struct value value = value_of_object(object);

    TRY(expr_step(search->e));
    return expr_equal(search->e, &value, search->key, ret);
}

/*
 * The hash to look for. *known false: it has to be searched for among all, and if *same among those
 * only that are the key itself: whether another is equal to it, its own code would say.
 */
static struct error *hash_to_find(struct expr *e, const struct value *key, uint64_t *ret,
                                  bool *known, struct error **same)
{
    struct error *error;

    *known = true;
    *same = NULL;
    error = expr_hash(e, key, ret, known);
    if (error == NULL || error->kind != ERROR_UNSUPPORTED || key->kind != VALUE_OBJECT)
        return error;
    *known = false;
    *same = error;
    return NULL;
}

/* Keys of the target, stride words apart. */
struct keys {
    const uint64_t *data;
    size_t stride, count;
};

static bool find_itself(const struct keys *keys, const struct value *key, size_t *ret)
{
    if (key->kind == VALUE_OBJECT)
        for (*ret = 0; *ret < keys->count; ++*ret)
            if (keys->data[*ret * keys->stride] == key->object)
                return true;
    *ret = keys->count;
    return false;
}

/*
 * The number of the key that is the object itself, or else of one that is equal; keys->count: none.
 * *unsure: the first error of those of which code of the target would say whether they are equal.
 * Python asks only those that have the same hash.
 */
static struct error *scan(struct expr *e, const struct keys *keys, const struct value *key,
                          size_t *ret, struct error **unsure)
{
    *unsure = NULL;
    if (find_itself(keys, key, ret))
        return NULL;
    for (*ret = 0; *ret < keys->count; ++*ret) {
        struct value value = value_of_object(keys->data[*ret * keys->stride]);
        struct error *error;
        bool equal = false;

        TRY(expr_step(e));
        error = expr_equal(e, &value, key, &equal);
        if (equal && error == NULL)
            return NULL;
        if (error != NULL && error->kind != ERROR_UNSUPPORTED)
            return error;
        if (*unsure == NULL)
            *unsure = error;
        else
            error_destroy(error);
    }
    return NULL;
}

/*
 * What was found among all keys, of which there are no more than are searched through if whole;
 * what is not there may still be one of those that are unsure, or equal to a key of its own code.
 */
static struct error *not_found(struct error **unsure, struct error **same, size_t count)
{
    if (*unsure != NULL)
        return take_pointer(*unsure);
    if (*same == NULL && count == SCAN_MAX)
        return error_create(
            ERROR_UNSUPPORTED,
            "it is too large to be searched through, and the hash of the key cannot "
            "be known");
    return take_pointer(*same);
}

/* *ret 0: it is not there. */
static struct error *scan_dict(struct search *s, uint64_t dict, struct error **same, uint64_t *ret)
{
    struct runtime *runtime = s->e->runtime;
    dict_item_array items = {0};
    struct error *error, *unsure = NULL;
    struct keys keys;
    uint64_t hash;
    size_t at = 0;

    *ret = 0;
    s->e->scanned = true;
    error = dict_items(runtime, dict, SCAN_MAX, &items);
    keys = (struct keys){items.count > 0 ? &items.data[0].key : NULL, 2, items.count};
    if (error == NULL && *same != NULL)
        find_itself(&keys, s->key, &at);
    else if (error == NULL)
        error = scan(s->e, &keys, s->key, &at, &unsure);
    if (error == NULL && at == keys.count)
        error = not_found(&unsure, same, keys.count);
    else if (error == NULL && unsure == NULL)
        *ret = items.data[at].value;
    else if (error == NULL)
        error = dict_hash_of(runtime, dict, items.data[at].key, at, &hash);
    if (error == NULL && unsure != NULL)
        error = dict_look_up(runtime, dict, hash, is_key, s, ret);
    error_destroy(unsure);
    array_deinit(&items);
    return error;
}

struct error *expr_find_in_dict(struct expr *e, uint64_t dict, const struct value *key,
                                struct value *ret)
{
    struct search search = {e, key};
    uint64_t hash, found = 0;
    struct error *error, *same;
    bool known;

    TRY(expr_as_key(e, key, "dict key", hash_to_find(e, key, &hash, &known, &same)));
    error = known ? dict_look_up(e->runtime, dict, hash, is_key, &search, &found)
                  : scan_dict(&search, dict, &same, &found);
    error_destroy(same);
    if (error == NULL && found == 0)
        error = error_create(ERROR_NOT_FOUND, "no such key");
    TRY(error);
    *ret = value_of_object(found);
    return NULL;
}

static struct error *scan_set(struct search *s, uint64_t set, struct error **same, bool *ret)
{
    struct runtime *runtime = s->e->runtime;
    set_items_array items = {0};
    struct error *error, *unsure = NULL;
    struct keys keys;
    uint64_t hash;
    size_t at = 0;

    s->e->scanned = true;
    error = set_items(runtime, set, SCAN_MAX, &items);
    keys = (struct keys){items.data, 1, items.count};
    if (error == NULL && *same != NULL)
        find_itself(&keys, s->key, &at);
    else if (error == NULL)
        error = scan(s->e, &keys, s->key, &at, &unsure);
    *ret = error == NULL && at < keys.count;
    if (error == NULL && !*ret)
        error = not_found(&unsure, same, keys.count);
    else if (error == NULL && unsure != NULL)
        error = set_hash_of(runtime, set, items.data[at], at, &hash);
    if (error == NULL && unsure != NULL)
        error = set_look_up(runtime, set, hash, is_key, s, ret);
    error_destroy(unsure);
    array_deinit(&items);
    return error;
}

struct error *expr_find_in_set(struct expr *e, uint64_t set, const struct value *key, bool *ret)
{
    struct search search = {e, key};
    struct error *error, *same;
    uint64_t hash;
    bool known;

    *ret = false;
    TRY(expr_as_key(e, key, "set element", hash_to_find(e, key, &hash, &known, &same)));
    error = known ? set_look_up(e->runtime, set, hash, is_key, &search, ret)
                  : scan_set(&search, set, &same, ret);
    error_destroy(same);
    return error;
}
