/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/emit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

void emit_begin_object(struct emitter *e, const char *name)
{
    e->depth++;
    e->ops->begin(e, name, false);
}

void emit_begin_list(struct emitter *e, const char *name)
{
    e->depth++;
    e->ops->begin(e, name, true);
}

void emit_begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                      size_t count)
{
    e->depth++;
    e->ops->begin_table(e, name, columns, count);
}

void emit_end(struct emitter *e)
{
    e->depth--;
    e->ops->end(e);
}

void emit_end_to(struct emitter *e, unsigned depth)
{
    while (e->depth > depth)
        emit_end(e);
}

void emit_int(struct emitter *e, const char *name, enum style style, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    e->ops->field(e, name, style, text, EMIT_OF_INT(value));
}

void emit_uint(struct emitter *e, const char *name, enum style style, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    e->ops->field(e, name, style, text, EMIT_OF_UINT(value));
}

void emit_string(struct emitter *e, const char *name, enum style style, const char *value)
{
    if (value != NULL)
        e->ops->field(e, name, style, value, EMIT_OF_STRING(value));
    else
        e->ops->field(e, name, style, "", EMIT_OF_NULL);
}

void emit_address(struct emitter *e, const char *name, enum style style, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "0x%" PRIx64, value);
    e->ops->field(e, name, style, text, EMIT_OF_STRING(text));
}

void emit_as(struct emitter *e, const char *name, enum style style, struct emit_value value,
             const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    e->ops->field(e, name, style, text, value);
}

void emit_hidden_bool(struct emitter *e, const char *name, bool value)
{
    e->ops->field(e, name, STYLE_PLAIN, NULL, EMIT_OF_BOOL(value));
}

void emit_hidden_int(struct emitter *e, const char *name, int64_t value)
{
    e->ops->field(e, name, STYLE_PLAIN, NULL, EMIT_OF_INT(value));
}

void emit_hidden_uint(struct emitter *e, const char *name, uint64_t value)
{
    e->ops->field(e, name, STYLE_PLAIN, NULL, EMIT_OF_UINT(value));
}

void emit_hidden_string(struct emitter *e, const char *name, const char *value)
{
    struct emit_value json = value != NULL ? EMIT_OF_STRING(value) : EMIT_OF_NULL;

    e->ops->field(e, name, STYLE_PLAIN, NULL, json);
}

void emit_hidden_null(struct emitter *e, const char *name)
{
    e->ops->field(e, name, STYLE_PLAIN, NULL, EMIT_OF_NULL);
}

void emit_text(struct emitter *e, const char *text)
{
    e->ops->text(e, STYLE_PLAIN, text);
}

void emit_textf(struct emitter *e, enum style style, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    e->ops->text(e, style, text);
}

void emit_quoted(struct emitter *e, enum style style, const char *text)
{
    CLEANUP_FREE char *escaped = text_escaped(text);

    e->ops->text(e, style, escaped);
}

void emit_warning(struct emitter *e, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    e->ops->warning(e, text);
}

bool emit_enough(struct emitter *e)
{
    return e->ops->enough(e);
}

void emit_flush(struct emitter *e)
{
    if (e->ops->flush != NULL)
        e->ops->flush(e);
}
