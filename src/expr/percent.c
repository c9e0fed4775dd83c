/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `format % args` of a str: PyUnicode_Format() of Objects/unicodeobject.c. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "expr/writer.h"
#include "python/runtime.h"

struct percent {
    struct expr *e;
    const uint32_t *format;
    size_t count, at;
    const struct value *args; /* what stands behind the % */
    struct value_list values; /* of a tuple, or args itself */
    size_t used;              /* of values */
    bool mapping;             /* %(key)s may be asked of args */
    bool keyed;               /* and was */
    struct writer out;
    bool unicode; /* the result is one; else (2.7) each character stands for a byte */
    bool mixed;   /* it is not, but has to be: a unicode is among the values */
};

/* One conversion: %(key)-08.3f */
struct conversion {
    bool left, alternate, zeros;
    uint32_t sign;            /* '+', ' ', or 0 */
    int64_t width, precision; /* precision -1: none */
    uint32_t type;
    bool has_key;
    struct value key;
};

/* With blanks, or zeros behind the sign and prefix of a number, up to the width. */
static struct padding padding_of(const struct conversion *c, bool number)
{
    bool zeros = number && c->zeros && !c->left;

    return (struct padding){
        .width = c->width,
        .fill = zeros ? '0' : ' ',
        .align = c->left ? '<'
                 : zeros ? '='
                         : '>',
    };
}

static struct error *put_number(struct percent *p, const struct conversion *c, const char *text)
{
    size_t prefix = text[0] == '-' || text[0] == '+' || text[0] == ' ';
    struct padding padding = padding_of(c, true);
    bool hex = text[prefix] == '0' && (text[prefix + 1] | 0x20) == 'x';
    bool octal = text[prefix] == '0' && text[prefix + 1] == 'o';

    return writer_put_padded_text(&p->out, &padding, text,
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
        if (*ret <= WRITER_WIDTH_MAX)
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
            ret->sign = '+';
            break;
        case ' ':
            ret->sign = ret->sign == 0 ? ' ' : ret->sign;
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
    TRY(writer_check_width(ret->width, ret->precision));
    ret->type = p->format[p->at++];
    return NULL;
}

/* ---- what is written */

/* 2.7: a str as the characters that it has in the result. */
static struct error *as_characters(struct percent *p, struct value *text)
{
    return p->unicode ? expr_decode(p->e, text) : expr_bytes_as_characters(p->e, text);
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
        TRY(expr_repr_exact(p->e, value, c->type != 'r', &shown));
        text = value_of_text(p->e->arena, shown, strlen(shown));
    }
    if (text.kind == VALUE_BYTES)
        TRY(as_characters(p, &text));
    else if (c->type == 's')
        p->mixed = !p->unicode;
    count = text.str.count;
    if (c->precision >= 0 && (uint64_t)c->precision < count)
        count = (size_t)c->precision;

    struct padding padding = padding_of(c, false);

    return writer_put_padded(&p->out, &padding, text.str.characters, count, 0);
}

static struct error *put_character(struct percent *p, const struct conversion *c,
                                   const struct value *value)
{
    struct padding padding = padding_of(c, false);
    struct value loaded;
    uint32_t character;
    int64_t number;

    TRY(expr_load(p->e, value, &loaded));
    if (loaded.kind == VALUE_STR)
        p->mixed = !p->unicode;
    if (loaded.kind == VALUE_STR && loaded.str.count == 1)
        return writer_put_padded(&p->out, &padding, loaded.str.characters, 1, 0);
    if (p->e->old)
        return error_create(ERROR_UNSUPPORTED, "%%c of 2.7 is not evaluated");
    if (!value_is_integer(&loaded))
        return EXPR_TYPE_ERROR("%%c requires int or char");
    if (!value_to_i64(&loaded, &number) || number < 0 || number > 0x10ffff)
        return EXPR_OVERFLOW_ERROR("%%c arg not in range(0x110000)");
    character = (uint32_t)number;
    return writer_put_padded(&p->out, &padding, &character, 1, 0);
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
    bool done = false;
    mpz_t number;

    if (decimal)
        TRY(expr_plain_int(p->e, value, &done, &loaded));
    if (!done)
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
        if (decimal || p->e->old) {
            TRY(expr_check_special(p->e, value, "__int__"));
            TRY(expr_check_special(p->e, value, "__trunc__"));
        }
        return EXPR_TYPE_ERROR("%%%c format: %s is required, not %s", (char)c->type,
                               decimal && !p->e->old ? "a real number" : "an integer",
                               expr_type_name(p->e, value));
    }
    if (p->e->old && c->alternate && c->type == 'o')
        return error_create(ERROR_UNSUPPORTED, "%%#o of 2.7 is not evaluated");
    if (p->e->old && !done) /* _PyString_FormatLong() */
        TRY(expr_check_special(p->e, value, "__str__"));

    CLEANUP_FREE char *digits =
        mpz_get_str(NULL, c->type == 'X' ? -base : base, value_mpz(&loaded, number));
    bool negative = digits[0] == '-';
    size_t count = strlen(digits + negative);
    size_t zeros = c->precision > (int64_t)count ? (size_t)c->precision - count : 0;
    CLEANUP_FREE char *text = xasprintf("%s%s%0*d%s", writer_sign(c->sign, negative), prefix,
                                        (int)zeros, 0, digits + negative);

    /* %0*d writes a 0 where none is wanted. */
    if (zeros == 0) {
        size_t at = strlen(writer_sign(c->sign, negative)) + strlen(prefix);

        memmove(text + at, text + at + 1, strlen(text + at));
    }
    return put_number(p, c, text);
}

static struct error *put_float(struct percent *p, const struct conversion *c,
                               const struct value *value)
{
    struct value loaded;
    double number;
    bool done;

    TRY(expr_plain_number(p->e, value, "__float__", &done, &loaded));
    if (!done) {
        TRY(expr_check_special(p->e, value, "__float__"));
        TRY(expr_load_number(p->e, value, &loaded));
    }
    if (!expr_is_number(&loaded) || loaded.kind == VALUE_COMPLEX) {
        TRY(expr_check_special(p->e, value, "__index__"));
        return p->e->old
                   ? EXPR_TYPE_ERROR("float argument required, not %s", expr_type_name(p->e, value))
                   : EXPR_TYPE_ERROR("must be real number, not %s", expr_type_name(p->e, value));
    }
    TRY(expr_number_to_double(&loaded, &number));

    int precision = c->precision < 0 ? 6 : (int)c->precision;
    bool negative = signbit(number) && !isnan(number);
    CLEANUP_FREE char *digits = writer_double((char)c->type, c->alternate, precision, fabs(number));
    CLEANUP_FREE char *text = xasprintf("%s%s", writer_sign(c->sign, negative), digits);

    return put_number(p, c, text);
}

static struct error *put_conversion(struct percent *p, size_t start)
{
    struct conversion c;
    struct value value;

    TRY(take_conversion(p, &c));
    if (c.type == '%' && !c.has_key && p->at == start + 1)
        return writer_put(&p->out, &(uint32_t){'%'}, 1);
    if (c.has_key) {
        if (p->e->old)
            TRY(expr_encode(p->e, &c.key));
        TRY(expr_subscript(p->e, p->args, &c.key, &value));
    }
    if (c.type == '%' && !p->e->runtime->layout.traits.percent_is_no_type) {
        if (!p->e->old)
            return writer_put(&p->out, &(uint32_t){'%'}, 1);
        c.type = 's';
        c.precision = -1;
        value = value_of_bytes(p->e->arena, "%", 1);
    } else if (!c.has_key) {
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
        TRY(writer_put(&p->out, p->format + start, p->at - start));
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
        TRY(expr_collect_stored(p->e, args, &p->values));
    else
        TRY(expr_list_add(p->e, &p->values, *args));
    p->format = text.str.characters;
    p->count = text.str.count;
    TRY(write(p));
    return writer_take(&p->out, !p->unicode, ret);
}

struct error *expr_percent(struct expr *e, const struct value *format, const struct value *args,
                           struct value *ret)
{
    struct percent p = {
        .e = e, .out = {.e = e}, .args = args, .unicode = format->kind == VALUE_STR};

    if (format->kind == VALUE_BYTES && !e->old)
        return error_create(ERROR_UNSUPPORTED, "formatting of bytes by %% is not evaluated");
    TRY(format_as(&p, format, args, ret));
    if (!p.mixed)
        return NULL;
    p = (struct percent){.e = e, .out = {.e = e}, .args = args, .unicode = true};
    return format_as(&p, format, args, ret);
}
