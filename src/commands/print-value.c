/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/print-value.h"

#include <string.h>

#include "base/memory.h"
#include "commands/expression.h"
#include "commands/variables.h"
#include "commands/wrap.h"
#include "session/words.h"

void print_lines(struct emitter *e, enum style style, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n\t");
        CLEANUP_FREE char *part = xstrndup(text, length);

        emit_quoted(e, style, part);
        text += length;
        if (*text != '\0')
            emit_text(e, *text++ == '\n' ? "\n" : "\t");
    }
}

/* What is left of a value that was printed before, and whose object is another now. */
static struct error *take_recorded(const struct expr_result *value, char format,
                                   struct repr_result *ret)
{
    const struct repr_result *said = &value->record.said;

    if (format != 'r' && format != 's')
        return error_create(ERROR_CORRUPT,
                            "$%zu has changed or gone since it was printed, and only what print "
                            "said of it is left: there is no /%c of that",
                            value->recorded, format);
    *ret = repr_result_copy(said);
    return NULL;
}

static struct error *format_value(struct session *s, const struct expr_result *value,
                                  const struct print_options *options, char format,
                                  struct repr_result *ret)
{
    struct repr *repr;
    struct error *error;

    if (value->record.said.text != NULL)
        return take_recorded(value, format, ret);
    repr = repr_create(s->runtime, options->limits);
    error = expr_format(repr, &value->value, format, ret);
    repr_destroy(repr);
    return error;
}

void print_recorded(const struct session *s, const struct expr_result *value, struct emitter *e)
{
    if (value->recorded != 0)
        emit_textf(e, STYLE_WARNING, "($%zu as it was when it was printed: %s.)\n", value->recorded,
                   s->told_end ? "the process has ended since"
                               : "its object has changed since, or has gone and left its place to "
                                 "another");
}

/* What there is to say of the answer itself. */
static void put_remarks(const struct session *s, const struct expr_result *value,
                        const char *before, struct emitter *e)
{
    emit_hidden_bool(e, "scanned", value->scanned);
    emit_hidden_bool(e, "unordered", value->unordered);
    emit_hidden_bool(e, "described", value->described);
    emit_hidden_bool(e, "recorded", value->recorded != 0);
    if (value->scanned || value->unordered || value->recorded != 0)
        emit_text(e, before);
    if (value->scanned)
        emit_textf(e, STYLE_DIM,
                   "(A key was searched for among all: its hash cannot be computed here.)\n");
    if (value->unordered)
        emit_textf(e, STYLE_DIM, "(Python may have a set that is made here in another order.)\n");
    print_recorded(s, value, e);
}

struct error *print_value(struct session *s, struct expr_result *value,
                          const struct print_request *request, size_t number, struct emitter *e)
{
    size_t width = request->options.width;
    struct repr_result result;

    TRY(format_value(s, value, &request->options, request->format, &result));

    CLEANUP_FREE char *before = number != 0 ? xasprintf("$%zu = ", number) : xstrdup("");

    if (number != 0) {
        emit_as(e, "num", STYLE_NUMBER, EMIT_OF_UINT(number), "$%zu", number);
        emit_text(e, " = ");
    }
    emit_hidden_string(e, "type", result.type);
    if (request->format == 's' && strpbrk(result.text, "\n\t") != NULL) {
        emit_hidden_string(e, "value", result.text);
        print_lines(e, STYLE_VALUE, result.text);
    } else if (width == 0) {
        emit_string(e, "value", STYLE_VALUE, result.text);
    } else {
        emit_hidden_string(e, "value", result.text);
        wrap_text(e, STYLE_VALUE, result.text, strlen(before), width);
    }
    if (value->value.kind == VALUE_OBJECT) {
        CLEANUP_FREE char *address = xasprintf("0x%llx", (unsigned long long)value->value.object);

        emit_hidden_string(e, "address", address);
    } else {
        emit_hidden_null(e, "address");
    }
    variables_emit_cut(e, result.cut);
    if (number != 0)
        emit_text(e, "\n");
    put_remarks(s, value, number != 0 ? "" : "\n", e);
    expr_record(s->runtime, request->options.limits, request->format == 'r' ? &result : NULL,
                value);
    repr_result_deinit(&result);
    return NULL;
}

/* /FMT, as gdb has it behind a command's name; *ret stays without one. */
static struct error *take_format(const char **args, char *ret)
{
    size_t length;

    if (**args != '/')
        return NULL;
    length = strcspn(*args + 1, " \t");
    *ret = (*args)[1];
    if (length != 1 || strchr(EXPR_FORMATS, *ret) == NULL)
        return error_create(ERROR_USAGE,
                            "there is no format \"/%.*s\"; there are /x /o /t (or /b) /d /c for "
                            "ints, /s for a str without quotes, /r for repr(), /a for the address",
                            (int)length, *args + 1);
    *args = words_skip_blanks(*args + 1 + length);
    return NULL;
}

/* gdb has the options before the format, and the format often stands at the name. */
struct error *print_request_parse(const struct session *s, const char **args,
                                  struct print_request *ret)
{
    ret->format = 'r';
    TRY(take_format(args, &ret->format));
    TRY(print_options_parse(s, args, &ret->options));
    return take_format(args, &ret->format);
}

void print_request_complete(struct session *s, struct completions *c)
{
    const char *line = c->line;
    char format;

    if (error_ignore(take_format(&line, &format)) && !print_options_complete(s, c, &line) &&
        error_ignore(take_format(&line, &format)))
        expression_complete(s, c, line);
}
