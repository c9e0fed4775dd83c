/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ctypes: Simple_repr() of Modules/_ctypes/_ctypes.c; what else there is has no repr() of its own,
 * and is written with what is in it: <app.Point at 0x... {x=1, y=2}>.
 */
#include "repr/ctypes.h"

#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/array.h"
#include "repr/library.h"

#define FIELDS_MAX 1000
#define TEXT_MAX 4096
/* Structures within structures. */
#define NESTING_MAX 20

struct error *ctypes_place(struct runtime *runtime, uint64_t object, uint64_t *address,
                           uint64_t *size)
{
    struct layout_field fields[] = {runtime->layout.cdata.b_ptr, runtime->layout.cdata.b_size};
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, object, fields, 2, values));
    if (values[1] > (uint64_t)1 << 47)
        return error_create(ERROR_CORRUPT, "ctypes has nothing of that size");
    *address = values[0];
    *size = values[1];
    return NULL;
}

/* The class of _ctypes from which it derives. */
static const struct type *base_of(const struct type *class)
{
    while (class->base != NULL && !(class->native && strncmp(class->c_name, "_ctypes.", 8) == 0))
        class = class->base;
    return class;
}

/* On a machine of ours, where __ctype_le__ of what is not swapped is itself. */
static bool is_swapped(struct repr *r, const struct type *class)
{
    uint64_t other;

    return error_ignore(library_get_of_class(r, class, "__ctype_le__", &other)) &&
           other != class->address;
}

static struct error *describe_simple(struct repr *r, const struct type *class, uint64_t type,
                                     struct ctypes_class *ret)
{
    CLEANUP_FREE char *code = NULL;

    TRY(library_text(r, type, &code));
    if (strlen(code) != 1)
        return library_unlike("ctypes");
    ret->code = code[0];
    ret->swapped = is_swapped(r, class);
    ret->direct = class->base != NULL && class->base->native;
    return NULL;
}

struct error *ctypes_describe(struct repr *r, const struct type *class, struct ctypes_class *ret)
{
    const char *base = base_of(class)->c_name;
    uint64_t type, length;
    int64_t count;

    *ret = (struct ctypes_class){.sort = CTYPES_STRUCTURE};
    if (strcmp(base, "_ctypes.Structure") == 0 || strcmp(base, "_ctypes.Union") == 0)
        return NULL;
    TRY(library_get_of_class(r, class, "_type_", &type));
    if (strcmp(base, "_ctypes._SimpleCData") == 0) {
        ret->sort = CTYPES_SIMPLE;
        return describe_simple(r, class, type, ret);
    }
    ret->element = type;
    ret->sort = CTYPES_POINTER;
    if (strcmp(base, "_ctypes._Pointer") == 0)
        return NULL;
    if (strcmp(base, "_ctypes.Array") != 0)
        return error_create(ERROR_UNSUPPORTED, "a %s is not known", base);
    ret->sort = CTYPES_ARRAY;
    TRY(library_get_of_class(r, class, "_length_", &length));
    TRY(library_int(r, length, &count));
    if (count < 0 || count > (int64_t)1 << 47)
        return library_unlike("ctypes");
    ret->length = (uint64_t)count;
    return NULL;
}

uint64_t ctypes_size(const struct ctypes_class *class)
{
    if (class->sort == CTYPES_POINTER)
        return 8;
    if (class->sort != CTYPES_SIMPLE)
        return 0;
    switch (class->code) {
    case 'b':
    case 'B':
    case 'c':
    case '?':
        return 1;
    case 'h':
    case 'H':
        return 2;
    case 'i':
    case 'I':
    case 'f':
    case 'u':
        return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'd':
    case 'P':
    case 'z':
    case 'Z':
    case 'O':
        return 8;
    default:
        return 0;
    }
}

struct error *ctypes_read_field(struct runtime *runtime, uint64_t descriptor,
                                struct ctypes_field *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->cfield.proto, layout->cfield.offset_,
                                    layout->cfield.size_};
    struct layout_field bits[] = {layout->cfield.bits, layout->cfield.bit_offset};
    uint64_t values[3], of_bits[2] = {0, 0};

    TRY(view_read_fields(runtime->target, descriptor, fields, 3, values));
    if (layout_has(layout->cfield.bits)) {
        TRY(view_read_fields(runtime->target, descriptor, bits, 2, of_bits));
    } else if (values[2] >> 16 != 0 && values[2] < (uint64_t)1 << 24) {
        /* (bits << 16 | first bit); what is so large without bits is told by its class. */
        of_bits[0] = values[2] >> 16;
        of_bits[1] = values[2] & 0xffff;
    }
    *ret = (struct ctypes_field){values[0], values[1], values[2], (unsigned)of_bits[0],
                                 (unsigned)of_bits[1]};
    if (values[1] > (uint64_t)1 << 47 || values[2] > (uint64_t)1 << 47 || of_bits[0] > 64 ||
        of_bits[1] > 63 || of_bits[0] + of_bits[1] > 64)
        return error_create(ERROR_CORRUPT, "there is no such field of ctypes");
    return NULL;
}

struct error *ctypes_read_bits(struct runtime *runtime, const struct ctypes_class *class,
                               uint64_t address, const struct ctypes_field *field, uint64_t *ret)
{
    uint64_t size = ctypes_size(class);
    uint8_t bytes[8] = {0};
    unsigned width = (unsigned)size * 8;

    if (size == 0)
        return error_create(ERROR_UNSUPPORTED, "a ctypes value of code %d is not known",
                            class->code);
    TRY(target_read(runtime->target, address, bytes, (size_t)size));
    *ret = 0;
    for (unsigned i = 0; i < size; i++)
        *ret |= (uint64_t)bytes[class->swapped ? size - 1 - i : i] << 8 * i;
    if (field != NULL && field->bits > 0) {
        if (field->bits + field->first_bit > width)
            return error_create(ERROR_CORRUPT, "there is no such field of ctypes");
        *ret >>= field->first_bit;
        width = field->bits;
        *ret &= width < 64 ? ((uint64_t)1 << width) - 1 : UINT64_MAX;
    }
    if (strchr("bhilq", class->code) != NULL && width < 64 && (*ret >> (width - 1) & 1) != 0)
        *ret |= UINT64_MAX << width;
    return NULL;
}

/* ---- text */

/* The characters before a NUL, of char or wchar_t. */
static struct error *put_text(struct repr *r, uint64_t address, bool wide)
{
    CLEANUP_FREE char *text = NULL;
    repr_characters characters = {0};
    struct error *error = NULL;
    uint32_t character = 1;

    if (address == 0) {
        repr_put(r, "None");
        return NULL;
    }
    if (!wide) {
        TRY(target_read_cstring(r->runtime->target, address, TEXT_MAX, &text));
        repr_put_bytes_of(r, (const uint8_t *)text, strlen(text));
        return NULL;
    }
    for (size_t i = 0; i < TEXT_MAX && error == NULL && character != 0; i++) {
        error = target_read(r->runtime->target, address + 4 * i, &character, sizeof character);
        if (error == NULL && character != 0)
            array_push(&characters, character);
    }
    if (error == NULL)
        repr_put_characters(r, characters.data, characters.count);
    array_deinit(&characters);
    return error;
}

/* What the getter of its code makes of it (Modules/_ctypes/cfield.c). */
static struct error *put_simple(struct repr *r, const struct ctypes_class *class, uint64_t address,
                                const struct ctypes_field *field)
{
    bool old = r->runtime->layout.traits.strings_are_bytes;
    uint8_t byte;
    uint32_t character;
    uint64_t bits;

    TRY(ctypes_read_bits(r->runtime, class, address, field, &bits));
    switch (class->code) {
    case 'c':
        byte = (uint8_t)bits;
        repr_put_bytes_of(r, &byte, 1);
        return NULL;
    case 'u':
        character = (uint32_t)bits;
        repr_put(r, old ? "u" : "");
        repr_put_characters(r, &character, 1);
        return NULL;
    case '?':
        repr_put(r, bits != 0 ? "True" : "False");
        return NULL;
    case 'z':
    case 'Z':
        repr_put(r, old && class->code == 'Z' && bits != 0 ? "u" : "");
        return put_text(r, bits, class->code == 'Z');
    case 'P':
        if (bits == 0)
            repr_put(r, "None");
        else
            repr_printf(r, "%llu", (unsigned long long)bits);
        repr_put(r, old && bits > INT64_MAX ? "L" : "");
        return NULL;
    case 'O':
        if (bits == 0)
            repr_put(r, "<NULL>");
        else
            repr_write(r, bits);
        return NULL;
    default:
        if (strchr("BHILQ", class->code) != NULL)
            repr_printf(r, "%llu%s", (unsigned long long)bits,
                        old && strchr("ILQ", class->code) != NULL ? "L" : "");
        else if (strchr("bhilq", class->code) != NULL)
            repr_printf(r, "%lld%s", (long long)bits, old && class->code == 'q' ? "L" : "");
        else
            array_put_number(r, class->code, &bits, (size_t)ctypes_size(class));
        return NULL;
    }
}

static struct error *put_at(struct repr *r, uint64_t class, uint64_t address, uint64_t size,
                            const struct ctypes_field *field);

/* The fields that one class adds to what it derives from. */
static struct error *put_own_fields(struct repr *r, const struct type *class, uint64_t address,
                                    size_t *count)
{
    library_objects entries = {0};
    struct error *error;
    uint64_t list;

    if (class->dict == 0 || !error_ignore(dict_find(r->runtime, class->dict, "_fields_", &list)))
        return NULL;
    error = library_sequence(r, list, FIELDS_MAX, &entries);
    for (size_t i = 0; i < entries.count && error == NULL; i++) {
        library_objects entry = {0};
        CLEANUP_FREE char *name = NULL;
        struct ctypes_field field;
        uint64_t descriptor;

        if (!repr_begin_item(r, (*count)++))
            break;
        r->objects++;
        error = library_sequence(r, entries.data[i], 2, &entry);
        if (error == NULL && entry.count != 2)
            error = library_unlike("ctypes");
        if (error == NULL)
            error = library_text(r, entry.data[0], &name);
        if (error == NULL)
            error = dict_find(r->runtime, class->dict, name, &descriptor);
        if (error == NULL)
            error = ctypes_read_field(r->runtime, descriptor, &field);
        if (error == NULL) {
            repr_printf(r, "%s=", name);
            error = put_at(r, field.class, address + field.offset, field.size, &field);
        }
        array_deinit(&entry);
    }
    array_deinit(&entries);
    return error;
}

static struct error *put_fields(struct repr *r, const struct type *class, uint64_t address)
{
    const struct type *classes[NESTING_MAX];
    size_t levels = 0, count = 0;

    for (; class != NULL && !class->native && levels < NESTING_MAX; class = class->base)
        classes[levels++] = class;
    repr_put(r, "{");
    while (levels-- > 0)
        TRY(put_own_fields(r, classes[levels], address, &count));
    repr_put(r, "}");
    return NULL;
}

static struct error *put_elements(struct repr *r, const struct ctypes_class *class,
                                  uint64_t address, uint64_t size)
{
    uint64_t step = class->length > 0 ? size / class->length : 0;

    repr_put(r, "[");
    for (uint64_t i = 0; i < class->length && repr_begin_item(r, (size_t)i); i++) {
        r->objects++;
        TRY(put_at(r, class->element, address + i * step, step, NULL));
    }
    repr_put(r, "]");
    return NULL;
}

/* An array of characters is a text, up to a NUL. */
static bool put_characters(struct repr *r, const struct ctypes_class *is, uint64_t address)
{
    uint64_t count = is->length < TEXT_MAX ? is->length : TEXT_MAX, end = 0;
    uint32_t characters[TEXT_MAX];
    struct ctypes_class of;
    const struct type *type;

    if (!error_ignore(types_get(r->types, is->element, &type)) ||
        !error_ignore(ctypes_describe(r, type, &of)) || of.sort != CTYPES_SIMPLE || !of.direct ||
        strchr("cu", of.code) == NULL)
        return false;

    size_t width = of.code == 'u' ? 4 : 1;
    const uint8_t *bytes = (const uint8_t *)characters;

    if (count > 0 &&
        !error_ignore(target_read(r->runtime->target, address, characters, (size_t)count * width)))
        return false;
    while (end < count && (width == 4 ? characters[end] : bytes[end]) != 0)
        end++;
    if (width == 4) {
        repr_put(r, r->runtime->layout.traits.strings_are_bytes ? "u" : "");
        repr_put_characters(r, characters, (size_t)end);
    } else {
        repr_put_bytes_of(r, bytes, (size_t)end);
    }
    if (end < is->length && end == TEXT_MAX)
        repr_put_cut(r, REPR_CUT_STRING);
    return true;
}

static struct error *put_contents(struct repr *r, const struct type *class,
                                  const struct ctypes_class *is, uint64_t address, uint64_t size,
                                  const struct ctypes_field *field)
{
    uint64_t to;

    switch (is->sort) {
    case CTYPES_SIMPLE:
        return put_simple(r, is, address, field);
    case CTYPES_POINTER:
        TRY(target_read_u64(r->runtime->target, address, &to));
        repr_printf(r, to != 0 ? "to 0x%llx" : "NULL", (unsigned long long)to);
        return NULL;
    case CTYPES_ARRAY:
        return put_characters(r, is, address) ? NULL : put_elements(r, is, address, size);
    default:
        return put_fields(r, class, address);
    }
}

/* What a class says there is at an address: a bare value, or with the name of the class. */
static struct error *put_at(struct repr *r, uint64_t class, uint64_t address, uint64_t size,
                            const struct ctypes_field *field)
{
    struct ctypes_class is;
    const struct type *type;
    struct error *error;

    TRY(types_get(r->types, class, &type));
    TRY(ctypes_describe(r, type, &is));
    if (r->nesting >= NESTING_MAX || repr_is_full(r)) {
        repr_put_cut(r, REPR_CUT_DEPTH);
        return NULL;
    }
    r->nesting++;
    if (is.sort == CTYPES_POINTER)
        repr_printf(r, "<%s ", type_short_name(type));
    error = put_contents(r, type, &is, address, size, field);
    repr_put(r, is.sort == CTYPES_POINTER ? ">" : "");
    r->nesting--;
    return error;
}

/* object: 0 of one that is made here. */
static struct error *put_instance(struct repr *r, const struct type *type, uint64_t object,
                                  uint64_t address, uint64_t size)
{
    struct ctypes_class is;

    TRY(ctypes_describe(r, type, &is));
    if (is.sort == CTYPES_SIMPLE && is.direct) {
        repr_printf(r, "%s(", type_short_name(type));
        TRY(put_simple(r, &is, address, NULL));
        repr_put(r, ")");
        return NULL;
    }
    repr_printf(r, "<%s ", type->name);
    if (object != 0)
        repr_printf(r, "at 0x%llx ", (unsigned long long)object);
    TRY(put_contents(r, type, &is, address, size, NULL));
    repr_put(r, ">");
    return NULL;
}

struct error *ctypes_put(struct repr *r, uint64_t class, uint64_t address, uint64_t size)
{
    const struct type *type;

    TRY(types_get(r->types, class, &type));
    return put_instance(r, type, 0, address, size);
}

struct error *repr_ctypes(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t address, size;

    TRY(ctypes_place(r->runtime, object, &address, &size));
    return put_instance(r, type, object, address, size);
}

/* c_char_p.__repr__() and c_wchar_p.__repr__() of Lib/ctypes/__init__.py, which show where it
 * points; and py_object.__repr__(). */
struct error *library_ctypes(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    struct ctypes_class is;
    uint64_t address, size;

    (void)function;
    TRY(ctypes_place(r->runtime, object, &address, &size));
    TRY(ctypes_describe(r, type, &is));
    if (is.sort != CTYPES_SIMPLE || strchr("zZO", is.code) == NULL)
        return library_unlike("ctypes");
    if (is.code != 'O')
        is.code = 'P';
    repr_printf(r, "%s(", library_name(type));
    TRY(put_simple(r, &is, address, NULL));
    repr_put(r, ")");
    return NULL;
}
