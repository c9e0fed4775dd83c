/* SPDX-License-Identifier: GPL-3.0-or-later */
/* encode() and decode() by the names of a few codecs: Lib/encodings/aliases.py. */
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "expr/text-methods.h"

enum codec { CODEC_NONE, CODEC_ASCII, CODEC_LATIN1, CODEC_UTF8 };

/* aliases of Lib/encodings/aliases.py, as normalize_encoding() has them; CODEC_NONE: another one.
 */
static enum codec codec_of(const struct text *name)
{
    static const struct {
        const char *name;
        enum codec codec;
    } names[] = {
        {"utf_8", CODEC_UTF8},    {"utf8", CODEC_UTF8},        {"u8", CODEC_UTF8},
        {"ascii", CODEC_ASCII},   {"us_ascii", CODEC_ASCII},   {"latin_1", CODEC_LATIN1},
        {"latin1", CODEC_LATIN1}, {"iso8859_1", CODEC_LATIN1}, {"iso_8859_1", CODEC_LATIN1},
        {"latin", CODEC_LATIN1},  {"l1", CODEC_LATIN1},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t at = 0;

        if (strlen(names[i].name) != name->count)
            continue;
        while (at < name->count) {
            uint32_t c = name->data[at];

            c = c == '-' ? '_' : c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
            if (c != (unsigned char)names[i].name[at])
                break;
            at++;
        }
        if (at == name->count)
            return names[i].codec;
    }
    return CODEC_NONE;
}

/* By the first argument; CODEC_NONE: it is not told, or there is a second one. */
static struct error *take_codec(struct method_call *m, enum codec *ret)
{
    const struct value *given = expr_keyword(m->call, "encoding");
    struct text name;
    bool is_text;

    *ret = CODEC_NONE;
    if (m->call->count + m->call->keyword_count > 1 ||
        m->call->keyword_count != (size_t)(given != NULL))
        return NULL;
    if (m->call->count == 1)
        given = &m->call->args[0];
    if (given == NULL) {
        *ret = m->e->old ? CODEC_ASCII : CODEC_UTF8;
        return NULL;
    }
    TRY(text_method_take(m->e, given, &name, &is_text));
    if (is_text && (!name.bytes || m->e->old))
        *ret = codec_of(&name);
    return NULL;
}

static const char *codec_name(enum codec codec)
{
    return codec == CODEC_UTF8 ? "utf-8" : codec == CODEC_ASCII ? "ascii" : "latin-1";
}

/* unicode_encode_call_errorhandler(), UnicodeEncodeError.__str__(): of the characters in a row from
 * the first on that cannot be encoded. */
static struct error *cannot_encode(const struct method_call *m, enum codec codec, size_t first,
                                   size_t end)
{
    uint32_t c = m->of.data[first];
    const char *reason = codec == CODEC_UTF8    ? "surrogates not allowed"
                         : codec == CODEC_ASCII ? "ordinal not in range(128)"
                                                : "ordinal not in range(256)";

    if (end - first > 1)
        return error_create(ERROR_NOT_FOUND,
                            "UnicodeEncodeError: '%s' codec can't encode characters in position "
                            "%zu-%zu: %s",
                            codec_name(codec), first, end - 1, reason);
    return error_create(
        ERROR_NOT_FOUND,
        "UnicodeEncodeError: '%s' codec can't encode character %s'\\%c%0*x' in position %zu: %s",
        codec_name(codec), m->e->old ? "u" : "",
        c < 0x100     ? 'x'
        : c < 0x10000 ? 'u'
                      : 'U',
        c < 0x100     ? 2
        : c < 0x10000 ? 4
                      : 8,
        (unsigned)c, first, reason);
}

static bool can_encode(enum codec codec, uint32_t c)
{
    return codec == CODEC_UTF8    ? c < 0xd800 || c > 0xdfff
           : codec == CODEC_ASCII ? c < 0x80
                                  : c < 0x100;
}

METHOD(text_method_encode)
{
    enum codec codec;
    size_t size = 0;

    TRY(take_codec(m, &codec));
    if (codec == CODEC_NONE || m->of.bytes)
        return refuse(m);
    for (size_t i = 0; i < m->of.count; i++) {
        size_t end = i;

        while (end < m->of.count && !can_encode(codec, m->of.data[end]))
            end++;
        if (end > i && m->e->old && codec == CODEC_UTF8)
            return refuse(m);
        if (end > i)
            return cannot_encode(m, codec, i, end);
    }
    TRY(expr_room(m->e, m->of.count, 4));

    uint8_t *bytes = arena_take(m->e->arena, 4 * m->of.count + 1);

    for (size_t i = 0; i < m->of.count; i++) {
        uint32_t c = m->of.data[i];

        if (codec == CODEC_UTF8) {
            int length = u8_uctomb(bytes + size, c, 4);

            /* Surrogates. */
            if (length < 0)
                return refuse(m);
            size += (size_t)length;
        } else {
            bytes[size++] = (uint8_t)c;
        }
    }
    *m->ret = (struct value){.kind = VALUE_BYTES, .bytes = {bytes, size}};
    return NULL;
}

/* Of a byte that begins no character: utf8_decode() of Objects/stringlib/codecs.h. How much of
 * a character that is cut off or goes on wrongly counts as one error, its tables say: refused. */
static struct error *cannot_decode(struct method_call *m, const uint8_t *bytes,
                                   const uint8_t *wrong)
{
    if (*wrong >= 0xc2 && *wrong <= 0xf4)
        return refuse(m);
    return error_create(ERROR_NOT_FOUND,
                        "UnicodeDecodeError: '%s' codec can't decode byte 0x%02x in position %zu: "
                        "invalid start byte",
                        m->e->old ? "utf8" : "utf-8", *wrong, (size_t)(wrong - bytes));
}

METHOD(text_method_decode)
{
    const uint8_t *wrong;
    enum codec codec;

    TRY(take_codec(m, &codec));
    if (codec == CODEC_NONE || !m->of.bytes)
        return refuse(m);
    for (size_t i = 0; codec == CODEC_ASCII && i < m->of.count; i++)
        if (m->of.data[i] >= 0x80)
            return error_create(ERROR_NOT_FOUND,
                                "UnicodeDecodeError: 'ascii' codec can't decode byte 0x%02x in "
                                "position %zu: ordinal not in range(128)",
                                (unsigned)m->of.data[i], i);
    if (codec != CODEC_UTF8) {
        *m->ret = (struct value){.kind = VALUE_STR, .str = {m->of.data, m->of.count}};
        return NULL;
    }
    TRY(expr_room(m->e, m->of.count, 1 + sizeof(uint32_t)));

    uint8_t *bytes = arena_take(m->e->arena, m->of.count);

    for (size_t i = 0; i < m->of.count; i++)
        bytes[i] = (uint8_t)m->of.data[i];
    if (m->of.count > 0 && (wrong = u8_check(bytes, m->of.count)) != NULL)
        return cannot_decode(m, bytes, wrong);
    *m->ret = value_of_text(m->e->arena, (const char *)bytes, m->of.count);
    return NULL;
}
