/* SPDX-License-Identifier: GPL-3.0-or-later */
/* str and bytes: unicode_repr() of Objects/unicodeobject.c, PyBytes_Repr() of bytesobject.c. */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/unicode.h"
#include "python/view.h"

/* What is copied of one string, where there is no limit. */
#define STRING_MAX_BYTES ((size_t)256 << 20)
/* Of one that is longer it is first seen whether it is there. */
#define LONG_BYTES ((size_t)1 << 20)
#define NAME_MAX_CHARACTERS 1000
/* Characters of a str that a longer text is made of. */
#define READ_MAX 100000

/* A string's characters as far as they are shown. */
struct characters {
    uint8_t *data;
    size_t count;
    unsigned width; /* bytes of each: 1, 2 or 4 */
    bool cut;       /* there are more */
};

static uint32_t character_at(const struct characters *c, size_t i)
{
    uint32_t value = 0;

    memcpy(&value, c->data + i * c->width, c->width);
    return value;
}

static size_t string_limit(const struct repr *r, unsigned width)
{
    size_t max = STRING_MAX_BYTES / width;

    return r->limits.string != 0 && r->limits.string < max ? r->limits.string : max;
}

/* Copies what is shown of count characters at address. */
static struct error *take(struct repr *r, uint64_t address, int64_t count, unsigned width,
                          struct characters *ret)
{
    size_t limit = string_limit(r, width);

    if (count < 0 || (uint64_t)count > (uint64_t)1 << 47)
        return error_create(ERROR_CORRUPT, "a string of %lld characters cannot be",
                            (long long)count);
    ret->width = width;
    ret->cut = (uint64_t)count > limit;
    ret->count = ret->cut ? limit : (size_t)count;
    if (ret->count * width > LONG_BYTES) {
        uint8_t last;

        TRY(target_read(r->runtime->target, address + ret->count * width - 1, &last, 1));
    }

    CLEANUP_FREE uint8_t *data = xmalloc(ret->count * width);

    if (ret->count > 0)
        TRY(target_read(r->runtime->target, address, data, ret->count * width));
    ret->data = take_pointer(data);
    return NULL;
}

static char quote_of(const struct characters *c)
{
    bool single = false;

    for (size_t i = 0; i < c->count; i++) {
        uint32_t character = character_at(c, i);

        if (character == '"')
            return '\'';
        if (character == '\'')
            single = true;
    }
    return single ? '"' : '\'';
}

static void put_escape(struct repr *r, uint32_t c)
{
    static const char hex[] = "0123456789abcdef";
    unsigned digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    char text[10] = {'\\', digits == 2 ? 'x' : digits == 4 ? 'u' : 'U'};

    for (unsigned i = 0; i < digits; i++)
        text[2 + i] = hex[c >> 4 * (digits - 1 - i) & 0xf];
    repr_put_bytes(r, text, 2 + digits);
}

/* What all kinds have in common; false if it is none of that. */
static bool put_common(struct repr *r, uint32_t c, char quote)
{
    switch (c) {
    case '\t':
        repr_put(r, "\\t");
        return true;
    case '\n':
        repr_put(r, "\\n");
        return true;
    case '\r':
        repr_put(r, "\\r");
        return true;
    default:
        break;
    }
    if (c == (uint32_t)quote || c == '\\')
        repr_put(r, "\\");
    else if (c < 0x20 || c >= 0x7f)
        return false;
    repr_put_bytes(r, &(char){(char)c}, 1);
    return true;
}

static void put_character(struct repr *r, uint32_t c)
{
    uint8_t utf8[6];
    unsigned version = r->runtime->layout.traits.unicode;
    int size = unicode_is_printable(version, c) ? u8_uctomb(utf8, c, sizeof utf8) : 0;

    if (size > 0)
        repr_put_bytes(r, utf8, (size_t)size);
    else
        put_escape(r, c);
}

static void put_characters(struct repr *r, const struct characters *c, bool old)
{
    char quote = quote_of(c);
    size_t i = 0;

    repr_put_bytes(r, &quote, 1);
    for (; i < c->count && repr_has_room(r); i++) {
        uint32_t character = character_at(c, i);

        if (put_common(r, character, quote))
            continue;
        /* 2.7 built with 16 bits a character writes a pair of surrogates as what it stands for. */
        if (old && c->width == 2 && character >= 0xd800 && character < 0xdc00 && i + 1 < c->count) {
            uint32_t low = character_at(c, i + 1);

            if (low >= 0xdc00 && low < 0xe000) {
                character = 0x10000 + ((character & 0x3ff) << 10 | (low & 0x3ff));
                i++;
            }
        }
        put_character(r, character);
    }
    repr_put_bytes(r, &quote, 1);
    if (c->cut || i < c->count)
        repr_put_cut(r, REPR_CUT_STRING);
}

static struct error *put_text(struct repr *r, const struct string_place *text)
{
    bool old = r->runtime->layout.traits.strings_are_bytes;
    struct characters c = {0};

    TRY(take(r, text->address, text->count, text->width, &c));
    repr_put(r, old ? "u" : "");
    put_characters(r, &c, old);
    free(c.data);
    return NULL;
}

struct error *repr_str(struct repr *r, uint64_t object, const struct type *type)
{
    struct string_place text;

    (void)type;
    TRY(string_locate(r->runtime, object, &text));
    return put_text(r, &text);
}

struct error *repr_read_characters(struct repr *r, uint64_t str, repr_characters *ret)
{
    struct string_place text;

    TRY(string_locate(r->runtime, str, &text));
    if (text.count < 0 || text.count > READ_MAX)
        return error_create(ERROR_CORRUPT, "a str of %lld characters is no part of another",
                            (long long)text.count);

    struct characters c = {.count = (size_t)text.count, .width = text.width};
    CLEANUP_FREE uint8_t *data = xmalloc(c.count * c.width + 1);

    if (c.count > 0)
        TRY(target_read(r->runtime->target, text.address, data, c.count * c.width));
    c.data = data;
    array_reserve(ret, c.count);
    for (size_t i = 0; i < c.count; i++)
        ret->data[ret->count++] = character_at(&c, i);
    return NULL;
}

void repr_put_characters(struct repr *r, const uint32_t *characters, size_t count)
{
    size_t limit = string_limit(r, sizeof *characters);
    struct characters c = {.data = (uint8_t *)characters,
                           .count = count < limit ? count : limit,
                           .width = sizeof *characters,
                           .cut = count > limit};

    put_characters(r, &c, r->runtime->layout.traits.strings_are_bytes);
}

static void put_byte_string(struct repr *r, const struct characters *c, bool both)
{
    char quote = quote_of(c);
    size_t i = 0;

    repr_put_bytes(r, &quote, 1);
    for (; i < c->count && repr_has_room(r); i++) {
        uint32_t byte = c->data[i];

        if (both && byte == '\'' && quote != '\'')
            repr_put(r, "\\'");
        else if (!put_common(r, byte, quote))
            put_escape(r, byte);
    }
    repr_put_bytes(r, &quote, 1);
    if (c->cut || i < c->count)
        repr_put_cut(r, REPR_CUT_STRING);
}

void repr_put_bytes_of(struct repr *r, const uint8_t *bytes, size_t count)
{
    struct characters c = {(uint8_t *)bytes, count, 1, false};

    if (r->limits.string != 0 && count > r->limits.string) {
        c.count = r->limits.string;
        c.cut = true;
    }
    if (!r->runtime->layout.traits.strings_are_bytes)
        repr_put(r, "b");
    put_byte_string(r, &c, false);
}

struct error *repr_put_bytes_at(struct repr *r, uint64_t address, uint64_t count)
{
    struct characters c = {0};

    TRY(take(r, address, (int64_t)count, 1, &c));
    if (!r->runtime->layout.traits.strings_are_bytes)
        repr_put(r, "b");
    put_byte_string(r, &c, false);
    free(c.data);
    return NULL;
}

struct error *repr_bytes(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t size;

    (void)type;
    TRY(view_read_field(r->runtime->target, object, layout->var_object.ob_size, &size));
    return repr_put_bytes_at(r, object + layout->bytes.ob_sval.offset, size);
}

struct error *repr_bytearray(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->var_object.ob_size, layout->bytearray.ob_start};
    struct characters c = {0};
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(take(r, values[1], (int64_t)values[0], 1, &c));
    repr_printf(r, "%s(b", layout->traits.args_as_tuple ? "bytearray" : type_short_name(type));
    put_byte_string(r, &c, layout->traits.bytearray_escapes);
    repr_put(r, ")");
    free(c.data);
    return NULL;
}

struct error *repr_put_name(struct repr *r, uint64_t str)
{
    CLEANUP_FREE char *name = NULL;

    TRY(string_read(r->runtime, str, NULL, NAME_MAX_CHARACTERS, &name));
    repr_put(r, name);
    return NULL;
}

struct error *repr_put_str_at(struct repr *r, uint64_t address, uint64_t count, unsigned width)
{
    return put_text(r, &(struct string_place){address, (int64_t)count, width});
}

/*
 * Ends the text that begins at `from` after max characters, as Python's %.200R does, without a
 * word. What the user's own limit has not cut is not cut then.
 */
static void cut_characters(struct repr *r, size_t from, size_t max, unsigned cut)
{
    size_t seen = 0;

    if (r->limits.string == 0 || r->limits.string >= max)
        r->cut = cut;

    for (size_t i = from; i < r->out.count; i++) {
        if ((r->out.data[i] & 0xc0) == 0x80)
            continue;
        if (seen++ == max) {
            r->out.count = i;
            return;
        }
    }
}

struct error *repr_put_part(struct repr *r, uint64_t object, int64_t from, int64_t to, size_t max)
{
    const struct layout *layout = &r->runtime->layout;
    size_t written = r->out.count;
    unsigned cut = r->cut;
    const struct type *type;

    TRY(types_of(r->types, object, &type));
    if (type->kind != KIND_STR && type->kind != KIND_BYTES)
        return error_create(ERROR_UNSUPPORTED, "a part of what is no str");
    if (from < 0 || to < from)
        return error_create(ERROR_CORRUPT, "no part of a str");
    if (type->kind == KIND_STR) {
        struct string_place text;

        TRY(string_locate(r->runtime, object, &text));
        if (to > text.count)
            return error_create(ERROR_CORRUPT, "no part of that str");
        text.address += (uint64_t)from * text.width;
        text.count = to - from;
        TRY(put_text(r, &text));
    } else {
        TRY(repr_put_bytes_at(r, object + layout->bytes.ob_sval.offset + (uint64_t)from,
                              (uint64_t)(to - from)));
    }
    cut_characters(r, written, max, cut);
    return NULL;
}

void repr_put_at_most(struct repr *r, uint64_t object, size_t max)
{
    size_t written = r->out.count;
    unsigned cut = r->cut;

    repr_write(r, object);
    cut_characters(r, written, max, cut);
}
