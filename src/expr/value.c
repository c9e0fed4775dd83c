/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/text.h"
#include "expr/iterator.h"
#include "expr/library.h"
#include "python/attribute.h"

struct value value_of_object(uint64_t object)
{
    return (struct value){.kind = VALUE_OBJECT, .object = object};
}

struct value value_of_bool(bool truth)
{
    return (struct value){.kind = VALUE_BOOL, .truth = truth};
}

struct value value_of_u64(uint64_t number)
{
    return (struct value){.kind = VALUE_INT, .size = number != 0, .limb = number};
}

struct value value_of_i64(int64_t number)
{
    struct value ret = value_of_u64(number < 0 ? -(uint64_t)number : (uint64_t)number);

    if (number < 0)
        ret.size = -1;
    return ret;
}

struct value value_of_float(double number)
{
    return (struct value){.kind = VALUE_FLOAT, .number = {number, 0}};
}

struct value value_of_complex(double real, double imag)
{
    return (struct value){.kind = VALUE_COMPLEX, .number = {real, imag}};
}

struct value value_of_mpz(struct arena *arena, const mpz_t number)
{
    size_t count = mpz_size(number);
    struct value ret = {
        .kind = VALUE_INT,
        .size = mpz_sgn(number) < 0 ? -(int)count : (int)count,
        .limb = 0,
    };

    if (count == 1)
        ret.limb = mpz_limbs_read(number)[0];
    else if (count > 1)
        ret.limbs = arena_copy(arena, mpz_limbs_read(number), count * sizeof(mp_limb_t));
    return ret;
}

struct value value_of_text(struct arena *arena, const char *utf8, size_t size)
{
    uint32_t *characters = arena_take(arena, size * sizeof *characters);
    size_t count = 0;

    for (size_t i = 0; i < size;) {
        ucs4_t c;
        int length = u8_mbtoucr(&c, (const uint8_t *)utf8 + i, size - i);

        if (length <= 0) {
            c = 0xdc00 + (uint8_t)utf8[i];
            length = 1;
        }
        characters[count++] = c;
        i += (size_t)length;
    }
    return (struct value){.kind = VALUE_STR, .str = {characters, count}};
}

struct value value_of_bytes(struct arena *arena, const void *bytes, size_t size)
{
    return (struct value){.kind = VALUE_BYTES, .bytes = {arena_copy(arena, bytes, size), size}};
}

struct value value_of_items(enum value_kind kind, const struct value *data, size_t count)
{
    return (struct value){.kind = kind, .items = {data, count, NULL}};
}

mpz_srcptr value_mpz(const struct value *value, mpz_t buffer)
{
    static const mp_limb_t one = 1;

    if (value->kind == VALUE_BOOL)
        return mpz_roinit_n(buffer, &one, value->truth);
    return mpz_roinit_n(buffer, value->size >= -1 && value->size <= 1 ? &value->limb : value->limbs,
                        value->size);
}

bool value_to_i64(const struct value *value, int64_t *ret)
{
    mpz_t number;

    if (!value_is_integer(value))
        return false;
    if (!mpz_fits_slong_p(value_mpz(value, number)))
        return false;
    *ret = mpz_get_si(number);
    return true;
}

char *value_text(const struct value *str)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&buffer, &size);

    for (size_t i = 0; i < str->str.count; i++) {
        /* Our own strings end at a NUL. */
        if (str->str.characters[i] == 0)
            fputs("\\x00", out);
        else
            text_write_code_point(out, str->str.characters[i]);
    }
    fclose(out);
    return buffer;
}

void value_list_add(struct arena *arena, struct value_list *list, struct value value)
{
    if (list->count == list->capacity)
        list->data =
            arena_grow(arena, list->data, list->count, &list->capacity, sizeof *list->data);
    list->data[list->count++] = value;
}

bool value_order_differs(const struct value *value, bool old)
{
    return (value->kind == VALUE_SET || value->kind == VALUE_FROZENSET ||
            (old && value->kind == VALUE_DICT)) &&
           value->table->count > 1;
}

const char *value_type_name(const struct value *value, bool old)
{
    static const char *const names[][2] = {
        [VALUE_NONE] = {"NoneType", "NoneType"},
        [VALUE_ELLIPSIS] = {"ellipsis", "ellipsis"},
        [VALUE_NOT_IMPLEMENTED] = {"NotImplementedType", "NotImplementedType"},
        [VALUE_BOOL] = {"bool", "bool"},
        [VALUE_INT] = {"int", "int"},
        [VALUE_FLOAT] = {"float", "float"},
        [VALUE_COMPLEX] = {"complex", "complex"},
        [VALUE_STR] = {"str", "unicode"},
        [VALUE_BYTES] = {"bytes", "str"},
        [VALUE_LIST] = {"list", "list"},
        [VALUE_TUPLE] = {"tuple", "tuple"},
        [VALUE_SET] = {"set", "set"},
        [VALUE_FROZENSET] = {"frozenset", "frozenset"},
        [VALUE_DICT] = {"dict", "dict"},
        [VALUE_RANGE] = {"range", "xrange"},
        [VALUE_SLICE] = {"slice", "slice"},
        [VALUE_METHOD] = {"method", "instancemethod"},
        [VALUE_FUNCTION] = {"function", "function"},
    };

    switch (value->kind) {
    case VALUE_ITERATOR:
        return value->iterator->type;
    case VALUE_VIEW:
        return value->view.what == 'k'   ? value->view.ordered ? "odict_keys" : "dict_keys"
               : value->view.what == 'v' ? value->view.ordered ? "odict_values" : "dict_values"
               : value->view.ordered     ? "odict_items"
                                         : "dict_items";
    case VALUE_LIBRARY:
        return value->library->name;
    case VALUE_SHOWN:
        return value->shown.type;
    case VALUE_OBJECT:
        return "object";
    case VALUE_INT:
        return old && value->is_long ? "long" : "int";
    case VALUE_DICT:
        return !value->is_proxy ? "dict" : old ? "dictproxy" : "mappingproxy";
    case VALUE_BYTES:
        return value->is_array ? "bytearray" : names[value->kind][old];
    case VALUE_TUPLE:
        return value->items.record != NULL ? value->items.record->name : "tuple";
    default:
        return names[value->kind][old];
    }
}

/* ---- copies */

static bool copy_items(struct arena *arena, const struct value *from, size_t count, size_t *max,
                       struct value *to)
{
    for (size_t i = 0; i < count; i++)
        if (!value_copy(arena, &from[i], max, &to[i]))
            return false;
    return true;
}

static bool copy_table(struct arena *arena, const struct value_table *from, size_t *max,
                       struct value_table *to)
{
    *to = *from;
    to->capacity = from->count;
    to->slots = arena_copy(arena, from->slots, from->slot_count * sizeof *from->slots);
    to->entries = arena_copy(arena, from->entries, from->count * sizeof *from->entries);
    for (size_t i = 0; i < from->count; i++)
        if (!value_copy(arena, &from->entries[i].key, max, &to->entries[i].key) ||
            !value_copy(arena, &from->entries[i].value, max, &to->entries[i].value))
            return false;
    return true;
}

/* Of one that is settled: what is left of it. */
static bool copy_iterator(struct arena *arena, const struct value_iterator *from, size_t *max,
                          struct value *ret)
{
    size_t count = from->rest.count - from->at;
    struct value_iterator *to = arena_take(arena, sizeof *to);

    if (count > *max)
        return false;
    to->type = arena_copy_text(arena, from->type, strlen(from->type));
    to->complete = true;
    to->rest.data = arena_take(arena, count * sizeof *to->rest.data);
    to->rest.count = to->rest.capacity = count;
    ret->iterator = to;
    return copy_items(arena, from->rest.data + from->at, count, max, to->rest.data);
}

bool value_copy(struct arena *arena, const struct value *value, size_t *max, struct value *ret)
{
    struct library_value *library;
    struct value *items;

    *ret = *value;
    if (*max == 0)
        return false;
    --*max;
    switch (value->kind) {
    case VALUE_INT:
        if (value->size < -1 || value->size > 1)
            ret->limbs =
                arena_copy(arena, value->limbs, (size_t)abs(value->size) * sizeof *value->limbs);
        return true;
    case VALUE_STR:
        ret->str.characters = arena_copy(arena, value->str.characters,
                                         value->str.count * sizeof *value->str.characters);
        return true;
    case VALUE_BYTES:
        ret->bytes.data = arena_copy(arena, value->bytes.data, value->bytes.count);
        return true;
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_RANGE:
    case VALUE_SLICE:
        if (value->items.count > *max)
            return false;
        items = arena_take(arena, value->items.count * sizeof *items);
        ret->items.data = items;
        if (value->items.record != NULL)
            ret->items.record = arena_copy(arena, value->items.record, sizeof *ret->items.record);
        return copy_items(arena, value->items.data, value->items.count, max, items);
    case VALUE_ITERATOR:
        return copy_iterator(arena, value->iterator, max, ret);
    case VALUE_SET:
    case VALUE_FROZENSET:
    case VALUE_DICT:
        if (value->table->count > *max)
            return false;
        ret->table = arena_take(arena, sizeof *ret->table);
        return copy_table(arena, value->table, max, ret->table);
    case VALUE_VIEW:
        items = arena_take(arena, sizeof *items);
        ret->view.of = items;
        return value_copy(arena, value->view.of, max, items);
    case VALUE_METHOD:
        ret->method = arena_copy(arena, value->method, sizeof *value->method);
        return true;
    case VALUE_LIBRARY:
        library = arena_copy(arena, value->library, sizeof *library);
        library->name = arena_copy_text(arena, library->name, strlen(library->name));
        ret->library = library;
        return value_copy(arena, &value->library->part, max, &library->part);
    case VALUE_SHOWN:
        ret->shown.text = arena_copy_text(arena, value->shown.text, strlen(value->shown.text));
        ret->shown.type = arena_copy_text(arena, value->shown.type, strlen(value->shown.type));
        ret->shown.bound = NULL;
        return true;
    default:
        return true;
    }
}
