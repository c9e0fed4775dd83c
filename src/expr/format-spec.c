/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * format(): what a format spec says and how numbers and strings are written by it, as in
 * Python/formatter_unicode.c (2.7: Objects/stringlib/formatter.h).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "expr/writer.h"
#include "python/number.h"
#include "python/runtime.h"

/* InternalFormatSpec */
struct spec {
    uint32_t fill, type;
    char align;
    uint32_t sign; /* '+', '-', ' ', or 0 */
    bool alternate;
    bool no_negative_zero;
    int64_t width, precision; /* -1: none */
    char separator;           /* ',', '_', or 0 */
    char fraction;            /* the same, behind the point */
};

struct formatting {
    struct writer out;
    const struct value *value; /* as it was given */
    struct spec spec;
};

/* ---- reading a spec */

struct reader {
    const uint32_t *text;
    size_t count, at;
    uint8_t level; /* layout.traits.format_spec */
};

static uint32_t peek(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->count ? r->text[r->at + ahead] : 0;
}

static bool take(struct reader *r, uint32_t character)
{
    if (r->at >= r->count || r->text[r->at] != character)
        return false;
    r->at++;
    return true;
}

static bool is_alignment(uint32_t character)
{
    return character == '<' || character == '>' || character == '=' || character == '^';
}

/* get_integer(); *ret stays where there are no digits. */
static struct error *take_integer(struct reader *r, int64_t *ret)
{
    int64_t number = 0;
    size_t start = r->at;

    for (; r->at < r->count; r->at++) {
        int digit = uc_decimal_value(r->text[r->at]);

        if (digit < 0)
            break;
        if (number > (INT64_MAX - digit) / 10)
            return EXPR_VALUE_ERROR("Too many decimal digits in format string");
        number = number * 10 + digit;
    }
    if (r->at > start)
        *ret = number;
    return NULL;
}

/* ',' or '_', of which only one may be there. */
static struct error *take_separator(struct reader *r, char *ret)
{
    if (take(r, ','))
        *ret = ',';
    if (r->level > 0 && peek(r, 0) == '_') {
        if (*ret != 0)
            return EXPR_VALUE_ERROR("Cannot specify both ',' and '_'.");
        *ret = '_';
        r->at++;
    }
    if (r->level > 0 && *ret == '_' && peek(r, 0) == ',')
        return EXPR_VALUE_ERROR("Cannot specify both ',' and '_'.");
    return NULL;
}

static struct error *take_precision(struct reader *r, struct spec *ret)
{
    if (!take(r, '.'))
        return NULL;
    TRY(take_integer(r, &ret->precision));
    if (r->level >= 4)
        TRY(take_separator(r, &ret->fraction));
    if (ret->precision < 0 && ret->fraction == 0)
        return EXPR_VALUE_ERROR("Format specifier missing precision");
    return NULL;
}

/* As messages name a type that is no format's. */
static char *show_type(uint32_t type)
{
    return type > ' ' && type < 0x80 ? xasprintf("%c", (char)type) : xasprintf("\\x%x", type);
}

static struct error *check_separator(const struct spec *spec)
{
    bool four = spec->type != 0 && spec->type < 0x80 && strchr("boxX", (char)spec->type) != NULL;
    CLEANUP_FREE char *type = NULL;
    char separator = spec->separator != 0 ? spec->separator : spec->fraction;

    if (separator == 0 || spec->type == 0 ||
        (spec->type < 0x80 && strchr("defgEG%F", (char)spec->type) != NULL) ||
        (four && separator == '_'))
        return NULL;
    type = show_type(spec->type);
    return EXPR_VALUE_ERROR("Cannot specify '%c' with '%s'.", separator, type);
}

/* parse_internal_render_format_spec() */
static struct error *read_spec(struct formatting *f, struct reader *r, uint32_t type, char align)
{
    struct spec *spec = &f->spec;
    bool filled = false, aligned = false;

    *spec = (struct spec){.fill = ' ', .type = type, .align = align, .width = -1, .precision = -1};
    if (r->at + 1 < r->count && is_alignment(peek(r, 1))) {
        spec->fill = peek(r, 0);
        filled = true;
        r->at++;
    }
    if (is_alignment(peek(r, 0))) {
        spec->align = (char)r->text[r->at++];
        aligned = true;
    }
    if (peek(r, 0) == '+' || peek(r, 0) == '-' || peek(r, 0) == ' ')
        spec->sign = r->text[r->at++];
    if (r->level >= 3)
        spec->no_negative_zero = take(r, 'z');
    spec->alternate = take(r, '#');
    if (!filled && take(r, '0')) {
        spec->fill = '0';
        if (!aligned && (r->level < 2 || align == '>'))
            spec->align = '=';
    }
    TRY(take_integer(r, &spec->width));
    TRY(take_separator(r, &spec->separator));
    TRY(take_precision(r, spec));
    if (r->count - r->at > 1) {
        struct value all = {.kind = VALUE_STR, .str = {r->text, r->count}};
        CLEANUP_FREE char *text = value_text(&all);

        return EXPR_VALUE_ERROR("Invalid format specifier '%s' for object of type '%s'", text,
                                expr_type_name(f->out.e, f->value));
    }
    if (r->at < r->count)
        spec->type = r->text[r->at++];
    TRY(check_separator(spec));
    return writer_check_width(spec->width, spec->precision);
}

static struct error *unknown_type(const struct formatting *f)
{
    CLEANUP_FREE char *type = show_type(f->spec.type);

    return EXPR_VALUE_ERROR("Unknown format code '%s' for object of type '%s'", type,
                            expr_type_name(f->out.e, f->value));
}

static struct error *of_locale(void)
{
    return error_create(ERROR_UNSUPPORTED,
                        "what n writes is of the target's locale, which is not known here");
}

/* ---- numbers */

static struct padding padding_of(const struct spec *spec)
{
    return (struct padding){.width = spec->width, .fill = spec->fill, .align = spec->align};
}

/* _PyUnicode_InsertThousandsGrouping(): digits with zeros before them up to a width, and a
 * separator between each `size`. Free it. */
static char *group(const char *digits, size_t count, int64_t width, char separator, int64_t size)
{
    int64_t left = (int64_t)count;
    size_t room = 2 * (count + (width > 0 ? (size_t)width : 0)) + 2, at = room;
    CLEANUP_FREE char *text = xmalloc(room + 1);

    text[--at] = '\0';
    if (separator == 0)
        size = INT64_MAX;
    for (;;) {
        int64_t most = left > width ? left : width;
        int64_t piece = most < 1 ? 1 : most < size ? most : size;

        for (int64_t i = 0; i < piece; i++, left--)
            text[--at] = left > 0 ? digits[left - 1] : '0';
        width -= piece;
        if (left <= 0 && width <= 0)
            return xstrdup(text + at);
        text[--at] = separator;
        width--;
    }
}

/* What follows the digits, `.25e+10`, with separators behind the point. */
static char *group_fraction(const char *rest, char separator)
{
    size_t digits = rest[0] == '.' ? strspn(rest + 1, "0123456789") : 0, used = 0;
    char *text = xmalloc(2 * strlen(rest) + 1);

    for (size_t i = 0; rest[i] != '\0'; i++) {
        if (separator != 0 && i > 1 && i <= digits && (i - 1) % 3 == 0)
            text[used++] = separator;
        text[used++] = rest[i];
    }
    text[used] = '\0';
    return text;
}

/* calc_number_widths(), fill_number(): text is the number without its sign. */
static char *lay_out(const struct spec *spec, bool negative, const char *prefix, const char *text)
{
    bool four = spec->type < 0x80 && spec->type != 0 && strchr("boxX", (char)spec->type) != NULL;
    size_t digits = strspn(text, four ? "0123456789abcdefABCDEF" : "0123456789");
    const char *sign = writer_sign(spec->sign, negative);
    CLEANUP_FREE char *rest = group_fraction(text + digits, spec->fraction);
    int64_t others = (int64_t)(strlen(sign) + strlen(prefix) + strlen(rest));
    int64_t width = spec->fill == '0' && spec->align == '=' ? spec->width - others : 0;
    CLEANUP_FREE char *grouped =
        digits > 0 ? group(text, digits, width, spec->separator, four ? 4 : 3) : xstrdup("");

    return xasprintf("%s%s%s%s", sign, prefix, grouped, rest);
}

static struct error *put_number(struct formatting *f, bool negative, const char *prefix,
                                const char *text)
{
    struct padding padding = padding_of(&f->spec);
    CLEANUP_FREE char *all = lay_out(&f->spec, negative, prefix, text);

    return writer_put_padded_text(&f->out, &padding, all,
                                  strlen(writer_sign(f->spec.sign, negative)) + strlen(prefix));
}

static struct error *put_character(struct formatting *f, const struct value *number)
{
    struct padding padding = padding_of(&f->spec);
    int64_t small;
    uint32_t character;

    if (f->spec.sign != 0)
        return EXPR_VALUE_ERROR("Sign not allowed with integer format specifier 'c'");
    if (f->spec.alternate && !f->out.e->old)
        return EXPR_VALUE_ERROR("Alternate form (#) not allowed with integer format specifier 'c'");
    if (!value_to_i64(number, &small))
        return EXPR_OVERFLOW_ERROR("Python int too large to convert to C long");
    if (small < 0 || small > (f->out.e->old ? 0xff : 0x10ffff))
        return EXPR_OVERFLOW_ERROR("%%c arg not in range(0x110000)");
    character = (uint32_t)small;
    return writer_put_padded(&f->out, &padding, &character, 1, 0);
}

/* format_long_internal() */
static struct error *put_int(struct formatting *f, const struct value *loaded)
{
    static const struct {
        uint32_t type;
        int base;
        const char *prefix;
    } bases[] = {{'b', 2, "0b"}, {'o', 8, "0o"}, {'x', 16, "0x"}, {'X', -16, "0X"}};
    const char *prefix = "";
    int base = 10;
    mpz_t number;

    if (f->spec.precision != -1)
        return EXPR_VALUE_ERROR("Precision not allowed in integer format specifier");
    if (f->spec.no_negative_zero)
        return EXPR_VALUE_ERROR(
            "Negative zero coercion (z) not allowed in integer format specifier");
    if (f->spec.type == 'c')
        return put_character(f, loaded);
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        if (bases[i].type == f->spec.type) {
            base = bases[i].base;
            prefix = f->spec.alternate ? bases[i].prefix : "";
        }
    }
    value_mpz(loaded, number);

    CLEANUP_FREE char *digits = mpz_get_str(NULL, base, number);
    bool negative = digits[0] == '-';

    return put_number(f, negative, prefix, digits + negative);
}

/* ---- floats */

/* Without a type but with a precision: as 'g', but with a digit behind the point, for which one
 * place is kept (Py_DTSF_ADD_DOT_0 in format_float_short() of Python/pystrtod.c). */
static char *double_with_point(bool alternate, int precision, double number)
{
    int places = precision > 0 ? precision : 1;
    CLEANUP_FREE char *text = writer_double('e', alternate, places - 1, number);
    char *exponent = strchr(text, 'e'), *end = exponent;
    long ten = exponent != NULL ? strtol(exponent + 1, NULL, 10) : 0;

    if (exponent == NULL)
        return xstrdup(text);
    if (ten + 1 > -4 && ten + 1 <= places - 1) {
        CLEANUP_FREE char *fixed = writer_double('g', alternate, places, number);

        return strchr(fixed, '.') != NULL ? xstrdup(fixed) : xasprintf("%s.0", fixed);
    }
    if (!alternate && memchr(text, '.', (size_t)(exponent - text)) != NULL) {
        while (end[-1] == '0')
            end--;
        end -= end[-1] == '.';
    }
    return xasprintf("%.*s%s", (int)(end - text), text, exponent);
}

/* # has a point where there is none. */
static char *with_point(char *text)
{
    size_t digits = strspn(text, "0123456789");
    char *all;

    if (text[digits] != 'e')
        return text;
    all = xasprintf("%.*s.%s", (int)digits, text, text + digits);
    free(text);
    return all;
}

/* PyOS_double_to_string() of a number that is not negative; point: 1.0, and not 1, without a type.
 */
static char *double_text(const struct formatting *f, double number, bool point)
{
    const struct spec *spec = &f->spec;
    int precision = (int)spec->precision;
    char *text;

    if (spec->type != 0 || (f->out.e->old && precision < 0)) {
        if (spec->type == 0)
            return point ? double_with_point(spec->alternate, 12, number)
                         : writer_double('g', spec->alternate, 12, number);
        return writer_double(spec->type == '%' ? 'f' : (char)spec->type, spec->alternate,
                             precision < 0 ? 6 : precision, number);
    }
    if (precision >= 0)
        return point ? double_with_point(spec->alternate, precision, number)
                     : writer_double('g', spec->alternate, precision, number);
    text = number_float(number, point ? NUMBER_POINT : NUMBER_PLAIN);
    return spec->alternate ? with_point(text) : text;
}

static bool is_negative(const struct formatting *f, double number, const char *text)
{
    if (!signbit(number) || isnan(number))
        return false;
    return !f->spec.no_negative_zero || isinf(number) || strspn(text, "0.") < strcspn(text, "eE");
}

static struct error *check_float(const struct formatting *f, const char *type)
{
    if (f->spec.alternate && f->out.e->old)
        return EXPR_VALUE_ERROR("Alternate form (#) not allowed in %s format specifier", type);
    return f->spec.type == 'n' ? of_locale() : NULL;
}

/* format_float_internal() */
static struct error *put_float(struct formatting *f, double number)
{
    CLEANUP_FREE char *text = NULL;
    CLEANUP_FREE char *percent = NULL;

    TRY(check_float(f, "float"));
    if (f->spec.type == '%')
        number *= 100;
    text = double_text(f, fabs(number), true);
    percent = xasprintf("%s%s", text, f->spec.type == '%' ? "%" : "");
    return put_number(f, is_negative(f, number, text), "", percent);
}

/* format_complex_internal() */
static struct error *put_complex(struct formatting *f, double real, double imag)
{
    struct padding padding = padding_of(&f->spec);
    bool alone = f->spec.type == 0 && real == 0 && !signbit(real);
    bool parentheses = f->spec.type == 0 && !alone;
    CLEANUP_FREE char *first = NULL;
    CLEANUP_FREE char *second = NULL;
    CLEANUP_FREE char *first_text = NULL;
    CLEANUP_FREE char *second_text = NULL;
    CLEANUP_FREE char *all = NULL;

    if (f->spec.fill == '0')
        return EXPR_VALUE_ERROR("Zero padding is not allowed in complex format specifier");
    if (f->spec.align == '=')
        return EXPR_VALUE_ERROR("'=' alignment flag is not allowed in complex format specifier");
    TRY(check_float(f, "complex"));
    first = double_text(f, fabs(real), false);
    second = double_text(f, fabs(imag), false);
    first_text = alone ? xstrdup("") : lay_out(&f->spec, is_negative(f, real, first), "", first);
    if (!alone)
        f->spec.sign = '+';
    second_text = lay_out(&f->spec, is_negative(f, imag, second), "", second);
    all = xasprintf("%s%s%sj%s", parentheses ? "(" : "", first_text, second_text,
                    parentheses ? ")" : "");
    return writer_put_padded_text(&f->out, &padding, all, 0);
}

/* ---- strings */

/* format_string_internal() */
static struct error *put_string(struct formatting *f, const struct value *text)
{
    struct padding padding = padding_of(&f->spec);
    size_t count = text->str.count;

    if (f->spec.sign != 0)
        return EXPR_VALUE_ERROR("%s not allowed in string format specifier",
                                f->spec.sign == ' ' ? "Space" : "Sign");
    if (f->spec.no_negative_zero)
        return EXPR_VALUE_ERROR(
            "Negative zero coercion (z) not allowed in string format specifier");
    if (f->spec.alternate)
        return EXPR_VALUE_ERROR("Alternate form (#) not allowed in string format specifier");
    if (f->spec.align == '=')
        return EXPR_VALUE_ERROR("'=' alignment not allowed in string format specifier");
    if (f->spec.precision >= 0 && (uint64_t)f->spec.precision < count)
        count = (size_t)f->spec.precision;
    return writer_put_padded(&f->out, &padding, text->str.characters, count, 0);
}

/* ---- any value */

static bool is_one_of(uint32_t type, const char *types)
{
    return type == 0 || (type < 0x80 && strchr(types, (char)type) != NULL);
}

static struct error *put_loaded(struct formatting *f, struct reader *r, const struct value *loaded)
{
    double number;

    switch (loaded->kind) {
    case VALUE_BOOL:
    case VALUE_INT:
        TRY(read_spec(f, r, 'd', '>'));
        if (f->spec.type != 0 && is_one_of(f->spec.type, "bcdoxX"))
            return put_int(f, loaded);
        if (f->spec.type == 'n')
            return of_locale();
        if (!is_one_of(f->spec.type, "eEfFgG%"))
            return unknown_type(f);
        TRY(expr_number_to_double(loaded, &number));
        return put_float(f, number);
    case VALUE_FLOAT:
        TRY(read_spec(f, r, 0, '>'));
        return is_one_of(f->spec.type, "eEfFgGn%") ? put_float(f, loaded->number.real)
                                                   : unknown_type(f);
    case VALUE_COMPLEX:
        TRY(read_spec(f, r, 0, '>'));
        return is_one_of(f->spec.type, "eEfFgGn")
                   ? put_complex(f, loaded->number.real, loaded->number.imag)
                   : unknown_type(f);
    default:
        TRY(read_spec(f, r, 's', '<'));
        return f->spec.type == 's' ? put_string(f, loaded) : unknown_type(f);
    }
}

/* object.__format__(), and those of what is kept as numbers and strings. */
struct error *expr_format_value(struct expr *e, const struct value *value, const struct value *spec,
                                struct value *ret)
{
    struct value text = *spec, loaded;
    struct formatting f = {.out = {.e = e}, .value = value};
    bool unicode = spec->kind == VALUE_STR, own, done;
    struct reader r = {.level = e->runtime->layout.traits.format_spec};

    TRY(expr_check_known(value));
    TRY(expr_check_special(e, value, "__format__"));
    TRY(expr_load(e, value, &loaded));
    if (text.kind == VALUE_BYTES)
        TRY(expr_bytes_as_characters(e, &text));
    if (text.str.count == 0) {
        TRY(expr_str(e, value, ret));
        return unicode && ret->kind == VALUE_BYTES ? expr_decode(e, ret) : NULL;
    }
    TRY(expr_moment_format(e, value, &text, &done, ret));
    if (done)
        return unicode && ret->kind == VALUE_BYTES ? expr_decode(e, ret) : NULL;
    if (!expr_is_number(&loaded) && loaded.kind != VALUE_STR &&
        !(e->old && loaded.kind == VALUE_BYTES && !loaded.is_array)) {
        if (!e->old)
            return EXPR_TYPE_ERROR("unsupported format string passed to %s.__format__",
                                   expr_type_name(e, value));
        TRY(expr_str(e, value, &loaded));
    }
    /* 2.7: what is no unicode is written by a str, and made unicode afterwards. */
    if (e->old && unicode && loaded.kind != VALUE_STR) {
        struct value spec_bytes = text;

        TRY(expr_encode(e, &spec_bytes));
    }
    own = loaded.kind == VALUE_STR || !e->old;
    if (loaded.kind == VALUE_BYTES)
        TRY(expr_bytes_as_characters(e, &loaded));
    r.text = text.str.characters;
    r.count = text.str.count;
    TRY(put_loaded(&f, &r, &loaded));
    TRY(writer_take(&f.out, !own, ret));
    return unicode && !own ? expr_decode(e, ret) : NULL;
}
