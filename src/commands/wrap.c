/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/wrap.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* Containers within containers; deeper ones stay on their line. */
#define NESTING_MAX 50

struct wrap {
    struct emitter *e;
    enum style style;
    size_t width;
    unsigned nesting;
};

/* The end of the string literal that begins at text. */
static size_t skip_string(const char *text, size_t length)
{
    size_t i = 1;

    while (i < length && text[i] != text[0])
        i += text[i] == '\\' ? 2 : 1;
    return i < length ? i + 1 : length;
}

/* The first character of set outside of strings and brackets (an opening bracket itself counts as
 * outside), or length. */
static size_t find(const char *text, size_t length, const char *set)
{
    size_t depth = 0;

    for (size_t i = 0; i < length;) {
        char c = text[i];

        if (c == '\'' || c == '"') {
            i += skip_string(text + i, length - i);
            continue;
        }
        if (depth == 0 && c != '\0' && strchr(set, c) != NULL)
            return i;
        if (strchr("([{", c) != NULL)
            depth++;
        else if (strchr(")]}", c) != NULL && depth > 0)
            depth--;
        i++;
    }
    return length;
}

static size_t columns(const char *text, size_t length)
{
    CLEANUP_FREE char *copy = xstrndup(text, length);

    return text_width(copy);
}

static void put(const struct wrap *w, const char *text, size_t length)
{
    CLEANUP_FREE char *copy = xstrndup(text, length);

    emit_quoted(w->e, w->style, copy);
}

/* after: columns of what follows on the same line. */
static void put_value(struct wrap *w, const char *text, size_t length, size_t column, size_t after);

/* The elements between brackets, each on a line of its own that begins in that column. */
static void put_elements(struct wrap *w, const char *text, size_t length, size_t column,
                         size_t after)
{
    while (length > 0) {
        size_t size = find(text, length, ",");
        size_t comma = size < length ? 1 : 0;
        size_t next = size + comma;

        while (next < length && text[next] == ' ')
            next++;
        put_value(w, text, size, column, next < length ? comma : comma + after);
        put(w, text + size, comma);
        text += next;
        length -= next;
        if (length > 0)
            emit_textf(w->e, STYLE_PLAIN, "\n%*s", (int)column, "");
    }
}

static void put_value(struct wrap *w, const char *text, size_t length, size_t column, size_t after)
{
    size_t open = find(text, length, "([{");
    size_t inside = open < length ? find(text + open + 1, length - open - 1, ")]}") : 0;
    size_t end = open + 1 + inside;

    if (column + columns(text, length) + after <= w->width || open >= length || inside == 0 ||
        w->nesting >= NESTING_MAX) {
        put(w, text, length);
        return;
    }
    w->nesting++;
    put(w, text, open + 1);
    put_elements(w, text + open + 1, inside, column + columns(text, open + 1),
                 after + (end < length ? columns(text + end, length - end) : 0));
    w->nesting--;
    if (end < length)
        put(w, text + end, length - end);
}

void wrap_text(struct emitter *e, enum style style, const char *value, size_t column, size_t width)
{
    struct wrap w = {e, style, width, 0};

    if (width == 0)
        emit_quoted(e, style, value);
    else
        put_value(&w, value, strlen(value), column, 0);
}
