/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What instances of ctypes are made of: fields, elements, `value` and `contents` of
 * Modules/_ctypes. A part that is an instance itself is made here, as CPython makes it when it is
 * asked for.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"
#include "python/view.h"

#define TEXT_MAX 4096

/* An instance: its class, its memory. */
struct instance {
    const struct type *type;
    struct ctypes_class is;
    uint64_t address, size;
};

static struct error *take_instance(struct expr *e, const struct value *of, struct instance *ret)
{
    TRY(expr_type_struct(e, of, &ret->type));
    TRY(ctypes_describe(expr_reader(e), ret->type, &ret->is));
    if (of->kind == VALUE_OBJECT)
        return ctypes_place(e->runtime, of->object, &ret->address, &ret->size);
    ret->address = of->library->ctypes.address;
    ret->size = of->library->ctypes.size;
    return NULL;
}

/* A char * or a wchar_t *; at most count characters, till a NUL. */
static struct error *take_text(struct expr *e, uint64_t address, bool wide, uint64_t count,
                               struct value *ret)
{
    size_t width = wide ? 4 : 1, max = count < TEXT_MAX ? (size_t)count : TEXT_MAX, i;
    uint32_t *characters = arena_take(e->arena, max * 4);
    uint8_t *bytes = (uint8_t *)characters;

    for (i = 0; i < max; i++) {
        characters[i] = wide ? 0 : characters[i];
        TRY(target_read(e->runtime->target, address + i * width,
                        wide ? (void *)&characters[i] : (void *)&bytes[i], width));
        if (wide ? characters[i] == 0 : bytes[i] == 0)
            break;
    }
    if (i == TEXT_MAX && count > TEXT_MAX)
        return error_create(ERROR_UNSUPPORTED, "so long a text is not worked with");
    *ret = wide ? (struct value){.kind = VALUE_STR, .str = {characters, i}}
                : (struct value){.kind = VALUE_BYTES, .bytes = {bytes, i}};
    return NULL;
}

/* What the getter of a simple one's code makes of it. */
static struct error *take_simple(struct expr *e, const struct ctypes_class *is, uint64_t address,
                                 const struct ctypes_field *field, struct value *ret)
{
    uint32_t *character;
    uint64_t bits;

    TRY(ctypes_read_bits(e->runtime, is, address, field, &bits));
    switch (is->code) {
    case 'c':
        *ret = value_of_bytes(e->arena, &(uint8_t){(uint8_t)bits}, 1);
        return NULL;
    case 'u':
        character = arena_take(e->arena, sizeof *character);
        *character = (uint32_t)bits;
        *ret = (struct value){.kind = VALUE_STR, .str = {character, 1}};
        return NULL;
    case 'z':
    case 'Z':
    case 'P':
        *ret = (struct value){.kind = VALUE_NONE};
        if (bits == 0)
            return NULL;
        if (is->code != 'P')
            return take_text(e, bits, is->code == 'Z', UINT64_MAX, ret);
        *ret = value_of_u64(bits);
        ret->is_long = e->old && bits > INT64_MAX;
        return NULL;
    case 'O':
        if (bits == 0)
            return EXPR_VALUE_ERROR("PyObject is NULL");
        *ret = value_of_object(bits);
        return NULL;
    case 'b':
    case 'h':
    case 'i':
    case 'l':
    case 'q':
        *ret = value_of_i64((int64_t)bits);
        ret->is_long = e->old && is->code == 'q';
        return NULL;
    default:
        *ret = expr_item_of_code(e, is->code, (size_t)ctypes_size(is), &bits);
        ret->is_long = e->old && strchr("ILQ", is->code) != NULL;
        return NULL;
    }
}

/* What is at an address, of a class: a bare value, or an instance. */
static struct error *take_at(struct expr *e, uint64_t class, uint64_t address, uint64_t size,
                             const struct ctypes_field *field, struct value *ret)
{
    struct library_value *made;
    struct ctypes_class is, of;
    const struct type *type, *element;

    TRY(types_get(e->types, class, &type));
    TRY(ctypes_describe(expr_reader(e), type, &is));
    if (is.sort == CTYPES_SIMPLE && is.direct)
        return take_simple(e, &is, address, field, ret);
    /* A field of characters is a text. */
    if (is.sort == CTYPES_ARRAY && field != NULL &&
        error_ignore(types_get(e->types, is.element, &element)) &&
        error_ignore(ctypes_describe(expr_reader(e), element, &of)) && of.sort == CTYPES_SIMPLE &&
        of.direct && strchr("cu", of.code) != NULL)
        return take_text(e, address, of.code == 'u', is.length, ret);
    TRY(expr_make_library(e, KIND_CTYPES, class, &made, ret));
    made->ctypes.address = address;
    made->ctypes.size = size != 0 ? size : ctypes_size(&is);
    return NULL;
}

struct error *expr_ctypes_length(struct expr *e, const struct value *of, bool *done, uint64_t *ret)
{
    struct instance instance;

    TRY(take_instance(e, of, &instance));
    *done = instance.is.sort == CTYPES_ARRAY;
    *ret = instance.is.length;
    return NULL;
}

struct error *expr_ctypes_subscript(struct expr *e, const struct value *of,
                                    const struct value *index, bool *done, struct value *ret)
{
    struct instance instance;
    const struct type *element;
    struct ctypes_class is;
    struct value loaded;
    uint64_t step, address;
    int64_t at;

    TRY(take_instance(e, of, &instance));
    *done = instance.is.sort == CTYPES_ARRAY || instance.is.sort == CTYPES_POINTER;
    if (!*done)
        return NULL;
    TRY(expr_load_index(e, index, &loaded));
    if (loaded.kind == VALUE_SLICE)
        return error_create(ERROR_UNSUPPORTED, "slices of ctypes are not evaluated: list() takes "
                                               "all of an array");
    if (!value_is_integer(&loaded))
        return EXPR_TYPE_ERROR("indices must be integers");
    TRY(expr_to_index(e, index, &at));
    if (instance.is.sort == CTYPES_ARRAY) {
        at += at < 0 ? (int64_t)instance.is.length : 0;
        if (at < 0 || (uint64_t)at >= instance.is.length)
            return error_create(ERROR_NOT_FOUND, "IndexError: invalid index");
        step = instance.size / instance.is.length;
        return take_at(e, instance.is.element, instance.address + (uint64_t)at * step, step, NULL,
                       ret);
    }
    TRY(target_read_u64(e->runtime->target, instance.address, &address));
    if (address == 0)
        return EXPR_VALUE_ERROR("NULL pointer access");
    TRY(types_get(e->types, instance.is.element, &element));
    TRY(ctypes_describe(expr_reader(e), element, &is));
    step = ctypes_size(&is);
    if (step == 0 && at != 0)
        return error_create(ERROR_UNSUPPORTED, "how large a %s is, is not known here",
                            element->name);
    return take_at(e, instance.is.element, address + (uint64_t)at * step, step, NULL, ret);
}

/* Pointer_bool() and Simple_bool(): whether any of its bytes is not 0. */
struct error *expr_ctypes_truth(struct expr *e, const struct value *of, bool *done, bool *ret)
{
    struct instance instance;
    uint8_t bytes[8] = {0};
    uint64_t size, word;

    TRY(take_instance(e, of, &instance));
    size = ctypes_size(&instance.is);
    *done = size > 0;
    if (*done)
        TRY(target_read(e->runtime->target, instance.address, bytes, (size_t)size));
    memcpy(&word, bytes, sizeof word);
    *ret = word != 0;
    return NULL;
}

/* The field that the class, or one that it derives from, has by that name. */
static struct error *find_field(struct expr *e, const struct type *type, const char *name,
                                bool *found, struct ctypes_field *ret)
{
    const struct type *owner, *kind;
    uint64_t descriptor;
    struct error *error = attribute_in_class(e->runtime, e->types, type, name, &owner, &descriptor);

    *found = error == NULL && error_ignore(types_of(e->types, descriptor, &kind)) && kind->native &&
             strcmp(type_short_name(kind), "CField") == 0;
    if (!*found) {
        error_destroy(error);
        return NULL;
    }
    return ctypes_read_field(e->runtime, descriptor, ret);
}

static struct error *attribute(struct expr *e, const struct value *of, const char *name, bool *done,
                               struct value *ret)
{
    struct instance instance;
    struct ctypes_field field;
    uint64_t address;

    TRY(take_instance(e, of, &instance));
    *done = true;
    if (instance.is.sort == CTYPES_SIMPLE && strcmp(name, "value") == 0)
        return take_simple(e, &instance.is, instance.address, NULL, ret);
    if (instance.is.sort == CTYPES_POINTER && strcmp(name, "contents") == 0) {
        struct library_value *made;

        TRY(target_read_u64(e->runtime->target, instance.address, &address));
        if (address == 0)
            return EXPR_VALUE_ERROR("NULL pointer access");
        TRY(expr_make_library(e, KIND_CTYPES, instance.is.element, &made, ret));
        made->ctypes.address = address;
        return NULL;
    }
    *done = instance.is.sort == CTYPES_STRUCTURE;
    if (!*done)
        return NULL;
    TRY(find_field(e, instance.type, name, done, &field));
    return *done ? take_at(e, field.class, instance.address + field.offset, field.size, &field, ret)
                 : NULL;
}

bool expr_ctypes_attribute(struct expr *e, const struct value *of, const char *name,
                           struct value *ret)
{
    bool done = false;

    return error_ignore(attribute(e, of, name, &done, ret)) && done;
}
