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

void member_show(struct attribute *ret, const char *type, char *text)
{
    ret->type = xstrdup(type);
    ret->shown = text;
}

void member_show_none(struct attribute *ret)
{
    member_show(ret, "NoneType", xstrdup("None"));
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
        member_show(ret, "int",
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
            member_show_none(ret);
        return NULL;
    case MEMBER_BOOL:
        TRY(target_read(runtime->target, address, &word, 1));
        member_show(ret, "bool", xstrdup(word != 0 ? "True" : "False"));
        return NULL;
    case MEMBER_DOUBLE: {
        double value;

        TRY(target_read(runtime->target, address, &value, sizeof value));
        member_show(ret, "float", number_float(value, NUMBER_POINT));
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
