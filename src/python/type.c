/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/type.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
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

/* By tp_name of a static type. */
static const struct {
    const char *name;
    enum type_kind kind;
} kinds[] = {
    {"BaseException", KIND_EXCEPTION},
    {"NoneType", KIND_NONE},
    {"NotImplementedType", KIND_NOT_IMPLEMENTED},
    {"async_generator", KIND_ASYNC_GENERATOR},
    {"bool", KIND_BOOL},
    {"builtin_function_or_method", KIND_BUILTIN},
    {"bytearray", KIND_BYTEARRAY},
    {"bytes", KIND_BYTES},
    {"cell", KIND_CELL},
    {"classobj", KIND_OLD_CLASS},
    {"code", KIND_CODE},
    {"complex", KIND_COMPLEX},
    {"coroutine", KIND_COROUTINE},
    {"dict", KIND_DICT},
    {"dictproxy", KIND_MAPPINGPROXY},
    {"ellipsis", KIND_ELLIPSIS},
    {"exceptions.BaseException", KIND_EXCEPTION},
    {"float", KIND_FLOAT},
    {"frozenset", KIND_FROZENSET},
    {"function", KIND_FUNCTION},
    {"generator", KIND_GENERATOR},
    {"instance", KIND_OLD_INSTANCE},
    {"instancemethod", KIND_METHOD},
    {"int", KIND_INT},
    {"list", KIND_LIST},
    {"long", KIND_INT},
    {"mappingproxy", KIND_MAPPINGPROXY},
    {"method", KIND_METHOD},
    {"module", KIND_MODULE},
    {"range", KIND_RANGE},
    {"set", KIND_SET},
    {"slice", KIND_SLICE},
    {"str", KIND_STR},
    {"tuple", KIND_TUPLE},
    {"type", KIND_TYPE},
    {"unicode", KIND_STR},
    {"weakref", KIND_WEAKREF},
    {"weakref.ReferenceType", KIND_WEAKREF},
    {"xrange", KIND_XRANGE},
};

const char *type_known_name(size_t index)
{
    return index < sizeof kinds / sizeof *kinds ? kinds[index].name : NULL;
}

struct types *types_create(struct runtime *runtime)
{
    struct types *types = xcalloc(1, sizeof *types);

    types->runtime = runtime;
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

static bool kind_named(const struct runtime *runtime, const char *name, enum type_kind *ret)
{
    bool old = layout_has(runtime->layout.int_.ob_ival);

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        *ret = kinds[i].kind;
        if (old && strcmp(name, "int") == 0)
            *ret = KIND_OLD_INT;
        if (old && strcmp(name, "str") == 0)
            *ret = KIND_BYTES;
        return true;
    }
    return false;
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

static struct error *get(struct types *types, uint64_t address, unsigned depth,
                         const struct type **ret);

static struct error *load(struct types *types, uint64_t address, unsigned depth, struct type *ret)
{
    struct runtime *runtime = types->runtime;
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {
        layout->object.ob_type, layout->type.tp_name, layout->type.tp_flags,   layout->type.tp_repr,
        layout->type.tp_base,   layout->type.tp_dict, layout->type.tp_members, layout->type.tp_mro};
    uint64_t values[8], metaflags;

    if (address == 0 || address % 8 != 0)
        return no_type(address);
    TRY(view_read_fields(runtime->target, address, fields, 8, values));
    TRY(view_read_field(runtime->target, values[0], layout->type.tp_flags, &metaflags));
    if ((metaflags & FLAG_TYPE_SUBCLASS) == 0)
        return no_type(address);
    ret->address = address;
    ret->flags = values[2];
    ret->heap = (values[2] & FLAG_HEAP_TYPE) != 0;
    ret->repr = values[3];
    ret->dict = values[5];
    ret->members = values[6];
    ret->mro = values[7];
    TRY(target_read_cstring(runtime->target, values[1], NAME_MAX_CHARACTERS, &ret->c_name));
    if (values[4] != 0)
        TRY(get(types, values[4], depth + 1, &ret->base));
    ret->builtin = !ret->heap && kind_named(runtime, ret->c_name, &ret->kind);
    if (ret->base == NULL)
        ret->builtin = true; /* object itself */
    else if (!ret->builtin)
        ret->kind = ret->base->kind;
    ret->builtin_repr = ret->builtin || (ret->base->builtin_repr && ret->repr == ret->base->repr);
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
