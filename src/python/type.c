/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/type.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/static-type.h"
#include "python/string.h"
#include "python/type-kinds.h"
#include "python/type-origin.h"
#include "python/view.h"

#include <uthash.h>

#define NAME_MAX_CHARACTERS 1000
#define BASES_MAX 200

/* Py_TPFLAGS_* of Include/object.h */
#define FLAG_HEAP_TYPE ((uint64_t)1 << 9)
#define FLAG_TYPE_SUBCLASS ((uint64_t)1 << 31)

struct entry {
    struct type type;
    uint64_t address;
    UT_hash_handle hh;
};

struct types {
    struct runtime *runtime;
    struct entry *entries;
};

struct types *types_create(struct runtime *runtime)
{
    struct types *types = xcalloc(1, sizeof *types);

    types->runtime = runtime;
    dict_begin_answer(runtime);
    return types;
}

static void entry_destroy(struct entry *entry)
{
    free(entry->type.c_name);
    free(entry->type.name);
    free(entry);
}

void types_destroy(struct types *types)
{
    struct entry *entry, *next;

    if (types == NULL)
        return;
    HASH_ITER (hh, types->entries, entry, next) {
        HASH_DEL(types->entries, entry);
        entry_destroy(entry);
    }
    free(types);
}

const char *type_short_name(const struct type *type)
{
    const char *point = strrchr(type->c_name, '.');

    return point != NULL ? point + 1 : type->c_name;
}

/* A class's __module__, unless it is that of the built-in types. */
static bool find_module(struct runtime *runtime, const struct type *type, char **ret)
{
    uint64_t module;

    if (type->dict == 0 || !error_ignore(dict_find(runtime, type->dict, "__module__", &module)) ||
        !error_ignore(string_read(runtime, module, NULL, NAME_MAX_CHARACTERS, ret)))
        return false;
    if (strcmp(*ret, "builtins") != 0 && strcmp(*ret, "__builtin__") != 0)
        return true;
    free(take_pointer(*ret));
    return false;
}

static char *full_name(struct runtime *runtime, const struct type *type)
{
    struct layout_field field = runtime->layout.heap_type.ht_qualname;
    CLEANUP_FREE char *module = NULL;
    CLEANUP_FREE char *qualname = NULL;
    uint64_t object;

    if (!type->heap)
        return xstrdup(type->c_name);
    if (layout_has(field) &&
        error_ignore(view_read_field(runtime->target, type->address, field, &object)))
        error_ignore(string_read(runtime, object, NULL, NAME_MAX_CHARACTERS, &qualname));
    if (!find_module(runtime, type, &module))
        return xstrdup(qualname != NULL ? qualname : type->c_name);
    return xasprintf("%s.%s", module, qualname != NULL ? qualname : type->c_name);
}

static struct error *no_type(uint64_t address)
{
    return error_create(ERROR_CORRUPT, "what is at 0x%llx is no type", (unsigned long long)address);
}

/*
 * Whether Python made the type: type_new() leaves tp_name in the str that is the class's name
 * (Objects/typeobject.c), while PyType_FromSpec() takes it from the module or copies it. So a class
 * that calls itself collections.deque is not taken for it.
 */
static bool is_native(struct runtime *runtime, const struct type *type, uint64_t tp_name)
{
    const struct layout *layout = &runtime->layout;
    uint32_t before =
        layout->traits.strings_are_bytes ? layout->bytes.ob_sval.offset : layout->ascii.size;
    uint64_t name;

    if (!type->heap)
        return true;
    for (const char *c = type->c_name; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            return false;
    return error_ignore(
               view_read_field(runtime->target, type->address, layout->heap_type.ht_name, &name)) &&
           tp_name != name + before;
}

/*
 * A tuple of named fields, which tp_members describes (Objects/structseq.c): the first of them is
 * the tuple's first item. In 2.7 it is no tuple, and only its class tells.
 */
static bool is_struct_sequence(struct runtime *runtime, const struct type *type)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->member_def.name, layout->member_def.offset};
    uint64_t values[2], count;

    if (!type->native || type->members == 0 ||
        !error_ignore(view_read_fields(runtime->target, type->members, fields, 2, values)) ||
        values[0] == 0 || values[1] != layout->tuple.ob_item.offset)
        return false;
    return layout->traits.strings_are_bytes
               ? error_ignore(dict_find(runtime, type->dict, "n_sequence_fields", &count))
               : type->kind == KIND_TUPLE;
}

/* What the type is, by its name or else by its base. */
static void classify(struct runtime *runtime, struct type *type, uint64_t basicsize)
{
    const struct type *base = type->base;
    enum type_kind kind;
    bool known = type->native &&
                 type_kind_named(&runtime->layout, type->c_name, basicsize, &kind) &&
                 type_origin_is_known(runtime, type);

    if (base == NULL) { /* object itself */
        type->builtin = type->builtin_repr = true;
    } else if (known) {
        bool stays = base->kind == KIND_DICT || base->kind == KIND_EXCEPTION ||
                     base->kind == KIND_STR || base->kind == KIND_BYTES;

        /* What is a dict stays one for all readers, however it shows itself. */
        type->kind = stays ? base->kind : kind;
        type->builtin = type->kind == kind;
        type->builtin_repr = true;
        /* In some versions it has no repr() of its own. */
        type->shown_as =
            type->repr != base->repr || (base->base != NULL && !stays) ? kind : base->shown_as;
    } else {
        type->kind = base->kind;
        type->shown_as = base->shown_as;
        type->builtin_repr = base->builtin_repr && type->repr == base->repr;
        if (!type->builtin_repr && is_struct_sequence(runtime, type)) {
            type->shown_as = KIND_STRUCT_SEQUENCE;
            type->builtin_repr = true;
        }
    }
}

static struct error *get(struct types *types, uint64_t address, unsigned depth,
                         const struct type **ret);

/* object: what every type derives from, also one on which PyType_Ready() is yet to be called, which
 * 2.7 does of array.array when an attribute is first asked for. */
static struct error *get_root(struct types *types, uint64_t metatype, unsigned depth,
                              const struct type **ret)
{
    TRY(get(types, metatype, depth, ret));
    while ((*ret)->base != NULL)
        *ret = (*ret)->base;
    return NULL;
}

static struct error *load(struct types *types, uint64_t address, unsigned depth, struct type *ret)
{
    struct runtime *runtime = types->runtime;
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {
        layout->object.ob_type,    layout->type.tp_name,      layout->type.tp_flags,
        layout->type.tp_repr,      layout->type.tp_base,      layout->type.tp_dict,
        layout->type.tp_members,   layout->type.tp_mro,       layout->type.tp_getattro,
        layout->type.tp_bases,     layout->type.tp_descr_get, layout->type.tp_descr_set,
        layout->type.tp_basicsize, layout->type.tp_str};
    uint64_t values[14], metaflags;

    if (address == 0 || address % 8 != 0)
        return no_type(address);
    TRY(view_read_fields(runtime->target, address, fields, 14, values));
    TRY(view_read_field(runtime->target, values[0], layout->type.tp_flags, &metaflags));
    if ((metaflags & FLAG_TYPE_SUBCLASS) == 0)
        return no_type(address);
    ret->address = address;
    ret->flags = values[2];
    ret->heap = (values[2] & FLAG_HEAP_TYPE) != 0;
    ret->repr = values[3];
    ret->str = values[13];
    ret->dict = values[5];
    ret->members = values[6];
    ret->mro = values[7];
    ret->getattro = values[8];
    ret->bases = values[9];
    ret->binds = values[10] != 0;
    ret->binds_first = ret->binds && values[11] != 0;
    if (ret->dict == 0 && !ret->heap)
        ret->dict = static_type_dict(runtime, address);
    TRY(target_read_cstring(runtime->target, values[1], NAME_MAX_CHARACTERS, &ret->c_name));
    if (values[4] != 0)
        TRY(get(types, values[4], depth + 1, &ret->base));
    else if (strcmp(ret->c_name, "object") != 0)
        TRY(get_root(types, values[0], depth + 1, &ret->base));
    ret->native = is_native(runtime, ret, values[1]);
    classify(runtime, ret, values[12]);
    ret->name = full_name(runtime, ret);
    return NULL;
}

static struct error *get(struct types *types, uint64_t address, unsigned depth,
                         const struct type **ret)
{
    struct entry *entry;

    HASH_FIND(hh, types->entries, &address, sizeof address, entry);
    if (entry == NULL) {
        if (depth > BASES_MAX)
            return error_create(ERROR_CORRUPT, "the bases of a type at 0x%llx do not end",
                                (unsigned long long)address);
        entry = xcalloc(1, sizeof *entry);
        entry->address = address;

        struct error *error = load(types, address, depth, &entry->type);

        if (error != NULL) {
            entry_destroy(entry);
            return error;
        }
        HASH_ADD(hh, types->entries, address, sizeof entry->address, entry);
    }
    *ret = &entry->type;
    return NULL;
}

struct error *types_get(struct types *types, uint64_t address, const struct type **ret)
{
    return get(types, address, 0, ret);
}

struct error *types_of(struct types *types, uint64_t object, const struct type **ret)
{
    uint64_t address;

    TRY(object_type(types->runtime, object, &address));
    return get(types, address, 0, ret);
}

bool type_is(const struct type *type, const char *name)
{
    return !type->heap && strcmp(type->c_name, name) == 0;
}

struct error *types_mro(struct types *types, const struct type *type, uint64_t mro[TYPES_MRO_MAX],
                        size_t *ret)
{
    const struct layout *layout = &types->runtime->layout;
    struct target *target = types->runtime->target;
    uint64_t count;

    if (type->mro == 0) { /* it is not ready */
        *ret = 0;
        for (; type != NULL && *ret < TYPES_MRO_MAX; type = type->base)
            mro[(*ret)++] = type->address;
        return NULL;
    }
    TRY(view_read_field(target, type->mro, layout->var_object.ob_size, &count));
    if (count > TYPES_MRO_MAX)
        return error_create(ERROR_CORRUPT, "a type has more bases than any");
    TRY(target_read(target, type->mro + layout->tuple.ob_item.offset, mro, 8 * count));
    *ret = count;
    return NULL;
}

struct error *types_is_subtype(struct types *types, const struct type *type, uint64_t base,
                               bool *ret)
{
    uint64_t mro[TYPES_MRO_MAX];
    size_t count;

    *ret = false;
    TRY(types_mro(types, type, mro, &count));
    for (size_t i = 0; i < count; i++)
        *ret |= mro[i] == base;
    return NULL;
}
