/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bound methods: Objects/classobject.c. CPython makes one each time that it is asked for, so those
 * that an expression asks for are nowhere in the target.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

bool expr_take_method(struct expr *e, const struct value *value, struct bound_method *ret)
{
    const struct layout *layout = &e->runtime->layout;
    struct layout_field fields[] = {layout->method.im_func, layout->method.im_self,
                                    layout->method.im_class};
    const struct type *type;
    uint64_t values[3];

    if (value->kind == VALUE_METHOD) {
        *ret = *value->method;
        return true;
    }
    if (value->kind != VALUE_OBJECT || !error_ignore(types_of(e->types, value->object, &type)) ||
        type->kind != KIND_METHOD ||
        !error_ignore(view_read_fields(e->runtime->target, value->object, fields, 3, values)))
        return false;
    *ret = (struct bound_method){values[0], values[1], values[2]};
    return true;
}

struct error *expr_method_type(struct expr *e, uint64_t *ret)
{
    return expr_named_type(e, "MethodType", KIND_METHOD, e->old ? "instancemethod" : "method", ret);
}

static struct value object_or_none(uint64_t object)
{
    return object != 0 ? value_of_object(object) : (struct value){.kind = VALUE_NONE};
}

/* What its members and its getter return. */
static bool own_attribute(const struct expr *e, const struct bound_method *method, const char *name,
                          struct value *ret)
{
    bool old = e->old;

    if (strcmp(name, "__self__") == 0 || (old && strcmp(name, "im_self") == 0))
        *ret = object_or_none(method->self);
    else if (strcmp(name, "__func__") == 0 || (old && strcmp(name, "im_func") == 0))
        *ret = value_of_object(method->function);
    else if (old && strcmp(name, "im_class") == 0)
        *ret = object_or_none(method->class);
    else
        return false;
    return true;
}

/* What the type of methods has under a name; *kind: what that is, NULL: it has none. Where the type
 * is not known, those names are refused that it may have. */
static struct error *look_up(struct expr *e, const struct bound_method *method, const char *name,
                             const struct type **kind, const struct type **owner, uint64_t *ret)
{
    static const char *const others[] = {"__call__", "__cmp__", "__get__"};
    const struct type *type;
    uint64_t address;
    struct error *unknown = expr_method_type(e, &address), *error;
    bool may_have = false;

    *kind = NULL;
    if (unknown == NULL) {
        TRY(types_get(e->types, address, &type));
    } else {
        TRY(types_of(e->types, method->function, &type));
        while (type->base != NULL)
            type = type->base;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            may_have |= strcmp(name, others[i]) == 0;
    }
    error = attribute_in_class(e->runtime, e->types, type, name, owner, ret);
    if (unknown != NULL && (error == NULL || may_have)) {
        error_destroy(error);
        return unknown;
    }
    error_destroy(unknown);
    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
    return types_of(e->types, *ret, kind);
}

/* method_getattro(): what its type has, then what its function has. */
struct error *expr_method_attribute(struct expr *e, const struct value *method, const char *name,
                                    struct expr_descriptor *found, struct value *ret)
{
    struct value function = value_of_object(method->method->function);
    const struct type *kind = NULL, *owner;
    struct attribute attribute = {0};
    uint64_t descriptor;
    bool is_doc = strcmp(name, "__doc__") == 0; /* method_get_doc(): the function's */

    if (own_attribute(e, method->method, name, ret))
        return NULL;
    if (strcmp(name, "__class__") == 0) {
        *ret = (struct value){.kind = VALUE_OBJECT};
        return expr_method_type(e, &ret->object);
    }
    /* What else a type has begins so. */
    if (strncmp(name, "__", 2) == 0 && !is_doc)
        TRY(look_up(e, method->method, name, &kind, &owner, &descriptor));
    if (kind == NULL)
        return expr_find_attribute(e, &function, name, found, ret);
    attribute_leave(&attribute, descriptor, kind, owner, name);
    expr_take_attribute(e, &attribute, method, name, found, ret);
    attribute_deinit(&attribute);
    return NULL;
}

/*
 * method_richcompare(): the same function of the same object. Some versions ask whether the objects
 * are equal and some whether they are one, which is not told where the answers differ.
 */
struct error *expr_methods_equal(struct expr *e, const struct bound_method *a,
                                 const struct bound_method *b, bool *ret)
{
    struct value first = value_of_object(a->function), second = value_of_object(b->function);

    TRY(expr_equal(e, &first, &second, ret));
    if (!*ret || a->self == b->self)
        return NULL;
    *ret = false;
    if (a->self == 0 || b->self == 0)
        return NULL;
    first = value_of_object(a->self);
    second = value_of_object(b->self);
    TRY(expr_equal(e, &first, &second, ret));
    if (*ret)
        return error_create(ERROR_UNSUPPORTED,
                            "the two methods are of objects that are equal and not the same: "
                            "compare .__self__ and .__func__");
    return NULL;
}
