/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in functions that need nothing of the target to run: Python/bltinmodule.c. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/weak.h"
#include "python/old-class.h"
#include "python/runtime.h"
#include "python/view.h"

/* ---- what a value is */

static struct error *run_len(struct expr *e, const struct call *call, struct value *ret)
{
    uint64_t length;

    TRY(expr_len(e, &call->args[0], &length));
    *ret = value_of_u64(length);
    return NULL;
}

static struct error *run_id(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *value = &call->args[0];
    const char *name = value->kind == VALUE_NONE              ? "None"
                       : value->kind == VALUE_ELLIPSIS        ? "Ellipsis"
                       : value->kind == VALUE_NOT_IMPLEMENTED ? "NotImplemented"
                       : value->kind == VALUE_BOOL            ? value->truth ? "True" : "False"
                                                              : NULL;
    uint64_t object = value->object;

    TRY(expr_check_known(value));
    if (name != NULL)
        TRY(expr_builtin(e, name, &object));
    else if (value->kind != VALUE_OBJECT)
        return error_create(ERROR_UNSUPPORTED,
                            "this %s was made here: it is nowhere in the target, and has no id",
                            expr_type_name(e, value));
    *ret = value_of_u64(object);
    return NULL;
}

static struct error *run_hash(struct expr *e, const struct call *call, struct value *ret)
{
    bool exact = true;
    uint64_t hash;

    TRY(expr_hash(e, &call->args[0], &hash, &exact));
    if (!exact)
        return error_create(ERROR_UNSUPPORTED, "the target's hash of this %s is not known",
                            expr_type_name(e, &call->args[0]));
    *ret = value_of_i64((int64_t)hash);
    return NULL;
}

static struct error *run_callable(struct expr *e, const struct call *call, struct value *ret)
{
    const struct type *owner;
    enum definer definer;
    enum type_kind kind;

    *ret = value_of_bool(true);
    if (expr_is_method(e, &call->args[0]))
        return NULL;
    if (call->args[0].kind == VALUE_SHOWN)
        return expr_check_special(e, &call->args[0], "__call__");
    TRY(expr_kind(e, &call->args[0], &kind));
    TRY(expr_definer(e, &call->args[0], "__call__", &definer, &owner));
    if (definer == DEFINER_FOREIGN)
        return expr_needs_code(owner->name, "__call__");
    *ret = value_of_bool(definer == DEFINER_CODE || kind == KIND_FUNCTION || kind == KIND_BUILTIN ||
                         kind == KIND_METHOD || kind == KIND_TYPE || kind == KIND_OLD_CLASS ||
                         kind == KIND_WEAKREF);
    return NULL;
}

/* What is asked about: a type, or (2.7) a class that is none, or both of an instance of that. */
struct subject {
    const struct type *type;
    uint64_t old_class;
};

/* Whether it is the class or derives from it. */
static struct error *derives(struct expr *e, const struct subject *subject, uint64_t class,
                             bool *ret)
{
    *ret = false;
    if (subject->old_class != 0)
        TRY(old_class_derives(e->runtime, subject->old_class, class, ret));
    return *ret || subject->type == NULL ? NULL
                                         : types_is_subtype(e->types, subject->type, class, ret);
}

/* What a union (3.10+) is of: classes, or nothing can be said. */
static struct error *classes_of_union(struct expr *e, const struct value *of, struct value *ret)
{
    struct value_list classes = {0};
    enum type_kind kind;
    uint64_t args;

    TRY(view_read_field(e->runtime->target, of->object, e->runtime->layout.union_.args, &args));
    *ret = value_of_object(args);
    TRY(expr_kind(e, ret, &kind));
    if (kind != KIND_TUPLE)
        return error_create(ERROR_CORRUPT, "a union of what is no tuple");
    TRY(expr_collect_stored(e, ret, &classes));
    for (size_t i = 0; i < classes.count; i++) {
        TRY(expr_kind(e, &classes.data[i], &kind));
        if (kind != KIND_TYPE)
            return error_create(ERROR_UNSUPPORTED, "a union of what is no class is not gone into");
    }
    return NULL;
}

/* One class, or a tuple of them, or a union. method: what a metaclass may say of its own. */
static struct error *is_of(struct expr *e, const struct subject *of, const struct value *class,
                           const char *function, const char *method, bool *ret)
{
    struct value_list classes = {0};
    struct value tuple;
    enum type_kind kind;

    TRY(expr_kind(e, class, &kind));
    if (kind == KIND_UNION && class->kind == VALUE_OBJECT) {
        TRY(classes_of_union(e, class, &tuple));
        class = &tuple;
        kind = KIND_TUPLE;
    }
    if (kind == KIND_TUPLE) {
        TRY(expr_too_deep(e, 100));
        TRY(expr_collect_stored(e, class, &classes));
        *ret = false;
        for (size_t i = 0; i < classes.count && !*ret; i++) {
            e->nesting++;

            struct error *error = is_of(e, of, &classes.data[i], function, method, ret);

            e->nesting--;
            TRY(error);
        }
        return NULL;
    }
    if (kind != KIND_TYPE && kind != KIND_OLD_CLASS)
        TRY(expr_check_special(e, class, method));
    if ((kind != KIND_TYPE && kind != KIND_OLD_CLASS) || class->kind != VALUE_OBJECT)
        return EXPR_TYPE_ERROR("%s() arg 2 must be a %s, a tuple of %s, or a union", function,
                               function[2] == 'i' ? "type" : "class",
                               function[2] == 'i' ? "types" : "classes");
    TRY(derives(e, of, class->object, ret));
    return *ret || kind == KIND_OLD_CLASS ? NULL : expr_check_special(e, class, method);
}

/* object_isinstance() of Objects/abstract.c: __class__ may say more than the type. */
static struct error *run_isinstance(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *value = &call->args[0];
    struct subject of = {0};
    const struct type *type;
    struct value class, behind;
    struct error *error = NULL;
    bool is;

    TRY(expr_type_struct(e, value, &type));
    of.type = type;
    if (type->kind == KIND_OLD_INSTANCE)
        TRY(view_read_field(e->runtime->target, value->object,
                            e->runtime->layout.old_instance.in_class, &of.old_class));
    TRY(is_of(e, &of, &call->args[1], call->name, "__instancecheck__", &is));
    if (!is && value->kind == VALUE_OBJECT && (type->heap || type->kind == KIND_PROXY)) {
        behind = *value;
        if (type->kind == KIND_PROXY)
            error = weak_behind_proxy(e, value, &behind);
        if (error == NULL)
            error = expr_attribute(e, &behind, "__class__", &class);
        /* 2.7 clears whatever asking for it has raised. */
        if (error != NULL && error->kind == ERROR_NOT_FOUND && e->old) {
            error_destroy(error);
            *ret = value_of_bool(false);
            return NULL;
        }
        TRY(error);
        TRY(expr_check_known(&class));
        if (class.object != type->address &&
            error_ignore(types_get(e->types, class.object, &of.type)))
            TRY(is_of(e, &of, &call->args[1], call->name, "__instancecheck__", &is));
    }
    *ret = value_of_bool(is);
    return NULL;
}

static struct error *run_issubclass(struct expr *e, const struct call *call, struct value *ret)
{
    struct subject of = {0};
    enum type_kind kind;
    bool is;

    TRY(expr_kind(e, &call->args[0], &kind));
    if ((kind != KIND_TYPE && kind != KIND_OLD_CLASS) || call->args[0].kind != VALUE_OBJECT)
        return EXPR_TYPE_ERROR("issubclass() arg 1 must be a class");
    if (kind == KIND_OLD_CLASS)
        of.old_class = call->args[0].object;
    else
        TRY(types_get(e->types, call->args[0].object, &of.type));
    TRY(is_of(e, &of, &call->args[1], call->name, "__subclasscheck__", &is));
    *ret = value_of_bool(is);
    return NULL;
}

/* ---- attributes */

static struct error *name_argument(struct expr *e, const struct call *call, char **ret)
{
    struct value name;

    TRY(expr_load(e, &call->args[1], &name));
    if (name.kind == VALUE_BYTES && e->old)
        name = value_of_text(e->arena, (const char *)name.bytes.data, name.bytes.count);
    if (name.kind != VALUE_STR)
        return EXPR_TYPE_ERROR("attribute name must be string, not '%s' (of %s)",
                               expr_type_name(e, &call->args[1]), call->name);
    *ret = value_text(&name);
    return NULL;
}

static struct error *find_attribute(struct expr *e, const struct call *call, const char *name,
                                    const char *purpose, struct value *ret)
{
    const struct node *operand = call->node != NULL ? call->node->children[1] : NULL;
    struct expr_descriptor found;

    TRY(expr_find_attribute(e, &call->args[0], name, &found, ret));
    if (found.address == 0)
        return NULL;
    return expr_refuse(e, &call->args[0], operand, &found, purpose);
}

static struct error *run_getattr(struct expr *e, const struct call *call, struct value *ret)
{
    CLEANUP_FREE char *name = NULL;

    TRY(name_argument(e, call, &name));

    /* The code of a descriptor may raise AttributeError. */
    struct error *error =
        find_attribute(e, call, name, call->count > 2 ? " to know whether it is there" : "", ret);

    if (error == NULL || error->kind != ERROR_NOT_FOUND || call->count < 3)
        return error;
    error_destroy(error);
    *ret = call->args[2];
    return NULL;
}

static struct error *run_hasattr(struct expr *e, const struct call *call, struct value *ret)
{
    CLEANUP_FREE char *name = NULL;
    struct value value;

    TRY(name_argument(e, call, &name));

    struct error *error = find_attribute(e, call, name, " to know whether it is there", &value);

    if (error != NULL && error->kind != ERROR_NOT_FOUND)
        return error;
    *ret = value_of_bool(error == NULL);
    error_destroy(error);
    return NULL;
}

static struct error *of_locals(struct expr *e, struct value_table *table)
{
    variable_array variables = {0};
    struct error *error = variables_locals(e->scope->view, e->scope->level, &variables);

    e->of_frame = true;
    if (error == NULL)
        error = expr_table_put_variables(e, table, &variables);
    variables_deinit(&variables);
    return error;
}

static struct error *run_vars(struct expr *e, const struct call *call, struct value *ret)
{
    if (call->count > 0)
        return expr_vars(e, &call->args[0], ret);
    *ret = (struct value){.kind = VALUE_DICT, .table = expr_table(e)};
    return of_locals(e, ret->table);
}

/* The dict itself: f_globals. */
static struct error *run_globals(struct expr *e, const struct call *call, struct value *ret)
{
    uint64_t dict;

    (void)call;
    TRY(variables_globals_dict(e->scope->view, e->scope->level, &dict));
    *ret = value_of_object(dict);
    return NULL;
}

struct names {
    struct expr *e;
    struct value_table *table;
};

static void add_name(void *arg, const char *name)
{
    struct names *names = arg;
    struct value key = names->e->old ? value_of_bytes(names->e->arena, name, strlen(name))
                                     : value_of_text(names->e->arena, name, strlen(name));

    error_ignore(expr_table_put(names->e, names->table, &key, &key));
}

static struct error *run_dir(struct expr *e, const struct call *call, struct value *ret)
{
    struct names names = {e, expr_table(e)};
    struct value_list list = {0};
    struct value set = {.kind = VALUE_SET, .table = names.table};

    if (call->count > 0)
        TRY(expr_dir(e, &call->args[0], add_name, &names));
    else
        TRY(of_locals(e, names.table));
    TRY(expr_collect(e, &set, &list));
    TRY(expr_sort(e, list.data, list.count, NULL, false));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

/* ---- characters */

static struct error *run_ord(struct expr *e, const struct call *call, struct value *ret)
{
    struct value value;

    TRY(expr_load(e, &call->args[0], &value));
    if (value.kind != VALUE_STR && value.kind != VALUE_BYTES)
        return EXPR_TYPE_ERROR("ord() expected string of length 1, but %s found",
                               expr_type_name(e, &call->args[0]));

    size_t count = value.kind == VALUE_STR ? value.str.count : value.bytes.count;

    if (count != 1)
        return EXPR_TYPE_ERROR("ord() expected a character, but string of length %zu found", count);
    *ret = value_of_i64(value.kind == VALUE_STR ? value.str.characters[0] : value.bytes.data[0]);
    return NULL;
}

static struct error *run_chr(struct expr *e, const struct call *call, struct value *ret)
{
    bool bytes = e->old && strcmp(call->name, "chr") == 0;
    uint32_t *character = arena_take(e->arena, sizeof *character);
    const struct value *of = &call->args[0];
    const struct type *owner;
    enum definer definer;
    struct value loaded;
    int64_t number;

    TRY(expr_load(e, of, &loaded));
    if (e->runtime->layout.traits.ints_by_int && !value_is_integer(&loaded) &&
        (loaded.kind == VALUE_OBJECT || loaded.kind == VALUE_LIBRARY)) {
        TRY(expr_definer(e, of, "__int__", &definer, &owner));
        if (definer != DEFINER_NONE)
            return expr_needs_code(expr_type_name(e, of), "__int__");
    }
    TRY(expr_to_index(e, of, &number));
    if (number < 0 || number > (bytes ? 0xff : 0x10ffff))
        return EXPR_VALUE_ERROR("chr() arg not in range(0x%x)", bytes ? 0x100 : 0x110000);
    *character = (uint32_t)number;
    *ret = bytes ? value_of_bytes(e->arena, &(uint8_t){(uint8_t)number}, 1)
                 : (struct value){.kind = VALUE_STR, .str = {character, 1}};
    return NULL;
}

/* ---- one value of many */

struct folding {
    struct expr *e;
    struct value value;
    const struct value *key; /* a function, or NULL */
    struct value value_key;
    enum operator op;
    bool any, truth;
};

static struct error *keep_extreme(void *arg, const struct value *item, bool *stop)
{
    struct folding *to = arg;
    struct call call = {.args = item, .count = 1};
    struct value key;
    bool better = true;

    (void)stop;
    if (to->key != NULL && !to->e->runtime->layout.traits.key_may_be_none)
        TRY(expr_call_value(to->e, to->key, &call, &key));
    else
        TRY(expr_key_of(to->e, to->key, item, &key));
    if (to->any)
        TRY(expr_compare(to->e, to->op, &key, &to->value_key, &better));
    if (better) {
        to->value = *item;
        to->value_key = key;
    }
    to->any = true;
    return NULL;
}

static struct error *run_extreme(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *otherwise = expr_keyword(call, "default");
    struct folding to = {
        .e = e,
        .key = expr_keyword(call, "key"),
        .op = strcmp(call->name, "min") == 0 ? OP_LT : OP_GT,
    };
    bool stop;

    if (e->old && otherwise != NULL)
        return EXPR_TYPE_ERROR("%s() got an unexpected keyword argument", call->name);
    if (call->count > 1 && otherwise != NULL)
        return EXPR_TYPE_ERROR("Cannot specify a default for %s() with multiple positional "
                               "arguments",
                               call->name);
    if (call->count == 1) {
        TRY(expr_check_length(e, &call->args[0]));
        TRY(expr_each(e, &call->args[0], keep_extreme, &to));
    }
    for (size_t i = 0; i < call->count && call->count > 1; i++)
        TRY(keep_extreme(&to, &call->args[i], &stop));
    if (!to.any && otherwise == NULL)
        return EXPR_VALUE_ERROR("%s() arg is an empty sequence", call->name);
    *ret = to.any ? to.value : *otherwise;
    return NULL;
}

static struct error *find_truth(void *arg, const struct value *item, bool *stop)
{
    struct folding *to = arg;
    bool truth;

    TRY(expr_truth(to->e, item, &truth));
    *stop = truth == to->any;
    if (*stop)
        to->truth = truth;
    return NULL;
}

static struct error *run_any(struct expr *e, const struct call *call, struct value *ret)
{
    bool any = strcmp(call->name, "any") == 0;
    struct folding to = {.e = e, .any = any, .truth = !any};

    TRY(expr_each(e, &call->args[0], find_truth, &to));
    *ret = value_of_bool(to.truth);
    return NULL;
}

/* cmp() of 2.7, of what its values order: PyObject_Compare() of Objects/object.c. */
static struct error *run_cmp(struct expr *e, const struct call *call, struct value *ret)
{
    static const struct {
        enum operator op;
        int order;
    } asked[] = {{OP_EQ, 0}, {OP_LT, -1}, {OP_GT, 1}};
    const struct value *a = &call->args[0], *b = &call->args[1];
    enum type_kind kind;
    bool found = false;

    error_ignore(expr_is(e, a, b, &found));
    TRY(expr_kind(e, a, &kind));
    if (!found && (kind == KIND_SET || kind == KIND_FROZENSET))
        return EXPR_TYPE_ERROR("cannot compare sets using cmp()");
    *ret = value_of_i64(0);
    for (size_t i = 0; i < sizeof asked / sizeof *asked && !found; i++) {
        TRY(expr_compare(e, asked[i].op, a, b, &found));
        *ret = value_of_i64(asked[i].order);
    }
    if (!found)
        return error_create(ERROR_UNSUPPORTED, "2.7 orders these two by where they are");
    return NULL;
}

const struct function expr_functions[] = {
    {"all", 1, 1, NULL, run_any, FUNCTION_ANY_ORDER},
    {"any", 1, 1, NULL, run_any, FUNCTION_ANY_ORDER},
    {"callable", 1, 1, NULL, run_callable, 0},
    {"chr", 1, 1, NULL, run_chr, 0},
    {"cmp", 2, 2, NULL, run_cmp, FUNCTION_OLD},
    {"dir", 0, 1, NULL, run_dir, FUNCTION_ANY_ORDER},
    {"getattr", 2, 3, NULL, run_getattr, 0},
    {"globals", 0, 0, NULL, run_globals, 0},
    {"hasattr", 2, 2, NULL, run_hasattr, 0},
    {"hash", 1, 1, NULL, run_hash, 0},
    {"id", 1, 1, NULL, run_id, 0},
    {"isinstance", 2, 2, NULL, run_isinstance, 0},
    {"issubclass", 2, 2, NULL, run_issubclass, 0},
    {"len", 1, 1, NULL, run_len, FUNCTION_ANY_ORDER},
    {"locals", 0, 0, NULL, run_vars, 0},
    {"max", 1, UINT_MAX, "key default", run_extreme, FUNCTION_ANY_ORDER},
    {"min", 1, UINT_MAX, "key default", run_extreme, FUNCTION_ANY_ORDER},
    {"ord", 1, 1, NULL, run_ord, 0},
    {"unichr", 1, 1, NULL, run_chr, FUNCTION_OLD},
    {"vars", 0, 1, NULL, run_vars, 0},
    {0},
};
