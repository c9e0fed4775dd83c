/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/member.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/view.h"

/* Py_T_* of Include/descrobject.h, T_* of structmember.h. */
enum member_type {
    MEMBER_DOUBLE = 4,
    MEMBER_OBJECT = 6, /* NULL is None */
    MEMBER_CHAR = 7,
    MEMBER_BOOL = 14,
    MEMBER_OBJECT_EX = 16, /* NULL is an AttributeError; what __slots__ makes */
};

/* The kinds of integers: bytes, whether they have a sign, and whether they are a long in 2.7. */
static const struct {
    uint8_t type, size;
    bool is_signed, is_long;
} integers[] = {
    {0, 2, true, false},   /* short */
    {1, 4, true, false},   /* int */
    {2, 8, true, false},   /* long */
    {8, 1, true, false},   /* signed char */
    {9, 1, false, false},  /* unsigned char */
    {10, 2, false, false}, /* unsigned short */
    {11, 4, false, true},  /* unsigned int */
    {12, 8, false, true},  /* unsigned long */
    {17, 8, true, true},   /* long long */
    {18, 8, false, true},  /* unsigned long long */
    {19, 8, true, false},  /* Py_ssize_t */
};

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
        attribute_make_int(ret, integers[i].is_signed ? view_int(view, field)
                                                      : (int64_t)view_uint(view, field));
        ret->made.is_unsigned = !integers[i].is_signed;
        ret->made.is_long = integers[i].is_long;
        return NULL;
    }
    return error_create(ERROR_UNSUPPORTED, "a member of type %d is not read", type);
}

static struct error *no_attribute(const struct type *type, const char *name)
{
    return error_create(ERROR_NOT_FOUND, "AttributeError: '%s' object has no attribute '%s'",
                        type->c_name, name);
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
            attribute_make_none(ret);
        return NULL;
    case MEMBER_BOOL:
        TRY(target_read(runtime->target, address, &word, 1));
        attribute_make_bool(ret, word != 0);
        return NULL;
    case MEMBER_DOUBLE: {
        double value;

        TRY(target_read(runtime->target, address, &value, sizeof value));
        attribute_make_float(ret, value);
        return NULL;
    }
    case MEMBER_CHAR: {
        char text[2] = "";

        TRY(target_read(runtime->target, address, text, 1));
        if (text[0] <= 0)
            return error_create(ERROR_CORRUPT, "a member is no character");
        attribute_make_str(ret, xstrdup(text));
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
                            type->c_name);
    TRY(view_read_fields(runtime->target, found[1], member, 2, values));
    if (values[1] > INT32_MAX)
        return error_create(ERROR_CORRUPT, "a member's offset cannot be %llu",
                            (unsigned long long)values[1]);
    return read_member(runtime, object + values[1], (int32_t)values[0], type, name, ret);
}
