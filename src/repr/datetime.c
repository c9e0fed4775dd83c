/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times: Modules/_datetimemodule.c (datetimemodule.c in 2.7), Include/datetime.h. */
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/view.h"

#define DATE_BYTES 4 /* the year, high byte first, month, day */
#define TIME_BYTES                                                                                 \
    6 /* hour, minute, second, and microseconds in three bytes, the highest first                  \
       */

struct clock_time {
    unsigned hour, minute, second, micro;
};

static struct error *read_date(const uint8_t *data, unsigned date[3])
{
    date[0] = (unsigned)data[0] << 8 | data[1];
    date[1] = data[2];
    date[2] = data[3];
    if (date[0] < 1 || date[0] > 9999 || date[1] < 1 || date[1] > 12 || date[2] < 1 || date[2] > 31)
        return error_create(ERROR_CORRUPT, "there is no such date");
    return NULL;
}

static struct error *read_time(const uint8_t *data, struct clock_time *ret)
{
    *ret = (struct clock_time){data[0], data[1], data[2],
                               (unsigned)data[3] << 16 | (unsigned)data[4] << 8 | data[5]};
    if (ret->hour > 23 || ret->minute > 59 || ret->second > 59 || ret->micro > 999999)
        return error_create(ERROR_CORRUPT, "there is no such time of a day");
    return NULL;
}

static struct error *read_data(struct repr *r, uint64_t object, struct layout_field field,
                               uint8_t *ret, size_t size)
{
    if (field.size != size)
        return error_create(ERROR_UNSUPPORTED, "this build's dates are not known");
    return target_read(r->runtime->target, object + field.offset, ret, size);
}

struct error *repr_date(struct repr *r, uint64_t object, const struct type *type)
{
    uint8_t data[DATE_BYTES];
    unsigned date[3];

    TRY(read_data(r, object, r->runtime->layout.date.data, data, sizeof data));
    TRY(read_date(data, date));
    repr_printf(r, "%s(%u, %u, %u)", type->c_name, date[0], date[1], date[2]);
    return NULL;
}

static void put_time(struct repr *r, const struct clock_time *time)
{
    repr_printf(r, "%u, %u", time->hour, time->minute);
    if (time->second != 0 || time->micro != 0)
        repr_printf(r, ", %u", time->second);
    if (time->micro != 0)
        repr_printf(r, ", %u", time->micro);
}

/* The fields of an object that may have no room for the second of them. */
static struct error *read_zone(struct repr *r, uint64_t object, struct layout_field has,
                               struct layout_field zone, uint64_t *ret)
{
    uint64_t there;

    *ret = 0;
    TRY(view_read_field(r->runtime->target, object, has, &there));
    return there != 0 ? view_read_field(r->runtime->target, object, zone, ret) : NULL;
}

static bool is_fold(struct repr *r, uint64_t object, struct layout_field field)
{
    uint64_t fold;

    return layout_has(field) &&
           error_ignore(view_read_field(r->runtime->target, object, field, &fold)) && fold != 0;
}

static void put_zone(struct repr *r, uint64_t zone)
{
    if (zone == 0)
        return;
    repr_put(r, ", tzinfo=");
    repr_write(r, zone);
}

/* Their order is not the same in both. */
struct error *repr_time(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    uint8_t data[TIME_BYTES];
    struct clock_time time;
    uint64_t zone;

    TRY(read_data(r, object, layout->time.data, data, sizeof data));
    TRY(read_time(data, &time));
    TRY(read_zone(r, object, layout->time.hastzinfo, layout->time.tzinfo, &zone));
    repr_printf(r, "%s(", type->c_name);
    put_time(r, &time);
    put_zone(r, zone);
    repr_put(r, is_fold(r, object, layout->time.fold) ? ", fold=1)" : ")");
    return NULL;
}

struct error *repr_datetime(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    uint8_t data[DATE_BYTES + TIME_BYTES];
    struct clock_time time;
    unsigned date[3];
    uint64_t zone;

    TRY(read_data(r, object, layout->datetime.data, data, sizeof data));
    TRY(read_date(data, date));
    TRY(read_time(data + DATE_BYTES, &time));
    TRY(read_zone(r, object, layout->datetime.hastzinfo, layout->datetime.tzinfo, &zone));
    repr_printf(r, "%s(%u, %u, %u, ", type->c_name, date[0], date[1], date[2]);
    put_time(r, &time);
    if (is_fold(r, object, layout->datetime.fold))
        repr_put(r, ", fold=1");
    put_zone(r, zone);
    repr_put(r, ")");
    return NULL;
}

static struct error *read_delta(struct repr *r, uint64_t object, int delta[3])
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->timedelta.days, layout->timedelta.seconds,
                                    layout->timedelta.microseconds};
    uint64_t values[3];

    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    for (int i = 0; i < 3; i++)
        delta[i] = (int)values[i];
    return NULL;
}

struct error *repr_timedelta(struct repr *r, uint64_t object, const struct type *type)
{
    static const char *const names[] = {"days", "seconds", "microseconds"};
    const char *before = "";
    int delta[3];

    TRY(read_delta(r, object, delta));
    repr_printf(r, "%s(", type->c_name);
    if (r->runtime->layout.traits.timedelta_numbers) {
        repr_printf(r, "%d", delta[0]);
        if (delta[1] != 0 || delta[2] != 0)
            repr_printf(r, ", %d", delta[1]);
        if (delta[2] != 0)
            repr_printf(r, ", %d", delta[2]);
    } else {
        for (int i = 0; i < 3; i++) {
            if (delta[i] == 0)
                continue;
            repr_printf(r, "%s%s=%d", before, names[i], delta[i]);
            before = ", ";
        }
        if (*before == '\0')
            repr_put(r, "0");
    }
    repr_put(r, ")");
    return NULL;
}

struct error *repr_timezone(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->timezone.offset_, layout->timezone.name};
    const struct type *of;
    uint64_t values[2];
    int delta[3];

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(types_of(r->types, values[0], &of));
    if (of->kind != KIND_TIMEDELTA)
        return error_create(ERROR_CORRUPT, "a timezone without an offset");
    TRY(read_delta(r, values[0], delta));
    /* new_timezone() makes no other without a name that is not apart from UTC. */
    if (values[1] == 0 && delta[0] == 0 && delta[1] == 0 && delta[2] == 0) {
        repr_printf(r, "%s.utc", type->c_name);
        return NULL;
    }
    repr_printf(r, "%s(", type->c_name);
    repr_write(r, values[0]);
    if (values[1] != 0) {
        repr_put(r, ", ");
        repr_write(r, values[1]);
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
