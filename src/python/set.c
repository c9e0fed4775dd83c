/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/set.h"

#include "base/memory.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

#define SLOTS_PER_READ ((uint64_t)64)
/* Slots that are looked at for members. */
#define SLOTS_MAX ((uint64_t)1 << 26)
#define PROBES_MAX 10000
/* LINEAR_PROBES of Objects/setobject.c: slots that are tried after the first. */
#define LINEAR_PROBES 9

struct table {
    uint64_t used, mask, address;
};

static struct error *find_table(struct runtime *runtime, uint64_t address, struct table *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->set.used, layout->set.mask, layout->set.table};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, address, fields, 3, values));
    if ((int64_t)values[0] < 0)
        return error_create(ERROR_CORRUPT, "a container cannot have a negative size");
    if (values[1] >= (uint64_t)1 << 40 || (values[1] & (values[1] + 1)) != 0)
        return error_create(ERROR_CORRUPT, "a set cannot have that many slots");
    runtime->changing |= values[0] > values[1];
    if (values[0] > values[1])
        return error_create(ERROR_CORRUPT, "a set cannot have more members than slots");
    *ret = (struct table){values[0], values[1], values[2]};
    return NULL;
}

/*
 * Where a member was taken out a mark stands, which 3.x gives the hash -1. In 2.7 it is a str of
 * its own, and has never been hashed itself.
 */
static bool is_mark(struct runtime *runtime, uint64_t key, uint64_t hash)
{
    const struct layout *layout = &runtime->layout;
    uint64_t type, own_hash;

    if (!layout->traits.strings_are_bytes)
        return hash == UINT64_MAX;
    return error_ignore(object_type(runtime, key, &type)) && type == runtime->unicode_type &&
           error_ignore(view_read_field(runtime->target, key, layout->bytes.ob_shash, &own_hash)) &&
           own_hash == UINT64_MAX;
}

struct error *set_length(struct runtime *runtime, uint64_t address, uint64_t *ret)
{
    struct table table;

    TRY(find_table(runtime, address, &table));
    *ret = table.used;
    return NULL;
}

struct error *set_items(struct runtime *runtime, uint64_t address, size_t max, set_items_array *ret)
{
    const struct layout *layout = &runtime->layout;
    size_t size = layout->set_entry.size;
    CLEANUP_FREE uint8_t *bytes = xmalloc(SLOTS_PER_READ * size);
    struct table table;
    uint64_t found = 0;

    TRY(find_table(runtime, address, &table));
    for (uint64_t slot = 0; slot <= table.mask && found < table.used && found < max; slot++) {
        uint64_t at = slot % SLOTS_PER_READ;
        uint64_t left = table.mask + 1 - slot;

        if (slot >= SLOTS_MAX)
            return error_create(ERROR_CORRUPT, "a set has more empty slots than any");
        if (at == 0)
            TRY(target_read(runtime->target, table.address + slot * size, bytes,
                            (left < SLOTS_PER_READ ? left : SLOTS_PER_READ) * size));

        struct view entry = {bytes + at * size, size};
        uint64_t key = view_uint(entry, layout->set_entry.key);

        if (key == 0 || is_mark(runtime, key, view_uint(entry, layout->set_entry.hash)))
            continue;
        array_push(ret, key);
        found++;
    }
    /* set_table_resize() fills a new table that the set already has. */
    runtime->changing |= found < table.used && found < max;
    return NULL;
}

struct error *set_hash_of(struct runtime *runtime, uint64_t address, uint64_t member, size_t first,
                          uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->set_entry.key, layout->set_entry.hash};
    struct table table;
    uint64_t values[2];

    TRY(find_table(runtime, address, &table));
    for (uint64_t slot = first; slot <= table.mask && slot < SLOTS_MAX; slot++) {
        TRY(view_read_fields(runtime->target, table.address + slot * layout->set_entry.size, fields,
                             2, values));
        if (values[0] == member) {
            *ret = values[1];
            return NULL;
        }
    }
    return error_create(ERROR_NOT_FOUND, "the member is not there any more");
}

struct error *set_look_up(struct runtime *runtime, uint64_t address, uint64_t hash,
                          struct error *(*equals)(void *arg, uint64_t member, bool *ret), void *arg,
                          bool *ret)
{
    const struct layout *layout = &runtime->layout;
    bool old = layout->traits.strings_are_bytes;
    struct layout_field fields[] = {layout->set_entry.key, layout->set_entry.hash};
    struct table table;
    uint64_t perturb = hash, slot = hash;

    TRY(find_table(runtime, address, &table));
    *ret = false;
    for (int probe = 0; probe < PROBES_MAX; probe++) {
        slot &= old ? UINT64_MAX : table.mask;

        uint64_t first = slot & table.mask;
        uint64_t more = !old && first + LINEAR_PROBES <= table.mask ? LINEAR_PROBES : 0;

        for (uint64_t i = 0; i <= more; i++) {
            uint64_t values[2];

            TRY(view_read_fields(runtime->target,
                                 table.address + (first + i) * layout->set_entry.size, fields, 2,
                                 values));
            if (values[0] == 0)
                return NULL;
            if (values[1] == hash && !is_mark(runtime, values[0], values[1]))
                TRY(equals(arg, values[0], ret));
            if (*ret)
                return NULL;
        }
        if (old) {
            /* set_lookkey() of 2.7 goes on as dicts do. */
            slot = slot * 5 + perturb + 1;
            perturb >>= 5;
        } else {
            perturb >>= 5;
            slot = slot * 5 + 1 + perturb;
        }
    }
    return error_create(ERROR_UNSUPPORTED, "the search in a set does not end");
}
