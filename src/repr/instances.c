/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types, modules, exceptions, and the instances of everybody's own classes. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/attribute.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/old-class.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"
#include "repr/kinds.h"
#include "repr/library.h"

#define NAME_MAX_CHARACTERS 1000
#define MRO_MAX 200
#define MEMBERS_MAX 1000
#define MEMBER_OBJECT 16 /* Py_T_OBJECT_EX: what __slots__ makes (Include/descrobject.h) */

/* type_repr() of Objects/typeobject.c; 2.7 tells the built-in ones from classes. */
struct error *repr_type(struct repr *r, uint64_t object, const struct type *type)
{
    const struct type *self;
    bool old = r->runtime->layout.traits.strings_are_bytes;

    (void)type;
    TRY(types_get(r->types, object, &self));
    repr_printf(r, "<%s '%s'>", old && !self->heap ? "type" : "class", self->name);
    return NULL;
}

/* An attribute that is in the object's own dict; 0: it has none, or it is None. */
static uint64_t attribute(struct repr *r, uint64_t object, const char *name)
{
    const struct type *type;
    uint64_t value;

    if (object == 0 || !error_ignore(object_attribute(r->runtime, object, name, &value)) ||
        !error_ignore(types_of(r->types, value, &type)) || type->kind == KIND_NONE)
        return 0;
    return value;
}

static bool is_true(struct repr *r, uint64_t object)
{
    uint64_t value;

    return object != 0 && error_ignore(object_int(r->runtime, object, &value)) && value != 0;
}

static struct error *write_old_module(struct repr *r, uint64_t object)
{
    uint64_t name = attribute(r, object, "__name__");
    uint64_t file = attribute(r, object, "__file__");

    repr_put(r, "<module '");
    if (name == 0 || !error_ignore(repr_put_name(r, name)))
        repr_put(r, "?");
    repr_put(r, "' ");
    if (file == 0) {
        repr_put(r, "(built-in)>");
        return NULL;
    }
    repr_put(r, "from '");
    TRY(repr_put_name(r, file));
    repr_put(r, "'>");
    return NULL;
}

/* What loaders say of modules that have no file, and of which no origin is kept. */
static const char *origin_by_loader(struct repr *r, uint64_t loader)
{
    static const char *const words[][2] = {
        {"BuiltinImporter", "built-in"},
        {"FrozenImporter", "frozen"},
        {"NamespaceLoader", "namespace"},
        {"_NamespaceLoader", "namespace"},
    };
    const struct type *type;

    if (loader == 0 || !error_ignore(types_of(r->types, loader, &type)))
        return NULL;
    /* The first two are classes themselves. */
    if (type->kind == KIND_TYPE && !error_ignore(types_get(r->types, loader, &type)))
        return NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(type_short_name(type), words[i][0]) == 0)
            return words[i][1];
    return NULL;
}

/* _module_repr() and _module_repr_from_spec() of Lib/importlib/_bootstrap.py. */
struct error *repr_module(struct repr *r, uint64_t object, const struct type *type)
{
    (void)type;
    if (r->runtime->layout.traits.strings_are_bytes)
        return write_old_module(r, object);

    uint64_t spec = attribute(r, object, "__spec__");
    uint64_t name = attribute(r, spec != 0 ? spec : object, spec != 0 ? "name" : "__name__");
    uint64_t loader = attribute(r, spec != 0 ? spec : object, spec != 0 ? "loader" : "__loader__");
    uint64_t from = attribute(r, spec != 0 ? spec : object, spec != 0 ? "origin" : "__file__");
    bool located = spec == 0 || is_true(r, attribute(r, spec, "_set_fileattr"));

    repr_put(r, "<module ");
    if (name != 0)
        repr_write(r, name);
    else
        repr_put(r, "'?'");
    if (from != 0 && located) {
        repr_put(r, " from ");
        repr_write(r, from);
    } else if (from != 0) {
        repr_put(r, " (");
        TRY(repr_put_name(r, from));
        repr_put(r, ")");
    } else if (origin_by_loader(r, loader) != NULL) {
        repr_printf(r, " (%s)", origin_by_loader(r, loader));
    } else if (loader != 0) {
        repr_put(r, " (");
        repr_write(r, loader);
        repr_put(r, ")");
    }
    repr_put(r, ">");
    return NULL;
}

/* BaseException_repr() of Objects/exceptions.c. */
struct error *repr_exception(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t args, count, first;

    TRY(view_read_field(r->runtime->target, object, layout->exception.args, &args));
    TRY(view_read_field(r->runtime->target, args, layout->var_object.ob_size, &count));
    repr_put(r, type_short_name(type));
    if (count != 1 || layout->traits.args_as_tuple) {
        repr_write(r, args);
        return NULL;
    }
    TRY(target_read_u64(r->runtime->target, args + layout->tuple.ob_item.offset, &first));
    repr_put(r, "(");
    if (repr_is_leaf(r, first)) {
        repr_write(r, first);
        repr_put(r, ")");
        return NULL;
    }
    repr_write_again(r, object, first);
    repr_put(r, ")");
    return NULL;
}

/* ImportError_repr(), 3.15+: as any exception, and then what is not NULL of the two. */
struct error *repr_import_error(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->import_error.name, layout->import_error.path};
    static const char *const labels[] = {"name=", "path="};
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(repr_exception(r, object, type));
    r->out.count--;
    for (int i = 0; i < 2; i++) {
        if (!library_is_given(r, values[i]))
            continue;
        repr_put(r, r->out.data[r->out.count - 1] == '(' ? "" : ", ");
        repr_put(r, labels[i]);
        repr_write(r, values[i]);
    }
    repr_put(r, ")");
    return NULL;
}

/* BaseExceptionGroup_repr(), 3.14+: its exceptions as they are, and not as its arguments say. */
struct error *repr_exception_group(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->exception_group.msg, layout->exception_group.excs,
                                    layout->exception_group.excs_str, layout->exception.args};
    const struct type *given;
    uint64_t values[4], argument;

    TRY(view_read_fields(r->runtime->target, object, fields, 4, values));
    TRY(target_read_u64(r->runtime->target, values[3] + layout->tuple.ob_item.offset + 8,
                        &argument));
    TRY(types_of(r->types, argument, &given));
    repr_printf(r, "%s(", type_short_name(type));
    repr_write(r, values[0]);
    repr_put(r, ", ");
    if (values[2] != 0)
        TRY(repr_put_name(r, values[2]));
    else if (given->kind == KIND_LIST)
        TRY(repr_put_tuple_as_list(r, values[1]));
    else
        repr_write(r, values[1]);
    repr_put(r, ")");
    return NULL;
}

/* sentinel_repr() of Objects/sentinelobject.c, 3.15+: its name, unless another text was given. */
struct error *repr_sentinel(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->sentinel.repr, layout->sentinel.name};
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    return repr_put_name(r, values[0] != 0 ? values[0] : values[1]);
}

/* ---- attributes */

struct attributes {
    size_t written;
};

/* False when no more are wanted. */
static bool begin_attribute(struct repr *r, struct attributes *a)
{
    repr_put(r, a->written == 0 ? " {" : ", ");
    if (a->written++ < repr_max_elements(r) && !repr_is_full(r))
        return true;
    repr_put_cut(r, REPR_CUT_ELEMENTS);
    return false;
}

static bool write_attributes(struct repr *r, const dict_item_array *items, struct attributes *a)
{
    for (size_t i = 0; i < items->count; i++) {
        CLEANUP_FREE char *name = NULL;

        if (!begin_attribute(r, a))
            return false;
        if (error_ignore(
                string_read(r->runtime, items->data[i].key, NULL, NAME_MAX_CHARACTERS, &name)))
            repr_put(r, name);
        else
            repr_write(r, items->data[i].key);
        repr_put(r, "=");
        repr_write(r, items->data[i].value);
    }
    return true;
}

/* What __slots__ of one class has made of the object. */
static bool write_slots(struct repr *r, uint64_t object, const struct type *type,
                        struct attributes *a)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->member_def.name, layout->member_def.type,
                                    layout->member_def.offset};

    if (!type->heap || type->members == 0 || layout->member_def.size == 0)
        return true;
    for (uint64_t i = 0; i < MEMBERS_MAX; i++) {
        CLEANUP_FREE char *name = NULL;
        uint64_t values[3], value;

        if (!error_ignore(view_read_fields(r->runtime->target,
                                           type->members + i * layout->member_def.size, fields, 3,
                                           values)) ||
            values[0] == 0)
            return true;
        if ((int32_t)values[1] != MEMBER_OBJECT || values[2] > INT32_MAX ||
            !error_ignore(
                target_read_cstring(r->runtime->target, values[0], NAME_MAX_CHARACTERS, &name)) ||
            !error_ignore(target_read_u64(r->runtime->target, object + values[2], &value)) ||
            value == 0)
            continue;
        if (!begin_attribute(r, a))
            return false;
        repr_printf(r, "%s=", name);
        repr_write(r, value);
    }
    return true;
}

static void write_all_slots(struct repr *r, uint64_t object, const struct type *type,
                            struct attributes *a)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t count;

    if (!error_ignore(
            view_read_field(r->runtime->target, type->mro, layout->var_object.ob_size, &count)))
        return;
    for (uint64_t i = 0; i < count && i < MRO_MAX; i++) {
        const struct type *class;
        uint64_t address;

        if (!error_ignore(target_read_u64(
                r->runtime->target, type->mro + layout->tuple.ob_item.offset + 8 * i, &address)))
            return;
        if (error_ignore(types_get(r->types, address, &class)) && !write_slots(r, object, class, a))
            return;
    }
}

/* Between the braces, each braced as soon as there is one. */
static void write_braces(struct repr *r, uint64_t object, const struct type *type,
                         const dict_item_array *items)
{
    struct attributes a = {0};

    if (write_attributes(r, items, &a) && type != NULL)
        write_all_slots(r, object, type, &a);
    if (a.written > 0)
        repr_put(r, "}");
}

/* In their place, at the limit of depth. */
/* Of what is not entered. */
static void put_closed_braces(struct repr *r, enum repr_entry entry)
{
    repr_put(r, entry == REPR_WITHIN ? " {..." : " {");
    if (entry == REPR_DEEP)
        repr_put_deeper(r, 0);
    repr_put(r, "}");
}

/* Objects of these are what their class makes of them, and are shown with it. */
static bool has_contents(enum type_kind kind)
{
    switch (kind) {
    case KIND_ARRAY:
    case KIND_BYTEARRAY:
    case KIND_BYTES:
    case KIND_COMPLEX:
    case KIND_DATE:
    case KIND_DATETIME:
    case KIND_DECIMAL:
    case KIND_DEQUE:
    case KIND_DICT:
    case KIND_EXCEPTION:
    case KIND_FLOAT:
    case KIND_FROZENDICT:
    case KIND_FROZENSET:
    case KIND_INT:
    case KIND_LIST:
    case KIND_NUMPY_ARRAY:
    case KIND_OLD_INT:
    case KIND_SET:
    case KIND_SIMPLE_QUEUE:
    case KIND_STR:
    case KIND_TIME:
    case KIND_TIMEDELTA:
    case KIND_TUPLE:
    case KIND_TYPE:
        return true;
    default:
        return false;
    }
}

static struct error *write_open_instance(struct repr *r, uint64_t object, const struct type *type)
{
    dict_item_array items = {0};
    struct error *error = NULL;

    if (has_contents(type->kind)) {
        size_t before = r->out.count, open = r->open.count;

        /* Its contents are the same object once more. */
        r->open.data[open - 1] = 0;
        repr_put(r, " of ");
        error = type->kind == KIND_SIMPLE_QUEUE ? repr_put_queue_items(r, object)
                                                : repr_of_kind(r, object, type);
        if (error != NULL && error->kind == ERROR_UNSUPPORTED) {
            error_destroy(take_pointer(error));
            r->out.count = before;
            r->open.count = open;
        }
        r->open.data[open - 1] = object;
    }
    if (error == NULL && type->kind != KIND_TYPE &&
        error_ignore(object_attributes(r->runtime, object, repr_max_elements(r) + 1, &items)))
        write_braces(r, object, type, &items);
    array_deinit(&items);
    return error;
}

struct error *repr_instance(struct repr *r, uint64_t object, const struct type *type)
{
    enum repr_entry entry;
    size_t before;

    /* object_repr() of Objects/typeobject.c, for what has nothing else to show. */
    if (type->native && type->builtin_repr && type->shown_as == KIND_OBJECT &&
        type->kind != KIND_SIMPLE_QUEUE) {
        repr_printf(r, "<%s object at 0x%llx>", type->name, (unsigned long long)object);
        return NULL;
    }
    r->described = true;
    repr_printf(r, "<%s at 0x%llx", type->name, (unsigned long long)object);
    before = r->out.count;
    entry = repr_enter(r, object);
    if (entry == REPR_ENTERED) {
        TRY(write_open_instance(r, object, type));
        /* Where they are only C code knows: each thread has its own of a threading.local. */
        if (r->out.count == before && attribute_needs_c_code(r->runtime, r->types, type)) {
            repr_put(r, " {");
            repr_put_cut(r, REPR_CUT_UNREAD);
            repr_put(r, "}");
        }
        repr_leave(r);
    } else {
        put_closed_braces(r, entry);
    }
    repr_put(r, ">");
    return NULL;
}

/* ---- 2.7: classes that do not derive from object (Objects/classobject.c) */

static struct error *name_of_old_class(struct repr *r, uint64_t class, char **ret)
{
    CLEANUP_FREE char *name = NULL;
    CLEANUP_FREE char *module = NULL;
    uint64_t dict, object;

    TRY(old_class_name(r->runtime, class, &name));
    if (old_class_special(r->runtime, class, "__dict__", &dict) &&
        error_ignore(dict_find(r->runtime, dict, "__module__", &object)))
        error_ignore(string_read(r->runtime, object, NULL, NAME_MAX_CHARACTERS, &module));
    *ret = xasprintf("%s.%s", module != NULL ? module : "?", name);
    return NULL;
}

struct error *repr_old_class(struct repr *r, uint64_t object, const struct type *type)
{
    CLEANUP_FREE char *name = NULL;

    (void)type;
    TRY(name_of_old_class(r, object, &name));
    repr_printf(r, "<class %s at 0x%llx>", name, (unsigned long long)object);
    return NULL;
}

struct error *repr_old_instance(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->old_instance.in_class, layout->old_instance.in_dict};
    CLEANUP_FREE char *name = NULL;
    dict_item_array items = {0};
    enum repr_entry entry;
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(name_of_old_class(r, values[0], &name));
    r->described = true;
    repr_printf(r, "<%s at 0x%llx", name, (unsigned long long)object);
    entry = repr_enter(r, object);
    if (entry == REPR_ENTERED) {
        if (error_ignore(dict_items(r->runtime, values[1], repr_max_elements(r) + 1, &items)))
            write_braces(r, object, NULL, &items);
        array_deinit(&items);
        repr_leave(r);
    } else {
        put_closed_braces(r, entry);
    }
    repr_put(r, ">");
    return NULL;
}
