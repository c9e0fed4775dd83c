/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/dict.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/hash.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

/* A dict that is searched through by name is a namespace: larger ones are not believed. */
#define SEARCH_MAX 1000000
#define KEYS_PER_READ 32
#define KEY_HEAD_BYTES 128
#define PROBES_MAX 16
#define NAME_MAX_CHARACTERS 1000

/* Where the entries of a PyDictKeysObject stand. */
struct entries {
    uint64_t indices; /* the hash table: `slots` numbers of entries, index_size bytes each */
    uint64_t slots;
    unsigned index_size;
    uint64_t address;
    size_t count; /* used ones, with holes that were deleted */
    size_t size;  /* bytes of each */
    struct layout_field key, value;
};

static struct error *corrupt(uint64_t address, const char *what)
{
    return error_create(ERROR_CORRUPT, "a dict at 0x%llx %s", (unsigned long long)address, what);
}

static struct error *find_entries(struct runtime *runtime, uint64_t keys, struct entries *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {
        layout->dict_keys.dk_size,     layout->dict_keys.dk_log2_size,
        layout->dict_keys.dk_kind,     layout->dict_keys.dk_log2_index_bytes,
        layout->dict_keys.dk_nentries,
    };
    uint64_t values[5];
    uint64_t slots, index_bytes;

    TRY(view_read_fields(runtime->target, keys, fields, 5, values));
    if (layout_has(fields[1])) {
        if (values[1] > 40 || values[3] > 43)
            return corrupt(keys, "has an impossible size");
        slots = (uint64_t)1 << values[1];
        index_bytes = (uint64_t)1 << values[3];
    } else {
        slots = values[0];
        if (slots > ((uint64_t)1 << 40))
            return corrupt(keys, "has an impossible size");
        index_bytes = slots * (slots <= 0xff         ? 1
                               : slots <= 0xffff     ? 2
                               : slots <= 0xffffffff ? 4
                                                     : 8);
    }
    if (slots == 0 || (slots & (slots - 1)) != 0)
        return corrupt(keys, "has a number of slots that is no power of two");
    if (values[4] > slots)
        return corrupt(keys, "has more entries than slots");

    bool unicode_only = layout_has(fields[2]) && values[2] != 0;

    ret->indices = keys + layout->dict_keys.dk_indices.offset;
    ret->slots = slots;
    ret->index_size = (unsigned)(index_bytes / slots);
    ret->address = keys + layout->dict_keys.dk_indices.offset + index_bytes;
    ret->count = values[4];
    ret->size = unicode_only ? layout->dict_unicode_entry.size : layout->dict_entry.size;
    ret->key = unicode_only ? layout->dict_unicode_entry.me_key : layout->dict_entry.me_key;
    ret->value = unicode_only ? layout->dict_unicode_entry.me_value : layout->dict_entry.me_value;
    return NULL;
}

/* values 0: they are in the entries. */
static struct error *read_entries(struct runtime *runtime, const struct entries *entries,
                                  uint64_t values, size_t max, dict_item_array *ret)
{
    size_t count = entries->count < max ? entries->count : max;
    CLEANUP_FREE uint8_t *bytes = xmalloc(count * entries->size);
    CLEANUP_FREE uint64_t *split = xmalloc(count * sizeof *split);

    TRY(target_read(runtime->target, entries->address, bytes, count * entries->size));
    if (values != 0)
        TRY(target_read(runtime->target, values, split, count * sizeof *split));
    for (size_t i = 0; i < count; i++) {
        struct view entry = {bytes + i * entries->size, entries->size};
        struct dict_item item = {
            .key = view_uint(entry, entries->key),
            .value = values != 0 ? split[i] : view_uint(entry, entries->value),
        };

        if (item.key != 0 && item.value != 0)
            array_push(ret, item);
    }
    return NULL;
}

/* 2.7: entries stand in the table itself; a key without a value was deleted. */
static struct error *table_items(struct runtime *runtime, uint64_t address, size_t max,
                                 dict_item_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict.ma_mask, layout->dict.ma_table};
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, address, fields, 2, values));
    if (values[0] > SEARCH_MAX * 4)
        return corrupt(address, "has an impossible size");

    struct entries entries = {
        .address = values[1],
        .count = values[0] + 1,
        .size = layout->dict_entry.size,
        .key = layout->dict_entry.me_key,
        .value = layout->dict_entry.me_value,
    };

    TRY(read_entries(runtime, &entries, 0, entries.count, ret));
    if (ret->count > max)
        ret->count = max;
    return NULL;
}

struct error *dict_items(struct runtime *runtime, uint64_t address, size_t max,
                         dict_item_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict.ma_keys, layout->dict.ma_values};
    uint64_t values[2];
    struct entries entries;

    if (layout_has(layout->dict.ma_table))
        return table_items(runtime, address, max, ret);
    TRY(view_read_fields(runtime->target, address, fields, 2, values));
    TRY(find_entries(runtime, values[0], &entries));
    if (values[1] != 0)
        values[1] += layout->dict_values.values.offset;
    return read_entries(runtime, &entries, values[1], max, ret);
}

/* Compares a batch of keys with one read; a key that is no str is just not it. */
static struct error *search(struct runtime *runtime, const dict_item_array *items, const char *name,
                            uint64_t *ret)
{
    uint8_t heads[KEYS_PER_READ][KEY_HEAD_BYTES];

    for (size_t at = 0; at < items->count; at += KEYS_PER_READ) {
        uint64_t addresses[KEYS_PER_READ];
        void *buffers[KEYS_PER_READ];
        size_t got[KEYS_PER_READ];
        size_t count = items->count - at < KEYS_PER_READ ? items->count - at : KEYS_PER_READ;

        for (size_t i = 0; i < count; i++) {
            addresses[i] = items->data[at + i].key;
            buffers[i] = heads[i];
        }
        TRY(view_peek_many(runtime->target, addresses, count, buffers, KEY_HEAD_BYTES, got));
        for (size_t i = 0; i < count; i++) {
            struct string_start start = {heads[i], got[i]};
            CLEANUP_FREE char *key = NULL;

            if (error_ignore(
                    string_read(runtime, addresses[i], &start, NAME_MAX_CHARACTERS, &key)) &&
                strcmp(key, name) == 0) {
                *ret = items->data[at + i].value;
                return NULL;
            }
        }
    }
    return error_create(ERROR_NOT_FOUND, "no key '%s'", name);
}

/* The number of the entry that a slot of the hash table holds; negative: none. */
static struct error *read_index(struct runtime *runtime, const struct entries *entries,
                                uint64_t slot, int64_t *ret)
{
    struct layout_field index = {.size = (uint16_t)entries->index_size};
    uint64_t bytes = 0;

    TRY(target_read(runtime->target, entries->indices + slot * entries->index_size, &bytes,
                    entries->index_size));
    *ret = view_int((struct view){&bytes, sizeof bytes}, index);
    return NULL;
}

/*
 * Goes where CPython itself would look first (lookdict() in Objects/dictobject.c). Any error means
 * only that it was not found so: which slots follow differs by version, and after a few of them a
 * search through all is as good.
 */
static struct error *find_by_hash(struct runtime *runtime, uint64_t address, const char *name,
                                  uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict.ma_keys, layout->dict.ma_values};
    struct entries entries;
    uint64_t values[2];
    uint64_t hash;

    if (layout_has(layout->dict.ma_table) || !hash_ascii(runtime, name, &hash))
        return error_create(ERROR_UNSUPPORTED, "hashes are not known");
    TRY(view_read_fields(runtime->target, address, fields, 2, values));
    TRY(find_entries(runtime, values[0], &entries));
    if (values[1] != 0 || entries.index_size == 0 || entries.index_size > 8)
        return error_create(ERROR_UNSUPPORTED, "a split table");

    uint64_t slot = hash & (entries.slots - 1);
    uint64_t perturb = hash;

    for (int i = 0; i < PROBES_MAX; i++) {
        uint8_t entry[64];
        struct view view = {entry, entries.size};
        CLEANUP_FREE char *key = NULL;
        int64_t index;

        TRY(read_index(runtime, &entries, slot, &index));
        if (index == -1 || index >= (int64_t)entries.count)
            break;
        if (index >= 0 && entries.size <= sizeof entry) {
            TRY(target_read(runtime->target, entries.address + (uint64_t)index * entries.size,
                            entry, entries.size));
            *ret = view_uint(view, entries.value);
            if (*ret != 0 &&
                error_ignore(string_read(runtime, view_uint(view, entries.key), NULL,
                                         NAME_MAX_CHARACTERS, &key)) &&
                strcmp(key, name) == 0)
                return NULL;
        }
        perturb >>= 5;
        slot = (slot * 5 + perturb + 1) & (entries.slots - 1);
    }
    return error_create(ERROR_NOT_FOUND, "no key '%s'", name);
}

struct error *dict_find(struct runtime *runtime, uint64_t address, const char *name, uint64_t *ret)
{
    dict_item_array items = {0};

    if (error_ignore(find_by_hash(runtime, address, name, ret)))
        return NULL;
    struct error *error = dict_items(runtime, address, SEARCH_MAX, &items);

    if (error == NULL)
        error = search(runtime, &items, name, ret);
    array_deinit(&items);
    return error;
}

struct error *dict_find_in_keys(struct runtime *runtime, uint64_t keys, uint64_t values,
                                const char *name, uint64_t *ret)
{
    struct entries entries;
    dict_item_array items = {0};

    TRY(find_entries(runtime, keys, &entries));

    struct error *error = read_entries(runtime, &entries, values, SEARCH_MAX, &items);

    if (error == NULL)
        error = search(runtime, &items, name, ret);
    array_deinit(&items);
    return error;
}
