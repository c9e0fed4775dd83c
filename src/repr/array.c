/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory and what is in it: Modules/arraymodule.c, mmapmodule.c, _struct.c. */
#include <string.h>

#include "base/memory.h"
#include "python/number.h"
#include "repr/array.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define ITEMS_PER_READ 256
#define ITEM_BYTES 8
#define FORMAT_MAX_BYTES 10000

static bool put_float(struct repr *r, char code, const void *bytes)
{
    double value;
    float single;
    uint16_t bits;

    if (code == 'f') {
        memcpy(&single, bytes, sizeof single);
        value = (double)single;
    } else if (code == 'e') {
        memcpy(&bits, bytes, sizeof bits);
        value = number_half(bits);
    } else {
        memcpy(&value, bytes, sizeof value);
    }

    CLEANUP_FREE char *text = number_float(value, NUMBER_POINT);

    repr_put(r, text);
    return true;
}

/* The sizes of items by typecode, in C's own types. */
static size_t item_size(char code)
{
    switch (code) {
    case 'b':
    case 'B':
    case 'c':
        return 1;
    case 'h':
    case 'H':
    case 'e':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'd':
        return 8;
    default:
        return 0;
    }
}

void array_put_number(struct repr *r, char code, const void *bytes, size_t size)
{
    struct view view = {bytes, size};
    struct layout_field field = {.size = (uint16_t)size};
    bool old = r->runtime->layout.traits.strings_are_bytes;
    mpz_t number;

    if (strchr("fde", code) != NULL) {
        put_float(r, code, bytes);
        return;
    }
    if (strchr("BHILQ", code) != NULL)
        mpz_init_set_ui(number, view_uint(view, field));
    else
        mpz_init_set_si(number, view_int(view, field));
    /* 2.7 makes a long of what an int may not hold. */
    repr_put_integer(r, number, old && (code == 'I' || code == 'L'));
    mpz_clear(number);
}

static struct error *write_numbers(struct repr *r, char code, uint64_t address, uint64_t count)
{
    size_t size = item_size(code);
    uint8_t items[ITEMS_PER_READ * ITEM_BYTES];

    repr_put(r, "[");
    for (uint64_t i = 0; i < count && repr_begin_item(r, i); i++) {
        size_t at = i % ITEMS_PER_READ;
        size_t batch = count - i < ITEMS_PER_READ ? (size_t)(count - i) : ITEMS_PER_READ;

        if (at == 0)
            TRY(target_read(r->runtime->target, address + i * size, items, batch * size));
        array_put_number(r, code, items + at * size, size);
    }
    repr_put(r, "]");
    return NULL;
}

struct error *array_read(struct runtime *runtime, uint64_t object, struct array_items *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->var_object.ob_size, layout->array.ob_item,
                                    layout->array.ob_descr};
    struct layout_field of_item[] = {layout->array_descr.typecode, layout->array_descr.itemsize};
    uint64_t values[3], item[2];

    TRY(view_read_fields(runtime->target, object, fields, 3, values));
    TRY(view_read_fields(runtime->target, values[2], of_item, 2, item));
    if ((int64_t)values[0] < 0 || values[0] > (uint64_t)1 << 47)
        return error_create(ERROR_CORRUPT, "an array cannot have that size");

    /* From 3.15 on typecodes are strings, of which those of more characters are not known. */
    char code = (char)(item[0] & 0xff);

    *ret = (struct array_items){code, code == 'u' || code == 'w', (unsigned)item[1], values[1],
                                values[0]};
    if (item[0] >> 8 != 0 || (!ret->text && (item_size(code) == 0 || item_size(code) != item[1])) ||
        (ret->text && item[1] != 2 && item[1] != 4))
        return error_create(ERROR_UNSUPPORTED, "this sort of array is not known");
    return NULL;
}

struct error *repr_array(struct repr *r, uint64_t object, const struct type *type)
{
    struct array_items items;

    TRY(array_read(r->runtime, object, &items));
    repr_printf(r, "%s('%c'",
                r->runtime->layout.traits.fixed_names ? "array" : type_short_name(type),
                items.code);
    if (items.count != 0) {
        repr_put(r, ", ");
        if (items.text)
            TRY(repr_put_str_at(r, items.address, items.count, items.size));
        else if (items.code == 'c')
            TRY(repr_put_bytes_at(r, items.address, items.count));
        else
            TRY(write_numbers(r, items.code, items.address, items.count));
    }
    repr_put(r, ")");
    return NULL;
}

/* mmap__repr__method() of Modules/mmapmodule.c; object's own before 3.8 */
struct error *repr_mmap(struct repr *r, uint64_t object, const struct type *type)
{
    static const char *const access[] = {"ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE",
                                         "ACCESS_COPY"};
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->mmap.data, layout->mmap.size_, layout->mmap.pos,
                                    layout->mmap.offset, layout->mmap.access};
    const char *name = type->heap && !type->native ? type->name : type->c_name;
    uint64_t values[5];

    TRY(view_read_fields(r->runtime->target, object, fields, 5, values));
    if (values[0] == 0) {
        repr_printf(r, "<%s closed=True>", name);
        return NULL;
    }
    if (values[4] >= sizeof access / sizeof *access)
        return error_create(ERROR_CORRUPT, "an access of %llu", (unsigned long long)values[4]);
    repr_printf(r, "<%s closed=False, access=%s, length=%lld, pos=%lld, offset=%lld>", name,
                access[values[4]], (long long)values[1], (long long)values[2],
                (long long)values[3]);
    return NULL;
}

/* s_repr() of Modules/_struct.c; object's own before 3.13 */
struct error *repr_struct(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE uint8_t *format = NULL;
    repr_characters characters = {0};
    const struct type *of;
    uint64_t bytes;
    size_t size;

    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.struct_.format, &bytes));
    TRY(types_of(r->types, bytes, &of));
    if (of->kind == KIND_STR) { /* 3.15+ */
        repr_printf(r, "%s(", type_short_name(type));
        repr_write(r, bytes);
        repr_put(r, ")");
        return NULL;
    }
    if (of->kind != KIND_BYTES)
        return error_create(ERROR_CORRUPT, "a format that is no text");
    TRY(string_read_bytes(r->runtime, bytes, NULL, FORMAT_MAX_BYTES, &format, &size));
    for (size_t i = 0; i < size; i++)
        array_push(&characters, format[i]);
    repr_printf(r, "%s(", type_short_name(type));
    repr_put_characters(r, characters.data, characters.count);
    repr_put(r, ")");
    array_deinit(&characters);
    return NULL;
}
