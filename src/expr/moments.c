/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates, times and durations: comparisons and arithmetic of Modules/_datetimemodule.c, where an
 * offset from UTC is that of a datetime.timezone or does not matter. What another tzinfo says, its
 * code would have to say.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/moments.h"
#include "python/runtime.h"

#define DAY_MICROS MOMENTS_DAY_MICROS
#define DAYS_MAX 999999999  /* of a timedelta */
#define ORDINAL_MAX 3652059 /* the last day of the year 9999 */

/* ---- days */

static bool is_leap(unsigned year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

unsigned moments_days_in_month(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* ymd_to_ord(), less one. */
int64_t moments_day(const struct moment *moment)
{
    int64_t before = moment->year - 1;
    int64_t day = before * 365 + before / 4 - before / 100 + before / 400 + moment->day - 1;

    for (unsigned month = 1; month < moment->month; month++)
        day += moments_days_in_month(moment->year, month);
    return day;
}

static void take_day(int64_t day, struct moment *ret)
{
    ret->year = (unsigned)(day / 366) + 1;
    ret->month = ret->day = 1;
    while (day - moments_day(ret) >= 365 + is_leap(ret->year))
        ret->year++;
    day -= moments_day(ret);
    while (day >= moments_days_in_month(ret->year, ret->month))
        day -= moments_days_in_month(ret->year, ret->month++);
    ret->day = (unsigned)day + 1;
}

static wide micros_of_moment(const struct moment *moment)
{
    int64_t seconds = (int64_t)moment->hour * 3600 + moment->minute * 60 + moment->second;

    return (moment->kind == KIND_TIME ? 0 : (wide)moments_day(moment) * DAY_MICROS) +
           seconds * 1000000 + moment->micro;
}

static wide micros_of_duration(const struct duration *duration)
{
    return (wide)duration->days * DAY_MICROS + (wide)duration->seconds * 1000000 + duration->micros;
}

wide moments_floor_div(wide a, wide b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* ---- reading */

static bool is_moment(enum type_kind kind)
{
    return kind == KIND_DATE || kind == KIND_TIME || kind == KIND_DATETIME;
}

struct error *moments_take(struct expr *e, const struct value *value, struct operand *ret)
{
    struct duration duration;
    const struct type *type;

    *ret = (struct operand){.kind = expr_library_kind(e, value)};
    if (!is_moment(ret->kind) && ret->kind != KIND_TIMEDELTA) {
        ret->kind = KIND_OBJECT;
        return NULL;
    }
    TRY(expr_type_struct(e, value, &type));
    ret->exact = type->builtin;
    ret->type = type->address;
    if (ret->kind == KIND_TIMEDELTA) {
        if (value->kind == VALUE_LIBRARY)
            duration = value->library->duration;
        else
            TRY(duration_read(e->runtime, value->object, &duration));
        ret->micros = micros_of_duration(&duration);
        return NULL;
    }
    if (value->kind == VALUE_LIBRARY)
        ret->moment = value->library->moment;
    else
        TRY(moment_read(e->runtime, value->object, ret->kind, &ret->moment));
    ret->micros = micros_of_moment(&ret->moment);
    return NULL;
}

struct error *moments_offset(struct expr *e, uint64_t zone, wide *ret)
{
    struct duration offset;
    const struct type *type;
    uint64_t name;

    TRY(types_of(e->types, zone, &type));
    if (type->kind != KIND_TIMEZONE || !type->builtin)
        return expr_needs_code(type->name, "utcoffset");
    TRY(timezone_read(e->runtime, e->types, zone, &offset, &name));
    *ret = micros_of_duration(&offset);
    return NULL;
}

/* Both by one clock; *naive: one has a zone and the other has none. */
static struct error *align(struct expr *e, struct operand *a, struct operand *b, bool *naive)
{
    struct operand *both[] = {a, b};
    wide offset;

    *naive = (a->moment.zone == 0) != (b->moment.zone == 0);
    if (*naive || a->moment.zone == b->moment.zone)
        return NULL;
    for (int i = 0; i < 2; i++) {
        TRY(moments_offset(e, both[i]->moment.zone, &offset));
        both[i]->micros -= offset;
    }
    return NULL;
}

/* ---- comparisons */

static struct error *no_order(struct expr *e, enum operator op, const struct value *a,
                              const struct value *b)
{
    if (e->old)
        return EXPR_TYPE_ERROR("can't compare %s to %s", expr_type_name(e, a),
                               expr_type_name(e, b));
    return EXPR_TYPE_ERROR("'%s' not supported between instances of '%s' and '%s'",
                           operator_text(op), expr_type_name(e, a), expr_type_name(e, b));
}

struct error *expr_moment_compare(struct expr *e, enum operator op, const struct value *a,
                                  const struct value *b, bool *ret)
{
    bool equality = op == OP_EQ || op == OP_NE, naive = false;
    struct operand first, second;

    TRY(moments_take(e, a, &first));
    TRY(moments_take(e, b, &second));
    *ret = op == OP_NE;
    if (first.kind != second.kind) {
        bool dates = is_moment(first.kind) && is_moment(second.kind) && first.kind != KIND_TIME &&
                     second.kind != KIND_TIME;

        if (equality)
            return NULL;
        /* That of the datetime is asked first, which derives from the other. */
        return dates && !e->old
                   ? EXPR_TYPE_ERROR("can't compare %s to %s",
                                     expr_type_name(e, first.kind == KIND_DATETIME ? a : b),
                                     expr_type_name(e, first.kind == KIND_DATETIME ? b : a))
                   : no_order(e, op, a, b);
    }
    if (is_moment(first.kind))
        TRY(align(e, &first, &second, &naive));
    if (naive && equality && !e->old)
        return NULL;
    if (naive)
        return EXPR_TYPE_ERROR("can't compare offset-naive and offset-aware %ss",
                               first.kind == KIND_TIME ? "time" : "datetime");
    *ret = expr_order_holds(op, first.micros < second.micros ? -1 : first.micros > second.micros);
    return NULL;
}

/* delta_hash(): that of its parts. */
static struct error *hash_of_duration(struct expr *e, wide micros, uint64_t *ret, bool *exact)
{
    wide days = moments_floor_div(micros, DAY_MICROS);
    int64_t rest = (int64_t)(micros - days * DAY_MICROS);
    struct value parts[] = {value_of_i64((int64_t)days), value_of_i64(rest / 1000000),
                            value_of_i64(rest % 1000000)};
    struct value tuple = value_of_items(VALUE_TUPLE, parts, 3);

    return expr_hash(e, &tuple, ret, exact);
}

/* date_hash(), datetime_hash(): of the bytes that it keeps, in which fold does not count; with an
 * offset, of the time since the first of all days. */
struct error *expr_moment_hash(struct expr *e, const struct value *value, uint64_t *ret,
                               bool *exact)
{
    struct operand operand;
    wide offset = 0;

    TRY(moments_take(e, value, &operand));
    if (operand.moment.zone != 0)
        TRY(moments_offset(e, operand.moment.zone, &offset));
    if (!is_moment(operand.kind))
        return hash_of_duration(e, operand.micros, ret, exact);
    if (operand.moment.zone != 0) {
        *exact &= operand.kind == KIND_DATETIME;
        return hash_of_duration(e, operand.micros - offset + DAY_MICROS, ret, exact);
    }

    const struct moment *m = &operand.moment;
    const uint8_t bytes[] = {
        (uint8_t)(m->year >> 8),  (uint8_t)m->year,   (uint8_t)m->month,  (uint8_t)m->day,
        (uint8_t)m->hour,         (uint8_t)m->minute, (uint8_t)m->second, (uint8_t)(m->micro >> 16),
        (uint8_t)(m->micro >> 8), (uint8_t)m->micro,
    };
    /* That of 2.7 is in a tuple then. */
    *exact &= !(e->old && m->kind == KIND_DATE);

    size_t start = m->kind == KIND_TIME ? 4 : 0, end = m->kind == KIND_DATE ? 4 : sizeof bytes;
    struct value kept = value_of_bytes(e->arena, bytes + start, end - start);

    return expr_hash(e, &kept, ret, exact);
}

struct error *expr_moment_truth(struct expr *e, const struct value *value, bool *ret)
{
    struct operand operand;

    TRY(moments_take(e, value, &operand));
    *ret = operand.kind != KIND_TIMEDELTA || operand.micros != 0;
    return NULL;
}

/* ---- arithmetic */

struct error *moments_type(struct expr *e, const char *name, enum type_kind kind, uint64_t *ret)
{
    const struct type *type;

    TRY(expr_type_of_module(e, "datetime", name, ret));
    TRY(types_get(e->types, *ret, &type));
    if (type->kind != kind || !type->builtin)
        return error_create(ERROR_UNSUPPORTED, "datetime.%s is not the library's", name);
    return NULL;
}

struct error *moments_make_duration(struct expr *e, wide micros, struct value *ret)
{
    wide days = moments_floor_div(micros, DAY_MICROS);
    int64_t rest = (int64_t)(micros - days * DAY_MICROS);
    struct library_value *made;
    uint64_t address;

    if (days > DAYS_MAX || days < -DAYS_MAX)
        return EXPR_OVERFLOW_ERROR("days=%lld; must have magnitude <= %d", (long long)days,
                                   DAYS_MAX);
    TRY(moments_type(e, "timedelta", KIND_TIMEDELTA, &address));
    TRY(expr_make_library(e, KIND_TIMEDELTA, address, &made, ret));
    made->duration = (struct duration){(int)days, (int)(rest / 1000000), (int)(rest % 1000000)};
    return NULL;
}

/* The moment so many microseconds after the first day of the year 1, of the type of like. */
static struct error *make_moment(struct expr *e, const struct operand *like, wide micros,
                                 struct value *ret)
{
    wide day = moments_floor_div(micros, DAY_MICROS);
    int64_t rest = (int64_t)(micros - day * DAY_MICROS), second = rest / 1000000;
    struct library_value *made;

    if (day < 0 || day >= ORDINAL_MAX)
        return EXPR_OVERFLOW_ERROR("date value out of range");
    TRY(expr_make_library(e, like->kind, like->type, &made, ret));
    made->moment = (struct moment){.kind = like->kind, .zone = like->moment.zone};
    take_day((int64_t)day, &made->moment);
    if (like->kind != KIND_DATETIME)
        return NULL;
    made->moment.hour = (unsigned)(second / 3600);
    made->moment.minute = (unsigned)(second / 60 % 60);
    made->moment.second = (unsigned)(second % 60);
    made->moment.micro = (unsigned)(rest % 1000000);
    return NULL;
}

static struct error *unsupported(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b)
{
    return EXPR_TYPE_ERROR("unsupported operand type(s) for %s: '%s' and '%s'", operator_text(op),
                           expr_type_name(e, a), expr_type_name(e, b));
}

/* sign: 1 or -1. A date counts the days of a duration only. */
static struct error *add_duration(struct expr *e, const struct operand *moment, wide micros,
                                  int sign, struct value *ret)
{
    /* What derives from one makes another of its kind, in some versions by running its code. */
    if (!moment->exact)
        return error_create(ERROR_UNSUPPORTED, "what a class that derives from a date makes of a "
                                               "timedelta, its own code decides");
    if (moment->kind == KIND_DATE)
        micros = moments_floor_div(micros, DAY_MICROS) * DAY_MICROS;
    return make_moment(e, moment, moment->micros + sign * micros, ret);
}

static struct error *subtract_moments(struct expr *e, struct operand *a, struct operand *b,
                                      struct value *ret)
{
    bool naive = false;

    TRY(align(e, a, b, &naive));
    if (naive)
        return EXPR_TYPE_ERROR("can't subtract offset-naive and offset-aware datetimes");
    return moments_make_duration(e, a->micros - b->micros, ret);
}

/* divide_nearest(): to the nearest, of two as near to the even one. */
static wide divide_nearest(wide a, wide b)
{
    wide quotient = moments_floor_div(a, b), rest = a - quotient * b;
    wide twice = 2 * (rest < 0 ? -rest : rest), size = b < 0 ? -b : b;

    return quotient + (twice > size || (twice == size && (quotient & 1) != 0));
}

static struct error *zero_division(const char *words)
{
    return error_create(ERROR_NOT_FOUND, "ZeroDivisionError: %s", words);
}

struct error *moments_make_int(struct expr *e, wide number, struct value *ret)
{
    struct error *error;
    mpz_t result;
    wide size = number < 0 ? -number : number;

    mpz_init_set_ui(result, (unsigned long)(uint64_t)(size >> 64));
    mpz_mul_2exp(result, result, 64);
    mpz_add_ui(result, result, (unsigned long)(uint64_t)size);
    if (number < 0)
        mpz_neg(result, result);
    error = expr_make_int(e, result, ret);
    mpz_clear(result);
    return error;
}

/* Of two timedeltas. */
static struct error *of_durations(struct expr *e, enum operator op, const struct operand *a,
                                  const struct operand *b, bool *done, struct value *ret)
{
    struct value first, second;

    *done = true;
    if (b->micros == 0 && (op == OP_DIVIDE || op == OP_FLOOR_DIVIDE || op == OP_REMAINDER) &&
        !e->old)
        return zero_division(op == OP_DIVIDE      ? "division by zero"
                             : op == OP_REMAINDER ? "integer modulo by zero"
                                                  : "integer division or modulo by zero");
    switch (op) {
    case OP_ADD:
        return moments_make_duration(e, a->micros + b->micros, ret);
    case OP_SUBTRACT:
        return moments_make_duration(e, a->micros - b->micros, ret);
    case OP_FLOOR_DIVIDE:
        *done = !e->old;
        return *done ? moments_make_int(e, moments_floor_div(a->micros, b->micros), ret) : NULL;
    case OP_REMAINDER:
        *done = !e->old;
        return *done ? moments_make_duration(
                           e, a->micros - moments_floor_div(a->micros, b->micros) * b->micros, ret)
                     : NULL;
    case OP_DIVIDE:
        *done = !e->old;
        if (e->old)
            return NULL;
        TRY(moments_make_int(e, a->micros, &first));
        TRY(moments_make_int(e, b->micros, &second));
        return expr_number_binary(e, OP_DIVIDE, &first, &second, ret);
    default:
        *done = false;
        return NULL;
    }
}

/* Of a timedelta and an int. */
static struct error *by_int(struct expr *e, enum operator op, const struct operand *duration,
                            int64_t number, bool *done, struct value *ret)
{
    bool floors = op == OP_FLOOR_DIVIDE || (op == OP_DIVIDE && e->old);
    wide product;

    *done = true;
    if (op == OP_MULTIPLY) {
        if (__builtin_mul_overflow(duration->micros, (wide)number, &product))
            return EXPR_OVERFLOW_ERROR("Python int too large to convert to C int");
        return moments_make_duration(e, product, ret);
    }
    *done = floors || op == OP_DIVIDE;
    if (!*done)
        return NULL;
    if (number == 0)
        return zero_division("integer division or modulo by zero");
    return moments_make_duration(e,
                                 floors ? moments_floor_div(duration->micros, number)
                                        : divide_nearest(duration->micros, number),
                                 ret);
}

static struct error *with_number(struct expr *e, enum operator op, const struct operand *a,
                                 const struct value *first, const struct operand *b,
                                 const struct value *second, bool *done, struct value *ret)
{
    const struct value *number = a->kind == KIND_TIMEDELTA ? second : first;
    struct value loaded;
    int64_t integer;

    *done = false;
    TRY(expr_load(e, number, &loaded));
    if (loaded.kind == VALUE_FLOAT)
        return error_create(ERROR_UNSUPPORTED, "a timedelta and a float are not worked out");
    if (!value_is_integer(&loaded) || (a->kind != KIND_TIMEDELTA && op != OP_MULTIPLY))
        return NULL;
    if (!value_to_i64(&loaded, &integer))
        return error_create(ERROR_UNSUPPORTED,
                            "a timedelta and so large an int are not worked out");
    return by_int(e, op, a->kind == KIND_TIMEDELTA ? a : b, integer, done, ret);
}

struct error *expr_moment_binary(struct expr *e, enum operator op, const struct value *a,
                                 const struct value *b, struct value *ret)
{
    struct operand first, second;
    bool done = false;

    TRY(moments_take(e, a, &first));
    TRY(moments_take(e, b, &second));
    if (first.kind == KIND_TIMEDELTA && second.kind == KIND_TIMEDELTA)
        TRY(of_durations(e, op, &first, &second, &done, ret));
    else if (first.kind == KIND_OBJECT || second.kind == KIND_OBJECT)
        TRY(is_moment(first.kind) || is_moment(second.kind)
                ? NULL
                : with_number(e, op, &first, a, &second, b, &done, ret));
    if (done)
        return NULL;
    if (op == OP_SUBTRACT && first.kind == second.kind && is_moment(first.kind) &&
        first.kind != KIND_TIME)
        return subtract_moments(e, &first, &second, ret);
    if (first.kind == KIND_TIME || second.kind == KIND_TIME)
        return unsupported(e, op, a, b);
    if (is_moment(first.kind) && second.kind == KIND_TIMEDELTA &&
        (op == OP_ADD || op == OP_SUBTRACT))
        return add_duration(e, &first, second.micros, op == OP_ADD ? 1 : -1, ret);
    if (first.kind == KIND_TIMEDELTA && is_moment(second.kind) && op == OP_ADD)
        return add_duration(e, &second, first.micros, 1, ret);
    return unsupported(e, op, a, b);
}

struct error *expr_moment_unary(struct expr *e, enum operator op, const struct value *a,
                                struct value *ret)
{
    struct operand operand;

    TRY(moments_take(e, a, &operand));
    if (operand.kind != KIND_TIMEDELTA || op == OP_INVERT)
        return EXPR_TYPE_ERROR("bad operand type for unary %s: '%s'", operator_text(op),
                               expr_type_name(e, a));
    return moments_make_duration(e, op == OP_MINUS ? -operand.micros : operand.micros, ret);
}

struct error *expr_moment_abs(struct expr *e, const struct value *a, struct value *ret)
{
    struct operand operand;

    TRY(moments_take(e, a, &operand));
    return moments_make_duration(e, operand.micros < 0 ? -operand.micros : operand.micros, ret);
}

/* ---- attributes of what is made here */

bool expr_moment_attribute(struct expr *e, const struct value *of, const char *name,
                           struct value *ret)
{
    const struct moment *m = &of->library->moment;
    const struct duration *d = &of->library->duration;
    const struct {
        enum type_kind kind;
        const char *name;
        int64_t value;
    } parts[] = {
        {KIND_TIMEDELTA, "days", d->days},
        {KIND_TIMEDELTA, "seconds", d->seconds},
        {KIND_TIMEDELTA, "microseconds", d->micros},
        {KIND_DATE, "year", m->year},
        {KIND_DATE, "month", m->month},
        {KIND_DATE, "day", m->day},
        {KIND_TIME, "hour", m->hour},
        {KIND_TIME, "minute", m->minute},
        {KIND_TIME, "second", m->second},
        {KIND_TIME, "microsecond", m->micro},
        {KIND_TIME, "fold", m->fold},
    };
    enum type_kind kind = expr_library_kind(e, of);

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, name) != 0 ||
            !(kind == parts[i].kind || (kind == KIND_DATETIME && parts[i].kind != KIND_TIMEDELTA)))
            continue;
        *ret = value_of_i64(parts[i].value);
        return true;
    }
    if (strcmp(name, "tzinfo") != 0 || (kind != KIND_DATETIME && kind != KIND_TIME))
        return false;
    *ret = m->zone != 0 ? value_of_object(m->zone) : (struct value){.kind = VALUE_NONE};
    return true;
}

struct error *moments_seconds(struct expr *e, wide micros, struct value *ret)
{
    struct value whole;
    mpz_t number, million;
    double seconds;
    bool fits;

    TRY(moments_make_int(e, micros, &whole));
    mpz_init_set_ui(million, 1000000);
    fits = expr_number_divide(value_mpz(&whole, number), million, &seconds);
    mpz_clear(million);
    *ret = value_of_float(fits ? seconds : 0);
    return NULL;
}
