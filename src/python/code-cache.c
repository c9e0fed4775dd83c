/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/code-cache.h"

#include <stdlib.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#include <uthash.h>

#define NAME_MAX_CHARACTERS 65536
#define TABLE_MAX_BYTES ((size_t)64 << 20)
#define PEEK_BYTES 512
#define HEADER_MAX_BYTES 512
#define BATCH 64

/* One PyCodeObject and the fields that tell it from another at the same address. */
struct identity {
    uint64_t type, name, qualname, filename, linetable, bytecode, firstlineno, flags;
};

struct entry {
    uint64_t address; /* the key */
    struct code code;
    struct identity identity;
    unsigned epoch;
    UT_hash_handle hh;
};

struct code_cache {
    struct entry *entries;
    struct entry **retired; /* freed in the target, maybe still named by a snapshot */
    size_t retired_count;
    unsigned epoch;
};

struct code_cache *code_cache_create(void)
{
    return xcalloc(1, sizeof(struct code_cache));
}

static void entry_destroy(struct entry *entry)
{
    free(entry->code.name);
    free(entry->code.qualname);
    free(entry->code.filename);
    free(entry->code.linetable);
    free(entry);
}

void code_cache_destroy(struct code_cache *cache)
{
    struct entry *entry, *next;

    if (cache == NULL)
        return;
    HASH_ITER (hh, cache->entries, entry, next) {
        HASH_DEL(cache->entries, entry);
        entry_destroy(entry);
    }
    for (size_t i = 0; i < cache->retired_count; i++)
        entry_destroy(cache->retired[i]);
    free(cache->retired);
    free(cache);
}

void code_cache_new_epoch(struct code_cache *cache)
{
    cache->epoch++;
}

static void retire(struct code_cache *cache, struct entry *entry)
{
    HASH_DEL(cache->entries, entry);
    cache->retired = xrealloc(cache->retired, (cache->retired_count + 1) * sizeof entry);
    cache->retired[cache->retired_count++] = entry;
}

/* Up to the bytecode, which follows the struct from 3.11 on. */
static size_t header_size(const struct layout *layout)
{
    size_t size = layout_has(layout->code.co_code_adaptive) ? layout->code.co_code_adaptive.offset
                                                            : layout->code.size;

    return size < HEADER_MAX_BYTES ? size : HEADER_MAX_BYTES;
}

static struct identity identify(const struct layout *layout, struct view header)
{
    return (struct identity){
        .type = view_uint(header, layout->object.ob_type),
        .name = view_uint(header, layout->code.co_name),
        .qualname = view_uint(header, layout->code.co_qualname),
        .filename = view_uint(header, layout->code.co_filename),
        .linetable = view_uint(header, layout->code.co_linetable),
        .bytecode = layout_has(layout->code.co_code)
                        ? view_uint(header, layout->code.co_code)
                        : view_uint(header, layout->var_object.ob_size),
        .firstlineno = view_uint(header, layout->code.co_firstlineno),
        .flags = view_uint(header, layout->code.co_flags),
    };
}

static struct error *no_code(uint64_t address)
{
    return error_create(ERROR_CORRUPT, "what is at 0x%llx is not a code object",
                        (unsigned long long)address);
}

/* Names, file and tables with one read for all that is short. */
static struct error *load_parts(struct runtime *runtime, const struct identity *identity,
                                struct code *code)
{
    const struct layout *layout = &runtime->layout;
    uint8_t heads[5][PEEK_BYTES];
    void *buffers[] = {heads[0], heads[1], heads[2], heads[3], heads[4]};
    bool bytecode_is_object = layout_has(layout->code.co_code);
    uint64_t addresses[] = {identity->name, identity->qualname, identity->filename,
                            identity->linetable, bytecode_is_object ? identity->bytecode : 0};
    size_t got[5];
    struct string_start starts[5];

    TRY(view_peek_many(runtime->target, addresses, 5, buffers, PEEK_BYTES, got));
    for (int i = 0; i < 5; i++)
        starts[i] = (struct string_start){heads[i], got[i]};
    TRY(string_read(runtime, addresses[0], &starts[0], NAME_MAX_CHARACTERS, &code->name));
    if (addresses[1] != 0)
        TRY(string_read(runtime, addresses[1], &starts[1], NAME_MAX_CHARACTERS, &code->qualname));
    TRY(string_read(runtime, addresses[2], &starts[2], NAME_MAX_CHARACTERS, &code->filename));
    TRY(string_read_bytes(runtime, addresses[3], &starts[3], TABLE_MAX_BYTES, &code->linetable,
                          &code->linetable_size));
    if (bytecode_is_object) {
        uint64_t size = view_uint((struct view){heads[4], got[4]}, layout->var_object.ob_size);

        /* What was peeked at may end before it. */
        if (got[4] < view_end(layout->var_object.ob_size))
            TRY(view_read_field(runtime->target, addresses[4], layout->var_object.ob_size, &size));
        code->bytecode_size = (size_t)size;
    }
    return NULL;
}

static struct error *load(struct runtime *runtime, uint64_t address, struct view header,
                          struct entry **ret)
{
    const struct layout *layout = &runtime->layout;
    struct entry *entry = xcalloc(1, sizeof *entry);
    struct code *code = &entry->code;

    entry->address = code->address = address;
    entry->identity = identify(layout, header);
    code->firstlineno = (int)view_int(header, layout->code.co_firstlineno);
    code->flags = (uint32_t)view_uint(header, layout->code.co_flags);
    code->argcount = (int)view_int(header, layout->code.co_argcount);
    code->kwonlyargcount = (int)view_int(header, layout->code.co_kwonlyargcount);
    if (layout_has(layout->code.co_code_adaptive)) {
        code->bytecode = address + layout->code.co_code_adaptive.offset;
        code->bytecode_size = 2 * (size_t)view_uint(header, layout->var_object.ob_size);
        code->firsttraceable =
            (int)(2 * (view_int(header, layout->code.co_firsttraceable) & 0x3fffffff));
    }

    struct error *error = load_parts(runtime, &entry->identity, code);

    if (error != NULL) {
        entry_destroy(entry);
        return error;
    }
    *ret = entry;
    return NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/*
 * By what is in it: an allocator gives the next code object not only the address
 * of the last one, but its parts the addresses of the last one's parts as well.
 */
static bool same_code(const struct entry *a, const struct entry *b)
{
    return memcmp(&a->identity, &b->identity, sizeof a->identity) == 0 &&
           a->code.bytecode_size == b->code.bytecode_size &&
           a->code.linetable_size == b->code.linetable_size &&
           memcmp(a->code.linetable, b->code.linetable, a->code.linetable_size) == 0 &&
           same_text(a->code.name, b->code.name) && same_text(a->code.qualname, b->code.qualname) &&
           same_text(a->code.filename, b->code.filename);
}

static struct error *settle(struct runtime *runtime, uint64_t address, struct view header)
{
    struct code_cache *cache = runtime->codes;
    struct entry *entry, *known;

    if (runtime->code_type != 0 &&
        view_uint(header, runtime->layout.object.ob_type) != runtime->code_type)
        return no_code(address);
    TRY(load(runtime, address, header, &entry));
    HASH_FIND(hh, cache->entries, &address, sizeof address, known);
    if (known != NULL && same_code(known, entry)) {
        entry_destroy(entry);
        entry = known;
    } else {
        if (known != NULL)
            retire(cache, known);
        HASH_ADD(hh, cache->entries, address, sizeof entry->address, entry);
    }
    entry->epoch = cache->epoch;
    return NULL;
}

/* Looks at a batch with one read; if one of them is not there, at each by itself. */
static struct error *settle_batch(struct runtime *runtime, const uint64_t *addresses, size_t count)
{
    uint8_t headers[BATCH][HEADER_MAX_BYTES];
    struct target_range ranges[BATCH] = {0};
    size_t size = header_size(&runtime->layout);
    struct error *first = NULL;

    for (size_t i = 0; i < count; i++)
        ranges[i] = (struct target_range){addresses[i], headers[i], size};

    bool all = error_ignore(target_read_many(runtime->target, ranges, count));

    for (size_t i = 0; i < count; i++) {
        struct error *error = all ? NULL : target_read_many(runtime->target, &ranges[i], 1);

        if (error == NULL)
            error = settle(runtime, addresses[i], (struct view){headers[i], size});
        if (first == NULL)
            first = error;
        else
            error_destroy(error);
    }
    return first;
}

static struct entry *find_current(struct code_cache *cache, uint64_t address)
{
    struct entry *entry;

    HASH_FIND(hh, cache->entries, &address, sizeof address, entry);
    return entry != NULL && entry->epoch == cache->epoch ? entry : NULL;
}

static bool contains(const uint64_t *addresses, size_t count, uint64_t address)
{
    for (size_t i = 0; i < count; i++)
        if (addresses[i] == address)
            return true;
    return false;
}

struct error *code_cache_get(struct runtime *runtime, const uint64_t *addresses, size_t count,
                             const struct code **ret)
{
    uint64_t batch[BATCH];
    size_t used = 0;
    struct error *first = NULL;

    for (size_t i = 0; i < count; i++) {
        if (find_current(runtime->codes, addresses[i]) == NULL &&
            !contains(batch, used, addresses[i]))
            batch[used++] = addresses[i];
        if (used == BATCH || (i + 1 == count && used > 0)) {
            struct error *error = settle_batch(runtime, batch, used);

            if (first == NULL)
                first = error;
            else
                error_destroy(error);
            used = 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = find_current(runtime->codes, addresses[i]);

        ret[i] = entry != NULL ? &entry->code : NULL;
    }
    return first;
}
