/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of an array.array and of a memoryview as values: the getitem functions of
 * Modules/arraymodule.c. */
#include <string.h>

#include "expr/internal.h"
#include "python/number.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/array.h"

#define ITEMS_PER_READ 64
#define ITEM_BYTES 8

static struct value float_of(char code, const uint8_t *bytes)
{
    double number;
    float single;
    uint16_t bits;

    switch (code) {
    case 'e':
        memcpy(&bits, bytes, sizeof bits);
        return value_of_float(number_half(bits));
    case 'f':
        memcpy(&single, bytes, sizeof single);
        return value_of_float((double)single);
    default:
        memcpy(&number, bytes, sizeof number);
        return value_of_float(number);
    }
}

struct value expr_item_of_code(struct expr *e, char code, size_t size, const void *bytes)
{
    struct view view = {bytes, size};
    struct layout_field field = {.size = (uint16_t)size};
    struct value value;

    if (code == '?')
        return value_of_bool(*(const uint8_t *)bytes != 0);
    if (code == 'c')
        return value_of_bytes(e->arena, bytes, 1);
    if (strchr("def", code) != NULL)
        return float_of(code, bytes);
    if (strchr("BHILNPQ", code) == NULL)
        return value_of_i64(view_int(view, field));
    value = value_of_u64(view_uint(view, field));
    /* 2.7 makes a long of what an int may not hold. */
    value.is_long = e->old && (code == 'I' || code == 'L');
    return value;
}

static struct value item_of(struct expr *e, const struct array_items *items, const uint8_t *bytes)
{
    struct view view = {bytes, items->size};
    struct layout_field field = {.size = (uint16_t)items->size};
    uint32_t *character;

    if (!items->text)
        return expr_item_of_code(e, items->code, items->size, bytes);
    character = arena_take(e->arena, sizeof *character);
    *character = (uint32_t)view_uint(view, field);
    return (struct value){.kind = VALUE_STR, .str = {character, 1}};
}

struct error *expr_array_item(struct expr *e, uint64_t array, uint64_t index, struct value *ret)
{
    struct array_items items;
    uint8_t bytes[ITEM_BYTES];

    TRY(array_read(e->runtime, array, &items));
    TRY(target_read(e->runtime->target, items.address + index * items.size, bytes, items.size));
    *ret = item_of(e, &items, bytes);
    return NULL;
}

struct error *expr_each_of_array(struct expr *e, uint64_t array, EXPR_VISITOR((*visit)), void *arg)
{
    uint8_t bytes[ITEMS_PER_READ * ITEM_BYTES];
    struct array_items items;
    bool stop = false;

    TRY(array_read(e->runtime, array, &items));
    for (uint64_t i = 0; i < items.count && !stop; i++) {
        uint64_t at = i % ITEMS_PER_READ;
        uint64_t batch = items.count - i < ITEMS_PER_READ ? items.count - i : ITEMS_PER_READ;
        struct value item;

        TRY(expr_step(e));
        if (at == 0)
            TRY(target_read(e->runtime->target, items.address + i * items.size, bytes,
                            batch * items.size));
        item = item_of(e, &items, bytes + at * items.size);
        TRY(visit(arg, &item, &stop));
    }
    return NULL;
}
