/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/member.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/number.h"
#include "python/runtime.h"
#include "python/view.h"

/* Py_T_* of Include/descrobject.h, T_* of structmember.h. */
enum member_type {
    MEMBER_DOUBLE = 4,
    MEMBER_OBJECT = 6, /* NULL is None */
    MEMBER_BOOL = 14,
    MEMBER_OBJECT_EX = 16, /* NULL is an AttributeError; what __slots__ makes */
};

/* The kinds of integers: bytes, and whether they have a sign. */
static const struct {
    uint8_t type, size;
    bool is_signed;
} integers[] = {
    {0, 2, true},   /* short */
    {1, 4, true},   /* int */
    {2, 8, true},   /* long */
    {8, 1, true},   /* signed char */
    {9, 1, false},  /* unsigned char */
    {10, 2, false}, /* unsigned short */
    {11, 4, false}, /* unsigned int */
    {12, 8, false}, /* unsigned long */
    {17, 8, true},  /* long long */
    {18, 8, false}, /* unsigned long long */
    {19, 8, true},  /* Py_ssize_t */
};

static void describe(struct attribute *ret, const char *type, char *text)
{
    ret->type = xstrdup(type);
    ret->shown = text;
}

static void describe_none(struct attribute *ret)
{
    describe(ret, "NoneType", xstrdup("None"));
}

static struct error *read_integer(struct runtime *runtime, uint64_t address, int type,
                                  struct attribute *ret)
{
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        struct layout_field field = {.size = integers[i].size};
        uint8_t bytes[8];
        struct view view = {bytes, sizeof bytes};

        if (integers[i].type != type)
            continue;
        TRY(target_read(runtime->target, address, bytes, integers[i].size));
        describe(ret, "int",
                 integers[i].is_signed
                     ? xasprintf("%lld", (long long)view_int(view, field))
                     : xasprintf("%llu", (unsigned long long)view_uint(view, field)));
        return NULL;
    }
    return error_create(ERROR_UNSUPPORTED, "a member of type %d is not read", type);
}

static struct error *no_attribute(const struct type *type, const char *name)
{
    return error_create(ERROR_NOT_FOUND, "AttributeError: '%s' object has no attribute '%s'",
                        type_short_name(type), name);
}

static struct error *read_member(struct runtime *runtime, uint64_t address, int kind,
                                 const struct type *type, const char *name, struct attribute *ret)
{
    uint64_t word = 0;

    switch (kind) {
    case MEMBER_OBJECT:
    case MEMBER_OBJECT_EX:
        TRY(target_read_u64(runtime->target, address, &word));
        if (word == 0 && kind == MEMBER_OBJECT_EX)
            return no_attribute(type, name);
        ret->object = word;
        if (word == 0)
            describe_none(ret);
        return NULL;
    case MEMBER_BOOL:
        TRY(target_read(runtime->target, address, &word, 1));
        describe(ret, "bool", xstrdup(word != 0 ? "True" : "False"));
        return NULL;
    case MEMBER_DOUBLE: {
        double value;

        TRY(target_read(runtime->target, address, &value, sizeof value));
        describe(ret, "float", number_float(value, NUMBER_POINT));
        return NULL;
    }
    default:
        return read_integer(runtime, address, kind, ret);
    }
}

struct error *member_read(struct runtime *runtime, struct types *types, uint64_t object,
                          const struct type *type, uint64_t descriptor, const char *name,
                          struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field descr[] = {layout->descr.d_type, layout->member_descr.d_member};
    struct layout_field member[] = {layout->member_def.type, layout->member_def.offset};
    uint64_t found[2], values[2];
    bool derives;

    if (!layout_has(layout->member_descr.d_member))
        return error_create(ERROR_UNSUPPORTED, "members are not known in this layout");
    TRY(view_read_fields(runtime->target, descriptor, descr, 2, found));
    /* Of another type's object the offset would lead anywhere. */
    TRY(types_is_subtype(types, type, found[0], &derives));
    if (!derives)
        return error_create(ERROR_UNSUPPORTED,
                            "TypeError: descriptor '%s' does not apply to a '%s' object", name,
                            type_short_name(type));
    TRY(view_read_fields(runtime->target, found[1], member, 2, values));
    if (values[1] > INT32_MAX)
        return error_create(ERROR_CORRUPT, "a member's offset cannot be %llu",
                            (unsigned long long)values[1]);
    return read_member(runtime, object + values[1], (int32_t)values[0], type, name, ret);
}

/* Getters that return an object which the struct holds; NULL is None. */
static struct layout_field known_getter(const struct layout *layout, enum type_kind kind,
                                        const char *name)
{
    const struct {
        enum type_kind kind;
        const char *name;
        struct layout_field field;
    } known[] = {
        {KIND_EXCEPTION, "args", layout->exception.args},
        {KIND_EXCEPTION, "__cause__", layout->exception.cause},
        {KIND_EXCEPTION, "__context__", layout->exception.context},
        {KIND_EXCEPTION, "__traceback__", layout->exception.traceback},
        {KIND_FUNCTION, "__code__", layout->function.func_code},
        {KIND_FUNCTION, "__defaults__", layout->function.func_defaults},
        {KIND_FUNCTION, "__doc__", layout->function.func_doc},
        {KIND_FUNCTION, "__kwdefaults__", layout->function.func_kwdefaults},
        {KIND_FUNCTION, "__module__", layout->function.func_module},
        {KIND_FUNCTION, "__name__", layout->function.func_name},
        {KIND_FUNCTION, "__qualname__", layout->function.func_qualname},
        {KIND_FUNCTION, "func_defaults", layout->function.func_defaults},
        {KIND_FUNCTION, "func_code", layout->function.func_code},
        {KIND_FUNCTION, "func_name", layout->function.func_name},
        {KIND_TYPE, "__bases__", layout->type.tp_bases},
        {KIND_TYPE, "__mro__", layout->type.tp_mro},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].kind == kind && strcmp(known[i].name, name) == 0)
            return known[i].field;
    return (struct layout_field){0};
}

/* type_name(), type_qualname(), type_module(), and of classes made in Python type_get_doc() of
 * Objects/typeobject.c. */
static bool read_name_of_class(struct runtime *runtime, const struct type *self, const char *name,
                               struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    bool is_module = strcmp(name, "__module__") == 0;
    bool is_doc = strcmp(name, "__doc__") == 0;
    struct layout_field field = strcmp(name, "__name__") == 0       ? layout->heap_type.ht_name
                                : strcmp(name, "__qualname__") == 0 ? layout->heap_type.ht_qualname
                                                                    : (struct layout_field){0};

    if (self->heap && (is_module || is_doc))
        return self->dict != 0 && error_ignore(dict_find(runtime, self->dict, name, &ret->object));
    if (self->heap)
        return layout_has(field) &&
               error_ignore(view_read_field(runtime->target, self->address, field, &ret->object)) &&
               ret->object != 0;
    if (is_module && strrchr(self->c_name, '.') == NULL)
        describe(ret, "str",
                 xstrdup(layout->traits.strings_are_bytes ? "'__builtin__'" : "'builtins'"));
    else if (is_module)
        describe(
            ret, "str",
            xasprintf("'%.*s'", (int)(strrchr(self->c_name, '.') - self->c_name), self->c_name));
    else if (layout_has(field) && !is_doc)
        describe(ret, "str", xasprintf("'%s'", type_short_name(self)));
    return ret->shown != NULL;
}

bool member_read_getset(struct runtime *runtime, struct types *types, uint64_t object,
                        const struct type *owner, const char *name, struct attribute *ret)
{
    struct layout_field field = known_getter(&runtime->layout, owner->kind, name);
    const struct type *self;

    if (!owner->builtin)
        return false;
    if (layout_has(field)) {
        if (!error_ignore(view_read_field(runtime->target, object, field, &ret->object)))
            return false;
        if (ret->object == 0)
            describe_none(ret);
        return true;
    }
    return owner->kind == KIND_TYPE && error_ignore(types_get(types, object, &self)) &&
           read_name_of_class(runtime, self, name, ret);
}
