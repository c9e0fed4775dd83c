/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Methods of str and bytes that need nothing of the target to run: Objects/unicodeobject.c,
 * bytesobject.c, stringlib/. What is not exactly as Python has it is left to the refusal of all
 * calls: a subclass, an argument of another type, letters that are not ASCII.
 */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "expr/text-methods.h"

/* Characters that are looked for: the search in a long text takes the product of the two at worst.
 */
#define PART_MAX 1000

struct error *text_method_take(struct expr *e, const struct value *value, struct text *ret,
                               bool *is_text)
{
    const struct type *type;
    struct value loaded;

    *is_text = false;
    if (value->kind == VALUE_OBJECT) {
        TRY(types_of(e->types, value->object, &type));
        if (!type->builtin || (type->kind != KIND_STR && type->kind != KIND_BYTES))
            return NULL;
    }
    TRY(expr_load(e, value, &loaded));
    if (loaded.kind == VALUE_STR) {
        *ret = (struct text){loaded.str.characters, loaded.str.count, false};
        *is_text = true;
    } else if (loaded.kind == VALUE_BYTES && !loaded.is_array) {
        TRY(expr_room(e, loaded.bytes.count, sizeof(uint32_t)));

        uint32_t *data = arena_take(e->arena, loaded.bytes.count * sizeof *data);

        for (size_t i = 0; i < loaded.bytes.count; i++)
            data[i] = loaded.bytes.data[i];
        *ret = (struct text){data, loaded.bytes.count, true};
        *is_text = true;
    }
    return NULL;
}

/* An argument of the same type as the object; false: another one. */
static struct error *take_argument(struct method_call *m, size_t index, struct text *ret,
                                   bool *is_same)
{
    TRY(text_method_take(m->e, &m->call->args[index], ret, is_same));
    *is_same = *is_same && ret->bytes == m->of.bytes;
    return NULL;
}

/* Part of a text, or one of this room's own. */
static struct error *make_text(struct method_call *m, const uint32_t *data, size_t count,
                               struct value *ret)
{
    *ret = (struct value){.kind = VALUE_STR, .str = {data, count}};
    if (!m->of.bytes)
        return NULL;
    TRY(expr_room(m->e, count, 1));

    uint8_t *bytes = arena_take(m->e->arena, count);

    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)data[i];
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {bytes, count}};
    return NULL;
}

bool text_method_is_ascii(const struct text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->data[i] >= 0x80)
            return false;
    return true;
}

/* Where the part is, from an index on; count: nowhere. */
static size_t find(const struct text *text, const struct text *part, size_t from)
{
    const char *start = (const char *)text->data;
    size_t at = from * sizeof *text->data, end = text->count * sizeof *text->data;

    while (at <= end) {
        const char *found =
            memmem(start + at, end - at, part->data, part->count * sizeof *part->data);

        if (found == NULL)
            break;
        at = (size_t)(found - start);
        if (at % sizeof *text->data == 0)
            return at / sizeof *text->data;
        at++;
    }
    return text->count;
}

/* ---- case */

static struct error *change_case(struct method_call *m, uint32_t first, uint32_t by)
{
    if (m->call->count != 0 || (!m->of.bytes && !text_method_is_ascii(&m->of)))
        return refuse(m);
    TRY(expr_room(m->e, m->of.count, sizeof(uint32_t)));

    uint32_t *data = arena_copy(m->e->arena, m->of.data, m->of.count * sizeof *data);

    for (size_t i = 0; i < m->of.count; i++)
        if (data[i] >= first && data[i] < first + 26)
            data[i] += by;
    return make_text(m, data, m->of.count, m->ret);
}

static METHOD(run_upper)
{
    return change_case(m, 'a', (uint32_t)('A' - 'a'));
}

static METHOD(run_lower)
{
    return change_case(m, 'A', 'a' - 'A');
}

/* ---- white space and other ends */

/* Py_ISSPACE(), Py_UNICODE_ISSPACE(). */
static bool is_space(const struct text *text, uint32_t c)
{
    static const uint32_t others[] = {0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};

    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return true;
    if (text->bytes)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (c == others[i])
            return true;
    return (c >= 0x1c && c <= 0x1f) || (c >= 0x2000 && c <= 0x200a);
}

static bool is_end(const struct text *of, const struct text *characters, uint32_t c)
{
    if (characters == NULL)
        return is_space(of, c);
    for (size_t i = 0; i < characters->count; i++)
        if (characters->data[i] == c)
            return true;
    return false;
}

/* What white space is beyond ASCII depends on the version of Unicode in 2.7. */
static bool knows_spaces(const struct method_call *m)
{
    return !m->e->old || text_method_is_ascii(&m->of);
}

static struct error *strip(struct method_call *m, bool left, bool right)
{
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
        TRY(take_argument(m, 0, &given, &is_same));
        if (!is_same || given.count > PART_MAX)
            return refuse(m);
        characters = &given;
    } else if (!knows_spaces(m)) {
        return refuse(m);
    }
    while (left && start < end && is_end(&m->of, characters, m->of.data[start]))
        start++;
    while (right && start < end && is_end(&m->of, characters, m->of.data[end - 1]))
        end--;
    return make_text(m, m->of.data + start, end - start, m->ret);
}

static METHOD(run_strip)
{
    return strip(m, true, true);
}

static METHOD(run_lstrip)
{
    return strip(m, true, false);
}

static METHOD(run_rstrip)
{
    return strip(m, false, true);
}

/* ---- parts */

static struct error *add_part(struct method_call *m, struct value_list *list, size_t start,
                              size_t end)
{
    struct value part;

    TRY(expr_step(m->e));
    TRY(make_text(m, m->of.data + start, end - start, &part));
    return expr_list_add(m->e, list, part);
}

/* stringlib_split_whitespace() */
static struct error *split_at_spaces(struct method_call *m, int64_t max, struct value_list *list)
{
    size_t at = 0, start;

    for (;;) {
        while (at < m->of.count && is_space(&m->of, m->of.data[at]))
            at++;
        if (at == m->of.count)
            return NULL;
        start = at;
        /* What is left keeps its end. */
        if (max-- == 0)
            return add_part(m, list, start, m->of.count);
        while (at < m->of.count && !is_space(&m->of, m->of.data[at]))
            at++;
        TRY(add_part(m, list, start, at));
    }
}

static struct error *split_at(struct method_call *m, const struct text *separator, int64_t max,
                              struct value_list *list)
{
    size_t start = 0, at;

    while (max-- != 0 && (at = find(&m->of, separator, start)) < m->of.count) {
        TRY(add_part(m, list, start, at));
        start = at + separator->count;
    }
    return add_part(m, list, start, m->of.count);
}

static METHOD(run_split)
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
        if (!knows_spaces(m))
            return refuse(m);
        TRY(split_at_spaces(m, max, &list));
    } else {
        TRY(text_method_take(m->e, given, &separator, &is_same));
        if (!is_same || separator.bytes != m->of.bytes || separator.count > PART_MAX)
            return refuse(m);
        if (separator.count == 0)
            return EXPR_VALUE_ERROR("empty separator");
        TRY(split_at(m, &separator, max, &list));
    }
    *m->ret = value_of_items(VALUE_LIST, list.data, list.count);
    return NULL;
}

static METHOD(run_join)
{
    struct value_list list = {0};
    size_t count = 0, at = 0;
    bool is_text = true;

    if (m->call->count != 1)
        return refuse(m);
    TRY(expr_collect(m->e, &m->call->args[0], &list));
    TRY(expr_room(m->e, list.count, sizeof(struct text)));

    struct text *parts = arena_take(m->e->arena, list.count * sizeof *parts);

    for (size_t i = 0; i < list.count; i++) {
        TRY(text_method_take(m->e, &list.data[i], &parts[i], &is_text));
        if (!is_text || parts[i].bytes != m->of.bytes)
            return refuse(m);
        count += parts[i].count + (i > 0 ? m->of.count : 0);
    }
    TRY(expr_room(m->e, count, sizeof(uint32_t)));

    uint32_t *data = arena_take(m->e->arena, count * sizeof *data);

    for (size_t i = 0; i < list.count; i++) {
        if (i > 0 && m->of.count > 0)
            memcpy(data + at, m->of.data, m->of.count * sizeof *data);
        at += i > 0 ? m->of.count : 0;
        if (parts[i].count > 0)
            memcpy(data + at, parts[i].data, parts[i].count * sizeof *data);
        at += parts[i].count;
    }
    return make_text(m, data, count, m->ret);
}

/* ---- ends */

static bool has_end(const struct text *of, const struct text *part, bool at_start)
{
    return part->count <= of->count &&
           (part->count == 0 || memcmp(of->data + (at_start ? 0 : of->count - part->count),
                                       part->data, part->count * sizeof *part->data) == 0);
}

/* One, or any of a tuple of them. */
static struct error *match_end(struct method_call *m, bool at_start)
{
    struct value_list list = {0};
    enum type_kind kind;
    bool is_text, found = false;
    struct text part;

    if (m->call->count != 1)
        return refuse(m);
    TRY(expr_kind(m->e, &m->call->args[0], &kind));
    if (kind == KIND_TUPLE)
        TRY(expr_collect_stored(m->e, &m->call->args[0], &list));
    else
        TRY(expr_list_add(m->e, &list, m->call->args[0]));
    for (size_t i = 0; i < list.count && !found; i++) {
        TRY(text_method_take(m->e, &list.data[i], &part, &is_text));
        if (!is_text || part.bytes != m->of.bytes)
            return refuse(m);
        found = has_end(&m->of, &part, at_start);
    }
    *m->ret = value_of_bool(found);
    return NULL;
}

static METHOD(run_startswith)
{
    return match_end(m, true);
}

static METHOD(run_endswith)
{
    return match_end(m, false);
}

/* ---- replace */

static METHOD(run_replace)
{
    struct text old, new;
    bool is_same = false;
    size_t matches = 0, at = 0, to = 0;
    int64_t max = -1;

    if (m->call->count != 2 && m->call->count != 3)
        return refuse(m);
    TRY(take_argument(m, 0, &old, &is_same));
    if (is_same)
        TRY(take_argument(m, 1, &new, &is_same));
    /* Between all characters: not followed. */
    if (!is_same || old.count == 0 || old.count > PART_MAX)
        return refuse(m);
    if (m->call->count == 3)
        TRY(expr_to_index(m->e, &m->call->args[2], &max));
    for (; (max < 0 || matches < (uint64_t)max) && (at = find(&m->of, &old, at)) < m->of.count;
         at += old.count) {
        TRY(expr_step(m->e));
        matches++;
    }

    size_t kept = m->of.count - matches * old.count;

    /* Both factors are bounded by what fits in our memory. */
    if (new.count > 0 && matches > SIZE_MAX / sizeof(uint32_t) / 4 / new.count)
        return refuse(m);
    TRY(expr_room(m->e, kept + matches * new.count, sizeof(uint32_t)));

    uint32_t *data = arena_take(m->e->arena, (kept + matches * new.count) * sizeof *data);
    size_t start = 0;

    for (size_t i = 0; i < matches; i++) {
        at = find(&m->of, &old, start);
        memcpy(data + to, m->of.data + start, (at - start) * sizeof *data);
        to += at - start;
        if (new.count > 0)
            memcpy(data + to, new.data, new.count * sizeof *data);
        to += new.count;
        start = at + old.count;
    }
    if (start < m->of.count)
        memcpy(data + to, m->of.data + start, (m->of.count - start) * sizeof *data);
    return make_text(m, data, to + m->of.count - start, m->ret);
}

static METHOD(run_format)
{
    if (m->of.bytes && !m->e->old)
        return refuse(m);
    return expr_str_format(m->e, m->of.data, m->of.count, m->of.bytes, m->call, NULL, m->ret);
}

static METHOD(run_format_map)
{
    if (m->e->old || m->of.bytes || m->call->count != 1)
        return refuse(m);
    return expr_str_format(m->e, m->of.data, m->of.count, false, m->call, &m->call->args[0],
                           m->ret);
}

struct error *expr_text_method(struct expr *e, const struct value *of, const char *name,
                               const struct call *call, bool *done, struct value *ret)
{
    static const struct {
        const char *name;
        METHOD((*run));
        bool keywords; /* it takes some */
    } methods[] = {
        {"decode", text_method_decode, true},
        {"encode", text_method_encode, true},
        {"endswith", run_endswith, false},
        {"format", run_format, true},
        {"format_map", run_format_map, false},
        {"join", run_join, false},
        {"lower", run_lower, false},
        {"lstrip", run_lstrip, false},
        {"replace", run_replace, false},
        {"rstrip", run_rstrip, false},
        {"split", run_split, true},
        {"startswith", run_startswith, false},
        {"strip", run_strip, false},
        {"upper", run_upper, false},
    };
    struct method_call m = {.e = e, .call = call, .ret = ret};
    bool is_text;

    *done = false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, name) != 0)
            continue;
        TRY(text_method_take(e, of, &m.of, &is_text));
        if (!is_text || (call->keyword_count > 0 && !methods[i].keywords))
            return NULL;
        TRY(methods[i].run(&m));
        *done = !m.refused;
        return NULL;
    }
    return NULL;
}
