/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the objects of the library's classes hold, read for library.h. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/integer.h"
#include "python/object.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define TEXT_MAX_CHARACTERS 10000
#define NAMES_MAX 1000
/* Of a number that is written. */
#define INT_MAX_BITS 300000
/* What counts as one object more. */
#define OBJECT_BITS 64

struct error *library_unlike(const char *what)
{
    return error_create(ERROR_UNSUPPORTED, "the library has no such %s", what);
}

static bool is_absent(struct error *error)
{
    bool ret = error != NULL && error->kind == ERROR_NOT_FOUND;

    error_destroy(error);
    return ret;
}

/* No class that it is of has the name, or decides about all names: only the dict may have it. */
static bool is_plain(struct repr *r, const struct type *type, const char *name)
{
    const struct type *owner;
    uint64_t value;
    bool ret;

    if (library_recall(r, LIBRARY_FACT_PLAIN, type, name, &ret))
        return ret;
    ret = type->heap && type->kind != KIND_TYPE && type->kind != KIND_MODULE &&
          is_absent(attribute_in_class(r->runtime, r->types, type, name, &owner, &value)) &&
          error_ignore(
              attribute_in_class(r->runtime, r->types, type, "__getattribute__", &owner, &value)) &&
          !owner->heap;
    library_remember(r, LIBRARY_FACT_PLAIN, type, name, ret);
    return ret;
}

struct error *library_get(struct repr *r, uint64_t object, const char *name, uint64_t *ret)
{
    struct attribute attribute;
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (is_plain(r, type, name) && error_ignore(object_attribute(r->runtime, object, name, ret)))
        return NULL;
    TRY(attribute_find(r->runtime, r->types, object, name, &attribute));
    attribute_deinit(&attribute);
    if (attribute.object == 0)
        return library_unlike(name);
    *ret = attribute.object;
    return NULL;
}

struct error *library_get_of_class(struct repr *r, const struct type *type, const char *name,
                                   uint64_t *ret)
{
    const struct type *owner;

    return attribute_in_class(r->runtime, r->types, type, name, &owner, ret);
}

bool library_derives_from(struct repr *r, const struct type *type, uint64_t base)
{
    uint64_t mro[TYPES_MRO_MAX];
    bool ret = false;
    size_t count;

    if (error_ignore(types_mro(r->types, type, mro, &count)))
        for (size_t i = 0; i < count && !ret; i++)
            ret = mro[i] == base;
    return ret;
}

struct error *library_global(struct repr *r, const struct library_function *function,
                             const char *name, uint64_t *ret)
{
    return dict_find(r->runtime, function->globals, name, ret);
}

struct error *library_code_names(struct repr *r, uint64_t function, const char *name, bool *ret)
{
    const struct layout *layout = &r->runtime->layout;
    library_objects names = {0};
    uint64_t code, tuple;

    *ret = false;
    TRY(view_read_field(r->runtime->target, function, layout->function.func_code, &code));
    TRY(view_read_field(r->runtime->target, code, layout->code.co_names, &tuple));

    struct error *error = library_sequence(r, tuple, NAMES_MAX, &names);

    for (size_t i = 0; error == NULL && i < names.count && !*ret; i++) {
        CLEANUP_FREE char *found = NULL;

        error = library_text(r, names.data[i], &found);
        *ret = error == NULL && strcmp(found, name) == 0;
    }
    array_deinit(&names);
    return error;
}

bool library_is_none(struct repr *r, uint64_t object)
{
    const struct type *type;

    return error_ignore(types_of(r->types, object, &type)) && type->kind == KIND_NONE;
}

bool library_is_given(struct repr *r, uint64_t object)
{
    return object != 0 && !library_is_none(r, object);
}

struct error *library_length(struct repr *r, uint64_t object, uint64_t *ret)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field field = layout->var_object.ob_size;
    dict_item_array items = {0};
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (!type->builtin_repr)
        return library_unlike("length of a container");
    if (type->kind == KIND_DICT) {
        if (!layout_has(layout->dict.ma_used)) {
            TRY(dict_items(r->runtime, object, 1, &items));
            *ret = items.count;
            array_deinit(&items);
            return NULL;
        }
        field = layout->dict.ma_used;
    } else if (type->kind == KIND_SET || type->kind == KIND_FROZENSET) {
        field = layout->set.used;
    } else if (type->kind != KIND_LIST && type->kind != KIND_TUPLE && type->kind != KIND_DEQUE &&
               type->kind != KIND_BYTES && type->kind != KIND_BYTEARRAY) {
        return library_unlike("length of a container");
    }
    TRY(view_read_field(r->runtime->target, object, field, ret));
    if ((int64_t)*ret < 0)
        return library_unlike("length of a container");
    return NULL;
}

struct error *library_is_true(struct repr *r, uint64_t object, bool *ret)
{
    const struct type *type;
    uint64_t value;
    int64_t number;

    TRY(types_of(r->types, object, &type));
    switch (type->kind) {
    case KIND_NONE:
        *ret = false;
        return NULL;
    case KIND_BOOL:
        return integer_read_bool(r->runtime, object, ret);
    case KIND_INT:
    case KIND_OLD_INT:
        TRY(library_int(r, object, &number));
        *ret = number != 0;
        return NULL;
    case KIND_STR:
    case KIND_BYTES: {
        CLEANUP_FREE char *text = NULL;

        TRY(library_text(r, object, &text));
        *ret = text[0] != '\0';
        return NULL;
    }
    default:
        TRY(library_length(r, object, &value));
        *ret = value != 0;
        return NULL;
    }
}

struct error *library_integer(struct repr *r, uint64_t object, mpz_ptr ret)
{
    const struct type *type;
    uint64_t bits;
    int64_t plain;

    TRY(types_of(r->types, object, &type));
    if (!type->builtin || (type->kind != KIND_INT && type->kind != KIND_OLD_INT) || repr_is_full(r))
        return library_unlike("number");
    if (type->kind == KIND_INT) {
        TRY(integer_read(r->runtime, object, ret, &bits));
        /* There may be many that are large. */
        r->objects += bits / OBJECT_BITS;
        return NULL;
    }
    TRY(integer_read_plain(r->runtime, object, &plain));
    mpz_set_si(ret, plain);
    return NULL;
}

struct error *library_int_text(struct repr *r, uint64_t object, char **ret)
{
    mpz_t number;
    struct error *error;
    char *digits;

    mpz_init(number);
    error = library_integer(r, object, number);
    if (error == NULL && mpz_sizeinbase(number, 2) > INT_MAX_BITS)
        error = library_unlike("number");
    if (error == NULL) {
        digits = mpz_get_str(NULL, 10, number);
        *ret = xstrdup(digits);
        free(digits);
    }
    mpz_clear(number);
    return error;
}

struct error *library_int(struct repr *r, uint64_t object, int64_t *ret)
{
    mpz_t number;
    struct error *error;

    mpz_init(number);
    error = library_integer(r, object, number);
    if (error == NULL && !mpz_fits_slong_p(number))
        error = library_unlike("number");
    if (error == NULL)
        *ret = mpz_get_si(number);
    mpz_clear(number);
    return error;
}

struct error *library_get_bool(struct repr *r, uint64_t object, const char *name, bool *ret)
{
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    return library_is_true(r, value, ret);
}

struct error *library_text(struct repr *r, uint64_t object, char **ret)
{
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (!type->builtin ||
        (type->kind != KIND_STR &&
         (type->kind != KIND_BYTES || !r->runtime->layout.traits.strings_are_bytes)))
        return library_unlike("text");
    return string_read(r->runtime, object, NULL, TEXT_MAX_CHARACTERS, ret);
}

struct error *library_sequence(struct repr *r, uint64_t object, size_t max, library_objects *ret)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t items = object + layout->tuple.ob_item.offset;
    const struct type *type;
    uint64_t count;

    TRY(types_of(r->types, object, &type));
    if (type->kind == KIND_LIST)
        TRY(view_read_field(r->runtime->target, object, layout->list.ob_item, &items));
    else if (type->kind != KIND_TUPLE)
        return library_unlike("list");
    TRY(view_read_field(r->runtime->target, object, layout->var_object.ob_size, &count));
    if ((int64_t)count < 0)
        return library_unlike("list");
    if (count > max)
        count = max;
    array_reserve(ret, (size_t)count);
    if (count > 0)
        TRY(target_read(r->runtime->target, items, ret->data, (size_t)count * 8));
    ret->count = (size_t)count;
    return NULL;
}

struct error *library_items(struct repr *r, uint64_t object, size_t max, dict_item_array *ret)
{
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (type->kind != KIND_DICT)
        return library_unlike("dict");
    return dict_items(r->runtime, object, max, ret);
}

struct error *library_put_attribute(struct repr *r, uint64_t object, const char *name)
{
    CLEANUP_FREE char *text = NULL;
    const struct type *type;
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    TRY(types_of(r->types, value, &type));
    if (type->kind == KIND_NONE)
        text = xstrdup("None");
    else if (type->kind == KIND_INT || type->kind == KIND_OLD_INT)
        TRY(library_int_text(r, value, &text));
    else
        TRY(library_text(r, value, &text));
    repr_put(r, text);
    return NULL;
}

struct error *library_put_unless_none(struct repr *r, uint64_t object, const char *name,
                                      const char *label)
{
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    if (library_is_none(r, value))
        return NULL;
    repr_put(r, label);
    repr_write(r, value);
    return NULL;
}

struct error *library_put_words(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function, const char *const *names,
                                size_t count)
{
    CLEANUP_FREE char *open = xasprintf("%s(", library_name(type));
    uint64_t values[LIBRARY_MAX_WORDS];

    for (size_t i = 0; i < count; i++)
        TRY(library_get(r, object, names[i], &values[i]));
    if (!library_enter(r, object, function, open, ")"))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (i >= 2 && library_is_none(r, values[i]))
            continue;
        repr_printf(r, "%s%s=", i > 0 ? ", " : "", names[i]);
        repr_write(r, values[i]);
    }
    repr_leave(r);
    repr_put(r, ")");
    return NULL;
}

static struct error *put_repr(struct repr *r, uint64_t object, const char *name,
                              const struct library_function *function)
{
    uint64_t value;

    TRY(library_get(r, object, name, &value));
    if (!library_enter(r, object, function, "", ""))
        return NULL;
    repr_write(r, value);
    repr_leave(r);
    return NULL;
}

static struct error *put_braced(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function, char *what)
{
    char *conversion = strstr(what, "!r");
    char *point = what[0] != '.' ? strchr(what, '.') : NULL;

    if (point != NULL) {
        *point = '\0';
        TRY(library_get(r, object, what, &object));
        return put_braced(r, object, type, function, point + 1);
    }

    if (what[0] == '\0') {
        repr_put(r, library_name(type));
    } else if (strcmp(what, ".") == 0) {
        repr_put(r, type->name);
    } else if (strcmp(what, "@") == 0) {
        repr_printf(r, "0x%llx", (unsigned long long)object);
    } else if (what[0] == '#') {
        uint64_t value, length;

        TRY(library_get(r, object, what + 1, &value));
        TRY(library_length(r, value, &length));
        repr_printf(r, "%llu", (unsigned long long)length);
    } else if (conversion != NULL) {
        *conversion = '\0';
        return put_repr(r, object, what, function);
    } else {
        return library_put_attribute(r, object, what);
    }
    return NULL;
}

struct error *library_put_format(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function, const char *format)
{
    while (*format != '\0') {
        const char *open = strchrnul(format, '{');
        const char *close = strchrnul(open, '}');

        repr_put_bytes(r, format, (size_t)(open - format));
        format = close;
        if (*close != '\0') {
            CLEANUP_FREE char *what = xstrndup(open + 1, (size_t)(close - open - 1));

            TRY(put_braced(r, object, type, function, what));
            format++;
        }
    }
    return NULL;
}

const char *library_name(const struct type *type)
{
    return type->heap ? type->c_name : type_short_name(type);
}

struct error *library_qualname(struct repr *r, const struct type *type, char **ret)
{
    struct layout_field field = r->runtime->layout.heap_type.ht_qualname;
    uint64_t name;

    if (!type->heap || !layout_has(field))
        return library_unlike("name of a class");
    TRY(view_read_field(r->runtime->target, type->address, field, &name));
    return library_text(r, name, ret);
}

bool library_enter(struct repr *r, uint64_t object, const struct library_function *function,
                   const char *open, const char *close)
{
    switch (function->guarded ? repr_enter(r, object) : repr_enter_again(r, object)) {
    case REPR_ENTERED:
        repr_put(r, open);
        return true;
    case REPR_WITHIN:
        repr_put(r, "...");
        return false;
    case REPR_DEEP:
        repr_put(r, open);
        repr_put_deeper(r, 0);
        repr_put(r, close);
        return false;
    }
    return false;
}
