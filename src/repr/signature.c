/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/code-variables.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"
#include "repr/kinds.h"

#define NAME_MAX_CHARACTERS 1000
/* Of one function. */
#define PARAMETERS_MAX 300

struct signature {
    struct repr *repr;
    const struct code *code;
    size_t positional_only;
    code_variable_array names;
    code_object_array defaults;       /* of the last of those that may be positional */
    dict_item_array keyword_defaults; /* of those that may not */
};

static void signature_deinit(struct signature *s)
{
    code_variables_deinit(&s->names);
    array_deinit(&s->defaults);
    array_deinit(&s->keyword_defaults);
}

static struct error *read_defaults(struct signature *s, uint64_t function)
{
    struct runtime *runtime = s->repr->runtime;
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->function.func_defaults,
                                    layout->function.func_kwdefaults};
    const struct type *type;
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, function, fields, 2, values));
    if (values[0] != 0) {
        TRY(types_of(s->repr->types, values[0], &type));
        if (type->kind == KIND_TUPLE)
            TRY(code_tuple(runtime, values[0], &s->defaults));
    }
    if (layout_has(fields[1]) && values[1] != 0) {
        TRY(types_of(s->repr->types, values[1], &type));
        if (type->kind == KIND_DICT)
            TRY(dict_items(runtime, values[1], PARAMETERS_MAX, &s->keyword_defaults));
    }
    return NULL;
}

static struct error *read_signature(struct signature *s, uint64_t function)
{
    struct runtime *runtime = s->repr->runtime;
    const struct layout *layout = &runtime->layout;
    uint64_t code, positional_only = 0;

    TRY(view_read_field(runtime->target, function, layout->function.func_code, &code));
    TRY(code_cache_get(runtime, &code, 1, &s->code));
    if (s->code == NULL)
        return error_create(ERROR_CORRUPT, "a function without code");
    if (layout_has(layout->code.co_posonlyargcount))
        TRY(view_read_field(runtime->target, code, layout->code.co_posonlyargcount,
                            &positional_only));
    s->positional_only = (size_t)positional_only;
    TRY(code_variables(runtime, s->code, &s->names));
    if (code_argument_count(s->code) > s->names.count)
        return error_create(ERROR_CORRUPT, "a function has more arguments than variables");
    if (code_argument_count(s->code) > PARAMETERS_MAX)
        return error_create(ERROR_UNSUPPORTED, "a function of so many arguments is not described");
    return read_defaults(s, function);
}

/* The default of a parameter that must be given by its name; 0: it has none. */
static uint64_t keyword_default(const struct signature *s, const char *name)
{
    for (size_t i = 0; i < s->keyword_defaults.count; i++) {
        const struct dict_item *item = &s->keyword_defaults.data[i];
        CLEANUP_FREE char *key = NULL;

        if (error_ignore(
                string_read(s->repr->runtime, item->key, NULL, NAME_MAX_CHARACTERS, &key)) &&
            strcmp(key, name) == 0)
            return item->value;
    }
    return 0;
}

static void write_parameter(const struct signature *s, size_t index, const char *stars,
                            uint64_t value, FILE *out)
{
    CLEANUP_FREE char *text = value != 0 ? repr_text(s->repr, value) : NULL;

    fprintf(out, "%s%s%s%s", stars, s->names.data[index].name, text != NULL ? "=" : "",
            text != NULL ? text : "");
}

static void write_signature(const struct signature *s, FILE *out)
{
    size_t positional = (size_t)(s->code->argcount > 0 ? s->code->argcount : 0);
    size_t by_name = (size_t)(s->code->kwonlyargcount > 0 ? s->code->kwonlyargcount : 0);
    size_t without = positional - (s->defaults.count < positional ? s->defaults.count : positional);
    size_t more = positional + by_name; /* where *rest and **kw stand among the variables */
    bool rest = (s->code->flags & CODE_FLAG_VARARGS) != 0;
    const char *comma = "";

    fputc('(', out);
    for (size_t i = 0; i < positional; i++, comma = ", ") {
        fputs(comma, out);
        write_parameter(s, i, "", i < without ? 0 : s->defaults.data[i - without], out);
        if (i + 1 == s->positional_only)
            fputs(", /", out);
    }
    if (rest) {
        fputs(comma, out);
        write_parameter(s, more++, "*", 0, out);
        comma = ", ";
    } else if (by_name > 0) {
        fprintf(out, "%s*", comma);
        comma = ", ";
    }
    for (size_t i = positional; i < positional + by_name; i++) {
        fputs(comma, out);
        write_parameter(s, i, "", keyword_default(s, s->names.data[i].name), out);
    }
    if ((s->code->flags & CODE_FLAG_VARKEYWORDS) != 0) {
        fputs(comma, out);
        write_parameter(s, more, "**", 0, out);
    }
    fputc(')', out);
}

struct error *signature_text(struct repr *repr, uint64_t function, char **ret, bool *async)
{
    struct signature s = {.repr = repr};
    struct error *error = read_signature(&s, function);
    char *text = NULL;
    size_t size = 0;

    if (error == NULL) {
        FILE *out = xopen_memstream(&text, &size);

        write_signature(&s, out);
        fclose(out);
        *ret = text;
        *async = (s.code->flags & (CODE_FLAG_COROUTINE | CODE_FLAG_ASYNC_GENERATOR)) != 0;
    }
    signature_deinit(&s);
    return error;
}
