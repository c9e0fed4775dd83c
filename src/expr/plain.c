/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of the standard library's classes that are written in Python and are compared by one
 * number in them: Lib/fractions.py, uuid.py, ipaddress.py. They are known by where their methods
 * are from.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/attribute.h"
#include "python/runtime.h"
#include "repr/library.h"

static const struct {
    const char *module, *class;
    enum plain_kind kind;
    const char *methods; /* blanks around each */
} known[] = {
    {"enum", "Enum", PLAIN_ENUM, " __hash__ "},
    {"fractions", "Fraction", PLAIN_FRACTION,
     " __bool__ __eq__ __float__ __ge__ __gt__ __hash__ __le__ __lt__ __trunc__ "},
    {"ipaddress", "_BaseAddress", PLAIN_ADDRESS, " __eq__ __hash__ __int__ __lt__ "},
    {"numbers", "Rational", PLAIN_FRACTION, " __float__ "}, /* of a Fraction: see is_fraction() */
    {"pathlib", "PurePath", PLAIN_PATH, " __eq__ __hash__ "},
    {"pathlib._local", "PurePath", PLAIN_PATH, " __eq__ __hash__ "},
    {"uuid", "UUID", PLAIN_UUID, " __eq__ __ge__ __gt__ __hash__ __int__ __le__ __lt__ "},
};

/* What is a Rational may be another than that of the library. */
static bool is_fraction(struct expr *e, const struct value *value, const char *method)
{
    return strcmp(method, "__float__") != 0 ||
           expr_plain_kind(e, value, "__eq__") == PLAIN_FRACTION;
}

static bool names_method(const char *methods, const char *method)
{
    CLEANUP_FREE char *words = xasprintf(" %s ", method);

    return strstr(methods, words) != NULL;
}

enum plain_kind expr_plain_kind(struct expr *e, const struct value *value, const char *method)
{
    struct library_function found;
    const struct type *type, *owner;
    enum plain_kind ret = PLAIN_NONE;
    enum definer definer;
    uint64_t function;
    const char *point;

    if ((value->kind != VALUE_OBJECT && value->kind != VALUE_LIBRARY) ||
        !error_ignore(expr_definer(e, value, method, &definer, &owner)) ||
        definer != DEFINER_CODE || !error_ignore(expr_type_struct(e, value, &type)) ||
        !error_ignore(attribute_in_class(e->runtime, e->types, type, method, &owner, &function)) ||
        !error_ignore(library_identify(expr_reader(e), function, owner, &found)))
        return PLAIN_NONE;
    point = strchr(found.name, '.');
    for (size_t i = 0; i < sizeof known / sizeof *known && point != NULL; i++) {
        if (strcmp(known[i].module, found.module) != 0 ||
            strlen(known[i].class) != (size_t)(point - found.name) ||
            strncmp(known[i].class, found.name, (size_t)(point - found.name)) != 0 ||
            strcmp(point + 1, method) != 0 || !names_method(known[i].methods, method))
            continue;
        if (known[i].kind != PLAIN_FRACTION || is_fraction(e, value, method))
            ret = known[i].kind;
        break;
    }
    library_function_deinit(&found);
    return ret;
}

/* The int by which it is compared, and the version of an address. */
static struct error *number_of(struct expr *e, const struct value *value, enum plain_kind kind,
                               struct value *number, struct value *version)
{
    *version = value_of_i64(0);
    if (kind == PLAIN_ADDRESS) {
        TRY(expr_attribute(e, value, "version", version));
        TRY(expr_load(e, version, version));
    }
    TRY(expr_attribute(e, value, kind == PLAIN_UUID ? "int" : "_ip", number));
    TRY(expr_load(e, number, number));
    if (!value_is_integer(number) || !value_is_integer(version))
        return error_create(ERROR_UNSUPPORTED, "this %s is not as the library makes it",
                            expr_type_name(e, value));
    return NULL;
}

/* One of an IPv6 address may have a scope. */
static bool has_scope(struct expr *e, const struct value *value)
{
    struct value scope;

    return error_ignore(expr_attribute(e, value, "_scope_id", &scope)) &&
           error_ignore(expr_load(e, &scope, &scope)) && scope.kind != VALUE_NONE;
}

/* Of slashes, where str() of what is equal is the same. */
static struct error *compare_paths(struct expr *e, enum operator op, const struct value *a,
                                   const struct value *b, bool *ret)
{
    struct value first, second;

    if (!expr_path_str(e, a, &first) || !expr_path_str(e, b, &second))
        return expr_needs_code(expr_type_name(e, a), "__eq__");
    return expr_compare(e, op, &first, &second, ret);
}

/* Both are of that kind. */
static struct error *compare(struct expr *e, enum operator op, enum plain_kind kind,
                             const struct value *a, const struct value *b, bool *ret)
{
    struct value first, second, version_a, version_b;
    bool unordered, equality = op == OP_EQ || op == OP_NE;

    if (kind == PLAIN_ADDRESS && (has_scope(e, a) || has_scope(e, b)))
        return error_create(ERROR_UNSUPPORTED, "addresses with a scope are not compared");
    TRY(number_of(e, a, kind, &first, &version_a));
    TRY(number_of(e, b, kind, &second, &version_b));
    if (!expr_number_equal(&version_a, &version_b)) {
        *ret = op == OP_NE;
        return equality ? NULL
                        : error_create(ERROR_UNSUPPORTED, "addresses of two versions are "
                                                          "not ordered");
    }
    *ret = expr_order_holds(op, expr_number_compare(&first, &second, &unordered));
    return NULL;
}

static bool is_exact(enum plain_kind kind)
{
    return kind == PLAIN_NONE || kind == PLAIN_FRACTION;
}

static bool have_one_type(struct expr *e, const struct value *a, const struct value *b)
{
    const struct type *first, *second;

    return a->kind == VALUE_OBJECT && b->kind == VALUE_OBJECT &&
           error_ignore(types_of(e->types, a->object, &first)) &&
           error_ignore(types_of(e->types, b->object, &second)) && first == second;
}

struct error *expr_plain_compare(struct expr *e, enum operator op, const char *method,
                                 const char *reflected, const struct value *a,
                                 const struct value *b, bool *done, bool *ret)
{
    enum plain_kind kind_a = expr_plain_kind(e, a, method);
    /* Of the same type the method of the first says all. */
    enum plain_kind kind_b =
        kind_a != PLAIN_NONE && have_one_type(e, a, b) ? kind_a : expr_plain_kind(e, b, reflected);
    bool equality = op == OP_EQ || op == OP_NE;

    *done = false;
    if (kind_a == PLAIN_NONE && kind_b == PLAIN_NONE && expr_library_kind(e, a) != KIND_DECIMAL &&
        expr_library_kind(e, b) != KIND_DECIMAL)
        return NULL;
    /* One that is of neither may say something of its own. */
    if (kind_a == PLAIN_NONE)
        TRY(expr_check_special(e, a, method));
    if (kind_b == PLAIN_NONE)
        TRY(expr_check_special(e, b, reflected));
    if (op == OP_NE) {
        TRY(expr_check_special(e, a, "__ne__"));
        TRY(expr_check_special(e, b, "__ne__"));
    }
    if (kind_a == kind_b && (kind_a == PLAIN_UUID || kind_a == PLAIN_ADDRESS)) {
        *done = true;
        return compare(e, op, kind_a, a, b, ret);
    }
    if (kind_a == PLAIN_PATH && kind_b == PLAIN_PATH) {
        *done = true;
        return compare_paths(e, op, a, b, ret);
    }
    if (is_exact(kind_a) && is_exact(kind_b))
        TRY(expr_exact_compare(e, op, a, b, done, ret));
    if (*done)
        return NULL;
    *done = true;
    *ret = op == OP_NE;
    return equality ? NULL : expr_no_order(e, op, a, b);
}

struct error *expr_plain_hash(struct expr *e, const struct value *value, bool *done, uint64_t *ret,
                              bool *exact)
{
    enum plain_kind kind = expr_plain_kind(e, value, "__hash__");
    struct value number, version;

    *done = kind != PLAIN_NONE || expr_library_kind(e, value) == KIND_DECIMAL;
    if (!*done)
        return NULL;
    if (kind == PLAIN_NONE || kind == PLAIN_FRACTION)
        return expr_exact_hash(e, value, ret, exact);
    if (kind == PLAIN_ENUM) {
        TRY(expr_attribute(e, value, "_name_", &number));
        return expr_hash(e, &number, ret, exact);
    }
    if (kind != PLAIN_PATH)
        TRY(number_of(e, value, kind, &number, &version));
    else if (!expr_path_str(e, value, &number))
        return expr_needs_code(expr_type_name(e, value), "__hash__");
    TRY(expr_hash(e, &number, ret, exact));
    *exact &= kind == PLAIN_UUID;
    return NULL;
}

struct error *expr_plain_number(struct expr *e, const struct value *value, const char *method,
                                bool *done, struct value *ret)
{
    enum plain_kind kind = expr_plain_kind(e, value, method);
    struct value version;

    *done = true;
    if (kind == PLAIN_FRACTION || expr_library_kind(e, value) == KIND_DECIMAL)
        return expr_exact_convert(e, value, strcmp(method, "__float__") != 0, ret);
    *done = kind != PLAIN_NONE && kind != PLAIN_PATH;
    return *done ? number_of(e, value, kind, ret, &version) : NULL;
}

struct error *expr_plain_int(struct expr *e, const struct value *value, bool *done,
                             struct value *ret)
{
    TRY(expr_plain_number(e, value, "__int__", done, ret));
    return *done || e->old ? NULL : expr_plain_number(e, value, "__trunc__", done, ret);
}
