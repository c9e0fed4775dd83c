/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times: Modules/_datetimemodule.c (datetimemodule.c in 2.7), Include/datetime.h. */
#include "python/runtime.h"
#include "python/view.h"
#include "repr/datetime.h"
#include "repr/kinds.h"

#define DATE_BYTES 4 /* the year, high byte first, month, day */
/* hour, minute, second, and microseconds in three bytes, the highest first */
#define TIME_BYTES 6

static struct error *take_date(const uint8_t *data, struct moment *ret)
{
    ret->year = (unsigned)data[0] << 8 | data[1];
    ret->month = data[2];
    ret->day = data[3];
    if (ret->year < 1 || ret->year > 9999 || ret->month < 1 || ret->month > 12 || ret->day < 1 ||
        ret->day > 31)
        return error_create(ERROR_CORRUPT, "there is no such date");
    return NULL;
}

static struct error *take_time(const uint8_t *data, struct moment *ret)
{
    ret->hour = data[0];
    ret->minute = data[1];
    ret->second = data[2];
    ret->micro = (unsigned)data[3] << 16 | (unsigned)data[4] << 8 | data[5];
    if (ret->hour > 23 || ret->minute > 59 || ret->second > 59 || ret->micro > 999999)
        return error_create(ERROR_CORRUPT, "there is no such time of a day");
    return NULL;
}

static struct error *read_data(struct runtime *runtime, uint64_t object, struct layout_field field,
                               uint8_t *ret, size_t size)
{
    if (field.size != size)
        return error_create(ERROR_UNSUPPORTED, "this build's dates are not known");
    return target_read(runtime->target, object + field.offset, ret, size);
}

/* The fields of an object that may have no room for the second of them. */
static struct error *read_zone(struct runtime *runtime, uint64_t object, struct layout_field has,
                               struct layout_field zone, uint64_t *ret)
{
    uint64_t there;

    *ret = 0;
    TRY(view_read_field(runtime->target, object, has, &there));
    return there != 0 ? view_read_field(runtime->target, object, zone, ret) : NULL;
}

static bool is_fold(struct runtime *runtime, uint64_t object, struct layout_field field)
{
    uint64_t fold;

    return layout_has(field) &&
           error_ignore(view_read_field(runtime->target, object, field, &fold)) && fold != 0;
}

struct error *moment_read(struct runtime *runtime, uint64_t object, enum type_kind kind,
                          struct moment *ret)
{
    const struct layout *layout = &runtime->layout;
    uint8_t data[DATE_BYTES + TIME_BYTES];

    *ret = (struct moment){.kind = kind};
    switch (kind) {
    case KIND_DATE:
        TRY(read_data(runtime, object, layout->date.data, data, DATE_BYTES));
        return take_date(data, ret);
    case KIND_TIME:
        TRY(read_data(runtime, object, layout->time.data, data, TIME_BYTES));
        TRY(read_zone(runtime, object, layout->time.hastzinfo, layout->time.tzinfo, &ret->zone));
        ret->fold = is_fold(runtime, object, layout->time.fold);
        return take_time(data, ret);
    default:
        TRY(read_data(runtime, object, layout->datetime.data, data, DATE_BYTES + TIME_BYTES));
        TRY(read_zone(runtime, object, layout->datetime.hastzinfo, layout->datetime.tzinfo,
                      &ret->zone));
        ret->fold = is_fold(runtime, object, layout->datetime.fold);
        TRY(take_date(data, ret));
        return take_time(data + DATE_BYTES, ret);
    }
}

struct error *duration_read(struct runtime *runtime, uint64_t object, struct duration *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->timedelta.days, layout->timedelta.seconds,
                                    layout->timedelta.microseconds};
    uint64_t values[3];

    TRY(view_read_fields(runtime->target, object, fields, 3, values));
    *ret = (struct duration){(int32_t)values[0], (int32_t)values[1], (int32_t)values[2]};
    return NULL;
}

static void put_time(struct repr *r, const struct moment *moment)
{
    repr_printf(r, "%u, %u", moment->hour, moment->minute);
    if (moment->second != 0 || moment->micro != 0)
        repr_printf(r, ", %u", moment->second);
    if (moment->micro != 0)
        repr_printf(r, ", %u", moment->micro);
}

static void put_zone(struct repr *r, uint64_t zone)
{
    if (zone == 0)
        return;
    repr_put(r, ", tzinfo=");
    repr_write(r, zone);
}

void moment_put(struct repr *r, const struct moment *moment, const char *name)
{
    const char *fold = moment->fold ? ", fold=1" : "";

    repr_printf(r, "%s(", name);
    if (moment->kind != KIND_TIME)
        repr_printf(r, "%u, %u, %u", moment->year, moment->month, moment->day);
    if (moment->kind == KIND_DATETIME)
        repr_put(r, ", ");
    if (moment->kind != KIND_DATE)
        put_time(r, moment);
    /* Their order is not the same in both. */
    repr_put(r, moment->kind == KIND_DATETIME ? fold : "");
    put_zone(r, moment->zone);
    repr_put(r, moment->kind == KIND_TIME ? fold : "");
    repr_put(r, ")");
}

static struct error *put_moment(struct repr *r, uint64_t object, const struct type *type,
                                enum type_kind kind)
{
    struct moment moment;

    TRY(moment_read(r->runtime, object, kind, &moment));
    moment_put(r, &moment, type->c_name);
    return NULL;
}

struct error *repr_date(struct repr *r, uint64_t object, const struct type *type)
{
    return put_moment(r, object, type, KIND_DATE);
}

struct error *repr_time(struct repr *r, uint64_t object, const struct type *type)
{
    return put_moment(r, object, type, KIND_TIME);
}

struct error *repr_datetime(struct repr *r, uint64_t object, const struct type *type)
{
    return put_moment(r, object, type, KIND_DATETIME);
}

void duration_put(struct repr *r, const struct duration *duration, const char *name)
{
    static const char *const names[] = {"days", "seconds", "microseconds"};
    const int parts[] = {duration->days, duration->seconds, duration->micros};
    const char *before = "";

    repr_printf(r, "%s(", name);
    if (r->runtime->layout.traits.timedelta_numbers) {
        repr_printf(r, "%d", parts[0]);
        if (parts[1] != 0 || parts[2] != 0)
            repr_printf(r, ", %d", parts[1]);
        if (parts[2] != 0)
            repr_printf(r, ", %d", parts[2]);
    } else {
        for (int i = 0; i < 3; i++) {
            if (parts[i] == 0)
                continue;
            repr_printf(r, "%s%s=%d", before, names[i], parts[i]);
            before = ", ";
        }
        if (*before == '\0')
            repr_put(r, "0");
    }
    repr_put(r, ")");
}

struct error *repr_timedelta(struct repr *r, uint64_t object, const struct type *type)
{
    struct duration duration;

    TRY(duration_read(r->runtime, object, &duration));
    duration_put(r, &duration, type->c_name);
    return NULL;
}

struct error *timezone_read(struct runtime *runtime, struct types *types, uint64_t object,
                            struct duration *offset, uint64_t *name)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->timezone.offset_, layout->timezone.name};
    const struct type *of;
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, object, fields, 2, values));
    TRY(types_of(types, values[0], &of));
    if (of->kind != KIND_TIMEDELTA)
        return error_create(ERROR_CORRUPT, "a timezone without an offset");
    *name = values[1];
    return duration_read(runtime, values[0], offset);
}

struct error *repr_timezone(struct repr *r, uint64_t object, const struct type *type)
{
    struct duration offset;
    uint64_t name;

    TRY(timezone_read(r->runtime, r->types, object, &offset, &name));
    /* new_timezone() makes no other without a name that is not apart from UTC. */
    if (name == 0 && offset.days == 0 && offset.seconds == 0 && offset.micros == 0) {
        repr_printf(r, "%s.utc", type->c_name);
        return NULL;
    }
    repr_printf(r, "%s(", type->c_name);
    TRY(view_read_field(r->runtime->target, object, r->runtime->layout.timezone.offset_, &object));
    repr_write(r, object);
    if (name != 0) {
        repr_put(r, ", ");
        repr_write(r, name);
    }
    repr_put(r, ")");
    return NULL;
}

/* zoneinfo_repr() of Modules/_zoneinfo.c */
struct error *repr_zoneinfo(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->zoneinfo.key, layout->zoneinfo.file_repr};
    const struct type *key;
    uint64_t values[2];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(types_of(r->types, values[0], &key));
    if (key->kind == KIND_NONE) {
        repr_printf(r, "%s.from_file(", type->c_name);
        TRY(repr_put_name(r, values[1]));
    } else {
        repr_printf(r, "%s(key=", type->c_name);
        repr_write(r, values[0]);
    }
    repr_put(r, ")");
    return NULL;
}
