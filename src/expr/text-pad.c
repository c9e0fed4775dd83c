/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of str and bytes that fill up to a width: Objects/stringlib/transmogrify.h. */
#include <string.h>

#include "base/memory.h"
#include "expr/text-methods.h"
#include "expr/writer.h"

/* What was written as one of the object's type. */
static struct error *take(struct method_call *m, const struct writer *w)
{
    return text_method_make(m, w->text, w->count, m->ret);
}

/* One given character, or a blank; *known false: it is something else. */
static struct error *take_fill(struct method_call *m, uint32_t *ret, bool *known)
{
    struct text fill;

    *ret = ' ';
    *known = true;
    if (m->call->count < 2)
        return NULL;
    TRY(text_method_argument(m, 1, &fill, known));
    if (*known && fill.count != 1 && !m->of.bytes)
        return EXPR_TYPE_ERROR("The fill character must be exactly one character long");
    *known = *known && fill.count == 1;
    if (*known)
        *ret = fill.data[0];
    return NULL;
}

/* The width that it is to have, which is no less than it has. */
static struct error *take_width(struct method_call *m, size_t *ret)
{
    int64_t width;

    TRY(expr_to_index(m->e, &m->call->args[0], &width));
    *ret = m->of.count;
    if (width <= (int64_t)m->of.count)
        return NULL;
    if (width == INT64_MAX)
        return EXPR_OVERFLOW_ERROR("Python int too large to convert to C ssize_t");
    *ret = (size_t)width;
    return expr_room(m->e, *ret, 3 * sizeof(uint32_t));
}

/* ljust(), rjust(), center(). */
METHOD(text_method_pad)
{
    struct writer w = {.e = m->e};
    size_t width, missing, left;
    uint32_t fill;
    bool known;

    if (m->call->count != 1 && m->call->count != 2)
        return refuse(m);
    TRY(take_width(m, &width));
    TRY(take_fill(m, &fill, &known));
    if (!known)
        return refuse(m);
    missing = width - m->of.count;
    left = m->name[0] == 'l'   ? 0
           : m->name[0] == 'r' ? missing
                               : missing / 2 + (missing & width & 1);
    TRY(writer_put_many(&w, fill, (int64_t)left));
    TRY(writer_put(&w, m->of.data, m->of.count));
    TRY(writer_put_many(&w, fill, (int64_t)(missing - left)));
    return take(m, &w);
}

METHOD(text_method_zfill)
{
    struct writer w = {.e = m->e};
    size_t width, sign;

    if (m->call->count != 1)
        return refuse(m);
    TRY(take_width(m, &width));
    sign = m->of.count > 0 && (m->of.data[0] == '+' || m->of.data[0] == '-');
    TRY(writer_put(&w, m->of.data, sign));
    TRY(writer_put_many(&w, '0', (int64_t)(width - m->of.count)));
    TRY(writer_put(&w, m->of.data + sign, m->of.count - sign));
    return take(m, &w);
}

METHOD(text_method_expandtabs)
{
    struct writer w = {.e = m->e};
    const struct value *given;
    int64_t size = 8, column = 0;

    if (!text_method_keyword(m, "tabsize", &given) || m->call->count > 1)
        return refuse(m);
    if (given != NULL)
        TRY(expr_to_index(m->e, given, &size));
    if (size > INT32_MAX || size < INT32_MIN)
        return EXPR_OVERFLOW_ERROR("Python int too large to convert to C int");
    for (size_t i = 0; i < m->of.count; i++) {
        uint32_t c = m->of.data[i];
        int64_t blanks = size > 0 ? size - column % size : 0;

        if (c != '\t') {
            TRY(writer_put(&w, &c, 1));
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            continue;
        }
        TRY(expr_step(m->e));
        TRY(expr_room(m->e, (size_t)blanks, 3 * sizeof(uint32_t)));
        TRY(writer_put_many(&w, ' ', blanks));
        column += blanks;
    }
    return take(m, &w);
}
