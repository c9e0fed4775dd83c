/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enumerations: Lib/enum.py. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "python/view.h"

#define MEMBERS_MAX 10000
#define PARTS_MAX 64

/* What Enum calls for the value: repr(), the __repr__ of the data type in C, or one of a dataclass.
 */
static struct error *put_value(struct repr *r, const struct type *type, uint64_t value)
{
    const struct type *kind, *value_type;
    uint64_t v_repr;
    struct error *error = library_get_of_class(r, type, "_value_repr_", &v_repr);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error); /* -3.10 */
        repr_write(r, value);
        return NULL;
    }
    TRY(error);
    TRY(types_of(r->types, v_repr, &kind));
    TRY(types_of(r->types, value, &value_type));
    if (kind->kind == KIND_NONE) {
        repr_write(r, value);
        return NULL;
    }
    if (kind->kind == KIND_FUNCTION) {
        CLEANUP_FREE char *name = NULL;
        uint64_t object;

        TRY(view_read_field(r->runtime->target, v_repr, r->runtime->layout.function.func_qualname,
                            &object));
        TRY(library_text(r, object, &name));
        if (strcmp(name, "_dataclass_repr") != 0)
            return error_create(ERROR_UNSUPPORTED, "%s has values with a repr() of their own",
                                type->name);
        return library_dataclass_fields(r, value);
    }
    /* int.__repr__, which says 1 of True. */
    if (strcmp(kind->c_name, "wrapper_descriptor") != 0 || value_type->kind == KIND_BOOL ||
        (value_type->heap && !value_type->builtin_repr))
        return error_create(ERROR_UNSUPPORTED, "%s has values with a repr() of their own",
                            type->name);
    repr_write(r, value);
    return NULL;
}

/* The name, or NULL where it is None. */
static struct error *get_name(struct repr *r, uint64_t member, char **ret)
{
    uint64_t name;

    TRY(library_get(r, member, "_name_", &name));
    if (library_is_none(r, name)) {
        *ret = NULL;
        return NULL;
    }
    return library_text(r, name, ret);
}

/* Enum.__repr__() */
struct error *library_enum(struct repr *r, uint64_t object, const struct type *type,
                           const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t value;

    (void)function;
    TRY(library_get(r, object, "_value_", &value));
    TRY(get_name(r, object, &name));
    repr_printf(r, "<%s.%s: ", library_name(type), name != NULL ? name : "None");
    TRY(put_value(r, type, value));
    repr_put(r, ">");
    return NULL;
}

/* ---- a flag of 3.6 to 3.10, which has no name where it is several: _decompose() */

struct part {
    int64_t value;
    char *name; /* owned; NULL: it has none */
};

struct parts {
    struct part parts[PARTS_MAX];
    size_t count;
    int64_t whole, uncovered;
};

static void parts_deinit(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        free(parts->parts[i].name);
}

static bool is_power_of_two(int64_t value)
{
    return value > 0 && (value & (value - 1)) == 0;
}

static bool is_part(const struct parts *parts, int64_t value)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->parts[i].value == value)
            return true;
    return false;
}

static struct error *add_part(struct parts *parts, int64_t value, char *name)
{
    if (parts->count == PARTS_MAX) {
        free(name);
        return error_create(ERROR_UNSUPPORTED, "a flag has more parts than bits");
    }
    parts->parts[parts->count++] = (struct part){value, name};
    parts->uncovered &= ~value;
    return NULL;
}

/* Members with names (named), or the other ones. */
static struct error *add_members(struct repr *r, const dict_item_array *members, bool named,
                                 bool all_powers, struct parts *parts)
{
    for (size_t i = 0; i < members->count; i++) {
        CLEANUP_FREE char *name = NULL;
        int64_t value;

        TRY(library_int(r, members->data[i].key, &value));
        if (value == 0 || (value & parts->whole) != value || is_part(parts, value) ||
            (!named &&
             (!is_power_of_two(value) || (!all_powers && (parts->uncovered & value) == 0))))
            continue;
        TRY(get_name(r, members->data[i].value, &name));
        if ((name != NULL) == named)
            TRY(add_part(parts, value, take_pointer(name)));
    }
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    const struct part *left = a, *right = b;

    return (left->value < right->value) - (left->value > right->value);
}

static struct error *decompose(struct repr *r, const dict_item_array *members, bool all_powers,
                               struct parts *parts)
{
    TRY(add_members(r, members, true, all_powers, parts));
    if (parts->whole >= 0)
        TRY(add_members(r, members, false, all_powers, parts));
    if (parts->count == 0)
        TRY(add_part(parts, parts->whole, NULL));
    qsort(parts->parts, parts->count, sizeof *parts->parts, by_value);
    return NULL;
}

static struct error *put_parts(struct repr *r, const dict_item_array *members, bool all_powers,
                               int64_t value)
{
    struct parts parts = {.whole = value, .uncovered = value};
    struct error *error = decompose(r, members, all_powers, &parts);
    size_t first = parts.count > 1 && parts.parts[0].value == value ? 1 : 0;

    for (size_t i = first; error == NULL && i < parts.count; i++) {
        repr_put(r, i > first ? "|" : "");
        if (parts.parts[i].name != NULL)
            repr_put(r, parts.parts[i].name);
        else
            repr_printf(r, "%lld", (long long)parts.parts[i].value);
    }
    parts_deinit(&parts);
    return error;
}

static struct error *put_decomposed(struct repr *r, uint64_t object, const struct type *type,
                                    const struct library_function *function)
{
    dict_item_array members = {0};
    struct error *error;
    uint64_t map, value, code;
    bool all_powers;
    int64_t number;

    TRY(library_get(r, object, "_value_", &value));
    TRY(library_int(r, value, &number));
    TRY(library_get_of_class(r, type, "_value2member_map_", &map));
    /* -3.8: bits without a name are listed also where a member that has one covers them. */
    TRY(library_global(r, function, "_decompose", &code));
    TRY(library_code_names(r, code, "_power_of_two", &all_powers));
    repr_printf(r, "<%s.", library_name(type));
    error = library_items(r, map, MEMBERS_MAX, &members);
    if (error == NULL)
        error = put_parts(r, &members, all_powers, number);
    array_deinit(&members);
    TRY(error);
    repr_put(r, ": ");
    repr_write(r, value);
    repr_put(r, ">");
    return NULL;
}

/* Flag.__repr__() */
struct error *library_flag(struct repr *r, uint64_t object, const struct type *type,
                           const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    uint64_t value;

    TRY(get_name(r, object, &name));
    if (name != NULL)
        return library_enum(r, object, type, function);
    if (error_ignore(library_global(r, function, "_decompose", &value)))
        return put_decomposed(r, object, type, function);
    TRY(library_get(r, object, "_value_", &value));
    repr_printf(r, "<%s: ", library_name(type));
    TRY(put_value(r, type, value));
    repr_put(r, ">");
    return NULL;
}

/* ---- re.RegexFlag of 3.8 to 3.10 */

/* The members that have names, in the order of their definition. */
static struct error *put_regex_flags(struct repr *r, const struct type *type, int64_t *value,
                                     size_t *written)
{
    library_objects names = {0};
    uint64_t list, map, member, number;
    struct error *error;

    TRY(library_get_of_class(r, type, "_member_names_", &list));
    TRY(library_get_of_class(r, type, "_member_map_", &map));
    error = library_sequence(r, list, MEMBERS_MAX, &names);
    for (size_t i = 0; error == NULL && i < names.count; i++) {
        CLEANUP_FREE char *name = NULL;
        int64_t bits = 0;

        error = library_text(r, names.data[i], &name);
        if (error == NULL)
            error = dict_find(r->runtime, map, name, &member);
        if (error == NULL)
            error = library_get(r, member, "_value_", &number);
        if (error == NULL)
            error = library_int(r, number, &bits);
        if (error != NULL || (*value & bits) == 0)
            continue;
        *value &= ~bits;
        repr_printf(r, "%sre.%s", (*written)++ > 0 ? "|" : "", name);
    }
    array_deinit(&names);
    return error;
}

/* RegexFlag.__repr__() of Lib/re.py */
struct error *library_regex_flag(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    size_t start, count = 0;
    bool negative;
    uint64_t value;
    int64_t bits;

    (void)function;
    TRY(get_name(r, object, &name));
    if (name != NULL) {
        repr_printf(r, "re.%s", name);
        return NULL;
    }
    TRY(library_get(r, object, "_value_", &value));
    TRY(library_int(r, value, &bits));
    negative = bits < 0;
    bits = negative ? ~bits : bits;
    start = r->out.count;
    TRY(put_regex_flags(r, type, &bits, &count));
    if (bits != 0)
        repr_printf(r, "%s0x%llx", count++ > 0 ? "|" : "", (unsigned long long)bits);
    if (negative) {
        CLEANUP_FREE char *text = xstrndup(r->out.data + start, r->out.count - start);

        r->out.count = start;
        repr_printf(r, count > 1 ? "~(%s)" : "~%s", text);
    }
    return NULL;
}

/* ---- @global_enum, 3.11+ */

static struct error *module_name(struct repr *r, const struct type *type, char **ret)
{
    CLEANUP_FREE char *module = NULL;
    const char *point;
    uint64_t object;

    TRY(dict_find(r->runtime, type->dict, "__module__", &object));
    TRY(library_text(r, object, &module));
    point = strrchr(module, '.');
    *ret = xstrdup(point != NULL ? point + 1 : module);
    return NULL;
}

/* global_enum_repr() */
struct error *library_global_enum(struct repr *r, uint64_t object, const struct type *type,
                                  const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    CLEANUP_FREE char *module = NULL;

    (void)function;
    TRY(get_name(r, object, &name));
    TRY(module_name(r, type, &module));
    repr_printf(r, "%s.%s", module, name != NULL ? name : "None");
    return NULL;
}

/* global_flag_repr() */
struct error *library_global_flag(struct repr *r, uint64_t object, const struct type *type,
                                  const struct library_function *function)
{
    CLEANUP_FREE char *name = NULL;
    CLEANUP_FREE char *module = NULL;
    CLEANUP_FREE char *boundary = NULL;
    uint64_t value;
    bool keep;

    (void)function;
    TRY(get_name(r, object, &name));
    TRY(module_name(r, type, &module));
    if (name == NULL) {
        TRY(library_get(r, object, "_value_", &value));
        repr_printf(r, "%s.%s(", module, library_name(type));
        repr_write(r, value);
        repr_put(r, ")");
        return NULL;
    }
    TRY(library_get_of_class(r, type, "_boundary_", &value));
    TRY(get_name(r, value, &boundary));
    keep = boundary != NULL && strcmp(boundary, "KEEP") == 0;
    for (const char *at = name; at != NULL;) {
        const char *end = strchrnul(at, '|');

        /* A number stands for bits without a name. */
        if (!keep || *at < '0' || *at > '9')
            repr_printf(r, "%s.", module);
        repr_put_bytes(r, at, (size_t)(end - at));
        repr_put(r, *end != '\0' ? "|" : "");
        at = *end != '\0' ? end + 1 : NULL;
    }
    return NULL;
}

/* EnumMeta.__repr__(), EnumType.__repr__() */
struct error *library_enum_class(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    const struct type *self;
    uint64_t flag;
    bool tells_flags;

    (void)type;
    TRY(types_get(r->types, object, &self));
    /* 3.11+ */
    TRY(library_code_names(r, function->address, "Flag", &tells_flags));
    tells_flags = tells_flags && error_ignore(library_global(r, function, "Flag", &flag)) &&
                  library_derives_from(r, self, flag);
    repr_printf(r, "<%s '%s'>", tells_flags ? "flag" : "enum", library_name(self));
    return NULL;
}
