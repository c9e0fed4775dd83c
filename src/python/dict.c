/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/dict.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/hash.h"
#include "python/name-key.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

/* A dict that is searched through by name is a namespace: larger ones are not believed, nor are as
 * many of them as have more names between them. */
#define SEARCH_MAX 1000000
#define KEYS_PER_READ 32
#define ENTRIES_PER_READ ((size_t)256)
/* Entries that are looked at for those that are not holes. */
#define SCAN_MAX ((size_t)1 << 26)
/* Only small tables are shared, SHARED_KEYS_MAX_SIZE; before 3.11 the limit was another. */
#define SPLIT_MAX ((size_t)65536)
#define KEY_HEAD_BYTES 128
/* Keys of sys.modules by which it is tried whether hashes are understood. */
#define KEYS_TRIED 64
/* What CPython needs is a handful. */
#define PROBES_MAX 1000
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

/*
 * CPython's own stores follow one another: dictresize() hands the dict a new table before that says
 * how many entries it has, PyDict_Clear() takes the table away before the count, and insertdict()
 * and delitem_common() change one of the two first. Whose thread is off the CPU in between has a
 * dict that is not whole, though nobody changes it. `room`: how many items there may be.
 */
static void see_room(struct runtime *runtime, uint64_t used, uint64_t room)
{
    runtime->changing |= used > room;
}

/* The same where all items have been counted. */
static void see_count(struct runtime *runtime, uint64_t used, size_t max,
                      const dict_item_array *items)
{
    runtime->changing |= items->count < max && items->count != used;
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

/* Entries in their order, without holes, a batch at a time: most of them may be holes. */
static struct error *read_entries(struct runtime *runtime, const struct entries *entries,
                                  size_t max, dict_item_array *ret)
{
    CLEANUP_FREE uint8_t *bytes = xmalloc(ENTRIES_PER_READ * entries->size);

    for (size_t at = 0; at < entries->count && ret->count < max; at += ENTRIES_PER_READ) {
        size_t count =
            entries->count - at < ENTRIES_PER_READ ? entries->count - at : ENTRIES_PER_READ;

        if (at >= SCAN_MAX)
            return corrupt(entries->address, "has more holes than any");
        TRY(target_read(runtime->target, entries->address + at * entries->size, bytes,
                        count * entries->size));
        for (size_t i = 0; i < count && ret->count < max; i++) {
            struct view entry = {bytes + i * entries->size, entries->size};
            struct dict_item item = {
                .key = view_uint(entry, entries->key),
                .value = view_uint(entry, entries->value),
            };

            if (item.key != 0 && item.value != 0)
                array_push(ret, item);
        }
    }
    return NULL;
}

/*
 * The order in which values were added to a split table: numbers of entries, a byte each. 3.11 and
 * 3.12 keep them in front of the values, the last of them first; later versions behind them. Before
 * 3.11 the order is that of the keys, and the answer -1.
 */
static struct error *read_order(struct runtime *runtime, uint64_t values, uint8_t order[256],
                                int *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict_values.capacity, layout->dict_values.size_};
    uint64_t sizes[2];
    uint8_t size;

    *ret = -1;
    switch (layout->traits.managed_dict) {
    case MANAGED_DICT_NONE:
        return NULL;
    case MANAGED_DICT_BESIDE_VALUES:
    case MANAGED_DICT_OR_VALUES:
        TRY(target_read(runtime->target, values - 2, &size, 1));
        TRY(target_read(runtime->target, values - 2 - size, order, size));
        for (int i = 0, j = size - 1; i < j; i++, j--) {
            uint8_t first = order[i];

            order[i] = order[j];
            order[j] = first;
        }
        *ret = size;
        return NULL;
    case MANAGED_DICT_INLINE_VALUES:
        TRY(view_read_fields(runtime->target, values, fields, 2, sizes));
        TRY(target_read(runtime->target, values + layout->dict_values.values.offset + 8 * sizes[0],
                        order, (uint8_t)sizes[1]));
        *ret = (uint8_t)sizes[1];
        return NULL;
    }
    return NULL;
}

/* The items of a split table, whose values are the struct (_dictvalues) or array at `values`. */
static struct error *read_split(struct runtime *runtime, const struct entries *entries,
                                uint64_t values, size_t max, dict_item_array *ret)
{
    uint8_t order[256];
    int ordered;

    if (entries->count > SPLIT_MAX)
        return corrupt(entries->address, "shares more keys than any");
    TRY(read_order(runtime, values, order, &ordered));

    size_t count = entries->count;
    CLEANUP_FREE uint8_t *bytes = xmalloc(count * entries->size);
    CLEANUP_FREE uint64_t *objects = xmalloc(count * sizeof *objects);

    TRY(target_read(runtime->target, entries->address, bytes, count * entries->size));
    TRY(target_read(runtime->target, values + runtime->layout.dict_values.values.offset, objects,
                    count * sizeof *objects));
    for (size_t i = 0; i < (ordered >= 0 ? (size_t)ordered : count) && ret->count < max; i++) {
        size_t index = ordered >= 0 ? order[i] : i;
        struct view entry = {bytes + index * entries->size, entries->size};

        if (index >= count)
            continue;

        struct dict_item item = {view_uint(entry, entries->key), objects[index]};

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
    struct layout_field fields[] = {layout->dict.ma_mask, layout->dict.ma_table,
                                    layout->dict.ma_used};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, address, fields, 3, values));
    if (values[0] > ((uint64_t)1 << 40))
        return corrupt(address, "has an impossible size");

    struct entries entries = {
        .address = values[1],
        .count = values[0] + 1,
        .size = layout->dict_entry.size,
        .key = layout->dict_entry.me_key,
        .value = layout->dict_entry.me_value,
    };

    TRY(read_entries(runtime, &entries, max, ret));
    see_count(runtime, values[2], max, ret);
    return NULL;
}

struct error *dict_items(struct runtime *runtime, uint64_t address, size_t max,
                         dict_item_array *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict.ma_keys, layout->dict.ma_values,
                                    layout->dict.ma_used};
    uint64_t values[3];
    struct entries entries;

    if (layout_has(layout->dict.ma_table))
        return table_items(runtime, address, max, ret);
    TRY(view_read_fields(runtime->target, address, fields, 3, values));
    TRY(find_entries(runtime, values[0], &entries));
    see_room(runtime, values[2], entries.count);
    TRY(values[1] != 0 ? read_split(runtime, &entries, values[1], max, ret)
                       : read_entries(runtime, &entries, max, ret));
    see_count(runtime, values[2], max, ret);
    return NULL;
}

struct error *dict_items_in_keys(struct runtime *runtime, uint64_t keys, uint64_t values,
                                 size_t max, dict_item_array *ret)
{
    struct entries entries;

    TRY(find_entries(runtime, keys, &entries));
    return read_split(runtime, &entries, values, max, ret);
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

/* One probe: the entry that a slot leads to. *end: the slot is empty, so that the key is not there.
 */
struct probe {
    uint64_t key, value; /* 0: of a key that was taken out */
    uint64_t hash;
    bool has_hash, end;
};

static struct error *probe_table(struct runtime *runtime, const struct entries *entries,
                                 uint64_t slot, struct probe *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict_entry.me_key, layout->dict_entry.me_value,
                                    layout->dict_entry.me_hash};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, entries->address + slot * entries->size, fields, 3,
                         values));
    *ret = (struct probe){.key = values[0],
                          .value = values[1],
                          .hash = values[2],
                          .has_hash = true,
                          .end = values[0] == 0};
    return NULL;
}

static struct error *probe_keys(struct runtime *runtime, const struct entries *entries,
                                uint64_t split, uint64_t slot, struct probe *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {entries->key, entries->value, layout->dict_entry.me_hash};
    uint64_t values[3] = {0};
    int64_t index;

    *ret = (struct probe){.end = false};
    TRY(read_index(runtime, entries, slot, &index));
    if (index == -1 || index >= (int64_t)entries->count) {
        ret->end = true;
        return NULL;
    }
    if (index < 0)
        return NULL;
    ret->has_hash = entries->size == layout->dict_entry.size;
    TRY(view_read_fields(runtime->target, entries->address + (uint64_t)index * entries->size,
                         fields, ret->has_hash ? 3 : 2, values));
    ret->key = values[0];
    ret->value = values[1];
    ret->hash = values[2];
    if (split != 0)
        return target_read_u64(runtime->target,
                               split + layout->dict_values.values.offset + 8 * (uint64_t)index,
                               &ret->value);
    return NULL;
}

/* Where entries are found by their hash; *split: the values of a split table, or 0. */
static struct error *find_slots(struct runtime *runtime, uint64_t address, struct entries *ret,
                                uint64_t *split)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field table[] = {layout->dict.ma_mask, layout->dict.ma_table};
    struct layout_field keys[] = {layout->dict.ma_keys, layout->dict.ma_values,
                                  layout->dict.ma_used};
    uint64_t values[3];

    if (layout_has(layout->dict.ma_table)) {
        TRY(view_read_fields(runtime->target, address, table, 2, values));
        if (values[0] > ((uint64_t)1 << 40) || (values[0] & (values[0] + 1)) != 0)
            return corrupt(address, "has an impossible size");
        *ret = (struct entries){
            .address = values[1], .slots = values[0] + 1, .size = layout->dict_entry.size};
        *split = 0;
        return NULL;
    }
    TRY(view_read_fields(runtime->target, address, keys, 3, values));
    TRY(find_entries(runtime, values[0], ret));
    see_room(runtime, values[2], ret->count);
    *split = values[1];
    if (ret->index_size == 0 || ret->index_size > 8)
        return corrupt(address, "has an impossible size");
    return NULL;
}

struct error *dict_look_up(struct runtime *runtime, uint64_t address, uint64_t hash,
                           DICT_EQUALS((*equals)), void *arg, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    bool old = layout_has(layout->dict.ma_table);
    uint64_t perturb = hash, slot = hash, split;
    struct entries entries;

    *ret = 0;
    TRY(find_slots(runtime, address, &entries, &split));
    for (int i = 0; i < PROBES_MAX; i++) {
        struct probe probe;
        bool equal = false;

        if (old)
            TRY(probe_table(runtime, &entries, slot & (entries.slots - 1), &probe));
        else
            TRY(probe_keys(runtime, &entries, split, slot & (entries.slots - 1), &probe));
        if (probe.end)
            return NULL;
        if (probe.key != 0 && probe.value != 0 && (!probe.has_hash || probe.hash == hash))
            TRY(equals(arg, probe.key, &equal));
        if (equal) {
            *ret = probe.value;
            return NULL;
        }
        if (!layout->traits.dict_perturbs_unshifted)
            perturb >>= 5;
        slot = slot * 5 + perturb + 1;
        if (layout->traits.dict_perturbs_unshifted)
            perturb >>= 5;
        else
            slot &= entries.slots - 1;
    }
    return error_create(ERROR_UNSUPPORTED, "the search in a dict does not end");
}

struct error *dict_hash_of(struct runtime *runtime, uint64_t address, uint64_t key, size_t first,
                           uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->dict_entry.me_key, layout->dict_entry.me_hash};
    struct entries entries;
    uint64_t split, values[2];
    bool old = layout_has(layout->dict.ma_table);

    TRY(find_slots(runtime, address, &entries, &split));
    if (entries.size != layout->dict_entry.size)
        return error_create(ERROR_NOT_FOUND, "no hashes are kept");
    for (uint64_t i = first; i < (old ? entries.slots : entries.count); i++) {
        TRY(view_read_fields(runtime->target, entries.address + i * entries.size, fields, 2,
                             values));
        if (values[0] == key) {
            *ret = values[1];
            return NULL;
        }
    }
    return error_create(ERROR_NOT_FOUND, "the key is not there any more");
}

struct name_search {
    struct runtime *runtime;
    const char *name;
    bool undecided; /* code of the target would have to say whether a key is the name */
};

static struct error *equals_name(void *arg, uint64_t key, bool *ret)
{
    struct name_search *name = arg;
    CLEANUP_FREE char *text = NULL;

    if (error_ignore(string_read(name->runtime, key, NULL, NAME_MAX_CHARACTERS, &text))) {
        *ret = strcmp(text, name->name) == 0;
        return NULL;
    }

    struct error *error = name_key_equals(name->runtime, key, name->name, ret);

    name->undecided |= error != NULL;
    return error;
}

/* *ret 0: it is not there, if the hash is the target's own. */
static struct error *find_by_hash(uint64_t address, struct name_search *search, uint64_t *ret)
{
    struct runtime *runtime = search->runtime;
    const char *name = search->name;
    uint64_t hash;

    for (const char *at = name; *at != '\0'; at++)
        if ((unsigned char)*at >= 0x80)
            return error_create(ERROR_UNSUPPORTED, "the hash is not that of UTF-8");
    if (!hash_characters(runtime, name, strlen(name), 1, &hash))
        return error_create(ERROR_UNSUPPORTED, "hashes are not known");
    return dict_look_up(runtime, address, hash, equals_name, search, ret);
}

/* Whether each of the first keys of a dict is found by its hash: some of them have been moved on by
 * others, so that the way of the search is tried as well. */
static bool finds_its_keys(struct runtime *runtime, uint64_t dict)
{
    dict_item_array items = {0};
    bool ret = error_ignore(dict_items(runtime, dict, KEYS_TRIED, &items)) && items.count > 0;

    for (size_t i = 0; i < items.count && ret; i++) {
        CLEANUP_FREE char *name = NULL;
        uint64_t found;
        struct error *error =
            string_read(runtime, items.data[i].key, NULL, NAME_MAX_CHARACTERS, &name);
        struct name_search search = {runtime, name, false};

        ret = error == NULL && error_ignore(find_by_hash(dict, &search, &found)) &&
              found == items.data[i].value;
        error_destroy(error);
    }
    array_deinit(&items);
    return ret;
}

bool dict_hashes_hold(struct runtime *runtime)
{
    const struct layout *layout = &runtime->layout;
    uint64_t interpreter, modules;

    if (!runtime->hashes_tried) {
        runtime->hashes_tried = true;
        runtime->hashes_hold = error_ignore(target_read_u64(
                                   runtime->target, runtime->interpreters_head, &interpreter)) &&
                               error_ignore(view_read_field(runtime->target, interpreter,
                                                            layout->interp.modules, &modules)) &&
                               finds_its_keys(runtime, modules);
    }
    return runtime->hashes_hold;
}

struct error *dict_find(struct runtime *runtime, uint64_t address, const char *name, uint64_t *ret)
{
    struct name_search by_hash = {runtime, name, false};
    dict_item_array items = {0};
    struct error *error = find_by_hash(address, &by_hash, ret);

    if (error == NULL && *ret != 0)
        return NULL;
    if (error == NULL && dict_hashes_hold(runtime))
        return error_create(ERROR_NOT_FOUND, "no key '%s'", name);
    if (by_hash.undecided && dict_hashes_hold(runtime))
        return error;
    error_destroy(error);

    if (runtime->names_compared >= SEARCH_MAX)
        return error_create(ERROR_UNSUPPORTED, "there are too many names to compare them all");

    error = dict_items(runtime, address, SEARCH_MAX, &items);
    runtime->names_compared += items.count;
    if (error == NULL)
        error = search(runtime, &items, name, ret);
    array_deinit(&items);
    return error;
}

void dict_begin_answer(struct runtime *runtime)
{
    runtime->names_compared = 0;
}

struct error *dict_length(struct runtime *runtime, uint64_t address, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    bool table = layout_has(layout->dict.ma_table);
    struct layout_field fields[] = {layout->dict.ma_used,
                                    table ? layout->dict.ma_mask : layout->dict.ma_keys};
    struct entries entries = {0};
    uint64_t values[2], room = 0;

    /* An item that is just being added is counted before it stands in the keys: it does at a second
     * look. */
    for (int i = 0; i < 2; i++) {
        TRY(view_read_fields(runtime->target, address, fields, 2, values));
        if (!table)
            TRY(find_entries(runtime, values[1], &entries));
        room = table ? values[1] : entries.count;
        if (values[0] <= room)
            break;
    }
    see_room(runtime, values[0], room);
    if (values[0] > room)
        return corrupt(address, "has more items than its keys");
    *ret = values[0];
    return NULL;
}

struct error *dict_find_in_keys(struct runtime *runtime, uint64_t keys, uint64_t values,
                                const char *name, uint64_t *ret)
{
    dict_item_array items = {0};
    struct error *error = dict_items_in_keys(runtime, keys, values, SPLIT_MAX, &items);

    if (error == NULL)
        error = search(runtime, &items, name, ret);
    array_deinit(&items);
    return error;
}
