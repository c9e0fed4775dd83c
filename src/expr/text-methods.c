/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Methods of str, bytes and bytearray that need nothing of the target to run:
 * Objects/unicodeobject.c, bytesobject.c, stringlib/. What is not exactly as Python has it is left
 * to the refusal of all calls.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/text-methods.h"
#include "expr/writer.h"
#include "python/unicode.h"

struct error *text_method_needs_tables(const struct method_call *m)
{
    return error_create(ERROR_UNSUPPORTED,
                        "%s() of what is not ASCII goes by tables of the target's Python that are "
                        "not known: nothing is run there to know more",
                        m->name);
}

struct error *text_method_take(struct expr *e, const struct value *value, struct text *ret,
                               bool *is_text)
{
    struct value loaded;

    *is_text = false;
    TRY(expr_load(e, value, &loaded));
    if (loaded.kind == VALUE_STR) {
        *ret = (struct text){loaded.str.characters, loaded.str.count, false, false};
        *is_text = true;
    } else if (loaded.kind == VALUE_BYTES) {
        TRY(expr_room(e, loaded.bytes.count, sizeof(uint32_t)));

        uint32_t *data = arena_take(e->arena, loaded.bytes.count * sizeof *data);
        enum type_kind kind;

        for (size_t i = 0; i < loaded.bytes.count; i++)
            data[i] = loaded.bytes.data[i];
        TRY(expr_kind(e, value, &kind));
        *ret = (struct text){data, loaded.bytes.count, true, kind == KIND_BYTEARRAY};
        *is_text = true;
    }
    return NULL;
}

struct error *text_method_argument(struct method_call *m, size_t index, struct text *ret,
                                   bool *is_same)
{
    TRY(text_method_take(m->e, &m->call->args[index], ret, is_same));
    *is_same = *is_same && ret->bytes == m->of.bytes && (!m->e->old || !ret->array || m->of.array);
    return NULL;
}

struct error *text_method_part(struct method_call *m, size_t index, struct text *ret, bool *is_same)
{
    TRY(text_method_argument(m, index, ret, is_same));
    if (*is_same && ret->count > TEXT_PART_MAX)
        return error_create(ERROR_UNSUPPORTED, "%s() is not done with more than %d characters",
                            m->name, TEXT_PART_MAX);
    return NULL;
}

bool text_method_keyword(const struct method_call *m, const char *name, const struct value **ret)
{
    *ret = expr_keyword(m->call, name);
    /* 2.7 knows none. */
    if (m->call->keyword_count != (size_t)(*ret != NULL) ||
        (*ret != NULL && (m->e->old || m->call->count > 0)))
        return false;
    if (m->call->count > 0)
        *ret = &m->call->args[0];
    return true;
}

struct error *text_method_make(const struct method_call *m, const uint32_t *data, size_t count,
                               struct value *ret)
{
    *ret = (struct value){.kind = VALUE_STR, .str = {data, count}};
    if (!m->of.bytes)
        return NULL;
    TRY(expr_room(m->e, count, 1));

    uint8_t *bytes = arena_take(m->e->arena, count);

    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)data[i];
    *ret = (struct value){.kind = VALUE_BYTES, .is_array = m->of.array, .bytes = {bytes, count}};
    return NULL;
}

bool text_method_is_ascii(const struct text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->data[i] >= 0x80)
            return false;
    return true;
}

bool text_method_is_space(const struct text *of, uint32_t c)
{
    return of->bytes ? unicode_is_ascii_space(c) : unicode_is_space(c);
}

bool text_method_knows_spaces(const struct method_call *m)
{
    return !m->e->old || text_method_is_ascii(&m->of);
}

size_t text_method_find(const struct text *text, const struct text *part, size_t from, size_t end)
{
    const char *start = (const char *)text->data;
    size_t at = from * sizeof *text->data, limit = end * sizeof *text->data;

    while (at <= limit) {
        const char *found =
            memmem(start + at, limit - at, part->data, part->count * sizeof *part->data);

        if (found == NULL)
            break;
        at = (size_t)(found - start);
        if (at % sizeof *text->data == 0)
            return at / sizeof *text->data;
        at++;
    }
    return end;
}

struct error *text_method_limits(struct method_call *m, size_t *start, size_t *end)
{
    int64_t length = (int64_t)m->of.count, limits[2] = {0, length};

    for (size_t i = 1; i < m->call->count && i < 3; i++) {
        struct value loaded;

        TRY(expr_load_index(m->e, &m->call->args[i], &loaded));
        if (loaded.kind == VALUE_NONE)
            continue;
        if (!value_is_integer(&loaded)) {
            TRY(expr_check_special(m->e, &m->call->args[i], "__index__"));
            return EXPR_TYPE_ERROR("slice indices must be integers or None or have an __index__ "
                                   "method");
        }
        TRY(expr_to_index(m->e, &loaded, &limits[i - 1]));
        if (limits[i - 1] < 0)
            limits[i - 1] = limits[i - 1] < -length ? 0 : limits[i - 1] + length;
    }
    *start = (size_t)limits[0];
    *end = (size_t)(limits[1] > length ? length : limits[1]);
    return NULL;
}

/* ---- parts */

/* Of the index-th item, which is no text as the object is: what has a buffer may be joined to
 * bytes. */
static struct error *cannot_join(struct method_call *m, const struct value *item, size_t index)
{
    enum type_kind kind;

    TRY(expr_kind(m->e, item, &kind));
    if (m->e->old || (!m->of.bytes && kind == KIND_STR) ||
        (m->of.bytes && kind != KIND_STR && kind != KIND_INT && kind != KIND_NONE))
        return refuse(m);
    return EXPR_TYPE_ERROR("sequence item %zu: expected %s, %s found", index,
                           m->of.bytes ? "a bytes-like object" : "str instance",
                           expr_type_name(m->e, item));
}

static METHOD(run_join)
{
    struct value_list list = {0};
    size_t count = 0, at = 0;
    bool is_text = true;

    if (m->call->count != 1)
        return refuse(m);

    struct error *error = expr_collect(m->e, &m->call->args[0], &list);

    /* What a generator goes through is another matter. */
    if (error != NULL && list.count == 0 && m->call->args[0].kind != VALUE_ITERATOR &&
        strstr(error->message, "object is not iterable") != NULL) {
        error_destroy(error);
        return EXPR_TYPE_ERROR("can only join an iterable");
    }
    TRY(error);
    TRY(expr_room(m->e, list.count, sizeof(struct text)));

    struct text *parts = arena_take(m->e->arena, list.count * sizeof *parts);

    for (size_t i = 0; i < list.count; i++) {
        TRY(text_method_take(m->e, &list.data[i], &parts[i], &is_text));
        if (!is_text || parts[i].bytes != m->of.bytes || (m->e->old && parts[i].array))
            return cannot_join(m, &list.data[i], i);
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
    return text_method_make(m, data, count, m->ret);
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
    struct text part, of = m->of;
    size_t start, end;

    if (m->call->count < 1 || m->call->count > 3)
        return refuse(m);
    TRY(text_method_limits(m, &start, &end));
    if (start <= end)
        of = (struct text){m->of.data + start, end - start, m->of.bytes, m->of.array};
    TRY(expr_kind(m->e, &m->call->args[0], &kind));
    if (kind == KIND_TUPLE)
        TRY(expr_collect_stored(m->e, &m->call->args[0], &list));
    else
        TRY(expr_list_add(m->e, &list, m->call->args[0]));
    for (size_t i = 0; i < list.count && !found; i++) {
        TRY(text_method_take(m->e, &list.data[i], &part, &is_text));
        if (!is_text || part.bytes != m->of.bytes)
            return refuse(m);
        found = start <= end && has_end(&of, &part, at_start);
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

/* Puts it before each character and behind the last one, so many times at most. */
static struct error *interleave(struct method_call *m, const struct text *new, int64_t max)
{
    struct writer w = {.e = m->e};

    /* What an empty one and a count give depends on the version. */
    if (m->of.count == 0 && max >= 0)
        return refuse(m);
    for (size_t i = 0; i <= m->of.count; i++) {
        if (max < 0 || i < (uint64_t)max) {
            TRY(expr_step(m->e));
            TRY(writer_put(&w, new->data, new->count));
        }
        if (i < m->of.count)
            TRY(writer_put(&w, &m->of.data[i], 1));
    }
    return text_method_make(m, w.text, w.count, m->ret);
}

static METHOD(run_replace)
{
    struct text old, new;
    bool is_same = false;
    size_t matches = 0, at = 0, to = 0;
    int64_t max = -1;

    if (m->call->count != 2 && m->call->count != 3)
        return refuse(m);
    TRY(text_method_part(m, 0, &old, &is_same));
    if (is_same)
        TRY(text_method_argument(m, 1, &new, &is_same));
    if (!is_same)
        return refuse(m);
    if (m->call->count == 3)
        TRY(expr_to_index(m->e, &m->call->args[2], &max));
    if (old.count == 0)
        return interleave(m, &new, max);
    for (; (max < 0 || matches < (uint64_t)max) &&
           (at = text_method_find(&m->of, &old, at, m->of.count)) < m->of.count;
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
        at = text_method_find(&m->of, &old, start, m->of.count);
        memcpy(data + to, m->of.data + start, (at - start) * sizeof *data);
        to += at - start;
        if (new.count > 0)
            memcpy(data + to, new.data, new.count * sizeof *data);
        to += new.count;
        start = at + old.count;
    }
    if (start < m->of.count)
        memcpy(data + to, m->of.data + start, (m->of.count - start) * sizeof *data);
    return text_method_make(m, data, to + m->of.count - start, m->ret);
}

/* Of a class that derives from str it is the object itself where nothing is put in. */
static bool derives(const struct method_call *m)
{
    const struct type *type;

    return m->self->kind == VALUE_OBJECT &&
           !(error_ignore(types_of(m->e->types, m->self->object, &type)) && type->builtin);
}

static METHOD(run_format)
{
    if ((m->of.bytes && !m->e->old) || derives(m))
        return refuse(m);
    return expr_str_format(m->e, m->of.data, m->of.count, m->of.bytes, m->call, NULL, m->ret);
}

static METHOD(run_format_map)
{
    if (m->e->old || m->of.bytes || m->call->count != 1 || derives(m))
        return refuse(m);
    return expr_str_format(m->e, m->of.data, m->of.count, false, m->call, &m->call->args[0],
                           m->ret);
}

struct error *expr_text_method(struct expr *e, const struct value *of, const char *name,
                               bool of_class, const struct call *call, bool *done,
                               struct value *ret)
{
    static const struct {
        const char *name;
        METHOD((*run));
        bool keywords; /* it takes some */
    } methods[] = {
        {"capitalize", text_method_capitalize, false},
        {"casefold", text_method_lower, false},
        {"center", text_method_pad, false},
        {"count", text_method_find_in, false},
        {"decode", text_method_decode, true},
        {"encode", text_method_encode, true},
        {"endswith", run_endswith, false},
        {"expandtabs", text_method_expandtabs, true},
        {"find", text_method_find_in, false},
        {"format", run_format, true},
        {"format_map", run_format_map, false},
        {"hex", text_method_hex, false},
        {"index", text_method_find_in, false},
        {"isalnum", text_method_is, false},
        {"isalpha", text_method_is, false},
        {"isascii", text_method_is, false},
        {"isdecimal", text_method_is, false},
        {"isdigit", text_method_is, false},
        {"isidentifier", text_method_is, false},
        {"islower", text_method_is, false},
        {"isnumeric", text_method_is, false},
        {"isprintable", text_method_is, false},
        {"isspace", text_method_is, false},
        {"istitle", text_method_is, false},
        {"isupper", text_method_is, false},
        {"join", run_join, false},
        {"ljust", text_method_pad, false},
        {"lower", text_method_lower, false},
        {"lstrip", text_method_strip, false},
        {"partition", text_method_partition, false},
        {"removeprefix", text_method_remove, false},
        {"removesuffix", text_method_remove, false},
        {"replace", run_replace, false},
        {"rfind", text_method_find_in, false},
        {"rindex", text_method_find_in, false},
        {"rjust", text_method_pad, false},
        {"rpartition", text_method_partition, false},
        {"rsplit", text_method_rsplit, true},
        {"rstrip", text_method_strip, false},
        {"split", text_method_split, true},
        {"splitlines", text_method_splitlines, true},
        {"startswith", run_startswith, false},
        {"strip", text_method_strip, false},
        {"swapcase", text_method_swapcase, false},
        {"title", text_method_title, false},
        {"upper", text_method_upper, false},
        {"zfill", text_method_zfill, false},
    };
    struct method_call m = {.e = e, .call = call, .self = of, .ret = ret};
    bool is_text;

    *done = false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, name) != 0)
            continue;
        if ((call->keyword_count > 0 && !methods[i].keywords) ||
            !(of_class || expr_has_builtin(e, of, methods[i].name)))
            return NULL;
        TRY(text_method_take(e, of, &m.of, &is_text));
        if (!is_text)
            return NULL;
        m.name = methods[i].name;
        TRY(methods[i].run(&m));
        *done = !m.refused;
        return NULL;
    }
    return NULL;
}
