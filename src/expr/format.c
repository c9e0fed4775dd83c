/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gdb's formats, of what is Python's. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "repr/kinds.h"
#include "python/runtime.h"

#include <unistr.h>

static struct error *has_no_form(struct expr *e, const struct value *value, char format,
                                 const char *of)
{
    return error_create(ERROR_USAGE, "the format /%c is for %s, not for '%s'", format, of,
                        expr_type_name(e, value));
}

/* The numbers of characters, as gdb has the arrays that its strings are. */
static struct error *numbers_of(struct expr *e, const struct value *value, struct value *ret)
{
    struct value_list list = {0};
    struct value loaded;

    TRY(expr_load(e, value, &loaded));
    if (loaded.kind != VALUE_STR && loaded.kind != VALUE_BYTES)
        return error_create(ERROR_UNSUPPORTED, "so large a text is not read");
    if (loaded.kind == VALUE_STR)
        for (size_t i = 0; i < loaded.str.count; i++)
            TRY(expr_list_add(e, &list, value_of_u64(loaded.str.characters[i])));
    else
        for (size_t i = 0; i < loaded.bytes.count; i++)
            TRY(expr_list_add(e, &list, value_of_u64(loaded.bytes.data[i])));
    *ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

static struct error *in_base(struct expr *e, struct repr *repr, const struct value *value,
                             char format, struct repr_result *ret)
{
    struct value plain = *value;
    enum type_kind kind;
    mpz_t number;

    TRY(expr_kind(e, value, &kind));
    switch (kind) {
    case KIND_BOOL:
    case KIND_INT:
        TRY(expr_load(e, value, &plain));
        if (plain.kind == VALUE_BOOL)
            plain = value_of_mpz(e->arena, value_mpz(&plain, number));
        break;
    case KIND_STR:
    case KIND_BYTES:
    case KIND_BYTEARRAY:
        TRY(numbers_of(e, value, &plain));
        break;
    case KIND_ARRAY:
    case KIND_DEQUE:
    case KIND_LIST:
    case KIND_TUPLE:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_RANGE:
        break;
    default:
        return has_no_form(e, value, format, "ints, text and containers of ints");
    }
    repr->int_format = format == 't' ? 'b' : format;
    expr_repr(repr, &plain, ret);
    repr->int_format = 0;
    return NULL;
}

static struct error *without_quotes(struct expr *e, struct repr *repr, const struct value *value,
                                    struct repr_result *ret)
{
    struct value loaded;
    enum type_kind kind;

    TRY(expr_kind(e, value, &kind));
    TRY(expr_load(e, value, &loaded));
    /* The str of 2.7, where it is text. */
    if (e->old && kind == KIND_BYTES && loaded.kind == VALUE_BYTES &&
        u8_check(loaded.bytes.data, loaded.bytes.count) == NULL)
        loaded = value_of_text(e->arena, (const char *)loaded.bytes.data, loaded.bytes.count);
    if (loaded.kind != VALUE_STR) {
        expr_repr(repr, value, ret);
        return NULL;
    }

    size_t limit = repr->limits.string;

    ret->cut = limit != 0 && loaded.str.count > limit ? REPR_CUT_STRING : 0;
    if (ret->cut != 0)
        loaded.str.count = limit;

    CLEANUP_FREE char *text = value_text(&loaded);

    ret->text = xasprintf("%s%s", text, ret->cut != 0 ? "..." : "");
    ret->type = xstrdup(expr_type_name(e, value));
    return NULL;
}

static struct error *format(struct expr *e, struct repr *repr, const struct value *value, char f,
                            struct repr_result *ret)
{
    const struct type *type;

    switch (f) {
    case 'x':
    case 'o':
    case 'b':
    case 't':
    case 'c':
    case 'd':
        return in_base(e, repr, value, f, ret);
    case 's':
        return without_quotes(e, repr, value, ret);
    case 'a':
        if (value->kind != VALUE_OBJECT)
            return error_create(ERROR_USAGE,
                                "the format /a is for objects of the target: this '%s' was made "
                                "here, and has no address",
                                expr_type_name(e, value));
        TRY(types_of(e->types, value->object, &type));
        ret->type = xstrdup(type->name);
        ret->text = xasprintf("(%s) 0x%llx", type->name, (unsigned long long)value->object);
        return NULL;
    default:
        expr_repr(repr, value, ret);
        return NULL;
    }
}

struct error *expr_format(struct repr *repr, const struct value *value, char f,
                          struct repr_result *ret)
{
    struct expr_scope scope = {.runtime = repr->runtime};
    struct expr e;

    *ret = (struct repr_result){0};
    expr_init(&e, &scope);

    struct error *error = format(&e, repr, value, f, ret);

    expr_deinit(&e);
    return error;
}
