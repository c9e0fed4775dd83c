/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `format % args` of a str: PyUnicode_Format() of Objects/unicodeobject.c. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/runtime.h"

/* Widths and precisions that are written. */
#define WIDTH_MAX 100000

struct percent {
    struct expr *e;
    const uint32_t *format;
    size_t count, at;
    const struct value *args; /* what stands behind the % */
    struct value_list values; /* of a tuple, or args itself */
    size_t used;              /* of values */
    bool mapping;             /* %(key)s may be asked of args */
    bool keyed;               /* and was */
    uint32_t *out;
    size_t size, room;
    bool unicode; /* the result is one; else (2.7) each character stands for a byte */
    bool mixed;   /* it is not, but has to be: a unicode is among the values */
};

/* One conversion: %(key)-08.3f */
struct conversion {
    bool left, sign, blank, alternate, zeros;
    int64_t width, precision; /* precision -1: none */
    uint32_t type;
    bool has_key;
    struct value key;
};

static struct error *put(struct percent *p, const uint32_t *characters, size_t count)
{
    if (count > p->room - p->size) {
        size_t room = 2 * (p->size + count);
        uint32_t *out;

        TRY(expr_room(p->e, room, sizeof *out));
        out = arena_take(p->e->arena, room * sizeof *out);
        if (p->size > 0)
            memcpy(out, p->out, p->size * sizeof *out);
        p->out = out;
        p->room = room;
    }
    if (count > 0)
        memcpy(p->out + p->size, characters, count * sizeof *characters);
    p->size += count;
    return NULL;
}

static struct error *put_many(struct percent *p, uint32_t character, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        TRY(put(p, &character, 1));
    return NULL;
}

/* With blanks, or zeros behind the sign and prefix of a number, up to the width. */
static struct error *put_padded(struct percent *p, const struct conversion *c, const uint32_t *text,
                                size_t count, size_t prefix)
{
    int64_t missing = c->width > (int64_t)count ? c->width - (int64_t)count : 0;
    bool zeros = c->zeros && !c->left;

    if (!c->left && !zeros)
        TRY(put_many(p, ' ', missing));
    TRY(put(p, text, zeros ? prefix : 0));
    if (zeros)
        TRY(put_many(p, '0', missing));
    TRY(put(p, text + (zeros ? prefix : 0), count - (zeros ? prefix : 0)));
    return c->left ? put_many(p, ' ', missing) : NULL;
}

static struct error *put_number(struct percent *p, const struct conversion *c, const char *text)
{
    size_t prefix = text[0] == '-' || text[0] == '+' || text[0] == ' ';
    struct value value = value_of_text(p->e->arena, text, strlen(text));
    bool hex = text[prefix] == '0' && (text[prefix + 1] | 0x20) == 'x';
    bool octal = text[prefix] == '0' && text[prefix + 1] == 'o';

    return put_padded(p, c, value.str.characters, value.str.count,
                      prefix + (c->alternate && (hex || octal) ? 2 : 0));
}

/* ---- reading the format */

static struct error *incomplete(void)
{
    return EXPR_VALUE_ERROR("incomplete format");
}

static struct error *next_argument(struct percent *p, struct value *ret)
{
    if (p->used >= p->values.count)
        return EXPR_TYPE_ERROR("not enough arguments for format string");
    *ret = p->values.data[p->used++];
    return NULL;
}

static struct error *take_key(struct percent *p, struct conversion *ret)
{
    size_t start = ++p->at;
    unsigned open = 1;

    if (!p->mapping)
        return EXPR_TYPE_ERROR("format requires a mapping");
    for (; p->at < p->count; p->at++) {
        open += p->format[p->at] == '(';
        open -= p->format[p->at] == ')';
        if (open == 0)
            break;
    }
    if (open > 0)
        return EXPR_VALUE_ERROR("incomplete format key");
    ret->key = (struct value){.kind = VALUE_STR, .str = {p->format + start, p->at - start}};
    ret->has_key = p->keyed = true;
    p->at++;
    return NULL;
}

/* Digits, or * for an argument. */
static struct error *take_width(struct percent *p, int64_t *ret)
{
    struct value value, loaded;

    if (p->at < p->count && p->format[p->at] == '*') {
        p->at++;
        TRY(next_argument(p, &value));
        TRY(expr_load(p->e, &value, &loaded));
        if (!value_is_integer(&loaded))
            return EXPR_TYPE_ERROR("* wants int");
        if (!value_to_i64(&loaded, ret))
            *ret = INT64_MAX;
        return NULL;
    }
    for (; p->at < p->count && p->format[p->at] >= '0' && p->format[p->at] <= '9'; p->at++)
        if (*ret <= WIDTH_MAX)
            *ret = 10 * *ret + (p->format[p->at] - '0');
    return NULL;
}

static struct error *take_flags(struct percent *p, struct conversion *ret)
{
    for (; p->at < p->count; p->at++) {
        switch (p->format[p->at]) {
        case '-':
            ret->left = true;
            break;
        case '+':
            ret->sign = true;
            break;
        case ' ':
            ret->blank = true;
            break;
        case '#':
            ret->alternate = true;
            break;
        case '0':
            ret->zeros = true;
            break;
        default:
            return NULL;
        }
    }
    return NULL;
}

static struct error *take_conversion(struct percent *p, struct conversion *ret)
{
    *ret = (struct conversion){.precision = -1};
    if (p->at < p->count && p->format[p->at] == '(')
        TRY(take_key(p, ret));
    TRY(take_flags(p, ret));
    TRY(take_width(p, &ret->width));
    if (ret->width < 0) {
        ret->left = true;
        ret->width = ret->width < -INT64_MAX ? INT64_MAX : -ret->width;
    }
    if (p->at < p->count && p->format[p->at] == '.') {
        p->at++;
        ret->precision = 0;
        TRY(take_width(p, &ret->precision));
        if (ret->precision < 0)
            ret->precision = 0;
    }
    if (p->at < p->count &&
        (p->format[p->at] == 'h' || p->format[p->at] == 'l' || p->format[p->at] == 'L'))
        p->at++;
    if (p->at >= p->count)
        return incomplete();
    if (ret->width > WIDTH_MAX || ret->precision > WIDTH_MAX)
        return error_create(ERROR_UNSUPPORTED, "a width of more than %d is not written", WIDTH_MAX);
    ret->type = p->format[p->at++];
    return NULL;
}

/* ---- what is written */

/* 2.7: a str as the characters that it has in the result. */
static struct error *as_characters(struct percent *p, struct value *text)
{
    uint32_t *characters;

    if (p->unicode)
        return expr_decode(p->e, text);
    TRY(expr_room(p->e, text->bytes.count, sizeof *characters));
    characters = arena_take(p->e->arena, text->bytes.count * sizeof *characters);
    for (size_t i = 0; i < text->bytes.count; i++)
        characters[i] = text->bytes.data[i];
    *text = (struct value){.kind = VALUE_STR, .str = {characters, text->bytes.count}};
    return NULL;
}

static struct error *as_bytes(struct percent *p, struct value *ret)
{
    uint8_t *bytes;

    TRY(expr_room(p->e, p->size, 1));
    bytes = arena_take(p->e->arena, p->size);
    for (size_t i = 0; i < p->size; i++)
        bytes[i] = (uint8_t)p->out[i];
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {bytes, p->size}};
    return NULL;
}

static struct error *put_text(struct percent *p, const struct conversion *c,
                              const struct value *value)
{
    struct value text;
    size_t count;

    if (c->type == 's') {
        TRY(expr_str(p->e, value, &text));
    } else {
        CLEANUP_FREE char *shown = NULL;

        TRY(expr_check_known(value));
        TRY(c->type == 'r' ? expr_repr_text(p->e, value, &shown) : expr_ascii(p->e, value, &shown));
        text = value_of_text(p->e->arena, shown, strlen(shown));
    }
    if (text.kind == VALUE_BYTES)
        TRY(as_characters(p, &text));
    else if (c->type == 's')
        p->mixed = !p->unicode;
    count = text.str.count;
    if (c->precision >= 0 && (uint64_t)c->precision < count)
        count = (size_t)c->precision;

    struct conversion plain = *c;

    plain.zeros = false;
    return put_padded(p, &plain, text.str.characters, count, 0);
}

static struct error *put_character(struct percent *p, const struct conversion *c,
                                   const struct value *value)
{
    struct conversion plain = *c;
    struct value loaded;
    uint32_t character;
    int64_t number;

    plain.zeros = false;
    TRY(expr_load(p->e, value, &loaded));
    if (loaded.kind == VALUE_STR)
        p->mixed = !p->unicode;
    if (loaded.kind == VALUE_STR && loaded.str.count == 1)
        return put_padded(p, &plain, loaded.str.characters, 1, 0);
    if (p->e->old)
        return error_create(ERROR_UNSUPPORTED, "%%c of 2.7 is not evaluated");
    if (!value_is_integer(&loaded))
        return EXPR_TYPE_ERROR("%%c requires int or char");
    if (!value_to_i64(&loaded, &number) || number < 0 || number > 0x10ffff)
        return EXPR_OVERFLOW_ERROR("%%c arg not in range(0x110000)");
    character = (uint32_t)number;
    return put_padded(p, &plain, &character, 1, 0);
}

/* What a sign is written as. */
static const char *sign_of(const struct conversion *c, bool negative)
{
    return negative ? "-" : c->sign ? "+" : c->blank ? " " : "";
}

/* _PyUnicode_FormatLong() */
static struct error *put_int(struct percent *p, const struct conversion *c,
                             const struct value *value)
{
    bool decimal = c->type == 'd' || c->type == 'i' || c->type == 'u';
    int base = decimal ? 10 : c->type == 'o' ? 8 : 16;
    const char *prefix = decimal || !c->alternate ? ""
                         : c->type == 'x'         ? "0x"
                         : c->type == 'X'         ? "0X"
                         : p->e->old              ? "0"
                                                  : "0o";
    struct value loaded;
    mpz_t number;

    TRY(expr_load_number(p->e, value, &loaded));
    if ((decimal || p->e->old) && loaded.kind == VALUE_FLOAT) {
        if (!isfinite(loaded.number.real))
            return isnan(loaded.number.real)
                       ? EXPR_VALUE_ERROR("cannot convert float NaN to integer")
                       : EXPR_OVERFLOW_ERROR("cannot convert float infinity to integer");
        loaded = expr_number_truncate(p->e, loaded.number.real);
    }
    if (!value_is_integer(&loaded)) {
        TRY(expr_check_special(p->e, value, "__index__"));
        TRY(expr_check_special(p->e, value, "__int__"));
        return EXPR_TYPE_ERROR("%%%c format: %s is required, not %s", (char)c->type,
                               decimal && !p->e->old ? "a real number" : "an integer",
                               expr_type_name(p->e, value));
    }
    if (p->e->old && c->alternate && c->type == 'o')
        return error_create(ERROR_UNSUPPORTED, "%%#o of 2.7 is not evaluated");
    TRY(expr_check_special(p->e, value, "__str__"));

    CLEANUP_FREE char *digits =
        mpz_get_str(NULL, c->type == 'X' ? -base : base, value_mpz(&loaded, number));
    bool negative = digits[0] == '-';
    size_t count = strlen(digits + negative);
    size_t zeros = c->precision > (int64_t)count ? (size_t)c->precision - count : 0;
    CLEANUP_FREE char *text =
        xasprintf("%s%s%0*d%s", sign_of(c, negative), prefix, (int)zeros, 0, digits + negative);

    /* %0*d writes a 0 where none is wanted. */
    if (zeros == 0) {
        size_t at = strlen(sign_of(c, negative)) + strlen(prefix);

        memmove(text + at, text + at + 1, strlen(text + at));
    }
    return put_number(p, c, text);
}

static char *format_double(const struct conversion *c, int precision, double number)
{
    bool alternate = c->alternate;

    switch (c->type) {
    case 'e':
        return alternate ? xasprintf("%#.*e", precision, number)
                         : xasprintf("%.*e", precision, number);
    case 'E':
        return alternate ? xasprintf("%#.*E", precision, number)
                         : xasprintf("%.*E", precision, number);
    case 'f':
        return alternate ? xasprintf("%#.*f", precision, number)
                         : xasprintf("%.*f", precision, number);
    case 'F':
        return alternate ? xasprintf("%#.*F", precision, number)
                         : xasprintf("%.*F", precision, number);
    case 'g':
        return alternate ? xasprintf("%#.*g", precision, number)
                         : xasprintf("%.*g", precision, number);
    default:
        return alternate ? xasprintf("%#.*G", precision, number)
                         : xasprintf("%.*G", precision, number);
    }
}

static struct error *put_float(struct percent *p, const struct conversion *c,
                               const struct value *value)
{
    struct value loaded;
    double number;

    TRY(expr_check_special(p->e, value, "__float__"));
    TRY(expr_load_number(p->e, value, &loaded));
    if (!expr_is_number(&loaded) || loaded.kind == VALUE_COMPLEX) {
        TRY(expr_check_special(p->e, value, "__index__"));
        return p->e->old
                   ? EXPR_TYPE_ERROR("float argument required, not %s", expr_type_name(p->e, value))
                   : EXPR_TYPE_ERROR("must be real number, not %s", expr_type_name(p->e, value));
    }
    TRY(expr_number_to_double(&loaded, &number));

    int precision = c->precision < 0 ? 6 : (int)c->precision;
    bool negative = signbit(number) && !isnan(number);
    CLEANUP_FREE char *digits = format_double(c, precision, fabs(number));
    CLEANUP_FREE char *text = xasprintf("%s%s", sign_of(c, negative), digits);

    return put_number(p, c, text);
}

static struct error *put_conversion(struct percent *p, size_t start)
{
    struct conversion c;
    struct value value;

    TRY(take_conversion(p, &c));
    if (c.type == '%' && !c.has_key && p->at == start + 1)
        return put(p, &(uint32_t){'%'}, 1);
    if (c.has_key) {
        if (p->e->old)
            TRY(expr_encode(p->e, &c.key));
        TRY(expr_subscript(p->e, p->args, &c.key, &value));
    } else if (c.type == '%') {
        return put(p, &(uint32_t){'%'}, 1);
    } else {
        TRY(next_argument(p, &value));
    }
    switch (c.type) {
    case 's':
    case 'r':
    case 'a':
        if (c.type != 'a' || !p->e->old)
            return put_text(p, &c, &value);
        break;
    case 'c':
        return put_character(p, &c, &value);
    case 'd':
    case 'i':
    case 'u':
        if (c.type == 'i' || c.type == 'u')
            c.type = 'd';
        return put_int(p, &c, &value);
    case 'o':
    case 'x':
    case 'X':
        return put_int(p, &c, &value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return put_float(p, &c, &value);
    default:
        break;
    }
    return EXPR_VALUE_ERROR("unsupported format character '%c' (0x%x) at index %zu",
                            c.type > ' ' && c.type < 0x7f ? (int)c.type : '?', (unsigned)c.type,
                            p->at - 1);
}

/* PyMapping_Check(), but for tuples and strings. */
static struct error *is_mapping(struct expr *e, const struct value *value, bool *ret)
{
    const struct type *owner;
    enum definer definer;
    enum type_kind kind;

    TRY(expr_kind(e, value, &kind));
    TRY(expr_definer(e, value, "__getitem__", &definer, &owner));
    *ret = kind == KIND_DICT || kind == KIND_LIST || kind == KIND_RANGE || kind == KIND_BYTEARRAY ||
           kind == KIND_MAPPINGPROXY || (kind == KIND_BYTES && !e->old) ||
           (kind != KIND_TUPLE && kind != KIND_STR &&
            (definer == DEFINER_CODE || definer == DEFINER_FOREIGN));
    return NULL;
}

static struct error *write(struct percent *p)
{
    while (p->at < p->count && !p->mixed) {
        size_t start = p->at;

        TRY(expr_step(p->e));
        while (p->at < p->count && p->format[p->at] != '%')
            p->at++;
        TRY(put(p, p->format + start, p->at - start));
        if (p->at < p->count) {
            p->at++;
            TRY(put_conversion(p, p->at));
        }
    }
    if (p->used < p->values.count && !p->mapping && !p->mixed)
        return EXPR_TYPE_ERROR("not all arguments converted during string formatting");
    return NULL;
}

static struct error *format_as(struct percent *p, const struct value *format,
                               const struct value *args, struct value *ret)
{
    struct value text = *format;
    enum type_kind kind;

    if (text.kind == VALUE_BYTES)
        TRY(as_characters(p, &text));
    TRY(expr_kind(p->e, args, &kind));
    TRY(is_mapping(p->e, args, &p->mapping));
    if (kind == KIND_TUPLE)
        TRY(expr_collect(p->e, args, &p->values));
    else
        TRY(expr_list_add(p->e, &p->values, *args));
    p->format = text.str.characters;
    p->count = text.str.count;
    TRY(write(p));
    *ret = (struct value){.kind = VALUE_STR, .str = {p->out, p->size}};
    return p->unicode ? NULL : as_bytes(p, ret);
}

struct error *expr_percent(struct expr *e, const struct value *format, const struct value *args,
                           struct value *ret)
{
    struct percent p = {.e = e, .args = args, .unicode = format->kind == VALUE_STR};

    if (format->kind == VALUE_BYTES && !e->old)
        return error_create(ERROR_UNSUPPORTED, "formatting of bytes by %% is not evaluated");
    TRY(format_as(&p, format, args, ret));
    if (!p.mixed)
        return NULL;
    p = (struct percent){.e = e, .args = args, .unicode = true};
    return format_as(&p, format, args, ret);
}
