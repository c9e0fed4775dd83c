/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/parts.h"

#include <stdlib.h>

#include "base/memory.h"
#include "python/deque.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/sequence.h"
#include "python/set.h"
#include "python/string.h"
#include "python/view.h"
#include "target/target.h"

#define NAME_MAX_CHARACTERS 1000
#define MEMBERS_MAX 1000
#define MEMBER_OBJECT 16 /* Py_T_OBJECT_EX: what __slots__ makes (Include/descrobject.h) */

void parts_deinit(part_array *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        free(parts->data[i].name);
    array_deinit(parts);
}

bool parts_can_be(const struct type *type)
{
    switch (type->kind) {
    case KIND_BOOL:
    case KIND_BUILTIN:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
    case KIND_CODE:
    case KIND_COMPLEX:
    case KIND_ELLIPSIS:
    case KIND_FLOAT:
    case KIND_FUNCTION:
    case KIND_INT:
    case KIND_NONE:
    case KIND_NOT_IMPLEMENTED:
    case KIND_OLD_INT:
    case KIND_RANGE:
    case KIND_STR:
    case KIND_TYPE:
    case KIND_XRANGE:
        return !type->builtin && type->kind != KIND_TYPE;
    default:
        return true;
    }
}

/* Room for one more; else *more. */
static bool has_room(const part_array *parts, size_t max, bool *more)
{
    if (parts->count < max)
        return true;
    *more = true;
    return false;
}

/* How many of count elements are looked at: those that are not there (a list that is being filled)
 * take room as well, or who has a large number of them would be looked at for ever. */
static uint64_t bound(const part_array *parts, size_t max, uint64_t count, bool *more)
{
    size_t left = parts->count < max ? max - parts->count : 0;

    *more = *more || count > left;
    return count < left ? count : left;
}

/* Objects/listobject.c, tupleobject.c */
static struct error *add_sequence(struct runtime *runtime, const struct type *type, uint64_t object,
                                  size_t max, part_array *ret, bool *more)
{
    struct sequence items;
    uint64_t count;

    if (type->kind == KIND_LIST)
        TRY(sequence_of_list(runtime, object, &items));
    else
        TRY(sequence_of_tuple(runtime, object, &items));
    count = bound(ret, max, items.count, more);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t element;

        TRY(target_read_u64(runtime->target, items.address + 8 * i, &element));
        if (element != 0)
            array_push(ret, ((struct part){.kind = PART_ELEMENT, .index = i, .object = element}));
    }
    return NULL;
}

static struct error *add_deque(struct runtime *runtime, uint64_t object, size_t max,
                               part_array *ret, bool *more)
{
    struct deque_reader reader;
    uint64_t count;

    TRY(deque_open(runtime, object, &reader));
    count = bound(ret, max, reader.left, more);
    for (size_t i = 0; i < count; i++) {
        uint64_t element;

        TRY(deque_next(&reader, &element));
        if (element != 0)
            array_push(ret, ((struct part){.kind = PART_ELEMENT, .index = i, .object = element}));
    }
    return NULL;
}

static struct error *add_set(struct runtime *runtime, uint64_t object, size_t max, part_array *ret,
                             bool *more)
{
    set_items_array members = {0};
    struct error *error = set_items(runtime, object, max + 1, &members);

    for (size_t i = 0; i < members.count && has_room(ret, max, more); i++)
        array_push(ret,
                   ((struct part){.kind = PART_ELEMENT, .index = i, .object = members.data[i]}));
    array_deinit(&members);
    return error;
}

static struct error *add_dict(struct runtime *runtime, uint64_t object, size_t max, part_array *ret,
                              bool *more)
{
    dict_item_array items = {0};
    struct error *error = dict_items(runtime, object, max + 1, &items);

    for (size_t i = 0; i < items.count && has_room(ret, max, more); i++)
        array_push(ret, ((struct part){.kind = PART_ITEM,
                                       .key = items.data[i].key,
                                       .object = items.data[i].value}));
    array_deinit(&items);
    return error;
}

/* What the object's __dict__, or what stands for it, has. */
static struct error *add_attributes(struct runtime *runtime, uint64_t object, size_t max,
                                    part_array *ret, bool *more)
{
    dict_item_array items = {0};
    struct error *error = object_attributes(runtime, object, max + 1, &items);

    for (size_t i = 0; i < items.count && has_room(ret, max, more); i++) {
        char *name;

        if (error_ignore(string_read(runtime, items.data[i].key, NULL, NAME_MAX_CHARACTERS, &name)))
            array_push(ret,
                       ((struct part){
                           .kind = PART_ATTRIBUTE, .name = name, .object = items.data[i].value}));
    }
    array_deinit(&items);
    return error;
}

/* What __slots__ of one class has made of the object. */
static void add_slots(struct runtime *runtime, const struct type *class, uint64_t object,
                      size_t max, part_array *ret, bool *more)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->member_def.name, layout->member_def.type,
                                    layout->member_def.offset};

    if (!class->heap || class->members == 0 || layout->member_def.size == 0)
        return;
    for (uint64_t i = 0; i < MEMBERS_MAX; i++) {
        uint64_t values[3], value;
        char *name;

        if (!error_ignore(view_read_fields(runtime->target,
                                           class->members + i * layout->member_def.size, fields, 3,
                                           values)) ||
            values[0] == 0)
            return;
        if ((int32_t)values[1] != MEMBER_OBJECT || values[2] > INT32_MAX ||
            !error_ignore(target_read_u64(runtime->target, object + values[2], &value)) ||
            value == 0)
            continue;
        if (!has_room(ret, max, more))
            return;
        if (error_ignore(
                target_read_cstring(runtime->target, values[0], NAME_MAX_CHARACTERS, &name)))
            array_push(ret, ((struct part){.kind = PART_ATTRIBUTE, .name = name, .object = value}));
    }
}

static void add_all_slots(struct runtime *runtime, struct types *types, const struct type *type,
                          uint64_t object, size_t max, part_array *ret, bool *more)
{
    uint64_t mro[TYPES_MRO_MAX];
    size_t count = 0;

    if (!error_ignore(types_mro(types, type, mro, &count)))
        return;
    for (size_t i = 0; i < count; i++) {
        const struct type *class;

        if (error_ignore(types_get(types, mro[i], &class)))
            add_slots(runtime, class, object, max, ret, more);
    }
}

struct error *parts_read(struct runtime *runtime, struct types *types, uint64_t object, size_t max,
                         part_array *ret, bool *more)
{
    const struct type *type;
    struct error *error = NULL;

    *more = false;
    TRY(types_of(types, object, &type));
    switch (type->kind) {
    case KIND_LIST:
    case KIND_TUPLE:
        error = add_sequence(runtime, type, object, max, ret, more);
        break;
    case KIND_DEQUE:
        error = add_deque(runtime, object, max, ret, more);
        break;
    case KIND_SET:
    case KIND_FROZENSET:
        error = add_set(runtime, object, max, ret, more);
        break;
    case KIND_DICT:
    case KIND_FROZENDICT:
        error = add_dict(runtime, object, max, ret, more);
        break;
    default:
        break;
    }
    if (error != NULL)
        return error;
    if (type->kind == KIND_OLD_INSTANCE || object_has_attributes(runtime, object))
        TRY(add_attributes(runtime, object, max, ret, more));
    add_all_slots(runtime, types, type, object, max, ret, more);
    return NULL;
}
