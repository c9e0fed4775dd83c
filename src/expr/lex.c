/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/text.h"

/* The C library's is the locale's. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct error *lexer_error(const struct lexer *lexer, size_t start, size_t end, const char *words)
{
    struct error *error = error_create(ERROR_USAGE, "SyntaxError: %s", words);

    return error_in_text(error, lexer->text, start, end, start);
}

/* Bytes of the character of an identifier (3.x: of any language) at text; 0: it is none. */
static size_t name_character(const char *text, bool first)
{
    ucs4_t c;
    int length;

    if (isalpha((unsigned char)*text) || *text == '_')
        return (unsigned char)*text < 0x80;
    if (!first && is_digit(*text))
        return 1;
    if ((unsigned char)*text < 0x80)
        return 0;
    length = u8_mbtoucr(&c, (const uint8_t *)text, strlen(text));
    if (length <= 0)
        return 0;
    return (first ? uc_is_property_xid_start(c) : uc_is_property_xid_continue(c)) ? (size_t)length
                                                                                  : 0;
}

static size_t name_length(const struct lexer *lexer, const char *text)
{
    size_t length = 0, more;

    do {
        more = lexer->old && (unsigned char)text[length] >= 0x80
                   ? 0
                   : name_character(text + length, length == 0);
        length += more;
    } while (more > 0);
    return length;
}

/* ---- numbers */

static int digit_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

/* Digits of that base with single _ between them (3.6+), copied without these; false: malformed. */
static bool take_digits(const struct lexer *lexer, size_t *at, int base, char *to, size_t *used)
{
    const char *text = lexer->text;
    bool any = false;

    for (;;) {
        if (text[*at] == '_' && any && !lexer->old && digit_value(text[*at + 1]) < base) {
            ++*at;
        } else if (digit_value(text[*at]) < base) {
            to[(*used)++] = text[(*at)++];
            any = true;
        } else {
            return any;
        }
    }
}

static int base_of(const struct lexer *lexer, size_t *at)
{
    const char *text = lexer->text + *at;
    int base = 10;

    if (text[0] == '0') {
        switch (text[1] | 0x20) {
        case 'x':
            base = 16;
            break;
        case 'o':
            base = 8;
            break;
        case 'b':
            base = 2;
            break;
        default:
            break;
        }
    }
    if (base != 10) {
        *at += 2;
        if (lexer->text[*at] == '_' && !lexer->old)
            ++*at;
    }
    return base;
}

static struct error *number_error(const struct lexer *lexer, const struct token *token)
{
    size_t end = lexer->at;

    while (isalnum((unsigned char)lexer->text[end]) || lexer->text[end] == '_')
        end++;
    return lexer_error(lexer, token->start, end, "this is not a number");
}

static void make_int(struct lexer *lexer, const char *digits, int base, struct token *ret)
{
    mpz_t number;

    mpz_init(number);
    mpz_set_str(number, digits, base);
    ret->value = value_of_mpz(lexer->arena, number);
    mpz_clear(number);

    int64_t small;

    if (!value_to_i64(&ret->value, &small))
        ret->value.is_long = true;
    if (lexer->old && (lexer->text[lexer->at] | 0x20) == 'l') {
        ret->value.is_long = true;
        lexer->at++;
    }
}

static bool is_point_of_number(const char *text)
{
    return text[0] == '.' && is_digit(text[1]);
}

static struct error *take_number(struct lexer *lexer, struct token *ret)
{
    const char *text = lexer->text;
    CLEANUP_FREE char *digits = xmalloc(strlen(text + lexer->at) + 1);
    size_t used = 0;
    int base = base_of(lexer, &lexer->at);
    bool real = false;

    ret->kind = TOKEN_LITERAL;
    if (base != 10) {
        if (!take_digits(lexer, &lexer->at, base, digits, &used))
            return number_error(lexer, ret);
    } else {
        if (is_digit(text[lexer->at]) && !take_digits(lexer, &lexer->at, 10, digits, &used))
            return number_error(lexer, ret);
        if (text[lexer->at] == '.') {
            real = true;
            digits[used++] = text[lexer->at++];
            if (is_digit(text[lexer->at]))
                take_digits(lexer, &lexer->at, 10, digits, &used);
        }

        size_t exponent = lexer->at + 1;

        if (text[exponent - 1] != '\0' && (text[exponent] == '+' || text[exponent] == '-'))
            exponent++;
        if ((text[lexer->at] | 0x20) == 'e' && is_digit(text[exponent])) {
            real = true;
            while (lexer->at < exponent)
                digits[used++] = text[lexer->at++];
            take_digits(lexer, &lexer->at, 10, digits, &used);
        }
    }
    digits[used] = '\0';

    bool imaginary = base == 10 && (text[lexer->at] | 0x20) == 'j';

    if (imaginary || real) {
        double number = strtod(digits, NULL);

        lexer->at += imaginary;
        ret->value = imaginary ? value_of_complex(0, number) : value_of_float(number);
    } else {
        bool octal = base == 10 && digits[0] == '0' && strspn(digits, "0") < used;

        if (octal && !lexer->old)
            return lexer_error(lexer, ret->start, lexer->at,
                               "leading zeros in decimal integer literals are not permitted; use "
                               "an 0o prefix for octal integers");
        if (octal && strspn(digits, "01234567") < used)
            return number_error(lexer, ret);
        make_int(lexer, digits, octal ? 8 : base, ret);
    }

    /* "1if x else y" is Python, "12abc" is not. */
    if (text[lexer->at] == '_' || (name_length(lexer, text + lexer->at) > 0 &&
                                   strchr("aiefonAIEFON", text[lexer->at]) == NULL))
        return number_error(lexer, ret);
    return NULL;
}

/* ---- strings */

/* What may stand before the quotes of a string, in small letters, from 3.N on; 0: in 2.7. */
static const struct {
    char prefix[4];
    uint8_t since, before;
} prefixes[] = {
    {"", 0, UINT8_MAX},    {"b", 0, UINT8_MAX},  {"br", 0, UINT8_MAX},  {"f", 0, UINT8_MAX},
    {"fr", 0, UINT8_MAX},  {"r", 0, UINT8_MAX},  {"rb", 1, UINT8_MAX},  {"rf", 0, UINT8_MAX},
    {"rt", 14, UINT8_MAX}, {"t", 14, UINT8_MAX}, {"tr", 14, UINT8_MAX}, {"u", 0, UINT8_MAX},
    {"ur", 0, 1},
};

static bool is_prefix(const struct lexer *lexer, const char *prefix)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strcmp(prefixes[i].prefix, prefix) == 0)
            return lexer->grammar >= prefixes[i].since && lexer->grammar < prefixes[i].before;
    return false;
}

/* False: no string begins here. */
static bool find_prefix(const struct lexer *lexer, struct string_kind *ret, char *formatted)
{
    const char *text = lexer->text + lexer->at;
    char prefix[4] = "";
    size_t length = 0;

    for (; length < 3 && isalpha((unsigned char)text[length]); length++)
        prefix[length] = (char)(text[length] | 0x20);
    if ((text[length] != '\'' && text[length] != '"') || !is_prefix(lexer, prefix))
        return false;
    *formatted = strchr(prefix, 'f') != NULL ? 'f' : strchr(prefix, 't') != NULL ? 't' : 0;
    *ret = (struct string_kind){
        .raw = strchr(prefix, 'r') != NULL,
        .bytes = strchr(prefix, 'b') != NULL,
        .unicode = strchr(prefix, 'u') != NULL,
        .quote = text[length],
        .prefix = length,
        .triple = text[length + 1] == text[length] && text[length + 2] == text[length],
    };
    if (lexer->old && !ret->unicode)
        ret->bytes = true;
    return true;
}

static bool take_hex(const char *text, size_t *at, size_t end, unsigned count, uint32_t *ret)
{
    *ret = 0;
    for (unsigned i = 0; i < count; i++, ++*at) {
        if (*at >= end || digit_value(text[*at]) >= 16)
            return false;
        *ret = *ret << 4 | (uint32_t)digit_value(text[*at]);
    }
    return true;
}

/* What stands behind a backslash; two characters may come of it, -1 of a line's end none. */
static struct error *take_escape(const struct lexer *lexer, const struct string_kind *kind,
                                 size_t *at, size_t end, uint32_t *ret, int *count)
{
    static const char letters[] = "abfnrtv\\'\"";
    static const char meanings[] = "\a\b\f\n\r\t\v\\'\"";
    const char *text = lexer->text;
    size_t start = *at - 1;
    char c = text[(*at)++];
    const char *letter = strchr(letters, c);
    unsigned digits = c == 'x' ? 2 : kind->bytes ? 0 : c == 'u' ? 4 : c == 'U' ? 8 : 0;

    *count = 1;
    if (c == '\n') {
        *count = 0;
    } else if (letter != NULL) {
        ret[0] = (uint8_t)meanings[letter - letters];
    } else if (c >= '0' && c <= '7') {
        ret[0] = (uint32_t)(c - '0');
        for (int i = 0; i < 2 && *at < end && text[*at] >= '0' && text[*at] <= '7'; i++)
            ret[0] = ret[0] * 8 + (uint32_t)(text[(*at)++] - '0');
        if (kind->bytes)
            ret[0] &= 0xff;
    } else if (digits > 0) {
        if (!take_hex(text, at, end, digits, ret))
            return lexer_error(lexer, start, *at, "an escape of too few digits");
        if (ret[0] > 0x10ffff)
            return lexer_error(lexer, start, *at, "a character past U+10FFFF");
    } else if (c == 'N' && !kind->bytes) {
        return lexer_error(lexer, start, *at,
                           "names of characters are not known here; write \\u with its number");
    } else {
        /* Python keeps what it does not know. */
        ret[0] = '\\';
        --*at;
        *count = 1;
    }
    return NULL;
}

struct error *lexer_decode(struct lexer *lexer, const struct string_kind *kind, size_t start,
                           size_t end, struct value *ret)
{
    CLEANUP_FREE uint32_t *characters = xmalloc((end - start + 1) * sizeof *characters);
    size_t used = 0;
    const char *text = lexer->text;

    for (size_t at = start; at < end;) {
        int count = 1;
        ucs4_t c = (uint8_t)text[at];
        /* A raw unicode string of 2.7 knows \u all the same. */
        bool escape = c == '\\' && (!kind->raw || (lexer->old && kind->unicode &&
                                                   (text[at + 1] == 'u' || text[at + 1] == 'U')));

        if (escape && at + 1 < end) {
            at++;
            TRY(take_escape(lexer, kind, &at, end, characters + used, &count));
            used += (size_t)count;
            continue;
        }

        int length = 1;

        if (!kind->bytes && c >= 0x80) {
            length = u8_mbtoucr(&c, (const uint8_t *)text + at, end - at);
            if (length <= 0)
                return lexer_error(lexer, at, at + 1, "this is no UTF-8");
        } else if (kind->bytes && c >= 0x80 && !lexer->old) {
            return lexer_error(lexer, at, at + 1,
                               "bytes can only contain ASCII literal characters");
        }
        characters[used++] = c;
        at += (size_t)length;
    }
    if (!kind->bytes) {
        *ret = (struct value){
            .kind = VALUE_STR,
            .str = {arena_copy(lexer->arena, characters, used * sizeof *characters), used}};
        return NULL;
    }

    uint8_t *bytes = arena_take(lexer->arena, used);

    for (size_t i = 0; i < used; i++)
        bytes[i] = (uint8_t)characters[i];
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {bytes, used}};
    return NULL;
}

bool lexer_is_end(const struct string_kind *kind, const char *text)
{
    return text[0] == kind->quote &&
           (!kind->triple || (text[1] == kind->quote && text[2] == kind->quote));
}

static struct error *take_string(struct lexer *lexer, const struct string_kind *kind,
                                 struct token *ret)
{
    const char *text = lexer->text;
    size_t start = lexer->at + kind->prefix + (kind->triple ? 3 : 1), at = start;

    for (;; at++) {
        if (text[at] == '\0' || (text[at] == '\n' && !kind->triple))
            return lexer_error(lexer, ret->start, at, "this string does not end");
        if (text[at] == '\\' && text[at + 1] != '\0')
            at++;
        else if (lexer_is_end(kind, text + at))
            break;
    }
    lexer->at = at + (kind->triple ? 3 : 1);
    ret->kind = TOKEN_STRING;
    return lexer_decode(lexer, kind, start, at, &ret->value);
}

/* Its f and its quotes; formatted: 'f' or 't'. */
static struct error *begin_formatted(struct lexer *lexer, const struct string_kind *kind,
                                     char formatted, struct token *ret)
{
    if (formatted == 't')
        return lexer_error(lexer, lexer->at, lexer->at + kind->prefix,
                           "template strings are not evaluated; print the parts, or write f for t");
    if (lexer->old)
        return lexer_error(lexer, lexer->at, lexer->at + kind->prefix,
                           "Python 2.7 has no formatted strings: write '...'.format(...)");
    lexer->at += kind->prefix + (kind->triple ? 3 : 1);
    ret->kind = TOKEN_FORMATTED;
    ret->string = *kind;
    return NULL;
}

/* ---- everything else */

static uint64_t take_count(struct lexer *lexer)
{
    size_t start = lexer->at;
    uint64_t number;

    while (is_digit(lexer->text[lexer->at]))
        lexer->at++;

    CLEANUP_FREE char *digits = xstrndup(lexer->text + start, lexer->at - start);

    return text_to_u64(digits, &number) && number < INT32_MAX ? number : INT32_MAX;
}

static struct error *take_earlier(struct lexer *lexer, struct token *ret)
{
    static const char modules[] = "_modules";
    const char *text = lexer->text;
    size_t start = ++lexer->at;

    ret->kind = TOKEN_EARLIER;
    ret->value = value_of_i64(0);
    if (name_length(lexer, text + start) == strlen(modules) &&
        text_starts_with(text + start, modules)) {
        lexer->at += strlen(modules);
        ret->text = modules;
        return NULL;
    }
    if (text[start] == '$') {
        uint64_t back = 1;

        lexer->at++;
        if (is_digit(text[lexer->at]))
            back = take_count(lexer);
        ret->value = value_of_i64(-(int64_t)back);
    } else if (is_digit(text[start])) {
        ret->value = value_of_i64((int64_t)take_count(lexer));
    }
    if (name_length(lexer, text + lexer->at) > 0)
        return lexer_error(lexer, ret->start, lexer->at + name_length(lexer, text + lexer->at),
                           "after $ stands a number, another $, _modules, or nothing");
    return NULL;
}

static struct error *take_operator(struct lexer *lexer, struct token *ret)
{
    /* The longer before the shorter. */
    static const char *const operators[] = {
        "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=",
        "<>",  ":=",  "->",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=", "^=", "@=", "+",
        "-",   "*",   "/",   "%",   "@",   "&",  "|",  "^",  "~",  "<",  ">",  "(",  ")",
        "[",   "]",   "{",   "}",   ",",   ":",  ".",  "=",  "!",  "`",
    };
    const char *text = lexer->text + lexer->at;

    ret->kind = TOKEN_OPERATOR;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (!text_starts_with(text, operators[i]))
            continue;
        ret->text = operators[i];
        lexer->at += strlen(operators[i]);
        return NULL;
    }

    ucs4_t c;
    int length = u8_mbtoucr(&c, (const uint8_t *)text, strlen(text));

    return lexer_error(lexer, lexer->at, lexer->at + (length > 0 ? (size_t)length : 1),
                       "this character does not belong here");
}

/* As the compiler has it, new_identifier() of Parser/pegen.c: the micro sign is a mu. */
static const char *take_name(struct lexer *lexer)
{
    const char *start = lexer->text + lexer->at;
    size_t size = name_length(lexer, start), normal_size = 0;
    CLEANUP_FREE uint8_t *normal = NULL;

    lexer->at += size;
    for (size_t i = 0; i < size && normal == NULL; i++)
        if ((unsigned char)start[i] >= 0x80)
            normal = u8_normalize(UNINORM_NFKC, (const uint8_t *)start, size, NULL, &normal_size);
    return normal != NULL ? arena_copy_text(lexer->arena, (const char *)normal, normal_size)
                          : arena_copy_text(lexer->arena, start, size);
}

struct error *lexer_next(struct lexer *lexer, struct token *ret)
{
    const char *text = lexer->text;
    struct string_kind kind;
    char formatted;

    while (text[lexer->at] == ' ' || text[lexer->at] == '\t' || text[lexer->at] == '\n' ||
           text[lexer->at] == '\r' || text[lexer->at] == '\f')
        lexer->at++;
    *ret = (struct token){.start = lexer->at};

    struct error *error = NULL;
    char c = text[lexer->at];

    if (c == '\0') {
        ret->kind = TOKEN_END;
    } else if (find_prefix(lexer, &kind, &formatted)) {
        error = formatted != 0 ? begin_formatted(lexer, &kind, formatted, ret)
                               : take_string(lexer, &kind, ret);
    } else if (is_digit(c) || is_point_of_number(text + lexer->at)) {
        error = take_number(lexer, ret);
    } else if (c == '$') {
        error = take_earlier(lexer, ret);
    } else if (name_length(lexer, text + lexer->at) > 0) {
        ret->kind = TOKEN_NAME;
        ret->text = take_name(lexer);
    } else {
        error = take_operator(lexer, ret);
    }
    ret->end = lexer->at;
    return error;
}
