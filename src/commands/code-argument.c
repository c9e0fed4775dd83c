/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/code-argument.h"

#include "base/memory.h"
#include "commands/expression.h"
#include "python/attribute.h"
#include "python/code-cache.h"
#include "python/code-find.h"
#include "python/runtime.h"

/* The object that an expression is, in the selected frame. */
static struct error *evaluate(struct session *s, const char *text, uint64_t *ret)
{
    struct expression expression;
    struct expr_result result;

    expression_begin(&expression, s);

    struct error *error = expr_evaluate(&expression.scope, text, &result);

    expression_end(&expression);
    TRY(error);
    *ret = result.value.kind == VALUE_OBJECT   ? result.value.object
           : result.value.kind == VALUE_METHOD ? result.value.method->function
                                               : 0;
    expr_result_deinit(&result);
    return NULL;
}

struct error *code_argument_parse(struct session *s, const char *args, struct code_argument *ret)
{
    uint64_t object, address;

    *ret = (struct code_argument){0};
    if (args[0] == '\0') {
        ret->frame = session_frame(s);
        ret->code = ret->frame->code;
        return NULL;
    }
    TRY(evaluate(s, args, &object));
    if (object == 0)
        return error_create(ERROR_NOT_FOUND, "TypeError: what this is has no bytecode");
    TRY(code_find(s->runtime, object, &address));
    return code_cache_get(s->runtime, &address, 1, &ret->code);
}

void code_argument_describe(const struct code *code, struct emitter *e)
{
    CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)code->address);

    emit_hidden_string(e, "name", code->name);
    emit_as(e, "qualname", STYLE_FUNCTION,
            code->qualname != NULL ? EMIT_OF_STRING(code->qualname) : EMIT_OF_NULL, "%s",
            code_display_name(code));
    emit_text(e, " in ");
    emit_string(e, "file", STYLE_FILE, code->filename);
    emit_text(e, ", line ");
    emit_int(e, "firstlineno", STYLE_NUMBER, code->firstlineno);
    emit_hidden_string(e, "code", address);
}
