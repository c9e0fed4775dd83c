/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods of str and bytes that look for a part: Objects/stringlib/find.h, partition.h. */
#include <string.h>

#include "base/memory.h"
#include "expr/text-methods.h"

/* An int stands for the byte; *is: it is one. */
static struct error *take_byte(struct method_call *m, struct text *ret, bool *is)
{
    const struct value *given = &m->call->args[0];
    uint32_t *data;
    struct value loaded;
    int64_t byte;

    *is = false;
    if (!m->of.bytes || m->e->old)
        return NULL;
    TRY(expr_load(m->e, given, &loaded));
    *is = value_is_integer(&loaded);
    if (!*is)
        return NULL;
    if (!value_to_i64(&loaded, &byte) || byte < 0 || byte > 255)
        return EXPR_VALUE_ERROR("byte must be in range(0, 256)");
    data = arena_take(m->e->arena, sizeof *data);
    *data = (uint32_t)byte;
    *ret = (struct text){data, 1, true, false};
    return NULL;
}

/* What can be no text at all. */
static struct error *check_part(struct method_call *m)
{
    struct value loaded;

    TRY(expr_load(m->e, &m->call->args[0], &loaded));
    switch (loaded.kind) {
    case VALUE_NONE:
    case VALUE_FLOAT:
    case VALUE_LIST:
    case VALUE_TUPLE:
        break;
    case VALUE_BOOL:
    case VALUE_INT:
        if (!m->of.bytes || m->e->old)
            break;
        return NULL;
    default:
        return NULL;
    }
    return m->of.bytes
               ? EXPR_TYPE_ERROR("argument should be integer or bytes-like object, not '%s'",
                                 expr_type_name(m->e, &m->call->args[0]))
               : EXPR_TYPE_ERROR("must be str, not %s", expr_type_name(m->e, &m->call->args[0]));
}

static bool is_at(const struct text *text, const struct text *part, size_t at)
{
    return part->count == 0 ||
           memcmp(text->data + at, part->data, part->count * sizeof *part->data) == 0;
}

/* The last place; end: nowhere. */
static size_t find_last(const struct text *text, const struct text *part, size_t from, size_t end)
{
    if (end < part->count)
        return end;
    for (size_t at = end - part->count + 1; at-- > from;)
        if (is_at(text, part, at))
            return at;
    return end;
}

/* Those that do not lie over one another. */
static struct error *count_parts(struct method_call *m, const struct text *part, size_t from,
                                 size_t end, struct value *ret)
{
    uint64_t count = 0;
    size_t at = from;

    if (part->count == 0) {
        *ret = value_of_u64(end - from + 1);
        return NULL;
    }
    while ((at = text_method_find(&m->of, part, at, end)) < end) {
        TRY(expr_step(m->e));
        count++;
        at += part->count;
    }
    *ret = value_of_u64(count);
    return NULL;
}

/* find(), rfind(), index(), rindex(), count(). */
METHOD(text_method_find_in)
{
    bool last = m->name[0] == 'r', counts = strcmp(m->name, "count") == 0;
    bool must = strstr(m->name, "index") != NULL, is_same, found;
    size_t start, end, at;
    struct text part;

    if (m->call->count < 1 || m->call->count > 3)
        return refuse(m);
    TRY(check_part(m));
    TRY(take_byte(m, &part, &is_same));
    if (!is_same)
        TRY(text_method_part(m, 0, &part, &is_same));
    if (!is_same)
        return refuse(m);
    TRY(text_method_limits(m, &start, &end));
    found = start <= end && part.count <= end - start;
    if (counts && found)
        return count_parts(m, &part, start, end, m->ret);
    if (found) {
        at = last ? find_last(&m->of, &part, start, end)
                  : text_method_find(&m->of, &part, start, end);
        found = at < end || part.count == 0;
        *m->ret = value_of_u64(at);
    }
    if (!found && must)
        return EXPR_VALUE_ERROR("%s", m->of.bytes && !m->e->old ? "subsection not found"
                                                                : "substring not found");
    if (!found)
        *m->ret = value_of_i64(counts ? 0 : -1);
    return NULL;
}

/* partition(), rpartition(). */
METHOD(text_method_partition)
{
    bool last = m->name[0] == 'r', is_same;
    struct text part;
    struct value *items;
    size_t at, count = m->of.count;

    if (m->call->count != 1)
        return refuse(m);
    TRY(text_method_part(m, 0, &part, &is_same));
    if (!is_same)
        return refuse(m);
    if (part.count == 0)
        return EXPR_VALUE_ERROR("empty separator");
    at = last ? find_last(&m->of, &part, 0, count) : text_method_find(&m->of, &part, 0, count);
    items = arena_take(m->e->arena, 3 * sizeof *items);
    *m->ret = value_of_items(VALUE_TUPLE, items, 3);
    if (at == count) {
        /* The object itself, whatever its class. */
        for (size_t i = 0; i < 3; i++)
            TRY(text_method_make(m, m->of.data, 0, &items[i]));
        if (m->of.array)
            return text_method_make(m, m->of.data, count, &items[last ? 2 : 0]);
        items[last ? 2 : 0] = *m->self;
        return NULL;
    }
    TRY(text_method_make(m, m->of.data, at, &items[0]));
    items[1] = m->call->args[0];
    if (m->of.array)
        TRY(text_method_make(m, part.data, part.count, &items[1]));
    return text_method_make(m, m->of.data + at + part.count, count - at - part.count, &items[2]);
}

/* removeprefix(), removesuffix(). */
METHOD(text_method_remove)
{
    bool first = strcmp(m->name, "removeprefix") == 0, is_same;
    struct text part;
    size_t start = 0, count = m->of.count;

    if (m->call->count != 1)
        return refuse(m);
    TRY(text_method_argument(m, 0, &part, &is_same));
    if (!is_same)
        return refuse(m);
    if (part.count <= count && is_at(&m->of, &part, first ? 0 : count - part.count)) {
        start = first ? part.count : 0;
        count -= part.count;
    }
    return text_method_make(m, m->of.data + start, count, m->ret);
}
