/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built-in types as functions, and repr(): what makes one value of another. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"
#include "python/unicode.h"

static struct error *run_type(struct expr *e, const struct call *call, struct value *ret)
{
    uint64_t type;

    TRY(expr_type_object(e, &call->args[0], &type));
    *ret = value_of_object(type);
    return NULL;
}

/* Of what repr() is not known of there is only something to show. */
static struct error *run_repr(struct expr *e, const struct call *call, struct value *ret)
{
    CLEANUP_FREE char *quoted = NULL;
    bool differs;
    CLEANUP_FREE char *text = NULL;

    TRY(expr_check_known(&call->args[0]));
    TRY(call->name[0] == 'a' ? expr_ascii(e, &call->args[0], &text)
                             : expr_repr_text(e, &call->args[0], &text));
    differs = expr_repr_differs(e);
    TRY(expr_room(e, strlen(text), sizeof(uint32_t)));
    *ret = e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
    if (differs) {
        TRY(expr_repr_text(e, ret, &quoted));
        *ret = (struct value){
            .kind = VALUE_SHOWN,
            .shown = {arena_copy_text(e->arena, quoted, strlen(quoted)), "str"},
        };
    }
    return NULL;
}

/* str(object=b'', encoding='utf-8', errors='strict') and the like: *ret has them by position. */
static struct error *by_position(struct expr *e, const struct call *call, const char *first,
                                 struct call *ret)
{
    const char *const names[] = {first, "encoding", "errors"};
    struct value *args = arena_take(e->arena, 3 * sizeof *args);

    *ret = (struct call){.name = call->name, .args = args, .count = call->count};
    if (call->count > 0)
        memcpy(args, call->args, call->count * sizeof *args);
    for (size_t i = 0; i < 3; i++) {
        const struct value *value = expr_keyword(call, names[i]);

        if (value == NULL)
            continue;
        if (i < call->count)
            return EXPR_TYPE_ERROR("argument for %s() given by name ('%s') and position (%zu)",
                                   call->name, names[i], i + 1);
        if (i > ret->count)
            return error_create(ERROR_UNSUPPORTED,
                                "%s() with '%s' and without '%s' is not evaluated", call->name,
                                names[i], names[ret->count]);
        args[ret->count++] = *value;
    }
    return NULL;
}

/* str(b, encoding), bytes(s, encoding): as b.decode(encoding), s.encode(encoding). */
static struct error *recode(struct expr *e, const struct call *call, const char *method,
                            struct value *ret)
{
    const struct call rest = {.name = method, .args = call->args + 1, .count = call->count - 1};
    bool done;

    if (e->old && call->name[0] != 'u')
        return EXPR_TYPE_ERROR("str() takes at most 1 argument (%zu given)", call->count);
    TRY(expr_text_method(e, &call->args[0], method, true, &rest, &done, ret));
    return done ? NULL : expr_needs_code(expr_type_name(e, &call->args[0]), method);
}

static struct error *run_str(struct expr *e, const struct call *given, struct value *ret)
{
    struct call words, *call = &words;

    TRY(by_position(e, given, given->name[0] == 's' ? "object" : "string", &words));
    if (call->count == 0) {
        *ret = e->old ? value_of_bytes(e->arena, "", 0) : value_of_text(e->arena, "", 0);
        return NULL;
    }
    if (call->count > 1)
        return recode(e, call, "decode", ret);
    TRY(expr_str(e, &call->args[0], ret));
    return e->old && ret->kind == VALUE_STR && call->name[0] == 's' ? expr_encode(e, ret) : NULL;
}

static struct error *run_unicode(struct expr *e, const struct call *call, struct value *ret)
{
    struct value value;

    TRY(run_str(e, call, &value));
    if (value.kind == VALUE_BYTES)
        TRY(expr_decode(e, &value));
    *ret = value;
    return NULL;
}

static struct error *run_format(struct expr *e, const struct call *call, struct value *ret)
{
    struct value spec = e->old ? value_of_bytes(e->arena, "", 0) : value_of_text(e->arena, "", 0);

    if (call->count > 1)
        TRY(expr_load(e, &call->args[1], &spec));
    if (spec.kind != VALUE_STR && !(e->old && spec.kind == VALUE_BYTES))
        return EXPR_TYPE_ERROR("format() argument 2 must be str, not %s",
                               expr_type_name(e, &call->args[1]));
    return expr_format_value(e, &call->args[0], &spec, ret);
}

/* ---- containers */

static struct error *run_list(struct expr *e, const struct call *call, struct value *ret)
{
    struct value_list list = {0};

    if (call->count > 0)
        TRY(expr_collect(e, &call->args[0], &list));
    *ret = value_of_items(strcmp(call->name, "list") == 0 ? VALUE_LIST : VALUE_TUPLE, list.data,
                          list.count);
    return NULL;
}

struct filling {
    struct expr *e;
    struct value_table *table;
    size_t count;
};

static struct error *add_member(void *arg, const struct value *item, bool *stop)
{
    struct filling *to = arg;

    (void)stop;
    return expr_table_put(to->e, to->table, item, item);
}

static struct error *run_set(struct expr *e, const struct call *call, struct value *ret)
{
    struct filling to = {e, expr_table(e), 0};
    enum type_kind kind;

    if (call->count > 0) {
        TRY(expr_kind(e, &call->args[0], &kind));
        /* set_update_internal() */
        TRY(kind == KIND_SET || kind == KIND_FROZENSET
                ? expr_each_stored(e, &call->args[0], add_member, &to)
                : expr_each(e, &call->args[0], add_member, &to));
    }
    *ret = (struct value){.kind = strcmp(call->name, "set") == 0 ? VALUE_SET : VALUE_FROZENSET,
                          .table = to.table};
    return NULL;
}

static struct error *add_pair(void *arg, const struct value *item, bool *stop)
{
    struct filling *to = arg;
    struct value_list pair = {0};
    struct error *error;

    (void)stop;
    error = expr_collect(to->e, item, &pair);
    if (error != NULL && error->kind == ERROR_NOT_FOUND && pair.count == 0) {
        error_destroy(error);
        return EXPR_TYPE_ERROR("cannot convert dictionary update sequence element #%zu to a "
                               "sequence",
                               to->count);
    }
    TRY(error);
    if (pair.count != 2)
        return EXPR_VALUE_ERROR(
            "dictionary update sequence element #%zu has length %zu; 2 is required", to->count,
            pair.count);
    to->count++;
    return expr_table_put(to->e, to->table, &pair.data[0], &pair.data[1]);
}

static struct error *run_dict(struct expr *e, const struct call *call, struct value *ret)
{
    struct filling to = {e, expr_table(e), 0};
    bool is_mapping = true;

    if (call->count > 0)
        TRY(expr_each_pair(e, &call->args[0], add_pair, &to, &is_mapping));
    if (!is_mapping)
        TRY(expr_each(e, &call->args[0], add_pair, &to));
    for (size_t i = 0; i < call->keyword_count; i++) {
        const char *name = call->keywords[i];
        struct value key = e->old ? value_of_bytes(e->arena, name, strlen(name))
                                  : value_of_text(e->arena, name, strlen(name));

        TRY(expr_table_put(e, to.table, &key, &call->keyword_values[i]));
    }
    *ret = (struct value){.kind = VALUE_DICT, .table = to.table};
    return NULL;
}

struct byte_filling {
    struct expr *e;
    struct value_list *list;
};

static struct error *add_byte(void *arg, const struct value *item, bool *stop)
{
    struct byte_filling *to = arg;
    int64_t byte;

    (void)stop;
    TRY(expr_to_index(to->e, item, &byte));
    if (byte < 0 || byte > 255)
        return EXPR_VALUE_ERROR("bytes must be in range(0, 256)");
    TRY(expr_list_add(to->e, to->list, value_of_i64(byte)));
    return NULL;
}

/* bytes(), which is str() in 2.7: of nothing, bytes, a length, or ints. */
static struct error *run_bytes(struct expr *e, const struct call *given, struct value *ret)
{
    struct call words, *call = &words;
    struct value_list list = {0};
    struct byte_filling to = {e, &list};
    struct value value;
    int64_t count;
    uint8_t *data;

    TRY(by_position(e, given, "source", &words));
    *ret = value_of_bytes(e->arena, "", 0);
    if (call->count == 0)
        return NULL;
    if (call->count > 1)
        return recode(e, call, "encode", ret);
    TRY(expr_check_special(e, &call->args[0], "__bytes__"));
    TRY(expr_load(e, &call->args[0], &value));
    if (value.kind == VALUE_BYTES) {
        *ret = value;
        return NULL;
    }
    if (value.kind == VALUE_STR)
        return EXPR_TYPE_ERROR("string argument without an encoding");
    if (value_is_integer(&value)) {
        if (!value_to_i64(&value, &count))
            return EXPR_OVERFLOW_ERROR("cannot fit 'int' into an index-sized integer");
        if (count < 0)
            return EXPR_VALUE_ERROR("negative count");
        TRY(expr_room(e, (size_t)count, 1));
        *ret = (struct value){.kind = VALUE_BYTES,
                              .bytes = {arena_take(e->arena, (size_t)count), (size_t)count}};
        return NULL;
    }
    TRY(expr_check_special(e, &call->args[0], "__index__"));

    struct error *error = expr_each(e, &call->args[0], add_byte, &to);

    /* PyBytes_FromObject(); what a generator goes through is another matter. */
    if (error != NULL && call->args[0].kind != VALUE_ITERATOR &&
        strstr(error->message, "object is not iterable") != NULL) {
        error_destroy(error);
        return EXPR_TYPE_ERROR("cannot convert '%s' object to bytes",
                               expr_type_name(e, &call->args[0]));
    }
    TRY(error);
    data = arena_take(e->arena, list.count);
    for (size_t i = 0; i < list.count; i++)
        data[i] = (uint8_t)list.data[i].limb;
    *ret = (struct value){.kind = VALUE_BYTES, .bytes = {data, list.count}};
    return NULL;
}

static struct error *run_slice(struct expr *e, const struct call *call, struct value *ret)
{
    struct value *items = arena_take(e->arena, 3 * sizeof *items);

    for (size_t i = 0; i < 3; i++)
        items[i].kind = VALUE_NONE;
    for (size_t i = 0; i < call->count; i++)
        items[call->count == 1 ? 1 : i] = call->args[i];
    *ret = value_of_items(VALUE_SLICE, items, 3);
    return NULL;
}

/* ---- numbers */

static struct error *run_bool(struct expr *e, const struct call *call, struct value *ret)
{
    bool truth = false;

    if (call->count > 0)
        TRY(expr_truth(e, &call->args[0], &truth));
    *ret = value_of_bool(truth);
    return NULL;
}

/* _PyUnicode_TransformDecimalAndSpaceToASCII(), for what is a number in no script of its own. */
static char plain_character(uint32_t c)
{
    if (c > 0 && c < 0x80)
        return (char)c;
    if (unicode_is_space(c))
        return ' ';
    return uc_decimal_value(c) >= 0 ? (char)('0' + uc_decimal_value(c)) : '?';
}

/* A str or bytes as ASCII without blanks around it; characters that are none become '?'. */
static char *plain_text(const struct value *value)
{
    size_t count = value->kind == VALUE_STR ? value->str.count : value->bytes.count;
    char *text = xmalloc(count + 1);
    size_t start = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t c = value->kind == VALUE_STR ? value->str.characters[i] : value->bytes.data[i];

        text[i] = value->kind == VALUE_STR ? plain_character(c) : c > 0 && c < 0x80 ? (char)c : '?';
    }
    while (start < count && isspace((unsigned char)text[start]))
        start++;
    while (count > start && isspace((unsigned char)text[count - 1]))
        count--;
    memmove(text, text + start, count - start);
    text[count - start] = '\0';
    return text;
}

/* PyLong_FromString(): digits of a base with single _ between them, into number. */
static bool parse_int(const char *text, int64_t base, bool old, mpz_t number)
{
    bool negative = *text == '-', any = false;
    CLEANUP_FREE char *digits = xmalloc(strlen(text) + 1);
    size_t used = 0;
    static const struct {
        char letter;
        int base;
    } prefixes[] = {{'x', 16}, {'o', 8}, {'b', 2}};

    if (*text == '-' || *text == '+')
        text++;
    for (size_t i = 0; i < 3 && text[0] == '0'; i++) {
        if ((text[1] | 0x20) == prefixes[i].letter && (base == 0 || base == prefixes[i].base)) {
            base = prefixes[i].base;
            text += 2;
            any = !old && *text == '_';
            break;
        }
    }
    if (base == 0 && text[0] == '0' && strspn(text, "0_") < strlen(text)) {
        if (!old)
            return false;
        base = 8;
    }
    if (base == 0)
        base = 10;
    for (; *text != '\0'; text++) {
        int digit = isdigit((unsigned char)*text)   ? *text - '0'
                    : isalpha((unsigned char)*text) ? (*text | 0x20) - 'a' + 10
                                                    : 99;

        if (*text == '_' && !old && any && text[1] != '\0' && text[1] != '_')
            continue;
        if (digit >= base)
            return false;
        digits[used++] = *text;
        any = true;
    }
    digits[used] = '\0';
    if (used == 0 || mpz_set_str(number, digits, (int)base) != 0)
        return false;
    if (negative)
        mpz_neg(number, number);
    return true;
}

static struct error *int_of_text(struct expr *e, const struct value *value, int64_t base,
                                 struct value *ret)
{
    CLEANUP_FREE char *text = plain_text(value);
    CLEANUP_FREE char *shown = NULL;
    mpz_t number;

    mpz_init(number);

    bool ok = parse_int(text, base, e->old, number);
    struct error *error = ok ? expr_make_int(e, number, ret) : NULL;

    mpz_clear(number);
    if (ok)
        return error;
    TRY(expr_repr_text(e, value, &shown));
    return EXPR_VALUE_ERROR("invalid literal for int() with base %lld: %s", (long long)base, shown);
}

struct error *expr_load_number(struct expr *e, const struct value *value, struct value *ret)
{
    if (expr_numpy_number(e, value, ret)) {
        /* numpy warns of a complex one, and goes on with its real part. */
        if (ret->kind == VALUE_COMPLEX)
            *ret = value_of_float(ret->number.real);
        return NULL;
    }
    TRY(expr_load(e, value, ret));
    return expr_library_kind(e, ret) == KIND_NUMPY_SCALAR
               ? error_create(ERROR_UNSUPPORTED, "a %s is not converted", expr_type_name(e, value))
               : NULL;
}

static struct error *run_int(struct expr *e, const struct call *call, struct value *ret)
{
    const struct value *given = expr_keyword(call, "base");
    struct value value;
    int64_t base = 10, small;
    bool done;

    *ret = value_of_i64(0);
    if (call->count == 0)
        return NULL;
    if (call->count > 1)
        given = &call->args[1];
    if (given != NULL)
        TRY(expr_to_index(e, given, &base));
    if (base != 0 && (base < 2 || base > 36))
        return EXPR_VALUE_ERROR("int() base must be >= 2 and <= 36, or 0");
    TRY(expr_plain_int(e, &call->args[0], &done, ret));
    if (done)
        return NULL;
    TRY(expr_check_special(e, &call->args[0], "__int__"));
    TRY(expr_check_special(e, &call->args[0], "__trunc__"));
    TRY(expr_load_number(e, &call->args[0], &value));
    if (value.kind == VALUE_STR || value.kind == VALUE_BYTES) {
        TRY(int_of_text(e, &value, base, ret));
    } else if (given != NULL) {
        return EXPR_TYPE_ERROR("int() can't convert non-string with explicit base");
    } else if (value_is_integer(&value)) {
        TRY(expr_number_unary(e, OP_PLUS, &value, ret));
    } else if (value.kind == VALUE_FLOAT) {
        if (isnan(value.number.real))
            return EXPR_VALUE_ERROR("cannot convert float NaN to integer");
        if (isinf(value.number.real))
            return EXPR_OVERFLOW_ERROR("cannot convert float infinity to integer");
        *ret = expr_number_truncate(e, value.number.real);
    } else {
        TRY(expr_check_special(e, &call->args[0], "__index__"));
        return EXPR_TYPE_ERROR(
            "int() argument must be a string, a bytes-like object or a real number, not '%s'",
            expr_type_name(e, &call->args[0]));
    }
    if (strcmp(call->name, "long") == 0)
        ret->is_long = true;
    else if (e->old) /* long_int() */
        ret->is_long = !value_to_i64(ret, &small);
    return NULL;
}

/* Whether all of a text is what strtod() and float() both take for a number. */
static bool parse_float(const char *text, bool underscores, double *ret)
{
    CLEANUP_FREE char *plain = xmalloc(strlen(text) + 1);
    size_t used = 0;
    char *end;

    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '_') {
            if (!underscores || i == 0 || !isdigit((unsigned char)text[i - 1]) ||
                !isdigit((unsigned char)text[i + 1]))
                return false;
            continue;
        }
        plain[used++] = text[i];
    }
    plain[used] = '\0';

    const char *word = plain + (plain[0] == '-' || plain[0] == '+');

    if (strcasecmp(word, "inf") != 0 && strcasecmp(word, "infinity") != 0 &&
        strcasecmp(word, "nan") != 0 && strspn(plain, "0123456789.eE+-") != used)
        return false;
    *ret = strtod(plain, &end);
    return used > 0 && *end == '\0';
}

static struct error *run_float(struct expr *e, const struct call *call, struct value *ret)
{
    CLEANUP_FREE char *shown = NULL;
    struct value value;
    double number;
    bool done;

    *ret = value_of_float(0);
    if (call->count == 0)
        return NULL;
    TRY(expr_plain_number(e, &call->args[0], "__float__", &done, ret));
    if (done)
        return NULL;
    TRY(expr_check_special(e, &call->args[0], "__float__"));
    TRY(expr_load_number(e, &call->args[0], &value));
    if (value.kind == VALUE_STR || value.kind == VALUE_BYTES) {
        CLEANUP_FREE char *text = plain_text(&value);

        if (!parse_float(text, !e->old, &number)) {
            TRY(expr_repr_text(e, &value, &shown));
            return EXPR_VALUE_ERROR("could not convert string to float: %s", shown);
        }
    } else if (expr_is_number(&value) && value.kind != VALUE_COMPLEX) {
        TRY(expr_number_to_double(&value, &number));
    } else {
        TRY(expr_check_special(e, &call->args[0], "__index__"));
        return EXPR_TYPE_ERROR("float() argument must be a string or a real number, not '%s'",
                               expr_type_name(e, &call->args[0]));
    }
    *ret = value_of_float(number);
    return NULL;
}

const struct function expr_conversions[] = {
    {"ascii", 1, 1, NULL, run_repr, 0},
    {"bool", 0, 1, NULL, run_bool, 0},
    {"bytes", 0, 3, "source encoding errors", run_bytes, 0},
    {"dict", 0, 1, "*", run_dict, 0},
    {"float", 0, 1, NULL, run_float, 0},
    {"format", 1, 2, NULL, run_format, 0},
    {"frozenset", 0, 1, NULL, run_set, FUNCTION_ANY_ORDER},
    {"int", 0, 2, "base", run_int, 0},
    {"list", 0, 1, NULL, run_list, 0},
    {"long", 0, 2, "base", run_int, FUNCTION_OLD},
    {"repr", 1, 1, NULL, run_repr, 0},
    {"set", 0, 1, NULL, run_set, FUNCTION_ANY_ORDER},
    {"slice", 1, 3, NULL, run_slice, 0},
    {"str", 0, 3, "object encoding errors", run_str, 0},
    {"tuple", 0, 1, NULL, run_list, 0},
    {"type", 1, 1, NULL, run_type, 0},
    {"unicode", 0, 3, "string encoding errors", run_unicode, FUNCTION_OLD},
    {0},
};
