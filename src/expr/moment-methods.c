/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Methods of dates, times and durations: Modules/_datetimemodule.c. A zone that is no
 * datetime.timezone has code of its own, and what strftime() makes of names goes by the target's
 * locale.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/moments.h"
#include "expr/writer.h"

#define MICROS 1000000

static struct value take_text(const struct expr *e, const char *text)
{
    return e->old ? value_of_bytes(e->arena, text, strlen(text))
                  : value_of_text(e->arena, text, strlen(text));
}

/* ---- isoformat() and str() */

enum precision {
    PRECISION_AUTO,
    PRECISION_HOURS,
    PRECISION_MINUTES,
    PRECISION_SECONDS,
    PRECISION_MILLISECONDS,
    PRECISION_MICROSECONDS,
    PRECISION_COUNT
};

static char *text_of_date(const struct moment *m)
{
    return xasprintf("%04u-%02u-%02u", m->year, m->month, m->day);
}

static char *text_of_time(const struct moment *m, enum precision precision)
{
    if (precision == PRECISION_AUTO)
        precision = m->micro != 0 ? PRECISION_MICROSECONDS : PRECISION_SECONDS;
    switch (precision) {
    case PRECISION_HOURS:
        return xasprintf("%02u", m->hour);
    case PRECISION_MINUTES:
        return xasprintf("%02u:%02u", m->hour, m->minute);
    case PRECISION_MILLISECONDS:
        return xasprintf("%02u:%02u:%02u.%03u", m->hour, m->minute, m->second, m->micro / 1000);
    case PRECISION_MICROSECONDS:
        return xasprintf("%02u:%02u:%02u.%06u", m->hour, m->minute, m->second, m->micro);
    default:
        return xasprintf("%02u:%02u:%02u", m->hour, m->minute, m->second);
    }
}

/* format_utcoffset(): "" of what has no zone. */
static struct error *text_of_offset(struct expr *e, uint64_t zone, const char *between, char **ret)
{
    wide offset = 0;
    unsigned seconds, micros;

    if (zone == 0) {
        *ret = xstrdup("");
        return NULL;
    }
    TRY(moments_offset(e, zone, &offset));

    char sign = offset < 0 ? '-' : '+';

    offset = offset < 0 ? -offset : offset;
    micros = (unsigned)(offset % MICROS);
    seconds = (unsigned)(offset / MICROS);

    CLEANUP_FREE char *minutes =
        xasprintf("%c%02u%s%02u", sign, seconds / 3600, between, seconds / 60 % 60);
    CLEANUP_FREE char *rest = xasprintf("%s%02u", between, seconds % 60);

    *ret = micros != 0         ? xasprintf("%s%s.%06u", minutes, rest, micros)
           : seconds % 60 != 0 ? xasprintf("%s%s", minutes, rest)
                               : take_pointer(minutes);
    return NULL;
}

static struct error *put_iso(struct expr *e, const struct moment *m, uint32_t between,
                             enum precision precision, struct value *ret)
{
    struct writer w = {.e = e};
    struct padding none = {.fill = ' ', .align = '<'};
    CLEANUP_FREE char *date = text_of_date(m), *time = text_of_time(m, precision);
    CLEANUP_FREE char *offset = NULL;

    if (m->kind != KIND_TIME)
        TRY(writer_put_padded_text(&w, &none, date, 0));
    if (m->kind == KIND_DATETIME)
        TRY(writer_put(&w, &between, 1));
    if (m->kind != KIND_DATE) {
        TRY(text_of_offset(e, m->zone, ":", &offset));
        TRY(writer_put_padded_text(&w, &none, time, 0));
        TRY(writer_put_padded_text(&w, &none, offset, 0));
    }
    return writer_take(&w, e->old, ret);
}

/* Text that is given, of one character or more; false: it is none. */
static bool take_given(struct expr *e, const struct value *given, struct value *ret)
{
    if (!error_ignore(expr_load(e, given, ret)))
        return false;
    if (ret->kind == VALUE_BYTES && e->old && !ret->is_array)
        return error_ignore(expr_bytes_as_characters(e, ret));
    return ret->kind == VALUE_STR && !e->old;
}

static struct error *take_precision(struct expr *e, const struct value *given, bool *done,
                                    enum precision *ret)
{
    static const char *const names[] = {"auto",    "hours",        "minutes",
                                        "seconds", "milliseconds", "microseconds"};
    CLEANUP_FREE char *name = NULL;
    struct value text;

    *ret = PRECISION_AUTO;
    if (given == NULL)
        return NULL;
    *done = !e->old && take_given(e, given, &text);
    if (!*done)
        return NULL;
    name = value_text(&text);
    while (*ret < PRECISION_COUNT && strcmp(names[*ret], name) != 0)
        ++*ret;
    return *ret < PRECISION_COUNT ? NULL : EXPR_VALUE_ERROR("Unknown timespec value");
}

static EXPR_METHOD(run_isoformat)
{
    const struct value *between = NULL, *timespec = expr_keyword(call, "timespec");
    const struct value *last = call->count > 0 ? &call->args[call->count - 1] : NULL;
    enum precision precision;
    struct operand operand;
    struct value given = {.kind = VALUE_NONE};
    uint32_t separator = 'T';

    TRY(moments_take(e, of, &operand));
    *done = call->count == 0 || call->keyword_count == 0 ||
            (operand.kind == KIND_DATETIME && call->count == 1 && timespec != NULL &&
             call->keyword_count == 1);
    if (!*done)
        return NULL;
    if (operand.kind == KIND_DATETIME) {
        between = call->count > 0 ? &call->args[0] : expr_keyword(call, "sep");
        last = call->count > 1 ? &call->args[1] : NULL;
    }
    if (between != NULL) {
        *done = take_given(e, between, &given) && given.str.count == 1;
        if (!*done)
            return NULL;
        separator = given.str.characters[0];
    }
    TRY(take_precision(e, last != NULL ? last : timespec, done, &precision));
    return *done ? put_iso(e, &operand.moment, separator, precision, ret) : NULL;
}

static struct value text_of_duration(const struct expr *e, wide micros)
{
    wide days = moments_floor_div(micros, MOMENTS_DAY_MICROS);
    int64_t rest = (int64_t)(micros - days * MOMENTS_DAY_MICROS), second = rest / MICROS;
    CLEANUP_FREE char *before =
        days != 0 ? xasprintf("%lld day%s, ", (long long)days, days == 1 || days == -1 ? "" : "s")
                  : xstrdup("");
    CLEANUP_FREE char *behind =
        rest % MICROS != 0 ? xasprintf(".%06d", (int)(rest % MICROS)) : xstrdup("");
    CLEANUP_FREE char *text = xasprintf("%s%d:%02d:%02d%s", before, (int)(second / 3600),
                                        (int)(second / 60 % 60), (int)(second % 60), behind);

    return take_text(e, text);
}

/* date_str() and the like ask isoformat(). */
struct error *expr_moment_str(struct expr *e, const struct value *value, struct value *ret)
{
    struct operand operand;

    TRY(moments_take(e, value, &operand));
    if (operand.kind == KIND_TIMEDELTA) {
        *ret = text_of_duration(e, operand.micros);
        return NULL;
    }
    TRY(expr_check_special(e, value, "isoformat"));
    if (!expr_has_builtin(e, value, "isoformat"))
        return expr_needs_code(expr_type_name(e, value), "isoformat");
    return put_iso(e, &operand.moment, ' ', PRECISION_AUTO, ret);
}

/* ---- strftime() and format() */

static struct error *put_directive(struct expr *e, struct writer *w, const struct moment *m,
                                   uint32_t directive)
{
    struct padding none = {.fill = ' ', .align = '<'};
    CLEANUP_FREE char *text = NULL;
    struct moment first = {.kind = KIND_DATE, .year = m->year, .month = 1, .day = 1};

    /* Whether such a year is filled up to four digits depends on the C library and the version. */
    if (strchr("YyF", (int)directive) != NULL && m->year < (e->old ? 1900 : 1000))
        return error_create(ERROR_UNSUPPORTED, "strftime() of so early a year is not made");
    switch (directive) {
    case 'Y':
        text = xasprintf("%u", m->year);
        break;
    case 'y':
        text = xasprintf("%02u", m->year % 100);
        break;
    case 'm':
        text = xasprintf("%02u", m->month);
        break;
    case 'd':
        text = xasprintf("%02u", m->day);
        break;
    case 'H':
        text = xasprintf("%02u", m->hour);
        break;
    case 'I':
        text = xasprintf("%02u", (m->hour + 11) % 12 + 1);
        break;
    case 'M':
        text = xasprintf("%02u", m->minute);
        break;
    case 'S':
        text = xasprintf("%02u", m->second);
        break;
    case 'f':
        text = xasprintf("%06u", m->micro);
        break;
    case 'j':
        text = xasprintf("%03d", (int)(moments_day(m) - moments_day(&first)) + 1);
        break;
    case 'F':
        text = text_of_date(m);
        break;
    case 'T':
        text = text_of_time(m, PRECISION_SECONDS);
        break;
    case 'z':
        TRY(text_of_offset(e, m->zone, "", &text));
        break;
    case '%':
        text = xstrdup("%");
        break;
    default:
        return error_create(ERROR_UNSUPPORTED,
                            "what strftime() makes of %%%c is not known: of numbers there are %%Y "
                            "%%y %%m %%d %%H %%I %%M %%S %%f %%j %%z %%F %%T",
                            directive > ' ' && directive < 0x7f ? (int)directive : '?');
    }
    return writer_put_padded_text(w, &none, text, 0);
}

static struct error *format_moment(struct expr *e, const struct moment *moment,
                                   const struct value *text, struct value *ret)
{
    struct writer w = {.e = e};
    struct moment m = *moment;
    wide offset;

    if (m.kind == KIND_TIME) {
        m.year = 1900;
        m.month = m.day = 1;
    }
    /* Its dst() is asked for, too. */
    if (m.zone != 0)
        TRY(moments_offset(e, m.zone, &offset));
    if (e->old && m.year < 1900)
        return error_create(ERROR_UNSUPPORTED, "strftime() of so early a year is not made");
    for (size_t i = 0; i < text->str.count; i++) {
        uint32_t c = text->str.characters[i];

        if (c == 0 || c >= 0x80)
            return error_create(ERROR_UNSUPPORTED, "strftime() is made of ASCII only");
        TRY(expr_step(e));
        if (c != '%')
            TRY(writer_put(&w, &c, 1));
        else
            TRY(put_directive(e, &w, &m, ++i < text->str.count ? text->str.characters[i] : '\n'));
    }
    return writer_take(&w, e->old, ret);
}

static EXPR_METHOD(run_strftime)
{
    const struct value *given = call->count > 0 ? &call->args[0] : expr_keyword(call, "format");
    struct operand operand;
    struct value text;

    TRY(moments_take(e, of, &operand));
    /* What derives from one is asked for its timetuple(). */
    *done = given != NULL && operand.exact && call->count + call->keyword_count == 1 &&
            take_given(e, given, &text);
    return *done ? format_moment(e, &operand.moment, &text, ret) : NULL;
}

struct error *expr_moment_format(struct expr *e, const struct value *value,
                                 const struct value *text, bool *done, struct value *ret)
{
    struct operand operand;

    TRY(moments_take(e, value, &operand));
    *done = operand.kind != KIND_OBJECT && operand.kind != KIND_TIMEDELTA;
    if (!*done)
        return NULL;
    if (!operand.exact)
        return expr_needs_code(expr_type_name(e, value), "strftime");
    return format_moment(e, &operand.moment, text, ret);
}

/* ---- parts */

static EXPR_METHOD(run_day)
{
    struct operand operand;
    int64_t day;

    (void)done;
    TRY(moments_take(e, of, &operand));
    day = moments_day(&operand.moment);
    *ret = value_of_i64(strcmp(call->name, "toordinal") == 0 ? day + 1
                        : strcmp(call->name, "weekday") == 0 ? day % 7
                                                             : day % 7 + 1);
    return NULL;
}

static struct error *make(struct expr *e, const struct moment *moment, uint64_t type,
                          struct value *ret)
{
    struct library_value *made;

    TRY(expr_make_library(e, moment->kind, type, &made, ret));
    made->moment = *moment;
    return NULL;
}

/* date(), time() and timetz() of a datetime. */
static EXPR_METHOD(run_part)
{
    bool is_date = strcmp(call->name, "date") == 0;
    struct operand operand;
    struct moment part;
    uint64_t type;

    (void)done;
    TRY(moments_take(e, of, &operand));
    TRY(moments_type(e, is_date ? "date" : "time", is_date ? KIND_DATE : KIND_TIME, &type));
    part = operand.moment;
    part.kind = is_date ? KIND_DATE : KIND_TIME;
    if (is_date) {
        part.hour = part.minute = part.second = part.micro = 0;
        part.fold = false;
    } else {
        part.year = part.month = part.day = 0;
    }
    if (strcmp(call->name, "timetz") != 0)
        part.zone = 0;
    return make(e, &part, type, ret);
}

/* The zone that is given; *done false: it is not told what that is. */
static struct error *take_zone(struct expr *e, const struct value *given, bool *done, uint64_t *ret)
{
    const struct type *type;
    struct value loaded;

    TRY(expr_load(e, given, &loaded));
    *ret = 0;
    if (loaded.kind == VALUE_NONE)
        return NULL;
    *done = given->kind == VALUE_OBJECT && error_ignore(types_of(e->types, given->object, &type)) &&
            type->kind == KIND_TIMEZONE;
    *ret = given->object;
    return NULL;
}

/* check_date_args(), check_time_args(). */
static struct error *check(const struct moment *m, const int64_t parts[])
{
    static const struct {
        const char *name;
        int max;
    } of_time[] = {{"hour", 23}, {"minute", 59}, {"second", 59}, {"microsecond", 999999}};

    if (m->kind != KIND_TIME) {
        if (parts[0] < 1 || parts[0] > 9999)
            return EXPR_VALUE_ERROR("year %lld is out of range", (long long)parts[0]);
        if (parts[1] < 1 || parts[1] > 12)
            return EXPR_VALUE_ERROR("month must be in 1..12");
        if (parts[2] < 1 ||
            parts[2] > moments_days_in_month((unsigned)parts[0], (unsigned)parts[1]))
            return EXPR_VALUE_ERROR("day is out of range for month");
    }
    for (int i = 0; i < 4 && m->kind != KIND_DATE; i++)
        if (parts[3 + i] < 0 || parts[3 + i] > of_time[i].max)
            return EXPR_VALUE_ERROR("%s must be in 0..%d", of_time[i].name, of_time[i].max);
    return NULL;
}

static struct error *take_fold(struct expr *e, const struct call *call, bool *done, bool *ret)
{
    const struct value *given = expr_keyword(call, "fold");
    int64_t fold;

    if (given == NULL)
        return NULL;
    *done = !e->old;
    TRY(expr_to_index(e, given, &fold));
    if (fold != 0 && fold != 1)
        return EXPR_VALUE_ERROR("fold must be either 0 or 1");
    *ret = fold == 1;
    return NULL;
}

static EXPR_METHOD(run_replace)
{
    static const char *const names[] = {"year",   "month",  "day",         "hour",
                                        "minute", "second", "microsecond", "tzinfo"};
    struct operand operand;
    struct moment *m = &operand.moment;
    int64_t parts[7];
    size_t used = expr_keyword(call, "fold") != NULL;

    TRY(moments_take(e, of, &operand));

    unsigned now[] = {m->year, m->month, m->day, m->hour, m->minute, m->second, m->micro};
    size_t from = m->kind == KIND_TIME ? 3 : 0, to = m->kind == KIND_DATE ? 3 : 8;

    /* What derives from one makes another of its kind, by its own code. */
    *done = operand.exact && call->count <= to - from;
    for (size_t i = from; i < to && *done; i++) {
        const struct value *given = expr_keyword(call, names[i]);

        if (given != NULL && i - from < call->count)
            *done = false;
        used += given != NULL;
        if (i - from < call->count)
            given = &call->args[i - from];
        if (i < 7)
            parts[i] = now[i];
        if (given != NULL && i == 7)
            TRY(take_zone(e, given, done, &m->zone));
        else if (given != NULL)
            TRY(expr_to_index(e, given, &parts[i]));
        if (i < 7 && (parts[i] > INT32_MAX || parts[i] < INT32_MIN))
            *done = false;
    }
    if (!*done || used != call->keyword_count) {
        *done = false;
        return NULL;
    }
    TRY(check(m, parts));
    TRY(take_fold(e, call, done, &m->fold));
    if (!*done)
        return NULL;
    if (from == 0) {
        m->year = (unsigned)parts[0];
        m->month = (unsigned)parts[1];
        m->day = (unsigned)parts[2];
    }
    if (to == 8) {
        m->hour = (unsigned)parts[3];
        m->minute = (unsigned)parts[4];
        m->second = (unsigned)parts[5];
        m->micro = (unsigned)parts[6];
    }
    return make(e, m, operand.type, ret);
}

/* ---- offsets and durations */

static EXPR_METHOD(run_utcoffset)
{
    struct operand operand;
    wide offset;

    (void)call;
    (void)done;
    TRY(moments_take(e, of, &operand));
    *ret = (struct value){.kind = VALUE_NONE};
    if (operand.moment.zone == 0)
        return NULL;
    TRY(moments_offset(e, operand.moment.zone, &offset));
    return moments_make_duration(e, offset, ret);
}

static EXPR_METHOD(run_timestamp)
{
    struct moment epoch = {.kind = KIND_DATE, .year = 1970, .month = 1, .day = 1};
    struct operand operand;
    wide offset;

    (void)call;
    (void)done;
    TRY(moments_take(e, of, &operand));
    if (operand.moment.zone == 0)
        return error_create(ERROR_UNSUPPORTED, "timestamp() of a datetime without a zone goes by "
                                               "the local time of the target, which is not known");
    TRY(moments_offset(e, operand.moment.zone, &offset));
    return moments_seconds(
        e, operand.micros - offset - (wide)moments_day(&epoch) * MOMENTS_DAY_MICROS, ret);
}

static EXPR_METHOD(run_total_seconds)
{
    struct operand operand;

    (void)call;
    (void)done;
    TRY(moments_take(e, of, &operand));
    return moments_seconds(e, operand.micros, ret);
}

#define DATE_PARTS "year month day"
#define TIME_PARTS "hour minute second microsecond tzinfo fold"

const struct builtin_method expr_moment_methods[] = {
    {KIND_DATE, {.name = "isoformat"}, run_isoformat},
    {KIND_DATE, {.name = "isoweekday"}, run_day},
    {KIND_DATE, {.name = "replace", .max = 3, .keywords = DATE_PARTS}, run_replace},
    {KIND_DATE, {.name = "strftime", .max = 1, .keywords = "format"}, run_strftime},
    {KIND_DATE, {.name = "toordinal"}, run_day},
    {KIND_DATE, {.name = "weekday"}, run_day},
    {KIND_DATETIME, {.name = "date"}, run_part},
    {KIND_DATETIME, {.name = "isoformat", .max = 2, .keywords = "sep timespec"}, run_isoformat},
    {KIND_DATETIME, {.name = "isoweekday"}, run_day},
    {KIND_DATETIME,
     {.name = "replace", .max = 8, .keywords = DATE_PARTS " " TIME_PARTS},
     run_replace},
    {KIND_DATETIME, {.name = "strftime", .max = 1, .keywords = "format"}, run_strftime},
    {KIND_DATETIME, {.name = "time"}, run_part},
    {KIND_DATETIME, {.name = "timestamp"}, run_timestamp},
    {KIND_DATETIME, {.name = "timetz"}, run_part},
    {KIND_DATETIME, {.name = "toordinal"}, run_day},
    {KIND_DATETIME, {.name = "utcoffset"}, run_utcoffset},
    {KIND_DATETIME, {.name = "weekday"}, run_day},
    {KIND_TIME, {.name = "isoformat", .max = 1, .keywords = "timespec"}, run_isoformat},
    {KIND_TIME, {.name = "replace", .max = 5, .keywords = TIME_PARTS}, run_replace},
    {KIND_TIME, {.name = "strftime", .max = 1, .keywords = "format"}, run_strftime},
    {KIND_TIME, {.name = "utcoffset"}, run_utcoffset},
    {KIND_TIMEDELTA, {.name = "total_seconds"}, run_total_seconds},
    {0},
};
