/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of str and bytes that take it apart: Objects/stringlib/split.h, unicodeobject.c. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/text-methods.h"

/* ---- white space and other ends */

static bool is_end(const struct text *of, const struct text *characters, uint32_t c)
{
    if (characters == NULL)
        return text_method_is_space(of, c);
    for (size_t i = 0; i < characters->count; i++)
        if (characters->data[i] == c)
            return true;
    return false;
}

/* strip(), lstrip(), rstrip(). */
METHOD(text_method_strip)
{
    bool left = m->name[0] != 'r', right = m->name[0] != 'l';
    const struct text *characters = NULL;
    size_t start = 0, end = m->of.count;
    struct value loaded = {.kind = VALUE_NONE};
    struct text given;
    bool is_same;

    if (m->call->count > 1)
        return refuse(m);
    if (m->call->count == 1)
        TRY(expr_load(m->e, &m->call->args[0], &loaded));
    if (loaded.kind != VALUE_NONE) {
        TRY(text_method_part(m, 0, &given, &is_same));
        if (!is_same)
            return refuse(m);
        characters = &given;
    } else if (!text_method_knows_spaces(m)) {
        return text_method_needs_tables(m);
    }
    while (left && start < end && is_end(&m->of, characters, m->of.data[start]))
        start++;
    while (right && start < end && is_end(&m->of, characters, m->of.data[end - 1]))
        end--;
    return text_method_make(m, m->of.data + start, end - start, m->ret);
}

/* ---- parts */

static struct error *add_part(struct method_call *m, struct value_list *list, size_t start,
                              size_t end)
{
    struct value part;

    TRY(expr_step(m->e));
    TRY(text_method_make(m, m->of.data + start, end - start, &part));
    return expr_list_add(m->e, list, part);
}

/* stringlib_split_whitespace() */
static struct error *split_at_spaces(struct method_call *m, int64_t max, struct value_list *list)
{
    size_t at = 0, start;

    for (;;) {
        while (at < m->of.count && text_method_is_space(&m->of, m->of.data[at]))
            at++;
        if (at == m->of.count)
            return NULL;
        start = at;
        /* What is left keeps its end. */
        if (max-- == 0)
            return add_part(m, list, start, m->of.count);
        while (at < m->of.count && !text_method_is_space(&m->of, m->of.data[at]))
            at++;
        TRY(add_part(m, list, start, at));
    }
}

static struct error *rsplit_at_spaces(struct method_call *m, int64_t max, struct value_list *list)
{
    size_t at = m->of.count, end;

    for (;;) {
        while (at > 0 && text_method_is_space(&m->of, m->of.data[at - 1]))
            at--;
        if (at == 0)
            return NULL;
        end = at;
        if (max-- == 0)
            return add_part(m, list, 0, end);
        while (at > 0 && !text_method_is_space(&m->of, m->of.data[at - 1]))
            at--;
        TRY(add_part(m, list, at, end));
    }
}

static struct error *split_at(struct method_call *m, const struct text *separator, int64_t max,
                              struct value_list *list)
{
    size_t start = 0, at, end = m->of.count;

    while (max-- != 0 && (at = text_method_find(&m->of, separator, start, end)) < end) {
        TRY(add_part(m, list, start, at));
        start = at + separator->count;
    }
    return add_part(m, list, start, end);
}

static struct error *rsplit_at(struct method_call *m, const struct text *separator, int64_t max,
                               struct value_list *list)
{
    size_t size = separator->count * sizeof *separator->data, end = m->of.count, at = end;

    while (max != 0 && at >= separator->count) {
        if (memcmp(m->of.data + at - separator->count, separator->data, size) != 0) {
            at--;
            continue;
        }
        TRY(add_part(m, list, at, end));
        at -= separator->count;
        end = at;
        max--;
    }
    return add_part(m, list, 0, end);
}

static void turn(struct value_list *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        struct value first = list->data[i];

        list->data[i] = list->data[list->count - 1 - i];
        list->data[list->count - 1 - i] = first;
    }
}

static struct error *split(struct method_call *m, bool from_end)
{
    const struct value *given = expr_keyword(m->call, "sep");
    const struct value *limit = expr_keyword(m->call, "maxsplit");
    struct value_list list = {0};
    struct value loaded = {.kind = VALUE_NONE};
    struct text separator;
    int64_t max = -1;
    bool is_same;

    /* 2.7 knows no keywords here. */
    if (m->call->count > 2 || (m->e->old && m->call->keyword_count > 0) ||
        m->call->keyword_count != (size_t)(given != NULL) + (limit != NULL) ||
        (given != NULL && m->call->count > 0) || (limit != NULL && m->call->count > 1))
        return refuse(m);
    if (m->call->count > 0)
        given = &m->call->args[0];
    if (m->call->count > 1)
        limit = &m->call->args[1];
    if (limit != NULL)
        TRY(expr_to_index(m->e, limit, &max));
    if (max < 0)
        max = -1;
    if (given != NULL)
        TRY(expr_load(m->e, given, &loaded));
    if (loaded.kind == VALUE_NONE) {
        if (!text_method_knows_spaces(m))
            return text_method_needs_tables(m);
        TRY(from_end ? rsplit_at_spaces(m, max, &list) : split_at_spaces(m, max, &list));
    } else {
        TRY(text_method_take(m->e, given, &separator, &is_same));
        if (!is_same || separator.bytes != m->of.bytes || separator.count > TEXT_PART_MAX)
            return refuse(m);
        if (separator.count == 0)
            return EXPR_VALUE_ERROR("empty separator");
        TRY(from_end ? rsplit_at(m, &separator, max, &list) : split_at(m, &separator, max, &list));
    }
    if (from_end)
        turn(&list);
    *m->ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

METHOD(text_method_split)
{
    return split(m, false);
}

METHOD(text_method_rsplit)
{
    return split(m, true);
}

/* ---- lines */

/* Py_UNICODE_ISLINEBREAK(); of bytes only the line ends of ASCII. */
static bool is_line_end(const struct text *of, uint32_t c)
{
    if (c == '\n' || c == '\r')
        return true;
    return !of->bytes && (c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e) || c == 0x85 ||
                          c == 0x2028 || c == 0x2029);
}

METHOD(text_method_splitlines)
{
    struct value_list list = {0};
    const struct value *given;
    struct value loaded;
    size_t start = 0, at = 0, count = m->of.count;
    bool keep = false;

    if (!text_method_keyword(m, "keepends", &given) || m->call->count > 1)
        return refuse(m);
    if (given != NULL) {
        TRY(expr_load(m->e, given, &loaded));
        if (!value_is_integer(&loaded))
            return refuse(m);
        TRY(expr_truth(m->e, &loaded, &keep));
    }
    while (start < count) {
        size_t end;

        while (at < count && !is_line_end(&m->of, m->of.data[at]))
            at++;
        end = at;
        if (at < count)
            at += m->of.data[at] == '\r' && at + 1 < count && m->of.data[at + 1] == '\n' ? 2 : 1;
        TRY(add_part(m, &list, start, keep ? at : end));
        start = at;
    }
    *m->ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}
