/* SPDX-License-Identifier: GPL-3.0-or-later */
/* str.format() (Objects/stringlib/unicode_format.h), and formatted strings as the parser has them.
 */
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/writer.h"

/* Fields within the spec of a field. */
#define DEPTH_MAX 2

struct error *expr_convert(struct expr *e, const struct value *value, uint32_t conversion,
                           struct value *ret)
{
    CLEANUP_FREE char *text = NULL;

    TRY(expr_check_known(value));
    if (conversion == 's')
        return expr_str(e, value, ret);
    TRY(expr_repr_exact(e, value, conversion != 'r', &text));
    TRY(expr_room(e, strlen(text), sizeof(uint32_t)));
    *ret = e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
    return NULL;
}

/* ---- str.format() */

enum numbering { NUMBERING_UNKNOWN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL };

struct format {
    struct expr *e;
    const struct call *call;
    const struct value *mapping; /* format_map(); else NULL */
    bool bytes;                  /* 2.7: of a str */
    enum numbering numbering;
    int64_t next; /* number */
};

/* A part of the text. */
struct span {
    const uint32_t *text;
    size_t count, at;
};

struct field {
    struct span name, spec;
    uint32_t conversion; /* 0: none */
    bool nested;         /* the spec has fields */
};

static bool more(const struct span *s)
{
    return s->at < s->count;
}

/* get_integer(): -1: it is none. */
static struct error *integer_of(const uint32_t *text, size_t count, int64_t *ret)
{
    int64_t number = 0;

    *ret = -1;
    for (size_t i = 0; i < count; i++) {
        int digit = uc_decimal_value(text[i]);

        if (digit < 0)
            return NULL;
        if (number > (INT64_MAX - digit) / 10)
            return EXPR_VALUE_ERROR("Too many decimal digits in format string");
        number = number * 10 + digit;
    }
    if (count > 0)
        *ret = number;
    return NULL;
}

/* 2.7: of a str. */
static struct value text_of(struct format *f, const uint32_t *text, size_t count)
{
    struct value value = {.kind = VALUE_STR, .str = {text, count}};
    uint8_t *data;

    if (!f->bytes)
        return value;
    data = arena_take(f->e->arena, count);
    for (size_t i = 0; i < count; i++)
        data[i] = (uint8_t)text[i];
    return (struct value){.kind = VALUE_BYTES, .bytes = {data, count}};
}

/* The argument that a field begins with. */
static struct error *take_argument(struct format *f, const uint32_t *name, size_t count,
                                   struct value *ret)
{
    const struct call *call = f->call;
    enum numbering numbering = count == 0 ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    int64_t number;

    TRY(integer_of(name, count, &number));
    if (count == 0 || number >= 0) {
        if (f->numbering == NUMBERING_UNKNOWN)
            f->numbering = numbering;
        if (f->numbering != numbering)
            return numbering == NUMBERING_AUTOMATIC
                       ? EXPR_VALUE_ERROR("cannot switch from manual field specification to "
                                          "automatic field numbering")
                       : EXPR_VALUE_ERROR("cannot switch from automatic field numbering to manual "
                                          "field specification");
        if (count == 0)
            number = f->next++;
        if (f->mapping != NULL)
            return EXPR_VALUE_ERROR("Format string contains positional fields");
        if ((uint64_t)number >= call->count)
            return error_create(
                ERROR_NOT_FOUND,
                "IndexError: Replacement index %lld out of range for positional args tuple",
                (long long)number);
        *ret = call->args[number];
        return NULL;
    }

    struct value key = text_of(f, name, count), plain = {.kind = VALUE_STR, .str = {name, count}};
    CLEANUP_FREE char *word = value_text(&plain);
    const struct value *given = f->mapping == NULL ? expr_keyword(call, word) : NULL;

    if (f->mapping != NULL)
        return expr_subscript(f->e, f->mapping, &key, ret);
    if (given == NULL)
        return expr_key_error(f->e, &key);
    *ret = *given;
    return NULL;
}

/* .name or [key]: FieldNameIterator_next() */
static struct error *follow(struct format *f, struct span *s, struct value *value)
{
    bool attribute = s->text[s->at] == '.';
    struct value of = *value, key;
    int64_t number;
    size_t start;

    if (!attribute && s->text[s->at] != '[')
        return EXPR_VALUE_ERROR("Only '.' or '[' may follow ']' in format field specifier");
    start = ++s->at;
    while (more(s) &&
           (attribute ? s->text[s->at] != '.' && s->text[s->at] != '[' : s->text[s->at] != ']'))
        s->at++;
    if (!attribute && !more(s))
        return EXPR_VALUE_ERROR("Missing ']' in format string");

    const uint32_t *name = s->text + start;
    size_t count = s->at - start;

    s->at += !attribute;
    if (count == 0)
        return EXPR_VALUE_ERROR("Empty attribute in format string");
    if (attribute) {
        struct value plain = {.kind = VALUE_STR, .str = {name, count}};
        CLEANUP_FREE char *word = value_text(&plain);

        return expr_attribute(f->e, &of, word, value);
    }
    TRY(integer_of(name, count, &number));
    key = number >= 0 ? value_of_i64(number) : text_of(f, name, count);
    return expr_subscript(f->e, &of, &key, value);
}

static struct error *find_object(struct format *f, const struct span *name, struct value *ret)
{
    struct span s = *name;

    while (more(&s) && s.text[s.at] != '.' && s.text[s.at] != '[')
        s.at++;
    TRY(take_argument(f, s.text, s.at, ret));
    while (more(&s))
        TRY(follow(f, &s, ret));
    return NULL;
}

/* parse_field(), behind the {. */
static struct error *take_spec(struct span *s, struct field *ret)
{
    size_t open = 1;

    ret->spec.text = s->text + s->at;
    for (size_t start = s->at; more(s);) {
        uint32_t c = s->text[s->at++];

        ret->nested |= c == '{';
        open += c == '{';
        open -= c == '}';
        if (open == 0) {
            ret->spec.count = s->at - 1 - start;
            return NULL;
        }
    }
    return EXPR_VALUE_ERROR("unmatched '{' in format spec");
}

/* 2.7 looks for the end of a field first, and for its parts then. */
static struct error *check_old(const struct format *f, const struct span *name)
{
    for (size_t i = 0; i < name->count && f->e->old; i++)
        if (name->text[i] == '{' || name->text[i] == ':' || name->text[i] == '!')
            return error_create(ERROR_UNSUPPORTED,
                                "2.7 reads such a field otherwise, which is not evaluated");
    return NULL;
}

static struct error *take_field(struct format *f, struct span *s, struct field *ret)
{
    size_t start = s->at;
    uint32_t c = 0;

    *ret = (struct field){.name.text = s->text + start};
    while (more(s)) {
        c = s->text[s->at++];
        if (c == '{' && f->e->old)
            return check_old(f, &(struct span){s->text + s->at - 1, 1, 0});
        if (c == '{')
            return EXPR_VALUE_ERROR("unexpected '{' in field name");
        while (c == '[' && more(s) && s->text[s->at] != ']')
            s->at++;
        if (c == '}' || c == ':' || c == '!')
            break;
    }
    if (c != '}' && c != ':' && c != '!')
        return EXPR_VALUE_ERROR("expected '}' before end of string");
    ret->name.count = s->at - 1 - start;
    TRY(check_old(f, &ret->name));
    if (c == '}')
        return NULL;
    if (c == '!') {
        if (!more(s))
            return EXPR_VALUE_ERROR("end of string while looking for conversion specifier");
        ret->conversion = s->text[s->at++];
        if (more(s)) {
            c = s->text[s->at++];
            if (c == '}')
                return NULL;
            if (c != ':')
                return EXPR_VALUE_ERROR("expected ':' after conversion specifier");
        }
    }
    return take_spec(s, ret);
}

static struct error *build(struct format *f, struct span text, unsigned depth, struct writer *out);

/* 2.7: str() of a unicode, or unicode() of a str. */
static struct error *as_own(struct format *f, struct value *value)
{
    if (value->kind == VALUE_STR && f->bytes)
        return expr_encode(f->e, value);
    return value->kind == VALUE_BYTES && !f->bytes ? expr_decode(f->e, value) : NULL;
}

static struct error *put_value(struct writer *out, struct value *value)
{
    if (value->kind == VALUE_BYTES)
        TRY(expr_bytes_as_characters(out->e, value));
    return writer_put(out, value->str.characters, value->str.count);
}

static struct error *put_field(struct format *f, const struct field *field, unsigned depth,
                               struct writer *out)
{
    struct writer spec_text = {.e = f->e};
    struct value object, converted, spec, text;

    TRY(find_object(f, &field->name, &object));
    converted = object;
    if (field->conversion != 0) {
        if (field->conversion != 'r' && field->conversion != 's' &&
            (field->conversion != 'a' || f->e->old))
            return field->conversion > ' ' && field->conversion < 0x7f
                       ? EXPR_VALUE_ERROR("Unknown conversion specifier %c",
                                          (char)field->conversion)
                       : EXPR_VALUE_ERROR("Unknown conversion specifier \\x%x",
                                          (unsigned)field->conversion);
        TRY(expr_convert(f->e, &object, field->conversion, &converted));
        TRY(as_own(f, &converted));
    }
    if (field->nested)
        TRY(build(f, field->spec, depth + 1, &spec_text));
    spec = field->nested ? text_of(f, spec_text.text, spec_text.count)
                         : text_of(f, field->spec.text, field->spec.count);
    TRY(expr_format_value(f->e, &converted, &spec, &text));
    TRY(as_own(f, &text));
    return put_value(out, &text);
}

/* MarkupIterator_next(): up to a field, or a brace that stands twice. *field: there is one. */
static struct error *put_literal(struct span *s, struct writer *out, bool *field)
{
    size_t start = s->at, end;
    uint32_t c = 0;

    *field = false;
    while (more(s)) {
        c = s->text[s->at++];
        if (c == '{' || c == '}')
            break;
    }
    end = s->at;
    if (c == '}' && (!more(s) || s->text[s->at] != '}'))
        return EXPR_VALUE_ERROR("Single '}' encountered in format string");
    if (c == '{' && !more(s))
        return EXPR_VALUE_ERROR("Single '{' encountered in format string");
    if (c == '{' || c == '}') {
        *field = s->text[s->at] != c;
        if (*field)
            end--;
        else
            s->at++;
    }
    return writer_put(out, s->text + start, end - start);
}

static struct error *build(struct format *f, struct span text, unsigned depth, struct writer *out)
{
    struct field field;
    bool found;

    if (depth >= DEPTH_MAX)
        return EXPR_VALUE_ERROR("Max string recursion exceeded");
    while (more(&text)) {
        TRY(expr_step(f->e));
        TRY(put_literal(&text, out, &found));
        if (!found)
            continue;
        TRY(take_field(f, &text, &field));
        TRY(put_field(f, &field, depth, out));
    }
    return NULL;
}

struct error *expr_str_format(struct expr *e, const uint32_t *text, size_t count, bool bytes,
                              const struct call *call, const struct value *mapping,
                              struct value *ret)
{
    struct format f = {.e = e, .call = call, .mapping = mapping, .bytes = bytes};
    struct writer out = {.e = e};

    TRY(build(&f, (struct span){text, count, 0}, 0, &out));
    return writer_take(&out, bytes, ret);
}

/* ---- formatted strings: 3.6 and newer */

static struct error *eval_field(struct expr *e, const struct node *node, struct value *ret)
{
    struct value value, converted, spec = {.kind = VALUE_STR};

    TRY(expr_eval(e, node->children[0], &value));
    converted = value;
    if (node->conversion != 0)
        TRY(expr_convert(e, &value, (uint32_t)node->conversion, &converted));
    if (node->children[1] != NULL)
        TRY(expr_eval(e, node->children[1], &spec));
    return expr_format_value(e, &converted, &spec, ret);
}

struct error *expr_formatted(struct expr *e, const struct node *node, struct value *ret)
{
    struct writer out = {.e = e};

    for (size_t i = 0; i < node->count; i++) {
        const struct node *part = node->children[i];
        struct value text = part->value;

        if (part->kind == NODE_FIELD)
            TRY(error_in_text(eval_field(e, part, &text), e->text, part->start, part->end,
                              part->at));
        TRY(put_value(&out, &text));
    }
    return writer_take(&out, false, ret);
}
